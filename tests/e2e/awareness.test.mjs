// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Awareness and training as people meet them: the core team makes a survey, somebody without an account fills it in on a
// small telephone without a script, the results come after closing; a campaign is added; a course is followed, who was
// there is written down, and the certificate stands with the person and with nobody else.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Browser, Person, Platform, choose, follow, h1, press, send, sql, verifyLedger } from './harness.mjs';

const AXE = createRequire(import.meta.url)('axe-core').source;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let platform;
let browser;
before(async () => { platform = await Platform.start({ signals: 20 }); browser = await Browser.start(platform); });
after(async () => { await browser?.close(); await platform?.stop(); });

const path = (page) => new URL(page.url()).pathname;
const main = (page) => page.locator('main').innerText();
async function look(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    .then((r) => r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`)), TAGS);
  assert.deepEqual(found, [], path(page));
}

test('a survey: made, filled in without an account, closed, read', async (t) => {
  const v = await browser.signedIn(platform.account('core_team'));
  const { page } = v;
  await follow(page, 'Bewustwording', 'nav');
  await follow(page, 'Peilingen');
  await follow(page, 'Nieuwe peiling');
  await send(page, 'peiling', { naam: 'Wat zie je in je werk?', inleiding: 'Wij willen scholing verbeteren.' }, 'Maak de peiling');
  assert.equal(await h1(page), 'Wat zie je in je werk?');
  await follow(page, 'Voeg een vraag toe');
  await send(page, 'vraag', { vraag: 'Waar werk je?', antwoorden: 'Gemeente' }, 'Bewaar de vraag');
  assert.match(await main(page), /ten minste twee antwoorden/);
  assert.equal(await page.locator('#vraag-vraag').inputValue(), 'Waar werk je?'); // nothing lost
  await send(page, 'vraag', { antwoorden: 'Gemeente\nZorg', splitst: true }, 'Bewaar de vraag');
  await follow(page, 'Voeg een vraag toe');
  await send(page, 'vraag', { vraag: 'Kan een verdachte slachtoffer zijn?', antwoorden: '*Ja\nNee', meer: false }, 'Bewaar de vraag');
  await follow(page, 'Voeg een vraag toe');
  await send(page, 'vraag', { vraag: 'Waar meld je?', antwoorden: 'Politie\nGemeente', meer: true }, 'Bewaar de vraag');
  await look(page);
  await press(page, 'Zet de peiling open');
  const link = await page.locator('main a[href^="/peiling/"]').getAttribute('href');
  assert.match(link, /^\/peiling\/[a-z2-9]{10}$/);

  const phone = await browser.visitor({ js: false, viewport: { width: 320, height: 640 } });
  await phone.go(link);
  await press(phone.page, 'Stuur de antwoorden'); // nothing chosen
  assert.match(await main(phone.page), /Beantwoord ten minste één vraag/);
  await choose(phone.page, 'v1', '1');
  await choose(phone.page, 'v2', '1');
  await phone.page.locator('input[name=v3][value="1"]').check();
  await phone.page.locator('input[name=v3][value="2"]').check();
  await press(phone.page, 'Stuur de antwoorden');
  assert.equal(await h1(phone.page), 'Dank je wel');
  assert.deepEqual(await phone.context.cookies(), []);
  const eyes = await browser.visitor({ viewport: { width: 320, height: 640 } });
  for (const prefix of ['', '/en']) {
    await eyes.go(prefix + link);
    await look(eyes.page);
    assert.ok(await eyes.page.evaluate(() => document.documentElement.scrollWidth) <= 320);
  }

  // What is kept: how often, and nothing of who or when.
  const [survey] = sql(platform.dir, "SELECT id FROM survey WHERE title = 'Wat zie je in je werk?'");
  const counts = sql(platform.dir, `SELECT c.group_place AS g, q.place AS q, c.place AS o, c.n FROM survey_count c
    JOIN survey_question q ON q.id = c.question_id WHERE q.survey_id = ${survey.id} ORDER BY 2, 3`);
  assert.deepEqual(counts.map((c) => [c.g, c.q, c.o, c.n]), [[1, 1, 0, 1], [1, 1, 1, 1], [1, 2, 0, 1], [1, 2, 1, 1], [1, 3, 0, 1], [1, 3, 1, 1], [1, 3, 2, 1]]);
  const entries = sql(platform.dir, `SELECT account_id, org_id FROM ledger_entry WHERE action = 'survey.fill' AND object_id = ${survey.id}`);
  assert.deepEqual(entries.map((e) => [e.account_id, e.org_id]), [[0, 0]]);

  await page.reload();
  assert.match(await main(page), /Minder dan 20 keer ingevuld/); // not how many, while it is open
  await press(page, 'Sluit de peiling voorgoed');
  assert.match(await main(page), /minder dan 5/);
  await look(page);
  await phone.go(link);
  assert.equal(await h1(phone.page), 'Deze peiling is gesloten');
  await press(page, 'Herhaal deze peiling');
  assert.equal(await page.locator('main ol > li').count(), 3);
  assert.equal(sql(platform.dir, 'SELECT count(*) AS n FROM survey_sent WHERE survey_id = ' + survey.id)[0].n, 0);
  assert.deepEqual([...v.faults, ...phone.faults, ...eyes.faults], []);
  await Promise.all([v.close(), phone.close(), eyes.close()]);
  verifyLedger(t, platform.dir);
});

test('a campaign and the calendar', async () => {
  const v = await browser.signedIn(platform.account('registrar'));
  const { page } = v;
  await v.go('/bewustwording/campagnes/nieuw');
  await send(page, 'campagne', { naam: 'Kijk om je heen', wie: 'Een gemeente', van: '2026-05-01', tot: '2026-04-01' }, 'Bewaar de campagne');
  assert.match(await main(page), /Kies voor wie de campagne is/);
  await page.locator('#campagne-groepen input[value="young"]').check();
  await send(page, 'campagne', {}, 'Bewaar de campagne');
  assert.match(await main(page), /De laatste dag ligt voor de eerste/);
  assert.ok(await page.locator('#campagne-groepen input[value="young"]').isChecked());
  await send(page, 'campagne', { tot: '2026-06-01', bereik: '1200', meting: 'reach' }, 'Bewaar de campagne');
  assert.equal(await h1(page), 'Kijk om je heen');
  await look(page);
  await v.go('/bewustwording/kalender');
  await send(page, 'moment', { dag: '2030-01-01', boodschap: 'Te ver weg om te zien.', organisatie: 'Een gemeente' }, 'Zet op de kalender');
  assert.equal(path(page), '/bewustwording/kalender');
  assert.doesNotMatch(await main(page), /Te ver weg/);
  await look(page);
  assert.deepEqual(v.faults, []);
  await v.close();
});

test('a course: signed up by the manager, there, a certificate that others do not see', async () => {
  const admin = await browser.signedIn(platform.account('org_admin', 'capelle'));
  await follow(admin.page, 'Scholing', 'nav');
  await follow(admin.page, 'Voorbeeld: basis voor de aandachtsfunctionaris');
  const session = path(admin.page);
  assert.match(session, /^\/scholing\/bijeenkomsten\/\d+$/);
  const name = platform.account('focal_point', 'capelle');
  const [who] = sql(platform.dir, `SELECT id, display_name FROM account WHERE username = '${name.username}'`);
  await send(admin.page, 'collega', { wie: String(who.id) }, 'Meld deze collega aan');
  assert.ok((await main(admin.page)).includes(who.display_name));
  await look(admin.page);

  const other = await browser.signedIn(platform.account('org_admin', 'rotterdam'));
  await other.go(session);
  assert.ok(!(await main(other.page)).includes(who.display_name));
  const outsider = await browser.signedIn(platform.account('investigator'));
  await outsider.go(session);
  assert.ok(!(await main(outsider.page)).includes(who.display_name));
  // Somebody of another organisation is not signed up or off by hand-made forms either.
  const csrf = await other.page.locator('input[name=csrf]').first().inputValue();
  const answer = await other.page.request.post(platform.base + session + '/afmelden', { form: { csrf, wie: String(who.id) }, headers: { Origin: platform.base }, maxRedirects: 0 });
  assert.equal(answer.status(), 404);

  // A session that was held: who was not there after all has no certificate, and has it when that was a mistake.
  const [held] = sql(platform.dir, `SELECT session_id AS id FROM participation WHERE account_id = ${who.id} AND state = 'present'`);
  const core = await browser.signedIn(platform.account('core_team'));
  const self = await browser.signedIn(name);
  for (const [was, shown] of [[false, /niet gevolgd/], [true, /geldig|verloopt binnenkort/]]) {
    await core.go(`/scholing/bijeenkomsten/${held.id}`);
    await core.page.locator(`#aanwezig-was input[value="${who.id}"]`).setChecked(was);
    await press(core.page, 'Leg vast wie er was');
    await self.go('/scholing');
    const rows = self.page.locator('table').first().locator('tbody tr');
    assert.match(await rows.last().innerText(), shown);
  }
  await look(core.page);
  await look(self.page);
  assert.deepEqual([admin, other, outsider, core, self].flatMap((v) => v.faults), []);
  await Promise.all([admin, other, outsider, core, self].map((v) => v.close()));
});

test('the last seat: asked for twice by one is one seat, and nobody else has it; who looks at colleagues is in the ledger', async () => {
  const [core, self, other] = await Promise.all([platform.account('core_team'), platform.account('focal_point', 'capelle'),
    platform.account('focal_point', 'rotterdam')].map((a) => Person.signIn(platform, a)));
  const [course] = sql(platform.dir, "SELECT id FROM course WHERE state = 'open' ORDER BY id LIMIT 1");
  const made = await core.post(`/scholing/cursussen/${course.id}/bijeenkomsten`,
    { inzending: 'ab'.repeat(16), dag: '2030-01-02', tijd: '10:00', plaats: 'online', stoelen: '1' });
  assert.equal(made.status, 303, made.text);
  const [session] = sql(platform.dir, 'SELECT id FROM course_session ORDER BY id DESC LIMIT 1');
  const join = `/scholing/bijeenkomsten/${session.id}/aanmelden`;
  const answers = [await self.post(join), await self.post(join), await other.post(join)];
  assert.deepEqual(answers.map((a) => a.status), [303, 303, 409]);
  assert.equal(Number(sql(platform.dir, `SELECT count(*) AS n FROM participation WHERE session_id = ${session.id}`)[0].n), 1);

  const looks = () => Number(sql(platform.dir, "SELECT count(*) AS n FROM ledger_entry WHERE action = 'training.people' AND object = 'org'")[0].n);
  const before = looks();
  const admin = await Person.signIn(platform, platform.account('org_admin', 'capelle'));
  assert.equal((await admin.get('/scholing')).status, 200);
  assert.equal(looks(), before + 1);
  assert.equal((await self.get('/scholing')).status, 200); // sees nobody's
  assert.equal(looks(), before + 1);
});

test('what is sent twice is one answer, one booking, and one entry in the ledger', async () => {
  const entries = (action) => Number(sql(platform.dir, `SELECT count(*) AS n FROM ledger_entry WHERE action = '${action}'`)[0].n);
  const [survey] = sql(platform.dir, "SELECT code FROM survey WHERE state = 'open' ORDER BY id LIMIT 1");
  const [row] = sql(platform.dir, 'SELECT code, year FROM money_entry ORDER BY id LIMIT 1');
  const core = await Person.signIn(platform, platform.account('core_team'));
  const booking = { inzending: 'cd'.repeat(16), soort: 'spent', regel: row.code, jaar: String(row.year), bedrag: '10', basis: 'once',
    dag: '2026-01-02', reden: 'Proef', besloten: 'Kernteam', bron: 'Factuur 1' };
  for (const [who, path, fields, action] of [[new Person(platform), `/peiling/${survey.code}`, { inzending: 'ef'.repeat(16), v1: '1' }, 'survey.fill'],
    [core, '/sturing/geld/boeken', booking, 'money.book']]) {
    const before = entries(action);
    for (let i = 0; i < 2; i++) assert.equal((await who.post(path, fields)).status, 303, path);
    assert.equal(entries(action), before + 1, action);
  }
});
