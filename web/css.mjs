// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
//
// Just enough CSS to take rules out and make the rest small: blocks, strings and comments, nothing else.

/** Without comments; text in strings and url() stays. */
export function strip(css) {
  return css.replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[\s\S]*?\*\//g, (_, string) => string ?? '');
}

/** [{ prelude, body | children | null }]: at-rules with blocks inside get children, the rest a body. */
export function parse(css) {
  const out = [];
  let start = 0;
  for (let i = 0; i < css.length; i++) {
    const c = css[i];
    if (c === '"' || c === "'") { i = endOfString(css, i); continue; }
    if (c === ';') { out.push({ prelude: css.slice(start, i).trim(), body: null }); start = i + 1; continue; }
    if (c !== '{') continue;
    const end = endOfBlock(css, i);
    const prelude = css.slice(start, i).trim();
    const inner = css.slice(i + 1, end);
    const nested = /^@(media|supports|layer|container)/.test(prelude);
    out.push(nested ? { prelude, children: parse(inner) } : { prelude, body: inner.trim() });
    start = end + 1;
    i = end;
  }
  return out;
}

function endOfString(css, at) {
  for (let i = at + 1; i < css.length; i++) {
    if (css[i] === '\\') i++;
    else if (css[i] === css[at]) return i;
  }
  throw new Error('string without end');
}

function endOfBlock(css, at) {
  let depth = 0;
  for (let i = at; i < css.length; i++) {
    if (css[i] === '"' || css[i] === "'") i = endOfString(css, i);
    else if (css[i] === '{') depth++;
    else if (css[i] === '}' && --depth === 0) return i;
  }
  throw new Error('block without end');
}

/** Splits a selector list at its outer commas. */
export function selectors(prelude) {
  const out = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < prelude.length; i++) {
    if (prelude[i] === '(') depth++;
    else if (prelude[i] === ')') depth--;
    else if (prelude[i] === ',' && depth === 0) { out.push(prelude.slice(start, i).trim()); start = i + 1; }
  }
  out.push(prelude.slice(start).trim());
  return out;
}

/** Calls `change` for every style rule; null takes the rule out. Empty at-rules go too. */
export function each(tree, change) {
  return tree.flatMap((node) => {
    if (node.children) {
      const children = each(node.children, change);
      return children.length ? [{ ...node, children }] : [];
    }
    if (node.body === null || node.prelude.startsWith('@')) return [node];
    const rule = change({ selectors: selectors(node.prelude), body: node.body });
    return rule && rule.body ? [{ prelude: rule.selectors.join(','), body: rule.body }] : [];
  });
}

export function print(tree) {
  return tree.map((node) => {
    if (node.children) return `${node.prelude}{${print(node.children)}}`;
    return node.body === null ? `${node.prelude};` : `${node.prelude}{${node.body}}`;
  }).join('\n');
}

/** White space that means nothing goes; strings are left alone. */
export function minify(css) {
  return css.split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/).map((part, i) => (i % 2 ? part : part
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([(,:]) /g, '$1')
    .replace(/ ([,)])/g, '$1')
    .replace(/;+\}/g, '}')
    .replace(/;{2,}/g, ';'))).join('').replace(/\}(?=[^\n])/g, '}\n').trim();
}
