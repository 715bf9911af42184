// The fields that describe a visitor, and the delivery request made of them.
import { el } from './dom.js';

const userAgents = [
  ['Chrome on Windows', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'],
  ['Edge on Windows', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0'],
  ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'],
  ['Safari on macOS', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15'],
  ['Safari on iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'],
  ['Chrome on Android', 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36'],
  ['Search engine', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
];

const places = [
  ['By address (this machine: San Jose)', {}],
  ['Zurich, CH', { countryCode: 'CH', stateCode: 'ZH', city: 'ZURICH' }],
  ['New York, US', { countryCode: 'US', stateCode: 'NY', city: 'NEW YORK' }],
  ['London, GB', { countryCode: 'GB', stateCode: 'ENG', city: 'LONDON' }],
  ['Tokyo, JP', { countryCode: 'JP', stateCode: '13', city: 'TOKYO' }],
];

export const newVisitorId = () => crypto.randomUUID();

/** Lines `name=value`; what cannot be read is left out. */
function readLines(text) {
  const entries = text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  }).filter(([name]) => name);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const writeLines = (given = {}) => Object.entries(given ?? {}).map(([name, value]) => `${name}=${value}`).join('\n');

const given = (object) => {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined && value !== '');
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
};

/** Fields with ids that begin with `prefix`; `hasId`: the visitor has an id. */
export function visitorForm({ prefix, hasId }) {
  const inputs = {};
  const id = (name) => `${prefix}-${name}`;
  const field = (name, label, input, hint) => {
    inputs[name] = input;
    input.id = id(name);
    if (hint) input.setAttribute('aria-describedby', `${id(name)}-hint`);
    return el('div', { class: 'field' }, el('label', { for: id(name) }, label), input,
      hint ? el('small', { id: `${id(name)}-hint` }, hint) : null);
  };
  const text = (attributes = {}) => el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...attributes });
  const changed = () => fields.dispatchEvent(new Event('change'));

  const agent = el('select', { onchange: () => { inputs.userAgent.value = agent.value; changed(); } },
    userAgents.map(([name, value]) => el('option', { value }, name)), el('option', { value: '' }, 'None, or as below'));
  const place = el('select', { onchange: () => {
    const [, geo] = places[Number(place.value)];
    for (const name of ['countryCode', 'stateCode', 'city']) inputs[name].value = geo[name] ?? '';
    changed();
  } }, places.map(([name], at) => el('option', { value: at }, name)));

  const visitor = hasId ? el('fieldset', {}, el('legend', {}, 'Visitor'),
    field('visitor', 'Visitor id', text({ value: newVisitorId() }), 'Decides the allocation bucket of each activity'),
    el('button', { type: 'button', onclick: () => { inputs.visitor.value = newVisitorId(); changed(); } }, 'Another visitor'))
    : null;
  const fields = el('div', { class: 'visitor-fields' }, visitor,
    el('fieldset', {}, el('legend', {}, 'Browser'),
      field('agent', 'Browser', agent), field('userAgent', 'User agent', text({ value: userAgents[0][1] })),
      field('url', 'Page URL', text({ inputmode: 'url', value: 'https://shop.example/' })),
      field('referrer', 'Referring URL', text({ inputmode: 'url' }))),
    el('fieldset', {}, el('legend', {}, 'Parameters'),
      field('parameters', 'Parameters', el('textarea', { rows: 3, spellcheck: 'false' }), 'name=value, one a line'),
      field('profile', 'Profile', el('textarea', { rows: 2, spellcheck: 'false' }), 'name=value, one a line')),
    el('fieldset', {}, el('legend', {}, 'Place'),
      field('place', 'Place', place),
      el('div', { class: 'row' }, field('countryCode', 'Country', text({ maxlength: 8 })),
        field('stateCode', 'State', text({ maxlength: 8 })), field('city', 'City', text()))),
    el('fieldset', {}, el('legend', {}, 'Date and property'),
      field('date', 'Date (UTC)', el('input', { type: 'datetime-local' }), 'Empty: now'),
      field('property', 'Property token', text())));

  const value = (name) => inputs[name]?.value.trim() ?? '';
  const details = () => given({ parameters: readLines(value('parameters')), profileParameters: readLines(value('profile')) }) ?? {};

  return {
    fields,
    /** The time in milliseconds; undefined: now. */
    time() {
      const ms = Date.parse(`${value('date')}Z`);
      return Number.isNaN(ms) ? undefined : ms;
    },
    /** The request for `wanted`: `{kind: mbox | view | page load, name}`. */
    request(wanted) {
      const mboxes = wanted.filter(({ kind }) => kind === 'mbox').map(({ name }, index) => ({ index, name, ...details() }));
      const views = wanted.filter(({ kind }) => kind === 'view').map(({ name }) => ({ name, ...details() }));
      const hasPage = wanted.some(({ kind }) => kind === 'page load');
      const token = value('property');
      return given({
        id: hasId && value('visitor') ? { tntId: value('visitor') } : undefined,
        property: token ? { token } : undefined,
        context: given({
          channel: 'web',
          userAgent: value('userAgent'),
          address: given({ url: value('url'), referringUrl: value('referrer') }),
          geo: given({ countryCode: value('countryCode'), stateCode: value('stateCode'), city: value('city') }),
        }),
        execute: given({ mboxes: mboxes.length > 0 ? mboxes : undefined, pageLoad: hasPage ? details() : undefined }),
        prefetch: views.length > 0 ? { views } : undefined,
      });
    },
    /** Fills the fields from a delivery request of a visitor at a time. */
    fill(request, visitorId, time) {
      const { context = {} } = request;
      const items = [...(request.execute?.mboxes ?? []), ...(request.prefetch?.mboxes ?? []),
        ...(request.prefetch?.views ?? [])];
      const first = items[0] ?? request.execute?.pageLoad ?? request.prefetch?.pageLoad ?? {};
      const set = (name, text) => { if (inputs[name]) inputs[name].value = text ?? ''; };
      set('visitor', visitorId);
      set('userAgent', context.userAgent);
      agent.value = userAgents.some(([, known]) => known === context.userAgent) ? context.userAgent : '';
      set('url', first.address?.url ?? context.address?.url);
      set('referrer', first.address?.referringUrl ?? context.address?.referringUrl);
      set('parameters', writeLines(first.parameters));
      set('profile', writeLines(first.profileParameters));
      set('countryCode', context.geo?.countryCode);
      set('stateCode', context.geo?.stateCode);
      set('city', context.geo?.city);
      set('date', time ? new Date(time).toISOString().slice(0, 19) : '');
      set('property', request.property?.token);
    },
  };
}
