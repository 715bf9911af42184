// A visitor to try: the decision at once, and why.
import { rules, tryVisitor } from './api.js';
import { debounced, el, folded, replace } from './dom.js';
import { visitorForm } from './visitor_form.js';
import { whyBlock } from './why.js';

const all = 'all';

/** What the form was opened with: a call to be tried again. */
let pending = null;
export const retryCall = (call) => { pending = call; };

export function tryView({ root }) {
  const form = visitorForm({ prefix: 'try', hasId: true });
  const where = el('select', { id: 'try-where' }, el('option', { value: all }, 'All local mboxes'));
  const result = el('div', { class: 'result', role: 'region', 'aria-label': 'The decision' },
    el('p', { class: 'quiet' }, 'Loading'));
  const said = el('p', { class: 'spoken', role: 'status' });
  let locations = null;
  let turn = 0;

  const wanted = () => (where.value === all
    ? locations.filter(({ kind, isRemote }) => kind === 'mbox' && !isRemote).slice(0, 50) : [JSON.parse(where.value)]);

  async function decide() {
    const mine = ++turn;
    try {
      if (!locations) await load();
      if (mine !== turn) return;
      const request = form.request(wanted());
      const { answer, why } = await tryVisitor({ request, time: form.time() });
      if (mine !== turn) return;
      replace(result, whyBlock(why, { hasOpenOffers: true }),
        folded('The request', JSON.stringify(request, null, 2)), folded('The answer', JSON.stringify(answer, null, 2)));
      const used = why.flatMap((item) => item.rules.filter(({ state }) => state === 'used'));
      said.textContent = `Decided: ${used.map(({ experience }) => experience).join(', ') || 'no offer'}`;
    } catch (problem) {
      if (mine === turn) replace(result, el('p', { class: 'warning', role: 'alert' }, problem.message));
    }
  }

  const soon = debounced(decide, 250);
  const left = el('form', { class: 'side', 'aria-label': 'Visitor', oninput: soon,
    onsubmit: (event) => { event.preventDefault(); decide(); } },
  el('div', { class: 'field' }, el('label', { for: 'try-where' }, 'Ask for'), where), form.fields,
  el('p', { class: 'buttons' }, el('button', { type: 'submit', class: 'main' }, 'Decide')));
  form.fields.addEventListener('change', soon);
  replace(root, el('div', { class: 'columns' }, left, el('div', { class: 'wide' }, said, result)));

  /** Fills the choice of what to ask for by the rules. */
  async function load() {
    const known = await rules();
    locations = known.locations;
    const chosen = where.value;
    replace(where, [[all, 'All local mboxes'],
      ...locations.map(({ name, kind }) => [JSON.stringify({ kind, name }), kind === 'view' ? `View ${name}` : name]),
      [JSON.stringify({ kind: 'page load', name: '' }), 'The page load']]
      .map(([value, text]) => el('option', { value, selected: value === chosen }, text)));
    if (pending) fill();
  }

  function fill() {
    const { request, summary } = pending;
    pending = null;
    const sent = JSON.parse(request);
    form.fill(sent, summary.visitor, summary.time);
    const [first] = [...summary.mboxes.map((name) => (name === 'page load' ? { kind: name, name: '' } : { kind: 'mbox', name })),
      ...summary.views.map((name) => ({ kind: 'view', name }))];
    const known = first && [...where.options].find(({ value }) => value === JSON.stringify(first));
    if (known && summary.mboxes.length + summary.views.length === 1) where.value = known.value;
  }

  decide();
  return {
    restart() {
      locations = null;
      decide();
    },
  };
}
