// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Turns the HTML blocks of README.md into pages in dist/examples/, so that the contract can be looked at and tested.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));

/** [{ kind, title, html }] in the order of the page. */
export function blocks() {
  const out = [];
  let title = '';
  for (const m of readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^## (.+)$|^```html ?([\w-]*)\n([\s\S]*?)^```$/gm)) {
    if (m[1]) title = m[1];
    else out.push({ kind: m[2] || 'part', title, html: m[3] });
  }
  return out;
}

/** Two pages: every part in the public frame, every part in the staff frame. */
export function pages(assets) {
  const list = blocks();
  const get = (kind) => list.find((b) => b.kind === kind).html;
  const parts = list.filter((b) => b.kind === 'part').map((b, i) => {
    const tag = i && list.filter((x) => x.kind === 'part')[i - 1].title === b.title ? '' : `<h2 class="utrecht-heading-2">${b.title}</h2>\n`;
    // On a page of its own an example may hold the only h1; here it may not.
    return tag + b.html.replace(/<(\/?)h1/g, '<$1h3');
  }).join('\n');
  const page = (frame, body, title, content) => `<!doctype html>
<html lang="nl" dir="ltr">
<head>
${get('head').replaceAll('/assets/', assets).replace(/<title>.*<\/title>/, `<title>${title}</title>`)}</head>
<body ${body}>
${get(frame).replace(/^ *<!-- content -->\n/m, () => content).replace(/<!--.*?-->/gs, '')}</body>
</html>
`;
  const heading = '<h1 class="utrecht-heading-1">Alle onderdelen</h1>\n';
  return {
    'public.html': page('public-frame', 'class="bk-page bk-page--public"', 'Onderdelen, publiek', heading + parts),
    'start.html': page('public-frame', 'class="bk-page bk-page--public"', 'Start', '')
      .replace(/<main[\s\S]*<\/main>\n/, () => get('start').replace(/^ *<!-- content.*-->\n/m, () => list.find((b) => b.title === 'Three doors').html)),
    'staff.html': page('staff-frame', 'class="bk-page bk-page--staff" data-session-seconds="1800"', 'Onderdelen, intern', heading + parts),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dir = join(root, 'dist', 'examples');
  mkdirSync(dir, { recursive: true });
  for (const [name, html] of Object.entries(pages('../'))) writeFileSync(join(dir, name), html);
}
