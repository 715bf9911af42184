// The page: which view is shown, and the totals on top.
import { forgetRules } from './api.js';
import { callsView } from './calls.js';
import { el, numberText, replace } from './dom.js';
import { feed } from './feed.js';
import { notificationsView } from './notifications.js';
import { rulesView } from './rules.js';
import { sampleView } from './sample.js';
import { retryCall, tryView } from './try.js';

const main = document.getElementById('main');
const connection = document.getElementById('connection');
const totals = document.getElementById('totals');
const openCall = (number) => { location.hash = number === null ? '#calls' : `#calls/${number}`; };

const views = {
  calls: ['Calls', (root) => callsView({ root, open: openCall, retry: (call) => { retryCall(call); location.hash = '#try'; } })],
  notifications: ['Notifications', (root) => notificationsView({ root, openCall })],
  try: ['Try a visitor', (root) => tryView({ root })],
  sample: ['Sample', (root) => sampleView({ root })],
  rules: ['Rules', (root) => rulesView({ root })],
};

let shown = { name: null, view: null };

/** Shows what the address says: `#view` or `#calls/NUMBER`. */
function route() {
  const [wanted, number] = location.hash.slice(1).split('/');
  const name = Object.hasOwn(views, wanted) ? wanted : 'calls';
  const [title, show] = views[name];
  if (name !== shown.name) {
    shown.view?.end?.();
    const isFirst = shown.name === null;
    const root = el('div', { class: `view view-${name}` });
    replace(main, root);
    shown = { name, view: show(root) };
    document.title = `${title} · targetctl edge`;
    for (const link of document.querySelectorAll('nav a'))
      if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    if (!isFirst) {
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }
  shown.view?.choose?.(/^\d+$/.test(number ?? '') ? Number(number) : null);
}

function drawTop() {
  const isLive = feed.state === 'live';
  connection.classList.toggle('is-live', isLive);
  if (connection.textContent !== feed.state) connection.textContent = feed.state;
  if (!feed.totals) return;
  const { calls, accepted, refused, left, notifications, faults } = feed.totals;
  const faulty = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const figures = [['Calls', calls], ['Accepted', accepted], ['Refused', refused], ['Faults', faulty],
    ['Notifications', notifications], ...(left > 0 ? [['Client left', left]] : [])];
  replace(totals, figures.map(([name, count]) => el('div', {}, el('dt', {}, name),
    el('dd', { id: `total-${name.toLowerCase().replace(' ', '-')}` }, numberText(count)))));
  totals.title = Object.entries(faults).filter(([, count]) => count > 0)
    .map(([kind, count]) => `fault ${kind}: ${numberText(count)}`).join('\n');
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // The address says which view is shown.
  main.focus();
});
addEventListener('hashchange', route);
feed.addEventListener('change', drawTop);
feed.addEventListener('restart', () => {
  forgetRules();
  shown.view.restart();
});
feed.start();
route();
drawTop();
