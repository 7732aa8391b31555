// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
// Opens the table of the text field in dmn-js, and puts what was drawn back when the form is sent. The form is the same
// as without a script. Comes before dmn-js, which makes its page out of pieces of HTML: those pass here, on the one page
// whose policy names this (src/decision/editor_pages.c). What could run a script is refused.
(() => {
  'use strict';
  const BAD = /<\s*\/?\s*(script|iframe|frame|object|embed|base|meta|link|style|form)\b|\son[a-z]+\s*=|javascript:|srcdoc/i;
  const refuse = (text) => { throw new TypeError(`refused: ${text.slice(0, 80)}`); };
  if (window.trustedTypes) {
    window.trustedTypes.createPolicy('default', { createHTML: (text) => (BAD.test(text) ? refuse(text) : text) });
  }
  const $ = (id) => document.getElementById(id);

  document.addEventListener('DOMContentLoaded', async () => {
    const place = $('tekenaar');
    const text = $('tekst');
    const form = $('tekstform');
    place.hidden = false;
    try {
      const modeller = new window.DmnJS({ container: place });
      await modeller.importXML(text.value);
      const table = modeller.getViews().find((view) => view.type === 'decisionTable');
      if (!table) throw new Error('no table');
      await modeller.open(table);
      $('tekstveld').hidden = true;
      form.addEventListener('submit', async (event) => {
        event.preventDefault();
        text.value = (await modeller.saveXML({ format: true })).xml;
        form.submit();
      });
      document.body.dataset.modeller = 'open';
    } catch (fault) {
      place.hidden = true;
      $('tekenfout').hidden = false;
      document.body.dataset.modeller = 'failed';
    }
  });
})();
