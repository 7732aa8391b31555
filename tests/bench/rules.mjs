// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Decisions a second of Baken's engine beside engines from npm: the same tables, the same inputs, the same run, and the
// same outcomes, or it stops. feelin knows cells, not tables: it is asked cell by cell until a rule fits.
// node tests/bench/rules.mjs BENCH_RULES FOLDER
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import evalJs from '@hbtgmbh/dmn-eval-js';
import { unaryTest } from 'feelin';

const [program, folder] = process.argv.slice(2);
const INPUTS = 400, ENOUGH = 1000, TRIES = 3; // ms

// Words and bands of a number: two rules a word, the last word with a band that is open.
function rules(count) {
  return Array.from({ length: count }, (_, i) => ({
    word: `"word ${Math.floor(i / 2)}"`,
    band: i % 2 ? `[${i}..${i + 1.5}]` : `< ${i + 1}`,
    out: i,
  }));
}

const escape = (s) => s.replace(/</g, '&lt;').replace(/"/g, '&quot;');
const column = (name, type) => `<input id="c_${name}"><inputExpression id="e_${name}" typeRef="${type}"><text>${name}</text>
  </inputExpression></input>`;

function file(table) {
  const rows = table.map((r, i) => `<rule id="r${i}"><inputEntry id="a${i}"><text>${escape(r.word)}</text></inputEntry>
    <inputEntry id="b${i}"><text>${escape(r.band)}</text></inputEntry>
    <outputEntry id="o${i}"><text>${r.out}</text></outputEntry></rule>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" id="bench" name="bench" namespace="urn:bench">
  <inputData id="s" name="s"><variable id="sv" name="s" typeRef="string"/></inputData>
  <inputData id="n" name="n"><variable id="nv" name="n" typeRef="number"/></inputData>
  <decision id="D" name="D"><informationRequirement><requiredInput href="#s"/></informationRequirement>
  <informationRequirement><requiredInput href="#n"/></informationRequirement>
  <decisionTable id="t" hitPolicy="FIRST">${column('s', 'string')}${column('n', 'number')}
  <output id="o" name="outcome" typeRef="number"/>${rows.join('\n')}</decisionTable></decision></definitions>`;
}

function inputs(count) {
  return Array.from({ length: INPUTS }, (_, k) => {
    const i = (k * 7919) % count;
    return { s: `word ${Math.floor(i / 2)}`, n: i % 2 ? i + 0.5 : i };
  });
}

// The best of some tries: what the machine does beside it only makes it slower.
function rate(decide, list) {
  let sum = 0, best = 0;
  for (const input of list) sum += decide(input);
  for (let t = 0; t < TRIES; t++) {
    const start = performance.now();
    let done = 0, spent = 0;
    while (spent < ENOUGH / TRIES) {
      decide(list[done++ % list.length]);
      spent = performance.now() - start;
    }
    best = Math.max(best, (done / spent) * 1000);
  }
  return { rate: best, sum };
}

async function others(table, xml) {
  const decisions = await evalJs.decisionTable.parseDmnXml(xml);
  const matches = (cell, value) => {
    const answer = unaryTest(cell, { '?': value });
    return (answer?.value ?? answer) === true;
  };
  return {
    'dmn-eval-js': (input) => evalJs.decisionTable.evaluateDecision('D', decisions, input).outcome,
    feelin: (input) => table.find((r) => matches(r.word, input.s) && matches(r.band, input.n)).out,
  };
}

mkdirSync(folder, { recursive: true });
for (const count of [10, 100, 1000]) {
  const table = rules(count), xml = file(table), list = inputs(count);
  writeFileSync(join(folder, 'table.dmn'), xml);
  writeFileSync(join(folder, 'inputs.txt'), list.map((i) => `${i.s}\t${i.n}\n`).join(''));
  const answer = execFileSync(program, [join(folder, 'table.dmn'), join(folder, 'inputs.txt')], { encoding: 'utf8' });
  const [own, sum] = answer.split(' ').map(Number);
  for (const [name, decide] of Object.entries(await others(table, xml))) {
    const other = rate(decide, list);
    if (other.sum !== sum) throw new Error(`${name} decides otherwise: ${other.sum} instead of ${sum}`);
    console.log(`${`decisions, ${count} rules`.padEnd(44)} ${own.toFixed(0).padStart(9)} /s ${' '.repeat(26)}` +
      `${(own / other.rate).toFixed(2).padStart(9)} x ${name}: ${other.rate.toFixed(0)} /s`);
  }
}
