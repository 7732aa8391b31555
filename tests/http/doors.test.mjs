// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Every door of the program (`baken routes --json`) is tried by every role and by nobody, on objects of their own and on
// those of others. What should be answered follows from tests/golden/may.txt and from who owns what in the store, worked
// out here a second time. A page that opens for the wrong person fails; so does a refusal of the right one, an answer
// 500, a write without the form's token, and a write that another site started.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, Platform, checkHeaders, lines, makeEstimate, root, routes, sleep, sql as ask, tables } from '../e2e/harness.mjs';

const RANKS = ['none', 'region', 'participant', 'own', 'mine'];
// role, part of the name of the organisation
const PEOPLE = [['focal_point', 'capelle'], ['chain_director', 'veiligheidshuis'], ['privacy_officer', 'capelle'], ['org_admin', 'capelle'],
  ['focal_point', 'rotterdam'], ['care_coordinator', 'rijnmond'], ['chain_director', 'zorgco'], ['helper', 'jeugd'],
  ['case_director', 'veiligheidshuis rotterdam'], ['case_director', 'riec'], ['investigator', ''], ['adviser', ''], ['helper', 'capelle'],
  ['registrar', ''], ['focal_point', 'landelijk'], ['privacy_officer', 'beheer van baken'], ['administrator', ''],
  ['rules_editor', 'landelijk'], ['rules_editor', 'expertise'], ['shelter_worker', 'zuid'], ['shelter_worker', 'noord'], ['analyst', ''],
  ['core_team', ''], ['action_owner', 'programma'], ['action_owner', 'landelijk'], ['principal', '']];
const MANY = 3; // objects of each relation

let platform;
let people;
let doors;
const sql = (query) => ask(platform.dir, query);

// ---- who may, from the printed table ------------------------------------------------------------------------------------

function readTable() {
  const table = {};
  let action = '';
  for (const line of readFileSync(join(root, 'tests', 'golden', 'may.txt'), 'utf8').split('\n')) {
    const head = /^(\w+): /.exec(line);
    const row = /^ {2}(\w+) +(any|region|participant|own|mine)/.exec(line);
    if (head) table[action = head[1]] = {};
    else if (row && action) table[action][row[1]] = row[2] === 'any' ? 0 : RANKS.indexOf(row[2]);
  }
  return table;
}
const table = readTable();

const weakest = (person, action) => Math.min(...person.roles.map((role) => table[action]?.[role] ?? Infinity));
const ever = (person, action) => action === 'public' || action === 'signed_in' || weakest(person, action) < Infinity;

// ---- who stands how to what, worked out from the store -------------------------------------------------------------------

const directs = (person) => person.roles.includes('chain_director');
const HOUR = 3600e3;
const WAITS = { tonight: [2 * HOUR, 12 * HOUR, 36 * HOUR], later: [7 * 24 * HOUR, 14 * 24 * HOUR, 28 * 24 * HOUR] };

// Who looks for a place, who may take over or asked first, to whom it shows after some hours, and who gives the place.
function requestRelation(p, r) {
  if (r.org_id === p.org) return r.account_id === p.id ? 'mine' : 'own';
  if ([r.backup_org, r.asked_org].includes(p.org)) return 'participant';
  if (world.placement.some((s) => s.request_id === r.id && s.org_id === p.org && s.shared_at)) return 'participant';
  const [coordinator, national, chain] = WAITS[['crisis', 'emergency_bed'].includes(r.kind) ? 'tonight' : 'later'];
  const waits = (role, long) => p.roles.includes(role) && Date.now() - r.asked_at >= long;
  const here = p.everywhere || p.regions.has(r.region_code);
  const sees = waits('registrar', national) || (here && (waits('care_coordinator', coordinator) || waits('chain_director', chain)));
  return r.state === 'open' && sees ? 'region' : 'none';
}
function stayRelation(p, s) {
  const request = world.placement_request.find((r) => r.id === s.request_id);
  if (request.org_id === p.org) return 'own';
  return s.org_id === p.org || request.backup_org === p.org ? 'participant' : 'none';
}
const KINDS = {
  signalen: {
    table: 'signal',
    relation: (p, s) => (s.org_id === p.org ? (s.assignee === p.id ? 'mine' : 'own') : directs(p) && p.regions.has(s.region_code) ? 'region' : 'none'),
    children: { bestand: ['signal_file', 'signal_id'], feit: ['signal_fact', 'signal_id'] },
  },
  verwijzingen: {
    table: 'referral',
    relation: (p, r) => (r.from_org === p.org ? 'own' : r.to_org === p.org ? 'participant' : directs(p) && p.regions.has(r.region_code) ? 'region' : 'none'),
  },
  adviezen: { table: 'advice', relation: (p, a) => (a.to_org === p.org ? 'participant' : 'none') },
  casussen: {
    table: 'case_file',
    relation(p, c) {
      if (c.director === p.id && c.org_id === p.org) return 'mine';
      const parts = world.case_participant.filter((x) => x.case_id === c.id && x.org_id === p.org && (x.until === 0 || x.until > Date.now()));
      const named = parts.some((x) => x.account_id === p.id);
      if (c.org_id === p.org && (!c.restricted || named)) return 'own';
      if (named || (!c.restricted && parts.some((x) => x.account_id === 0))) return 'participant';
      return c.state === 'stuck' && directs(p) && (p.regions.has(c.region_code)) ? 'region' : 'none';
    },
    children: { persoon: ['case_person', 'case_id'], stap: ['case_step', 'case_id'], taak: ['case_task', 'case_id'], deelnemer: ['case_participant', 'case_id'] },
  },
  opvang: { table: 'placement_request', relation: requestRelation, children: { vraag: ['placement_ask', 'request_id'] } },
  'opvang/vragen': { table: 'placement_ask', relation: (p, a) => (a.org_id === p.org ? 'own' : 'none') },
  'opvang/verblijven': { table: 'placement', relation: stayRelation },
  'opvang/plekken': { table: 'shelter_facility', relation: (p, f) => (f.org_id === p.org ? 'own' : 'none') },
  'opvang/plekken/groepen': { table: 'shelter_unit', relation: (p, u) => (u.org_id === p.org ? 'own' : 'none') },
  'bewustwording/peilingen': { table: 'survey', fixed: { naam: 'peiling.json' }, relation: () => 'own' },
  'bewaren/:soort': { table: 'signal', fixed: { soort: 'signaal' }, relation: (p, s) => (s.org_id === p.org ? 'own' : 'none') },
  schattingen: { table: 'figure_run', fixed: { naam: 'result.json' }, relation: (p, r) => (r.org_id === p.org ? 'own' : 'none') },
  'schattingen/tabel': { table: 'figure_table', relation: (p, t) => (t.org_id === p.org ? 'own' : 'none') },
  // The national level keeps all rules, a police unit its own; everyone may read them.
  'beheer/regels/concept': { table: 'rule_draft', relation: (p, d) => (p.national ? 'own' : p.units.has(d.region.replaceAll(' ', '-')) ? 'region' : 'none') },
  // An action of the plan is owned by organisations.
  'sturing/acties': { table: 'plan_action', relation: (p, a) => (world.action_owner.some((w) => w.action === a.id && w.org_id === p.org && w.until === 0) ? 'own' : 'none'),
    children: { bericht: ['progress_report', 'action'], bestand: ['progress_file', 'action'] } },
  'sturing/geld/boekingen': { table: 'money_entry', relation: () => 'none' },
  'sturing/rapportages': { table: 'programme_report', fixed: { bestand: 'nl.html' }, relation: () => 'own' },
  'beheer/accounts': { table: 'account', relation: (p, a) => (a.org_id === p.org ? 'own' : 'none') },
  'beheer/uitnodigingen': { table: 'invite', relation: (p, i) => (i.org_id === p.org ? 'own' : 'none') },
  'beheer/organisaties': { table: 'org', relation: () => 'own' },
};
const TABLES = ['signal', 'signal_file', 'signal_fact', 'referral', 'advice', 'case_file', 'case_participant', 'case_person', 'case_step', 'case_task',
  'account', 'invite', 'org', 'org_area', 'desk', 'figure_run', 'figure_table', 'rule_draft', 'placement_request', 'placement_ask', 'placement', 'action_owner', 'progress_report', 'money_entry', 'shelter_facility', 'shelter_unit', 'survey', 'programme_report'];
let world;
const readWorld = () => {
  world = Object.fromEntries(TABLES.map((t) => [t, sql(`SELECT * FROM ${t}`)]));
  world.plan_action = Array.from({ length: 32 }, (_, i) => ({ id: i + 1 })); // of data/plan, not of the store
  world.progress_file = sql('SELECT f.id, r.action FROM progress_file f JOIN progress_report r ON r.id = f.report_id');
};

const kindOf = (route) => Object.entries(KINDS).find(([prefix]) => route.path.startsWith(`/${prefix}/:id`))?.[1];

// Objects to try: some of each relation, a child of their own where the path names one.
function * objectsFor(person, route) {
  const kind = kindOf(route);
  if (!kind) { yield { path: fill(route, {}), relation: null }; return; }
  const seen = {};
  const wanted = route.path.split('/').filter((p) => p.startsWith(':') && p !== ':id').map((p) => p.slice(1));
  const [child] = wanted.filter((name) => kind.children?.[name]);
  // Those with the child first.
  const rich = child ? new Set(world[kind.children[child][0]].map((c) => c[kind.children[child][1]])) : new Set();
  const rows = [...world[kind.table]].sort((a, b) => rich.has(b.id) - rich.has(a.id));
  for (const row of rows) {
    const relation = kind.relation(person, row);
    seen[relation] = (seen[relation] ?? 0) + 1;
    if (seen[relation] > MANY) continue;
    const mine = child ? world[kind.children[child][0]].find((c) => c[kind.children[child][1]] === row.id) : null;
    yield { path: fill(route, { ...kind.fixed, id: row.id, [child]: mine?.id ?? 999999 }), relation, row, missing: Boolean(child) && !mine };
  }
}

const NAMED = { cijfers: 'opvang.json', reeks: 'indicatoren.json', indicator: 'meldingen', risicos: 'risicos.json', kalender: 'sturing.ics', besluiten: 'besluiten.json', naam: 'stand.csv', geld: 'geld.csv', regel: 'c1' }; // the name of a file, where there is no object
const fill = (route, values) => route.path.replace(/:(\w+)/g, (_, name) => values[name] ?? NAMED[name] ?? '1');
function allowed(person, route, relation) {
  if (relation === null) return ever(person, route.action);
  // A referral is read by who may send or answer one; who watches a region sees its progress only.
  const read = { own: 'referral_send', mine: 'referral_send', participant: 'referral_answer' };
  const action = route.path === '/verwijzingen/:id' ? read[relation] ?? route.action : route.action;
  return Math.max(weakest(person, action), weakest(person, route.action)) <= RANKS.indexOf(relation);
}

// ---- setting the stage ------------------------------------------------------------------------------------------------------

function multipart(fields, files) {
  const edge = `edge${randomBytes(8).toString('hex')}`;
  const parts = Object.entries(fields).map(([name, value]) => `--${edge}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  for (const f of files) parts.push(`--${edge}\r\nContent-Disposition: form-data; name="${f.field}"; filename="${f.name}"\r\nContent-Type: text/plain\r\n\r\n${f.text}\r\n`);
  const body = `${parts.join('')}--${edge}--\r\n`;
  return { body, headers: { 'Content-Type': `multipart/form-data; boundary=${edge}`, 'Content-Length': Buffer.byteLength(body) } };
}

// A report with a file, through the mailbox.
async function reportWithFile(gemeente) {
  const made = await platform.json('POST', '/api/v1/meldingen', { rol: 'burger', vorm: 'arbeid', gemeente, tekst: 'Er klopt iets niet.', anoniem: true });
  assert.equal(made.status, 201, made.text);
  const visitor = new Person(platform);
  const box = await visitor.post('/postvak', { ontvangstcode: JSON.parse(made.text).ontvangstcode });
  const hidden = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(box.text)[1];
  const sent = await platform.request('POST', '/postvak/bericht', multipart({ sleutel: hidden('sleutel'), nummer: hidden('nummer'), bericht: 'Zie de bijlage.' },
    [{ field: 'bestand', name: 'brief.txt', text: 'Een brief, met gewone letters.' }]));
  assert.equal(sent.status, 200, sent.text);
}

before(async () => {
  platform = await Platform.start({ signals: 150 });
  doors = routes();
  await reportWithFile('GM0502');
  await reportWithFile('GM0599');
  await makeEstimate(await Person.signIn(platform, platform.account('analyst')));
  people = [];
  const colleague = platform.accounts.filter((a) => a.role === 'focal_point' && /capelle/i.test(a.organisation))[1];
  for (const account of [...PEOPLE.map(([role, text]) => platform.account(role, text)), colleague]) {
    const person = await Person.signIn(platform, account);
    const [row] = sql(`SELECT id, org_id FROM account WHERE username = '${account.username}'`);
    const areas = sql(`SELECT scope, code FROM org_area WHERE org_id = ${row.org_id}`);
    Object.assign(person, { id: row.id, org: row.org_id, roles: account.role.split(' '), regions: new Set(areas.filter((a) => a.scope === 'region').map((a) => a.code)), everywhere: areas.some((a) => a.scope === 'national'),
      units: new Set(areas.filter((a) => a.scope === 'police_unit').map((a) => a.code)), national: /^(national|platform)$/.test(sql(`SELECT kind FROM org WHERE id = ${row.org_id}`)[0].kind) });
    people.push(person);
  }
  const keeper = people.find((p) => p.roles.includes('administrator'));
  const [triage] = sql("SELECT id FROM rule_table WHERE name = 'triage'");
  for (const regio of ['', 'Rotterdam', 'Den Haag'])
    assert.equal((await keeper.post(`/beheer/regels/${triage.id}/concept`, { regio })).status, 303);
  const maker = people.find((p) => p.roles.includes('core_team'));
  assert.equal((await maker.post('/sturing/rapportages', { periode: '2025Q1' })).status, 303);
  // Desks can be edited by who serves their area; directory's own tests know which.
  doors = doors.filter((d) => !d.path.startsWith('/beheer/loketten/:id'));
  await afterJobs();
  readWorld();
});

// What the program does by itself right after its start: terms that ended in the demo's past.
async function afterJobs() {
  for (;;) {
    const [{ due }] = sql(`SELECT count(*) AS due FROM referral WHERE (withdrawn = 0 AND valid_until < ${Date.now()}) OR (state = 'sent' AND due_at < ${Date.now()})`);
    const [{ planned, overdue }] = sql(`SELECT (SELECT count(*) FROM ledger_entry WHERE action = 'retention.plan' AND object = 'case') AS planned,
      (SELECT count(*) FROM retention WHERE due_at < ${Date.now()}) AS overdue`);
    if (due === 0 && planned > 0 && overdue === 0) return;
    await sleep(200);
  }
}
after(() => platform?.stop());

// What people can change: everything but sessions, failures, and the ledger of who tried.
function fingerprint() {
  const names = tables(platform.dir).filter((n) => !/^(session|ledger_|login_failure|mailbox_failure|guess|identity_access|job_lease)/.test(n));
  return Object.fromEntries(Object.entries(lines(platform.dir, names)).map(([n, rows]) => [n, new Set(rows)]));
}
function unchanged(was) {
  const now = fingerprint();
  const changes = Object.keys(now).flatMap((n) => [...now[n]].filter((row) => !was[n]?.has(row)).concat([...was[n]].filter((row) => !now[n].has(row))).map((row) => `${n}: ${row.slice(0, 300)}`));
  assert.deepEqual(changes, [], 'and nothing changed');
}

const wrong = [];
const expect = (good, who, route, path, answer, what) => { if (!good) wrong.push(`${who} ${route.method} ${path}: ${answer.status}, expected ${what}`); };
function settle() {
  const all = wrong.splice(0);
  assert.equal(all.length, 0, `${all.length} doors:\n${all.slice(0, 60).join('\n')}`);
}
const form = (route) => (route.flags.includes('api') ? { headers: { 'Content-Type': 'application/json' }, body: '{}' } : null);
const knock = (person, route, path, fields = {}) => (route.method === 'GET' ? person.get(path)
  : form(route) ? platform.request('POST', path, form(route)) : person.post(path, fields));

test('the table of rights was read, and every route asks for an action in it', () => {
  assert.ok(Object.keys(table).length > 15);
  for (const route of doors) assert.ok(table[route.action], `${route.path}: ${route.action}`);
  const roles = new Set(people.flatMap((p) => p.roles));
  for (const role of Object.keys(table.public)) assert.ok(roles.has(role), `somebody plays ${role}`);
  assert.ok(doors.filter(kindOf).length > 40, 'routes with an object');
});

test('nobody: public doors open, all others lead to signing in', async () => {
  const nobody = new Person(platform);
  for (const route of doors) {
    const path = fill(route, {});
    const answer = await knock(nobody, route, path);
    checkHeaders(answer.headers, path);
    const open = route.path === '/inloggen' ? [200, 403] : null; // no name, no password: not signed in
    if (open) expect(open.includes(answer.status), 'nobody', route, path, answer, 'the form');
    else if (route.action === 'public') expect(![401, 403].includes(answer.status) && answer.status < 500, 'nobody', route, path, answer, 'open');
    else if (route.method === 'GET') expect(answer.status === 303 && /\/inloggen$/.test(answer.headers.location), 'nobody', route, path, answer, '303 to sign in');
    else expect(answer.status === 401, 'nobody', route, path, answer, '401');
    expect(!answer.headers['set-cookie'], 'nobody', route, path, answer, 'no cookie');
  }
  settle();
});

test('a made-up, ended or somebody else\'s cookie is nobody', async () => {
  for (const cookie of ['baken=', 'baken=x', `baken=${randomBytes(32).toString('base64url')}`, `baken=${'A'.repeat(4000)}`]) {
    const answer = await new Person(platform, cookie).get('/werk');
    assert.ok([303, 400, 431].includes(answer.status), `${cookie.slice(0, 20)}: ${answer.status}`);
  }
  const guest = await Person.signIn(platform, platform.account('focal_point', 'venlo'), { fresh: true });
  assert.match(guest.setCookie, /HttpOnly/i);
  assert.match(guest.setCookie, /SameSite=Strict/i);
  assert.equal((await guest.get('/werk')).status, 200);
  assert.equal((await guest.post('/uitloggen')).status, 303);
  assert.equal((await guest.get('/werk')).status, 303, 'signed out');
});

test('who may not, cannot: every role at every door it has no right to', async (t) => {
  const was = fingerprint();
  let tried = 0;
  for (const person of people) {
    for (const route of doors) {
      if (route.action === 'public') continue;
      for (const object of objectsFor(person, route)) {
        if (allowed(person, route, object.relation)) continue;
        const answer = await knock(person, route, object.path);
        tried++;
        expect([403, 404].includes(answer.status), person.account.username, route, object.path, answer, `403 or 404 (${object.relation ?? 'no object'}, ${route.action})`);
      }
    }
  }
  t.diagnostic(`${tried} refusals`);
  settle();
  unchanged(was);
});

test('what hangs under an object of one\'s own is not opened through it when it hangs elsewhere', async (t) => {
  const was = fingerprint();
  let tried = 0;
  for (const person of people) {
    for (const route of doors) {
      const kind = kindOf(route);
      const [child] = Object.entries(kind?.children ?? {}).filter(([name]) => route.path.includes(`/:${name}`));
      if (!child) continue;
      const [name, [of, by]] = child;
      const own = world[kind.table].find((row) => allowed(person, route, kind.relation(person, row)));
      const foreign = own && world[of].find((row) => row[by] !== own.id);
      if (!foreign) continue;
      const path = fill(route, { id: own.id, [name]: foreign.id });
      const answer = await knock(person, route, path, { toestand: 'done', wat: 'klaar', reden: 'Nodig voor het gesprek van morgen' });
      tried++;
      expect([403, 404, 409, 422].includes(answer.status), person.account.username, route, path, answer, '404');
    }
  }
  t.diagnostic(`${tried} crossings`);
  assert.ok(tried > 10);
  settle();
  unchanged(was);
});

test('a write needs the token of one\'s own form, and comes from our own pages', async () => {
  const was = fingerprint();
  const stranger = people[people.length - 1];
  for (const person of people) {
    for (const route of doors) {
      if (route.method !== 'POST' || route.action === 'public' || !ever(person, route.action)) continue;
      const [object] = [...objectsFor(person, route)].filter((o) => allowed(person, route, o.relation));
      if (!object) continue;
      for (const csrf of ['', 'x', stranger === person ? people[0].csrf : stranger.csrf]) {
        const answer = await new Person(platform, person.cookie).post(object.path, { csrf });
        expect(answer.status === 403, person.account.username, route, object.path, answer, '403 without the token');
      }
    }
  }
  const [person] = people;
  for (const route of doors.filter((d) => d.method === 'POST')) {
    const path = fill(route, {});
    for (const more of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { Origin: 'https://elders.example' }]) {
      const answer = await (form(route) ? platform.request('POST', path, { ...form(route), headers: { ...form(route).headers, ...more } }) : person.post(path, {}, more));
      expect(answer.status === 403, 'another site', route, path, answer, '403');
    }
  }
  settle();
  unchanged(was);
});

test('numbers that are none, and methods that are none, are answered calmly', async () => {
  for (const person of [new Person(platform), people[0], people[people.length - 1]]) {
    for (const route of doors.filter((d) => d.path.includes('/:'))) {
      for (const id of ['0', '-1', 'x', '99999999999999999999', '1%00', '..', '%2e%2e', '1;1', 'NaN', '１']) {
        const path = route.path.replace(/:\w+/g, encodeURI(id));
        const answer = await knock(person, route, path);
        expect(answer.status < 500 && answer.status !== 200, 'somebody', route, path, answer, 'no object');
      }
    }
  }
  for (const route of doors) {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS', 'CONNECTED']) {
      const answer = await platform.request(method, fill(route, {}), { headers: people[0].headers() }).catch(() => ({ status: 400 }));
      expect(answer.status >= 400 && answer.status < 600 && answer.status !== 500, method, route, route.path, answer, 'refused');
    }
    if (route.method !== 'GET') continue;
    const head = await platform.request('HEAD', fill(route, {}));
    expect(head.status < 500 && head.text === '', 'HEAD', route, route.path, head, 'no body');
  }
  settle();
});

test('who watches a referral sees how far it is, not what is in it', async () => {
  const watchers = people.filter((p) => weakest(p, 'signal_list') < Infinity && weakest(p, 'signal_read') === Infinity);
  assert.ok(watchers.length > 0);
  let seen = 0;
  for (const person of watchers) {
    for (const row of world.referral) {
      const relation = KINDS.verwijzingen.relation(person, row);
      if (relation !== 'region' || row.erased_at) continue;
      const page = await person.get(`/verwijzingen/${row.id}`);
      assert.equal(page.status, 200);
      assert.match(page.text, /Je ziet alleen de voortgang, niet de inhoud/, `${person.account.username} at referral ${row.id}`);
      seen++;
    }
  }
  assert.ok(seen > 0);
});

test('a reporter who does not want the police is heard in the case too; only an emergency goes before', async () => {
  const [police] = sql("SELECT id FROM org WHERE kind = 'police'");
  const cases = sql(`SELECT c.id, c.org_id, s.police_ok FROM case_file c JOIN referral r ON r.id = c.referral_id JOIN signal s ON s.id = r.signal_id
    WHERE c.state = 'open' AND c.restricted = 0 AND c.org_id <> ${police.id}`);
  let tried = 0;
  for (const c of cases) {
    const director = people.find((p) => p.org === c.org_id && weakest(p, 'case_direct') <= RANKS.indexOf('own'));
    if (!director || tried > 3) continue;
    const ask = (grondslag) => director.post(`/casussen/${c.id}/deelnemers`, { organisatie: String(police.id), deel: 'criminal', grondslag });
    if (c.police_ok) continue;
    tried++;
    const answer = await ask('zvh');
    assert.equal(answer.status, 422, answer.text);
    assert.match(answer.text, /De melder wil niet dat de politie meekijkt/);
    assert.equal(sql(`SELECT count(*) AS n FROM case_participant WHERE case_id = ${c.id} AND org_id = ${police.id}`)[0].n, 0);
    assert.equal((await ask('vital')).status, 303);
  }
  assert.ok(tried > 0);
  readWorld();
});

test('who may, can: pages open, forms without answers come back with a question, nothing breaks', async (t) => {
  let opened = 0;
  for (const person of people) {
    for (const route of doors.filter((d) => d.method === 'GET' && d.action !== 'public')) {
      for (const object of objectsFor(person, route)) {
        if (!allowed(person, route, object.relation) || object.missing) continue;
        const answer = await person.get(object.path);
        checkHeaders(answer.headers, object.path);
        opened++;
        const fine = mayRefuse(route, object) ? [200, 303, 403, 404, 409] : [200];
        expect(fine.includes(answer.status), person.account.username, route, object.path, answer, `${fine} (${object.relation ?? 'no object'})`);
        expect(/no-store/.test(answer.headers['cache-control']), person.account.username, route, object.path, answer, 'never kept by the browser');
      }
    }
  }
  t.diagnostic(`${opened} pages`);
  settle();
  for (const person of people) {
    for (const route of doors.filter((d) => d.method === 'POST' && d.action !== 'public' && d.path !== '/uitloggen')) {
      for (const object of objectsFor(person, route)) {
        if (!allowed(person, route, object.relation)) continue;
        const answer = await person.post(object.path);
        expect([200, 303, 400, 403, 404, 409, 422].includes(answer.status), person.account.username, route, object.path, answer, 'an answer');
      }
    }
  }
  settle();
});

// Where a right is not all that is asked.
function mayRefuse(route, object) {
  if (object.row?.erased_at) return true; // only that it was erased is shown
  if (route.path === '/signalen/:id/melder' && object.row?.state === 'closed') return true; // who reported goes sooner than the signal
  if (route.path === '/verwijzingen/:id/bestanden/:nummer') return true; // only when files went with it
  if (route.path === '/signalen') return true; // whose organisation has signals of its own, or who watches a region
  if (route.path === '/signalen/:id/melder') return object.row.anonymity === 'anonymous';
  if (route.path === '/casussen/:id/personen/nieuw') return object.row.state === 'closed';
  if (/^\/bewustwording\/peilingen\/(:id\/(vraag|bestand)|vragen)/.test(route.path)) return true; // drafts change, results come after closing
  if (route.path === '/sturing/rapportages/:id/teksten') return object.row.state !== 'draft';
  if (object.row?.withdrawn) return true; // the receiver's key has gone
  return false;
}
