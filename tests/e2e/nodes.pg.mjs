// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Two nodes on one database, each with a data folder of its own in which the keys are the same: to people they are one
// platform. Only on PostgreSQL (BAKEN_TEST_STORE).

import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { cpSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Person, Platform, baken, freshCode, makeEstimate, shareStore, sleep, sql } from './harness.mjs';

const AT_ONCE = 40;
const GUESSES = { receipt: 15, link: 30 }; // app/app.h; below what two nodes would let through by themselves
let a;
let b;
let received;

// c and d: another platform, with the limits of real visitors.
let c;
let d;

async function beside(node) {
  const other = new Platform();
  other.dir = `${node.dir}-b`;
  other.log = '';
  other.limits = node.limits;
  cpSync(node.dir, other.dir, { recursive: true });
  shareStore(other.dir, node.dir);
  await other.serve();
  return other;
}

before(async () => {
  a = await Platform.start({ signals: 5 });
  b = await beside(a);
  c = await Platform.start({ signals: 5, limits: true });
  d = await beside(c);
  received = count();
});
after(async () => {
  for (const node of [b, a, d, c]) await node?.stop();
});

const count = () => Number(sql(a.dir, 'SELECT count(*) AS n FROM signal')[0].n);
const report = (node, key, text = 'Drie mensen slapen in de kas waar ze werken.') => node.json('POST', '/api/v1/meldingen',
  { rol: 'professional', vorm: 'arbeid', gemeente: 'Capelle aan den IJssel', tekst: text, anoniem: true }, { 'Idempotency-Key': key });
const uuid = () => crypto.randomUUID();

test('who signed in at one node is signed in at the other, and signs out at both', async () => {
  const person = await Person.signIn(a, a.account('focal_point', 'capelle'), { fresh: true });
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

const openMailbox = (node, ontvangstcode) => node.json('POST', '/api/v1/postvak/_openen', { ontvangstcode });

// A code that could be one: of the ten last digits one is not a slip of the pen.
async function likelyCode() {
  const digits = Array.from({ length: 24 }, () => randomInt(10)).join('');
  for (let last = 0; last < 10; last++) {
    const answer = await openMailbox(a, `${digits}${last}`);
    if (answer.status === 404) return `${digits}${last}`;
    assert.equal(answer.status, 400, answer.text);
  }
  return assert.fail('one of ten is likely');
}

test('guesses of a code count wherever they are tried', async () => {
  const codes = [];
  for (let i = 0; i <= GUESSES.receipt; i++) codes.push(await likelyCode());
  for (let i = 0; i < GUESSES.receipt; i++) assert.equal((await openMailbox(i % 2 ? c : d, codes[i])).status, 404, `guess ${i + 1}`);
  for (const node of [c, d]) {
    const answer = await openMailbox(node, codes.at(-1));
    assert.equal(answer.status, 429, answer.text);
    assert.ok(Number(answer.headers['retry-after']) > 0);
  }
});

test('guesses of a signed link count wherever they are tried', async () => {
  const guess = (node) => node.request('GET', `/plekken/1-4102444800-${randomBytes(16).toString('hex')}`);
  const counted = () => sql(c.dir, 'SELECT COALESCE(SUM(count), 0) AS n FROM guess')[0].n;
  const first = Number(counted());
  for (let i = 0; i < GUESSES.link; i++) {
    assert.equal((await guess(i % 2 ? c : d)).status, 404, `guess ${i + 1}`);
    while (Number(counted()) < first + i + 1) await sleep(10); // a page is not held up by what is counted
  }
  for (const node of [c, d]) assert.equal((await guess(node)).status, 429);
});

test('an estimate is made once, by one of the nodes', async () => {
  const person = await Person.signIn(a, a.account('analyst'));
  const runs = [];
  for (let i = 0; i < 4; i++) runs.push((await makeEstimate(person, `Lijst ${i}`))[1].split('/').at(-1));
  assert.equal(new Set(runs).size, runs.length);
  for (const action of ['start', 'done']) for (const run of runs) {
    const [{ n }] = sql(a.dir, `SELECT count(*) AS n FROM ledger_entry WHERE action = 'figures.${action}' AND object_id = ${run}`);
    assert.equal(Number(n), 1, `run ${run}: ${action}`);
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
