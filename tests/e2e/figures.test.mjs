// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The screen of analysts, as an analyst uses it, without JavaScript: a published table is handed in, an estimate is made
// in the background, looked at, fetched in every format, made again with the same figures, and deleted. Lists that do
// not overlap are refused in words. The platform's own table shows no small counts and is not given out.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, baken, follow, h1, press, root, send, sleep, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const PICTURES = process.env.PICTURES; // a folder: keeps what the pages look like
const WAIT_MS = 120000;

let platform;
let browser;

before(async () => {
  platform = await Platform.start({ signals: 60 });
  browser = await Browser.start(platform);
});
after(async () => {
  await browser?.close();
  await platform?.stop();
});

const published = (name) => readFileSync(join(root, 'tests', 'vectors', 'mse', `${name}.csv`), 'utf8');
const analyst = (options) => browser.signedIn(platform.account('analyst'), options);

// No fault that axe finds, nothing wider than a small phone.
async function look(v, name) {
  const { page } = v;
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name}: ${wide} pixels wide on a screen of ${width}`);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
  }
}
async function accessible(v, name) {
  await v.page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await v.page.evaluate(AXE);
  const faults = await v.page.evaluate(() => axe.run(document, { resultTypes: ['violations'] })
    .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`)));
  assert.deepEqual(faults, [], name);
}

// Hands a table in by file and comes to its page.
async function handIn(v, title, csv) {
  await v.go('/schattingen/nieuw');
  await v.page.fill('#titel', title);
  await v.page.setInputFiles('#bestand', { name: 'lijsten.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await press(v.page, 'Lees de tabel');
  assert.equal(await h1(v.page), title);
}

// Waits until the run that is open is ready; the page tells.
async function ready(v) {
  const address = v.page.url().split('?')[0];
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    await v.page.goto(address);
    if (!await v.page.locator('#bezig-kop').count()) return address;
    await sleep(300);
  }
  throw new Error('the estimate is not ready in time');
}

test('a published table: handed in, estimated, fetched in every format, made again', async () => {
  const v = await analyst({ js: false });
  await follow(v.page, 'Schattingen', 'nav');
  assert.equal(await h1(v.page), 'Schattingen');
  await look(v, 'list-empty');
  await v.go('/schattingen/nieuw');
  await look(v, 'new');
  await handIn(v, 'Groot-Brittannië 2013', published('UKdat_5'));
  await look(v, 'table');
  assert.match(await v.page.locator('.bk-facts').first().innerText(), /2 744/);
  await send(v.page, 'start', { zaad: '7' }, 'Maak de schatting');
  assert.match(v.page.url(), /\/schattingen\/\d+\?volgen=ja$/);
  await look(v, 'waiting');
  const address = await ready(v);
  const text = await v.page.locator('.bk-report').innerText();
  assert.match(text, /Naar schatting zijn er 11 300 vermoedelijke slachtoffers/);
  assert.match(text, /met 95 % zekerheid tussen/);
  assert.match(text, /Oordeel: wankel/);
  assert.ok(await v.page.locator('.bk-report svg').count() >= 3, 'charts');
  assert.ok(await v.page.locator('.bk-report .mr-point').count() > 100, 'a dot for each model');
  await look(v, 'report');

  const person = await Person.signIn(platform, platform.account('analyst'));
  const path = new URL(address).pathname;
  const files = {};
  for (const [name, type] of [['rapport.html', /html/], ['report.html', /html/], ['estimates.csv', /csv/], ['result.json', /json/], ['result.xlsx', /spreadsheetml/]]) {
    const answer = await person.get(`${path}/bestand/${name}`);
    assert.equal(answer.status, 200, `${name}: ${answer.text.slice(0, 300)}`);
    assert.match(answer.headers['content-type'], type);
    assert.match(answer.headers['content-disposition'], /^attachment/);
    files[name] = answer;
  }
  assert.equal((await person.get(`${path}/bestand/anders.txt`)).status, 404);
  const result = JSON.parse(files['result.json'].text);
  assert.equal(Math.round(result.estimate), 11313);
  assert.equal(result.seed, 7);
  assert.equal(result.coverage.trials, 50);
  assert.ok(result.lower < result.estimate && result.estimate < result.upper);
  assert.match(files['estimates.csv'].text, /^estimate,"presumed victims in all, estimated",11312\.99,/m);
  assert.equal(files['result.xlsx'].bytes.subarray(0, 2).toString('latin1'), 'PK');
  assert.match(files['report.html'].text, /There are an estimated <strong>11 300 presumed victims<\/strong>/);
  assert.doesNotMatch(files['rapport.html'].text, /<script|src=|href=/, 'nothing from elsewhere');

  // The terminal gives the same figures from the same input.
  const table = /\/schattingen\/tabel\/\d+/.exec(await v.page.content())[0];
  const input = await person.get(`${table}/bestand`);
  assert.equal(input.status, 200);
  const { writeFileSync } = await import('node:fs');
  const file = join(platform.dir, 'input.csv');
  writeFileSync(file, input.bytes);
  const same = JSON.parse(baken('mse', 'fit', file, '--seed', '7', '--json'));
  for (const key of ['estimate', 'lower', 'upper', 'bic']) assert.equal(result[key], same[key], key);

  await press(v.page, 'Herhaal en vergelijk');
  await ready(v);
  assert.match(await v.page.locator('[role=status]').innerText(), /Herhaald: alle getallen zijn gelijk/);

  await follow(v.page, 'Wis deze schatting');
  await press(v.page, 'Wis deze schatting');
  assert.match(new URL(v.page.url()).pathname, /^\/schattingen\/tabel\/\d+$/);
  assert.equal((await person.get(path)).status, 404);
  await follow(v.page, 'Wis deze tabel');
  await press(v.page, 'Wis deze tabel');
  assert.equal(await h1(v.page), 'Schattingen');
  assert.deepEqual(v.faults, []);
  await v.close();
});

test('lists that do not overlap: no estimate, and what would help', async () => {
  const v = await analyst();
  await handIn(v, 'Drie lijsten zonder overlap', 'K,O,R,aantal\n1,0,0,30\n0,1,0,12\n0,0,1,7\n');
  assert.match(await v.page.locator('main').innerText(), /Niemand staat op meer dan een lijst/);
  await accessible(v, 'table without overlap');
  await send(v.page, 'start', {}, 'Maak de schatting');
  await ready(v);
  const text = await v.page.locator('.bk-report').innerText();
  assert.match(text, /Er is geen schatting te geven/);
  assert.match(text, /Wat wel zou helpen/);
  assert.match(text, /publiceer geen enkel getal/);
  assert.doesNotMatch(text, /Naar schatting zijn er/);
  await look(v, 'refused');
  await accessible(v, 'no estimate');
  await v.go('/schattingen');
  assert.match(await v.page.locator('main').innerText(), /geen schatting/);
  await accessible(v, 'list');
  assert.deepEqual(v.faults, []);
  await v.close();
});

test('a table with characteristics, in parts; a report in English', async () => {
  const v = await analyst();
  await handIn(v, 'Spina bifida', published('spina_cov'));
  const [column] = await v.page.locator('#start-uitsplitsen option').evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
  await send(v.page, 'start', { uitsplitsen: column, methode: 'bic', herhalingen: '200' }, 'Maak de schatting');
  const address = await ready(v);
  const parts = v.page.locator('.bk-report', { hasText: 'Uitgesplitst' });
  assert.ok(await parts.count(), 'a section of parts');
  await v.page.goto(address.replace('/schattingen/', '/en/schattingen/'));
  assert.match(await v.page.locator('.bk-report').innerText(), /presumed victims/);
  await accessible(v, 'report in English');
  await look(v, 'parts-en');
  assert.deepEqual(v.faults, []);
  await v.close();
});

test('rates, years as a curve and combinations; what cannot be is told; the same from the terminal with more threads', async () => {
  const rows = ['A,B,C,geslacht,jaar,aantal'];
  for (const [i, year] of [2019, 2020, 2021].entries())
    for (const [sex, n] of [['v', 40 + 3 * i], ['m', 30 + 2 * i]])
      for (const [lists, share] of [['1,0,0', 1], ['0,1,0', 0.9], ['0,0,1', 0.8], ['1,1,0', 0.25], ['1,0,1', 0.2], ['0,1,1', 0.15]])
        rows.push(`${lists},${sex},${year},${Math.round(n * share)}`);
  const people = 'geslacht,aantal\nv,100000\nm,90000\n';
  const v = await analyst({ js: false });
  await handIn(v, 'Met jaren', `${rows.join('\n')}\n`);
  await look(v, 'table-groups');
  const asked = { methode: 'bic', herhalingen: '200', proef: '0', jaarkenmerk: 'jaar', kromme: '1', kruisen: 'geslacht, jaar' };
  await send(v.page, 'start', asked, 'Maak de schatting');
  assert.match(await v.page.locator('.bk-errors').innerText(), /Kies bij uitsplitsen/);
  assert.equal(await v.page.inputValue('#start-kruisen'), 'geslacht, jaar');
  await send(v.page, 'start', { uitsplitsen: '*', bevolking: 'geslacht,aantal\nv,veel\n' }, 'Maak de schatting');
  assert.match(await v.page.locator('.bk-errors').innerText(), /regel 2: "veel" is geen aantal mensen/);
  await send(v.page, 'start', { bevolking: people }, 'Maak de schatting');
  const address = await ready(v);
  const text = await v.page.locator('main').innerText();
  assert.match(text, /per 100 000 per jaar/);
  assert.match(text, /geslacht = v, jaar = 2021/);
  assert.match(text, /jaar, rechte lijn/);
  await look(v, 'groups');

  const person = await Person.signIn(platform, platform.account('analyst'));
  const path = new URL(address).pathname;
  const table = /\/schattingen\/tabel\/\d+/.exec(await v.page.content())[0];
  const { writeFileSync } = await import('node:fs');
  const file = join(platform.dir, 'years.csv');
  const population = join(platform.dir, 'people.csv');
  writeFileSync(file, (await person.get(`${table}/bestand`)).bytes);
  writeFileSync(population, (await person.get(`${path}/bestand/population.csv`)).bytes);
  const screen = JSON.parse((await person.get(`${path}/bestand/result.json`)).text).covariates;
  for (const threads of ['1', '3']) {
    const terminal = JSON.parse(baken('mse', 'fit', file, '--covariates', '--model', 'bic', '--year', 'jaar', '--degree', '1', '--by',
      'geslacht, jaar', '--population', population, '--threads', threads, '--json'));
    assert.deepEqual(screen.groups, terminal.groups, `${threads} threads`);
  }
  assert.deepEqual(v.faults, []);
  await v.close();
});

test('averages and classes, and a list that holds others too: the same from the terminal with more threads', async () => {
  const v = await analyst({ js: false });
  const counts = [['1,0,0', 14], ['0,1,0', 12], ['0,0,1', 11], ['1,1,0', 6], ['1,0,1', 5], ['0,1,1', 4], ['1,1,1', 3]];
  const small = `A,B,C,geslacht,aantal\n${counts.map(([lists, n]) => `${lists},v,${n}\n${lists},m,${n + 1}\n`).join('')}`;
  const { writeFileSync } = await import('node:fs');
  const file = join(platform.dir, 'small.csv');
  writeFileSync(file, small);
  const person = await Person.signIn(platform, platform.account('analyst'));
  const json = async (address) => JSON.parse((await person.get(`${new URL(address).pathname}/bestand/result.json`)).text);
  await handIn(v, 'Klein', small);
  const table = v.page.url();
  for (const model of ['dga', 'lcm']) {
    await v.page.goto(table);
    await send(v.page, 'start', { methode: model, herhalingen: '200', proef: '0' }, 'Maak de schatting');
    const made = await json(await ready(v));
    const again = JSON.parse(baken('mse', 'fit', file, '--model', model, '--threads', '3', '--json'));
    for (const key of ['estimate', 'lower', 'upper', 'hidden', 'reason']) assert.equal(made[key], again[key], `${model}: ${key}`);
  }
  await v.page.goto(table);
  await send(v.page, 'start', { herhalingen: '200', proef: '0', uitsplitsen: '*', wijze: 'fixed', twijfel: 'C' }, 'Maak de schatting');
  assert.match(await v.page.locator('.bk-errors').innerText(), /hoort bij: gemiddelde over alle modellen/);
  assert.equal(await v.page.inputValue('#start-twijfel'), 'C');
  await send(v.page, 'start', { wijze: 'average' }, 'Maak de schatting');
  const address = await ready(v);
  assert.match(await v.page.locator('main').innerText(), /Hoe waarschijnlijk is elke samenhang/);
  await look(v, 'average');
  const told = (await json(address)).covariates;
  const terminal = JSON.parse(baken('mse', 'fit', file, '--covariates', '--way', 'average', '--doubtful', 'C', '--threads', '3', '--json'));
  assert.deepEqual(told.groups, terminal.groups);
  assert.deepEqual(told.average, terminal.average);
  assert.deepEqual(v.faults, []);
  await v.close();
  const seen = await analyst(); // with JavaScript, which axe needs
  for (const [where, name] of [[address, 'report of an average'], [table, 'table with characteristics']]) {
    await seen.page.goto(where);
    await accessible(seen, name);
  }
  await seen.close();
});

test('what is wrong with a table is told by line, and what was typed stays', async () => {
  const v = await analyst({ js: false });
  for (const [csv, text] of [['A,B,aantal\n1,0,5\n1,1,veel\n', /regel 3: "veel" is geen aantal/], ['A,B,aantal\n1,0\n', /regel 2: er staan minder waarden/],
    ['A,naam\n1,x\n', /ten minste twee kolommen/], ['A,B,aantal\n0,0,4\n', /regel 2: hier staat iemand op geen enkele lijst/]]) {
    await v.go('/schattingen/nieuw');
    await v.page.fill('#titel', 'Met een fout');
    await v.page.fill('#plak', csv);
    await press(v.page, 'Lees de tabel');
    assert.match(await v.page.locator('.bk-errors').innerText(), text);
    assert.equal(await v.page.inputValue('#titel'), 'Met een fout');
    assert.equal((await v.page.inputValue('#plak')).trim(), csv.trim());
  }
  await look(v, 'fault');
  await v.go('/schattingen/nieuw');
  await v.page.fill('#titel', 'Te groot');
  await v.page.setInputFiles('#bestand', { name: 'groot.csv', mimeType: 'text/csv', buffer: Buffer.from(`A,B\n${'1,0\n'.repeat(300000)}`) });
  await press(v.page, 'Lees de tabel');
  assert.match(await v.page.locator('main').innerText(), /te groot/);
  await v.close();
});

test('a long estimate goes on after a reload, and can be stopped', async () => {
  const v = await analyst({ js: false });
  await handIn(v, 'New Orleans', published('NewOrl'));
  await send(v.page, 'start', { herhalingen: '5000', proef: '1000' }, 'Maak de schatting');
  const address = v.page.url().split('?')[0];
  const working = v.page.locator('.bk-progress__text');
  const until = Date.now() + WAIT_MS;
  while (!await working.count() && Date.now() < until) { await sleep(200); await v.page.goto(address); }
  assert.ok(await working.count(), 'it tells how far it is');
  await look(v, 'progress');
  await press(v.page, 'Stop');
  assert.match(await v.page.locator('main').innerText(), /Deze schatting is gestopt/);
  await v.close();
});

test('the platform\'s own table: no small counts, not given out; and only for the national organisation', async () => {
  const v = await analyst();
  await v.go('/schattingen/nieuw');
  await accessible(v, 'new table');
  await press(v.page, 'Maak de tabel van het platform');
  const main = await v.page.locator('main').innerText();
  if (await v.page.locator('.bk-errors').count()) {
    assert.match(main, /te weinig mensen in Baken/);
  } else {
    assert.match(main, /afgerond op vijf/);
    for (const cell of await v.page.locator('main td').allInnerTexts()) {
      const n = Number(cell.replace(/\s/g, ''));
      assert.ok(Number.isNaN(n) || n % 5 === 0, `${cell} is not a multiple of five`);
    }
    const person = await Person.signIn(platform, platform.account('analyst'));
    assert.equal((await person.get(`${new URL(v.page.url()).pathname}/bestand`)).status, 403);
    await look(v, 'platform');
    await send(v.page, 'start', { proef: '0' }, 'Maak de schatting');
    await ready(v);
    await look(v, 'platform-report');
    await accessible(v, 'report of the platform');
  }
  await v.close();
});

test('all of it is in the ledger', (t) => { verifyLedger(t, platform.dir); });
