#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// make ha - three database nodes (PostgreSQL, Patroni) and two platform nodes on this machine. While reports come in the
// primary database is killed, then a platform node. Counted at the end: what was acknowledged, found, lost (0), double
// (0), how long nobody was answered, and whether staff stayed signed in. Exit code 1 when anything is lost or double.
// KILL=database (default: its process) or machine (Patroni too, so the others must notice by themselves),
// LOAD=8 (who report at the same time), SECONDS=6 (before and after each kill), KEEP=1 keeps the folder with the logs.

import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cluster, sleep } from './cluster.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const LOAD = number('LOAD', 8), SECONDS = number('SECONDS', 6);
const MACHINE = process.env.KILL === 'machine';
const TRY_MS = 15000, WAIT_MS = 90000;
const baken = fileURLToPath(new URL('../../build/dev/baken', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'baken-ha-'));
chmodSync(folder, 0o755); // PostgreSQL runs as another user, in folders of its own
const say = (text) => console.log(text);

// ---- the platform nodes ---------------------------------------------------------------------------------------------

const run = (...args) => execFileSync(baken, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 26 });

class Node {
  constructor(name, store) { this.name = name; this.store = store; this.dir = join(folder, name); this.agent = new http.Agent({ keepAlive: true }); }

  async start() {
    const log = openSync(join(folder, `${this.name}.log`), 'a');
    this.child = spawn(baken, ['serve', '--demo', '--no-limits', '--data', this.dir, '--store', this.store, '--listen', '127.0.0.1:0'],
      { stdio: ['ignore', 'pipe', log] });
    this.port = await new Promise((done, fail) => {
      this.child.stdout.on('data', (d) => { const m = /:(\d+)\n/.exec(d); if (m) done(Number(m[1])); });
      this.child.on('exit', () => fail(new Error(`${this.name} does not start: see ${folder}`)));
    });
    return this;
  }

  ask(method, path, { body = '', headers = {} } = {}) {
    return new Promise((done, fail) => {
      const rq = http.request({ host: '127.0.0.1', port: this.port, method, path, agent: this.agent, timeout: TRY_MS,
        headers: { ...headers, ...(body && { 'Content-Length': Buffer.byteLength(body) }) } }, (r) => {
        let text = '';
        r.on('data', (d) => { text += d; });
        r.on('end', () => done({ status: r.statusCode, text, headers: r.headers }));
        r.on('error', fail);
      });
      rq.on('timeout', () => rq.destroy(new Error('no answer')));
      rq.on('error', fail);
      rq.end(body);
    });
  }
}

// ---- who reports ----------------------------------------------------------------------------------------------------

// As a balancer would: the other node when this one fails. The same key until somebody says that it is stored.
class Reporters {
  constructor(nodes) { this.nodes = nodes; this.acknowledged = []; this.refused = 0; this.unknown = new Set(); this.going = true; this.longest = 0; this.last = Date.now(); }

  async one(turn) {
    const key = randomUUID();
    const body = JSON.stringify({ rol: 'professional', vorm: 'arbeid', gemeente: 'Capelle aan den IJssel', tekst: `Melding ${key}`, anoniem: true });
    this.unknown.add(key);
    for (const until = Date.now() + WAIT_MS; Date.now() < until; turn++) {
      try {
        const r = await this.nodes[turn % this.nodes.length].ask('POST', '/api/v1/meldingen', { body, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key } });
        if (r.status === 201) return this.heard(key, JSON.parse(r.text));
      } catch { /* broken off: perhaps stored, perhaps not */ }
      this.refused++;
      await sleep(100);
    }
  }

  heard(key, answer) {
    this.unknown.delete(key);
    this.acknowledged.push({ key, number: answer.meldingsnummer, code: answer.ontvangstcode });
    const now = Date.now();
    this.longest = Math.max(this.longest, now - this.last);
    this.last = now;
  }

  start() { this.busy = Array.from({ length: LOAD }, async (_, i) => { while (this.going) await this.one(i); }); }
  async stop() { this.going = false; await Promise.all(this.busy); }
  // The longest silence since the last time it was asked.
  silence() { const ms = this.longest; this.longest = 0; return ms; }
}

async function signIn(node, username) {
  const account = JSON.parse(readFileSync(join(node.dir, 'demo-accounts.json'), 'utf8')).find((a) => a.username === username);
  const code = run('demo', 'code', username, '--data', node.dir, '--store', node.store).trim();
  const r = await node.ask('POST', '/inloggen', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ naam: username, wachtwoord: account.password, code })) });
  const cookie = r.headers['set-cookie']?.map((c) => /^(baken=[^;]+)/.exec(c)?.[1]).find(Boolean);
  if (!cookie) throw new Error(`signing in failed: ${r.status}`);
  return cookie;
}

const works = async (node, cookie) => {
  try { return (await node.ask('GET', '/signalen', { headers: { Cookie: cookie } })).status; } catch { return 0; }
};

// Does a person who has the code find this report, with this number?
async function opens(node, report) {
  for (let i = 0; i < 20; i++) {
    try {
      const r = await node.ask('POST', '/api/v1/postvak/_openen', { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ontvangstcode: report.code }) });
      if (r.status === 200) return r.text.includes(report.number);
      if (r.status < 500) return false;
    } catch { /* again */ }
    await sleep(200);
  }
  return false;
}

const psql = (at, query) => execFileSync('psql', ['-XqAt', '-h', at.host, '-p', String(at.port), '-U', 'postgres', '-d', 'baken', '-c', query],
  { encoding: 'utf8', stdio: 'pipe' }).trim();

// ---- the story ------------------------------------------------------------------------------------------------------

let cluster;
const nodes = [];
let failed = true;
try {
  cluster = await Cluster.start(folder);
  const leader = await cluster.leader();
  execFileSync('createdb', ['-h', leader.host, '-p', String(leader.port), '-U', 'postgres', '-T', 'template0', '-E', 'UTF8', 'baken']);
  for (const node of cluster.nodes) // followers hear of it a moment later
    for (let i = 0; i < 100; i++) try { psql(node, 'SELECT 1'); break; } catch { await sleep(100); }
  const store = cluster.url('baken');
  nodes.push(new Node('platform1', store), new Node('platform2', store));
  run('demo', '--data', nodes[0].dir, '--store', store, '--signals', '20');
  mkdirSync(nodes[1].dir, { mode: 0o700 }); // each node has the keys of the installation
  cpSync(join(nodes[0].dir, 'keys'), join(nodes[1].dir, 'keys'), { recursive: true });
  cpSync(join(nodes[0].dir, 'demo-accounts.json'), join(nodes[1].dir, 'demo-accounts.json'));
  for (const node of nodes) await node.start();
  say(`3 database nodes (${leader.name} leads), 2 platform nodes, ${LOAD} who report at the same time`);
  const cookie = await signIn(nodes[0], 'landelijk.aandacht');
  const before = Number(psql(leader, 'SELECT count(*) FROM signal'));

  const reporters = new Reporters(nodes);
  reporters.start();
  await sleep(SECONDS * 1000);
  const calm = reporters.silence(), stored = reporters.acknowledged.length;
  say(`${stored} acknowledged in ${SECONDS} s, never more than ${calm} ms of silence`);
  cluster.kill(leader, MACHINE);
  const killed = Date.now();
  let after = leader;
  for (; !after || after === leader; after = await cluster.leader()) {
    if (Date.now() - killed > WAIT_MS) throw new Error('nobody took over');
    await sleep(200);
  }
  const at = reporters.acknowledged.length; // what was answered before the kill may come in after it
  while (reporters.acknowledged.length < at + 10 * LOAD && Date.now() - killed < WAIT_MS) await sleep(20);
  await sleep(SECONDS * 1000);
  const dark = reporters.silence();
  say(`${MACHINE ? 'machine' : 'database'} ${leader.name} killed: ${after?.name} leads, answers again after ${(dark / 1000).toFixed(1)} s`);
  const signedIn = [await works(nodes[0], cookie), await works(nodes[1], cookie)];
  say(`staff who were signed in: ${signedIn.join(' and ')} on the two platform nodes`);

  nodes[1].child.removeAllListeners('exit');
  nodes[1].child.kill('SIGKILL');
  await sleep(SECONDS * 1000);
  const gap = reporters.silence();
  say(`platform2 killed: the longest silence was ${gap} ms`);
  await nodes[1].start();
  await sleep(1000);
  await reporters.stop();
  signedIn.push(await works(nodes[1], cookie));

  if (MACHINE) cluster.run(leader);
  await cluster.settled(3); // the one that was killed is back, as a follower
  let found = 0;
  for (const report of reporters.acknowledged) found += await opens(nodes[found % 2], report);
  const rows = Number(psql(await cluster.leader(), 'SELECT count(*) FROM signal')) - before;
  const numbers = new Set(reporters.acknowledged.map((r) => r.number)).size;
  const lost = reporters.acknowledged.length - found;
  const double = rows - numbers - reporters.unknown.size + (reporters.acknowledged.length - numbers);
  let ledger = 'whole';
  try { run('audit', 'verify', '--data', nodes[0].dir, '--store', store); } catch (e) { ledger = `ALTERED: ${e.stdout}${e.stderr}`; }
  say(`acknowledged ${reporters.acknowledged.length}, found ${found}, lost ${lost}, double ${double}; ${reporters.refused} tries were refused or broken off and sent again; `
    + `${reporters.unknown.size} never heard`);
  say(`ledger: ${ledger}`);
  failed = lost !== 0 || double !== 0 || reporters.unknown.size !== 0 || ledger !== 'whole' || signedIn.some((s) => s !== 200);
  say(failed ? 'FAILED' : 'good');
} finally {
  for (const node of nodes) { node.child?.removeAllListeners('exit'); node.child?.kill('SIGTERM'); }
  await cluster?.stop();
  if (process.env.KEEP || failed) say(`logs: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
