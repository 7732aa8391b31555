#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// What a request costs when there are more signals. One `baken serve` for each size; a request of every kind goes to
// each of them in turn, in an order that changes, so that whatever else this machine does falls on all sizes alike.
// usage: growth.mjs ROUNDS SIGNALS=FOLDER[,STORE] ...     (folders of bench_grow; the first size is what others are held
// against). The people who ask are those with the most to search through: the national focal point owns two in three
// signals, and a case director of a safety house takes part in thousands of cases.
// Two tables: the time that who asks waits, in which is all that others do here; and the processor time that the program
// and its database spent on it, in which they are not, nor is waiting for the disk.

import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const baken = process.env.BAKEN ?? fileURLToPath(new URL('../../build/dev/baken', import.meta.url));
const rounds = Number(process.argv[2]);
const LIMIT = 1.5; // p99 of the largest against the smallest
const SAMPLES = 200; // different signals and cases that are opened

function serve(folder, store) {
  const args = ['serve', '--demo', '--no-limits', '--data', folder, '--listen', '127.0.0.1:0', ...(store ? ['--store', store] : [])];
  const child = spawn(baken, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  return new Promise((done, failed) => {
    child.stdout.on('data', (d) => { const m = /ready on http:\/\/127\.0\.0\.1:(\d+)/.exec(d); if (m) done({ child, port: Number(m[1]) }); });
    child.on('exit', (code) => failed(new Error(`baken ended with ${code}`)));
  });
}

function ask(site, { method = 'GET', path, cookie, body, type }) {
  return new Promise((done, failed) => {
    const headers = { ...(cookie ? { cookie } : {}), ...(body ? { 'content-type': type, 'content-length': Buffer.byteLength(body) } : {}) };
    const began = process.hrtime.bigint();
    const rq = request({ host: '127.0.0.1', port: site.port, method, path, headers, agent: site.agent }, (r) => {
      const parts = [];
      r.on('data', (d) => parts.push(d));
      r.on('end', () => done({ status: r.statusCode, headers: r.headers, body: Buffer.concat(parts).toString(),
        ms: Number(process.hrtime.bigint() - began) / 1e6 }));
    });
    rq.on('error', failed);
    rq.end(body);
  });
}

async function signIn(site, username) {
  const accounts = JSON.parse(readFileSync(`${site.folder}/demo-accounts.json`, 'utf8'));
  const { password } = accounts.find((a) => a.username === username);
  for (let tries = 0; tries < 4; tries++) { // a code works once: a run just before this one may have used it
    if (tries) await new Promise((done) => { setTimeout(done, 10000); });
    const code = execFileSync(baken, ['demo', 'code', username, '--data', site.folder], { encoding: 'utf8' }).trim();
    const body = new URLSearchParams({ naam: username, wachtwoord: password, code }).toString();
    const r = await ask(site, { method: 'POST', path: '/inloggen', body, type: 'application/x-www-form-urlencoded' });
    const cookie = /baken=[^;]*/.exec(r.headers['set-cookie'] ?? '')?.[0];
    if (cookie) return cookie;
  }
  throw new Error(`${username} can't sign in`);
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];

// Numbers of what a list shows, from anywhere in it.
async function collect(site, cookie, pattern, pathAt) {
  const found = new Set();
  for (let i = 0; i < SAMPLES && found.size < SAMPLES; i++) {
    const page = await ask(site, { path: pathAt(i / SAMPLES), cookie });
    for (const m of page.body.matchAll(pattern)) found.add(m[1]);
  }
  if (!found.size) throw new Error(`${pathAt(0)} lists nothing`);
  return [...found];
}

const REPORT = JSON.stringify({ rol: 'burger', anoniem: true, vorm: 'arbeid', gemeente: 'GM0502', gevaar: 'nee',
  tekst: 'Bij ons in de straat wonen zeker twaalf mensen in een huis. Een busje haalt hen om zes uur op.' });
const FORMS = ['sexual', 'labour', 'criminal', 'other'];

// What people do, and with what: `to` gives the request for a site.
const KINDS = {
  'work page': (s) => ({ path: '/werk', cookie: s.focal }),
  'work page, case director': (s) => ({ path: '/werk', cookie: s.director }),
  'tray': (s) => ({ path: `/signalen?lijst=${pick(['vrij', 'mijn', 'wacht', 'open'])}`, cookie: s.focal }),
  'tray, somewhere': (s) => ({ path: `/signalen?lijst=gesloten&na=0.0.${1 + Math.floor(Math.random() * s.signals)}`, cookie: s.focal }),
  'search: form and minor': (s) => ({ path: `/signalen?lijst=${pick(['open', 'gesloten'])}&vorm=${pick(FORMS)}&minderjarig=ja`, cookie: s.focal }),
  'signal': (s) => ({ path: `/signalen/${pick(s.signalIds)}`, cookie: s.focal }),
  'signal, same facts elsewhere': (s) => ({ path: `/signalen/${pick(s.signalIds)}/verrijken`, cookie: s.focal }),
  'directory': () => ({ path: pick(['/loketten', '/loketten?vorm=labour', '/loketten/gemeente/capelle-aan-den-ijssel', '/api/v1/loketten']) }),
  'list of cases': (s) => ({ path: `/casussen?deel=${pick(['lopend', 'mijn', 'gesloten'])}`, cookie: s.director }),
  'list of cases, of others': (s) => ({ path: '/casussen?deel=deelname', cookie: s.focal2 }),
  'case': (s) => ({ path: `/casussen/${pick(s.caseIds)}`, cookie: s.director }),
  'referrals': (s) => ({ path: `/verwijzingen?lijst=${pick(['ontvangen', 'verstuurd'])}`, cookie: s.director }),
  'ledger': (s) => ({ path: `/logboek?soort=${pick(['', 'signal.', 'case.', 'rules.', 'survey.', 'police.'])}`, cookie: s.privacy }),
  'ledger, about': (s) => ({ path: `/logboek?object=${pick(['case', 'rules', 'risk', 'signal'])}`, cookie: s.privacy }),
  'ledger of an organisation': (s) => ({ path: `/logboek?soort=${pick(['', 'signal.', 'case.', 'rules.', 'account.'])}`, cookie: s.officer }),
  'report, durable': () => ({ method: 'POST', path: '/api/v1/meldingen', body: REPORT, type: 'application/json' }),
};

async function open(spec) {
  const [size, where] = spec.split('=', 2), [folder, ...store] = where.split(',');
  const site = { size: Number(size), folder, store: store.join(','), times: {}, work: {}, agent: new Agent({ keepAlive: true, maxSockets: 1 }), ...await serve(folder, store.join(',')) };
  site.signals = site.size;
  site.focal = await signIn(site, 'landelijk.aandacht');
  site.focal2 = await signIn(site, 'aandacht.rotterdam');
  site.director = await signIn(site, 'regie.zvh');
  site.privacy = await signIn(site, 'privacy.baken');
  site.officer = await signIn(site, 'privacy.landelijk');
  site.signalIds = await collect(site, site.focal, /href="\/signalen\/(\d+)"/g, 
    (at) => `/signalen?lijst=open&na=0.${Date.now() - Math.floor(at * 700 * 86400000)}.1`);
  site.caseIds = await collect(site, site.director, /href="\/casussen\/(\d+)"/g, 
    (at) => `/casussen?deel=lopend&voor=${2 + Math.floor(at * site.signals * 0.15)}`);
  site.workers = workers(site);
  return site;
}

// Threads of the program, and the processes of PostgreSQL that it talks with (this machine's, by the name they show).
function workers(site) {
  const own = readdirSync(`/proc/${site.child.pid}/task`).map((t) => `/proc/${site.child.pid}/task/${t}/schedstat`);
  if (!site.store) return own;
  const database = new URL(site.store).pathname.slice(1);
  const theirs = readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => {
    try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').startsWith(`postgres: baken ${database} `); } catch { return false; }
  });
  if (!theirs.length) throw new Error(`the processes of ${database} are not on this machine`);
  return [...own, ...theirs.map((p) => `/proc/${p}/schedstat`)];
}

const spent = (site) => site.workers.reduce((ms, file) => ms + Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6, 0);

async function once(site, kind, keep) {
  const rq = KINDS[kind](site), before = spent(site), r = await ask(site, rq);
  if (r.status !== 200 && r.status !== 201) throw new Error(`${rq.path} answers ${r.status} with ${site.size} signals`);
  if (!keep) return;
  (site.times[kind] ??= []).push(r.ms);
  (site.work[kind] ??= []).push(spent(site) - before);
}

const percentile = (times, p) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * p))];
const memory = (site, what) => Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${site.child.pid}/status`, 'utf8'))[1]) / 1024);

function print(sites, title, what) {
  const [first, last] = [sites[0], sites.at(-1)];
  console.log(`${title.padEnd(30)}${sites.map((s) => String(s.size).padStart(18)).join('')}   p50 x   p99 x`);
  let over = 0;
  for (const kind of Object.keys(first[what])) {
    const cells = sites.map((s) => `${percentile(s[what][kind], 0.5).toFixed(1)} / ${percentile(s[what][kind], 0.99).toFixed(1)}`);
    const [middle, high] = [0.5, 0.99].map((p) => percentile(last[what][kind], p) / percentile(first[what][kind], p));
    over += high > LIMIT;
    console.log(`${kind.padEnd(30)}${cells.map((c) => c.padStart(18)).join('')}${middle.toFixed(2).padStart(8)}${high.toFixed(2).padStart(8)}${high > LIMIT ? ' over' : ''}`);
  }
  console.log(`${over} of ${Object.keys(first[what]).length} above ${LIMIT} x at p99`);
}

const sites = [];
try {
  for (const spec of process.argv.slice(3)) sites.push(await open(spec));
  for (let i = -5; i < rounds; i++)
    for (const kind of Object.keys(KINDS))
      for (let k = 0; k < sites.length; k++) await once(sites[(i + 5 + k) % sites.length], kind, i >= 0);
  print(sites, 'ms: p50 / p99', 'times');
  print(sites, 'ms of processor: p50 / p99', 'work');
  console.log(`${'peak memory, MB'.padEnd(30)}${sites.map((s) => String(memory(s, 'VmHWM')).padStart(18)).join('')}`);
} finally {
  for (const s of sites) s.agent.destroy();
}
process.exit(0);
