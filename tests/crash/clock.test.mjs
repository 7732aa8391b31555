// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The wall clock jumps, hours ahead, hours back, past 2038. What must not change: a report is taken and opens, the ledger
// stays whole, limits stay limits, who was locked out is not let in by it nor kept out for years. What may change, always
// to the safe side: a session ends, a mailbox asks its code again.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Person, Platform, baken, faulty, totp } from '../e2e/harness.mjs';
import { ApiMessage, ApiReport, Book, Decision, StaffMessage, WebReport, dice, hidden } from './load.mjs';
import { Seam } from './seam.mjs';

const HOUR = 3600 * 1000;
const STEP_MS = 30000;
const ages = (year) => Date.UTC(year, 2, 1) - Date.now();

let platform;
let seam;
let book;
async function begin({ limits = false } = {}) {
  seam = new Seam();
  platform = await Platform.start({ signals: 5, limits });
  await platform.crash();
  await platform.serve({ run: faulty, env: seam.env });
  book = new Book(platform, dice(3));
}
beforeEach(() => begin());
afterEach(async () => {
  await platform.stop({ keep: true });
  baken('audit', 'verify', '--data', platform.dir); // whatever the clock did
  await platform.stop();
  seam.close();
});

// With the code that an app shows whose clock goes with the server's.
async function signIn(account, password = account.password) {
  const person = new Person(platform);
  const code = totp(account.totp_secret, Math.floor((Date.now() + seam.clock) / STEP_MS));
  const answer = await person.post('/inloggen', { naam: account.username, wachtwoord: password, code });
  person.cookie = answer.headers['set-cookie']?.find((c) => c.startsWith('baken='))?.split(';')[0] ?? '';
  if (answer.status === 303) person.csrf = hidden((await person.get('/werk')).text, 'csrf');
  return { person, status: answer.status };
}
const signedIn = async (person) => (await person.get('/werk')).status === 200;
const account = () => platform.account('focal_point', 'capelle');

async function work() {
  const { person, status } = await signIn(account());
  assert.equal(status, 303, 'signs in');
  book.staff = person;
  const report = new ApiReport(book);
  book.deeds.push(report);
  await report.send();
  for (const deed of [new ApiMessage(book, report), new Decision(book, report), new StaffMessage(book, report), new WebReport(book)]) {
    book.deeds.push(deed);
    await deed.send();
  }
  for (const one of book.reports) assert.deepEqual(await book.checkReport(one), []);
  return report;
}

test('ahead: sessions end and mailboxes ask their code, what somebody is writing stays', async () => {
  const report = await work();
  const { staff } = book;
  const writing = new WebReport(book);
  book.deeds.push(writing);
  await writing.walk();
  seam.setClock(2 * HOUR);
  assert.ok(!await signedIn(staff), 'half an hour without use is over');
  await writing.send();
  await work();
  assert.deepEqual(await book.checkReport(report), []);
});

test('back: who is in stays in or signs in again, what somebody is writing stays, nobody waits for the clock', async () => {
  seam.setClock(3 * HOUR);
  await work();
  const writing = new WebReport(book);
  book.deeds.push(writing);
  await writing.walk();
  const box = await new Person(platform).post('/postvak', { ontvangstcode: book.reports[0].code });
  seam.setClock(0);
  assert.ok(!await signedIn(book.staff), 'a session from later does not live on');
  await writing.send();
  const again = await new Person(platform).post('/postvak', { sleutel: hidden(box.text, 'sleutel') });
  assert.match(again.text, new RegExp(book.reports[0].number), 'the open mailbox stays open');
  await work(); // the last code that was used lies ahead
});

for (const year of [2039, 2107]) {
  test(`${year}: everything works, and still does when the clock is right again`, async () => {
    seam.setClock(ages(year));
    const report = await work();
    assert.ok(report.number.startsWith(String(year)), report.number);
    const opened = await platform.json('POST', '/api/v1/postvak/_openen', { ontvangstcode: report.code });
    assert.match(JSON.parse(opened.text).ontvangstdatum, new RegExp(`^${year}-`));
    for (const path of ['/', '/loketten', '/melden']) assert.equal((await platform.request('GET', path)).status, 200, path);
    for (const path of ['/werk', '/signalen?lijst=open']) assert.equal((await book.staff.get(path)).status, 200, path);
    await platform.crash();
    await platform.serve({ run: faulty, env: seam.env });
    assert.ok(await signedIn(book.staff), 'a restart ends no session');
    seam.setClock(0);
    await work();
  });
}

test('who was locked out in another year is not kept out for years; within hours the wait stands', async () => {
  const wrong = async (times) => { for (let i = 0; i < times; i++) await signIn(account(), 'een heel verkeerd wachtwoord'); };
  seam.setClock(ages(2039));
  await wrong(6);
  assert.equal((await signIn(account())).status, 429, 'locked');
  seam.setClock(0);
  assert.equal((await signIn(account())).status, 303, 'the clock was wrong');
  await wrong(6);
  assert.equal((await signIn(account())).status, 429);
  seam.setClock(-2 * HOUR);
  assert.equal((await signIn(account())).status, 429, 'putting the clock back opens nothing');
  seam.setClock(3 * HOUR);
  assert.equal((await signIn(account())).status, 303, 'a wait that is over is over');
});

test('limits go by time that passes, not by the clock', async () => {
  await platform.stop();
  seam.close();
  await begin({ limits: true });
  const guess = () => new Person(platform).post('/postvak', { ontvangstcode: '0'.repeat(25) });
  let answer;
  for (let i = 0; i < 30; i++) answer = await guess();
  assert.equal(answer.status, 429);
  for (const jump of [-5 * HOUR, 5 * HOUR, ages(2039)]) {
    seam.setClock(jump);
    answer = await guess();
    assert.equal(answer.status, 429, `jumped ${jump / HOUR} hours`);
    const wait = Number(answer.headers['retry-after']); // one more a minute; a jump of the clock would make it hours
    assert.ok(wait > 0 && wait <= 120, `and the wait is no longer: ${wait} s`);
  }
});
