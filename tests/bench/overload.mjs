#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// What idle and slow clients cost, and what others notice of them: memory of the process, and how long a page and a
// report take with nobody else there, with IDLE idle and SLOW slow ones, and when all places are taken.
// IDLE=1000 SLOW=1000 EACH=200 node tests/bench/overload.mjs

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const IDLE = number('IDLE', 1000), SLOW = number('SLOW', 1000), EACH = number('EACH', 200), PLACES = 4000;
const baken = fileURLToPath(new URL('../../build/dev/baken', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'baken-overload-'));
const agent = new Agent({ keepAlive: false });
execFileSync(baken, ['demo', '--data', dir, '--signals', '0'], { stdio: 'ignore' });
const child = spawn(baken, ['serve', '--demo', '--data', dir, '--no-limits', '--listen', '127.0.0.1:0', '--connections', String(PLACES)],
  { stdio: ['ignore', 'pipe', 'ignore'] });
const port = await new Promise((done) => child.stdout.on('data', (d) => { const m = /:(\d+)\n/.exec(d); if (m) done(Number(m[1])); }));

const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;

const ask = (method, path, body) => new Promise((done) => {
  const began = process.hrtime.bigint();
  const headers = body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {};
  const over = (status) => done({ status, ms: Number(process.hrtime.bigint() - began) / 1e6 });
  const rq = request({ port, host: '127.0.0.1', method, path, headers, agent }, (r) => { r.resume(); r.on('end', () => over(r.statusCode)); });
  rq.on('error', () => over(0));
  rq.end(body);
});

const REPORT = JSON.stringify({ rol: 'burger', vorm: 'arbeidsuitbuiting', tekst: 'Een melding om te meten.' });
const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))].toFixed(1);

async function measure(what) {
  const rows = { page: [], report: [] };
  for (let i = 0; i < EACH; i++) {
    rows.page.push(await ask('GET', '/loketten'));
    rows.report.push(await ask('POST', '/api/v1/meldingen', REPORT));
  }
  const part = (list) => {
    const times = list.map((r) => r.ms).sort((a, b) => a - b);
    const said = Object.entries(list.reduce((o, r) => ({ ...o, [r.status]: (o[r.status] ?? 0) + 1 }), {}));
    return `p50 ${percentile(times, 0.5)} ms  p99 ${percentile(times, 0.99)} ms  ${said.map(([s, n]) => `${n} x ${s === '0' ? 'none' : s}`).join(', ')}`;
  };
  console.log(`${what.padEnd(34)} memory ${memory().toFixed(0).padStart(4)} MB  page ${part(rows.page)}  report ${part(rows.report)}`);
}

const SLOW_ONES = [
  'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ',
  'POST /melden/bijlagen HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\nContent-Type: multipart/form-data; boundary=g\r\n\r\n--g\r\nContent-Disposition: form-data; name="bestand"; filename="x"\r\n\r\nbegin',
  'GET /loketten HTTP/1.1\r\nHost: a\r\n\r\n',
];
const open = [];
const add = (text) => new Promise((done) => {
  const s = connect(port, '127.0.0.1', () => { if (text) s.write(text); if (text?.startsWith('GET /loketten')) s.pause(); else s.resume(); done(); });
  s.on('error', () => done());
  s.on('close', () => { s.gone = true; });
  open.push(s);
});
// Slow ones send a letter now and then, and whoever was sent away comes back.
const drip = setInterval(() => {
  for (let i = 0; i < open.length; i++) if (!open[i].gone && open[i].slow) open[i].write('x');
}, 1000);

try {
  await measure('nobody else');
  for (let i = 0; i < IDLE; i++) await add(null);
  for (let i = 0; i < SLOW; i++) { await add(SLOW_ONES[i % 3]); open.at(-1).slow = i % 3 < 2; }
  await measure(`${IDLE} idle and ${SLOW} slow ones`);
  const crowd = setInterval(async () => {
    for (let i = open.length - 1; i >= 0; i--) if (open[i].gone) open.splice(i, 1);
    for (let i = open.length; i < PLACES * 0.9; i++) await add(null);
  }, 200);
  await new Promise((done) => setTimeout(done, 2000));
  await measure('nearly all places taken');
  clearInterval(crowd);
} finally {
  clearInterval(drip);
  for (const s of open) s.destroy();
  child.kill();
  child.on('exit', () => { rmSync(dir, { recursive: true, force: true }); process.exit(0); });
}
