// The calls as they come, newest first.
import { el, keepRows, latencyText, numberText, replace, timeText } from './dom.js';
import { outcomeText, showDetail } from './detail.js';
import { feed } from './feed.js';

const mostShown = 200;

const filter = { visitor: '', mbox: '', outcome: '' };

const has = (text, part) => (text ?? '').toLowerCase().includes(part);

function passes(call) {
  const visitor = filter.visitor.trim().toLowerCase();
  const mbox = filter.mbox.trim().toLowerCase();
  if (visitor && !has(call.visitor, visitor) && !has(call.session, visitor)) return false;
  if (mbox && ![...(call.mboxes ?? []), ...(call.views ?? [])].some((name) => has(name, mbox))) return false;
  if (filter.outcome === 'fault') return Boolean(call.fault);
  return !filter.outcome || call.outcome === filter.outcome;
}

const short = (list = [], most = 3) => (list.length > most
  ? `${list.slice(0, most).join(', ')} and ${list.length - most} more` : list.join(', '));

const wanted = ({ mboxes = [], views = [] }) => short([...mboxes, ...views.map((name) => `view ${name}`)]);

const decided = ({ experiences = [] }) => short(experiences.map(({ experience }) => experience));

const sentText = ({ notificationCount: count }) => (count === 0 ? ''
  : count === 1 ? '1 notification' : `${numberText(count)} notifications`);

function outcomeBadge(call) {
  const kind = call.fault ? 'bad' : call.outcome === 'accepted' ? 'good' : 'odd';
  return el('span', { class: `badge ${kind}`, title: outcomeText(call) },
    call.fault ? call.fault === 'status' ? `fault ${call.status}` : `fault ${call.fault}`
      : call.outcome === 'refused' ? `refused ${call.status}` : call.outcome === 'left' ? 'client left' : 'ok');
}

export function callsView({ root, open, retry }) {
  const rows = new Map(); // Number to row.
  let isPaused = false;
  let shown = null; // The number of the open call.

  const body = el('tbody');
  const table = el('table', { class: 'calls' },
    el('caption', { class: 'spoken' }, 'Delivery calls, newest first'),
    el('thead', {}, el('tr', {}, ['Time', 'Kind', 'Visitor', 'Asked for', 'Experience', 'Outcome', 'Latency']
      .map((name) => el('th', { scope: 'col', class: name.toLowerCase().replace(' ', '-') }, name)))),
    body);
  const state = el('p', { class: 'quiet count', role: 'status' });
  const empty = el('p', { class: 'empty' });
  const pane = el('aside', { class: 'pane', 'aria-label': 'The chosen call', hidden: true });
  const split = el('div', { class: 'split' },
    el('div', { class: 'scroll', role: 'region', 'aria-label': 'Calls', tabindex: -1 }, table, empty), pane);

  const field = (name, label, attributes) => {
    const input = el('input', { type: 'search', id: `filter-${name}`, value: filter[name], autocomplete: 'off',
      spellcheck: 'false', oninput: () => { filter[name] = input.value; draw(true); }, ...attributes });
    return el('div', { class: 'field' }, el('label', { for: `filter-${name}` }, label), input);
  };
  const outcome = el('select', { id: 'filter-outcome',
    onchange: () => { filter.outcome = outcome.value; draw(true); } },
  [['', 'All'], ['accepted', 'Accepted'], ['refused', 'Refused'], ['fault', 'With a fault'], ['left', 'Client left']]
    .map(([value, text]) => el('option', { value, selected: value === filter.outcome }, text)));
  const pause = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
    isPaused = !isPaused;
    pause.setAttribute('aria-pressed', String(isPaused));
    draw(true);
  } }, 'Pause');
  const names = el('datalist', { id: 'mbox-names' });
  const filters = el('form', { class: 'filters', role: 'search', 'aria-label': 'Filter', onsubmit: (event) => event.preventDefault() },
    field('visitor', 'Visitor or session'), field('mbox', 'Mbox or view', { list: 'mbox-names' }), names,
    el('div', { class: 'field' }, el('label', { for: 'filter-outcome' }, 'Outcome'), outcome), pause, state);

  function makeRow(call) {
    const cell = (name, ...content) => el('td', { class: name }, ...content);
    const button = el('button', { type: 'button', class: 'open', tabindex: -1,
      'aria-label': `Call ${call.number}, ${timeText(call.time)}` }, timeText(call.time));
    const row = el('tr', { 'data-number': call.number },
      cell('time', button), cell('kind', short(call.kinds)), cell('visitor', call.visitor || call.session),
      cell('asked-for', wanted(call)), cell('experience', decided(call) || el('span', { class: 'quiet' }, sentText(call))), cell('outcome', outcomeBadge(call)),
      cell('latency', latencyText(call.latency)));
    row.button = button;
    return row;
  }

  /** Brings the table up to date; with `isForced` even while it is paused. */
  function draw(isForced = false) {
    if (isPaused && !isForced) return;
    const found = feed.calls.filter(passes);
    const visible = found.slice(-mostShown).reverse();
    keepRows(body, rows, visible, ({ number }) => number, makeRow);
    // One of them is reached by the tab key, the others by the arrows.
    if (!body.querySelector('.open[tabindex="0"]') && body.firstChild) body.firstChild.button.tabIndex = 0;
    table.hidden = visible.length === 0;
    empty.hidden = visible.length > 0;
    replace(empty, !feed.totals ? 'Loading' : feed.calls.length === 0
      ? `No calls yet. Point an SDK at ${location.host}, or try a visitor.` : 'No kept call passes the filter.');
    const text = `${numberText(found.length)} of the last ${numberText(feed.calls.length)} calls`
      + (found.length > mostShown ? `, ${mostShown} shown` : '') + (isPaused ? ', paused' : '');
    if (state.textContent !== text) state.textContent = text;
    drawNames();
  }

  function drawNames() {
    const all = new Set(feed.calls.flatMap(({ mboxes = [], views = [] }) => [...mboxes, ...views]));
    const sorted = [...all].sort().slice(0, 100);
    if (sorted.join('\n') === names.known) return;
    names.known = sorted.join('\n');
    replace(names, sorted.map((value) => el('option', { value })));
  }

  function choose(number) {
    for (const row of body.querySelectorAll('[aria-current]')) row.removeAttribute('aria-current');
    shown = number;
    pane.hidden = number === null;
    split.classList.toggle('has-pane', number !== null);
    if (number === null) return;
    rows.get(number)?.setAttribute('aria-current', 'true');
    showDetail(pane, number, {
      close: () => open(null),
      filter: (visitor) => {
        filter.visitor = visitor;
        root.querySelector('#filter-visitor').value = visitor;
        draw(true);
      },
      retry,
    });
  }

  body.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (row && !getSelection()?.toString()) open(Number(row.dataset.number));
  });
  body.addEventListener('keydown', (event) => {
    const row = event.target.closest('tr');
    const next = { ArrowDown: row?.nextSibling, ArrowUp: row?.previousSibling,
      Home: body.firstChild, End: body.lastChild }[event.key];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.button.tabIndex = 0;
    next.button.focus();
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && shown !== null) { event.preventDefault(); open(null); }
  });

  replace(root, filters, split);
  const onChange = () => draw();
  feed.addEventListener('change', onChange);
  draw(true);
  return {
    /** Shows a call, or none. */
    choose(number) {
      const was = shown;
      if (number === was) return;
      choose(number);
      if (number === null && was !== null) (rows.get(was)?.button ?? root.querySelector('#filter-visitor')).focus();
    },
    /** The numbers begin anew: what is shown is none of them. */
    restart() {
      draw(true);
      if (shown !== null) open(null);
    },
    end: () => feed.removeEventListener('change', onChange),
  };
}
