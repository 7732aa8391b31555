// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The pages of README.md in a real browser, under the same content security policy as the platform (and trusted types):
// accessible in both themes and at both widths, and the script does what the page promises.
// Run: node --test browser.test.mjs. Needs the packages of tests/e2e and a chromium (CHROMIUM=path, or Debian's).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pages } from './examples.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(root, '..', 'tests', 'e2e', 'package.json'));
const { chromium } = require('playwright-core');
const { AxeBuilder } = require('@axe-core/playwright');

const CSP = [
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'",
  "frame-ancestors 'none'; base-uri 'none'; connect-src 'self'",
  "require-trusted-types-for 'script'; trusted-types 'none'",
].join('; ');
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const TYPES = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', png: 'image/png', ico: 'image/x-icon' };
const STATUS = '[role=status].bk-visually-hidden';

// What the browser does after an event comes when it comes: wait for it, never look at once.
const said = (words) => page.locator(STATUS, { hasText: words }).waitFor({ state: 'attached' });
const gone = (what) => page.locator(what).waitFor({ state: 'detached' });
const shows = (what) => what.waitFor({ state: 'visible' });
const hides = (what) => what.waitFor({ state: 'hidden' });

const shown = pages('/assets/');
const server = { base: '', posts: 0, alive: true };
let http;
let browser;
let page;
let faults;

function answer(req, res) {
  const url = new URL(req.url, 'http://localhost');
  const send = (status, type = 'text/plain', body = '', more = {}) => {
    const safe = { 'Content-Security-Policy': CSP, 'Cache-Control': 'no-store' };
    res.writeHead(status, { ...safe, 'Content-Type': type, ...more });
    res.end(body);
  };
  const plain = (title) => send(200, 'text/html', `<!doctype html><title>${title}</title><p>${title}</p>`);
  if (url.pathname === '/verlaat') return send(303, 'text/plain', '', { Location: '/weer' });
  if (url.pathname === '/weer') return plain('Weer');
  if (url.pathname === '/sessie') return server.alive ? send(204) : send(303, 'text/plain', '', { Location: '/weer' });
  if (req.method === 'POST') { server.posts++; return setTimeout(plain, 300, 'Binnen'); }
  if (url.pathname.startsWith('/assets/')) {
    const name = url.pathname.slice('/assets/'.length);
    return send(200, TYPES[name.split('.').pop()], readFileSync(join(root, 'dist', name)));
  }
  const html = shown[url.pathname.slice(1)];
  if (!html) return send(404, 'text/plain', '');
  const seconds = url.searchParams.get('seconds');
  return send(200, 'text/html', seconds ? html.replace(/(session-seconds=")\d+/, `$1${seconds}`) : html);
}

async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const opened = await context.newPage();
  opened.on('pageerror', (e) => faults.push(e.message));
  opened.on('console', (m) => {
    if (m.type() === 'error' && !/favicon/.test(m.location().url)) faults.push(m.text());
  });
  await opened.goto(server.base + name);
  return opened;
}

before(async () => {
  http = createServer(answer);
  await new Promise((done) => { http.listen(0, '127.0.0.1', done); });
  server.base = `http://127.0.0.1:${http.address().port}/`;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
});
after(async () => {
  await browser?.close();
  http.closeAllConnections();
  http.close();
});
beforeEach(() => { faults = []; server.alive = true; });

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    for (const name of Object.keys(shown)) {
      test(`${name} is accessible and does not scroll sideways: ${colorScheme}, ${width} px`, async () => {
        page = await open(name, { colorScheme, viewport: { width, height: 800 } });
        const found = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].target}`), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        assert.deepEqual(faults, []);
        await page.context().close();
      });
    }
  }
}

test('the focus never hides behind the exit bar', async () => {
  page = await open('public.html', { viewport: { width: 320, height: 640 } });
  const count = await page.locator('a, button, input, select, textarea, summary').count();
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const el = document.activeElement;
      const bar = document.querySelector('.bk-exit');
      const box = el.getBoundingClientRect();
      return !bar.contains(el) && el !== document.body && box.top >= bar.getBoundingClientRect().top;
    });
    assert.ok(!hidden, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 100)));
  }
  await page.context().close();
});

test('Shift three times leaves, and no page of that visit stands in the history', async () => {
  page = await open('start.html');
  await page.goto(`${server.base}public.html`);
  const length = await page.evaluate(() => history.length);
  await page.keyboard.press('Shift');
  await said(/nog 2 keer/);
  await page.keyboard.press('Shift');
  await page.keyboard.press('Shift');
  await page.waitForURL(/weer/);
  assert.equal(await page.evaluate(() => history.length), length);
  await page.goBack();
  assert.match(page.url(), /start\.html/);
  await page.context().close();
});

test('capitals do not count as presses, another key forgets them', async () => {
  page = await open('public.html');
  await page.focus('#naam');
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+A');
  assert.equal(await page.inputValue('#naam'), 'AAAA');
  await page.keyboard.press('Shift');
  await page.keyboard.press('Shift');
  await page.keyboard.press('x');
  await said(/blijft/);
  await page.keyboard.press('Shift');
  assert.match(page.url(), /public\.html/);
  assert.equal(await page.locator('.bk-cover').count(), 0);
  await page.context().close();
});

test('presses are forgotten after five seconds', async () => {
  page = await open('public.html');
  await page.clock.install();
  await page.reload();
  await page.keyboard.press('Shift');
  await page.keyboard.press('Shift');
  await page.clock.runFor(5100);
  await page.keyboard.press('Shift');
  await said(/nog 2 keer/);
  await page.context().close();
});

test('the exit link works with and without the script', async () => {
  for (const javaScriptEnabled of [true, false]) {
    page = await open('public.html', { javaScriptEnabled });
    await (javaScriptEnabled ? shows : hides)(page.locator('.bk-exit__hint'));
    await page.click('[data-exit]');
    await page.waitForURL(/weer/);
    await page.context().close();
  }
});

test('without the script the staff menu is there on wide screens and opens on small ones', async () => {
  page = await open('staff.html', { javaScriptEnabled: false });
  const link = page.getByRole('link', { name: 'Casussen' });
  await shows(link);
  await page.setViewportSize({ width: 320, height: 640 });
  await hides(link);
  await page.click('.bk-menu > summary');
  await shows(link);
  await page.context().close();
});

test('a form is sent once, and can be sent again after Back', async () => {
  page = await open('public.html');
  const sent = server.posts;
  await page.locator('.bk-question').evaluate((form) => {
    const button = form.querySelector('[type=submit]');
    form.action = '/binnen';
    for (let i = 0; i < 3; i++) button.click();
  });
  await page.waitForURL(/binnen/);
  assert.equal(server.posts - sent, 1);
  await page.goBack();
  await gone('.bk-question [aria-disabled]');
  await page.context().close();
});

test('a destructive button asks first', async () => {
  page = await open('public.html');
  const sent = server.posts;
  await page.locator('[data-confirm]').evaluate((button) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/weg', id: 'weg' });
    button.replaceWith(form);
    form.append(button);
  });
  await page.click('#weg button');
  await page.keyboard.press('Escape');
  await gone('dialog');
  await page.click('#weg button');
  await page.keyboard.press('Enter');
  await gone('dialog');
  assert.equal(server.posts, sent, 'the safe answer has the focus');
  await page.click('#weg button');
  await page.click('dialog .utrecht-button--danger');
  await page.waitForURL(/weg$/);
  assert.equal(server.posts, sent + 1);
  await page.context().close();
});

test('the receipt code can be copied', async () => {
  page = await open('public.html', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.click('[data-copy]');
  await said(/gekopieerd/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '12345 67890 12345 67890 12345');
  await page.context().close();
});

test('a long list can be typed in', async () => {
  page = await open('public.html');
  const input = page.locator('input#gemeente');
  const list = page.locator('#gemeente-lijst');
  for (const [typed, value] of [['capel', 'GM0502'], ["'S-GRAVENHAGE", 'GM0518'], ['ro', ''], ['xyz', ''], ['', '']]) {
    await input.fill(typed);
    assert.equal(await list.evaluate((select) => select.value), value, typed);
  }
  await input.fill('xyz');
  assert.equal(await input.evaluate((el) => el.validationMessage), 'Kies een gemeente uit de lijst.');
  await page.getByLabel('Gemeente', { exact: true }).fill('capelle');
  await input.blur();
  assert.equal(await input.inputValue(), 'Capelle aan den IJssel');
  await page.context().close();
});

test('a session warns, can be extended without losing text, and hides the page when it has ended', async () => {
  page = await open('staff.html');
  await page.clock.install();
  await page.goto(`${server.base}staff.html?seconds=600`);
  const warning = page.locator('[data-session-warning]');
  const ended = page.locator('[data-session-ended]');
  await hides(warning);
  await page.fill('#verhaal', 'half geschreven');
  await page.clock.runFor(481000);
  await shows(warning);
  await page.click('[data-session-extend]');
  await warning.waitFor({ state: 'hidden' });
  assert.equal(await page.inputValue('#verhaal'), 'half geschreven');
  await page.clock.runFor(481000);
  server.alive = false;
  await page.click('[data-session-extend]');
  await ended.waitFor({ state: 'visible' });
  await hides(page.locator('main'));
  await page.goto(`${server.base}staff.html?seconds=600`);
  await page.clock.runFor(601000);
  await shows(ended);
  await hides(page.locator('main'));
  await page.context().close();
});
