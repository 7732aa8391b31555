// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// The page of faults.h, seen from the test: what must fail, die or be another time in the program that maps it.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const KIND = { write: 1, sync: 2, rename: 4, truncate: 8, make: 16, all: 31 };
export const PLACE = { store: 1, files: 2, both: 3 };
export const MODE = { none: 0, EIO: 1, ENOSPC: 2, short: 3, dieBefore: 4, dieWithin: 5, dieAfter: 6 };
export const EVER = 1n << 62n;

const NUMBERS = ['mode', 'first', 'last', 'kinds', 'places', 'clock', 'power', 'calls', 'fired'];
const PATH_MAX = 120;
const SIZE = NUMBERS.length * 8 + PATH_MAX;

export class Seam {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'baken-seam-'));
    this.path = join(this.dir, 'page');
    this.fd = openSync(this.path, 'w+');
    this.clock = 0;
    this.power = 0; // from the start of a program on, else what it wrote before is not known
    this.write({});
  }

  get env() { return { BAKEN_FAULTS: this.path }; }

  write(v) {
    const page = Buffer.alloc(SIZE);
    NUMBERS.forEach((name, i) => page.writeBigInt64LE(BigInt({ clock: this.clock, power: this.power, ...v }[name] ?? 0), i * 8));
    page.write(v.path ?? '', NUMBERS.length * 8, PATH_MAX - 1, 'latin1');
    const mode = page.readBigInt64LE(0);
    page.writeBigInt64LE(0n, 0); // armed only when the rest stands there
    writeSync(this.fd, page, 0, SIZE, 0);
    const armed = Buffer.alloc(8);
    armed.writeBigInt64LE(mode);
    writeSync(this.fd, armed, 0, 8, 0);
  }

  // The calls first..last of these kinds, counted from now.
  arm({ mode, first, last = first, kinds = KIND.all, places = PLACE.both, path = '', power = this.power }) {
    this.write({ mode, first, last, kinds, places, path, power });
  }

  off() { this.write({}); }

  setClock(ms) {
    this.clock = ms;
    this.off();
  }

  number(name) {
    const b = Buffer.alloc(8);
    readSync(this.fd, b, 0, 8, NUMBERS.indexOf(name) * 8);
    return Number(b.readBigInt64LE());
  }

  get fired() { return this.number('fired'); }
  get calls() { return this.number('calls'); }

  close() {
    closeSync(this.fd);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
