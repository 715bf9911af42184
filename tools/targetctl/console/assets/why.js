// Why a call was decided as it was: rules, their conditions, and what these saw.
import { el, folded, spoken } from './dom.js';

const kinds = { mbox: 'mbox', view: 'view', 'page load': 'page load' };

function mark(holds) {
  if (holds === undefined) return null;
  return el('span', { class: holds ? 'mark met' : 'mark unmet' },
    el('span', { 'aria-hidden': 'true' }, holds ? '✓' : '✗'), spoken(holds ? 'met: ' : 'not met: '));
}

const saw = (values = []) => (values.length === 0 ? null : el('span', { class: 'saw' },
  'saw ', values.map(({ name, value }, at) => [at > 0 ? ', ' : null,
    values.length > 1 ? `${name} ` : null, el('b', {}, value)])));

/** A described condition as nested lists. */
export function conditionList(part) {
  return el('ul', { class: 'condition' }, conditionItem(part));
}

function conditionItem(part) {
  for (const [key, words] of [['all', 'all of'], ['any', 'at least one of']])
    if (part[key])
      return el('li', {}, mark(part.holds), words,
        el('ul', { class: 'condition' }, part[key].map(conditionItem)));
  if (part.not)
    return el('li', {}, mark(part.holds), 'not', el('ul', { class: 'condition' }, conditionItem(part.not)));
  return el('li', {}, mark(part.holds), el('span', { class: 'words' }, part.words), saw(part.saw),
    part.failure ? el('span', { class: 'warning' }, ` failed: ${part.failure}`) : null);
}

/** A described condition as one line. */
export function conditionText(part, isInner = false) {
  if (!part) return '';
  for (const [key, word] of [['all', ' and '], ['any', ' or ']])
    if (part[key]) {
      const text = part[key].map((each) => conditionText(each, true)).join(word);
      return isInner ? `(${text})` : text;
    }
  return part.not ? `not (${conditionText(part.not)})` : part.words;
}

/** Where the visitor stands among all, from 0 to 100 %. */
function bucket(allocation) {
  const pointer = el('span', { class: 'bucket-pointer' });
  pointer.style.left = `${allocation}%`;
  return el('p', { class: 'bucket' }, `Allocation bucket ${allocation.toFixed(2)} %`,
    el('span', { class: 'bucket-line', 'aria-hidden': 'true' }, pointer));
}

const stateWords = { used: 'used', unmet: 'conditions not met', 'passed over': 'not looked at' };

function ruleItem(rule, hasOpenOffers) {
  const title = el('p', { class: 'rule-title' }, el('b', {}, rule.experience), ' ',
    el('span', { class: `badge state-${rule.state.replace(' ', '-')}` }, stateWords[rule.state] ?? rule.state),
    rule.why ? el('span', { class: 'quiet' }, ` ${rule.why}`) : null);
  return el('li', { class: `rule ${rule.state.replace(' ', '-')}` }, title,
    rule.condition ? conditionList(rule.condition) : null,
    rule.state === 'used' ? rule.offers.map((offer) => folded(`Offer (${offer.type})`, offer.content, hasOpenOffers)) : null);
}

/** Rules of the same activity that follow each other. */
function activities(rules) {
  const groups = [];
  for (const rule of rules) {
    const last = groups.at(-1);
    if (last && last[0].activityId === rule.activityId) last.push(rule);
    else groups.push([rule]);
  }
  return groups;
}

function activityBlock(rules, hasOpenOffers) {
  const { activity, activityId } = rules[0];
  const allocation = rules.find((rule) => rule.allocation !== undefined)?.allocation;
  return el('section', { class: 'activity' },
    el('h5', {}, activity, el('span', { class: 'quiet' }, ` activity ${activityId}`)),
    allocation === undefined ? null : bucket(allocation),
    el('ul', { class: 'plain' }, rules.map((rule) => ruleItem(rule, hasOpenOffers))));
}

function outcome(item) {
  const used = item.rules.filter(({ state }) => state === 'used');
  if (used.length > 0)
    return used.map(({ activity, experience }) => el('span', { class: 'decided' }, `${experience} `,
      el('span', { class: 'quiet' }, activity)));
  const reason = item.standing === 'unknown' ? 'the rules file does not know it'
    : item.standing === 'remote' ? 'only Target itself can decide it' : 'no rule matched';
  return el('span', { class: 'decided none' }, 'No offer ', el('span', { class: 'quiet' }, reason));
}

function itemBlock(item, hasOpenOffers) {
  return el('section', { class: 'item' },
    el('h4', {}, item.name, el('span', { class: 'quiet' }, ` ${kinds[item.kind]}, ${item.mode}`)),
    el('p', { class: 'decisions' }, outcome(item)),
    activities(item.rules).map((list) => activityBlock(list, hasOpenOffers)),
    item.context ? folded('All that the rules saw', JSON.stringify(item.context, null, 2)) : null);
}

/** The explanation of a call, an item after the other. */
export function whyBlock(items, { hasOpenOffers = false } = {}) {
  if (!items) return el('p', { class: 'quiet' }, 'Nothing was decided for this call.');
  if (items.length === 0) return el('p', { class: 'quiet' }, 'The call asks for no mbox, view or page load.');
  return el('div', { class: 'why' }, items.map((item) => itemBlock(item, hasOpenOffers)));
}
