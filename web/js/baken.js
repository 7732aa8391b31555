// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Baken contributors
// Improves pages that already work without it. Stores nothing, loads nothing, writes no HTML. Contract: web/README.md.
(() => {
  'use strict';
  const doc = document;
  const body = doc.body;
  const one = (what, from = doc) => from.querySelector(what);
  const all = (what, from = doc) => [...from.querySelectorAll(what)];
  const on = (from, event, then) => from.addEventListener(event, then);
  const make = (name, cls = '', text = '') => {
    const el = doc.createElement(name);
    el.className = cls;
    el.textContent = text;
    return el;
  };

  // All announcements share one live region.
  const live = make('p', 'bk-visually-hidden');
  live.setAttribute('role', 'status');
  body.append(live);
  const say = (text) => { live.textContent = text; };

  // Quick exit: cover, forget the title, replace this history entry. Shift three times does the same.
  const exit = one('a[data-exit]');
  const told = (what) => exit.getAttribute('data-exit-' + what);
  let left = false;
  const leave = () => {
    if (!left) {
      const cover = make('div', 'bk-cover');
      cover.setAttribute('role', 'alert');
      body.append(cover);
      cover.append(make('p', '', told(0)));
    }
    left = true;
    doc.title = '\u200b';
    body.classList.add('bk-leaving');
    location.replace(exit.href);
  };
  if (exit) {
    const WAIT_MS = 5000;
    const PRESSES = 3;
    let presses = 0;
    let alone = false;
    let timer = 0;
    const dots = make('span', 'bk-exit__dots');
    dots.setAttribute('aria-hidden', 'true');
    for (let i = 0; i < PRESSES; i++) dots.append(make('span'));
    const show = () => {
      if (presses) exit.append(dots); else dots.remove();
      [...dots.children].forEach((dot, i) => dot.classList.toggle('is-on', i < presses));
    };
    const reset = () => {
      clearTimeout(timer);
      if (presses) say(told('reset'));
      presses = 0;
      show();
    };
    all('.bk-exit__hint').forEach((hint) => { hint.hidden = false; });
    on(exit, 'click', (e) => { e.preventDefault(); leave(); });
    on(doc, 'pointerdown', () => { alone = false; });
    on(doc, 'keydown', (e) => {
      alone = e.key === 'Shift' && !(e.ctrlKey || e.altKey || e.metaKey);
      if (e.key !== 'Shift') reset();
    });
    on(doc, 'keyup', (e) => {
      if (e.key !== 'Shift' || !alone) return;
      alone = false;
      clearTimeout(timer);
      presses += 1;
      show();
      if (presses === PRESSES) return leave();
      say(told(PRESSES - presses));
      timer = setTimeout(reset, WAIT_MS);
    });
  }

  // Ask before what cannot be undone.
  const ask = (from, yes) => {
    const box = make('dialog', 'bk-dialog');
    const row = make('div', 'bk-buttons');
    const text = make('p', '', from.dataset.confirm);
    text.id = 'bk-question';
    box.setAttribute('aria-labelledby', text.id);
    const button = (cls, label, then) => {
      const b = make('button', 'utrecht-button utrecht-button--' + cls, label);
      on(b, 'click', () => { box.close(); then(); });
      row.append(b);
    };
    button('secondary-action', from.dataset.confirmNo || 'Annuleren', () => {});
    button('primary-action utrecht-button--danger', from.dataset.confirmYes || 'Doorgaan', yes);
    box.append(text, row);
    on(box, 'close', () => { box.remove(); from.focus(); });
    body.append(box);
    box.showModal();
  };
  on(doc, 'click', (e) => {
    const link = e.target.closest('a[data-confirm]');
    if (!link) return;
    e.preventDefault();
    ask(link, () => { location.href = link.href; });
  });

  // Send once. The server refuses doubles too; this only saves the visitor the doubt.
  const AGAIN_MS = 30000;
  let sure = null;
  const open = (form) => {
    delete form.dataset.sent;
    all('[type=submit]', form).forEach((b) => b.removeAttribute('aria-disabled'));
  };
  on(doc, 'submit', (e) => {
    const form = e.target;
    const by = e.submitter;
    const from = [by, form].find((el) => el && el.dataset.confirm);
    if (from && sure !== form) {
      e.preventDefault();
      return ask(from, () => { sure = form; form.requestSubmit(by); sure = null; });
    }
    if (!('once' in form.dataset)) return;
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = '1';
    all('[type=submit]', form).forEach((b) => b.setAttribute('aria-disabled', 'true'));
    setTimeout(open, AGAIN_MS, form);
  });

  // Copy a text, where the browser lets us.
  all('button[data-copy]').forEach((button) => {
    const source = doc.getElementById(button.dataset.copy);
    if (!navigator.clipboard || !source) return;
    button.hidden = false;
    on(button, 'click', () => {
      const text = source.textContent.trim().replace(/\s+/g, ' ');
      navigator.clipboard.writeText(text).then(() => say(button.dataset.copied), () => { button.hidden = true; });
    });
  });

  // A long list becomes a field to type in; the list stays the field that is sent.
  const ENOUGH = 3;
  const plain = (s) => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').trim().toLowerCase();
  const fill = all('select[data-filter]').map((select) => {
    const field = 'utrecht-textbox';
    const input = make('input', field + ' ' + field + '--html-input');
    input.classList.toggle(field + '--invalid', select.matches('.utrecht-select--invalid'));
    const list = make('datalist');
    const options = [...select.options].filter((o) => o.value);
    options.forEach((o) => list.append(new Option('', o.label)));
    list.id = select.id + '-opties';
    input.setAttribute('list', list.id);
    input.autocomplete = 'off';
    input.placeholder = [...select.options].find((o) => !o.value)?.label || '';
    input.required = select.required;
    select.required = false;
    ['aria-describedby', 'aria-invalid'].forEach((name) => {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    });
    input.id = select.id;
    select.id += '-lijst';
    select.hidden = true;
    const match = () => {
      const typed = plain(input.value);
      const starts = options.filter((o) => plain(o.label).startsWith(typed));
      const exact = starts.find((o) => plain(o.label) === typed);
      const hit = exact || (typed.length >= ENOUGH && starts.length === 1 ? starts[0] : null);
      select.value = hit ? hit.value : '';
      input.setCustomValidity(typed && !hit ? select.dataset.filterNone || ' ' : '');
      return hit;
    };
    on(input, 'input', match);
    on(input, 'change', () => { input.value = match()?.label || input.value; });
    select.before(input, list);
    return () => { if (select.value) input.value = select.selectedOptions[0].label; };
  });

  // A page from the cache stays covered after an exit; else its forms may be sent again and show what they hold.
  on(window, 'pageshow', (e) => {
    if (e.persisted && left) return leave();
    all('form[data-once]').forEach(open);
    fill.forEach((f) => f());
  });

  // Errors first.
  one('[data-focus]')?.focus();

  // Staff sessions end; say so in time, keep typed text, leave nothing on the screen.
  const seconds = Number(body.dataset.sessionSeconds);
  const warning = one('[data-session-warning]');
  const ended = one('[data-session-ended]');
  if (seconds && warning && ended) {
    const WARN_MS = 120000;
    const minutes = one('[data-session-left]', warning);
    let end = 0;
    const renew = () => { end = Date.now() + seconds * 1000; warning.hidden = true; };
    const tick = () => {
      const rest = end - Date.now();
      const text = String(Math.ceil(rest / 60000));
      warning.hidden = rest > WARN_MS || rest <= 0;
      if (minutes.textContent !== text) minutes.textContent = text;
      if (rest > 0) return;
      ended.hidden = false;
      body.classList.add('bk-ended');
      clearInterval(clock);
    };
    const clock = setInterval(tick, 1000);
    on(doc, 'visibilitychange', tick);
    on(one('[data-session-extend]', warning), 'click', (e) => {
      e.preventDefault();
      fetch(e.target.href, { cache: 'no-store', redirect: 'manual' })
        .then((r) => { if (r.ok) renew(); else { end = 0; tick(); } }, () => {});
    });
    renew();
  }
})();
