// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The report of a quarter, as the core team and a principal use it, without JavaScript: made in one step, words written
// beside its figures, submitted, sent back, adopted by somebody else, published. After that its files are the same bytes,
// whatever is booked; a new one for the same quarter says why.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, baken, follow, h1, press, sql, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const PICTURES = process.env.PICTURES; // a folder: keeps what the pages look like
const NAMES = ['nl.html', 'nl.pdf', 'nl.xlsx', 'en.html', 'en.pdf', 'en.xlsx'];

let platform;
let browser;
let folder;

before(async () => {
  platform = await Platform.start({ signals: 40 });
  browser = await Browser.start(platform);
  folder = mkdtempSync(join(tmpdir(), 'baken-report-'));
});
after(async () => {
  await browser?.close();
  await platform?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function look(v, name) {
  for (const width of [320, 1280]) {
    await v.page.setViewportSize({ width, height: 900 });
    const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name}: ${wide} pixels wide on a screen of ${width}`);
    if (PICTURES) await v.page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
  }
}
// Every file of a report, by name.
async function filesOf(person, path) {
  const files = {};
  for (const name of NAMES) {
    const answer = await person.get(`${path}/bestand/${name}`);
    assert.equal(answer.status, 200, `${name}: ${answer.text.slice(0, 300)}`);
    assert.match(answer.headers['content-disposition'], /^attachment/);
    files[name] = answer.bytes;
  }
  return files;
}
function same(a, b) {
  for (const name of NAMES) assert.ok(a[name].equals(b[name]), `${name}: other bytes`);
}
function pdfText(bytes) {
  const file = join(folder, 'x.pdf');
  writeFileSync(file, bytes);
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}
// The texts of one part of a workbook.
function part(bytes, name) {
  const file = join(folder, 'x.xlsx');
  writeFileSync(file, bytes);
  return execFileSync('unzip', ['-p', file, name], { encoding: 'utf8', maxBuffer: 1e8 });
}

test('a report from one step to bytes that stay', async (t) => {
  const v = await browser.signedIn(platform.account('core_team'), { js: false });
  await v.go('/sturing');
  await follow(v.page, 'Rapportages');
  assert.equal(await h1(v.page), 'Rapportages');
  await look(v, 'report-list');
  await v.page.selectOption('#maak-periode', '2025Q1');
  await press(v.page, 'Maak de rapportage');
  assert.match(await h1(v.page), /^Kwartaalrapportage: kwartaal 1 van 2025, nummer 1$/);
  const path = new URL(v.page.url()).pathname;
  assert.match(await v.page.locator('.bk-report').innerText(), /Van de 32 acties lopen er volgens het plan/);
  assert.equal(await v.page.locator('.bk-report svg').count(), 3);
  await look(v, 'report-draft');

  await follow(v.page, 'Schrijf de teksten');
  await v.page.fill('#teksten-intro', 'Wij zijn **goed** begonnen.\n\n- een\n- twee');
  await v.page.fill('#teksten-line2', 'Over melden valt dit te zeggen.');
  await look(v, 'report-texts');
  await press(v.page, 'Bewaar');
  assert.match(await v.page.locator('.bk-report').innerText(), /Over melden valt dit te zeggen/);
  assert.equal(await v.page.locator('.bk-report strong', { hasText: 'goed' }).count(), 1);

  const maker = await Person.signIn(platform, platform.account('core_team'));
  assert.equal((await maker.post('/sturing/rapportages', { periode: '2025Q1' })).status, 409, 'one draft of a period');
  assert.equal((await maker.post('/sturing/rapportages', { periode: '2031Q1' })).status, 422);
  assert.equal((await maker.post(`${path}/vaststellen`)).status, 403, 'the core team does not adopt');
  const draft = await filesOf(maker, path);
  same(draft, await filesOf(maker, path));
  assert.match(draft['nl.html'].toString(), /Concept, nog niet vastgesteld/);
  await press(v.page, 'Bied aan de opdrachtgevers aan');
  assert.equal((await maker.post(`${path}/teksten`, { intro: 'anders' })).status, 409, 'submitted: nothing changes');

  const p = await browser.signedIn(platform.account('principal'), { js: false });
  await p.go(path);
  await look(p, 'report-submitted');
  await p.page.fill('#terug-reden', 'Zeg ook iets over lijn 4.');
  await press(p.page, 'Geef terug');
  assert.match(await p.page.locator('main').innerText(), /Zeg ook iets over lijn 4/);
  assert.equal((await maker.post(`${path}/teksten`, { intro: 'Wij zijn begonnen.', line4: 'De regio doet mee.' })).status, 303);
  assert.equal((await maker.post(`${path}/aanbieden`)).status, 303);
  await p.go(path);
  await press(p.page, 'Stel vast');
  assert.match(await p.page.locator('main').innerText(), /Vastgesteld op .* Nummer 2025Q1-1/);
  await look(p, 'report-adopted');
  await t.test('no fault that axe finds', async () => {
    const with_script = await browser.signedIn(platform.account('core_team'));
    await with_script.go(path);
    await with_script.page.evaluate(AXE);
    const faults = await with_script.page.evaluate(() => axe.run(document, { resultTypes: ['violations'] })
      .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`)));
    assert.deepEqual(faults, []);
  });

  const adopted = await filesOf(maker, path);
  assert.match(pdfText(adopted['nl.pdf']), /De regio doet mee\./);
  assert.match(pdfText(adopted['nl.pdf']), /Vastgesteld op .* Nummer 2025Q1-1/);
  assert.match(pdfText(adopted['en.pdf']), /Of the 32 actions/);
  assert.match(part(adopted['nl.xlsx'], 'xl/charts/chart1.xml'), /barDir val="bar".*grouping val="stacked"/s);
  assert.match(part(adopted['nl.xlsx'], 'xl/workbook.xml'), /name="risicomatrix"/);
  assert.match(part(adopted['nl.xlsx'], 'xl/worksheets/sheet4.xml'), /conditionalFormatting/);

  // Figures that come in afterwards change nothing that was adopted; a new report has them, says why, and has a number.
  const figures = await maker.post('/sturing/indicatoren/registraties/cijfers', { plak: 'datum;waarde;bron;toelichting\n31-12-2024;777;Jaarbericht;' });
  assert.equal(figures.status, 303, figures.text);
  const told = await maker.post('/sturing/acties/3/bericht', { kwartaal: '2025Q1', stand: 'stopped', fase: 'decision', voortgang: 'Er is besloten te stoppen.' });
  assert.equal(told.status, 303, told.text);
  const [{ id }] = sql(platform.dir, 'SELECT MAX(id) AS id FROM progress_report WHERE action = 3');
  assert.equal((await maker.post(`/sturing/acties/3/berichten/${id}/oordeel`, { oordeel: 'accepted' })).status, 303);
  assert.equal((await maker.post(`${path}/openbaar`)).status, 303);
  same(adopted, await filesOf(maker, path));
  const nobody = new Person(platform);
  assert.match((await nobody.get('/programma/rapportages')).text, /kwartaal 1 van 2025/);
  same(adopted, await filesOf(nobody, path.replace('/sturing/', '/programma/')));
  assert.equal((await maker.post('/sturing/rapportages', { periode: '2025Q1' })).status, 422, 'a reason is wanted');
  const next = await maker.post('/sturing/rapportages', { periode: '2025Q1', reden: 'Een bedrag klopte niet.' });
  assert.equal(next.status, 303);
  const second = await maker.get(next.headers.location);
  assert.match(second.text, /<strong>777</);
  assert.match(second.text, /Er is besloten te stoppen\./);
  assert.doesNotMatch(adopted['nl.html'].toString(), /<strong>777</);
  assert.match(second.text, /nummer 2025Q1-1\. Reden: Een bedrag klopte niet\./);
  assert.equal((await nobody.get(`${next.headers.location.replace('/sturing/', '/programma/')}/bestand/nl.pdf`)).status, 404);
  same(adopted, await filesOf(maker, path));
  const said = sql(platform.dir, "SELECT purpose FROM ledger_entry WHERE action = 'reporting.adopt' AND object_id = " + path.split('/').pop());
  assert.equal(said.length, NAMES.length, 'the digest of each file is in the ledger');
  verifyLedger(t, platform.dir);
});

test('the terminal makes the same report from what the platform knows', () => {
  const one = join(folder, 'one.html');
  baken('plan', 'report', '--quarter', '2025Q1', '--data', platform.dir, '--language', 'en', '--out', one);
  assert.match(execFileSync('cat', [one], { encoding: 'utf8' }), /Progress was accepted for \d+ of the 32 actions/);
});
