// What the page asks the edge.

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.message ?? `the edge answered with status ${answer.status}`);
  return body;
}

const get = async (path) => read(await fetch(`/console/api/${path}`));

const post = async (path, body) => read(await fetch(`/console/api/${path}`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
}));

export const callsAfter = (number) => get(`calls?after=${number}`);
export const callDetail = (number) => get(`calls/${number}`);
export const tryVisitor = (asked) => post('try', asked);
export const sampleVisitors = (asked) => post('sample', asked);

let asked;
/** The rules; they never change while the edge runs. */
export function rules() {
  asked ??= get('rules').catch((problem) => {
    asked = undefined;
    throw problem;
  });
  return asked;
}
