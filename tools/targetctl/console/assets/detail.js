// One call: what came, what was answered, and why.
import { callDetail } from './api.js';
import { el, folded, latencyText, numberText, prettyJson, replace, timeText } from './dom.js';
import { aboutText } from './notifications.js';
import { whyBlock } from './why.js';

export function outcomeText({ outcome, fault, status, message }) {
  const faulty = fault ? `fault ${fault}` : '';
  if (outcome === 'spoilt') return fault === 'status' ? `fault, status ${status}` : faulty;
  if (outcome === 'left') return 'client left';
  if (outcome === 'refused') return `refused, status ${status}${message ? `: ${message}` : ''}`;
  return faulty ? `accepted, ${faulty}` : 'accepted';
}

const fact = (name, value) => (value ? [el('dt', {}, name), el('dd', {}, value)] : []);

function facts({ summary, target }) {
  return el('dl', { class: 'facts' },
    fact('Time', timeText(summary.time)),
    fact('Outcome', outcomeText(summary)),
    fact('Latency', latencyText(summary.latency)),
    fact('Visitor', summary.visitor),
    fact('Session', summary.session),
    fact('Kind', summary.kinds?.join(', ')),
    fact('Target', target));
}

function notificationList({ notifications = [], notificationCount }) {
  if (notifications.length === 0) return null;
  const more = notificationCount - notifications.length;
  return el('section', {}, el('h3', {}, 'Notifications'),
    el('ul', { class: 'plain' }, notifications.map((sent) => el('li', {},
      el('b', {}, sent.type), ` ${sent.mbox || sent.view}: `, aboutText(sent)))),
    more > 0 ? el('p', { class: 'quiet' }, `${numberText(more)} more`) : null);
}

const body = (title, text, size) => (text !== null ? folded(title, prettyJson(text) || 'empty')
  : el('p', { class: 'quiet' }, size > 0 ? `${title}: ${numberText(size)} bytes, not kept` : `${title}: none`));

/** Fills `pane` with call `number`; `actions` are `close`, `filter(visitor)` and `retry(request)`. */
export async function showDetail(pane, number, actions) {
  const close = el('button', { type: 'button', class: 'close', onclick: actions.close }, 'Close');
  const heading = el('h2', { tabindex: -1 }, `Call ${numberText(number)}`);
  const content = el('div', { class: 'pane-content' }, el('p', { class: 'quiet' }, 'Loading'));
  replace(pane, el('div', { class: 'pane-head' }, heading, close), content);
  pane.scrollTop = 0;
  heading.focus();
  let call;
  try {
    call = await callDetail(number);
  } catch (problem) {
    return replace(content, el('p', { class: 'warning', role: 'alert' }, problem.message));
  }
  const { summary, request, answer, why } = call;
  const buttons = el('p', { class: 'buttons' },
    summary.visitor ? el('button', { type: 'button', onclick: () => actions.filter(summary.visitor) },
      'Only this visitor') : null,
    why && request ? el('button', { type: 'button', onclick: () => actions.retry(call) },
      'Try this call again') : null);
  replace(content, facts(call), buttons,
    el('section', {}, el('h3', {}, 'Why'), whyBlock(why)),
    notificationList(summary),
    el('section', {}, el('h3', {}, 'On the wire'),
      body('Request', request, call.requestSize), body('Answer', answer, call.answerSize)));
}
