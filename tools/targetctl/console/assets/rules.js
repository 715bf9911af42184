// The rules: activities, audiences in words, allocation, schedule.
import { rules } from './api.js';
import { el, folded, replace } from './dom.js';
import { conditionText } from './why.js';

function allocationText({ allocations, allocationVaries }) {
  if (allocations.length === 0) return 'nobody';
  const text = allocations.map(([lowest, highest]) => (lowest === 0 && highest >= 99.99
    ? 'everybody' : `${lowest} to ${highest === 99.99 ? 100 : highest} %`)).join(', ');
  return allocationVaries ? `at most ${text}` : text;
}

function ruleRow(rule, hasProperties) {
  const cell = (label, ...content) => el('td', { 'data-label': label }, ...content);
  return el('tr', {},
    el('th', { scope: 'row', 'data-label': 'Experience' }, rule.experience),
    cell('Audience', conditionText(rule.audience) || 'everybody'),
    cell('Allocation', allocationText(rule)),
    cell('Schedule', conditionText(rule.schedule) || 'always'),
    hasProperties ? cell('Properties', rule.properties.join(', ') || 'all') : null,
    cell('Offers', rule.offers.length === 0 ? 'default content'
      : rule.offers.map(({ type, content }) => folded(type, content))));
}

function activityBlock(list) {
  const { activity, activityId, activityType } = list[0];
  const hasProperties = list.some(({ properties }) => properties.length > 0);
  const columns = ['Experience', 'Audience', 'Allocation', 'Schedule', hasProperties && 'Properties', 'Offers'];
  return el('section', { class: 'activity' },
    el('h3', {}, activity, el('span', { class: 'quiet' }, ` activity ${activityId}${activityType ? `, ${activityType}` : ''}`)),
    el('table', { class: 'rules' },
      el('thead', {}, el('tr', {}, columns.filter(Boolean).map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, list.map((rule) => ruleRow(rule, hasProperties)))));
}

function locationBlock({ name, kind, isRemote, rules: list }) {
  const activities = Map.groupBy ? Map.groupBy(list, ({ activityId }) => activityId) : group(list);
  return el('section', { class: 'location' },
    el('h2', {}, name, el('span', { class: 'quiet' }, ` ${kind}${isRemote ? ', also decided by Target itself' : ''}`)),
    [...activities.values()].map(activityBlock));
}

function group(list) {
  const groups = new Map();
  for (const rule of list) groups.set(rule.activityId, [...(groups.get(rule.activityId) ?? []), rule]);
  return groups;
}

function passes(location, wanted) {
  return !wanted || JSON.stringify(location).toLowerCase().includes(wanted);
}

export function rulesView({ root }) {
  const list = el('div');
  const search = el('input', { type: 'search', id: 'rules-search', autocomplete: 'off', spellcheck: 'false' });
  const state = el('p', { class: 'quiet count', role: 'status' });
  replace(root, el('div', { class: 'filters' },
    el('div', { class: 'field' }, el('label', { for: 'rules-search' }, 'Find'), search), state), list);
  let known = null;

  async function load() {
    replace(list, el('p', { class: 'quiet' }, 'Loading'));
    try {
      known = await rules();
      draw();
    } catch (problem) {
      known = null;
      replace(list, el('p', { class: 'warning', role: 'alert' }, problem.message));
    }
  }

  function draw() {
    if (!known) return;
    const facts = el('p', { class: 'quiet' }, [known.client && `Client ${known.client}`, known.environment,
      known.generatedAt && `generated at ${known.generatedAt}`].filter(Boolean).join(', '));
    const remote = known.remote.length === 0 ? null : el('p', {}, 'Only Target itself decides: ',
      known.remote.map(({ name, kind }) => `${kind} ${name}`).join(', '), '. Here they are answered without an offer.');
    const wanted = search.value.trim().toLowerCase();
    const found = known.locations.filter((location) => passes(location, wanted));
    replace(list, facts, found.map(locationBlock), wanted ? null : remote,
      known.isComplete ? null : el('p', { class: 'notice' }, 'There are more rules than are shown.'));
    state.textContent = `${found.length} of ${known.locations.length} mboxes and views`;
  }
  search.addEventListener('input', draw);
  load();
  return { restart: load };
}
