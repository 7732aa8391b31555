// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Commands whose writing fails: a first start (with its migrations), a backup, a restore. Each call fails, or kills, in
// turn; where there are many, some of them. What they say is a sentence, nothing half stands under its name, and doing it
// again does it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { baken, faulty, sql } from '../e2e/harness.mjs';
import { MODE, Seam } from './seam.mjs';

const TRIES = 30; // of the calls of one command, spread over all of them
const NEVER = 1e15;
const FAILURES = ['EIO', 'ENOSPC', 'short', 'dieBefore', 'dieWithin', 'dieAfter'];

const seam = new Seam();
const scratch = mkdtempSync(join(tmpdir(), 'baken-commands-'));
const key = join(scratch, 'key');
writeFileSync(key, `${'5e'.repeat(32)}\n`, { mode: 0o600 });
const data = join(scratch, 'data');
baken('demo', '--data', data, '--signals', '20', '--seed', '3');
const count = (dir) => sql(dir, 'SELECT count(*) AS n FROM signal')[0].n;
after(() => {
  seam.close();
  rmSync(scratch, { recursive: true });
});

function run(mode, first, args) {
  seam.arm({ mode: MODE[mode], first });
  const done = spawnSync(faulty, args, { encoding: 'utf8', env: { ...process.env, ...seam.env } });
  const { calls, fired } = seam;
  seam.off();
  return { ...done, calls, fired };
}

// make: the arguments, anew each time. whole: looks whether it was done, and whole; also asked after a failure. before:
// what a person does between a failure and the next try.
function sweep(t, make, whole, before = () => {}) {
  const { calls, status, stderr } = run('EIO', NEVER, make());
  assert.equal(status, 0, stderr);
  whole(true);
  const step = Math.max(1, Math.floor(calls / TRIES));
  let failed = 0;
  for (let n = 1, i = 0; n <= calls; n += step, i++) {
    const mode = FAILURES[i % FAILURES.length];
    const args = make();
    const tried = run(mode, n, args);
    const died = mode.startsWith('die') && tried.fired > 0;
    if (died) assert.equal(tried.signal, 'SIGKILL');
    else assert.ok(tried.signal === null && [0, 5, 7].includes(tried.status), `call ${n}, ${mode}: ${tried.status} ${tried.signal} ${tried.stderr}`);
    if (!died && tried.status) assert.match(tried.stderr, /^baken \w+: \S.{10,}/m, `call ${n}, ${mode}`);
    whole(tried.status === 0);
    if (tried.status === 0) continue; // it did without that call
    failed++;
    before(died);
    const again = spawnSync(faulty, args, { encoding: 'utf8' });
    assert.equal(again.status, 0, `call ${n}, ${mode}, again: ${again.stderr}`);
    whole(true);
  }
  assert.ok(failed > 3, `${failed} failures`);
  t.diagnostic(`${calls} calls; ${failed} times it was not done, and doing it again did it`);
}

test('a first start', (t) => {
  let dir = null;
  sweep(t, () => {
    if (dir) rmSync(dir, { recursive: true });
    dir = mkdtempSync(join(scratch, 'first-'));
    return ['init', '--data', dir];
  }, (done) => {
    if (done) baken('audit', 'verify', '--data', dir);
  });
});

test('a backup', (t) => {
  let folder = null;
  sweep(t, () => {
    if (folder) rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(scratch, 'backup-'));
    return ['backup', folder, '--data', data, '--key-file', key];
  }, (done) => {
    const files = readdirSync(folder).filter((f) => /\.(data|keys)$/.test(f)).sort();
    const keys = files.filter((f) => f.endsWith('.keys')).at(-1);
    for (const f of files.filter((name) => name.endsWith('.data') && keys)) baken('restore', join(folder, f), join(folder, keys), '--check', '--key-file', key);
    if (done) assert.ok(files.length >= 2, files.join());
  });
  baken('audit', 'verify', '--data', data);
});

test('a restore', (t) => {
  const folder = mkdtempSync(join(scratch, 'backup-'));
  baken('backup', folder, '--data', data, '--key-file', key);
  const files = readdirSync(folder).sort().map((f) => join(folder, f));
  const had = count(data);
  let dir = null;
  let n = 0;
  sweep(t, () => {
    if (dir) for (const d of [dir, `${dir}.restoring`]) rmSync(d, { recursive: true, force: true });
    dir = join(scratch, `restored-${n++}`);
    return ['restore', ...files, '--data', dir, '--key-file', key];
  }, (done) => {
    if (!done) return;
    assert.equal(count(dir), had);
    baken('audit', 'verify', '--data', dir);
  }, (died) => {
    const left = `${dir}.restoring`;
    if (!died) assert.ok(!existsSync(left), 'it cleared up');
    if (existsSync(left) && readdirSync(left).length) {
      const told = spawnSync(faulty, ['restore', ...files, '--data', dir, '--key-file', key], { encoding: 'utf8' });
      assert.match(told.stderr, /left by a restore that was broken off: remove it, and try again/);
    }
    for (const d of [dir, left]) rmSync(d, { recursive: true, force: true });
  });
});
