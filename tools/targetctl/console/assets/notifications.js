// Notifications, newest first, with the offers that they are about.
import { el, keepRows, numberText, replace, timeText } from './dom.js';
import { feed } from './feed.js';

const mostShown = 200;

/** What a notification is about; a mark where the rules file has no such offer. */
export function aboutText({ about = [] }) {
  if (about.length === 0)
    return el('span', { class: 'warning' }, '⚠ no token, so it counts for no offer');
  return about.map(({ token, offer }, at) => [at > 0 ? '; ' : null, offer
    ? el('span', {}, el('b', {}, offer.experience), el('span', { class: 'quiet' },
      ` ${offer.activity}, ${offer.kind} ${offer.location}, ${offer.event}`))
    : el('span', { class: 'warning' }, '⚠ no offer of the rules has this token ',
      el('code', {}, token.length > 40 ? `${token.slice(0, 40)}…` : token))]);
}

export function notificationsView({ root, openCall }) {
  const rows = new Map();
  const body = el('tbody');
  const table = el('table', { class: 'notifications' },
    el('caption', { class: 'spoken' }, 'Notifications, newest first'),
    el('thead', {}, el('tr', {}, ['Time', 'Type', 'Visitor', 'Where', 'About', 'Call']
      .map((name) => el('th', { scope: 'col' }, name)))), body);
  const state = el('p', { class: 'quiet count', role: 'status' });
  const empty = el('p', { class: 'empty' }, 'No notifications in the calls that are kept.');
  const lost = el('input', { type: 'checkbox', id: 'only-lost', onchange: () => draw() });

  const isLost = ({ about = [] }) => about.length === 0 || about.some(({ offer }) => !offer);

  function makeRow({ call, sent }) {
    return el('tr', {},
      el('td', { class: 'time' }, timeText(call.time)), el('td', {}, sent.type),
      el('td', { class: 'visitor' }, call.visitor), el('td', {}, sent.mbox || (sent.view ? `view ${sent.view}` : 'page load')),
      el('td', { class: 'about' }, aboutText(sent)),
      el('td', {}, el('button', { type: 'button', class: 'open', onclick: () => openCall(call.number) },
        `Call ${numberText(call.number)}`)));
  }

  function draw() {
    const all = feed.calls.flatMap((call) => (call.notifications ?? [])
      .map((sent, at) => ({ key: `${call.number}/${at}`, call, sent })));
    const missing = all.filter(({ sent }) => isLost(sent));
    const visible = (lost.checked ? missing : all).slice(-mostShown).reverse();
    keepRows(body, rows, visible, ({ key }) => key, makeRow);
    table.hidden = visible.length === 0;
    empty.hidden = visible.length > 0;
    const text = `${numberText(all.length)} in the last ${numberText(feed.calls.length)} calls, `
      + `${numberText(missing.length)} without an offer`;
    if (state.textContent !== text) state.textContent = text;
  }

  replace(root, el('div', { class: 'filters' },
    el('div', { class: 'check' }, lost, el('label', { for: 'only-lost' }, 'Only those without an offer')), state),
  el('div', { class: 'scroll' }, table, empty));
  feed.addEventListener('change', draw);
  draw();
  return { restart: draw, end: () => feed.removeEventListener('change', draw) };
}
