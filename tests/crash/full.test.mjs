// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// A disk that is really full: a small one in memory (root only). Files are refused first, text as long as there is room;
// then people hear that it does not work now, with what they typed still there, and reading goes on. It starts again on a
// full disk. With room again everything works, and what was acknowledged is there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Platform, baken } from '../e2e/harness.mjs';
import { ApiReport, Book, Decision, Refused, WebReport, dice, hidden } from './load.mjs';

const DISK = '24m'; // far below what uploads leave free
const ROOM = 150000; // what is left when it is filled up
const REPORTS_MAX = 2000;

const place = mkdtempSync(join(tmpdir(), 'baken-full-'));
let mounted = false;
let platform;
try {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=700`, 'baken-test', place], { stdio: 'pipe' });
  mounted = true;
} catch { /* not root, or not allowed to */ }
after(async () => {
  await platform?.stop();
  if (mounted) execFileSync('umount', [place]);
  rmSync(place, { recursive: true, force: true });
});

const ballast = join(place, 'ballast');
function fill() {
  const { bavail, bsize } = statfsSync(place);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - ROOM)));
}
const refusal = async (deed) => {
  let found;
  await assert.rejects(deed.send(), (e) => { found = e.answer; return e instanceof Refused; });
  assert.equal(found.status, 503, found.text);
  assert.ok(Number(found.headers['retry-after']) > 0);
  return found;
};

async function untilFull(book) {
  for (let i = 0; i < REPORTS_MAX; i++) {
    const deed = new ApiReport(book);
    book.deeds.push(deed);
    try {
      await deed.send();
    } catch (e) {
      assert.ok(e instanceof Refused && e.answer.status === 503, String(e));
      return;
    }
  }
  assert.fail('the disk never got full');
}

async function readingGoesOn(book) {
  for (const path of ['/', '/melden', '/loketten', '/postvak', '/healthz']) assert.equal((await platform.request('GET', path)).status, 200, path);
  for (const report of book.reports.slice(-3)) assert.deepEqual(await book.checkReport(report, { staff: false }), []);
}

test('a full disk', { skip: mounted ? false : 'SKIPPED: mounting a small disk takes root' }, async (t) => {
  const dir = join(place, 'data');
  mkdirSync(dir);
  platform = await Platform.start({ signals: 5, dir });
  const book = new Book(platform, dice(11));
  await book.signIn();
  const photo = new WebReport(book);
  book.deeds.push(photo);
  await photo.walk();
  const noRoom = await refusal(photo);
  assert.match(noRoom.text, /geen ruimte voor bestanden\. Verstuur je tekst zonder bestanden/);
  assert.equal(hidden(noRoom.text, 'concept'), photo.draft, 'the answers so far');
  await photo.skipFiles();
  await photo.send();
  fill();
  await untilFull(book);
  t.diagnostic(`full after ${book.reports.length} reports`);
  const typed = new WebReport(book);
  book.deeds.push(typed);
  await typed.walk();
  await typed.skipFiles();
  assert.equal(hidden((await refusal(typed)).text, 'concept'), typed.draft, 'what was typed is not lost');
  const decision = new Decision(book, book.reports[0]);
  book.deeds.push(decision);
  await refusal(decision);
  await readingGoesOn(book);
  await platform.crash();
  await platform.serve();
  await readingGoesOn(book);
  await refusal(typed);
  rmSync(ballast);
  for (const deed of book.deeds.filter((d) => !d.acknowledged)) await deed.send();
  for (const report of book.reports) assert.deepEqual(await book.checkReport(report), []);
  assert.deepEqual(book.doubles(), []);
  await platform.stop({ keep: true });
  baken('audit', 'verify', '--data', dir);
});
