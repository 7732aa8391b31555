// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The national picture of shelter, without JavaScript: tables and drawings that axe finds no fault with and that fit a
// small screen, files in three formats with protected counts, and the question what a new facility would have served.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, follow, h1, press, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
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

async function accessible(v, name) {
  for (const width of [320, 1280]) {
    await v.page.setViewportSize({ width, height: 900 });
    const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name}: ${wide} pixels wide on a screen of ${width}`);
  }
  await v.page.evaluate(AXE);
  const faults = await v.page.evaluate(() => axe.run(document, { resultTypes: ['violations'] })
    .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`)));
  assert.deepEqual(faults, [], name);
}

test('an analyst sees the picture, and never a small count', async () => {
  const v = await browser.signedIn(platform.account('analyst'), { js: false });
  await follow(v.page, 'Landelijk beeld', 'nav');
  assert.equal(await h1(v.page), 'Landelijk beeld van opvang');
  assert.equal(await v.page.locator('.bk-table').count(), 8);
  assert.equal(await v.page.locator('.bk-chart__dot').count(), 25);
  const full = await v.page.locator('#tabel-occupancy').locator('xpath=ancestor::table').locator('tbody tr').evaluateAll((rows) => rows.map((r) => r.children[3].textContent.trim()));
  assert.equal(full.length, 12);
  assert.ok(full.slice(-4).every((share) => Number(share) > 0 && Number(share) <= 100), full.join());
  // Counts of people: nothing, hidden, or a multiple of five. Places (column 6) are no people.
  const cells = await v.page.locator('#tabel-regions').locator('xpath=ancestor::table').locator('tbody tr')
    .evaluateAll((rows) => rows.flatMap((r) => [...r.querySelectorAll('td')].filter((_, i) => [0, 1, 2, 3, 6].includes(i))
      .map((c) => c.textContent.trim())));
  assert.ok(cells.length >= 25 * 5);
  for (const cell of cells) assert.ok(cell === 'minder dan 5' || Number(cell) % 5 === 0, cell);
});

test('the picture is accessible, also with an answer about a new facility', async () => {
  const v = await browser.signedIn(platform.account('registrar'), { js: true });
  await v.go('/opvang/beeld');
  await accessible(v, 'picture');
  await v.page.selectOption('#nieuw-soort', 'crisis');
  await v.page.selectOption('#nieuw-plekken', '10');
  await v.page.check('#nieuw-zonder');
  await press(v.page, 'Reken uit');
  await v.page.waitForSelector('[role=status]');
  const [missed, fits, served] = (await v.page.locator('[role=status] dd').allInnerTexts()).map(Number);
  assert.ok(missed >= fits && fits >= served && served >= 0, `${missed} ${fits} ${served}`);
  await accessible(v, 'picture with an answer');
  await v.go('/en/opvang/beeld');
  assert.equal(await h1(v.page), 'National picture of shelter');
});

test('files: protected for everybody, and in the ledger', async (t) => {
  const person = await Person.signIn(platform, platform.account('registrar'));
  for (const [name, type] of [['opvang.csv', /csv/], ['opvang.json', /json/], ['opvang.xlsx', /spreadsheetml/]]) {
    const answer = await person.get(`/opvang/beeld/${name}?maanden=36`);
    assert.equal(answer.status, 200, name);
    assert.match(answer.headers['content-type'], type);
    assert.match(answer.headers['content-disposition'], /^attachment/);
    if (name.endsWith('json')) {
      const { tables } = JSON.parse(answer.text);
      assert.equal(tables.length, 8);
      assert.ok(tables.every((t) => t.protected));
      for (const row of tables.find((t) => t.name === 'unmet').rows)
        for (const cell of row.slice(1)) assert.ok(cell === '<5' || cell % 5 === 0, `${row[0]}: ${cell}`);
    }
  }
  assert.equal((await person.get('/opvang/beeld/anders.txt')).status, 404);
  await verifyLedger(t, platform.dir);
});

test('who places people or offers places has other doors', async () => {
  const person = await Person.signIn(platform, platform.account('shelter_worker'));
  assert.equal((await person.get('/opvang/beeld')).status, 403);
});
