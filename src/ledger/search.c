// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// search.c - the ledger screen: newest first, page by page, along the narrowest index.
#include "ledger/ledger.h"
#include "ledger/ledger_sql.h"

enum { KIND_LETTERS = 4 }; // as in the indexes

// The first letters of an action, when they lead to an index: not of signals, which are easily found in all lines.
static Str kind_of(Str action)
{
    Str kind = {action.p, KIND_LETTERS};
    return action.n >= KIND_LETTERS && !str_eq(kind, S("sign")) ? kind : STR_NONE;
}

Err ledger_search(Db *db, Arena *mem, const LedgerFilter *f, LedgerLine **ret_lines, size_t *ret_count)
{
    int64_t max = f->max > 0 && f->max <= LEDGER_PAGE_MAX ? f->max : LEDGER_PAGE_MAX;
    Time before_at = f->to ? f->to : INT64_MAX;
    if (f->before) {
        LedgerMomentRow row;
        TRY(q_ledger_moment(db, mem, f->before, &row));
        before_at = row.at;
    }
    LedgerSearchObjectRow *rows = NULL;
    size_t n = 0;
    Str kind = kind_of(f->action);
    if (f->object.n && f->object_id)
        TRY(q_ledger_search_object(db, mem, f->object, f->object_id, f->from, before_at, f->before, f->org, f->account,
                                   f->action, max, &rows, &n));
    else if (f->account)
        TRY(q_ledger_search_account(db, mem, f->account, f->object, f->from, before_at, f->before, f->org, f->action,
                                    max, &rows, &n));
    else if (f->org && kind.n)
        TRY(q_ledger_search_org_kind(db, mem, f->org, kind, f->action, f->object, f->from, before_at, f->before, max,
                                     &rows, &n));
    else if (kind.n)
        TRY(q_ledger_search_kind(db, mem, kind, f->action, f->object, f->from, before_at, f->before, max, &rows, &n));
    else if (f->object.n && !f->org && !f->action.n && !str_eq(f->object, S("signal")))
        TRY(q_ledger_search_about(db, mem, f->object, f->from, before_at, f->before, max, &rows, &n));
    else if (f->org)
        TRY(q_ledger_search_org(db, mem, f->org, f->object, f->from, before_at, f->before, f->action, max, &rows, &n));
    else TRY(q_ledger_search_all(db, mem, f->object, f->from, before_at, f->before, f->action, max, &rows, &n));
    LedgerLine *lines = NEW_ARRAY(mem, LedgerLine, n);
    for (size_t i = 0; i < n; i++)
        lines[i] = (LedgerLine){.seq = rows[i].seq,
                                .at = rows[i].at,
                                .entry = {.account = rows[i].account,
                                          .org = rows[i].org,
                                          .action = rows[i].action,
                                          .object = rows[i].object,
                                          .object_id = rows[i].object_id,
                                          .ground = rows[i].ground,
                                          .purpose = rows[i].purpose}};
    *ret_lines = lines;
    *ret_count = n;
    return OK;
}
