// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// crash.mjs [--rounds N] [--seed S] - the acknowledged report is sacred. People report, write, send files and decide; the
// program is killed (SIGKILL) again and again, at moments that the seed chooses, also in the middle of a group commit, an
// upload, a backup, and of the first start, when the migrations run; and with the power: what was written but not synced
// is gone then, all of it or some. After each kill what was acknowledged must be there, what got no answer is sent again,
// and at the end it is counted: acknowledged, found, lost, double.
// Backups that were made beside it are put back, served and looked into as people do.
// On PostgreSQL (BAKEN_TEST_STORE; --cluster FOLDER as made by ../pg/cluster) the database is crashed too, under a
// platform that goes on, and so are restores into it: again they do it, or say what to do first. Needs BAKEN,
// BAKEN_FAULTY and BAKEN_LATER (see ../e2e/harness.mjs). Exit code 1: something was lost, double, altered or left behind.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Person, Platform, baken, dropStore, faulty, later, makeStore, onPostgres, program, root, sleep, sql, storeEnv, tables } from '../e2e/harness.mjs';
import { Book, Refused, dice, wasKilled } from './load.mjs';
import { KIND, MODE, PLACE, Seam } from './seam.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' }, cluster: { type: 'string' } } });
const ROUNDS = Number(values.rounds);
const SEED = Number(values.seed);
const AT_ONCE = 12; // when looking; the crowd while it is killed:
const CROWDS = [4, 12, 40, 120];
const MOMENT_MS = 400; // a kill comes within this time, later in a crowd
const DATABASE_BACK_MS = 1500; // people may still be told to try again
const PATIENCE_MS = 4000; // an aimed kill that met nothing
const LOOKED_INTO = 25; // reports of a backup that was put back
const RESTORE_TRIES = 3; // the folder of the one before is removed, its store is, and then it is done
const say = (text) => process.stdout.write(`${text}\n`);

const random = dice(SEED);
const seam = new Seam();
const scratch = mkdtempSync(join(tmpdir(), 'baken-crash-'));
const keyFile = join(scratch, 'backup.key');
writeFileSync(keyFile, `${random.hex(32)}\n`, { mode: 0o600 });
const platform = await Platform.start({ signals: 5 });
const book = new Book(platform, random);
await book.signIn();
const faults = [];
const tally = { kills: 0, backups: 0, restores: 0, starts: 0, database: 0 };

// ---- where it dies ---------------------------------------------------------------------------------------------------

const DEATHS = [MODE.dieBefore, MODE.dieWithin, MODE.dieAfter];
// Early or later: the first commit after the start is no better a place than the twentieth.
const aim = (what) => () => ({ ...what, mode: random.pick(DEATHS), first: random.between(1, what.within * random.pick([1, 5, 20])) });
const PLANS = onPostgres ? [
  ['at any moment', () => null],
  ['at any moment', () => null],
  ...(values.cluster ? [['after its database', () => 'database'], ['after its database', () => 'database']] : []),
] : [
  ['at any moment', () => null],
  ['at any moment', () => null],
  ['in a group commit', aim({ places: PLACE.store, path: '-wal', within: 120 })],
  ['syncing a commit', aim({ places: PLACE.store, kinds: KIND.sync, path: '-wal', within: 12 })],
  ['at any call', aim({ within: 150 })],
  ['with the power', aim({ places: PLACE.store, within: 150, power: () => 1 })],
  ['with the power', aim({ places: PLACE.store, kinds: KIND.sync, within: 12, power: () => 1 })],
  ['with the power, in disorder', aim({ places: PLACE.store, within: 150, power: () => random.between(2, 1e9) })],
];

let databaseDown = false; // then people are told to try again
let databaseBack = null;

async function lane() {
  for (;;) {
    const deed = book.another();
    try {
      await deed.send();
    } catch (e) {
      if (wasKilled(e)) return;
      const told = e instanceof Refused ? e.answer.status === 503 : 'stderr' in e; // psql finds nobody either
      if (!(told && databaseDown)) throw e;
      await sleep(50); // try again in a moment, it says
    }
  }
}

// ---- a backup beside it ------------------------------------------------------------------------------------------------

const WITH_KEY = ['--key-file', keyFile];
const toFolder = (folder) => ['backup', folder, '--data', platform.dir, ...WITH_KEY];

function backup(name) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const child = spawn(program, toFolder(folder), { stdio: 'ignore', env: storeEnv(platform.dir) });
  return { folder, had: book.acknowledged, child, ended: new Promise((done) => { child.on('exit', (code, signal) => done({ code, signal })); }) };
}

const inFolder = (folder, end) => readdirSync(folder).filter((f) => f.endsWith(end)).sort().map((f) => join(folder, f));

// A backup that was made holds what was acknowledged before it began. After one that died, or whose database did, the
// next one works, and each file that has its name is whole.
async function checkBackup(b, lostDatabase) {
  const { code, signal } = await b.ended;
  if (signal === 'SIGKILL' || (code !== 0 && lostDatabase)) baken(...toFolder(b.folder));
  else if (code !== 0) return faults.push(`a backup ended with code ${code}`);
  tally.backups++;
  const [all, keys] = [inFolder(b.folder, '.data'), inFolder(b.folder, '.keys').at(-1)];
  for (const data of all) baken('restore', data, keys, '--check', ...WITH_KEY);
  const dir = join(scratch, 'restored');
  makeStore(dir);
  await putBack(dir, ['restore', all.at(-1), keys, '--data', dir, ...WITH_KEY]);
  await checkRestored(dir, b.had);
  baken('audit', 'verify', '--data', dir);
  rmSync(dir, { recursive: true });
  dropStore(dir);
  return rmSync(b.folder, { recursive: true });
}

let restoreMs = 2000; // what the last one took

// True: it was killed, at some moment of it.
async function killRestore(dir, args) {
  const child = spawn(program, args, { stdio: 'ignore', env: storeEnv(dir) });
  const timer = setTimeout(() => child.kill('SIGKILL'), random.below(restoreMs));
  const signal = await new Promise((done) => { child.on('exit', (code, how) => done(how)); });
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

// A restore that died leaves nothing that passes for a whole one: the folder has its name, and then all is there, or doing
// it again does it, or says what to do first. What it says is done here.
async function putBack(dir, args) {
  if (onPostgres && await killRestore(dir, args)) tally.restores++;
  const whole = existsSync(dir);
  for (let i = 0; i < RESTORE_TRIES; i++) {
    const began = Date.now();
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', env: storeEnv(dir) });
    if (status === 0 && !whole) { restoreMs = Date.now() - began; return; }
    assert.equal(status, 5, `a restore after one that died: ${stderr}`);
    if (whole) { assert.match(stderr, /restored is not empty: a restore never overwrites/); return; }
    if (/restoring was left by a restore that was broken off: remove it, and try again/.test(stderr)) {
      rmSync(`${dir}.restoring`, { recursive: true });
    } else {
      assert.match(stderr, /store to copy to is not empty: nothing is ever overwritten; name an empty one/);
      const lone = `${dir}-without-keys`; // whoever starts on it with a new folder would give out codes that open nothing
      const { stderr: told } = spawnSync(program, ['init', '--data', lone], { encoding: 'utf8', env: storeEnv(dir) });
      assert.match(told, /pepper\.key is missing: restore it from the backup of the keys/);
      rmSync(lone, { recursive: true, force: true });
      dropStore(dir);
      makeStore(dir);
    }
  }
  assert.fail('a restore did not work after what it said was done');
}

// Everybody signs in again; then codes open, and texts, decisions and files are what they were.
async function checkRestored(dir, had) {
  const there = new Set(sql(dir, 'SELECT number FROM signal').map((row) => row.number));
  const reports = had.filter((d) => d.kind === 'report');
  for (const { number } of reports) if (!there.has(number)) faults.push(`report ${number} is not in a backup made after it`);
  copyFileSync(join(platform.dir, 'demo-accounts.json'), join(dir, 'demo-accounts.json')); // so it is served as a demo
  const again = Object.assign(new Platform(), { dir, limits: false, log: '' });
  await again.serve();
  const staff = await Person.signIn(again, book.staff.account);
  const then = Object.assign(Object.create(book), { platform: again, staff, deeds: had });
  await eachAtOnce(reports.slice(-LOOKED_INTO), async (r) => faults.push(...(await then.checkReport(r)).map((f) => `put back: ${f}`)));
  await again.stop({ keep: true });
}

// ---- a first start, killed -----------------------------------------------------------------------------------------------

const shape = (dir) => JSON.stringify([tables(dir), sql(dir, 'SELECT (SELECT count(*) FROM desk) AS desks, (SELECT count(*) FROM rule_table) AS rules')]);
let whole;

function firstStart(dir, kill) {
  seam.arm({ mode: kill ? random.pick(DEATHS) : MODE.dieBefore, first: kill || 1e15 });
  try {
    execFileSync(faulty, ['init', '--data', dir], { stdio: 'pipe', env: { ...storeEnv(dir), ...seam.env } });
    return false;
  } catch (e) {
    assert.equal(e.signal, 'SIGKILL', String(e.stderr));
    return true;
  }
}

function killFirstStart() {
  const dir = mkdtempSync(join(scratch, 'fresh-'));
  makeStore(dir);
  if (!whole) {
    firstStart(dir, 0);
    whole = { shape: shape(dir), calls: seam.calls };
    rmSync(dir, { recursive: true });
    dropStore(dir);
    makeStore(dir);
  }
  let deaths = 0;
  for (let i = random.between(1, 3); i; i--) deaths += firstStart(dir, random.between(1, whole.calls)) ? 1 : 0;
  seam.off();
  baken('init', '--data', dir);
  if (shape(dir) !== whole.shape) faults.push('a first start that was killed left something out');
  baken('audit', 'verify', '--data', dir);
  rmSync(dir, { recursive: true });
  dropStore(dir);
  tally.starts += deaths;
}

// ---- rounds ----------------------------------------------------------------------------------------------------------------

async function eachAtOnce(list, run) {
  const left = [...list];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (left.length) await run(left.shift()); }));
}

// What got no answer is sent again, as it was.
const settle = () => eachAtOnce(book.deeds.filter((d) => !d.acknowledged), (d) => d.send());
const check = (reports) => eachAtOnce(reports, async (r) => faults.push(...await book.checkReport(r)));

// The platform is not told: its connections break, and it finds the database again by itself.
function crashDatabase() {
  databaseDown = true;
  tally.database++;
  databaseBack = new Promise((done) => {
    execFile(join(root, 'tests', 'pg', 'cluster'), ['crash', values.cluster], (e) => {
      if (e) faults.push(`the database does not come back: ${e.message}`);
      setTimeout(() => { databaseDown = false; done(); }, DATABASE_BACK_MS);
    });
  });
}

async function round(n) {
  const [name, make] = random.pick(PLANS);
  const target = make();
  seam.power = target?.power?.() ?? 0;
  seam.off();
  await platform.serve(target?.mode ? { run: faulty, env: seam.env } : {});
  await settle();
  const before = new Set(book.acknowledged);
  // No backup beside a power that fails: here only the platform dies of that, while a second process would go on with the
  // index of the log in memory, which says of pages that were never synced that they are in the store. A power that really
  // fails leaves nobody.
  const beside = !target?.power && random.below(4) === 0;
  const crowd = random.pick(CROWDS);
  platform.agent.maxSockets = crowd;
  if (target?.mode) seam.arm({ ...target, power: seam.power });
  const saved = beside ? backup(`round-${n}`) : null;
  if (saved && random.below(2)) setTimeout(() => saved.child.kill('SIGKILL'), random.below(120));
  const moment = random.between(5, MOMENT_MS) + random.below(3) * 4 * crowd;
  if (target === 'database') setTimeout(crashDatabase, moment);
  const timer = setTimeout(() => platform.child.kill('SIGKILL'), target ? PATIENCE_MS : moment);
  await Promise.all([...Array.from({ length: crowd }, lane), platform.ended]);
  clearTimeout(timer);
  platform.agent.destroy();
  await databaseBack;
  const met = !target?.mode || seam.fired > 0;
  seam.power = 0;
  seam.off();
  assert.equal((await platform.ended).signal, 'SIGKILL', platform.log);
  tally.kills++;
  if (saved) await checkBackup(saved, target === 'database');
  await platform.serve();
  const fresh = book.acknowledged.filter((d) => !before.has(d));
  const open = book.deeds.length - book.acknowledged.length;
  await check(new Set(fresh.map((d) => d.report ?? d)));
  await platform.crash();
  tally.kills++;
  if (n % 5 === 0) killFirstStart();
  say(`${String(n).padStart(4)}/${ROUNDS} killed ${met ? name : 'at last'}${beside ? ', a backup beside it' : ''}; ${crowd} at once: ${fresh.length} acknowledged, ${open} not${faults.length ? `; ${faults.length} FAULTS` : ''}`);
}

// ---- at the end ----------------------------------------------------------------------------------------------------------

async function close() {
  await platform.serve();
  await settle();
  await platform.stop({ keep: true });
  const left = book.orphans().waiting.length;
  execFileSync(later, [platform.dir], { stdio: 'pipe', env: storeEnv(platform.dir) });
  const { waiting, unnamed, missing } = book.orphans();
  if (waiting.length + unnamed.length) faults.push(`${waiting.length + unnamed.length} files without an owner stay behind`);
  for (const name of missing) faults.push(`file ${name} is named, but not there`);
  await platform.serve();
  await check(book.reports);
  await platform.stop({ keep: true });
  for (const [kind, more] of book.doubles()) faults.push(`${kind}: ${more} more than were sent`);
  if (!onPostgres) {
    const [{ integrity_check: sound }] = book.ask('PRAGMA integrity_check');
    if (sound !== 'ok') faults.push(`the store: ${sound}`);
  }
  baken('audit', 'verify', '--data', platform.dir);
  return left;
}

function report(swept) {
  const of = (kind) => book.acknowledged.filter((d) => d.kind === kind).length;
  const files = book.acknowledged.reduce((n, d) => n + (d.files?.length ?? 0), 0);
  const lost = faults.filter((f) => !/more than were sent|: [2-9]\d* times/.test(f));
  say('');
  say(`killed        ${tally.kills} times while serving, ${tally.starts} times in a first start${tally.database ? `, its database ${tally.database} times` : ''}; ${tally.backups} backups put back${tally.restores ? `, ${tally.restores} of them after a restore that was killed` : ''}`);
  say(`acknowledged  ${of('report')} reports, ${of('message')} messages, ${of('decision')} decisions, ${files} files`);
  say(`found         ${book.acknowledged.length + files - lost.length} of ${book.acknowledged.length + files}`);
  say(`lost          ${lost.length}`);
  say(`double        ${faults.length - lost.length}`);
  say(`left behind   ${swept} files without an owner; removed when their time was over`);
  for (const fault of faults) say(`FAULT ${fault}`);
}

try {
  await platform.crash();
  for (let n = 1; n <= ROUNDS; n++) await round(n);
  report(await close());
} catch (e) {
  say(platform.log.slice(-2000));
  throw e;
} finally {
  platform.child.kill('SIGKILL');
  seam.close();
  rmSync(scratch, { recursive: true, force: true });
  rmSync(platform.dir, { recursive: true, force: true });
  try { dropStore(platform.dir); } catch (e) { say(`the database stays: ${e.message}`); }
}
process.exitCode = faults.length ? 1 : 0;
