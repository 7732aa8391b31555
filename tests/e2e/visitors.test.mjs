// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// What Baken promises to who visits, tells and works: leaving quickly, going back, deleting, being left alone by the
// police, an identity that opens with a reason only, codes and passwords that can't be guessed.

import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, choose, freshCode, press } from './harness.mjs';

let platform; // without limits
let real; // with the limits of real visitors
let browser;
before(async () => {
  [platform, real] = [await Platform.start({ signals: 5 }), await Platform.start({ signals: 5, limits: true })];
  browser = await Browser.start(platform);
});
after(async () => { await browser?.close(); await platform?.stop(); await real?.stop(); });

const WEATHER = /^https:\/\/www\.knmi\.nl\//;
const melding = (more = {}) => ({ rol: 'burger', vorm: 'arbeid', gemeente: 'GM0502', tekst: 'Er klopt iets niet in de loods.', anoniem: true, ...more });
async function report(more, at = platform) {
  const answer = await at.json('POST', '/api/v1/meldingen', melding(more));
  assert.equal(answer.status, 201, answer.text);
  return JSON.parse(answer.text);
}
const hidden = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
const wrongCode = () => Array.from({ length: 25 }, () => randomInt(10)).join('');

async function signalOf(person, number) {
  for (let path = '/signalen?lijst=open'; path;) {
    const page = await person.get(path);
    const found = new RegExp(`href="/signalen/(\\d+)">${number}<`).exec(page.text);
    if (found) return Number(found[1]);
    path = /href="([^"]+)" rel="next"/.exec(page.text)?.[1].replaceAll('&amp;', '&');
  }
  return assert.fail(`${number} is in the tray`);
}

for (const way of ['button', 'three times Shift', 'button without JavaScript']) {
  test(`quick exit: ${way}`, async () => {
    const v = await browser.visitor({ js: way !== 'button without JavaScript' });
    await v.go('/');
    await v.go('/hulp');
    // What it answers is tested below; here there is no weather.
    await v.context.route('**/verlaat', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Weer</title><p>Weer' }));
    if (way === 'three times Shift') for (let i = 0; i < 3; i++) await v.page.keyboard.press('Shift');
    else await v.page.locator('a[data-exit]').click();
    await v.page.waitForURL(/\/verlaat$/);
    if (v.js) {
      await v.page.goBack();
      assert.equal(new URL(v.page.url()).pathname, '/', 'the page that was left is not in the history');
    }
    await v.close();
  });
}

test('leaving asks the browser to clear what it keeps', async () => {
  const answer = await platform.request('GET', '/verlaat');
  assert.equal(answer.status, 303);
  assert.match(answer.headers.location, WEATHER);
  assert.match(answer.headers['clear-site-data'], /"cache".*"cookies".*"storage"/);
});

test('an exit is on every public page, first after the link to the content', async () => {
  for (const path of ['/', '/hulp', '/loket', '/melden', '/postvak', '/en/informatie', '/loketten', '/bestaat-niet', '/inloggen']) {
    const { text } = await platform.request('GET', path);
    const links = [...text.matchAll(/<a [^>]*href="([^"]+)"/g)].map((m) => m[1]);
    assert.equal(links[0], '#inhoud', path);
    assert.match(links[1], /^(\/en)?\/verlaat$/, path);
  }
});

test('a report: reload, back and forward keep what was typed and never send twice', async () => {
  const v = await browser.visitor();
  const { page } = v;
  await v.go('/melden');
  await press(page, 'Beginnen');
  await choose(page, 'rol', 'citizen');
  await press(page, 'Verder');
  await choose(page, 'anonimiteit', 'anonymous');
  await page.reload(); // the browser sends the last form again: the same question
  assert.equal(await page.locator('input[name=anonimiteit]').count(), 3);
  await choose(page, 'anonimiteit', 'anonymous');
  await press(page, 'Verder');
  await press(page, 'Vorige');
  assert.ok(await page.locator('input[name=anonimiteit][value=anonymous]').isChecked(), 'the answer is still there');
  await v.close();
});

test('a draft that was changed, or made elsewhere, is refused kindly', async () => {
  const person = new Person(platform);
  const begun = await person.post('/melden', { naar: 'begin', concept: '' });
  const concept = hidden(begun.text, 'concept');
  assert.ok(concept.length > 40);
  for (const bad of ['x', concept.slice(0, -4), `${concept.slice(0, 50)}AAAA${concept.slice(54)}`]) {
    const answer = await person.post('/melden', { concept: bad, stap: 'role', rol: 'citizen', naar: 'verder' });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /Deze melding is verlopen/);
  }
  const elsewhere = await new Person(real).post('/melden', { concept, stap: 'role', rol: 'citizen', naar: 'verder' });
  assert.equal(elsewhere.status, 400);
});

test('a deleted mailbox opens nothing; the report stays', async () => {
  const { meldingsnummer, ontvangstcode } = await report();
  const reporter = new Person(platform);
  let box = await reporter.post('/postvak', { ontvangstcode });
  const asked = await reporter.post('/postvak/verwijderen', { sleutel: hidden(box.text, 'sleutel') });
  assert.equal((await reporter.post('/postvak', { ontvangstcode })).status, 200, 'asking deletes nothing');
  assert.equal((await reporter.post('/postvak/verwijderd', { sleutel: hidden(asked.text, 'sleutel') })).status, 200);
  box = await reporter.post('/postvak', { ontvangstcode });
  assert.equal(box.status, 422);
  assert.match(box.text, /Bij deze code hoort geen postvak/);
  assert.equal((await platform.json('POST', '/api/v1/postvak/_openen', { ontvangstcode })).status, 404);
  const focal = await Person.signIn(platform, platform.account('focal_point', 'capelle'));
  const signal = await signalOf(focal, meldingsnummer);
  const page = await focal.get(`/signalen/${signal}`);
  assert.match(page.text, /Er klopt iets niet in de loods/);
  const told = await focal.post(`/signalen/${signal}/bericht`, { draad: 'reporter', tekst: 'Dank je.', inzending: randomBytes(16).toString('hex') });
  assert.ok([403, 409, 422].includes(told.status), `no message to a mailbox that is gone: ${told.status}`);
});

test('who reported opens with a reason only, and the reason is on record', async () => {
  const name = `Wilma Verzonnen-${randomBytes(3).toString('hex')}`;
  const { meldingsnummer } = await report({ anoniem: false, contact: { naam: name, telefoon: '0101234567' } });
  const focal = await Person.signIn(platform, platform.account('focal_point', 'capelle'));
  const signal = await signalOf(focal, meldingsnummer);
  for (const door of [`/signalen/${signal}`, `/signalen/${signal}/melder`, `/signalen/${signal}/verrijken`, '/signalen?lijst=open'])
    assert.ok(!(await focal.get(door)).text.includes(name), `no name at ${door}`);
  const short = await focal.post(`/signalen/${signal}/melder`, { reden: 'zomaar' });
  assert.equal(short.status, 422);
  assert.ok(!(await focal.get(`/signalen/${signal}/melder`)).text.includes(name));
  const why = `Terugbellen op verzoek ${randomBytes(3).toString('hex')}`;
  assert.equal((await focal.post(`/signalen/${signal}/melder`, { reden: why })).status, 303);
  assert.ok((await focal.get(`/signalen/${signal}/melder`)).text.includes(name));
  const colleague = await Person.signIn(platform, platform.accounts.filter((a) => a.role === 'focal_point' && /capelle/i.test(a.organisation))[1]);
  assert.ok(!(await colleague.get(`/signalen/${signal}/melder`)).text.includes(name), 'a colleague gives a reason of their own');
  const officer = await Person.signIn(platform, platform.account('privacy_officer', 'capelle'));
  const log = await officer.get(`/logboek?object=signal&id=${signal}`);
  assert.equal(log.status, 200);
  assert.ok(log.text.includes(why), 'the reason is in the ledger');
  assert.ok(!log.text.includes(name), 'the name is not');
});

test('police only when the reporter says so, and no longer when the reporter takes it back', async () => {
  const { meldingsnummer, ontvangstcode } = await report({ politie: false });
  const focal = await Person.signIn(platform, platform.account('focal_point', 'capelle'));
  const signal = await signalOf(focal, meldingsnummer);
  const tables = ['regular', 'care', 'safety_house', 'riec'];
  const police = async () => {
    for (const table of tables) {
      const page = await focal.get(`/signalen/${signal}/verwijzen?tafel=${table}`);
      const option = /<option value="(\d+)"[^>]*>[^<]*[Pp]olitie/.exec(page.text);
      if (option) return { table, org: option[1] };
    }
    return null;
  };
  const reporter = new Person(platform);
  const choosePolice = async (politie) => {
    const box = await reporter.post('/postvak', { ontvangstcode });
    assert.equal((await reporter.post('/postvak/politie', { sleutel: hidden(box.text, 'sleutel'), politie })).status, 200);
  };
  assert.equal(await police(), null, 'not in the list');
  await choosePolice('ja');
  const found = await police();
  assert.ok(found, 'in the list, now that the reporter allows it');
  await choosePolice('nee');
  const sent = await focal.post(`/signalen/${signal}/verwijzen`, { tafel: found.table, aan: found.org, deel: 'story', grond: 'zvh', termijn: '90', inzending: randomBytes(16).toString('hex') });
  assert.ok([403, 409, 422].includes(sent.status), `refused at the door too: ${sent.status}`);
  assert.match(sent.text, /De melder wil niet dat de politie meekijkt/);
});

test('guessing codes is slowed, and administrators see that it happens', async () => {
  const guesser = new Person(real);
  const answers = [];
  for (let i = 0; i < 30; i++) answers.push((await guesser.post('/postvak', { ontvangstcode: wrongCode() })));
  const refused = answers.filter((a) => a.status === 429);
  assert.ok(answers.slice(0, 5).every((a) => a.status === 422), 'a few mistakes are fine');
  assert.ok(refused.length >= 15, `${refused.length} of 30 refused`);
  assert.ok(Number(refused[0].headers['retry-after']) > 0);
  const api = await real.json('POST', '/api/v1/postvak/_openen', { ontvangstcode: wrongCode() });
  assert.equal(api.status, 429, 'the other door counts too');
  const admin = await Person.signIn(real, real.account('administrator'));
  const page = await admin.get('/beheer/systeem');
  assert.equal(page.status, 200);
  assert.match(page.text, /code/i);
});

test('a sign-in code works once; five mistakes and the name waits', async () => {
  const account = platform.account('helper', 'jeugd');
  const code = await freshCode(account);
  const fields = { naam: account.username, wachtwoord: account.password, code };
  assert.equal((await new Person(platform).post('/inloggen', fields)).status, 303);
  const replay = await new Person(platform).post('/inloggen', fields);
  assert.equal(replay.status, 403, 'the same code again');
  const stranger = await new Person(platform).post('/inloggen', { naam: 'bestaat.niet', wachtwoord: 'x'.repeat(14), code: '123456' });
  const message = (html) => /<div class="bk-errors"[\s\S]*?<\/div>/.exec(html)[0];
  assert.equal(message(stranger.text), message(replay.text), 'one answer for every failure');
  for (let i = 0; i < 5; i++) await new Person(platform).post('/inloggen', { ...fields, wachtwoord: `verkeerd wachtwoord ${i}` });
  const locked = await new Person(platform).post('/inloggen', { ...fields, code: await freshCode(account) });
  assert.equal(locked.status, 429, 'even with the right password');
});
