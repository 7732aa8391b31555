// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// A file streams to the store and never sits in memory: visitors each send the largest file there may be, slowly, all at
// once, and what the program ever used stays far below what they sent.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Platform, form, sql } from './harness.mjs';

const MB = 1024 * 1024;
const FILE = 20 * MB; // HTTP_FILE_BYTES_MAX
const VISITORS = 6;
const PIECE = 256 * 1024; // one at a time from each in turn, so all of them are halfway at the same moment
const MORE_MAX = 40 * MB; // for all of them together: two that were kept whole would not fit
const EDGE = 'edge-of-a-part-51c9';

let platform;
before(async () => { platform = await Platform.start({ signals: 5 }); });
after(async () => { await platform?.stop(); });

const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${platform.child.pid}/status`, 'utf8'))[1]) * 1024;
const hidden = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

async function untilFiles() {
  const answers = { rol: 'citizen', anonimiteit: 'anonymous', gevaar: 'nee', vorm: 'labour', gemeente: 'GM0502', wanneer: 'week',
    minderjarig: 'nee', politie: 'nee', tekst: 'Er slapen mensen in de loods.' };
  const post = async (fields) => {
    const { body, headers } = form(fields);
    const page = await platform.request('POST', '/melden', { body, headers });
    assert.equal(page.status, 200, page.text);
    return { concept: hidden(page.text, 'concept'), stap: hidden(page.text, 'stap') };
  };
  let at = await post({ naar: 'begin' });
  while (at.stap !== 'files') {
    const next = await post({ ...at, naar: 'verder', ...answers });
    assert.notEqual(next.stap, at.stap, 'the next question');
    at = next;
  }
  return at.concept;
}

class Visitor {
  said = '';

  constructor(concept) {
    const part = (name) => `--${EDGE}\r\nContent-Disposition: form-data; name="${name}"`;
    const fields = Object.entries({ concept, stap: 'files', naar: 'verder' }).map(([name, value]) => `${part(name)}\r\n\r\n${value}\r\n`).join('');
    this.start = Buffer.from(`${fields}${part('bestand')}; filename="film.mp4"\r\nContent-Type: video/mp4\r\n\r\n`);
    this.end = Buffer.from(`\r\n--${EDGE}--\r\n`);
  }

  async connect() {
    const { hostname, port } = new URL(platform.base);
    this.socket = net.connect({ host: hostname, port: Number(port) });
    this.socket.setNoDelay(true);
    this.answered = new Promise((done, fail) => {
      this.socket.on('data', (text) => { this.said += text; });
      this.socket.on('close', () => done(this.said));
      this.socket.on('error', fail);
    });
    await this.write(Buffer.concat([Buffer.from(`POST /melden/bijlagen HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n`
      + `Content-Type: multipart/form-data; boundary=${EDGE}\r\nContent-Length: ${this.start.length + FILE + this.end.length}\r\n\r\n`), this.start]));
  }

  // Done when the system has taken all of it: the program holds a sender back that goes faster than the disk.
  write(bytes) { return new Promise((done, fail) => { this.socket.write(bytes, (e) => (e ? fail(e) : done())); }); }
}

const stored = () => sql(platform.dir, 'SELECT count(*) AS files, coalesce((SELECT sum(length(bytes)) FROM file_chunk), 0) AS bytes FROM pending_file')[0];

test('files of the largest size at once do not sit in memory', async (t) => {
  const visitors = [];
  for (let i = 0; i < VISITORS; i++) visitors.push(new Visitor(await untilFiles()));
  const before = peak();
  const piece = Buffer.alloc(PIECE, 'film');
  const all = (step) => Promise.all(visitors.map(step));
  await all((v) => v.connect());
  for (let sent = 0; sent < FILE; sent += PIECE) await all((v) => v.write(piece));
  const halfway = peak();
  assert.ok(visitors.every((v) => v.said === ''), 'nobody has an answer yet');
  await all((v) => v.write(v.end));
  for (const answer of await all((v) => v.answered)) assert.match(answer, /^HTTP\/1\.1 200 /);
  const { files, bytes } = stored();
  assert.equal(Number(files), VISITORS);
  assert.ok(Number(bytes) >= VISITORS * FILE, `${bytes} bytes in the store`);
  const more = peak() - before;
  t.diagnostic(`${VISITORS} files of ${FILE / MB} MB: ${Math.round(more / MB)} MB more than the ${Math.round(before / MB)} before, ${Math.round((halfway - before) / MB)} before their ends`);
  assert.ok(more < MORE_MAX, `${Math.round(more / MB)} MB more`);
});
