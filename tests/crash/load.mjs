// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// What people do while the program is killed, and what they were told. Each deed can be sent again as it was: a program
// does that with its Idempotency-Key, a browser by sending its form once more. A deed is acknowledged when its answer
// came in; from then on it must be there, once, for who may see it.

import assert from 'node:assert/strict';
import { Person, form, sql } from '../e2e/harness.mjs';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const FILE_MAX = 300000;
const TOWN = 'GM0502'; // Capelle, as in the demo
const GONE = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE']; // the other side died

export const wasKilled = (e) => GONE.includes(e?.code);

// The same seed, the same choices (mulberry32).
export function dice(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    pick: (list) => list[below(list.length)],
    hex: (bytes) => Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, '0')).join(''),
  };
}

// An answer that is not the one hoped for. Whoever sends on purpose into faults looks at it; others fail on it.
export class Refused extends Error {
  constructor(what, answer) {
    super(`${what}: ${answer.status} ${answer.text.slice(0, 600)}`);
    this.answer = answer;
  }
}
const expect = (what, answer, status) => { if (answer.status !== status) throw new Refused(what, answer); };

export const hidden = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
const times = (text, part) => text.split(part).length - 1;

export function multipart(fields, files) {
  const edge = 'edge-of-a-part-7d1f';
  const parts = Object.entries(fields).map(([name, value]) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  for (const { field, name, bytes } of files)
    parts.push(Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`), bytes, Buffer.from('\r\n'));
  parts.push(Buffer.from(`--${edge}--\r\n`));
  const body = Buffer.concat(parts);
  return { body, headers: { 'Content-Type': `multipart/form-data; boundary=${edge}`, 'Content-Length': body.length } };
}

// ---- deeds -----------------------------------------------------------------------------------------------------------

class Deed {
  constructor(book) {
    this.book = book;
    this.acknowledged = false;
    this.id = book.dice.hex(6);
  }

  get platform() { return this.book.platform; }

  async post(path, fields, files) {
    const { body, headers } = files ? multipart(fields, files) : form(fields);
    return this.platform.request('POST', path, { headers, body });
  }

  photo() {
    const bytes = Buffer.concat([PNG, Buffer.from(this.id), this.book.noise.subarray(this.book.dice.below(FILE_MAX))]);
    return { name: `foto-${this.id}.png`, bytes };
  }
}

// A report by a program.
export class ApiReport extends Deed {
  kind = 'report';
  story = `Er slapen mensen in de loods, melding ${this.id}.`;

  async send() {
    const answer = await this.platform.json('POST', '/api/v1/meldingen',
      { rol: 'burger', vorm: 'arbeid', gemeente: TOWN, tekst: this.story }, { 'Idempotency-Key': this.id });
    expect('a report', answer, 201);
    const { meldingsnummer, ontvangstcode } = JSON.parse(answer.text);
    if (this.acknowledged) assert.deepEqual([meldingsnummer, ontvangstcode], [this.number, this.code], 'a resend gives the first answer');
    [this.number, this.code] = [meldingsnummer, ontvangstcode];
    this.acknowledged = true;
  }
}

// A report by somebody with a browser, with a photo; they press again whatever button got no answer.
export class WebReport extends Deed {
  kind = 'report';
  story = `In de flat is het elke nacht druk, melding ${this.id}.`;
  files = [];
  file = null; // acknowledged with the page after it
  draft = '';
  step = '';
  answers = { rol: 'citizen', anonimiteit: 'anonymous', gevaar: 'nee', vorm: 'sexual', gemeente: TOWN, wanneer: 'week', minderjarig: 'ja', politie: 'nee', tekst: this.story };

  take(page) {
    this.draft = hidden(page.text, 'concept') ?? this.draft;
    this.step = hidden(page.text, 'stap') ?? this.step;
  }

  async walk() {
    for (;;) {
      const { step } = this;
      if (step === 'files' || step === 'summary') return;
      const page = step ? await this.post('/melden', { concept: this.draft, stap: step, naar: 'verder', ...this.answers })
        : await this.post('/melden', { naar: 'begin' });
      expect(`step ${step || 'begin'}`, page, 200);
      this.take(page);
      assert.notEqual(this.step, step, 'the next question');
    }
  }

  // Goes on without a photo.
  async skipFiles() {
    const page = await this.post('/melden/bijlagen', { concept: this.draft, stap: 'files', naar: 'verder' });
    expect('no file', page, 200);
    this.take(page);
  }

  async attach() {
    this.file ??= this.photo();
    const page = await this.post('/melden/bijlagen', { concept: this.draft, stap: 'files', naar: 'verder' }, [{ field: 'bestand', ...this.file }]);
    expect('a file', page, 200);
    this.files = [this.file];
    this.take(page);
  }

  async send() {
    await this.walk();
    if (this.step === 'files' && !this.files.length) await this.attach();
    while (this.step !== 'summary') {
      const page = await this.post('/melden', { concept: this.draft, stap: this.step, naar: 'verder', ...this.answers });
      expect(`step ${this.step}`, page, 200);
      this.take(page);
    }
    const page = await this.post('/melden/versturen', { concept: this.draft, stap: 'summary' });
    expect('sending', page, 200);
    const number = /Nummer van de melding:\s*(?:<[^>]+>)*\s*([\w-]+)/.exec(page.text)?.[1];
    const code = /id="code"[^>]*>([\s\S]*?)<\/p>/.exec(page.text)?.[1].replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();
    assert.ok(number && /^\d{5}( \d{5}){4}$/.test(code), `a number and a code: ${number} ${code}`);
    if (this.acknowledged) assert.deepEqual([number, code], [this.number, this.code], 'a resend gives the first answer');
    [this.number, this.code] = [number, code];
    this.acknowledged = true;
  }
}

// A message in the mailbox, by a program.
export class ApiMessage extends Deed {
  kind = 'message';
  text = `Vandaag stond er weer een busje, bericht ${this.id}.`;

  constructor(book, report) {
    super(book);
    this.report = report;
  }

  async send() {
    const answer = await this.platform.json('POST', '/api/v1/postvak/berichten',
      { ontvangstcode: this.report.code, tekst: this.text }, { 'Idempotency-Key': this.id });
    expect('a message', answer, 201);
    this.acknowledged = true;
  }
}

// The same with a browser, and a photo along.
export class WebMessage extends Deed {
  kind = 'message';
  text = `Ik heb een foto kunnen maken, bericht ${this.id}.`;

  constructor(book, report) {
    super(book);
    this.report = report;
    this.file = this.photo();
  }

  async open() {
    const box = await this.post('/postvak', { ontvangstcode: this.report.code });
    expect('opening the mailbox', box, 200);
    this.key = { sleutel: hidden(box.text, 'sleutel'), nummer: hidden(box.text, 'nummer') };
    assert.ok(this.key.sleutel && this.key.nummer);
  }

  async send() {
    if (!this.key) await this.open();
    const page = await this.post('/postvak/bericht', { ...this.key, bericht: this.text }, [{ field: 'bestand', ...this.file }]);
    expect('a message with a file', page, 200);
    this.files = [this.file];
    this.acknowledged = true;
  }
}

// A form of staff on the page of a signal.
class StaffDeed extends Deed {
  constructor(book, report) {
    super(book);
    this.report = report;
    this.submission = book.dice.hex(16);
  }

  async send() {
    const { path, fields } = this;
    const signal = this.book.idOf(this.report.number);
    const answer = await this.book.staff.post(`/signalen/${signal}${path}`, { inzending: this.submission, ...fields });
    expect(this.kind, answer, 303);
    assert.match(answer.headers.location, /^\/signalen\//, 'still signed in');
    this.acknowledged = true;
  }
}

export class Decision extends StaffDeed {
  kind = 'decision';
  text = `Er is dwang en er is zorg nodig, besluit ${this.id}.`;
  path = '/duiding';
  fields = { bekeken: '1', vorm: 'labour', minderjarig: 'onbekend', strafzaak: 'onbekend', gevaar: '0', strafbaar: '0', georganiseerd: '0',
    uitkomst: 'care', tafel: 'care', reden: this.text };
}

export class StaffMessage extends StaffDeed {
  kind = 'message';
  text = `Wij hebben je melding gelezen, antwoord ${this.id}.`;
  path = '/bericht';
  fields = { draad: 'reporter', tekst: this.text };
}

// ---- the book --------------------------------------------------------------------------------------------------------

export class Book {
  constructor(platform, random) {
    this.platform = platform;
    this.dice = random;
    this.deeds = [];
    this.ids = new Map();
    this.noise = Buffer.from(Uint8Array.from({ length: FILE_MAX }, () => random.below(256)));
    this.before = this.counts();
  }

  // The store, asked behind the program's back.
  ask(query) { return sql(this.platform.dir, query); }

  counts() {
    const [{ report, message, decision }] = this.ask('SELECT (SELECT count(*) FROM signal) AS report, (SELECT count(*) FROM message) AS message, (SELECT count(*) FROM triage_decision) AS decision');
    return { report: Number(report), message: Number(message), decision: Number(decision) };
  }

  idOf(number) {
    if (!this.ids.has(number)) for (const { id, number: name } of this.ask('SELECT id, number FROM signal')) this.ids.set(name, Number(id));
    const id = this.ids.get(number);
    assert.ok(id, `report ${number} is in the store`);
    return id;
  }

  async signIn() { this.staff = await Person.signIn(this.platform, this.platform.account('focal_point', 'capelle')); }

  get reports() { return this.deeds.filter((d) => d.kind === 'report' && d.acknowledged); }
  get acknowledged() { return this.deeds.filter((d) => d.acknowledged); }

  another() {
    const { reports, dice: d } = this;
    const kinds = [() => new ApiReport(this), () => new ApiReport(this), () => new WebReport(this)];
    const on = (Kind) => () => new Kind(this, d.pick(reports.slice(-40)));
    if (reports.length) kinds.push(on(ApiMessage), on(WebMessage), on(WebMessage), on(Decision), on(StaffMessage));
    const deed = d.pick(kinds)();
    this.deeds.push(deed);
    return deed;
  }

  // ---- is it there? ----

  async checkReport(report, { staff = true } = {}) {
    const box = await this.platform.json('POST', '/api/v1/postvak/_openen', { ontvangstcode: report.code });
    if (box.status !== 200) return [`report ${report.number}: its code opens nothing (${box.status})`];
    const faults = [];
    const opened = JSON.parse(box.text);
    if (opened.meldingsnummer !== report.number) faults.push(`report ${report.number}: its code opens ${opened.meldingsnummer}`);
    const mine = this.acknowledged.filter((d) => d.report === report);
    for (const deed of mine.filter((d) => d.kind === 'message')) {
      const n = opened.berichten.filter((b) => b.tekst === deed.text).length;
      if (n !== 1) faults.push(`message ${deed.id} of ${report.number}: ${n} times`);
    }
    if (staff) faults.push(...await this.checkAsStaff(report, mine));
    return faults;
  }

  async checkAsStaff(report, mine) {
    const faults = [];
    const signal = this.idOf(report.number);
    const page = await this.staff.get(`/signalen/${signal}`);
    if (page.status !== 200 || !page.text.includes(report.story)) return [`report ${report.number}: staff can't read it (${page.status})`];
    for (const { files = [] } of [report, ...mine])
      for (const file of files) faults.push(...await this.checkFile(signal, page.text, file));
    const decisions = mine.filter((d) => d.kind === 'decision');
    if (!decisions.length) return faults;
    const weighed = await this.staff.get(`/signalen/${signal}/duiding`);
    for (const deed of decisions) {
      const n = times(weighed.text, deed.text);
      if (n !== 1) faults.push(`decision ${deed.id} on ${report.number}: ${n} times`);
    }
    return faults;
  }

  // The one place that knows how a file is reached.
  async checkFile(signal, page, file) {
    const links = [...page.matchAll(new RegExp(`href="(/signalen/${signal}/bestanden/\\d+)"><bdi>${file.name}<`, 'g'))].map((m) => m[1]);
    if (links.length !== 1) return [`file ${file.name} of signal ${signal}: ${links.length} times`];
    const got = await this.staff.get(links[0]);
    if (got.status !== 200) return [`file ${file.name} of signal ${signal}: ${got.status}`];
    return got.bytes.equals(file.bytes) ? [] : [`file ${file.name} of signal ${signal}: other bytes`];
  }

  // Files that belong to no record: waiting for one, or unknown to all. And what a record names that is not there.
  orphans() {
    const names = (query) => this.ask(query).map((row) => row.stored);
    return {
      waiting: names('SELECT stored FROM pending_file'),
      unnamed: names('SELECT DISTINCT stored FROM file_chunk WHERE stored NOT IN (SELECT stored FROM signal_file) AND stored NOT IN (SELECT stored FROM pending_file)'),
      missing: names('SELECT stored FROM signal_file WHERE stored NOT IN (SELECT stored FROM file_chunk)'),
    };
  }

  doubles() {
    const now = this.counts();
    const sum = (kind) => this.acknowledged.filter((d) => d.kind === kind).length;
    return Object.keys(now).map((kind) => [kind, now[kind] - this.before[kind] - sum(kind)]).filter(([, more]) => more !== 0);
  }
}
