// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// An owner reports on an action from a phone, through a link and without an account, with and without a script; the core
// team asks for more, the owner corrects, the core team accepts and shows it to everyone. Then the books: a booking, one
// too many, and taking it back. And who may not.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, baken, follow, h1, onPostgres, press, send, sql, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PHONE = { width: 320, height: 640 };
const ACTION = 28; // owned by the programme in the demo

let platform;
let browser;
before(async () => { platform = await Platform.start({ signals: 20 }); browser = await Browser.start(platform); });
after(async () => { await browser?.close(); await platform?.stop(); });

const account = (name) => platform.accounts.find((a) => a.username === name);
const path = (page) => new URL(page.url()).pathname;
const text = (page) => page.locator('main').innerText();
async function has(page, words) {
  const all = await text(page);
  assert.ok(all.includes(words), `"${words}" on ${page.url()}:\n${all}`);
}
async function look(v) {
  if (!v.js || onPostgres) return; // a page looks the same whatever stores it
  const { page } = v;
  const size = page.viewportSize();
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`)), TAGS);
  assert.deepEqual(found, [], page.url());
  await page.setViewportSize(PHONE);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= PHONE.width, `${page.url()} is ${wide} pixels wide`);
  await page.setViewportSize(size);
}

const newest = (action) => sql(platform.dir, `SELECT * FROM progress_report WHERE action = ${action} ORDER BY id DESC LIMIT 1`)[0];
const count = (table) => Number(sql(platform.dir, `SELECT COUNT(*) AS n FROM ${table}`)[0].n);
const WORK = 'De modellen zijn besproken met drie partners.';

async function makeLink(core, action) {
  const { page } = core;
  await core.go(`/sturing/acties/${action}`);
  await page.locator('#link-eigenaar').waitFor();
  await press(page, 'Maak een link');
  assert.equal(await h1(page), 'De links');
  await look(core);
  const shown = await page.locator('#link-0').innerText();
  return shown.slice(shown.indexOf('/bericht/')).trim();
}

for (const js of [true, false]) {
  test(`an owner reports from a phone by a link, ${js ? 'with' : 'without'} a script`, async (t) => {
    const action = js ? ACTION : ACTION + 1;
    const core = await browser.signedIn(account('kern.programma'), { js });
    const link = await makeLink(core, action);
    const secret = link.split('/')[2];
    assert.ok(secret.length >= 40);
    // The store does not hold the secret.
    for (const row of sql(platform.dir, 'SELECT * FROM progress_link')) assert.ok(!JSON.stringify(row).includes(secret));

    const owner = await browser.visitor({ js, viewport: PHONE });
    const { page } = owner;
    assert.equal((await owner.go(link)).status(), 200);
    await look(owner);
    await has(page, 'Je hebt geen account nodig');
    await has(page, 'Je vult dit in voor Programma Samen tegen mensenhandel');

    // A fault loses nothing: stuck, but not what is needed.
    const fields = { stand: 'stuck', fase: 'implementation', voortgang: WORK, resultaten: 'Twee modellen.', procent: '40', naam: 'secretaris' };
    await send(page, 'bericht', fields, 'Stuur het bericht in');
    await page.locator('.bk-errors').waitFor();
    await look(owner);
    assert.equal(await page.locator('#bericht-voortgang').inputValue(), WORK);
    assert.equal(await page.locator('#bericht-stand').inputValue(), 'stuck');
    assert.equal(count(`progress_report WHERE link_id > 0 AND action = ${action}`), 0);

    // Half of it is kept; a second visit finds it.
    await press(page, 'Bewaar als concept');
    await has(page, 'Je concept is bewaard');
    await owner.go(link);
    assert.equal(await page.locator('#bericht-resultaten').inputValue(), 'Twee modellen.');
    assert.equal(await page.locator('#bericht-procent').inputValue(), '40');

    await page.locator('#bericht-bestand').setInputFiles({ name: 'verslag.txt', mimeType: 'text/plain', buffer: Buffer.from('Een verslag, in gewone letters.') });
    await send(page, 'bericht', { knelpunten: 'Er is een besluit nodig.' }, 'Stuur het bericht in');
    await has(page, 'Je bericht is binnen');
    const first = newest(action);
    assert.equal(first.state, 'stuck');
    assert.equal(first.version, 1);
    assert.equal(first.account_id, 0);
    assert.equal(first.reporter, 'secretaris');
    assert.ok(first.link_id > 0);
    assert.equal(count('progress_draft'), 0);
    const [entry] = sql(platform.dir, `SELECT * FROM ledger_entry WHERE action = 'progress.report_by_link' AND object_id = ${first.id}`);
    assert.equal(Number(entry.account_id), 0);

    const reader = await Person.signIn(platform, account('kern2.programma'));
    const [{ id: file }] = sql(platform.dir, `SELECT id FROM progress_file WHERE report_id = ${first.id}`);
    const opened = await reader.get(`/sturing/acties/${action}/bestanden/${file}`);
    assert.equal(opened.text, 'Een verslag, in gewone letters.');
    assert.match(opened.headers['content-disposition'], /^attachment/);
    assert.equal((await reader.get(`/sturing/acties/${action - 1}/bestanden/${file}`)).status, 404);

    // The core team asks for more, and the owner sees the words at the same link.
    await core.go(`/sturing/acties/${action}`);
    await has(core.page, WORK);
    await has(core.page, 'secretaris');
    await look(core);
    await send(core.page, `oordeel-${first.id}`, { oordeel: 'more', woorden: 'Wie moet dat besluiten?' }, 'Bewaar je oordeel');
    await has(core.page, 'Meer gevraagd');
    await owner.go(link);
    await has(page, 'Wie moet dat besluiten?');
    await send(page, 'bericht', { stand: 'on_course', knelpunten: 'De regiegroep besluit in de volgende vergadering.' }, 'Stuur het bericht in');
    await has(page, 'Je bericht is binnen');
    const second = newest(action);
    assert.equal(second.version, 2);
    assert.equal(newest(action).state, 'on_course');
    assert.equal(sql(platform.dir, `SELECT state FROM progress_report WHERE id = ${first.id}`)[0].state, 'stuck', 'the first is still there');

    // Nothing of it is public until the core team says so.
    const visitor = new Person(platform);
    assert.ok(!(await visitor.get(`/programma/acties/${action}`)).text.includes(WORK));
    await core.go(`/sturing/acties/${action}`);
    await send(core.page, `oordeel-${second.id}`, { oordeel: 'accepted' }, 'Bewaar je oordeel');
    assert.ok(!(await visitor.get(`/programma/acties/${action}`)).text.includes(WORK));
    await press(core.page, 'Maak dit bericht openbaar', `form:has(input[name="openbaar"][value="1"][type="hidden"])[action*="/${second.id}/"]`);
    const open = (await visitor.get(`/programma/acties/${action}`)).text;
    assert.ok(open.includes(WORK));
    assert.ok(open.includes('voorbeeld'), 'in a demo it says that it is one');
    assert.ok(!open.includes('secretaris'));

    // Withdrawn: the link opens nothing.
    await press(core.page, 'Trek deze link in');
    assert.equal((await owner.go(link)).status(), 404);
    assert.equal((await new Person(platform).post(link, { stand: 'done', fase: 'decision', voortgang: 'x' })).status, 404);
    assert.deepEqual([...core.faults, ...owner.faults, ...core.exits, ...owner.exits], []);
    await core.close();
    await owner.close();
    t.diagnostic(`action ${action}`);
  });
}

test('an owner touches only own actions, through every door', async () => {
  const owner = await Person.signIn(platform, account('actie.politie'));
  const org = sql(platform.dir, "SELECT org_id FROM account WHERE username = 'actie.politie'")[0].org_id;
  const own = new Set(sql(platform.dir, `SELECT action FROM action_owner WHERE org_id = ${org} AND until = 0`).map((r) => Number(r.action)));
  assert.ok(own.size > 1 && own.size < 10);
  const quarter = `${new Date().getFullYear()}Q${Math.floor(new Date().getMonth() / 3) + 1}`;
  const report = { kwartaal: quarter, stand: 'on_course', fase: 'decision', voortgang: 'Er is gepraat.' };
  const files = sql(platform.dir, 'SELECT f.id, r.action, r.review FROM progress_file f JOIN progress_report r ON r.id = f.report_id');
  const [waiting] = sql(platform.dir, `SELECT id, action FROM progress_report WHERE review = 'open' AND action NOT IN (${[...own]}) LIMIT 1`);
  const tables = ['progress_report', 'progress_draft', 'progress_link', 'action_owner', 'progress_review'];
  const written = () => Number(sql(platform.dir, `SELECT ${tables.map((t) => `(SELECT COUNT(*) FROM ${t})`).join(' + ')} AS n`)[0].n);
  for (let action = 1; action <= 32; action++) {
    const mine = own.has(action);
    const before = written();
    assert.equal((await owner.get(`/sturing/acties/${action}`)).status, 200);
    assert.equal((await owner.get(`/sturing/acties/${action}/bericht`)).status, mine ? 200 : 404, `form of ${action}`);
    assert.equal((await owner.post(`/sturing/acties/${action}/bericht/concept`, report)).status, mine ? 303 : 404, `draft of ${action}`);
    assert.equal((await owner.post(`/sturing/acties/${action}/bericht`, report)).status, mine ? 303 : 404, `report on ${action}`);
    for (const door of ['eigenaar', 'eigenaar-weg', 'links', 'link-weg', `berichten/${waiting.id}/oordeel`, `berichten/${waiting.id}/openbaar`])
      assert.ok([403, 404].includes((await owner.post(`/sturing/acties/${action}/${door}`, { eigenaar: org, kwartaal: quarter, oordeel: 'accepted', openbaar: '1', link: '1' })).status), `${door} of ${action}`);
    assert.equal(written() - before, mine ? 1 : 0, `action ${action}`);
  }
  // What others wrote and nobody weighed yet stays closed, its file too.
  const page = (await owner.get(`/sturing/acties/${waiting.action}`)).text;
  assert.match(page, /Het kernteam heeft dit bericht nog niet beoordeeld/);
  for (const f of files) {
    const answer = await owner.get(`/sturing/acties/${f.action}/bestanden/${f.id}`);
    assert.equal(answer.status, f.review === 'accepted' ? 200 : 404);
    for (const action of own) assert.equal((await owner.get(`/sturing/acties/${action}/bestanden/${f.id}`)).status, 404);
  }
  for (const [door, fields] of [['/sturing/geld/boeken', { soort: 'spent', regel: 'c1', jaar: '2024', bedrag: '1' }], ['/sturing/geld/boekingen/1/terug', {}], ['/sturing/acties/herinneren', { kwartaal: quarter }]])
    assert.ok([403, 404].includes((await owner.post(door, fields)).status), door);
  // A principal looks, and changes nothing.
  const principal = await Person.signIn(platform, account('opdracht.programma'));
  assert.equal((await principal.get('/sturing/acties')).status, 200);
  for (const door of ['/sturing/acties/1/bericht', '/sturing/acties/1/eigenaar', '/sturing/geld/boeken'])
    assert.ok([403, 404].includes((await principal.post(door, report)).status), door);
});

test('the board: filters, what stands out, who still has to report, files', async () => {
  const core = await browser.signedIn(account('kern.programma'));
  const { page } = core;
  await follow(page, 'Sturing', 'nav');
  await follow(page, 'Stand van zaken');
  await look(core);
  assert.equal(await page.locator('#acties-kop').innerText(), 'Acties: 32 van 32');
  assert.equal(await page.locator('.bk-report svg').count(), 1);
  await page.selectOption('#kies-toon', 'missing');
  await press(page, 'Toon', '.bk-filter');
  await has(page, 'bericht te laat');
  const [, missing] = /Acties: (\d+) van 32/.exec(await page.locator('#acties-kop').innerText());
  assert.ok(Number(missing) > 0 && Number(missing) < 32);
  await page.selectOption('#kies-toon', 'marked');
  await page.selectOption('#kies-stand', 'stuck');
  await press(page, 'Toon', '.bk-filter');
  await has(page, 'zit vast');
  await follow(page, 'Wie moet nog een bericht sturen?');
  await look(core);
  for (const [name, start] of [['stand.csv', 'table,row'], ['stand.json', '{'], ['stand.xlsx', 'PK']]) {
    const person = await Person.signIn(platform, account('kern2.programma'));
    const file = await person.get(`/sturing/acties/bestand/${name}`);
    assert.equal(file.status, 200);
    assert.ok(file.text.includes(start), name);
  }
  const calendar = (await new Person(platform).get('/programma/bestand/plan.ics')).text;
  assert.match(calendar, /UID:reports-2026-4@baken/);
  assert.deepEqual([...core.faults, ...core.exits], []);
  await core.close();
});

test('the books: more than there is stands out, a mistake is taken back, nothing disappears', async (t) => {
  const core = await browser.signedIn(account('kern.programma'));
  const { page } = core;
  await core.go('/sturing/geld/regels/f29');
  await look(core);
  const booking = { soort: 'spent', jaar: '2025', bedrag: 'veel', reden: 'Dubbele factuur', besloten: 'Kernteam', bron: 'Factuur 12' };
  await send(page, 'boeking', booking, 'Boek');
  await page.locator('.bk-errors').waitFor();
  assert.equal(await page.locator('#boeking-reden').inputValue(), 'Dubbele factuur');
  assert.equal(await page.locator('#boeking-regel').inputValue(), 'f29');
  await send(page, 'boeking', { bedrag: '€ 120.000' }, 'Boek');
  assert.equal(path(page), '/sturing/geld/regels/f29');
  await has(page, 'te veel');
  await core.go('/sturing/geld');
  await look(core);
  await has(page, 'f29 Informatie en trainingen, 2025: € 20.000');
  await has(page, 'gelijk aan de gedrukte totalen');
  await core.go('/sturing/acties/29');
  await has(page, 'te veel uitgegeven');
  const other = await Person.signIn(platform, account('kern2.programma'));
  for (const [name, start] of [['geld.csv', 'Dubbele factuur'], ['geld.json', 'Dubbele factuur'], ['geld.xlsx', 'PK']]) {
    const file = await other.get(`/sturing/geld/bestand/${name}`);
    assert.equal(file.status, 200);
    assert.ok(file.text.includes(start), name);
  }
  const totals = () => JSON.parse(baken('plan', 'budget', '--json', '--data', platform.dir)).lines.find((l) => l.code === 'f');
  assert.equal(totals().spent['2025'], 120000);

  const [{ id }] = sql(platform.dir, "SELECT id FROM money_entry WHERE code = 'f29'");
  await core.go(`/sturing/geld/boekingen/${id}`);
  await look(core);
  await send(page, 'terug', { reden: 'Was dubbel', besloten: 'Kernteam', bron: 'Factuur 12' }, 'Neem terug');
  await has(page, 'neemt een boeking terug');
  assert.ok(!(await text(page)).includes('te veel'));

  assert.equal(count("money_entry WHERE code = 'f29'"), 2);
  assert.equal(totals().spent['2025'], 0);
  assert.equal(JSON.parse(baken('plan', 'budget', '--json', '--data', platform.dir)).reconciles, true);
  assert.deepEqual([...core.faults, ...core.exits], []);
  await core.close();
  verifyLedger(t, platform.dir);
});
