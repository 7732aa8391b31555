// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Turns the HTML blocks of README.md into pages in build/examples/, so that the contract can be looked at and tested.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const PLACE = /^ *<!-- content.*-->\n/m;

/** [{ kind, title, html }] in the order of the page. */
export function blocks() {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const out = [];
  let title = '';
  for (const m of text.matchAll(/^## (.+)$|^```html ?([\w-]*)\n([\s\S]*?)^```$/gm)) {
    if (m[1]) title = m[1];
    else out.push({ kind: m[2] || 'part', title, html: m[3] });
  }
  return out;
}

/** A start page, and every part in the public and in the staff frame. `assets` is the address of dist/. */
export function pages(assets) {
  const list = blocks();
  const parts = list.filter((b) => b.kind === 'part');
  const get = (kind) => list.find((b) => b.kind === kind).html;
  const titled = (title) => get('head').replace(/<title>.*<\/title>/, `<title>${title}</title>`);
  const head = (title) => titled(title).replaceAll('/assets/', assets);
  const page = (title, body, html) => `<!doctype html>\n<html lang="nl" dir="ltr">\n<head>\n${head(title)}</head>
<body ${body}>\n${html.replace(/<!--.*?-->/gs, '')}</body>\n</html>\n`;
  const into = (frame, html) => frame.replace(PLACE, () => html);

  const all = `<h1 class="utrecht-heading-1">Alle onderdelen</h1>\n${parts.map((part, i) => {
    const first = parts[i - 1]?.title !== part.title;
    // On a page of its own an example may hold the only h1; here it may not.
    const heading = first ? `<h2 class="utrecht-heading-2">${part.title}</h2>\n` : '';
    return heading + part.html.replace(/<(\/?)h1/g, '<$1h3');
  }).join('\n')}`;
  const start = get('start') + parts.find((b) => b.title === 'Three doors').html;
  const open = 'class="bk-page bk-page--public"';
  return {
    'start.html': page('Start', open, into(get('public-frame'), start)),
    'public.html': page('Onderdelen, publiek', open, into(get('public-frame'), all)),
    'staff.html': page('Onderdelen, intern', 'class="bk-page bk-page--staff" data-session-seconds="1800"',
      into(get('staff-frame'), all)),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dir = join(root, '..', 'build', 'examples');
  mkdirSync(dir, { recursive: true });
  for (const [name, html] of Object.entries(pages('../../web/dist/'))) writeFileSync(join(dir, name), html);
}
