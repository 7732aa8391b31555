// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Builds dist/: one stylesheet, one script, the images, and apart from those the modeller of staff. Plain node, no
// bundler.
// Same input, same bytes: no dates, no hashes of paths, fixed order everywhere.
// The stylesheet is: design tokens that are used, then our theme, then the NL Design System components
// listed below, then css/*.css. It holds no @import and no address outside itself (check.mjs proves it).

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { each, minify, parse, print, strip } from './css.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, 'node_modules');
const dist = join(root, 'dist');

// Add a component here when a template needs it; README.md shows how it is used.
const COMPONENTS = [
  'alert', 'breadcrumb-nav', 'button', 'checkbox', 'data-badge', 'data-list', 'form-field',
  'form-field-description', 'form-field-error-message', 'form-fieldset', 'form-label', 'heading-1', 'heading-2',
  'heading-3', 'heading-4', 'link', 'number-badge', 'ordered-list', 'pagination', 'paragraph', 'pre-heading',
  'radio-button', 'select', 'separator', 'status-badge', 'table', 'textarea', 'textbox', 'unordered-list',
];
const OWN = ['base', 'frame', 'forms', 'public', 'work', 'print'];

// README.md is the contract: rules for classes that it does not show stay out. check.mjs finds templates that use others.
const SHOWN = new Set(readFileSync(join(root, 'README.md'), 'utf8').match(/(?<![\w-])(utrecht|nl)-[a-z][\w-]*/g));

const BANNER = `/*! Baken | EUPL-1.2 | with parts of @utrecht/component-library-css,
@nl-design-system-candidate/skip-link-css and @nl-design-system-unstable/voorbeeld-design-tokens,
(c) Frameless B.V., Gemeente Utrecht and contributors, EUPL-1.2 */\n`;

const read = (...parts) => readFileSync(join(root, ...parts), 'utf8');

function component(name) {
  const file = join(modules, '@utrecht', `${name}-css`, 'dist', 'index.css');
  const tree = parse(strip(readFileSync(file, 'utf8'))).filter((node) => !node.prelude.startsWith('@charset'));
  return print(each(tree, (rule) => {
    const kept = rule.selectors.filter((s) => (s.replace(/:not\([^)]*\)/g, '').match(/\.[\w-]+/g) ?? [])
      .every((name) => SHOWN.has(name.slice(1))));
    return kept.length ? { ...rule, selectors: kept } : null;
  }));
}

/** Design tokens by name, in the order of the package. */
function tokens() {
  const file = join(modules, '@nl-design-system-unstable', 'voorbeeld-design-tokens', 'dist', 'theme.css');
  const pairs = strip(readFileSync(file, 'utf8')).matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g);
  return new Map([...pairs].map(([, name, value]) => [name, value.trim()]));
}

/** Names of tokens that `css` uses, and those that these use in turn. */
function reachable(css, all, overridden) {
  const wanted = new Set();
  const visit = (text) => {
    for (const [, name] of text.matchAll(/var\(\s*(--[\w-]+)/g)) {
      if (wanted.has(name)) continue;
      wanted.add(name);
      if (all.has(name) && !overridden.has(name)) visit(all.get(name));
    }
  };
  visit(css);
  return wanted;
}

/** Puts the images that a stylesheet names into it, so that one request is enough. */
function inline(css) {
  return css.replace(/url\(\.\.\/(img\/[\w/-]+\.svg)\)/g, (_, path) => {
    const svg = read(path).replace(/<!--.*?-->/gs, '').replace(/\s*\n\s*/g, '').replace(/"/g, "'");
    return `url("data:image/svg+xml,${svg.replace(/[#%<>{}]/g, (c) => encodeURIComponent(c))}")`;
  });
}

function stylesheet() {
  const parts = COMPONENTS.map(component);
  const skip = join(modules, '@nl-design-system-candidate', 'skip-link-css', 'dist', 'skip-link.css');
  parts.push(strip(readFileSync(skip, 'utf8')));
  const own = OWN.map((name) => strip(read('css', `${name}.css`)));
  const theme = strip(read('css', 'theme.css'));
  const overridden = new Set([...theme.split('@media')[0].matchAll(/(--[\w-]+)\s*:/g)].map((m) => m[1]));
  const all = tokens();
  const used = reachable([theme, ...parts, ...own].join('\n'), all, overridden);
  const kept = [...all].filter(([name]) => used.has(name) && !overridden.has(name));
  const root = `:root{${kept.map(([name, value]) => `${name}:${value}`).join(';')}}`;
  return BANNER + minify(inline([root, theme, ...parts, ...own].join('\n'))) + '\n';
}

/** The script without indentation and without the comments that only its author needs. */
function script() {
  const [spdx, holder, ...lines] = read('js', 'baken.js').split('\n').map((line) => line.trim());
  return [spdx, holder, ...lines.filter((line) => line && !line.startsWith('//'))].join('\n') + '\n';
}

/** Writes a file and, for browsers that take it, a compressed copy; gzipSync puts no date in it. */
function both(name, text) {
  writeFileSync(join(dist, name), text);
  writeFileSync(join(dist, `${name}.gz`), gzipSync(text, { level: 9 }));
}

/** The modeller of staff (dmn-js), for one page only. Its script is large and every browser that runs it takes gzip. */
function modeller() {
  const from = join(modules, 'dmn-js', 'dist');
  const css = ['diagram-js', 'dmn-js-shared', 'dmn-js-decision-table', 'dmn-js-decision-table-controls', 'dmn-js-drd',
    'dmn-js-literal-expression', 'dmn-js-boxed-expression', 'dmn-js-boxed-expression-controls']
    .map((name) => readFileSync(join(from, 'assets', `${name}.css`), 'utf8'));
  const icons = readFileSync(join(from, 'assets', 'dmn-font', 'css', 'dmn.css'), 'utf8').replace(/@font-face\s*{[^}]*}/g, '');
  const banner = '/*! Baken | EUPL-1.2 | with the styles of dmn-js, (c) Camunda Services GmbH, bpmn.io license */\n';
  both('modeller.css', banner + minify([read('modeller.css'), ...css, icons].map(strip).join('\n')) + '\n');
  const [spdx, holder, ...lines] = read('js', 'modeller.js').split('\n').map((line) => line.trim());
  both('modeller.js', [spdx, holder, ...lines.filter((line) => line && !line.startsWith('//'))].join('\n') + '\n');
  const script = readFileSync(join(from, 'dmn-modeler.production.min.js'));
  writeFileSync(join(dist, 'dmn-js.js.gz'), gzipSync(script, { level: 9 }));
  copyFileSync(join(from, 'assets', 'dmn-font', 'font', 'dmn.woff2'), join(dist, 'dmn.woff2'));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
both('baken.css', stylesheet());
both('baken.js', script());
modeller();
for (const name of readdirSync(join(root, 'img')).sort()) {
  if (/\.(svg|png|ico)$/.test(name)) copyFileSync(join(root, 'img', name), join(dist, name));
}
