// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The programme is steered: a report makes an indicator move, pages that people read are counted without following them,
// figures from elsewhere are taken whole or not at all; a risk gets a new version; a meeting gets its agenda from what needs
// deciding, its minutes are decisions, and principals answer weighty advice before they decide. And who may not.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, follow, h1, press, send, sleep, sql, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const DAY = 24 * 3600e3;

let platform;
let browser;
before(async () => { platform = await Platform.start({ signals: 40 }); browser = await Browser.start(platform); });
after(async () => { await browser?.close(); await platform?.stop(); });

const account = (name) => platform.accounts.find((a) => a.username === name);
const text = (page) => page.locator('main').innerText();
async function has(page, words) {
  const all = await text(page);
  assert.ok(all.includes(words), `"${words}" on ${page.url()}:\n${all}`);
}
async function look(v) {
  const { page } = v;
  const size = page.viewportSize();
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`)), TAGS);
  assert.deepEqual(found, [], page.url());
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${page.url()} is ${wide} pixels wide`);
  await page.setViewportSize(size);
}
const openAll = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
// A Dutch day, so many days from now.
const dayOf = (days) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(Date.now() + days * DAY);
const idIn = (page) => Number(new URL(page.url()).pathname.split('/').pop());

// ---- indicators -----------------------------------------------------------------------------------------------------

const report = () => platform.json('POST', '/api/v1/meldingen', { rol: 'burger', vorm: 'arbeid', gemeente: 'GM0502', tekst: 'Er klopt iets niet.', anoniem: true });

test('the number of reports moves when signals come in, and says whether there are more', async () => {
  const v = await browser.signedIn(account('kern.programma'), { js: true });
  const { page } = v;
  await follow(page, 'Sturing', 'nav');
  await follow(page, 'Indicatoren', 'main');
  await look(v);
  assert.match(await page.locator('section', { has: page.locator('#i-meldingen') }).innerText(), /Komen er meer meldingen binnen\? (ja|nee|niet te zeggen)/);
  await follow(page, 'Meldingen die binnenkomen', 'main');
  await look(v);
  const running = async () => Number(/Deze maand tot nu toe: (\d+)/.exec(await text(page))[1]);
  const before = await running();
  for (let i = 0; i < 3; i++) assert.equal((await report()).status, 201);
  await page.reload();
  // Midnight of the last day of a month would begin a new one.
  assert.ok([before + 3, 3].includes(await running()), `${before} and three more`);
  assert.ok(await page.locator('svg rect').count() > 0, 'a drawing');
  assert.ok(await page.locator('.bk-table tbody tr').count() > 1, 'and a table');
  await v.close();
});

test('pages are counted, people are not followed', async () => {
  const today = () => sql(platform.dir, "SELECT COALESCE(SUM(n), 0) AS n FROM visit_count WHERE part = 'informatie' AND day >= "
    + `${Math.floor(Date.now() / DAY) - 1}`)[0].n;
  const was = Number(today());
  const agent = (name) => platform.request('GET', '/informatie', { headers: { 'User-Agent': name } });
  await agent('Mozilla/5.0 (compatible; ExampleBot/2.1)');
  await agent('');
  await platform.request('HEAD', '/informatie', { headers: { 'User-Agent': 'Mozilla/5.0' } });
  await platform.request('GET', '/informatie', { headers: { 'User-Agent': 'Mozilla/5.0', 'Sec-Purpose': 'prefetch' } });
  const staff = await Person.signIn(platform, account('actie.programma'));
  await staff.get('/informatie', { 'User-Agent': 'Mozilla/5.0' });
  await agent('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0');
  const visitor = await browser.visitor();
  assert.equal((await visitor.go('/informatie')).status(), 200);
  assert.equal((await visitor.go('/informatie/bestaat-niet')).status(), 404);
  assert.deepEqual(await visitor.context.cookies(), []);
  await visitor.close();
  for (let i = 0; Number(today()) === was && i < 300; i++) await sleep(100);
  assert.equal(Number(today()) - was, 2, 'two people read a page');
  assert.deepEqual(Object.keys(sql(platform.dir, 'SELECT * FROM visit_count LIMIT 1')[0]).sort(), ['day', 'n', 'part'], 'nothing else is kept');
});

test('figures from elsewhere are taken whole, or not at all', async () => {
  const v = await browser.signedIn(account('kern.programma'), { js: false });
  const { page } = v;
  const count = () => Number(sql(platform.dir, "SELECT COUNT(*) AS n FROM indicator_value WHERE code = 'gemeenten-beleid'")[0].n);
  const was = count();
  await v.go('/sturing/indicatoren/gemeenten-beleid');
  await page.fill('#plak', 'datum;waarde;bron\n2025-06-30;75;VNG\n2025-09-30;175;VNG');
  await press(page, 'Lees de cijfers in');
  await has(page, 'Regel 3: een deel is hoogstens 100 procent.');
  assert.equal(count(), was);
  await page.setInputFiles('#bestand', { name: 'cijfers.csv', mimeType: 'text/csv', buffer: Buffer.from('\uFEFFdatum;waarde;bron;toelichting\r\n30-06-2026;83,5;VNG, opgave;proef\r\n') });
  await press(page, 'Lees de cijfers in');
  await has(page, '83,5');
  await has(page, 'VNG, opgave');
  assert.equal(count(), was + 1);
  await v.close();
  const core = await Person.signIn(platform, account('kern2.programma'));
  for (const name of ['indicatoren.csv', 'indicatoren.json', 'indicatoren.xlsx']) {
    const file = await core.get(`/sturing/indicatoren/bestand/${name}`);
    assert.equal(file.status, 200, name);
    assert.ok(file.bytes.length > 1000, name);
  }
  assert.equal((await core.post('/sturing/indicatoren/meldingen/cijfers', { plak: 'datum;waarde;bron\n2025-06-30;75;VNG' })).status, 409, 'measured here');
});

// ---- risks ----------------------------------------------------------------------------------------------------------

test('a risk gets a new version, with a reason; the old one stays', async () => {
  const v = await browser.signedIn(account('kern.programma'), { js: true });
  const { page } = v;
  await v.go('/sturing/risicos');
  await look(v);
  assert.ok(await page.locator('svg text').count() > 8, 'a picture');
  await follow(page, 'R8 Bij het uitvoeren komen nieuwe risico\'s op.', 'main');
  await openAll(page);
  await look(v);
  const id = idIn(page);
  await send(page, 'risico', { kans: '3', geld: '3' }, 'Bewaar als nieuwe versie');
  await has(page, 'Waarom deze verandering?'); // no reason: asked again
  await look(v);
  assert.equal(await page.locator('#risico-geld').inputValue(), '3', 'nothing typed is lost');
  await send(page, 'risico', { reden: 'Proef: er kwam een risico bij dat niemand voorzag.' }, 'Bewaar als nieuwe versie');
  await has(page, 'boven aanvaard niveau');
  await has(page, 'Niveau 9');
  await has(page, 'Proef: er kwam een risico bij dat niemand voorzag.');
  await has(page, 'Versie 1');
  const versions = sql(platform.dir, `SELECT number, chance, on_money FROM risk_version WHERE risk_id = ${id} ORDER BY number`);
  assert.deepEqual(versions.map((r) => [Number(r.number), Number(r.chance), Number(r.on_money)]), [[1, 2, 2], [2, 3, 3]]);
  await v.go(`/sturing/risicos?dag=${dayOf(-1)}`);
  const row = page.locator('tbody tr', { hasText: 'R8' });
  assert.match(await row.innerText(), /R8[^\n]*\s+4\s/, 'yesterday it was 4');
  await v.close();
});

// ---- meetings, decisions, advice ------------------------------------------------------------------------------------

test('a meeting: its agenda is what needs deciding, its minutes are decisions', async (t) => {
  const v = await browser.signedIn(account('kern.programma'), { js: true });
  const { page } = v;
  await v.go('/sturing/vergaderingen');
  await look(v);
  await follow(page, 'Plan een vergadering', 'main');
  await send(page, 'vergadering', { orgaan: 'table', dag: dayOf(0) }, 'Plan deze vergadering');
  await has(page, 'Kies de politie-eenheid van deze regio.');
  await send(page, 'vergadering', { orgaan: 'steering', dag: dayOf(0), tijd: '14:00', titel: 'Proef' }, 'Plan deze vergadering');
  assert.equal(await h1(page), 'Regiegroep: Proef');
  await openAll(page);
  await look(v);
  const id = idIn(page);
  await has(page, 'Advies gevraagd aan de regiegroep');
  const box = page.locator('input[type=checkbox][id^="punt-risk-"]').first();
  const left = await box.getAttribute('id');
  await box.uncheck();
  await page.fill('#eigen', 'Proef: rondvraag');
  await press(page, 'Bewaar de agenda');
  assert.equal(await page.locator(`#${left}`).isChecked(), false);
  await has(page, 'Proef: rondvraag');
  await openAll(page);
  await send(page, 'gehouden', { woorden: 'Proef: bijna iedereen was er.' }, 'Deze vergadering is gehouden');
  await has(page, 'niet op de agenda');
  await openAll(page);
  await look(v);
  await send(page, 'besluit', { besluit: 'Proef: de campagne begint in maart.', eigenaar: 'JenV', klaar: dayOf(-1) }, 'Leg dit besluit vast');
  await has(page, 'Proef: de campagne begint in maart.');
  await has(page, 'te laat');
  assert.equal(sql(platform.dir, `SELECT COUNT(*) AS n FROM agenda_item WHERE meeting_id = ${id} AND taken = 0`)[0].n.toString(), '1');
  await v.go('/werk');
  await has(page, 'Besluiten');
  await v.go('/sturing/besluiten');
  await look(v);
  await follow(page, 'Proef: de campagne begint in maart.', 'main');
  await openAll(page);
  await look(v);
  await send(page, 'opvolging', { toestand: 'done', woorden: 'Proef: begonnen.' }, 'Bewaar');
  await has(page, 'uitgevoerd');
  const calendar = await Person.signIn(platform, account('actie.programma')).then((p) => p.get('/sturing/vergaderingen/bestand/sturing.ics'));
  assert.match(calendar.text, /SUMMARY:Regiegroep: Proef\r\n/);
  verifyLedger(t, platform.dir);
  await v.close();
});

test('principals answer weighty advice before they decide, and say why when they do not follow it', async () => {
  const v = await browser.signedIn(account('opdracht.programma'), { js: false });
  const { page } = v;
  await v.go('/werk');
  await follow(page, 'Besluiten', 'main');
  await follow(page, 'Voorbeeld: het geld voor de cursus van eerstelijns opsporing een kwartaal later uitgeven.', 'main');
  const id = idIn(page);
  assert.equal(await page.locator('#genomen-uitkomst').count(), 0, 'not before the advice was answered');
  const [advice] = sql(platform.dir, `SELECT id FROM weighty_advice WHERE decision_id = ${id}`);
  await send(page, `antwoord-${advice.id}`, { uitkomst: 'not' }, 'Leg vast wat jullie ermee doen');
  await has(page, 'Schrijf dan op waarom.');
  await send(page, `antwoord-${advice.id}`, { uitkomst: 'not', reden: 'Proef: er is geen andere weg.' }, 'Leg vast wat jullie ermee doen');
  await has(page, 'niet overgenomen');
  await send(page, 'genomen', { uitkomst: 'open', woorden: 'Proef: besloten.' }, 'Leg vast wat is besloten');
  await has(page, 'Besloten op');
  assert.equal(sql(platform.dir, `SELECT state FROM steering_decision WHERE id = ${id}`)[0].state, 'open');
  await v.close();
});

// ---- who may not ----------------------------------------------------------------------------------------------------

test('an owner keeps nothing, the core team does not decide for principals, principals keep no books', async () => {
  const [core, owner, principal] = await Promise.all(['kern2.programma', 'actie.landelijk', 'opdracht.programma'].map((name) => Person.signIn(platform, account(name))));
  const asked = { orgaan: 'principals', besluit: 'Proef: meer tijd.', woorden: 'Proef', eigenaar: 'JenV', klaar: dayOf(9) };
  const made = await core.post('/sturing/besluiten', asked);
  assert.equal(made.status, 303, made.text);
  const decision = made.headers.location;
  const taken = { uitkomst: 'open', dag: dayOf(0), klaar: dayOf(9), woorden: 'Proef' };
  const rows = () => JSON.stringify(['risk_version', 'meeting', 'agenda_item', 'steering_decision', 'decision_step', 'weighty_advice', 'indicator_value']
    .map((name) => sql(platform.dir, `SELECT * FROM ${name} ORDER BY 1, 2, 3`).length)) + sql(platform.dir, 'SELECT state FROM steering_decision ORDER BY id').map((d) => d.state);
  const was = rows();
  const refused = async (person, path, fields) => assert.equal((await person.post(path, fields)).status, 403, `${person.account.username} ${path}`);
  for (const person of [owner, principal]) {
    await refused(person, '/sturing/risicos', {});
    await refused(person, '/sturing/risicos/1', {});
    await refused(person, '/sturing/vergaderingen', {});
    await refused(person, '/sturing/vergaderingen/1/agenda', {});
    await refused(person, '/sturing/besluiten', asked);
    await refused(person, `${decision}/advies`, {});
    await refused(person, `${decision}/opvolging`, {});
    await refused(person, '/sturing/indicatoren/verdachten/cijfers', { plak: 'datum;waarde;bron\n2025-06-30;75;OM' });
  }
  await refused(owner, `${decision}/genomen`, taken);
  await refused(core, `${decision}/genomen`, taken); // only a principal
  await refused(core, `${decision}/notulen`, taken); // nor by another door
  await refused(principal, `${decision}/notulen`, taken);
  const [own] = sql(platform.dir, "SELECT id FROM steering_decision WHERE body = 'core'");
  await refused(principal, `/sturing/besluiten/${own.id}/genomen`, taken); // not theirs to decide
  assert.equal(rows(), was, 'and nothing changed');
  for (const person of [core, owner, principal])
    for (const page of ['/sturing/indicatoren', '/sturing/risicos', '/sturing/vergaderingen', '/sturing/besluiten', decision])
      assert.equal((await person.get(page)).status, 200, `${person.account.username} reads ${page}`);
  assert.equal((await principal.post(`${decision}/genomen`, taken)).status, 303);
  assert.equal((await principal.post(`${decision}/genomen`, taken)).status, 409, 'once');
});
