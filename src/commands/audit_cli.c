// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// audit_cli.c - `baken audit verify` and `baken audit export`: the ledger without a server, also on a copy.
#include "commands/offline.h"
#include "ledger/ledger.h"
#include <stdio.h>

static void verify_progress(int64_t done, int64_t all) { progress("checking the ledger", done, all); }

Err command_audit_verify(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    TRY(offline_any_db(a, &db));
    LedgerReport r = {0};
    Err e = ledger_verify(db, arg_value(a, "data", NULL), &r, verify_progress, &a->why);
    if (e != OK && e != E_CONFLICT) return e;
    if (a->json) {
        Buf b = buf_new(a->mem, KB(4));
        Json j = json_to(&b);
        json_obj(&j);
        json_kbool(&j, "intact", e == OK);
        json_kint(&j, "entries", r.entries);
        json_kint(&j, "signatures", r.signatures);
        json_kint(&j, "bad_entry", r.bad_seq);
        json_kstr(&j, "what", str_c(r.what));
        json_end(&j);
        TRY(print_out(&b));
    } else if (e == OK) {
        printf("intact: %lld entries, %lld signatures\n", (long long)r.entries, (long long)r.signatures);
    }
    return e == OK ? OK : why(&a->why, e, "the ledger was altered, at entry %lld: %s", (long long)r.bad_seq, r.what);
}

static void entry_json(Buf *b, Arena *mem, const LedgerLine *l)
{
    Json j = json_to(b);
    json_obj(&j);
    json_kint(&j, "seq", l->seq);
    json_kstr(&j, "at", time_iso(mem, l->at));
    json_kint(&j, "account", l->entry.account);
    json_kint(&j, "organisation", l->entry.org);
    json_kstr(&j, "action", l->entry.action);
    json_kstr(&j, "object", l->entry.object);
    json_kint(&j, "object_id", l->entry.object_id);
    json_kstr(&j, "ground", l->entry.ground);
    json_kstr(&j, "purpose", l->entry.purpose);
    json_end(&j);
}

static Err export_filter(Args *a, LedgerFilter *f)
{
    Date day;
    const char *from = arg_value(a, "from", NULL), *to = arg_value(a, "to", NULL);
    *f = (LedgerFilter){.max = LEDGER_PAGE_MAX};
    if (from && date_parse(str_c(from), &day) != OK) return why(&a->why, E_INPUT, "--from: a day, 2026-11-22");
    if (from) f->from = time_of_date(day);
    if (to && date_parse(str_c(to), &day) != OK) return why(&a->why, E_INPUT, "--to: a day, 2026-11-22");
    if (to) f->to = time_of_date(day + 1);
    return OK;
}

// One JSON object on a line, newest first: goes on for as long as there is ledger, in little memory.
Err command_audit_export(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    LedgerFilter f;
    TRY(export_filter(a, &f));
    TRY(offline_any_db(a, &db));
    TRY(db_snapshot(db));
    size_t n = LEDGER_PAGE_MAX;
    while (n == LEDGER_PAGE_MAX) {
        CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
        LedgerLine *lines;
        TRY(ledger_search(db, mem, &f, &lines, &n));
        for (size_t i = 0; i < n; i++) {
            Buf b = buf_new(mem, KB(8));
            entry_json(&b, mem, &lines[i]);
            TRY(print_out(&b));
        }
        if (n) f.before = lines[n - 1].seq;
    }
    db_snapshot_end(db);
    return OK;
}
