// The console of the local edge in a real browser:  console_test.mjs TARGETCTL RULES SCREENSHOTS
//
// With CONSOLE_IMAGES=FOLDER it writes the pictures of the guide there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { directory, launch, removeDirectory, start, stop, stopAll } from '../../examples/browser/programs.mjs';

const [targetctl, rules, screenshots] = process.argv.slice(2);
const images = process.env.CONSOLE_IMAGES;
const hostile = '<img src=x onerror="broken=1"><script>broken=1</script>';
const desktop = { width: 1280, height: 860 };
const phone = { width: 360, height: 740 };
let browser;
let edge;

const startEdge = (...options) => start(targetctl, 'edge', '--artifact', rules, '--listen', '127.0.0.1:0', ...options);

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  edge = await startEdge();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  const failures = await stopAll();
  removeDirectory();
  assert.deepEqual(failures, []);
});

/** Sends a delivery call as a back end does. */
async function deliver(session, request, base = edge) {
  const answer = await fetch(`${base}/rest/v1/delivery?imsOrgId=org&sessionId=${session}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ context: { channel: 'web' }, ...request }),
  });
  return answer.status === 200 ? answer.json() : answer.status;
}

const mbox = (name, more = {}) => ({ execute: { mboxes: [{ index: 0, name, ...more }] } });

/** Opens the console; what goes wrong in it is collected in `page.problems`. */
async function open(view = 'calls', { base = edge, ...options } = {}) {
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.problems.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== base) page.problems.push(`asked for ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) page.problems.push(`${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`));
  });
  await page.goto(`${base}/console#${view}`);
  await page.locator('#connection.is-live').waitFor();
  return page;
}

/** Nothing went wrong in the page, which is closed. */
async function close(page) {
  assert.deepEqual(await page.evaluate('window.violations'), []);
  assert.equal(await page.evaluate('window.broken'), undefined);
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

const inGuide = ['calls-light', 'why', 'try', 'sample'];

async function picture(page, name) {
  await page.screenshot({ path: join(screenshots, `console-${name}.png`) });
  if (images && inGuide.includes(name)) await page.screenshot({ path: join(images, `console-${name}.png`) });
}

const rowOf = (page, text) => page.locator('table.calls tbody tr', { hasText: text });

test('a call appears as it comes, and its figures', async () => {
  const page = await open();
  const before = Number(await page.locator('#total-calls').innerText());
  await deliver('live-1', mbox('promo', { parameters: { 'member.tier': 'Gold' } }));
  const row = rowOf(page, 'live-1');
  await row.waitFor();
  assert.match(await row.innerText(), /execute\s+live-1\S*\s+promo\s+Gold members\s+ok\s+[\d.]+ (µs|ms)/);
  assert.equal(Number(await page.locator('#total-calls').innerText()), before + 1);
  await close(page);
});

test('calls are filtered by visitor and by mbox', async () => {
  for (const [session, name] of [['anna-1', 'hero'], ['anna-1', 'promo'], ['ben-1', 'hero']])
    await deliver(session, mbox(name));
  const page = await open();
  await rowOf(page, 'ben-1').waitFor();
  await page.getByLabel('Visitor or session').fill('ANNA');
  await rowOf(page, 'ben-1').waitFor({ state: 'detached' });
  assert.equal(await rowOf(page, 'anna-1').count(), 2);
  await page.getByLabel('Mbox or view').fill('promo');
  await rowOf(page, 'hero').waitFor({ state: 'detached' });
  assert.equal(await rowOf(page, 'anna-1').count(), 1);
  await page.getByLabel('Mbox or view').fill('nothing of this name');
  await page.getByText('No kept call passes the filter.').waitFor();
  // New calls pass the filter, too.
  await page.getByLabel('Mbox or view').fill('flags');
  await deliver('anna-2', mbox('flags'));
  await rowOf(page, 'anna-2').waitFor();
  await close(page);
});

test('a call tells why: conditions met or not, and what they saw', async () => {
  await deliver('why-1', mbox('promo', { parameters: { 'member.tier': 'Silver' } }));
  const page = await open();
  await rowOf(page, 'why-1').click();
  const pane = page.getByRole('complementary', { name: 'The chosen call' });
  await pane.getByRole('heading', { name: /^Call \d+$/ }).waitFor();
  const rule = (name) => pane.locator('li.rule', { hasText: name });
  await rule('Gold members').waitFor();
  assert.match(await rule('Gold members').innerText(),
    /conditions not met[^]*parameter member.tier \(any case\) is “gold”\s*saw “silver”/);
  assert.match(await rule('Switzerland').innerText(), /at least one of[^]*country is “CH”\s*saw “US”/);
  assert.match(await rule('Everybody else').innerText(), /used[^]*allocation is from 0 % to 100 %\s*saw [\d.]+ %/);
  assert.match(await pane.locator('.bucket').innerText(), /Allocation bucket \d+\.\d\d %/);
  await pane.getByText('Request', { exact: true }).click();
  await pane.getByText('"member.tier": "Silver"').waitFor();
  await picture(page, 'why');

  await pane.getByRole('button', { name: 'Only this visitor' }).click();
  assert.equal(await page.getByLabel('Visitor or session').inputValue(), 'why-1.28_0');
  await pane.getByRole('button', { name: 'Try this call again' }).click();
  await page.getByRole('region', { name: 'The decision' }).locator('.decided', { hasText: 'Everybody else' }).waitFor();
  assert.equal(await page.getByLabel('Visitor id').inputValue(), 'why-1.28_0');
  assert.equal(await page.getByLabel('Parameters', { exact: true }).inputValue(), 'member.tier=Silver');
  await close(page);
});

test('notifications stand beside their offers, with a mark at those without one', async () => {
  const { execute } = await deliver('note-1', mbox('hero'));
  const [{ eventToken }] = execute.mboxes[0].metrics;
  const sent = (id, tokens) => ({ id, type: 'click', timestamp: Date.now(), mbox: { name: 'hero' }, tokens });
  await deliver('note-1', { notifications: [sent('n1', [eventToken]), sent('n2', ['made-up'])] });
  const page = await open('notifications');
  const rows = page.locator('table.notifications tbody tr');
  await rows.nth(1).waitFor();
  assert.match(await rows.nth(1).innerText(), /click\s+note-1\S*\s+hero\s+(Calm|Loud) Hero banner: calm or loud, mbox hero, click/);
  assert.match(await rows.nth(0).innerText(), /no offer of the rules has this token made-up/);
  await page.getByLabel('Only those without an offer').check();
  assert.equal(await rows.count(), 1);
  await rows.nth(0).getByRole('button').click();
  await page.getByRole('heading', { name: 'Notifications' }).waitFor();
  await close(page);
});

test('a visitor to try: every change is decided at once', async () => {
  const page = await open('try');
  const decision = page.getByRole('region', { name: 'The decision' });
  await page.getByLabel('Ask for').selectOption({ label: 'promo' });
  await decision.locator('.decided', { hasText: 'Everybody else' }).waitFor();
  await page.getByLabel('Place', { exact: true }).selectOption({ label: 'Zurich, CH' });
  await decision.locator('.decided', { hasText: 'Switzerland and Liechtenstein' }).waitFor();
  await page.getByLabel('Parameters', { exact: true }).fill('member.tier=GOLD\nmember.name=Ada');
  await decision.locator('.decided', { hasText: 'Gold members' }).waitFor();
  await picture(page, 'try');
  await page.getByLabel('Ask for').selectOption({ label: 'flash-sale' });
  await page.getByLabel('Date (UTC)').fill('2026-11-27T12:00');
  await decision.locator('.decided', { hasText: 'Black Friday 2026' }).waitFor();
  await page.getByLabel('Date (UTC)').fill('2026-11-29T12:00');
  await decision.locator('.decided', { hasText: 'No offer' }).waitFor();
  await page.getByLabel('Ask for').selectOption({ label: 'View home' });
  await decision.locator('h4', { hasText: 'home' }).waitFor();
  // The same visitor stays in the same bucket, others do not.
  await page.getByLabel('Ask for').selectOption({ label: 'hero' });
  await decision.locator('h4', { hasText: 'hero' }).waitFor();
  const bucket = decision.locator('.bucket');
  const first = await bucket.innerText();
  const seen = new Set([first]);
  for (let i = 0; i < 5 && seen.size < 2; ++i) {
    await page.getByRole('button', { name: 'Another visitor' }).click();
    await page.waitForFunction((was) => document.querySelector('.bucket')?.innerText !== was, first);
    seen.add(await bucket.innerText());
  }
  assert.equal(seen.size, 2);
  await close(page);
});

test('what the edge refuses is told', async () => {
  const page = await open('try');
  await page.getByLabel('Country').fill('much too long a name');
  await page.getByLabel('City').fill('x'.repeat(60));
  await page.getByRole('alert').filter({ hasText: 'context.geo' }).waitFor();
  page.problems = page.problems.filter((problem) => !/\b400\b/.test(problem));
  await close(page);
});

test('a sample of 10,000 visitors beside the configured shares', async () => {
  const page = await open('sample');
  await page.getByLabel('Activity').selectOption({ label: 'Hero banner: calm or loud (hero)' });
  await page.getByRole('button', { name: 'Draw a sample' }).click();
  await page.getByText('10,000 visitors at hero').waitFor();
  const row = (name) => page.locator('table.chart tr', { hasText: name });
  for (const [name, configured] of [['Calm', '50.01 %'], ['Loud', '49.99 %']]) {
    const [count, share, expected] = await row(name).locator('.number').allInnerTexts();
    assert.equal(expected, configured);
    const number = Number(count.replace(',', ''));
    assert.ok(number > 4600 && number < 5400, count);
    assert.equal(share, `${(number / 100).toFixed(2)} %`);
    const { width, whole } = await row(name).locator('.bar-fill').evaluate((fill) =>
      ({ width: fill.getBoundingClientRect().width, whole: fill.parentElement.getBoundingClientRect().width }));
    assert.ok(Math.abs(width / whole - number / 10000) < 0.01, `${width} of ${whole}`);
  }
  await page.locator('.verdict').waitFor();
  await picture(page, 'sample');
  // An audience that nobody is in.
  await page.getByLabel('Activity').selectOption({ label: 'Flash sale (flash-sale)' });
  await page.getByLabel('Visitors', { exact: true }).fill('500');
  await page.getByText('What the visitors have in common').click();
  await page.getByLabel('Date (UTC)').fill('2026-11-29T12:00');
  await page.getByRole('button', { name: 'Draw a sample' }).click();
  await page.getByText('500 visitors at flash-sale').waitFor();
  assert.match(await row('No experience of it').innerText(), /500\s+100.00 %\s+100.00 %/);
  await close(page);
});

test('the rules in words', async () => {
  const page = await open('rules');
  const row = (name) => page.locator('table.rules tr', { hasText: name });
  await row('Gold members').waitFor();
  assert.match(await row('Gold members').innerText(), /parameter member.tier \(any case\) is “gold”\s+everybody\s+always/);
  assert.match(await row('Calm').first().innerText(), /everybody\s+0 to 50 %\s+always/);
  assert.match(await row('Black Friday').innerText(), /date is from 2026-11-27 00:00 UTC, before 2026-11-28 00:00 UTC/);
  assert.match(await row('After work').innerText(), /time of day is from 17:00 UTC, before 20:00 UTC and day of the week is Friday or earlier/);
  await page.getByText('Only Target itself decides: mbox recommendations, view account').waitFor();
  await picture(page, 'rules');
  await page.getByLabel('Find').fill('liechtenstein');
  await row('Calm').first().waitFor({ state: 'detached' });
  assert.equal(await row('Switzerland').count(), 1);
  await close(page);
});

test('all of it works with the keyboard', async () => {
  for (const session of ['key-1', 'key-2']) await deliver(session, mbox('hero'));
  const page = await open();
  await rowOf(page, 'key-2').waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.innerText ?? '');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to the content');
  await page.keyboard.press('Enter');
  const isOnCall = () => page.evaluate(() => document.activeElement.matches('tr .open'));
  for (let i = 0; i < 10 && !await isOnCall(); ++i) await page.keyboard.press('Tab');
  const newest = await page.locator('table.calls tbody tr').first().getAttribute('data-number');
  const second = await page.locator('table.calls tbody tr').nth(1).getAttribute('data-number');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Call ${second}` }).waitFor();
  await page.waitForFunction((name) => document.activeElement.innerText === name, `Call ${second}`);
  await page.keyboard.press('Escape');
  await page.locator('.pane').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.closest('tr')?.dataset.number), second);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.closest('tr')?.dataset.number), newest);
  // Views are links, their fields have labels, and whatever has the focus shows it.
  for (const view of ['notifications', 'try', 'sample', 'rules']) {
    await page.locator(`nav a[href="#${view}"]`).focus();
    await page.keyboard.press('Enter');
    await page.locator(`.view-${view}`).waitFor();
    assert.equal(await page.locator('nav a[aria-current]').getAttribute('href'), `#${view}`);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('input, select, textarea')]
      .filter((field) => field.labels.length === 0).map((field) => field.outerHTML)), []);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('button')]
      .filter((button) => !(button.innerText || button.getAttribute('aria-label'))).length), 0);
  }
  await close(page);
});

for (const colorScheme of ['light', 'dark'])
  test(`${colorScheme} colours can be read`, async () => {
    await deliver('colour-1', mbox('hero'));
    const page = await open('calls', { colorScheme });
    await rowOf(page, 'colour-1').first().click();
    await page.locator('.rule').first().waitFor();
    await picture(page, `calls-${colorScheme}`);
    for (const view of ['calls', 'try', 'sample', 'rules']) {
      await page.goto(`${edge}/console#${view}`);
      await page.locator(`.view-${view}`).waitFor();
      assert.deepEqual(await page.evaluate(faintTexts), [], view);
    }
    await close(page);
  });

/** Texts with less contrast to their background than WCAG's 4.5. */
function faintTexts() {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || !element.checkVisibility()) continue;
    const [light, dark] = [numbers(getComputedStyle(element).color), backgroundOf(element)].map(luminance).sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${element.className} ${element.innerText.slice(0, 30)}`);
  }
  return faint;
}

test('all views fit a phone', async () => {
  await deliver('phone-1', mbox('promo'));
  const page = await open('calls', { viewport: phone, hasTouch: true, isMobile: true });
  await rowOf(page, 'phone-1').waitFor();
  for (const view of ['calls', 'notifications', 'try', 'sample', 'rules']) {
    await page.goto(`${edge}/console#${view}`);
    await page.locator(`.view-${view}`).waitFor();
    if (view === 'sample') {
      await page.getByRole('button', { name: 'Draw a sample' }).click();
      await page.locator('table.chart').waitFor();
    }
    if (view === 'rules') await page.locator('table.rules').first().waitFor();
    await page.screenshot({ path: join(screenshots, `console-phone-${view}.png`) });
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, view);
  }
  await page.goto(`${edge}/console#calls`);
  await rowOf(page, 'phone-1').tap();
  await page.locator('.rule').first().waitFor();
  await picture(page, 'phone');
  assert.equal(await page.locator('table.calls').isVisible(), false);
  await page.getByRole('button', { name: 'Close' }).tap();
  await rowOf(page, 'phone-1').waitFor();
  await close(page);
});

test('hostile names are text', async () => {
  await deliver('hostile-1', mbox(hostile, { parameters: { [hostile]: hostile } }));
  await deliver('hostile-1', { id: { tntId: hostile }, ...mbox('hero'),
    notifications: [{ id: hostile, type: 'click', timestamp: 1, mbox: { name: hostile }, tokens: [hostile] }] });
  const page = await open();
  await rowOf(page, '<img src=x').first().waitFor();
  await page.getByLabel('Visitor or session').fill(hostile);
  await rowOf(page, 'hero').first().click();
  await page.locator('.pane .rule').first().waitFor();
  await page.locator('.pane summary', { hasText: 'Request' }).click();
  await page.getByRole('button', { name: 'Try this call again' }).click();
  await page.locator('.result .rule').first().waitFor();
  await page.goto(`${edge}/console#notifications`);
  await page.locator('table.notifications tbody tr', { hasText: '<img src=x' }).first().waitFor();
  assert.equal(await page.locator('main img, main script, table script').count(), 0);
  await close(page);
});

test('faults', async () => {
  const first = await startEdge('--fault', '503:1');
  const page = await open('calls', { base: first });
  assert.equal(await deliver('fault-1', mbox('hero'), first), 503);
  await page.locator('.badge', { hasText: 'fault 503' }).waitFor();
  await page.getByLabel('Outcome').selectOption('fault');
  assert.equal(await rowOf(page, 'fault-1').count(), 1);
  await page.getByLabel('Outcome').selectOption('accepted');
  assert.equal(await rowOf(page, 'fault-1').count(), 0);
  await close(page);
});

test('an edge that comes back with other rules', async () => {
  const first = await startEdge();
  const page = await open('calls', { base: first });
  await deliver('old-1', mbox('hero'), first);
  await rowOf(page, 'old-1').click();
  await page.locator('.pane .rule').first().waitFor();
  const tried = await open('try', { base: first });
  const decision = tried.getByRole('region', { name: 'The decision' });
  await tried.getByLabel('Ask for').selectOption({ label: 'hero' });
  await decision.locator('.decided', { hasText: /Calm|Loud/ }).waitFor();
  const listed = await open('rules', { base: first });
  await listed.locator('table.rules tr', { hasText: 'Loud' }).waitFor();

  assert.deepEqual(await stop(first), []);
  await page.getByText('disconnected, trying again').waitFor();
  await tried.getByRole('button', { name: 'Decide' }).click();
  await tried.getByRole('alert').filter({ hasText: 'the edge does not answer' }).waitFor();
  const others = join(directory, 'other-rules.json');
  writeFileSync(others, readFileSync(rules, 'utf8').replaceAll('"Calm"', '"Quiet"').replaceAll('"Loud"', '"Noisy"'));
  await start(targetctl, 'edge', '--artifact', others, '--listen', new URL(first).host);
  for (const session of ['new-1', 'new-2']) await deliver(session, mbox('hero'), first);

  // Calls of the same numbers are others, and so are the rules.
  await rowOf(page, 'new-2').waitFor();
  await page.locator('.pane').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('table.calls tbody tr').count(), 2);
  await page.waitForFunction(() => document.querySelector('#total-calls')?.innerText === '2');
  await decision.locator('.decided', { hasText: /Quiet|Noisy/ }).waitFor();
  assert.equal(await tried.getByLabel('Ask for').inputValue(), '{"kind":"mbox","name":"hero"}');
  await listed.locator('table.rules tr', { hasText: 'Noisy' }).waitFor();
  for (const each of [page, tried, listed]) {
    each.problems = each.problems.filter((problem) => !/ERR_/.test(problem));
    await close(each);
  }
});

test('many calls do not slow the page down, and the last 1,000 stay', async () => {
  const busy = await startEdge();
  const page = await open('calls', { base: busy });
  const sendSome = async (from) => {
    for (let i = 0; i < 150; ++i) await deliver(`many-${from + i}`, mbox('hero'), busy);
  };
  await Promise.all(Array.from({ length: 8 }, (_, at) => sendSome(at * 150)));
  await page.waitForFunction(() => document.querySelector('#total-calls')?.innerText === '1,200');
  await page.getByText('1,000 of the last 1,000 calls').waitFor();
  assert.equal(await page.locator('table.calls tbody tr').count(), 200);
  const numbers = await page.locator('table.calls tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.dataset.number)));
  assert.deepEqual(numbers, Array.from({ length: 200 }, (_, at) => 1200 - at));
  await page.getByRole('button', { name: 'Pause' }).click();
  await deliver('later', mbox('hero'), busy);
  await page.waitForFunction(() => document.querySelector('#total-calls')?.innerText === '1,201');
  assert.equal(await rowOf(page, 'later').count(), 0);
  await page.getByRole('button', { name: 'Pause' }).click();
  await rowOf(page, 'later').waitFor();
  await close(page);
});
