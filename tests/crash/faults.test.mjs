// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Each write, sync, rename, truncation and making of a file fails in turn while somebody reports with a photo, writes with
// a photo, or decides. They read what to do, what they typed is on the page again, and pressing the button does it: once,
// also when the program dies between the failure and the second try. A failing disk stops nobody from reading.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Platform, baken, faulty } from '../e2e/harness.mjs';
import { ApiReport, Book, Decision, Refused, StaffMessage, WebMessage, WebReport, dice, hidden } from './load.mjs';
import { EVER, KIND, MODE, PLACE, Seam } from './seam.mjs';

const CALLS_MAX = 2000; // a deed that takes more is not what this test thinks it is

let platform;
let book;
const seam = new Seam();
before(async () => {
  platform = await Platform.start({ signals: 5 });
  await platform.crash();
  await platform.serve({ run: faulty, env: seam.env });
  book = new Book(platform, dice(7));
  await book.signIn();
});
afterEach(() => seam.off());
after(async () => { await platform?.stop(); seam.close(); });

async function pulledPlug() {
  seam.off();
  await platform.crash();
  await platform.serve({ run: faulty, env: seam.env });
}

function checkPage(deed, { status, headers, text }) {
  assert.ok([500, 503, 507].includes(status), `${deed.kind}: ${status} ${text.slice(0, 2000)}`);
  if (status === 503) assert.ok(Number(headers['retry-after']) > 0, 'when to try again');
  if (deed instanceof ApiReport) {
    assert.match(headers['content-type'], /^application\/problem\+json/);
    return;
  }
  assert.match(text, /Probeer het zo opnieuw met de knop\. Wat je invulde gaat weer mee\./);
  const kept = /<form[^>]*data-once>([\s\S]*?)<\/form>/.exec(text.slice(text.indexOf('<main')))?.[1] ?? '';
  if (deed instanceof WebReport) assert.equal(hidden(kept, 'concept'), deed.draft, 'the answers so far');
  else if (deed instanceof WebMessage) assert.deepEqual([hidden(kept, 'sleutel'), hidden(kept, 'nummer'), hidden(kept, 'bericht')], [deed.key?.sleutel, deed.key?.nummer, deed.text]);
  else assert.ok(kept.includes(deed.text) && hidden(kept, 'inzending') === deed.submission);
}

// Everything before the press that counts, without faults: what fails is what is looked at.
async function prepare(deed) {
  if (deed instanceof WebReport) await deed.walk();
  if (deed instanceof WebMessage) await deed.open();
}

// crash: the plug is pulled when the error was shown. What was in doubt is then decided by what is on the disk.
async function sweep(t, make, fault, { crash = false } = {}) {
  let refused = 0;
  let n = 1;
  for (let fired = true; fired && n <= CALLS_MAX; n++) {
    const deed = make();
    book.deeds.push(deed);
    await prepare(deed);
    seam.arm({ first: n, ...fault });
    let failure = null;
    await deed.send().catch((e) => { failure = e; });
    fired = seam.fired > 0;
    seam.off();
    if (failure) {
      if (!(failure instanceof Refused)) throw failure;
      checkPage(deed, failure.answer);
      refused++;
      if (crash) await pulledPlug();
      await deed.send();
    }
    assert.deepEqual(await book.checkReport(deed.report ?? deed), [], `call ${n}`);
  }
  assert.ok(n > 2 && n <= CALLS_MAX && refused > 0, `${n} calls, ${refused} refused`);
  t.diagnostic(`${n - 2} calls failed in turn; ${refused} times the answer was an error, and the second try did it`);
}

const some = () => book.reports[book.dice.below(book.reports.length)];
const DEEDS = [
  ['a report by a program', () => new ApiReport(book)],
  ['a report with a photo', () => new WebReport(book)],
  ['a message with a photo', () => new WebMessage(book, some())],
  ['a decision', () => new Decision(book, some())],
  ['an answer to the reporter', () => new StaffMessage(book, some())],
];

for (const [name, make] of DEEDS) {
  for (const mode of ['EIO', 'ENOSPC', 'short'])
    test(`${name}: each call fails in turn (${mode})`, (t) => sweep(t, make, { mode: MODE[mode] }));
  test(`${name}: each sync and write of the store fails, and then the plug is pulled`, (t) =>
    sweep(t, make, { mode: MODE.EIO, places: PLACE.store, kinds: KIND.sync | KIND.write }, { crash: true }));
}

test('a disk that refuses everything: pages are read, writing is refused, and when it works again so do we', async () => {
  const report = new ApiReport(book);
  await report.send();
  book.deeds.push(report);
  const deeds = DEEDS.map(([, make]) => make());
  book.deeds.push(...deeds);
  for (const deed of deeds) await prepare(deed);
  seam.arm({ mode: MODE.EIO, first: 1, last: EVER });
  for (const deed of deeds) {
    await assert.rejects(deed.send(), (e) => e instanceof Refused && checkPage(deed, e.answer) === undefined);
    for (const path of ['/', '/melden', '/loketten', '/postvak']) assert.equal((await platform.request('GET', path)).status, 200, path);
  }
  seam.off();
  for (const deed of deeds) await deed.send();
  for (const deed of deeds) assert.deepEqual(await book.checkReport(deed.report ?? deed), []);
});

test('afterwards all of it is there, once, and the ledger is whole', async () => {
  await pulledPlug();
  for (const report of book.reports) assert.deepEqual(await book.checkReport(report), []);
  assert.deepEqual(book.doubles(), []);
  assert.deepEqual(book.orphans().missing, []);
  await platform.stop({ keep: true });
  baken('audit', 'verify', '--data', platform.dir);
});
