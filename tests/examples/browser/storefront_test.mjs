// The storefront in a real browser:  storefront_test.mjs TARGETCTL RULES STOREFRONT SCREENSHOTS
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { directory, launch, recorded, removeDirectory, start, stopAll } from './programs.mjs';

const [targetctl, rules, storefront, screenshots] = process.argv.slice(2);
const record = join(directory, 'record.jsonl');
const organization = '1234567890ABCDEF12345678@AdobeOrg';
let browser;
let shop;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  const edge = await start(targetctl, 'edge', '--artifact', rules, '--listen', '127.0.0.1:0',
    '--edge-host', 'mboxedge35.tt.omtrdc.net', '--record', record);
  // Slow machines shall see offers, not default content.
  shop = await start(storefront, '--listen', '127.0.0.1:0', '--target', new URL(edge).host,
    '--target-deadline', '8000');
  browser = await launch();
});

after(async () => {
  await browser?.close();
  const failures = await stopAll();
  removeDirectory();
  assert.deepEqual(failures, []);
});

/** A new visitor; what goes wrong in the page is collected in `page.problems`. */
async function visitor(options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.problems.push(message.text());
  });
  page.on('requestfailed', (request) => {
    const { errorText } = request.failure();
    // What Chromium says of a fetch that is answered by 204.
    if (!request.url().endsWith('/events') || errorText !== 'net::ERR_ABORTED')
      page.problems.push(`${errorText}: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) page.problems.push(`${response.status()}: ${response.url()}`);
  });
  return { context, page };
}

const banner = (page) => page.locator('.hero').getAttribute('class');

test('a visitor keeps the banner over reloads, other visitors can get the other', async () => {
  const seen = new Map();
  for (let i = 0; i < 20 && seen.size < 2; ++i) {
    const { context, page } = await visitor({ viewport: { width: 1280, height: 900 } });
    await page.goto(shop);
    const first = await banner(page);
    for (let reload = 0; reload < 3; ++reload) {
      await page.reload();
      assert.equal(await banner(page), first);
    }
    if (!seen.has(first)) {
      seen.set(first, await page.locator('.hero h1').innerText());
      await page.screenshot({ path: join(screenshots, `${first.replace(' ', '-')}.png`), fullPage: true });
    }
    assert.deepEqual(page.problems, []);
    await context.close();
  }
  assert.deepEqual(Object.fromEntries(seen), {
    'hero calm': 'The new autumn collection',
    'hero loud': 'Autumn sale: 20 % off',
  });
});

test('a click shows the prefetched promotion and arrives at Target', async () => {
  const { context, page } = await visitor();
  await page.goto(`${shop}/products/cirrus-shell`);
  const before = recorded(record, 'notification').length;
  const { events } = JSON.parse(await page.locator('#buy').getAttribute('data-events'));
  assert.deepEqual(events.map(({ type, mbox }) => [type, mbox]),
    [['click', 'target-global-mbox'], ['display', 'promo']]);
  assert.equal(await page.locator('#bought').isVisible(), false);

  await page.locator('#buy').click();
  await page.getByText('Your click was reported to Target.').waitFor();
  assert.equal(await page.locator('#bought .promo').innerText(), 'Free delivery from 50 euros.');
  await page.screenshot({ path: join(screenshots, 'bought.png'), fullPage: true });

  const sent = recorded(record, 'notification').slice(before);
  assert.deepEqual(sent.map(({ notification }) => [notification.type, notification.tokens]),
    events.map(({ type, token }) => [type, [token]]));
  const cookie = (await context.cookies()).find(({ name }) => name === 'mbox').value;
  for (const { sessionId, id } of sent) {
    assert.ok(cookie.includes(`session#${sessionId}#`), cookie);
    assert.ok(cookie.includes(`PC#${id.tntId}#`), cookie);
  }

  await page.locator('#buy').click(); // Is reported once.
  await page.goto(shop);
  assert.equal(recorded(record, 'notification').length, before + sent.length);
  assert.deepEqual(page.problems, []);
  await context.close();
});

test('the browser keeps the two cookies of Target', async () => {
  const { context, page } = await visitor();
  await page.goto(shop);
  const now = Date.now() / 1000;
  const cookies = (await context.cookies()).sort((a, b) => a.name.length - b.name.length);
  assert.deepEqual(cookies.map(({ name, path, httpOnly, secure, sameSite }) => ({ name, path, httpOnly, secure, sameSite })),
    ['mbox', 'mboxEdgeCluster'].map((name) => ({ name, path: '/', httpOnly: false, secure: false, sameSite: 'Lax' })));
  const [target, hint] = cookies;
  assert.match(target.value, /^session#([0-9a-f-]{36})#\d+\|PC#\1\.35_0#\d+$/);
  assert.equal(hint.value, '35');
  // Browsers keep no cookie for longer than 400 days.
  const days = (target.expires - now) / 86400;
  assert.ok(days > 390 && days < 735, `${days} days`);
  const minutes = (hint.expires - now) / 60;
  assert.ok(minutes > 25 && minutes < 35, `${minutes} minutes`);
  // Open to at.js.
  assert.ok((await page.evaluate('document.cookie')).includes('mbox=session#'));
  await context.close();
});

test('scripts of the page find what the server knows', async () => {
  const { context, page } = await visitor();
  await page.goto(shop);
  const { serverState } = await page.evaluate('window.targetGlobalSettings');
  const hero = serverState.response.execute.mboxes.find(({ name }) => name === 'hero');
  assert.ok((await page.content()).includes(hero.options[0].content));
  const { supplementalDataIDCurrent } = (await page.evaluate('window.visitorState'))[organization].sdid;
  assert.equal(supplementalDataIDCurrent, serverState.request.experienceCloud.analytics.supplementalDataId);
  const calls = recorded(record, 'request').filter(({ id }) => id.tntId === serverState.response.id.tntId);
  assert.deepEqual(calls.map(({ request }) => request.experienceCloud.analytics.supplementalDataId),
    [supplementalDataIDCurrent]);
  await context.close();
});

for (const [name, width, height] of [['phone', 360, 740], ['tablet', 820, 1180], ['desktop', 1440, 900]]) {
  test(`pages fit a ${name}`, async () => {
    const { context, page } = await visitor({ viewport: { width, height } });
    for (const [path, title] of [['/', 'home'], ['/products', 'list'], ['/products/moraine-boots', 'product'], ['/nowhere', 'missing']]) {
      await page.goto(shop + path);
      const layout = await page.evaluate(() => ({
        overflow: document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
        headings: [...document.querySelectorAll('h1')].map((h1) => h1.getBoundingClientRect().width > 0),
        pictures: [...document.querySelectorAll('main svg')].every((svg) => svg.getBoundingClientRect().width > 40),
        styled: getComputedStyle(document.body).display,
      }));
      assert.deepEqual(layout, { overflow: 0, headings: [true], pictures: true, styled: 'flex' }, `${path} at ${width}`);
      await page.screenshot({ path: join(screenshots, `${title}-${name}.png`), fullPage: true });
    }
    const missing = page.problems.filter((problem) => !/404/.test(problem));
    assert.deepEqual(missing, []);
    await context.close();
  });
}

test('without Target the shop is whole, with default content', async () => {
  const lonely = await start(storefront, '--listen', '127.0.0.1:0', '--target', '127.0.0.1:1');
  const { context, page } = await visitor({ viewport: { width: 1280, height: 900 } });
  await page.goto(lonely);
  assert.equal(await banner(page), 'hero');
  await page.screenshot({ path: join(screenshots, 'default.png'), fullPage: true });
  await page.goto(`${lonely}/products/ember-mug`);
  await page.locator('#buy').click();
  await page.getByText('It is in your cart.').waitFor();
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(page.problems, []);
  await context.close();
});
