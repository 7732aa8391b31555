// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal/tray.h"
#include <string.h>

static const char *const labels[] = {
#define X(name, label, word) [TRAY_##name] = N_(label),
    TRAY_TABS(X)
#undef X
};
static const char *const words[] = {
#define X(name, label, word) [TRAY_##name] = word,
    TRAY_TABS(X)
#undef X
};

const char *tray_tab_label(TrayTab t) { return labels[t]; }
const char *tray_tab_word(TrayTab t) { return words[t]; }

TrayTab tray_tab_parse(Str word, TrayTab otherwise)
{
    for (size_t t = 0; t < TRAY_TAB_COUNT; t++)
        if (str_eq_c(word, words[t])) return (TrayTab)t;
    return otherwise;
}

Str tray_cursor(Arena *mem, const TrayRow *last)
{
    return str_fmt(mem, "%lld.%lld.%lld", (long long)last->urgent, (long long)last->next_due, (long long)last->id);
}

Err tray_cursor_parse(Str text, TrayFilter *f)
{
    Str rest = text;
    int64_t urgent, due, id;
    TRY(str_int(str_cut(&rest, '.'), 0, 1, &urgent));
    TRY(str_int(str_cut(&rest, '.'), 0, INT64_MAX, &due));
    TRY(str_int(rest, 1, INT64_MAX, &id));
    f->after = true;
    f->urgent = urgent;
    f->due = due;
    f->id = id;
    return OK;
}

// ---- by term: the urgent ones, then the rest ----------------------------------------------------

static Err by_term(Db *db, Arena *mem, const TrayFilter *f, int64_t urgent, int64_t due, int64_t id, int64_t max,
                   TrayRow **ret_rows, size_t *ret_count)
{
    switch (f->tab) {
    case TRAY_mine:
        return q_tray_mine(db, mem, f->account.v, urgent, due, id, f->form, f->minor, f->state, f->gm, max, ret_rows,
                           ret_count);
    case TRAY_waiting:
        return q_tray_waiting(db, mem, f->org.v, urgent, due, id, f->form, f->minor, f->gm, max, ret_rows, ret_count);
    case TRAY_unassigned:
        return q_tray_unassigned(db, mem, f->org.v, urgent, due, id, f->form, f->minor, f->state, f->gm, max, ret_rows,
                                 ret_count);
    case TRAY_open:
    case TRAY_closed:
    case TRAY_region:
    case TRAY_TAB_COUNT: break;
    }
    return q_tray_open(db, mem, f->org.v, urgent, due, id, f->form, f->minor, f->state, f->gm, max, ret_rows,
                       ret_count);
}

static Err list_by_term(Db *db, Arena *mem, const TrayFilter *f, int64_t max, TrayRow **ret_rows, size_t *ret_count)
{
    TrayRow *all = NEW_ARRAY(mem, TrayRow, (size_t)max), *some = NULL;
    size_t n = 0, got = 0;
    for (int64_t urgent = 1; urgent >= 0 && (int64_t)n < max; urgent--) {
        if (f->urgent_only && urgent == 0) break;
        if (f->after && urgent > f->urgent) continue;
        bool here = f->after && urgent == f->urgent;
        TRY(by_term(db, mem, f, urgent, here ? f->due : -1, here ? f->id : 0, max - (int64_t)n, &some, &got));
        if (got) memcpy(all + n, some, got * sizeof *all);
        n += got;
    }
    *ret_rows = all;
    *ret_count = n;
    return OK;
}

static Err list_recent(Db *db, Arena *mem, const TrayFilter *f, int64_t max, TrayRow **ret_rows, size_t *ret_count)
{
    int64_t before = f->after ? f->id : INT64_MAX, urgent = f->urgent_only ? 1 : -1;
    if (f->tab == TRAY_region)
        return q_tray_region(db, mem, f->region, before, urgent, f->form, f->minor, f->state, f->gm, max, ret_rows,
                             ret_count);
    if (f->tab == TRAY_closed)
        return q_tray_closed(db, mem, f->org.v, before, urgent, f->form, f->minor, f->gm, max, ret_rows, ret_count);
    int64_t account = f->tab == TRAY_mine ? f->account.v : f->tab == TRAY_unassigned ? 0 : -1;
    Str state = f->tab == TRAY_waiting ? S("waiting") : f->state;
    return q_tray_recent(db, mem, f->org.v, account, before, urgent, f->form, f->minor, state, f->gm, max, ret_rows,
                         ret_count);
}

Err tray_list(Db *db, Arena *mem, const TrayFilter *f, TrayRow **ret_rows, size_t *ret_count, bool *ret_more)
{
    bool recent = f->by_receipt || f->tab == TRAY_closed || f->tab == TRAY_region;
    TrayRow *rows = NULL;
    size_t n = 0;
    TRY((recent ? list_recent : list_by_term)(db, mem, f, TRAY_PAGE + 1, &rows, &n));
    *ret_more = n > TRAY_PAGE;
    *ret_rows = rows;
    *ret_count = n > TRAY_PAGE ? TRAY_PAGE : n;
    return OK;
}

// ---- handing over -------------------------------------------------------------------------------

Err signal_hand_over(Db *db, Arena *mem, AccountId from, AccountId to, Time now, int64_t *ret_count, Why *w)
{
    TrayOrgOfRow leaver, heir;
    TRY(q_tray_org_of(db, mem, from.v, &leaver));
    if (to.v) {
        if (q_tray_org_of(db, mem, to.v, &heir) != OK || heir.org != leaver.org || !str_eq(heir.state, S("active")))
            return why(w, E_INPUT, "%s", N_("Kies een collega die bij deze organisatie werkt."));
    }
    return q_tray_hand_over(db, from.v, to.v, now, ret_count);
}
