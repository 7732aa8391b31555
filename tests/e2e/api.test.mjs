// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The JSON API against its own description: every answer fits the schema that /api/v1/openapi.json gives for it; the
// description follows the Dutch API design rules; sending again is safe; errors tell everything at once.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Platform, root } from './harness.mjs';

const require = createRequire(import.meta.url);
const Ajv = require('ajv');
const formats = require('ajv-formats');
const RULES = process.env.NL_ADR ?? resolve(root, '..', 'shared', 'data', 'schemas', 'nl-adr', 'linter.yaml');

let platform;
let contract;
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);

before(async () => {
  platform = await Platform.start({ signals: 5 });
  contract = JSON.parse((await platform.request('GET', '/api/v1/openapi.json')).text);
  ajv.addSchema({ $id: 'contract', ...contract });
});
after(() => platform?.stop());

const pointer = (...parts) => parts.map((p) => p.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

// The schema of an answer; a described answer only.
function schemaOf(method, path, status, type) {
  let at = pointer('paths', path, method.toLowerCase(), 'responses', String(status));
  const answer = contract.paths[path]?.[method.toLowerCase()]?.responses[status];
  assert.ok(answer, `${method} ${path} describes ${status}`);
  if (answer.$ref) at = answer.$ref.slice(2);
  return ajv.compile({ $ref: `contract#/${at}/content/${pointer(type)}/schema` });
}

async function call(method, path, value, { headers = {}, status, route = path }) {
  const answer = await platform.json(method, `/api/v1${path}`, value, headers);
  assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
  const type = answer.headers['content-type'].split(';')[0];
  assert.equal(type, status >= 400 ? 'application/problem+json' : 'application/json');
  assert.match(answer.headers['api-version'], /^\d+\.\d+\.\d+$/);
  assert.ok(!answer.headers['set-cookie'], 'no cookies');
  const body = JSON.parse(answer.text);
  const fits = schemaOf(method, route, status, type);
  assert.ok(fits(body), `${method} ${path} ${status}: ${ajv.errorsText(fits.errors)}\n${answer.text}`);
  if (status >= 400) assert.equal(body.status, status);
  return body;
}

const melding = (more = {}) => ({ rol: 'professional', vorm: 'arbeid', gemeente: 'Capelle aan den IJssel',
  tekst: 'Drie mensen slapen in de kas waar ze werken.', anoniem: true, ...more });

test('the description follows the Dutch API design rules', async (t) => {
  if (!existsSync(RULES)) return t.skip(`SKIPPED: no rules at ${RULES}; set NL_ADR to the linter.yaml of the API design rules`);
  const file = join(platform.dir, 'openapi.json');
  // As a client sees it: with the address of the installation in front.
  writeFileSync(file, JSON.stringify({ ...contract, servers: [{ ...contract.servers[0], url: 'https://baken.example/api/v1' }] }));
  const spectral = join(root, 'tests', 'e2e', 'node_modules', '@stoplight', 'spectral-cli', 'dist', 'index.js');
  const run = promisify(execFile)(process.execPath, [spectral, 'lint', '-r', RULES, '-f', 'json', '-q', '--fail-severity', 'error', file]);
  const { stdout } = await run.catch((e) => e);
  const found = JSON.parse(stdout);
  assert.deepEqual(found.filter((f) => f.severity === 0).map((f) => `${f.code} ${f.path.join('/')}: ${f.message}`), []);
  t.diagnostic(`spectral: 0 errors, ${found.length} remarks`);
});

test('every route of the API is described, and the other way round', async () => {
  const { routes } = await import('./harness.mjs');
  const real = routes().filter((r) => r.path.startsWith('/api/v1')).map((r) => `${r.method} ${r.path.slice(7).replace(/:(\w+)/g, '{$1}')}`);
  const told = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.keys(methods).filter((m) => ['get', 'post', 'put', 'delete'].includes(m)).map((m) => `${m.toUpperCase()} ${path}`));
  assert.deepEqual(real.sort(), told.sort());
});

test('report, open the mailbox, write, read it back', async () => {
  const { meldingsnummer, ontvangstcode } = await call('POST', '/meldingen', melding(), { status: 201 });
  const empty = await call('POST', '/postvak/_openen', { ontvangstcode }, { status: 200 });
  assert.equal(empty.meldingsnummer, meldingsnummer);
  assert.equal(empty.berichten.length, 0);
  assert.equal(empty.politieMagMeekijken, false, 'no police unless the reporter says so');
  assert.ok(!JSON.stringify(empty).includes('kas'), 'never the report itself');
  const tekst = 'Vandaag stond er weer een busje.';
  await call('POST', '/postvak/berichten', { ontvangstcode, tekst }, { status: 201 });
  const box = await call('POST', '/postvak/_openen', { ontvangstcode: ontvangstcode.replaceAll(' ', '') }, { status: 200 });
  assert.deepEqual(box.berichten.map((b) => [b.van, b.tekst]), [['melder', tekst]]);
});

test('the same Idempotency-Key: one report, one message; another text with it is refused', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const first = await call('POST', '/meldingen', melding(), { status: 201, headers });
  const [second, third] = await Promise.all([1, 2].map(() => call('POST', '/meldingen', melding(), { status: 201, headers })));
  assert.deepEqual(second, first);
  assert.deepEqual(third, first);
  await call('POST', '/meldingen', melding({ tekst: 'Iets heel anders.' }), { status: 422, headers });
  const other = await call('POST', '/meldingen', melding(), { status: 201, headers: { 'Idempotency-Key': randomUUID() } });
  assert.notEqual(other.meldingsnummer, first.meldingsnummer);
  const { ontvangstcode } = first;
  const once = { 'Idempotency-Key': randomUUID() };
  for (let i = 0; i < 3; i++) await call('POST', '/postvak/berichten', { ontvangstcode, tekst: 'Nog iets.' }, { status: 201, headers: once });
  const box = await call('POST', '/postvak/_openen', { ontvangstcode }, { status: 200 });
  assert.equal(box.berichten.length, 1);
});

// 24 random digits and the check digit of ISO 7064 MOD 11,10.
function nobodysCode() {
  const digits = Array.from({ length: 24 }, () => randomInt(10));
  const rest = digits.reduce((p, d) => (((p + d) % 10 || 10) * 2) % 11, 10);
  return [...digits, (11 - rest) % 10].join('');
}

test('what is wrong is told at once, in the language asked for', async () => {
  const bad = { rol: 'koning', vorm: 7, gemeente: 'Nergenshuizen', onzin: true, contact: { naam: 'x' }, anoniem: true };
  const problem = await call('POST', '/meldingen', bad, { status: 400 });
  const at = problem.errors.map((e) => JSON.stringify(e));
  for (const field of ['rol', 'vorm', 'onzin', 'contact']) assert.ok(at.some((p) => p.includes(field)), `${field} in ${at}`);
  const en = await call('POST', '/meldingen', bad, { status: 400, headers: { 'Accept-Language': 'en' } });
  assert.notEqual(en.title, problem.title);
  await call('POST', '/postvak/_openen', { ontvangstcode: '12345' }, { status: 400 });
  await call('POST', '/postvak/_openen', { ontvangstcode: nobodysCode() }, { status: 404 });
});

test('broken bodies are refused, never a 500', async () => {
  const bodies = ['', '{', '[]', 'null', '"x"', '{"rol":"burger","rol":"burger","tekst":"x"}', '\u0000', `{"tekst":"${'['.repeat(9000)}"`,
    '['.repeat(20000), '{"rol":"burger","tekst":"\\u0000"}', '{"rol":"burger","tekst":"\\ud800"}', '{"rol":"burger","tekst":1e999}'];
  for (const path of ['/api/v1/meldingen', '/api/v1/postvak/_openen', '/api/v1/postvak/berichten']) {
    for (const body of bodies) {
      const answer = await platform.request('POST', path, { body, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } });
      assert.ok(answer.status >= 400 && answer.status < 500, `${path} ${body.slice(0, 40)}: ${answer.status}`);
      assert.match(answer.headers['content-type'], /^application\/problem\+json/);
    }
  }
  const long = await platform.json('POST', '/api/v1/meldingen', melding({ tekst: 'x'.repeat(4 << 20) }));
  assert.ok([400, 413].includes(long.status), String(long.status));
});

test('desks: every one in the list has its own address, filters narrow', async () => {
  const all = await call('GET', '/loketten', undefined, { status: 200 });
  const list = all._embedded?.loketten ?? all.loketten ?? all.items ?? Object.values(all).find(Array.isArray);
  assert.ok(list.length > 5, JSON.stringify(all).slice(0, 400));
  for (const desk of list.slice(0, 10)) {
    const one = await call('GET', `/loketten/${desk.code}`, undefined, { status: 200, route: '/loketten/{code}' });
    assert.equal(one.code, desk.code);
  }
  await call('GET', '/loketten/bestaat-niet', undefined, { status: 404, route: '/loketten/{code}' });
});
