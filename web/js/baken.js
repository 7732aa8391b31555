// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
// Improves pages that already work without it. Stores nothing, loads nothing, writes no HTML. Contract: web/README.md.
(() => {
  'use strict';
  const doc = document;
  const all = (what) => [...doc.querySelectorAll(what)];
  const make = (name, cls, text) => {
    const el = doc.createElement(name);
    if (cls) el.className = cls;
    if (text) el.textContent = text;
    return el;
  };

  // Announcements share one live region.
  let live;
  const say = (text) => {
    if (!live) {
      live = make('p', 'bk-visually-hidden');
      live.setAttribute('role', 'status');
      doc.body.append(live);
    }
    live.textContent = text || '';
  };

  // Quick exit: cover, forget the title, replace this history entry. Shift three times does the same.
  const exit = doc.querySelector('a[data-exit]');
  let left = false;
  const leave = () => {
    left = true;
    doc.title = '\u200b';
    doc.body.classList.add('bk-leaving');
    if (!doc.querySelector('.bk-cover')) {
      const cover = make('div', 'bk-cover');
      cover.setAttribute('role', 'alert');
      doc.body.append(cover);
      cover.append(make('p', '', exit.getAttribute('data-exit-0')));
    }
    location.replace(exit.href);
  };
  if (exit) {
    const WAIT = 5000;
    let presses = 0;
    let alone = false;
    let timer = 0;
    const dots = make('span', 'bk-exit__dots');
    dots.setAttribute('aria-hidden', 'true');
    dots.append(make('span'), make('span'), make('span'));
    const show = () => {
      if (presses) exit.append(dots); else dots.remove();
      [...dots.children].forEach((dot, i) => dot.classList.toggle('is-on', i < presses));
    };
    const reset = (tell) => {
      clearTimeout(timer);
      if (presses && tell) say(exit.getAttribute('data-exit-reset'));
      presses = 0;
      show();
    };
    exit.addEventListener('click', (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      leave();
    });
    doc.addEventListener('keydown', (e) => {
      alone = e.key === 'Shift' && !e.repeat && !e.ctrlKey && !e.altKey && !e.metaKey;
      if (e.key !== 'Shift') reset();
    });
    doc.addEventListener('pointerdown', () => { alone = false; });
    doc.addEventListener('keyup', (e) => {
      if (e.key !== 'Shift' || !alone) return;
      alone = false;
      clearTimeout(timer);
      presses += 1;
      show();
      if (presses === 3) return leave();
      say(exit.getAttribute('data-exit-' + (3 - presses)));
      timer = setTimeout(reset, WAIT, true);
    });
  }

  // A page that comes back from the cache stays covered after an exit; forms may be sent again.
  addEventListener('pageshow', (e) => {
    if (e.persisted && left) return leave();
    all('form[data-once]').forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll('[type=submit][aria-disabled]').forEach((b) => b.removeAttribute('aria-disabled'));
    });
  });

  // Ask before what cannot be undone.
  const ask = (from, yes) => {
    const box = make('dialog', 'bk-dialog');
    const row = make('div', 'bk-buttons');
    const button = (cls, text, then) => {
      const b = make('button', 'utrecht-button ' + cls, text);
      b.type = 'button';
      b.addEventListener('click', () => { box.close(); if (then) then(); });
      row.append(b);
      return b;
    };
    const question = make('p', '', from.dataset.confirm);
    question.id = 'bk-question';
    box.setAttribute('aria-labelledby', question.id);
    const no = button('utrecht-button--secondary-action', from.dataset.confirmNo || 'Annuleren');
    button('utrecht-button--primary-action utrecht-button--danger', from.dataset.confirmYes || 'Doorgaan', yes);
    box.append(question, row);
    box.addEventListener('close', () => { box.remove(); from.focus(); });
    doc.body.append(box);
    box.showModal();
    no.focus();
  };
  doc.addEventListener('click', (e) => {
    const link = e.target.closest('a[data-confirm]');
    if (!link || !link.href) return;
    e.preventDefault();
    ask(link, () => { location.href = link.href; });
  });
  doc.addEventListener('submit', (e) => {
    const form = e.target;
    const by = e.submitter;
    const from = by && by.dataset.confirm ? by : form.dataset.confirm ? form : null;
    if (from && !form.bkSure) {
      e.preventDefault();
      return ask(from, () => { form.bkSure = true; form.requestSubmit(by); form.bkSure = false; });
    }
    if (form.dataset.once === undefined) return;
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = '1';
    form.querySelectorAll('[type=submit]').forEach((b) => b.setAttribute('aria-disabled', 'true'));
  });

  // Copy a text, where the browser lets us.
  if (navigator.clipboard) {
    all('button[data-copy]').forEach((button) => {
      const source = doc.getElementById(button.dataset.copy);
      if (!source) return;
      button.hidden = false;
      button.addEventListener('click', () => {
        const text = source.textContent.trim().replace(/\s+/g, ' ');
        navigator.clipboard.writeText(text).then(() => say(button.dataset.copied), () => { button.hidden = true; });
      });
    });
  }

  // A long list becomes a field to type in; the list stays the field that is sent.
  const plain = (s) => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').trim().toLowerCase();
  all('select[data-filter]').forEach((select) => {
    const input = make('input', select.className.replace(/utrecht-select/g, 'utrecht-textbox').replace('html-select', 'html-input'));
    const list = make('datalist');
    const options = [...select.options];
    options.filter((o) => o.value).forEach((o) => { list.append(Object.assign(make('option'), { value: o.label })); });
    list.id = select.id + '-opties';
    input.setAttribute('list', list.id);
    input.autocomplete = 'off';
    ['aria-describedby', 'aria-invalid'].forEach((a) => {
      if (select.hasAttribute(a)) input.setAttribute(a, select.getAttribute(a));
    });
    const empty = options.find((o) => !o.value);
    if (empty) input.placeholder = empty.label;
    if (select.value) input.value = select.selectedOptions[0].label;
    input.required = select.required;
    select.required = false;
    input.id = select.id;
    select.id += '-lijst';
    select.hidden = true;
    const match = () => {
      const typed = plain(input.value);
      const starts = options.filter((o) => o.value && plain(o.label).startsWith(typed));
      const hit = options.find((o) => plain(o.label) === typed) || (typed.length > 2 && starts.length === 1 && starts[0]);
      select.value = hit && typed ? hit.value : '';
      input.setCustomValidity(typed && !hit ? select.dataset.filterNone || ' ' : '');
      return hit && typed ? hit : null;
    };
    input.addEventListener('input', match);
    input.addEventListener('change', () => { const hit = match(); if (hit) input.value = hit.label; });
    select.before(input, list);
    match();
  });

  // Errors first.
  const first = doc.querySelector('[data-focus]');
  if (first) first.focus();

  // Staff sessions end; say so in time, keep typed text, leave nothing on the screen.
  const seconds = Number(doc.body.dataset.sessionSeconds);
  const warning = doc.querySelector('[data-session-warning]');
  const ended = doc.querySelector('[data-session-ended]');
  if (seconds > 0 && warning && ended) {
    let end = 0;
    const renew = () => { end = Date.now() + seconds * 1000; warning.hidden = true; };
    const tick = () => {
      const rest = end - Date.now();
      if (rest <= 0) {
        warning.hidden = true;
        ended.hidden = false;
        doc.body.classList.add('bk-ended');
        clearInterval(clock);
      } else if (rest <= 120000) {
        warning.querySelector('[data-session-left]').textContent = Math.ceil(rest / 60000);
        warning.hidden = false;
      }
    };
    const clock = setInterval(tick, 1000);
    doc.addEventListener('visibilitychange', tick);
    warning.querySelector('[data-session-extend]').addEventListener('click', (e) => {
      e.preventDefault();
      fetch(e.target.href, { cache: 'no-store', redirect: 'error' })
        .then((r) => { if (r.ok) renew(); else location.reload(); }, () => { end = 0; tick(); });
    });
    renew();
  }
})();
