// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Two nodes on one database, each with a data folder of its own in which the keys are the same: to people they are one
// platform. Only on PostgreSQL (BAKEN_TEST_STORE).

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Person, Platform, baken, freshCode, shareStore, sql } from './harness.mjs';

const AT_ONCE = 40;
let a;
let b;
let received;

before(async () => {
  a = await Platform.start({ signals: 5 });
  b = new Platform();
  b.dir = `${a.dir}-b`;
  b.log = '';
  cpSync(a.dir, b.dir, { recursive: true });
  shareStore(b.dir, a.dir);
  await b.serve();
  received = count();
});
after(async () => {
  await b?.stop();
  await a?.stop();
});

const count = () => Number(sql(a.dir, 'SELECT count(*) AS n FROM signal')[0].n);
const report = (node, key, text = 'Drie mensen slapen in de kas waar ze werken.') => node.json('POST', '/api/v1/meldingen',
  { rol: 'professional', vorm: 'arbeid', gemeente: 'Capelle aan den IJssel', tekst: text, anoniem: true }, { 'Idempotency-Key': key });
const uuid = () => crypto.randomUUID();

test('who signed in at one node is signed in at the other, and signs out at both', async () => {
  const person = await Person.signIn(a, a.account('focal_point', 'capelle'));
  const there = new Person(b, person.cookie);
  const work = await there.get('/werk');
  assert.equal(work.status, 200);
  there.csrf = person.csrf;
  assert.equal((await there.post('/uitloggen')).status, 303);
  assert.equal((await person.get('/werk')).status, 303, 'signed out here too');
});

test('wrong passwords count wherever they are tried', async () => {
  const account = a.account('care_coordinator', 'rijnmond');
  for (let i = 0; i < 5; i++) {
    const visitor = new Person(i % 2 ? a : b);
    const answer = await visitor.post('/inloggen', { naam: account.username, wachtwoord: 'dit is het niet', code: '000000' });
    assert.notEqual(answer.status, 303);
  }
  for (const node of [a, b]) {
    const right = await new Person(node).post('/inloggen', { naam: account.username, wachtwoord: account.password, code: await freshCode(account) });
    assert.notEqual(right.status, 303, 'also the right one has to wait now');
  }
});

test('reports at both at once: each is stored once, also when it is sent to both', async () => {
  const sent = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => report(i % 2 ? a : b, uuid())));
  for (const answer of sent) assert.equal(answer.status, 201, answer.text);
  const key = uuid();
  const twice = await Promise.all([report(a, key), report(b, key), report(a, key), report(b, key)]);
  for (const answer of twice) assert.ok([200, 201].includes(answer.status), answer.text);
  const numbers = new Set([...sent, ...twice].map((x) => JSON.parse(x.text).meldingsnummer));
  assert.equal(numbers.size, AT_ONCE + 1);
  assert.equal(count(), received += AT_ONCE + 1);
});

test('a node that dies takes nothing along, and the other goes on', async () => {
  const key = Array.from({ length: AT_ONCE }, uuid);
  const first = key.map((k, i) => report(i % 2 ? a : b, k).catch(() => null));
  await Promise.race(first);
  await a.crash();
  const answers = await Promise.all(first);
  assert.ok(answers.some((x, i) => i % 2 === 0 && x?.status === 201), 'the other one answered');
  // who got no answer sends it again, to the node that is there
  const again = await Promise.all(key.map((k, i) => (answers[i]?.status === 201 ? answers[i] : report(b, k))));
  for (const answer of again) assert.ok([200, 201].includes(answer.status), answer.text);
  assert.equal(count(), received += AT_ONCE);
  await a.serve();
  assert.equal((await report(a, uuid())).status, 201);
  received++;
});

test('there is one ledger, and it is whole', () => {
  for (const node of [a, b]) baken('audit', 'verify', '--data', node.dir);
  assert.equal(count(), received);
});
