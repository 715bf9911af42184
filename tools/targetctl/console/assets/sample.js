// Many visitors through an activity: what they get beside what is configured.
import { rules, sampleVisitors } from './api.js';
import { el, numberText, percentText, replace } from './dom.js';
import { visitorForm } from './visitor_form.js';

const usual = 10000;

/** The activities of each location. */
function activitiesOf({ locations }) {
  return locations.filter(({ isRemote }) => !isRemote).flatMap(({ name, kind, rules: list }) => {
    const known = new Map(list.map(({ activityId, activity }) => [activityId, activity]));
    return [...known].map(([activityId, activity]) => ({ name, kind, activityId, activity }));
  });
}

function bar(share, expected) {
  const fill = el('span', { class: 'bar-fill' });
  fill.style.width = `${Math.min(share, 1) * 100}%`;
  const goal = expected === undefined ? null : el('span', { class: 'bar-goal' });
  if (goal) goal.style.left = `${Math.min(expected, 1) * 100}%`;
  return el('span', { class: 'bar', 'aria-hidden': 'true' }, fill, goal);
}

function outcomeRow(outcome) {
  const { experience, count, share, expected } = outcome;
  return el('tr', {},
    el('th', { scope: 'row' }, experience ?? 'No experience of it'),
    el('td', { class: 'bar-cell' }, bar(share, expected)),
    el('td', { class: 'number' }, numberText(count)), el('td', { class: 'number' }, percentText(share, 2)),
    el('td', { class: 'number' }, expected === undefined ? 'unknown' : percentText(expected, 2)));
}

function verdict({ differs, probability, degrees, notice }) {
  if (notice) return el('p', { class: 'notice' }, notice);
  const chance = probability < 0.0001 ? 'less than 0.01 %' : percentText(probability, 2);
  if (differs)
    return el('p', { class: 'warning verdict', role: 'alert' },
      `⚠ The shares differ from the configured ones by more than chance: differences like these come up in ${chance} of samples.`);
  return el('p', { class: 'good verdict', role: 'status' }, degrees
    ? `✓ As configured: chance alone gives differences like these, or larger ones, in ${chance} of samples.`
    : '✓ As configured: every visitor gets what the rules say.');
}

function chart(sampled) {
  const { outcomes, visitors, wanted, location } = sampled;
  const shown = outcomes.filter(({ experience, count, expected }) => experience !== undefined || count > 0 || expected > 0);
  return [
    verdict(sampled),
    visitors < wanted ? el('p', { class: 'notice' }, `Only ${numberText(visitors)} of ${numberText(wanted)} visitors in the time it may take.`) : null,
    el('table', { class: 'chart' },
      el('caption', {}, `${numberText(visitors)} visitors at ${location}`),
      el('thead', {}, el('tr', {}, ['Experience', 'Shares', 'Visitors', 'Share', 'Configured']
        .map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, shown.map(outcomeRow))),
    el('p', { class: 'quiet legend' }, el('span', { class: 'swatch fill', 'aria-hidden': 'true' }), ' share in the sample ',
      el('span', { class: 'swatch goal', 'aria-hidden': 'true' }), ' configured share'),
  ];
}

export function sampleView({ root }) {
  const form = visitorForm({ prefix: 'sample', hasId: false });
  const which = el('select', { id: 'sample-activity' });
  const visitors = el('input', { type: 'number', id: 'sample-visitors', min: 1, max: 100000, value: usual, inputmode: 'numeric', required: true });
  const result = el('div', { class: 'result', 'aria-live': 'polite' });
  const go = el('button', { type: 'submit', class: 'main', disabled: true }, 'Draw a sample');

  async function draw() {
    const { name, kind, activityId } = JSON.parse(which.value);
    go.disabled = true;
    try {
      replace(result, chart(await sampleVisitors({
        request: form.request([{ name, kind }]), activity: activityId, visitors: Number(visitors.value), time: form.time(),
      })));
    } catch (problem) {
      replace(result, el('p', { class: 'warning', role: 'alert' }, problem.message));
    } finally {
      go.disabled = false;
    }
  }

  const side = el('form', { class: 'side', 'aria-label': 'Sample', onsubmit: (event) => { event.preventDefault(); draw(); } },
    el('div', { class: 'field' }, el('label', { for: 'sample-activity' }, 'Activity'), which),
    el('div', { class: 'field' }, el('label', { for: 'sample-visitors' }, 'Visitors'), visitors),
    el('p', { class: 'buttons' }, go),
    el('details', {}, el('summary', {}, 'What the visitors have in common'), form.fields));
  replace(root, el('div', { class: 'columns' }, side, el('div', { class: 'wide' }, result)));

  async function load() {
    go.disabled = true;
    try {
      const found = activitiesOf(await rules());
      const chosen = which.value;
      replace(which, found.map((each) => {
        const value = JSON.stringify(each);
        return el('option', { value, selected: value === chosen },
          `${each.activity} (${each.kind === 'view' ? 'view ' : ''}${each.name})`);
      }));
      go.disabled = found.length === 0;
      replace(result, el('p', { class: 'quiet' }, found.length === 0 ? 'The rules have no activity.'
        : 'Visitors with new ids are sent through the activity, and counted by the experience that they get.'));
    } catch (problem) {
      replace(result, el('p', { class: 'warning', role: 'alert' }, problem.message));
    }
  }

  load();
  return { restart: load };
}
