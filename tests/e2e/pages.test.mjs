// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Every page, as a visitor with a small screen, a dark screen, a screen reader or another language meets it: no
// violation that axe can find, nothing wider than 320 pixels, valid HTML, our own files only, no cookie before signing in,
// no complaint in the console. Which pages there are is asked of the program: a GET route nobody came by fails.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, choose, makeEstimate, root, routes } from './harness.mjs';

// The small form of axe: every page reads it anew.
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Shapes of a page: width, colours, and of the rules all, all but those on colours, or those that shape can change.
// A rule on layout says the same in every colour and a rule on colours nearly the same at every width, so a page is
// looked at small and light, then wide and dark. Only the frame has parts for one width: with it, all four are seen.
const SHAPED = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'];
const WHOLE = { type: 'tag', values: TAGS };
const SHAPE = { type: 'rule', values: SHAPED };
const ONE = [[320, 'light', WHOLE]];
const TWO = [...ONE, [1280, 'dark', SHAPE]];
const FRAME = [...TWO, [1280, 'light', SHAPE], [320, 'dark', SHAPE]];
const FRAMES = new Set(['/', '/werk']);
// A translation changes words and how much room they take, no colours. (Contrast is two thirds of axe's time.)
const WORDS = [[320, 'light', WHOLE, { 'color-contrast': { enabled: false } }]];
const NARROW = 320;
// No page of ours comes of these: files, answers without a page, doors that only send on.
const NO_PAGE = new Set(['/verlaat', '/assets/:naam', '/healthz', '/readyz', '/metrics', '/robots.txt', '/sessie', '/signalen/:id/bestanden/:bestand',
  '/verwijzingen/:id/bestanden/:nummer', '/api/v1/loketten', '/api/v1/loketten/:code', '/api/v1/openapi.json', '/logboek/bestand', '/programma/bestand/:naam', '/schattingen/:id/bestand/:naam',
  '/schattingen/tabel/:id/bestand', '/beheer/regels/:id/bestand/tabel', '/beheer/regels/:id/bestand/proeven',
  '/beheer/regels/concept/:id/bestand/tabel', '/beheer/regels/concept/:id/bestand/proeven', '/opvang/beeld/:cijfers', '/sturing/indicatoren/bestand/:reeks', '/sturing/risicos/bestand/:risicos',
  '/sturing/vergaderingen/bestand/:kalender', '/sturing/besluiten/bestand/:besluiten',
  '/sturing/rapportages/:id/bestand/:bestand', '/programma/rapportages/:id/bestand/:bestand',
  '/bewustwording/peilingen/:id/bestand/:naam',
  '/sturing/acties/bestand/:naam', '/sturing/geld/bestand/:geld', '/sturing/acties/:id/bestanden/:bestand', '/bericht/:link', '/plekken/:link']); // links are looked at in progress.test.mjs and shelter.test.mjs, where there are some

let platform;
let browser;
let sources; // the HTML of every page, for the conformance checker
let numbered = 0;
const seen = new Set(); // routes
const found = []; // what is wrong, all of it, so that one run tells everything
let inspected = 0;

before(async () => {
  platform = await Platform.start({ signals: 120 });
  const analyst = await Person.signIn(platform, platform.account('analyst'));
  await makeEstimate(analyst);
  await analyst.post('/schattingen/nieuw', { titel: 'Zonder schatting', plak: 'A,B,aantal\n1,0,5\n0,1,5\n' }); // can be deleted
  const programme = await Person.signIn(platform, platform.account('core_team'));
  assert.equal((await programme.post('/sturing/rapportages', { periode: '2025Q1' })).status, 303);
  const keeper = await Person.signIn(platform, platform.account('administrator'));
  const [, triage] = /href="\/beheer\/regels\/(\d+)">triage</.exec((await keeper.get('/beheer/regels')).text);
  assert.equal((await keeper.post(`/beheer/regels/${triage}/concept`, { regio: '' })).status, 303);
  const survey = (await programme.post('/bewustwording/peilingen/nieuw', { naam: 'Een concept', inleiding: 'Om naar te kijken.' })).headers.location;
  assert.equal((await programme.post(`${survey}/vraag`, { vraag: 'Klopt het?', lijst: 'yesno' })).status, 303);
  browser = await Browser.start(platform);
  sources = mkdtempSync(join(tmpdir(), 'baken-html-'));
});
after(async () => {
  await browser?.close();
  await platform?.stop();
  if (sources) rmSync(sources, { recursive: true, force: true });
});

const patterns = routes().filter((r) => r.method === 'GET').map((r) => ({ path: r.path, parts: r.path.split('/') }));
function routeOf(address) {
  const parts = new URL(address, 'http://x').pathname.replace(/^\/en(?=\/|$)/, '').split('/');
  if (parts.length === 1) parts.push('');
  return patterns.find((r) => r.parts.length === parts.length && r.parts.every((p, i) => (p.startsWith(':') ? parts[i] !== '' : p === parts[i])))?.path;
}

async function visitor(account) {
  const options = { reducedMotion: 'reduce' };
  const v = await (account ? browser.signedIn(account, options) : browser.visitor(options));
  v.page.on('response', async (answer) => {
    if (!answer.request().isNavigationRequest() || !/html/.test(answer.headers()['content-type'] ?? '')) return;
    const html = await answer.text().catch(() => null);
    if (html) writeFileSync(join(sources, `${++numbered}.html`), html);
  });
  return v;
}

// Looks at the page that is open, in each of the shapes. Not inside the modeller of rules, which is not ours.
async function inspect(v, name, shapes = TWO) {
  const { page } = v;
  inspected++;
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await page.evaluate(AXE);
  for (const [width, colorScheme, runOnly, rules = {}] of shapes) {
    if (page.viewportSize().width !== width) await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => new Promise(requestAnimationFrame).then(() => Promise.allSettled(document.getAnimations().map((a) => a.finished))));
    const violations = await page.evaluate((o) => axe.run({ exclude: [['#tekenaar']] }, o).then((r) => r.violations.map((x) => [x.id, x.nodes.map((n) => n.target.join(' '))])),
      { resultTypes: ['violations'], preload: false, runOnly, rules });
    for (const [id, nodes] of violations) found.push(`${name} ${width} ${colorScheme}: ${id}: ${nodes.slice(0, 3).join(' | ')}`);
    if (width !== NARROW) continue;
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > NARROW) found.push(`${name} ${width}: ${wide} pixels wide`);
  }
  const [title, lang, headings] = await page.evaluate(() => [document.title, document.documentElement.lang, document.querySelectorAll('h1').length]);
  if (!/ – Baken$/.test(title)) found.push(`${name}: title "${title}"`);
  if (lang !== (new URL(page.url()).pathname.startsWith('/en') ? 'en' : 'nl')) found.push(`${name}: language ${lang}`);
  if (headings !== 1) found.push(`${name}: ${headings} main headings`);
}

async function settle(v) {
  found.push(...v.faults.splice(0), ...v.exits.splice(0).map((x) => `left for ${x}`));
  const all = found.splice(0);
  assert.equal(all.length, 0, `${all.length} found:\n${all.slice(0, 60).join('\n')}`);
}

async function open(v, address) {
  const answer = await v.go(address);
  const route = routeOf(address);
  if (route) seen.add(route);
  return answer.status();
}

const links = (page) => page.evaluate(() => [...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href')));

// ---- public ---------------------------------------------------------------------------------------------------------

for (const lang of ['nl', 'en']) {
  const prefix = lang === 'en' ? '/en' : '';
  const shapes = lang === 'nl' ? TWO : WORDS;
  const few = lang === 'nl' ? ONE : WORDS; // of many pages with one route

  test(`public pages, ${lang}`, async (t) => {
    const v = await visitor();
    // Some addresses are for typing over or for programs; no page points at them.
    const queue = [prefix || '/', ...['/api', '/privacy', '/toegankelijkheid', '/over', '/uitnodiging/afmaken'].map((path) => prefix + path)];
    const known = new Set(queue);
    const each = {};
    while (queue.length) {
      const address = queue.shift();
      const route = routeOf(address);
      if (!route) { found.push(`${address}: a link to nowhere`); continue; }
      if (NO_PAGE.has(route)) continue;
      each[route] = (each[route] ?? 0) + 1;
      if (route.includes(':') && route !== '/informatie/:slug' && each[route] > 4) continue;
      if (each[route] > 60) continue;
      const status = await open(v, address);
      if (status !== 200) found.push(`${address}: ${status}`);
      const other = (href) => (lang === 'en') !== /^\/en(\/|$)/.test(href);
      for (const href of await links(v.page)) {
        const plain = href.split('#')[0];
        if (!plain || known.has(plain) || other(plain)) continue;
        known.add(plain);
        queue.push(plain);
      }
      await inspect(v, address, FRAMES.has(address) ? FRAME : each[route] <= 3 ? shapes : few);
    }
    assert.deepEqual(await v.context.cookies(), [], 'no cookies');
    await settle(v);
    t.diagnostic(`${known.size} addresses`);
    await v.close();
  });

  test(`the way to a desk, every question, ${lang}`, async () => {
    const v = await visitor();
    const { page } = v;
    const go = () => page.locator('.bk-question button[type=submit].utrecht-button--primary-action').click().then(() => page.waitForLoadState());
    await open(v, `${prefix}/loket`);
    await go();
    await inspect(v, 'way: nothing chosen', shapes);
    for (const [field, value] of [['rol', 'slachtoffer'], ['gevaar', 'ja'], [null], ['vorm', 'criminal'], ['minderjarig', 'ja'], [null], ['wens', 'opvang']]) {
      await inspect(v, `way: before ${field ?? 'a page without choice'}`, shapes);
      if (field) await choose(page, field, value);
      await go();
    }
    assert.ok(await page.locator('.bk-card').count() > 0, 'desks');
    await inspect(v, 'way: desks', shapes);
    assert.deepEqual(await v.context.cookies(), []);
    await settle(v);
    await v.close();
  });

  test(`a report, every topic and every mistake, and the mailbox, ${lang}`, async () => {
    const v = await visitor();
    const { page } = v;
    const next = (name = 'verder') => Promise.all([page.waitForEvent('domcontentloaded'), page.locator(`button[name=naar][value=${name}]`).last().click()]);
    await open(v, `${prefix}/melden`);
    await next('begin');
    const pages = [['rol', 'professional'], ['anonimiteit', 'confidential'], ['gevaar', 'ja'], ['vorm', 'labour']];
    for (const [field, value] of pages) {
      await next();
      await inspect(v, `report: ${field} missing`, shapes);
      await choose(page, field, value);
      await next();
    }
    await next();
    await inspect(v, 'report: no story', shapes);
    await page.fill('#tekst', 'Er slapen mensen in de kas. '.repeat(20) + 'w'.repeat(120));
    await next();
    await inspect(v, 'report: place', shapes);
    await page.fill('#plaats', 'https://een-heel-lange-website.example/' + 'pad'.repeat(40));
    await next();
    await inspect(v, 'report: when', shapes);
    await next();
    await inspect(v, 'report: people', shapes);
    await next();
    await inspect(v, 'report: reporting code', shapes);
    await next();
    await page.setInputFiles('input[type=file]', { name: 'programma.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00', 'latin1') });
    await next();
    await inspect(v, 'report: a file that is refused', shapes);
    await page.setInputFiles('input[type=file]', { name: `${'lange-naam-'.repeat(12)}.txt`, mimeType: 'text/plain', buffer: Buffer.from('Gewone tekst in een bestand.') });
    await next('erbij');
    await inspect(v, 'report: files', shapes);
    await next();
    await page.fill('#telefoon', 'geen nummer');
    await page.fill('#email', 'geen adres');
    await next();
    await inspect(v, 'report: contact that is wrong', shapes);
    await page.fill('#telefoon', '');
    await page.fill('#email', '');
    await next();
    await inspect(v, 'report: police', shapes);
    await choose(page, 'politie', 'ja');
    await next();
    await inspect(v, 'report: summary', shapes);
    const pressing = (locator) => Promise.all([page.waitForEvent('domcontentloaded'), locator.click()]);
    await pressing(page.locator('button[formaction$="/versturen"]'));
    await inspect(v, 'report: the code', shapes);
    const code = (await page.locator('#code').innerText()).replace(/\s/g, '');
    await page.fill('#ontvangstcode', '12345');
    await pressing(page.locator('form[action$="/bevestigen"] button').first());
    await inspect(v, 'report: the code mistyped', shapes);
    await page.fill('#ontvangstcode', code);
    await pressing(page.locator('form[action$="/bevestigen"] button').first());
    await inspect(v, 'report: done', shapes);

    await open(v, `${prefix}/postvak`);
    const openBox = page.locator('main form[action$="/postvak"] button');
    await page.fill('#ontvangstcode', '');
    await pressing(openBox);
    await inspect(v, 'mailbox: no code', shapes);
    await page.fill('#ontvangstcode', `1${code.slice(0, 24)}`);
    await pressing(openBox);
    await inspect(v, 'mailbox: wrong code', shapes);
    await page.fill('#ontvangstcode', code);
    await pressing(openBox);
    await inspect(v, 'mailbox: empty', shapes);
    const writing = page.locator('form[action$="/postvak/bericht"] button[type=submit]');
    await pressing(writing);
    await inspect(v, 'mailbox: nothing written', shapes);
    await page.fill('#bericht', `Er is iets veranderd. ${'w'.repeat(200)}`);
    await pressing(writing);
    await inspect(v, 'mailbox: sent', shapes);
    await pressing(page.locator('form[action$="/postvak/politie"] button'));
    await inspect(v, 'mailbox: police', shapes);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    const again = page.locator('form[action$="/postvak/code"] button');
    if (await again.count()) { await pressing(again); await inspect(v, 'mailbox: the code again', shapes); }
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await pressing(page.locator('form[action$="/postvak/verwijderen"] button'));
    await inspect(v, 'mailbox: delete?', shapes);
    await pressing(page.locator('form[action$="/postvak/verwijderd"] button').first());
    await inspect(v, 'mailbox: deleted', shapes);
    assert.deepEqual(await v.context.cookies(), []);
    await settle(v);
    await v.close();
  });

  test(`mistakes and closed doors, ${lang}`, async () => {
    const v = await visitor();
    for (const address of ['/bestaat-niet', '/informatie/bestaat-niet', '/loketten/bestaat-niet', '/loketten/gemeente/atlantis']) {
      assert.equal(await open(v, prefix + address), 404, address);
      await inspect(v, address, shapes);
    }
    await open(v, `${prefix}/inloggen`);
    await v.page.fill('#naam', 'niemand');
    await v.page.fill('#wachtwoord', 'verkeerd wachtwoord');
    await v.page.fill('#code', '123456');
    await Promise.all([v.page.waitForEvent('domcontentloaded'), v.page.locator('main form button[type=submit]').click()]);
    await inspect(v, 'signing in: wrong', shapes);
    await settle(v);
    await v.close();
  });
}

// ---- staff ----------------------------------------------------------------------------------------------------------

const ROLES = [['focal_point', 'capelle'], ['care_coordinator', 'rijnmond'], ['chain_director', 'zorgco'], ['case_director', 'veiligheidshuis rotterdam'],
  ['investigator', ''], ['adviser', ''], ['helper', 'capelle'], ['registrar', ''], ['privacy_officer', 'capelle'], ['org_admin', 'capelle'], ['administrator', ''], ['analyst', ''], ['shelter_worker', 'zuid'],
  ['core_team', ''], ['action_owner', 'programma'], ['principal', '']];
const looked = {}; // how many roles looked closely at a route

for (const [role, where] of ROLES) {
  test(`pages of staff: ${role}`, async (t) => {
    const v = await visitor(platform.account(role, where));
    const queue = ['/werk'];
    const known = new Set(queue);
    const each = {};
    let count = 0;
    while (queue.length) {
      const address = queue.shift();
      const route = routeOf(address);
      if (!route) { found.push(`${address}: a link to nowhere`); continue; }
      if (NO_PAGE.has(route)) continue;
      each[route] = (each[route] ?? 0) + 1;
      if (each[route] > 3) continue;
      const status = await open(v, address);
      count++;
      if (status !== 200) found.push(`${role} follows ${address}: ${status}`);
      const staff = await v.page.locator('.bk-page--staff').count();
      if (!staff) continue; // public pages were seen
      for (const href of await links(v.page)) {
        const plain = href.split('#')[0];
        if (known.has(plain) || plain.startsWith('/en')) continue;
        known.add(plain);
        queue.push(plain);
      }
      if (each[route] === 1) looked[route] = (looked[route] ?? 0) + 1;
      if (each[route] > 1 || looked[route] > 2) continue;
      await inspect(v, `${role} ${address}`, FRAMES.has(address) ? FRAME : looked[route] === 1 ? TWO : ONE);
      if (looked[route] > 1) continue;
      assert.equal(await open(v, `/en${address}`), 200, `/en${address}`);
      await inspect(v, `${role} /en${address}`, WORDS);
    }
    await settle(v);
    t.diagnostic(`${count} pages`);
    await v.close();
  });
}

test('forms of staff that come back with a question', async () => {
  const v = await visitor(platform.account('focal_point', 'capelle'));
  const { page } = v;
  await open(v, '/signalen?lijst=open');
  const [signal] = (await links(page)).filter((href) => /^\/signalen\/\d+$/.test(href));
  for (const [path, id] of [['', 'internal'], ['', 'reporter'], ['', 'sluiten'], ['/verrijken', 'feit'], ['/verrijken', 'overleg'], ['/verrijken', 'koppeling'], ['/terugkoppeling', 'terugkoppeling']]) {
    await open(v, signal + path);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    const form = page.locator('form', { has: page.locator(`[id^="${id}-"]`) });
    if (!await form.count()) continue;
    await Promise.all([page.waitForEvent('domcontentloaded'), form.first().locator('button[type=submit]').click({ noWaitAfter: true })]);
    await inspect(v, `empty form ${id}`, TWO);
  }
  await settle(v);
  await v.close();
});

test('no page was left out', (t) => {
  const left = patterns.map((r) => r.path).filter((path) => !seen.has(path) && !NO_PAGE.has(path));
  t.diagnostic(`${inspected} pages looked at closely, ${numbered} answers kept`);
  assert.deepEqual(left, []);
});

test('the HTML of all of it is valid', (t) => {
  let java = true;
  try { execFileSync('java', ['-version'], { stdio: 'ignore' }); } catch { java = false; }
  const jar = join(root, 'tests', 'e2e', 'node_modules', 'vnu-jar', 'build', 'dist', 'vnu.jar');
  if (!java || !existsSync(jar)) return t.skip('SKIPPED: no Java, or no vnu.jar: the HTML was not checked');
  assert.ok(numbered > 100, `${numbered} pages`);
  let said = '';
  try {
    execFileSync('java', ['-Xss4m', '-jar', jar, '--errors-only', '--format', 'json', '--skip-non-html', sources], { maxBuffer: 1 << 28, stdio: 'pipe' });
  } catch (e) { said = String(e.stderr || e.stdout); }
  const messages = said ? JSON.parse(said).messages : [];
  const kinds = [...new Set(messages.map((m) => `${m.message} <- ${m.extract?.replace(/\s+/g, ' ').slice(0, 160)}`))];
  assert.equal(messages.length, 0, `${messages.length} errors, ${kinds.length} kinds:\n${kinds.slice(0, 30).join('\n')}`);
});
