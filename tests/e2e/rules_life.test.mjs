// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// A rule changes: one administrator edits it in a browser, with and without a script, and proposes it; another one looks
// at the difference and approves; the next decision gets the new rule, and no earlier one changes. Going back goes the
// same way, or at once in an emergency that somebody else looks at afterwards.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, follow, press, send } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let platform;
let browser;
before(async () => { platform = await Platform.start({ signals: 60 }); browser = await Browser.start(platform); });
after(async () => { await browser?.close(); await platform?.stop(); });

const account = (name) => platform.accounts.find((a) => a.username === name);
const text = async (page) => page.locator('main').innerText();
const has = async (page, words) => assert.ok((await text(page)).includes(words), `"${words}" on ${page.url()}:\n${await text(page)}`);
const path = (page) => new URL(page.url()).pathname;

// The modeller comes from elsewhere: what is inside it is not ours to mend. The plain pages do the same work.
async function accessible(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => axe.run({ exclude: [['#tekenaar']] }, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).join(' | ')}`)), TAGS);
  assert.deepEqual(found, [], page.url());
}

// axe needs a script; the same pages in both languages and at the width of a small phone.
async function inspect(who, address) {
  const eye = await browser.visitor();
  await eye.context.addCookies([{ name: 'baken', value: who.cookie.slice('baken='.length), url: platform.base }]);
  for (const prefix of ['', '/en']) {
    await eye.go(prefix + address);
    await accessible(eye.page);
    await eye.page.setViewportSize({ width: 320, height: 900 });
    const wide = await eye.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `${prefix + address} is ${wide} pixels wide`);
    await eye.page.setViewportSize({ width: 1280, height: 900 });
  }
  assert.deepEqual(eye.faults, []);
  await eye.close();
}

// ---- the decision that a rule is for ------------------------------------------------------------------------------------

const ASKED = 'bekeken=1&vorm=unknown&minderjarig=nee&strafzaak=onbekend';
const advice = (page) => /Regel\s+(\w+),\s+tabel\s+triage,\s+versie\s+(\d+)/.exec(page.replace(/<[^>]*>/g, ' '))?.slice(1) ?? [];

// Signals for which the rule speaks that is going to change.
async function signalsOf(person, rule, many) {
  const list = await person.get('/signalen');
  const found = [];
  for (const id of new Set([...list.text.matchAll(/href="\/signalen\/(\d+)"/g)].map((m) => m[1]))) {
    const page = await person.get(`/signalen/${id}/duiding?${ASKED}`);
    if (page.status === 200 && advice(page.text)[0] === rule && /id="besluit-uitkomst"/.test(page.text)) found.push(id);
    if (found.length === many) break;
  }
  return found;
}

async function decide(person, id, table) {
  const answer = await person.post(`/signalen/${id}/duiding`, { bekeken: '1', vorm: 'unknown', minderjarig: 'nee', strafzaak: 'onbekend',
    gevaar: '0', strafbaar: '0', georganiseerd: '0', uitkomst: 'no_suspicion', tafel: table, reden: 'Volgt het advies.' });
  assert.equal(answer.status, 303, answer.text.slice(0, 2000));
}
const decided = (page) => [...page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').matchAll(/Regel (duiding_\d+), versie (\d+)\./g)].map((m) => m.slice(1).join(' v'));

// ---- editing without a script ---------------------------------------------------------------------------------------

const tableId = async (person, name) => {
  const list = await person.get('/beheer/regels');
  return new RegExp(`href="/beheer/regels/(\\d+)">${name}<`).exec(list.text)[1];
};

// The number on a card of the first page.
async function waiting(person, label) {
  const page = (await person.get('/werk')).text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  return Number(new RegExp(`(\\d+) (?:te laat )?${label}`).exec(page)?.[1] ?? NaN);
}

test('a changed rule decides the next time, and never earlier', { timeout: 240000 }, async () => {
  const focal = await Person.signIn(platform, account('aandacht.capelle'));
  const [first, second] = await signalsOf(focal, 'duiding_11', 2);
  assert.ok(second, 'two signals without indications');
  assert.deepEqual(advice((await focal.get(`/signalen/${first}/duiding?${ASKED}`)).text), ['duiding_11', '1']);
  await decide(focal, first, 'regular');
  assert.deepEqual(decided((await focal.get(`/signalen/${first}/duiding`)).text).slice(0, 1), ['duiding_11 v1']);

  // One administrator, without JavaScript.
  const one = await browser.signedIn(account('beheer.baken'), { js: false });
  const cookies = await one.context.cookies();
  const oneself = new Person(platform, `baken=${cookies.find((c) => c.name === 'baken').value}`);
  const { page } = one;
  await one.go(`/beheer/regels/${await tableId(oneself, 'triage')}`);
  await has(page, 'De tabel is goed');
  await send(page, 'concept', {}, 'Begin een concept');
  const draft = path(page);
  await has(page, 'Er verandert niets.');
  await follow(page, 'duiding_11');
  await page.getByLabel('tafel').fill('"maan"');
  await press(page, 'Bewaar de regel');
  await has(page, 'Er ging iets mis');
  await page.getByLabel('tafel').fill('"safety_house"');
  await press(page, 'Bewaar de regel');
  assert.equal(path(page), draft);
  await has(page, 'Regel duiding_11: tafel was "regular" en wordt "safety_house".');
  await has(page, 'Proeven die niet kloppen: 3 van de 20.');
  assert.equal(await page.getByRole('button', { name: 'Stel voor', exact: true }).count(), 0); // not while a test case fails
  for (let i = 0; i < 3; i++) {
    const row = page.locator('tr', { has: page.locator('.utrecht-status-badge--danger') }).first();
    await Promise.all([page.waitForEvent('domcontentloaded'), row.getByRole('button', { name: 'Haal weg' }).click()]);
  }
  await page.getByLabel('vermoeden_score').fill('0');
  await page.getByLabel('aantal_indicatoren').fill('0');
  await page.getByLabel('minderjarig').selectOption('nee');
  for (const name of ['gevaar', 'georganiseerd', 'strafbaar_feit']) await page.getByLabel(name).selectOption('nee');
  await page.getByLabel('slachtoffer_wil_strafzaak').selectOption('onbekend');
  await page.getByLabel('vorm').selectOption('unknown');
  await press(page, 'Vraag de tabel');
  await has(page, 'tafel: "safety_house"');
  await page.getByLabel('Geef de proef een naam').fill('Zonder aanwijzingen kijkt het Zorg- en Veiligheidshuis mee');
  await press(page, 'Bewaar als proef');
  await has(page, 'De tabel is goed');

  // What it would have changed: this administrator may not see any signal, and gets a number.
  await follow(page, 'Wat was er anders geweest bij eerdere besluiten?');
  const changed = Number(/Bij (\d+) van de (\d+) besluiten/.exec(await text(page))[1]);
  assert.ok(changed >= 1, `the decision made above, at least: ${changed}`);
  assert.equal(await page.locator('main a[href*="/signalen/"]').count(), 0);
  for (const address of ['/beheer/regels', draft, `${draft}/regel/11`, `${draft}/proef`, `${draft}/tekst`, `${draft}/proeven`, `${draft}/terugkijken`])
    await inspect(oneself, address);

  await one.go(draft);
  await send(page, 'voorstel', { reden: 'Het Zorg- en Veiligheidshuis kijkt voortaan mee.' }, 'Stel voor');
  await has(page, 'Je stelde dit zelf voor.');
  assert.equal(await waiting(oneself, 'Voorstellen voor regels'), 0);
  assert.equal(await waiting(await Person.signIn(platform, account('beheer2.baken')), 'Voorstellen voor regels'), 1);
  assert.equal(await page.locator('#oordeel-oordeel').count(), 0);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.content())[1];
  const stand = /name="stand" value="(\d+)"/.exec(await page.content())[1];
  oneself.csrf = csrf;
  assert.equal((await oneself.post(`${draft}/oordeel`, { stand, tegen: '1', oordeel: 'ja' })).status, 403); // nor by hand
  assert.deepEqual(advice((await focal.get(`/signalen/${second}/duiding?${ASKED}`)).text), ['duiding_11', '1']);

  // The second, with JavaScript.
  const two = await browser.signedIn(account('beheer2.baken'));
  await two.go(draft);
  await send(two.page, 'oordeel', { oordeel: '' }, 'Leg mijn oordeel vast');
  await has(two.page, 'Kies of je het goedkeurt of afwijst.');
  await two.go(draft);
  await send(two.page, 'oordeel', { oordeel: 'ja' }, 'Leg mijn oordeel vast');
  await has(two.page, 'goedgekeurd');
  await follow(two.page, 'Bekijk de versie die hieruit kwam');
  await has(two.page, 'Voorgesteld door Thea Mulderij, goedgekeurd door Gerard Vinkenoog');
  await has(two.page, 'in gebruik');

  assert.deepEqual(advice((await focal.get(`/signalen/${second}/duiding?${ASKED}`)).text), ['duiding_11', '2']);
  await decide(focal, second, 'safety_house');
  assert.deepEqual(decided((await focal.get(`/signalen/${second}/duiding`)).text).slice(0, 1), ['duiding_11 v2']);
  assert.deepEqual(decided((await focal.get(`/signalen/${first}/duiding`)).text).slice(0, 1), ['duiding_11 v1']);

  // Wrong after all: back at once, and looked at by the other.
  await send(two.page, 'nood', { reden: 'kort' }, 'Zet nu terug');
  await has(two.page, 'in minstens tien letters');
  await send(two.page, 'nood', { reden: 'Er gaan te veel signalen naar het verkeerde loket.' }, 'Zet nu terug');
  const emergency = path(two.page);
  assert.deepEqual(advice((await focal.get(`/signalen/${second}/duiding?${ASKED}`)).text), ['duiding_11', '3']);
  assert.equal(await two.page.getByRole('button', { name: 'Ik heb dit nagekeken' }).count(), 0);
  assert.equal(await waiting(oneself, 'Met spoed teruggezet'), 1);
  await one.go('/beheer/regels');
  await has(page, 'Er is een tabel met spoed teruggezet.');
  await one.go(emergency);
  await press(page, 'Ik heb dit nagekeken');
  await one.go('/beheer/regels');
  assert.ok(!(await text(page)).includes('met spoed teruggezet'));
  assert.deepEqual([...one.faults, ...two.faults], []);
  await one.close();
  await two.close();
});

test('the modeller saves to the same check, under a policy of its own page only', { timeout: 120000 }, async () => {
  const editor = await browser.signedIn(account('regels.landelijk'));
  const { page } = editor;
  const { value } = (await editor.context.cookies()).find((c) => c.name === 'baken');
  const person = new Person(platform, `baken=${value}`);
  await editor.go(`/beheer/regels/${await tableId(person, 'termijnen')}`);
  await send(page, 'concept', {}, 'Begin een concept');
  const draft = path(page);
  await follow(page, 'Open de tabel in de tekenaar');
  await page.waitForFunction(() => document.body.dataset.modeller);
  assert.equal(await page.evaluate(() => document.body.dataset.modeller), 'open');
  await accessible(page);
  const cell = page.locator('#tekenaar td.output-cell').first();
  await cell.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('8');
  await page.locator('#tekenaar td.input-cell').first().click();
  await page.waitForFunction(() => document.querySelector('#tekenaar td.output-cell')?.innerText.trim() === '8');
  await press(page, 'Bewaar');
  assert.equal(path(page), draft);
  await has(page, 'Regel termijn_01: dagen was 7 en wordt 8.');
  await has(page, 'Proeven die niet kloppen: 1');
  await follow(page, 'Wat was er anders geweest bij eerdere besluiten?');
  assert.ok(Number(/Bij (\d+) van de/.exec(await text(page))[1]) >= 1); // the term was promised before
  await editor.go(draft);
  assert.deepEqual(editor.faults, []);

  // Scripts do not pass, neither in a table nor by way of the page's own policy for HTML.
  await follow(page, 'Open de tabel in de tekenaar');
  await page.waitForFunction(() => document.body.dataset.modeller === 'open');
  const refused = await page.evaluate(() => ['<img src=x onerror=alert(1)>', '<script>1</script>', '<a href="javascript:1">x</a>']
    .map((html) => { try { document.createElement('div').innerHTML = html; return 'taken'; } catch { return 'refused'; } }));
  assert.deepEqual(refused, ['refused', 'refused', 'refused']);
  await editor.close();
});

test('columns come and go without a script, and a lawyer has read a version', { timeout: 120000 }, async () => {
  const one = await browser.signedIn(account('beheer.baken'), { js: false });
  const { page } = one;
  const person = new Person(platform, `baken=${(await one.context.cookies()).find((c) => c.name === 'baken').value}`);
  const version = `/beheer/regels/${await tableId(person, 'referral')}`;
  await one.go(version);
  await send(page, 'concept', { regio: 'Limburg' }, 'Begin een concept');
  const draft = path(page);
  await follow(page, 'Kolommen erbij of weg');
  await inspect(person, path(page));
  await send(page, 'als', { naam: 'regio', waarden: '"a' }, 'Voeg deze voorwaarde toe');
  await has(page, 'Er ging iets mis'); // with what was typed
  assert.equal(await page.locator('#als-naam').inputValue(), 'regio');
  await send(page, 'als', { waarden: '' }, 'Voeg deze voorwaarde toe');
  assert.equal(path(page), `${draft}/kolommen`);
  await send(page, 'uitleg', { naam: 'bron' }, 'Voeg deze uitleg toe');
  const row = (name) => page.locator('tr', { has: page.getByRole('rowheader', { name, exact: true }) });
  await Promise.all([page.waitForEvent('domcontentloaded'), row('bron').getByRole('button', { name: 'Haal weg' }).click()]);
  await one.go(draft);
  await has(page, 'De tabel is goed');
  await has(page, 'regio');
  await follow(page, 'Kolommen erbij of weg');
  await Promise.all([page.waitForEvent('domcontentloaded'), row('vorm').getByRole('button', { name: 'Haal weg' }).click()]);
  await one.go(draft);
  await has(page, 'Proeven die niet kloppen');
  await press(page, 'Gooi dit concept weg');

  await one.go(version);
  await send(page, 'jurist', { wie: 'Mr. Voorbeeld, Bureau Verzonnen', dag: '2099-01-01' }, 'Leg de beoordeling vast');
  await has(page, 'uiterlijk vandaag');
  await send(page, 'jurist', { dag: '2026-01-05' }, 'Leg de beoordeling vast');
  assert.equal(path(page), version);
  await has(page, 'Gelezen door Mr. Voorbeeld, Bureau Verzonnen op 5 januari 2026. Vastgelegd door Thea Mulderij');
  await inspect(person, version);
  const reader = await Person.signIn(platform, account('aandacht.capelle'));
  assert.equal((await reader.post(`${version}/jurist`, { wie: 'Iemand', dag: '2026-01-05' })).status, 403);
  await press(page, 'Haal de beoordeling van deze versie weg');
  await has(page, 'concept, niet beoordeeld door een jurist');
  await one.close();
});

test('a file is uploaded, and who may not change a rule sees it but no form', { timeout: 120000 }, async () => {
  const editor = await browser.signedIn(account('regels2.rotterdam'), { js: false });
  const { page } = editor;
  await editor.go('/beheer/regels');
  await follow(page, 'termijnen');
  await page.locator('#concept-regio').selectOption('Rotterdam'); // the only one this person may choose
  assert.equal(await page.locator('#concept-regio option').count(), 1);
  await send(page, 'concept', {}, 'Begin een concept');
  const draft = path(page);
  const answer = await page.request.get(`${platform.base}${draft}/bestand/tabel`);
  const xml = (await answer.text()).replace('<text>7</text>', '<text>4</text>');
  await page.locator('#bestand').setInputFiles({ name: 'eigen.dmn', mimeType: 'application/xml', buffer: Buffer.from(xml) });
  await press(page, 'Stuur het bestand');
  await has(page, 'Regel termijn_01: dagen was 7 en wordt 4.');
  await page.locator('#bestand').setInputFiles({ name: 'fout.dmn', mimeType: 'application/xml', buffer: Buffer.from('<!DOCTYPE a><a/>') });
  await press(page, 'Stuur het bestand');
  await has(page, 'DOCTYPE');
  await editor.close();

  const reader = await Person.signIn(platform, account('aandacht.capelle'));
  const seen = await reader.get(draft);
  assert.equal(seen.status, 200);
  assert.ok(!seen.text.includes('/upload"'));
  for (const rest of ['/regel/1', '/proef', '/tekst', '/tekenen', '/terugkijken']) assert.equal((await reader.get(draft + rest)).status, 403);
  for (const rest of ['/voorstel', '/weg', '/oordeel', '/tekst', '/proef']) assert.equal((await reader.post(draft + rest, { stand: '1' })).status, 403);
});

