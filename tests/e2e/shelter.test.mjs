// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// A bed tonight, as those who look for one and those who give one see it. A police officer asks a crisis place for a man
// of 34, Polish, exploited at work, not in Rotterdam; holds one, is refused, the next says yes; confirms; the provider
// opens who it is with a reason; he arrives; the care coordinator takes over and finds a place for longer. With and
// without a script. Then the provider's own pages, the signed link, and what everyone may know.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Browser, Platform, follow, h1, onPostgres, press, send, sql, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WHO = 'Tadeusz Wrobelski, geboren op 3 mei 1992';

let platform;
let browser;
before(async () => { platform = await Platform.start({ signals: 60 }); browser = await Browser.start(platform); });
after(async () => { await browser?.close(); await platform?.stop(); });

const text = (page) => page.locator('main').innerText();
const path = (page) => new URL(page.url()).pathname;
async function has(page, words) {
  const all = await text(page);
  assert.ok(all.includes(words), `"${words}" on ${page.url()}:\n${all}`);
}
const account = (name) => platform.accounts.find((a) => a.username === name);
const provider = (organisation) => platform.accounts.find((a) => a.organisation === organisation && a.role === 'shelter_worker');

// In both languages: nothing that axe finds, nothing wider than a small phone.
const looked = new Set();
async function look(v, address = path(v.page)) {
  const kind = address.replace(/\d+/g, 'N');
  if (!v.js || onPostgres || looked.has(kind)) return; // a page looks the same whatever stores it
  looked.add(kind);
  const back = v.page.url();
  for (const prefix of ['', '/en']) {
    await v.go(prefix + address);
    await v.page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await v.page.evaluate(AXE);
    const found = await v.page.evaluate((tags) => axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
      .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`)), TAGS);
    assert.deepEqual(found, [], prefix + address);
    await v.page.setViewportSize({ width: 320, height: 900 });
    const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `${prefix + address} is ${wide} pixels wide`);
    await v.page.setViewportSize({ width: 1280, height: 900 });
  }
  await v.page.goto(back);
}

async function tick(page, id, codes) {
  for (const code of codes) await page.locator(`#${id} input[value="${code}"]`).check();
}

// ---- the people --------------------------------------------------------------------------------------------------------

async function askForPlace(v) {
  const { page } = v;
  await follow(page, 'Opvang', 'nav');
  assert.equal(await h1(page), 'Opvang');
  await look(v);
  await follow(page, 'Zoek een opvangplek');
  await look(v);
  await tick(page, 'aanvraag-talen', ['pl']);
  await tick(page, 'aanvraag-niet', ['VR17']);
  const answers = { soort: 'crisis', geslacht: 'man', leeftijd: 'vierendertig', kinderen: '0', vorm: 'labour', verblijf: 'eu', regio: 'VR17',
    beveiliging: '1', dagen: '3', betaalt: 'none', woorden: 'Zit nu op het bureau. Is moe.', persoon: WHO, overnemen: true };
  await send(page, 'aanvraag', answers, 'Zoek een plek');
  // The age is no number: everything that was typed is still there.
  await page.locator('.bk-errors').waitFor();
  assert.equal(await page.locator('#aanvraag-woorden').inputValue(), answers.woorden);
  assert.ok(await page.locator('#aanvraag-niet input[value="VR17"]').isChecked());
  await send(page, 'aanvraag', { leeftijd: '34' }, 'Zoek een plek');
  assert.match(path(page), /^\/opvang\/\d+$/);
  const id = path(page).split('/')[2];
  await look(v);
  return id;
}

// Ticks the first candidate that may still be asked, holds a place, and gives the name of the house and its provider.
async function askFirst(page) {
  const card = page.locator('ol.bk-cards > li', { has: page.locator('input[name="plek"]') }).first();
  const house = (await card.locator('strong').first().innerText()).trim();
  const unit = await card.locator('input[name="plek"]').getAttribute('value');
  await card.locator('input[name="plek"]').check();
  assert.ok(await page.locator('#vasthouden').isChecked());
  await press(page, 'Vraag wat is aangekruist');
  const row = page.locator('tr', { has: page.getByRole('button', { name: 'Trek in' }) }).first();
  assert.ok((await row.innerText()).includes(house));
  return { house, unit, organisation: (await row.locator('.bk-muted').first().innerText()).trim() };
}

async function openQuestion(v, house) {
  const { page } = v;
  await v.go('/opvang/vragen');
  await look(v);
  const row = page.locator('tr', { hasText: house }).first();
  await Promise.all([page.waitForEvent('domcontentloaded'), row.getByRole('link').first().click()]);
  assert.equal(await h1(page), 'Vraag om opvang');
  await look(v);
  const words = await text(page);
  assert.ok(!words.includes('Wrobelski'), 'no name before it is confirmed');
  assert.ok(!words.includes('Rotterdam'), 'nor where he is');
  assert.match(words, /uitbuiting op het werk/);
}

async function people(js) {
  const open = {};
  return async (name) => {
    open[name] ??= await browser.signedIn(account(name), { js });
    return open[name];
  };
}

async function finish(v) {
  assert.deepEqual(v.faults, []);
  assert.deepEqual(v.exits, []);
}

for (const js of [true, false]) {
  test(`from a night at the police station to a place for longer, ${js ? 'with' : 'without'} a script`, async () => {
    const who = await people(js);
    const police = await who('opsporing.avim');
    const { page } = police;
    const request = await askForPlace(police);
    await has(page, 'zoekt een plek');
    await has(page, 'Plekken die passen');
    const cards = await page.locator('ol.bk-cards > li').allInnerTexts();
    assert.ok(cards.length > 2, 'several places fit');
    for (const card of cards) {
      assert.match(card, /Score \d+ van 100/);
      assert.doesNotMatch(card, /Rotterdam-Rijnmond/, 'not where he is in danger');
      assert.doesNotMatch(card, /laan/i, 'no address');
    }
    assert.match(await page.locator('.bk-clock').first().innerText(), /uur|uren/, 'the clock of 36 hours runs');
    const [clock] = sql(platform.dir, `SELECT started_at, due_at FROM clock WHERE object_kind = 'placement' AND object_id = ${request}`);
    assert.equal(clock.due_at - clock.started_at, 36 * 3600 * 1000);

    // The first says no, with a reason.
    const first = await askFirst(page);
    const [held] = sql(platform.dir, `SELECT count(*) AS n FROM shelter_place WHERE held_by = (SELECT max(id) FROM placement_ask WHERE request_id = ${request})`);
    assert.equal(held.n, 1, 'one place is held');
    const refuser = await who(provider(first.organisation).username);
    await openQuestion(refuser, first.house);
    await send(refuser.page, 'nee', { reden: 'staffing', toelichting: 'Vannacht is er maar een collega.' }, 'Nee');
    await page.reload();
    await has(page, 'te weinig personeel op dit moment');
    await has(page, 'Vannacht is er maar een collega.');

    // The next says yes, and does not know who it is.
    const second = await askFirst(page);
    assert.notEqual(second.unit, first.unit);
    const giver = await who(provider(second.organisation).username);
    await openQuestion(giver, second.house);
    await send(giver.page, 'ja', { antwoord: 'Bel aan bij de achterdeur.' }, 'Ja, deze persoon kan komen');
    const stay = path(giver.page);
    assert.match(stay, /^\/opvang\/verblijven\/\d+$/);
    await look(giver);
    assert.ok(!(await text(giver.page)).includes('Wrobelski'));
    assert.equal(await giver.page.locator('#persoon-reden').count(), 0, 'nothing to open yet');

    // Confirming shares who it is; opening it asks for a reason.
    await page.reload();
    await has(page, 'Bel aan bij de achterdeur.');
    await page.goto(platform.base + stay);
    await look(police);
    await has(page, 'Geheim adres');
    await has(page, 'Verzonnen laan');
    await send(page, 'bevestigen', { afspraken: 'Wij brengen hem, rond een uur.' }, 'Bevestig en deel wie het is');
    await giver.page.reload();
    await look(giver, stay);
    await has(giver.page, 'Wij brengen hem, rond een uur.');
    assert.ok(!(await text(giver.page)).includes('Wrobelski'), 'not without a reason');
    await send(giver.page, 'persoon', { reden: 'kort' }, 'Open wie het is');
    assert.equal(giver.page.url().endsWith('/persoon'), true);
    await giver.page.goto(platform.base + stay);
    await send(giver.page, 'persoon', { reden: 'Opname van deze man vannacht' }, 'Open wie het is');
    await has(giver.page, WHO);
    await press(giver.page, 'Deze persoon is aangekomen');
    await has(giver.page, 'aangekomen');

    // The care coordinator takes over, and looks for a place for longer.
    const care = await who('zorg.rijnmond');
    await care.go('/opvang?deel=over');
    const [{ number }] = sql(platform.dir, `SELECT number FROM placement_request WHERE id = ${request}`);
    await look(care, '/opvang');
    await follow(care.page, number);
    await look(care);
    await press(care.page, 'Neem deze aanvraag over');
    await has(care.page, 'Verzonnen laan');
    await page.goto(`${platform.base}${stay}`);
    assert.ok(!(await text(page)).includes('Verzonnen laan'), 'who no longer looks no longer knows where');
    await follow(care.page, 'Zoek een plek voor langere tijd');
    assert.equal(await care.page.locator('#aanvraag-soort').inputValue(), 'long_stay');
    assert.equal(await care.page.locator('#aanvraag-leeftijd').inputValue(), '34');
    assert.ok(await care.page.locator('#aanvraag-niet input[value="VR17"]').isChecked(), 'still not in Rotterdam');
    await send(care.page, 'aanvraag', { persoon: WHO, betaalt: 'wmo' }, 'Zoek een plek');
    const long = await askFirst(care.page);
    const home = await who(provider(long.organisation).username);
    await openQuestion(home, long.house);
    await send(home.page, 'ja', {}, 'Ja, deze persoon kan komen');
    const longStay = path(home.page);
    await care.go(longStay);
    await send(care.page, 'bevestigen', { dag: '', tijd: '' }, 'Bevestig en deel wie het is');
    await press(care.page, 'Deze persoon is aangekomen');
    await has(care.page, 'aangekomen');
    await care.go(`/opvang/${request}`);
    await has(care.page, 'verblijf is klaar');
    await has(care.page, 'naar een volgende plek');
    for (const v of [police, refuser, giver, care, home]) await finish(v);
  });
}

// ---- from a case -------------------------------------------------------------------------------------------------------

for (const js of [true, false]) {
  test(`a place is looked for from a case, with what the case knows and without a name, ${js ? 'with' : 'without'} a script`, async () => {
    const [found] = sql(platform.dir, `SELECT c.id, c.number, c.form, c.region_code, p.id AS person, p.letter, p.sex, p.age_band FROM case_file c
      JOIN case_person p ON p.case_id = c.id AND p.kind <> 'suspect' AND p.has_identity = 1 AND p.sex IN ('female', 'male') AND p.age_band <> 'unknown'
      JOIN org o ON o.id = c.org_id JOIN account a ON a.id = c.director AND a.username = 'zorg.rijnmond'
      WHERE c.state = 'open' ORDER BY c.id LIMIT 1`);
    const v = await browser.signedIn(account('zorg.rijnmond'), { js });
    const { page } = v;
    await v.go(`/casussen/${found.id}`);
    await look(v);
    await follow(page, `Opvang zoeken voor persoon ${found.letter}`);
    await look(v, `/opvang/nieuw?casus=${found.id}&wie=${found.person}`);
    const value = (name) => page.locator(`#aanvraag-${name}`).inputValue();
    assert.equal(await value('geslacht'), { female: 'woman', male: 'man' }[found.sex]);
    assert.equal(await value('vorm'), found.form);
    assert.equal(await value('regio'), found.region_code);
    assert.match(await value('leeftijd'), /^\d+$/);
    assert.equal(await value('persoon'), '', 'never a name');
    if (js) await has(page, 'Volgens de casus:');
    await tick(page, 'aanvraag-niet', [found.region_code]);
    await send(page, 'aanvraag', { leeftijd: '29', kinderen: '1', overnemen: false }, 'Zoek een plek');
    const request = path(page);
    assert.match(request, /^\/opvang\/\d+$/);
    const [row] = sql(platform.dir, `SELECT case_id, person_id FROM placement_request WHERE id = ${request.split('/')[2]}`);
    assert.deepEqual([row.case_id, row.person_id], [found.id, found.person]);

    // The case shows it with its clock; asked again, all that was said is there.
    await follow(page, found.number);
    assert.equal(path(page), `/casussen/${found.id}`);
    const card = page.locator('section', { has: page.locator('#kop-opvang') }).locator('li.bk-card').first();
    assert.match(await card.innerText(), /crisisplek[\s\S]*zoekt een plek/);
    assert.match(await card.locator('.bk-clock').innerText(), /uur|uren/);
    await look(v);
    await page.goto(`${platform.base}/opvang/nieuw?casus=${found.id}&wie=${found.person}`);
    assert.equal(await value('leeftijd'), '29');
    assert.equal(await value('kinderen'), '1');
    assert.ok(await page.locator(`#aanvraag-niet input[value="${found.region_code}"]`).isChecked());
    await page.goto(platform.base + request);
    await send(page, 'stoppen', { reden: 'declined' }, 'Stop met zoeken');
    await finish(v);

    // Not for who does not work on this case, nor for somebody of another case.
    const other = await browser.signedIn(account('zorg.amsterdam'), { js });
    const taken = sql(platform.dir, `SELECT 1 AS yes FROM case_participant q JOIN account a ON a.org_id = q.org_id
      WHERE a.username = 'zorg.amsterdam' AND q.case_id = ${found.id}`);
    assert.deepEqual(taken, [], 'the demo keeps them apart');
    const strange = await other.page.goto(`${platform.base}/opvang/nieuw?casus=${found.id}&wie=${found.person}`);
    assert.equal(strange.status(), 404);
    const [elsewhere] = sql(platform.dir, `SELECT id FROM case_person WHERE case_id <> ${found.id} LIMIT 1`);
    const wrong = await page.goto(`${platform.base}/opvang/nieuw?casus=${found.id}&wie=${elsewhere.id}`);
    assert.equal(wrong.status(), 404);
  });
}

// ---- the provider's own pages ------------------------------------------------------------------------------------------

for (const js of [true, false]) {
  test(`a provider keeps its places and confirms what is free, ${js ? 'with' : 'without'} a script`, async () => {
    const v = await browser.signedIn(account('opvang.noord'), { js });
    const { page } = v;
    await follow(page, 'Opvang', 'nav');
    await follow(page, 'Onze plekken');
    await look(v);
    await follow(page, 'Nieuwe voorziening');
    await look(v);
    const name = `Huis Proef ${js ? 1 : 2}`;
    await send(page, 'voorziening', { naam: name, soort: 'men', regio: 'VR03', opname: 'times', 'opname-week': '25:00', adres: 'Verborgenstraat 7' }, 'Maak deze voorziening');
    await page.locator('.bk-errors').waitFor();
    assert.equal(await page.locator('#voorziening-adres').inputValue(), 'Verborgenstraat 7');
    assert.equal(await page.locator('#voorziening-regio').inputValue(), 'VR03');
    await send(page, 'voorziening', { 'opname-week': '09:00-17:00' }, 'Maak deze voorziening');
    assert.equal(await h1(page), name);
    await look(v);
    await has(page, 'maandag tot en met vrijdag 09:00-17:00');
    assert.ok(!(await text(page)).includes('Verborgenstraat'));
    const house = path(page);

    await follow(page, 'Nieuwe plekken');
    await look(v);
    await tick(page, 'groep-geslacht', ['man']);
    await tick(page, 'groep-geslacht-overleg', ['man', 'other']);
    await tick(page, 'groep-talen', ['nl', 'pl']);
    await send(page, 'groep', { naam: 'Proefplekken', soort: 'crisis', plekken: '4', vanaf: '18', tot: '99', dagen: '14' }, 'Maak deze plekken');
    await page.locator('.bk-errors').waitFor();
    assert.equal(await page.locator('#groep-naam').inputValue(), 'Proefplekken');
    await page.locator('#groep-geslacht-overleg input[value="man"]').uncheck();
    await send(page, 'groep', {}, 'Maak deze plekken');
    assert.equal(await h1(page), 'Proefplekken');
    await look(v);
    await has(page, '4 van 4 vrij');
    const unit = path(page);
    await send(page, 'vrij', { vrij: '7' }, 'Bewaar het aantal');
    await page.locator('.bk-errors').waitFor();
    await send(page, 'vrij', { vrij: '2' }, 'Bewaar het aantal');
    await has(page, '2 van 4 vrij');
    await follow(page, 'Wijzig voor wie');
    await look(v);
    assert.ok(await page.locator('#groep-talen input[value="pl"]').isChecked());
    await send(page, 'groep', { naam: 'Proefplekken voor mannen' }, 'Bewaar');
    await has(page, 'Proefplekken voor mannen');
    await page.goto(`${platform.base}${house}/wijzigen`);
    await look(v);
    assert.equal(await page.locator('#voorziening-adres').inputValue(), 'Verborgenstraat 7');

    // One click for all that is still so.
    await v.go('/opvang/plekken');
    const row = page.locator('tr', { hasText: 'langer dan een dag' });
    const faded = await row.count();
    if (js) assert.ok(faded > 0, 'the demo has old numbers');
    if (faded) {
      await Promise.all([page.waitForEvent('domcontentloaded'), row.first().getByRole('button', { name: 'Dit klopt nog' }).click()]);
      assert.equal(path(page), '/opvang/plekken');
      assert.equal(await row.count(), faded - 1);
    }

    // The link, for who has no account.
    await v.go(unit);
    await press(page, 'Maak een link');
    const shown = (await page.locator('code').first().innerText()).trim();
    const token = shown.slice(shown.indexOf('/plekken/'));
    const colleague = await browser.visitor({ js });
    await colleague.go(token);
    await look(colleague);
    const seen = await text(colleague.page);
    assert.ok(seen.includes('Proefplekken voor mannen') && seen.includes('2 van 4 vrij'));
    assert.ok(!seen.includes(name) && !seen.includes('Drenthe') && !seen.includes('Verborgenstraat'));
    await send(colleague.page, 'vrij', { vrij: 'veel' }, 'Bevestig');
    await colleague.page.locator('.bk-errors').waitFor();
    await send(colleague.page, 'vrij', { vrij: '3' }, 'Bevestig');
    await has(colleague.page, 'Bedankt. Je opgave is bewaard.');
    await v.go(unit);
    await has(page, '3 van 4 vrij');
    await has(page, 'met de link');
    await press(page, 'Stop deze link');
    assert.equal((await colleague.page.goto(platform.base + token)).status(), 404);
    await press(page, 'Sluit deze plekken');
    await has(page, 'gesloten');
    await finish(v);
    await finish(colleague);
    await colleague.close();
  });
}

test('everyone may know that there is shelter, not where or whether there is room', async () => {
  const v = await browser.visitor();
  await v.go('/informatie/opvang-en-hulp');
  await follow(v.page, 'Bekijk welke opvang er is per provincie');
  assert.equal(path(v.page), '/opvang-in-nederland');
  await look(v);
  const all = await text(v.page);
  assert.match(all, /Noord-Holland\s+3 of meer/);
  assert.doesNotMatch(all, /Huis |laan|Opvanghuizen/);
  const cells = await v.page.locator('tbody td').allInnerTexts();
  for (const cell of cells) assert.match(cell, /^(minder dan 3|(3|5|10) of meer)$/);
  await finish(v);
  await v.close();
});

test('the log shows every step, and nothing was changed in it', (t) => {
  const actions = new Set(sql(platform.dir, 'SELECT DISTINCT action FROM ledger_entry').map((e) => e.action));
  for (const one of ['shelter.claim', 'shelter.link', 'shelter.address', 'placement.ask', 'placement.refuse', 'placement.accept', 'placement.share', 'placement.person_open', 'placement.take_over'])
    assert.ok(actions.has(one), one);
  verifyLedger(t, platform.dir);
});
