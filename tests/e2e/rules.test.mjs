// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Decision tables from outside: a modeller's own reader opens ours without a warning, and the commands that check a table
// and run its test cases say what a script needs to know.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import DmnModdle from 'dmn-moddle';
import { program, root } from './harness.mjs';

const folder = join(root, 'rules');
const files = readdirSync(folder).filter((name) => name.endsWith('.dmn'));

function run(...args) {
  const { status, stdout, stderr } = spawnSync(program, ['rules', ...args], { encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

function withFolder(contents, use) {
  const dir = mkdtempSync(join(tmpdir(), 'baken-rules-'));
  try {
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(dir, name), text);
    return use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const rule = (cell, outcome) => `<rule><inputEntry><text>${cell}</text></inputEntry><outputEntry><text>${outcome}</text></outputEntry></rule>`;
const table = (...rules) => `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="t" namespace="urn:t">
  <inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
  <decision id="d" name="D"><informationRequirement><requiredInput href="#n"/></informationRequirement>
  <decisionTable><input><inputExpression><text>n</text></inputExpression></input><output/>${rules.join('')}</decisionTable></decision>
  <decisionService id="s" name="Ask"><outputDecision href="#d"/><inputData href="#n"/></decisionService></definitions>`;

test('a modeller reads every table without a warning', async () => {
  assert.ok(files.length >= 4);
  for (const name of files) {
    const { rootElement, warnings } = await new DmnModdle().fromXML(readFileSync(join(folder, name), 'utf8'));
    assert.deepEqual(warnings.map(String), [], name);
    const tables = rootElement.drgElement.filter((e) => e.decisionLogic?.$type === 'dmn:DecisionTable');
    assert.ok(tables.length > 0, name);
    for (const t of tables) assert.ok(t.decisionLogic.rule.length > 0, name);
  }
});

test('our own tables pass the check', () => {
  const { status, out } = run('check', '--json', ...files.map((name) => join(folder, name)));
  assert.equal(status, 0, out);
  const answer = JSON.parse(out);
  assert.equal(answer.length, files.length);
  for (const { decisions } of answer)
    for (const { findings } of decisions) assert.deepEqual(findings.filter((f) => f.error), []);
});

test('the check tells faults from notes, and a file that is refused', () => {
  withFolder({ 'over.dmn': table(rule('&lt;= 5', 1), rule('&gt;= 5', 2)), 'gap.dmn': table(rule('&lt; 5', 1)), 'bad.dmn': '<a/>' }, (dir) => {
    const over = run('check', '--json', join(dir, 'over.dmn'));
    assert.equal(over.status, 5);
    const [found] = JSON.parse(over.out)[0].decisions[0].findings;
    assert.deepEqual(found, { kind: 'overlap', error: true, rule: 'rule 1', other: 'rule 2', example: 'n = 5',
      text: 'Rules rule 1 and rule 2 both apply to n = 5. Only one may.' });
    const gap = run('check', join(dir, 'gap.dmn'));
    assert.equal(gap.status, 0);
    assert.match(gap.out, /note: No rule applies to n = 5\./);
    const both = run('check', join(dir, 'bad.dmn'), join(dir, 'gap.dmn'));
    assert.equal(both.status, 2);
    assert.match(both.out, /bad\.dmn:1: this is not a DMN file/);
    assert.match(both.out, /No rule applies/);
  });
});

test('test cases in the format of the kit: decisions and services, imports from beside, and a failure that shows', () => {
  const value = (type, x) => `<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xsd:${type}">${x}</value>`;
  const one = (id, attributes, input, node, wanted) => `<testCase id="${id}" ${attributes}><inputNode name="${input}">${value('decimal', 3)}</inputNode>
    <resultNode name="${node}"><expected>${value('decimal', wanted)}</expected></resultNode></testCase>`;
  const cases = (model, ...list) => `<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <modelName>${model}</modelName>${list.join('')}</testCases>`;
  const main = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
    <import namespace="urn:t" name="t" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
    <decision id="x" name="X"><informationRequirement><requiredDecision href="urn:t#d"/></informationRequirement>
    <literalExpression><text>t.D * 10</text></literalExpression></decision></definitions>`;
  const contents = {
    't.dmn': table(rule('&lt; 5', 1), rule('&gt;= 5', 2)),
    't-test-01.xml': cases('t.dmn', one('1', '', 'n', 'D', 1), one('2', 'type="decisionService" invocableName="Ask"', 'n', 'D', 1)),
    'm.dmn': main,
    'm-test-01.xml': cases('m.dmn', one('1', '', 'n', 'X', 10)),
  };
  withFolder(contents, (dir) => {
    const good = run('tck', dir);
    assert.equal(good.status, 0, good.out + good.err);
    assert.match(good.out, /^3 passed, 0 failed$/m);
    writeFileSync(join(dir, 't-test-02.xml'), cases('t.dmn', one('9', '', 'n', 'D', 2)));
    const bad = run('tck', dir);
    assert.equal(bad.status, 5);
    assert.match(bad.out, /t-test-02\.xml 9 D: expected 2, got 1/);
    assert.match(bad.out, /^3 passed, 1 failed$/m);
  });
});
