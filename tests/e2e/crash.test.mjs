// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// An acknowledged report is never lost: the program is killed (SIGKILL) in the middle of 200 reports at once, several
// times. Every 201 that a reporter saw opens with its code afterwards; sending again what got no answer makes no double.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Platform, verifyLedger } from './harness.mjs';

const AT_ONCE = 200;
const KILL_AFTER = [1, 23, 50, 90]; // answers seen

let platform;
before(async () => { platform = await Platform.start({ signals: 5 }); });
after(() => platform?.stop());

const report = (key) => ({ rol: 'burger', vorm: 'arbeid', gemeente: 'GM0502', tekst: `Er slapen mensen in de loods ${key}` });
const send = (key) => platform.json('POST', '/api/v1/meldingen', report(key), { 'Idempotency-Key': key });
const stored = () => Number(execFileSync('sqlite3', ['-readonly', join(platform.dir, 'baken.db'), 'SELECT count(*) FROM signal'],
  { encoding: 'utf8' }));

async function isThere({ meldingsnummer, ontvangstcode }) {
  const box = await platform.json('POST', '/api/v1/postvak/_openen', { ontvangstcode });
  assert.equal(box.status, 200, `${meldingsnummer} is there: ${box.text}`);
  assert.equal(JSON.parse(box.text).meldingsnummer, meldingsnummer);
}

test('200 reports at once, killed in the middle, four times: what was acknowledged is there, once', async (t) => {
  const acknowledged = new Map();
  const keys = [];
  const had = stored();
  for (const kill of KILL_AFTER) {
    platform.agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const wave = Array.from({ length: AT_ONCE }, () => randomUUID());
    keys.push(...wave);
    let seen = 0;
    const answers = await Promise.allSettled(wave.map(async (key) => {
      const answer = await send(key);
      assert.equal(answer.status, 201, answer.text);
      acknowledged.set(key, JSON.parse(answer.text));
      if (++seen === kill) platform.child.kill('SIGKILL');
    }));
    for (const { reason } of answers.filter((a) => a.status === 'rejected'))
      assert.ok(['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(reason.code), String(reason));
    assert.equal((await platform.ended).signal, 'SIGKILL');
    t.diagnostic(`killed after ${kill} answers; ${seen} of ${AT_ONCE} acknowledged`);
    await platform.serve();
  }
  assert.ok(acknowledged.size < keys.length, 'some reports were under way when it was killed');
  for (const answer of acknowledged.values()) await isThere(answer);
  const again = new Map();
  for (const key of keys) {
    const answer = await send(key);
    assert.equal(answer.status, 201, answer.text);
    again.set(key, JSON.parse(answer.text));
  }
  for (const [key, answer] of acknowledged) assert.deepEqual(again.get(key), answer, 'a resend gives the first answer');
  assert.equal(new Set([...again.values()].map((a) => a.meldingsnummer)).size, keys.length, 'a number each');
  assert.equal(stored(), had + keys.length, 'none lost, none double');
  for (const answer of again.values()) await isThere(answer);
});

test('the ledger is whole after the crashes, and the store is sound', async (t) => {
  await platform.stop({ keep: true });
  const check = execFileSync('sqlite3', ['-readonly', join(platform.dir, 'baken.db'), 'PRAGMA integrity_check'], { encoding: 'utf8' });
  assert.equal(check.trim(), 'ok');
  verifyLedger(t, platform.dir);
});
