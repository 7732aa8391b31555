// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Proves of dist/ what README.md promises: contrast in both themes, sizes, nothing from outside, no class that is
// documented or used in a template but missing, none that is made but undocumented, no physical directions in our CSS.
// Prints what fails and exits with 1.

import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, strip } from './css.mjs';

const CSS_GZIP_MAX = 30 * 1024;
const JS_MAX = 7 * 1024;
const TEXT = 4.5; // WCAG 1.4.3, normal text
const PART = 3; // WCAG 1.4.11, controls and their states

const root = dirname(fileURLToPath(import.meta.url));
const read = (...parts) => readFileSync(join(root, ...parts), 'utf8');
const css = read('dist', 'baken.css');
const js = read('dist', 'baken.js');
const readme = read('README.md');
const own = readdirSync(join(root, 'css')).sort().map((name) => [name, read('css', name)]);
const faults = [];
let checks = 0;
const must = (ok, text) => { checks++; if (!ok) faults.push(text); };

/** Values of custom properties in one theme: light, or light overlaid with the dark block. */
function theme(dark) {
  const map = new Map();
  const take = (body) => body.split(';').forEach((line) => {
    const at = line.indexOf(':');
    if (line.trim().startsWith('--')) map.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  });
  for (const node of parse(strip(css))) {
    if (node.prelude === ':root') take(node.body);
    if (dark && node.prelude.includes('prefers-color-scheme:dark')) node.children.forEach((n) => take(n.body));
  }
  return (name) => {
    let value = map.get(name) ?? '';
    for (let i = 0; i < 20 && value.startsWith('var('); i++) value = map.get(value.slice(4, -1)) ?? '';
    return value;
  };
}

function luminance(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((d) => d + d).join('') : hex.slice(1);
  const [r, g, b] = [0, 2, 4].map((i) => parseInt(digits.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const hue = (name, step) => `--voorbeeld-kleuren-${name}-${step}`;
const surfaces = ['--bk-page', '--bk-sunken', '--bk-card', '--bk-tint', hue('grijs', 100)];
const hues = ['grijs', 'violet', 'blauw', 'groen', 'oranje', 'rood'];
const pairs = [
  ...surfaces.flatMap((s) => [['--bk-ink', s, TEXT], ['--bk-muted', s, TEXT], ['--bk-accent', s, TEXT]]),
  ...surfaces.map((s) => ['--basis-form-control-border-color', s, PART]),
  ...hues.flatMap((h) => [50, 100, 200].map((bg) => [hue(h, 500), hue(h, bg), TEXT])),
  ...hues.map((h) => [hue(h, 700), hue(h, 100), TEXT]),
  ...hues.flatMap((h) => ['--bk-page', '--bk-card'].map((s) => [hue(h, 400), s, PART])),
  ...hues.map((h) => ['--bk-page', hue(h, 500), TEXT]),
  ['--utrecht-button-primary-action-color', '--utrecht-button-primary-action-background-color', TEXT],
  ['--utrecht-button-primary-action-hover-color', '--utrecht-button-primary-action-hover-background-color', TEXT],
  ['--utrecht-button-primary-action-disabled-color', '--utrecht-button-primary-action-disabled-background-color', PART],
  ['--utrecht-link-color', '--bk-page', TEXT],
  ['--bk-warm-ink', '--bk-warm', TEXT], ['--bk-warm-ink', '--bk-warm-hover', TEXT],
  ['--bk-warm', '--bk-night', PART],
  ['--bk-night-ink', '--bk-night', TEXT], ['--bk-night-ink', '--bk-night-2', TEXT],
  ['--bk-night-muted', '--bk-night', TEXT], ['--bk-night-muted', '--bk-night-2', TEXT],
  ['--bk-ring', '--bk-halo', PART], ['--bk-ring', '--bk-page', PART],
  ['--basis-focus-color', '--basis-focus-background-color', TEXT],
];
for (const dark of [false, true]) {
  const value = theme(dark);
  for (const [front, back, least] of pairs) {
    const [a, b] = [value(front), value(back)];
    const known = [a, b].every((c) => /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(c));
    const ratio = known ? contrast(a, b) : 0;
    const where = `${dark ? 'dark' : 'light'}: ${front} ${a} on ${back} ${b}`;
    must(ratio >= least, `${where} is ${ratio.toFixed(2)}, not ${least}`);
  }
}

must(gzipSync(css, { level: 9 }).length <= CSS_GZIP_MAX, 'baken.css is too large');
must(js.length <= JS_MAX, 'baken.js is too large');
must(!/@import/.test(css), 'baken.css imports');
const addresses = [...css.matchAll(/url\(\s*["']?([^"')]{0,60})/g)].map((m) => m[1]);
must(addresses.every((a) => a.startsWith('data:image/svg+xml,')), 'an image outside baken.css');
must(!/https?:/.test(css.replace(/http:\/\/www\.w3\.org\/(2000\/svg|1999\/xlink)/g, '')), 'an address in baken.css');
const banned = /https?:|(inner|outer|insertAdjacent)HTML|document\.write|\beval\b|Function\(|\.style\b|Storage|cookie/;
must(!banned.test(js), 'baken.js uses what it must not');

const has = (name) => new RegExp(`\\.${name}(?![\\w-])`).test(css);
const examples = [...readme.matchAll(/```html[\s\S]*?```/g)].map((m) => m[0]).join('\n');
must(!/\sstyle=|\son[a-z]+=|<style/.test(examples), 'an inline style or handler in an example');
const used = new Set([...examples.matchAll(/class="([^"]+)"/g)].flatMap((m) => m[1].split(/\s+/)));
for (const name of [...used].sort()) {
  must(has(name) || /^utrecht-/.test(name), `README.md uses .${name}, the stylesheet does not know it`);
}
const told = (name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(readme);
const made = new Set(own.flatMap(([, text]) => [...text.matchAll(/\.(bk-[\w-]+)/g)].map((m) => m[1])));
const byScript = ['bk-cover', 'bk-leaving', 'bk-ended', 'bk-dialog', 'bk-exit__dots'];
for (const name of [...made].sort()) {
  const icon = /^bk-icon--(.+)$/.exec(name);
  must(told(icon ? icon[1] : name) || byScript.includes(name), `.${name} is made, but README.md does not tell of it`);
}
for (const file of readdirSync(join(root, '..', 'src'), { recursive: true }).sort()) {
  if (!file.endsWith('.html')) continue;
  const names = read('..', 'src', file).matchAll(/(?<![\w-])(bk|utrecht|nl)-[a-z][\w-]*(?![\w-])/g);
  for (const name of new Set([...names].map((m) => m[0]))) {
    // A name that ends in a dash is finished by the template at run time.
    must(name.endsWith('-') || has(name) || told(name), `src/${file} uses .${name}, the stylesheet does not know it`);
  }
}
const physical = new RegExp([
  '(^|[\\s;{])(margin|padding|border)-(left|right|top|bottom)',
  '(^|[\\s;{])(left|right|top|bottom|width|height)\\s*:',
  'text-align:\\s*(left|right)',
].join('|'));
for (const [name, text] of own) {
  const at = `css/${name}: a physical direction: `;
  strip(text).split('\n').forEach((line) => must(!physical.test(line), at + line.trim()));
}

for (const fault of faults) console.error(fault);
console.log(`${checks - faults.length} of ${checks} checks passed`);
process.exit(faults.length ? 1 : 0);
