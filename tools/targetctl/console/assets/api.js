// What the page asks the edge.

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.message ?? `the edge answered with status ${answer.status}`);
  return body;
}

const ask = (path, options) => fetch(`/console/api/${path}`, options)
  .catch(() => { throw new Error('the edge does not answer'); });

const get = async (path) => read(await ask(path));

const post = async (path, body) => read(await ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
}));

export const callsAfter = (number) => get(`calls?after=${number}`);
export const callDetail = (number) => get(`calls/${number}`);
export const tryVisitor = (asked) => post('try', asked);
export const sampleVisitors = (asked) => post('sample', asked);

let asked;
/** The rules; they never change while the edge runs. Another edge may have others: `forgetRules`. */
export function rules() {
  asked ??= get('rules').catch((problem) => {
    asked = undefined;
    throw problem;
  });
  return asked;
}

export function forgetRules() {
  asked = undefined;
}
