// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The one flow everything hangs on, as people go through it: a worried teacher finds a desk and reports; a focal point
// enriches, decides and refers; a case director accepts; the teacher reads the answer and writes back; the privacy
// officer sees who looked. Once with JavaScript, once without. Afterwards: what was typed is nowhere in the clear.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, choose, follow, h1, press, send, verifyLedger } from './harness.mjs';

let platform;
let browser;
before(async () => { platform = await Platform.start(); browser = await Browser.start(platform); });
after(async () => { await browser?.close(); await platform?.stop(); });

const secrets = []; // every text that somebody typed and that must be sealed
const secret = (words) => {
  const text = `${words} ${randomBytes(5).toString('hex')}`;
  secrets.push(text);
  return text;
};
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const has = async (page, text) => assert.ok((await page.locator('body').innerText()).includes(text), `"${text}" on ${page.url()}`);
const lacks = async (page, text) => assert.ok(!(await page.content()).includes(text), `no "${text}" on ${page.url()}`);
const path = (page) => new URL(page.url()).pathname;
const clean = (visitor) => assert.deepEqual(visitor.faults, []);

async function chooseTown(page, js, field, id) {
  if (js) await page.locator(`input#${id}`).fill('Capelle aan den IJssel');
  else await page.locator(`select[name="${field}"]`).selectOption({ label: 'Capelle aan den IJssel' });
}

// ---- the teacher ------------------------------------------------------------------------------------------------------

async function findDesk(visitor) {
  const { page, js } = visitor;
  await visitor.go('/');
  await follow(page, 'Vind een loket', '.bk-nav');
  const answers = { rol: 'professional', gevaar: 'nee', vorm: 'sexual', minderjarig: 'ja' };
  for (const [field, value] of Object.entries(answers)) {
    await choose(page, field, value);
    await press(page, 'Verder');
  }
  await chooseTown(page, js, 'gemeente', 'a-0');
  await press(page, 'Verder');
  await choose(page, 'wens', 'melden');
  await press(page, await page.getByRole('button', { name: 'Verder', exact: true }).count() ? 'Verder' : 'Toon de loketten');
  const desks = page.locator('.bk-card');
  const count = await desks.count();
  assert.ok(count >= 1 && count <= 3, `one to three desks, not ${count}`);
  for (const why of await desks.locator('.bk-card__why').allInnerTexts()) assert.match(why, /Waarom dit loket\?\s+\S+/);
  await desks.first().locator('summary').first().click();
  assert.match(await desks.first().innerText(), /Regel\s+\S+\s+van de tabel/);
}

async function report(visitor, told) {
  const { page, js } = visitor;
  await follow(page, 'Geef een signaal door');
  await press(page, 'Beginnen');
  const next = () => press(page, 'Verder');
  await choose(page, 'rol', 'professional');
  await next();
  await choose(page, 'anonimiteit', 'anonymous');
  await next();
  await choose(page, 'gevaar', 'nee');
  await next();
  await choose(page, 'vorm', 'sexual');
  await next();
  await press(page, 'Verder'); // nothing told yet
  assert.ok(await page.locator('.bk-errors').isVisible(), 'an error that says what is missing');
  await page.fill('#tekst', told.story);
  await next();
  await chooseTown(page, js, 'gemeente', 'gemeente');
  await page.fill('#plaats', told.place);
  await next();
  await choose(page, 'wanneer', 'week');
  await next();
  await choose(page, 'minderjarig', 'ja');
  await page.fill('#slachtoffers', told.victims);
  await page.fill('#verdachten', told.suspects);
  await next();
  await choose(page, 'stap1', 'done'); // the reporting code of professionals
  await next();
  await page.setInputFiles('input[type=file]', { name: told.file, mimeType: 'image/png', buffer: PNG });
  await next();
  await choose(page, 'politie', 'nee');
  await press(page, 'Vorige');
  await has(page, told.file);
  await next();
  await choose(page, 'politie', 'nee');
  await next();
  for (const text of [told.story, told.place, told.victims, told.suspects]) await has(page, text);
}

async function hurriedSend(visitor) {
  const { page } = visitor;
  const code = async () => (await page.locator('#code').innerText()).replace(/\s+/g, ' ').trim();
  await press(page, 'Versturen');
  const first = { code: await code(), text: await page.locator('main').innerText() };
  assert.match(first.code, /^\d{5}( \d{5}){4}$/);
  await page.reload(); // the browser sends the form again
  assert.equal(await code(), first.code, 'a resend gives the same code');
  const number = /Nummer van de melding:\s*(\S+)/.exec(first.text)[1];
  await has(page, number);
  await page.fill('#ontvangstcode', first.code.replace(/\d$/, (d) => String((Number(d) + 1) % 10)));
  await press(page, 'Controleer de code');
  await has(page, 'Kijk naar groep 5.');
  await page.fill('#ontvangstcode', first.code.replaceAll(' ', ''));
  await press(page, 'Controleer de code');
  assert.equal(await h1(page), 'De code klopt');
  assert.deepEqual(await visitor.context.cookies(), [], 'no cookies for visitors');
  secrets.push(first.code, first.code.replaceAll(' ', ''));
  return { code: first.code, number };
}

// ---- the focal point ----------------------------------------------------------------------------------------------------

async function enrich(page, told) {
  await follow(page, 'Verrijken');
  await send(page, 'feit', { soort: 'phone', waarde: told.phone }, 'Voeg feit toe');
  await has(page, told.phone);
  await send(page, 'overleg', { met: { index: 1 }, samenvatting: told.talk }, 'Leg overleg vast');
  await has(page, told.talk);
  await follow(page, 'Aanwijzingen bekijken en aanvinken');
  const strong = page.locator('details[open] .bk-choice', { hasText: 'sterke aanwijzing' }).locator('input');
  const count = Math.min(3, await strong.count());
  assert.ok(count > 0, 'strong indicators in the list');
  for (let i = 0; i < count; i++) await strong.nth(i).check();
  await press(page, 'Bewaar aanwijzingen');
  assert.equal(await page.locator('details[open] input:checked').count(), count);
}

async function decide(page, told) {
  await follow(page, 'Duiding');
  assert.match(await page.locator('.bk-decision').innerText(), /Regel\s+\S+, tabel triage, versie \d+/);
  await send(page, 'besluit', { uitkomst: 'care_criminal', tafel: 'safety_house', reden: told.decision }, 'Ik besluit');
}

async function refer(page, signal, told) {
  await page.goto(`${platform.base}/signalen/${signal}/verwijzen?tafel=safety_house`);
  const receivers = page.locator('#aan option');
  assert.doesNotMatch((await receivers.allInnerTexts()).join(), /[Pp]olitie/, 'no police: the reporter said no');
  await page.locator('#aan').selectOption({ label: (await receivers.allInnerTexts()).find((t) => /Veiligheidshuis Rotterdam/.test(t)) });
  for (const part of ['story', 'facts', 'indicators', 'files']) await page.locator(`#deel-${part}`).check();
  assert.ok(await page.locator('#deel-reporter').isDisabled(), 'an anonymous reporter has nothing to share');
  await page.locator('#grond').selectOption('zvh');
  await page.fill('#bericht', told.message);
  await press(page, 'Verwijs');
  assert.match(path(page), /^\/verwijzingen\/\d+$/);
  return Number(path(page).split('/')[2]);
}

async function focalPoint(js, told, number) {
  const staff = await browser.signedIn(platform.account('focal_point', 'capelle'), { js });
  const { page } = staff;
  await follow(page, 'Signalen', '.bk-nav');
  await page.goto(`${platform.base}/signalen?lijst=vrij&volgorde=nieuw`);
  await page.goto(`${platform.base}/signalen?lijst=open`);
  while (!await page.getByRole('link', { name: number, exact: true }).count()) await follow(page, 'Volgende');
  await follow(page, number);
  const signal = Number(path(page).split('/')[2]);
  for (const text of [told.story, told.place, told.victims, told.suspects, told.file]) await has(page, text);
  await press(page, 'Ik neem dit op me');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: told.file }).click()]);
  assert.equal(download.suggestedFilename(), told.file);
  await send(page, 'internal', { tekst: told.internal }, 'Plaats bericht');
  await send(page, 'own', { tekst: told.own }, 'Bewaar notitie');
  await send(page, 'reporter', { tekst: told.received }, 'Stuur aan de melder');
  await enrich(page, told);
  await decide(page, told);
  const referral = await refer(page, signal, told);
  return { staff, signal, referral };
}

// ---- the case director --------------------------------------------------------------------------------------------------

async function caseDirector(js, told, referral) {
  const staff = await browser.signedIn(platform.account('case_director', 'veiligheidshuis rotterdam'), { js });
  const { page } = staff;
  await page.goto(`${platform.base}/verwijzingen/${referral}`);
  for (const text of [told.story, told.message, told.phone]) await has(page, text);
  await lacks(page, told.internal);
  await lacks(page, told.own);
  await press(page, 'Neem aan en open een casus');
  assert.equal(path(page), '/casussen/nieuw');
  await send(page, 'casus', { titel: told.title, samenvatting: told.summary }, 'Open de casus');
  const file = Number(/^\/casussen\/(\d+)$/.exec(path(page))[1]);
  await has(page, told.summary);
  for (const track of await page.locator('.bk-track form[action$="/stappen"]').all())
    assert.ok(await track.locator('input[name=spoor]').count());
  const tracks = await page.locator('form[action$="/stappen"] input[name=spoor]').evaluateAll((all) => all.map((el) => el.value));
  assert.equal(tracks.length, 3, 'care, criminal law, residence');
  for (const track of tracks) await send(page, `stap-${track}`, { soort: { index: 1 }, notitie: told.step }, 'Stap toevoegen');
  await follow(page, 'Persoon toevoegen');
  await send(page, 'persoon', { naam: told.person, telefoon: told.personPhone }, 'Persoon toevoegen');
  const person = /^\/casussen\/\d+\/personen\/(\d+)$/.exec(path(page));
  if (!person) await page.locator('a[href*="/personen/"]').first().click();
  await page.goto(`${platform.base}/casussen/${file}/personen/nieuw`);
  await send(page, 'persoon', { telefoon: told.personPhone }, 'Persoon toevoegen');
  await has(page, 'Waarschijnlijk staat deze persoon al in casus');
  await page.goto(`${platform.base}/casussen/${file}`);
  await lacks(page, told.person);
  return { staff, file };
}

async function openPerson(page, file, told) {
  await page.goto(`${platform.base}/casussen/${file}`);
  await follow(page, 'Persoon A');
  await lacks(page, told.person);
  await send(page, 'openen', { reden: 'kort' }, 'Open de gegevens');
  assert.ok(await page.locator('.bk-errors').isVisible(), 'too short a reason opens nothing');
  await lacks(page, told.person);
  await send(page, 'openen', { reden: 'Nodig voor het gesprek van morgen met de opvang' }, 'Open de gegevens');
  await has(page, told.person);
}

// ---- the mailbox ----------------------------------------------------------------------------------------------------------

async function mailbox(js, told, code) {
  const visitor = await browser.visitor({ js });
  const { page } = visitor;
  await visitor.go('/postvak');
  await page.fill('#ontvangstcode', code);
  await press(page, 'Openen');
  await has(page, told.received);
  await has(page, told.feedback);
  await lacks(page, told.story);
  await page.fill('#bericht', told.answer);
  await press(page, 'Versturen');
  await has(page, told.answer);
  await page.reload(); // sends again
  assert.equal(await page.locator('.bk-message', { hasText: told.answer }).count(), 1, 'a message stands there once');
  assert.deepEqual(await visitor.context.cookies(), []);
  return visitor;
}

// ---- together -------------------------------------------------------------------------------------------------------------

async function privacyOfficer(js, signal) {
  const staff = await browser.signedIn(platform.account('privacy_officer', 'capelle'), { js });
  const { page } = staff;
  await page.goto(`${platform.base}/logboek?object=signal&id=${signal}`);
  const text = await page.locator('main').innerText();
  for (const name of [platform.account('focal_point', 'capelle').name]) assert.ok(text.includes(name), `${name} looked at the signal`);
  await staff.go(`/signalen/${signal}`);
  assert.equal(await h1(page), 'Dit mag je niet zien of doen');
  clean(staff);
  await staff.close();
}

async function outsiders(signal, referral, file) {
  const others = [['focal_point', 'rotterdam'], ['care_coordinator', 'rijnmond'], ['investigator', ''], ['adviser', ''],
    ['privacy_officer', 'capelle'], ['administrator', ''], ['org_admin', 'capelle'], ['helper', 'capelle'], ['chain_director', 'brabant']];
  for (const [role, text] of others) {
    const person = await Person.signIn(platform, platform.account(role, text));
    for (const door of [`/signalen/${signal}`, `/signalen/${signal}/verrijken`, `/signalen/${signal}/melder`, `/signalen/${signal}/bestanden/1`,
      `/verwijzingen/${referral}`, `/casussen/${file}`, `/casussen/${file}/personen/1`]) {
      const answer = await person.get(door);
      assert.ok([403, 404].includes(answer.status), `${role} at ${door}: ${answer.status}`);
    }
  }
}

// Who directs the chain in the region sees that a referral waits, nothing of what is in it.
async function watcher(told, referral) {
  const person = await Person.signIn(platform, platform.account('chain_director', 'rijnmond'));
  const page = await person.get(`/verwijzingen/${referral}`);
  assert.equal(page.status, 200);
  for (const text of Object.values(told)) assert.ok(!page.text.includes(text), `no "${text}"`);
}

function words() {
  return {
    story: secret('Een meisje uit mijn klas krijgt dure kleren en komt moe op school'),
    place: secret('Bij de flat achter het winkelcentrum'),
    victims: secret('Leerling Kimmetje van der Verzonnen'),
    suspects: secret('Man met een witte bestelbus genaamd Bonkie'),
    file: `schoolplein-${randomBytes(4).toString('hex')}.png`,
    phone: `06${String(10000000 + randomBytes(3).readUIntBE(0, 3)).slice(0, 8)}`,
    talk: secret('Met de leerplichtambtenaar gesproken over verzuim'),
    internal: secret('Collega, kijk jij ook even mee'),
    own: secret('Voor mezelf: bel maandag'),
    received: secret('Wij hebben je melding gelezen'),
    decision: secret('Er is dwang en er is hulp nodig'),
    message: secret('Graag snel oppakken'),
    title: 'Zaak schoolplein',
    summary: secret('Jongere wordt door oudere man onder druk gezet'),
    step: secret('Afspraak met de opvang gemaakt'),
    person: secret('Kim van Elders'),
    personPhone: `06${String(10000000 + randomBytes(3).readUIntBE(0, 3)).slice(0, 8)}`,
    feedback: secret('Een team van zorg en politie werkt er samen aan'),
    answer: secret('Dank je, ik zag haar gisteren weer'),
  };
}

for (const js of [true, false]) {
  test(`from a worried teacher to a case and an answer, ${js ? 'with' : 'without'} JavaScript`, async () => {
    const told = words();
    secrets.push(told.file, told.phone);
    const teacher = await browser.visitor({ js });
    await findDesk(teacher);
    await report(teacher, told);
    const { code, number } = await hurriedSend(teacher);
    const focal = await focalPoint(js, told, number);
    const director = await caseDirector(js, told, focal.referral);
    await openPerson(director.staff.page, director.file, told);
    await focal.staff.go(`/signalen/${focal.signal}/terugkoppeling`);
    await send(focal.staff.page, 'terugkoppeling', { tekst: told.feedback }, 'Stuur terugkoppeling');
    const back = await mailbox(js, told, code);
    await focal.staff.go(`/signalen/${focal.signal}`);
    await has(focal.staff.page, told.answer);
    await outsiders(focal.signal, focal.referral, director.file);
    await watcher(told, focal.referral);
    await privacyOfficer(js, focal.signal);
    for (const visitor of [teacher, focal.staff, director.staff, back]) clean(visitor);
    for (const visitor of [teacher, focal.staff, director.staff, back]) assert.deepEqual(visitor.exits, []);
    for (const visitor of [teacher, focal.staff, director.staff, back]) await visitor.close();
  });
}

test('nothing that was typed is in the log or readable on the disk', async () => {
  assert.ok(secrets.length > 20);
  await platform.stop({ keep: true });
  for (const text of secrets) assert.ok(!platform.log.includes(text), `"${text}" in the log`);
  assert.doesNotMatch(platform.log, /127\.0\.0\.1:\d+ |Mozilla/, 'no address or browser of a visitor in the log');
  let files = 0;
  for (const [name, bytes] of platform.files()) {
    files++;
    for (const text of secrets) assert.ok(!bytes.includes(text), `"${text}" in ${name}`);
    assert.ok(!bytes.includes(PNG), `the picture in ${name}`);
  }
  assert.ok(files > 3);
  await platform.serve(); // and after a restart it is all there
});

test('the ledger is whole', async (t) => {
  await platform.stop({ keep: true });
  verifyLedger(t, platform.dir);
});
