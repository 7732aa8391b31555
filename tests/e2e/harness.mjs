// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// What every test of the whole program needs: a running platform with demo data in a folder of its own, people who can
// sign in, plain HTTP, and a browser that notices what a visitor would not.
// Needs BAKEN (the program; build/dev/baken by default) and, for the browser, CHROMIUM (Debian's by default).
// BAKEN_FAULTY is the same program with a seam for faults, BAKEN_LATER lets two days pass (tests/crash/).

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const program = process.env.BAKEN ?? join(root, 'build', 'dev', 'baken');
export const faulty = process.env.BAKEN_FAULTY ?? join(root, 'build', 'dev', 'baken_faults');
export const later = process.env.BAKEN_LATER ?? join(root, 'build', 'dev', 'baken_later');
const START_MS = 60000;
const STOP_MS = 10000;
const IDLE_MS = 500;
const SIGNALS = 60;

// The engine that this run is about: BAKEN_TEST_STORE as in tests/unit/test_store.h. Every folder has a store of its own.
const server = (() => {
  const asked = process.env.BAKEN_TEST_STORE ?? '';
  return asked.startsWith('@') ? readFileSync(asked.slice(1), 'utf8').trim() : asked;
})();
export const onPostgres = server !== '';
const psql = (url, ...args) => execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', ...args, url], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
const shared = new Map();
export const shareStore = (dir, other) => shared.set(dir, other); // two nodes, one database
const storeOf = (dir) => { const url = new URL(server); url.pathname = `/${basename(shared.get(dir) ?? dir)}`; return String(url); };
export const makeStore = (dir) => { if (onPostgres) psql(server, '-c', `CREATE DATABASE "${basename(dir)}"`); };
export const dropStore = (dir) => { if (onPostgres) psql(server, '-c', `DROP DATABASE IF EXISTS "${basename(dir)}" WITH (FORCE)`); };
// For the program: where the store of this folder is.
export const storeEnv = (dir) => (onPostgres && dir ? { ...process.env, BAKEN_STORE: storeOf(dir) } : process.env);
// Asks the store behind the program's back; rows as objects.
export function sql(dir, query) {
  if (onPostgres) return JSON.parse(psql(storeOf(dir), '-c', `SELECT coalesce(json_agg(x), '[]') FROM (${query}) AS x`));
  return JSON.parse(execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 10000', join(dir, 'baken.db'), query], { encoding: 'utf8', maxBuffer: 1 << 28 }) || '[]');
}

export const tables = (dir) => sql(dir, onPostgres ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
  : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").map((t) => t.name);
// Every row of these tables as a line, whatever its columns are: { table: [line, ...] }. One program for all of them.
export function lines(dir, names) {
  const asked = names.flatMap((name) => [`SELECT '@@ ${name}'`, `SELECT * FROM ${name}`]);
  const text = onPostgres ? psql(storeOf(dir), ...asked.flatMap((query) => ['-c', query]))
    : execFileSync('sqlite3', ['-readonly', '-quote', join(dir, 'baken.db'), ...asked], { encoding: 'latin1', maxBuffer: 1 << 28 });
  const found = {};
  let rows;
  for (const line of text.split('\n')) {
    const head = /^'?@@ (\w+)'?$/.exec(line);
    if (head) rows = found[head[1]] = [];
    else rows.push(line);
  }
  return found;
}
const binary = (dir, table) => execFileSync('psql', ['-XqAt', '-c', `COPY ${table} TO STDOUT (FORMAT binary)`, storeOf(dir)], { maxBuffer: 1 << 28 });

const folderOf = (args) => args[args.indexOf('--data') + 1];
export const baken = (...args) => execFileSync(program, args,
  { encoding: 'utf8', maxBuffer: 1 << 26, stdio: 'pipe', env: args.includes('--data') ? storeEnv(folderOf(args)) : process.env });
export const routes = () => JSON.parse(baken('routes', '--json'));
// Does the program know this command yet?
const knows = (...words) => baken(...words, '--help').startsWith(`usage: baken ${words.join(' ')}`);
// Exit code 0 only when no entry was changed, removed or put elsewhere.
export function verifyLedger(t, dir) {
  if (!knows('audit', 'verify')) return t.skip('SKIPPED: this program has no command `audit verify`');
  return baken('audit', 'verify', '--data', dir);
}
export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// ---- the platform ----------------------------------------------------------------------------------------------------

const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });

export class Platform {
  // Cookies of those who signed in, by user name: Person.signIn and Browser.signedIn go on with the same session. What
  // is about sessions itself asks for one of its own ({ fresh: true }), and is the only one that may end it.
  sessions = new Map();

  // A folder with invented organisations, people and signals. limits: as for real visitors.
  static async start({ signals = SIGNALS, limits = false, dir = null } = {}) {
    const platform = new Platform();
    platform.dir = dir ?? mkdtempSync(join(tmpdir(), 'baken-e2e-'));
    makeStore(platform.dir);
    platform.limits = limits;
    platform.log = '';
    baken('demo', '--data', platform.dir, '--signals', String(signals), '--seed', '7');
    await platform.serve();
    return platform;
  }

  // run: another program than the usual one, and what it finds in its environment.
  async serve({ run = program, env = {} } = {}) {
    const args = ['serve', '--demo', '--data', this.dir, '--listen', '127.0.0.1:0'];
    if (!this.limits) args.push('--no-limits');
    this.child = spawn(run, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...storeEnv(this.dir), ...env } });
    running.add(this.child);
    this.ended = new Promise((done) => {
      this.child.on('exit', (code, signal) => { running.delete(this.child); done({ code, signal }); });
    });
    this.child.stderr.on('data', (text) => { this.log += text; });
    let said = '';
    this.base = await new Promise((done, fail) => {
      const late = setTimeout(fail, START_MS, new Error(`not ready in time\n${this.log}`));
      this.child.stdout.on('data', (text) => {
        said += text;
        const found = /^ready on (http:\/\/\S+)$/m.exec(said);
        if (found) { clearTimeout(late); done(found[1]); }
      });
      this.child.on('exit', () => { clearTimeout(late); fail(new Error(`ended before it was ready\n${said}${this.log}`)); });
    });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    this.accounts ??= JSON.parse(readFileSync(join(this.dir, 'demo-accounts.json'), 'utf8'));
  }

  // Pulled plug.
  async crash() {
    this.child.kill('SIGKILL');
    this.agent.destroy();
    return this.ended;
  }

  async stop({ keep = false } = {}) {
    let how = null;
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      const hard = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
      how = await this.ended;
      clearTimeout(hard);
    }
    this.agent?.destroy();
    if (!keep) {
      rmSync(this.dir, { recursive: true, force: true });
      if (!shared.has(this.dir)) dropStore(this.dir);
    }
    return how;
  }

  // The account with this role, and, when more have it, whose organisation or name holds the text.
  account(role, text = '') {
    const fits = (a) => a.role.split(' ').includes(role) && `${a.username} ${a.organisation}`.toLowerCase().includes(text.toLowerCase());
    const found = this.accounts.find(fits);
    assert.ok(found, `no demo account with role ${role} and "${text}"`);
    return found;
  }

  request(method, path, { headers = {}, body = null } = {}) {
    const { hostname, port } = new URL(this.base);
    return new Promise((done, fail) => {
      let socket = null;
      // The path as it is: new URL() would tidy it up.
      const rq = http.request({ hostname, port, path, method, headers, agent: this.agent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', fail);
        answer.on('end', () => {
          if (socket) socket.usedAt = Date.now();
          const bytes = Buffer.concat(parts);
          done({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString('utf8') });
        });
      });
      rq.on('socket', (s) => { socket = s; });
      // The server may have closed a connection that lay idle while a test read the store: one more try, on a new one. Not
      // when it was used just now: then the server broke off.
      rq.on('error', (e) => {
        const idle = rq.reusedSocket && Date.now() - (socket?.usedAt ?? Date.now()) > IDLE_MS;
        return idle && e.code === 'ECONNRESET' ? this.request(method, path, { headers, body }).then(done, fail) : fail(e);
      });
      rq.end(body);
    });
  }

  json(method, path, value, headers = {}) {
    const body = value === undefined ? null : JSON.stringify(value);
    const type = body === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    return this.request(method, path, { headers: { ...type, ...headers }, body });
  }

  // Everything that lies on the disk, as [path, bytes]; and what lies on the disk of PostgreSQL, as [table, bytes].
  * files(dir = this.dir) {
    if (onPostgres && dir === this.dir) for (const table of tables(dir)) yield [table, binary(dir, table)];
    for (const name of readdirSync(dir)) {
      const path = join(dir, name);
      if (statSync(path).isDirectory()) yield* this.files(path);
      else yield [path, readFileSync(path)];
    }
  }
}

// ---- signing in ------------------------------------------------------------------------------------------------------

const STEP_S = 30;
const usedSteps = new Map();

function base32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0n;
  const clean = text.replace(/[\s=]/g, '').toUpperCase();
  for (const c of clean) bits = (bits << 5n) | BigInt(alphabet.indexOf(c));
  const size = Math.floor(clean.length * 5 / 8);
  bits >>= BigInt(clean.length * 5 - size * 8);
  return Buffer.from(bits.toString(16).padStart(size * 2, '0'), 'hex');
}

export function totp(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', base32(secret)).update(counter).digest();
  const at = mac[mac.length - 1] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// A code works once; one step early or late is allowed. Who signs in a fourth time waits for the next, which is why the
// harness keeps sessions (Platform.sessions).
export async function freshCode(account) {
  const key = account.totp_secret;
  for (;;) {
    const now = Math.floor(Date.now() / 1000 / STEP_S);
    const step = Math.max(now - 1, (usedSteps.get(key) ?? 0) + 1);
    if (step <= now + 1) {
      usedSteps.set(key, step);
      return totp(account.totp_secret, step);
    }
    await sleep(1000);
  }
}

export function form(fields) {
  const body = new URLSearchParams(fields).toString();
  return { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } };
}

// A person without a browser: keeps the session cookie and the token of forms.
export class Person {
  constructor(platform, cookie = '') {
    this.platform = platform;
    this.cookie = cookie;
    this.csrf = '';
  }

  static async signIn(platform, account, { fresh = false } = {}) {
    const person = new Person(platform);
    person.account = account;
    if (!fresh) person.cookie = platform.sessions.get(account.username) ?? '';
    if (!person.cookie) {
      const code = await freshCode(account);
      const answer = await person.post('/inloggen', { naam: account.username, wachtwoord: account.password, code });
      assert.equal(answer.status, 303, `${account.username} can't sign in: ${answer.text.slice(0, 3000)}`);
      person.setCookie = answer.headers['set-cookie']?.find((c) => c.startsWith('baken='));
      assert.ok(person.setCookie, 'a session cookie');
      person.cookie = person.setCookie.split(';')[0];
      if (!fresh) platform.sessions.set(account.username, person.cookie);
    }
    const work = await person.get('/werk');
    person.csrf = /name="csrf" value="([^"]+)"/.exec(work.text)?.[1] ?? '';
    assert.ok(person.csrf, 'a token for forms');
    return person;
  }

  headers(more = {}) {
    return { ...(this.cookie ? { Cookie: this.cookie } : {}), ...more };
  }

  get(path, more) { return this.platform.request('GET', path, { headers: this.headers(more) }); }

  post(path, fields = {}, more = {}) {
    const { body, headers } = form(this.csrf ? { csrf: this.csrf, ...fields } : fields);
    return this.platform.request('POST', path, { headers: this.headers({ ...headers, ...more }), body });
  }
}

// A table of lists and an estimate of it that is ready, made by an analyst. Answers [path of the table, path of the run].
export async function makeEstimate(person, title = 'Drie lijsten', rows = '1,0,0,40\n0,1,0,35\n0,0,1,30\n1,1,0,12\n1,0,1,9\n0,1,1,8\n1,1,1,3') {
  const made = await person.post('/schattingen/nieuw', { titel: title, plak: `A,B,C,aantal\n${rows}\n` });
  assert.equal(made.status, 303, made.text);
  const table = made.headers.location;
  const started = await person.post(table, { methode: 'stepwise', interval: 'bca', herhalingen: '200', niveau: '95', drempel: '2000', orde: '2', proef: '0', zaad: '1' });
  assert.equal(started.status, 303, started.text);
  const run = started.headers.location.split('?')[0];
  for (;;) {
    const page = await person.get(run);
    assert.equal(page.status, 200, page.text);
    if (!/id="bezig-kop"/.test(page.text)) return [table, run];
    await sleep(200);
  }
}

// ---- the browser -----------------------------------------------------------------------------------------------------

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // What would leave for elsewhere gets no answer. (A route of Playwright's would make every request wait for this
  // process, and leave the browser without its cache.)
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
export const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function checkHeaders(headers, where) {
  for (const [name, value] of Object.entries(HEADERS)) assert.equal(headers[name], value, `${name} of ${where}`);
  let policy = headers['content-security-policy'] ?? '';
  // The page with the modeller alone may set style attributes, and names the one policy that makes its HTML.
  if (/\/beheer\/regels\/concept\/\d+\/tekenen$/.test(where) && policy.includes('style-src-attr')) {
    assert.ok(policy.includes("require-trusted-types-for 'script'; trusted-types default"), `trusted types of ${where}`);
    policy = policy.replace("style-src-attr 'unsafe-inline'", '');
  }
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    assert.ok(policy.includes(part), `${part} in the policy of ${where}`);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/, `policy of ${where}`);
  assert.ok(!('server' in headers), `no name of the server at ${where}`);
}

export class Browser {
  static async start(platform) {
    const { chromium } = await import('playwright-core');
    const browser = new Browser();
    browser.platform = platform;
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    assert.ok(existsSync(executablePath), `no browser at ${executablePath}; set CHROMIUM`);
    browser.chromium = await chromium.launch({ executablePath, args: ARGS });
    return browser;
  }

  // A visitor with a browser of their own. faults: what went wrong on the way; exits: requests that left our site.
  async visitor({ js = true, ...options } = {}) {
    const context = await this.chromium.newContext({ javaScriptEnabled: js, viewport: { width: 1280, height: 900 }, ...options });
    const visitor = { context, faults: [], exits: [], js };
    const { base } = this.platform;
    context.on('request', (rq) => { if (!rq.url().startsWith(base)) visitor.exits.push(rq.url()); });
    visitor.page = await context.newPage();
    visitor.page.on('pageerror', (e) => visitor.faults.push(`error: ${e.message}`));
    visitor.page.on('console', (m) => {
      const expected = /status of (4\d\d|5\d\d)/.test(m.text()); // the answer itself; tests look at its status
      const modeller = m.text().includes('development build of Inferno'); // dmn-js says so of itself
      if (m.type() === 'error' && !expected && !modeller) visitor.faults.push(`console: ${m.text()} at ${visitor.page.url()}`);
    });
    visitor.page.on('requestfailed', (rq) => {
      broken.set(visitor.page, `no answer to ${rq.method()} ${rq.url()}: ${rq.failure()?.errorText}`);
    });
    visitor.page.on('response', (answer) => {
      if (!answer.url().startsWith(base)) return;
      if (answer.status() >= 500) visitor.faults.push(`${answer.status()} at ${answer.url()}`);
      try { checkHeaders(answer.headers(), answer.url()); } catch (e) { visitor.faults.push(e.message); }
    });
    visitor.go = (path) => visitor.page.goto(base + path);
    visitor.close = () => context.close();
    return visitor;
  }

  async signedIn(account, { fresh = false, ...options } = {}) {
    const visitor = await this.visitor(options);
    const { base, sessions } = this.platform;
    const held = fresh ? undefined : sessions.get(account.username);
    if (held) {
      const [name, value] = held.split('=');
      await visitor.context.addCookies([{ name, value, url: base, httpOnly: true, sameSite: 'Strict' }]);
      await visitor.go('/werk');
    } else {
      await visitor.go('/inloggen');
      await visitor.page.fill('#naam', account.username);
      await visitor.page.fill('#wachtwoord', account.password);
      await visitor.page.fill('#code', await freshCode(account));
      await press(visitor.page, 'Inloggen');
      const { name, value } = (await visitor.context.cookies()).find((c) => c.name === 'baken');
      if (!fresh) sessions.set(account.username, `${name}=${value}`);
    }
    assert.equal(new URL(visitor.page.url()).pathname, '/werk', `${account.username} is signed in`);
    return visitor;
  }

  close() { return this.chromium.close(); }
}

const broken = new WeakMap(); // by page: the last request that got no answer

// Waits for the page that a click leads to. A page that does not come is told with what stands there instead.
async function arrive(page, name, click) {
  try {
    await Promise.all([page.waitForEvent('domcontentloaded'), click()]);
  } catch (e) {
    const shown = await page.locator('h1').first().innerText({ timeout: 1000 }).catch(() => 'no heading');
    e.message += `\nafter "${name}": "${shown.trim()}" at ${page.url()}; ${broken.get(page) ?? 'every request was answered'}`;
    throw e;
  }
}

// Presses the button with this text and waits for the page it leads to.
export async function press(page, name, within = 'body') {
  await arrive(page, name, () => page.locator(within).getByRole('button', { name, exact: true }).first().click());
}

export async function follow(page, name, within = 'main') {
  await arrive(page, name, () => page.locator(within).getByRole('link', { name, exact: true }).first().click());
}

export async function choose(page, field, value) {
  await page.locator(`input[type=radio][name="${field}"][value="${value}"]`).check();
}

export const h1 = async (page) => (await page.locator('h1').first().innerText()).trim();

// Fills one of the small forms of staff pages and sends it. Values go to selects, ticks (true) and text fields alike.
export async function send(page, id, fields, button) {
  const some = page.locator(`[id^="${id}-"]`).first();
  await unfold(page, some);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`#${id}-${name}`);
    const kind = await field.evaluate((el) => (el.type === 'checkbox' ? 'tick' : el.tagName.toLowerCase()));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'tick') await field.setChecked(value);
    else await field.fill(value);
  }
  const form = page.locator('form', { has: some });
  await arrive(page, button, () => form.getByRole('button', { name: button, exact: true }).click());
}

// Opens what is folded around an element, from the outside in, as a visitor would.
export async function unfold(page, element) {
  for (const folded of await element.locator('xpath=ancestor::details[not(@open)]').all())
    await folded.locator('> summary').click();
}
