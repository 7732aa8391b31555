// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// ledger_pages.c - the ledger for the privacy officer: search, take along as a file, and check that nothing was
// altered.
//
// A privacy officer sees what people of the own organisation did; the one of the platform sees all. Searching about a
// person or a file is itself an entry. A search is posted: whom it is about never stands in an address. Links go by id.
#include "admin/admin.h"
#include "admin/admin_sql.h"
#include "admin/ledger_html.h"
#include "admin/ledger_words.h"
#include "admin/parts.h"
#include <stdlib.h>
#include <string.h>

enum {
    LINES_ON_PAGE = 50,
    EXPORT_MAX = 10000,
    CSV_MAX = 3 * 1024 * 1024,
    NAMES_MAX = 64,
    VERIFY_BURST = 3,
    VERIFY_HOUR = 20
};

static const Frame frame = {.title = N_("Logboek"), .section = "logboek"};

// ---- what is asked
// ----------------------------------------------------------------------------------------------------

// What the form sent, or the link; never a name from a link.
static Str asked(Req *rq, const char *name)
{
    if (rq->http->method == M_POST) return req_field(rq, name);
    return strcmp(name, "account") == 0 ? STR_NONE : req_query(rq, name);
}

static bool sees_all(const Req *rq) { return rq->actor.org_kind == ORG_platform; }

static bool known(const LedgerWord *list, Str code)
{
    for (; list->code; list++)
        if (str_eq_c(code, list->code)) return true;
    return false;
}

static Err number_of(Req *rq, Str object, Str typed, int64_t *ret_id)
{
    if (str_int(typed, 1, INT64_MAX, ret_id) == OK) return OK;
    if (str_eq_c(object, "signal")) {
        AdminSignalNumberedRow row;
        TRY(q_admin_signal_numbered(rq->db, rq->mem, typed, &row));
        *ret_id = row.id;
    } else if (str_eq_c(object, "referral")) {
        AdminReferralNumberedRow row;
        TRY(q_admin_referral_numbered(rq->db, rq->mem, typed, &row));
        *ret_id = row.id;
    } else if (str_eq_c(object, "case")) {
        AdminCaseNumberedRow row;
        TRY(q_admin_case_numbered(rq->db, rq->mem, typed, &row));
        *ret_id = row.id;
    } else {
        return E_NOTFOUND;
    }
    return OK;
}

static Err day(Req *rq, const char *name, int64_t add, Time *ret_t)
{
    Date d;
    Str typed = asked(rq, name);
    if (typed.n == 0) return OK;
    if (date_parse(typed, &d) != OK) return req_fail(rq, E_INPUT, N_("Vul een datum in zoals 22-11-2026."));
    *ret_t = time_of_date(d + add);
    return OK;
}

static Err who_and_what(Req *rq, LedgerFilter *f)
{
    Str username = asked(rq, "account"), object = asked(rq, "object"), number = asked(rq, "nr");
    if (number.n == 0) number = asked(rq, "id");
    if (username.n) {
        AdminAccountNamedRow row;
        Err e = q_admin_account_named(rq->db, rq->mem, str_lower(rq->mem, username), &row);
        if (e == E_NOTFOUND || (e == OK && !sees_all(rq) && row.org != rq->actor.org.v))
            return req_fail(rq, E_INPUT, N_("Er is geen account met deze gebruikersnaam."));
        TRY(e);
        f->account = row.id;
    }
    if (known(ledger_objects, object)) f->object = object;
    if (number.n == 0) return OK;
    if (f->object.n == 0) return req_fail(rq, E_INPUT, N_("Kies waarover je zoekt als je een nummer invult."));
    Err e = number_of(rq, f->object, number, &f->object_id);
    return e == E_NOTFOUND ? req_fail(rq, E_INPUT, N_("Er is niets met dit nummer.")) : e;
}

static Err filter_of(Req *rq, LedgerFilter *ret_f)
{
    LedgerFilter f = {.org = rq->actor.org.v, .max = LINES_ON_PAGE + 1};
    if (sees_all(rq)) {
        f.org = 0;
        if (str_int(asked(rq, "org"), 1, INT64_MAX, &f.org) != OK) f.org = 0;
    }
    *ret_f = f; // what the page shows when something is wrong: the own organisation, unfiltered
    TRY(who_and_what(rq, &f));
    Str kind = asked(rq, "soort");
    if (known(ledger_kinds, kind)) f.action = kind;
    TRY(day(rq, "van", 0, &f.from));
    TRY(day(rq, "tot", 1, &f.to));
    if (str_int(asked(rq, "voor"), 1, INT64_MAX, &f.before) != OK) f.before = 0;
    *ret_f = f;
    return OK;
}

static bool filtered(const Req *rq, const LedgerFilter *f)
{
    return (sees_all(rq) && f->org) || f->account || f->object.n || f->action.n || f->from || f->to;
}

// ---- in words
// ---------------------------------------------------------------------------------------------------------

typedef struct Names {
    int64_t account[NAMES_MAX], org[NAMES_MAX];
    Str account_name[NAMES_MAX], org_name[NAMES_MAX];
} Names;

static Err account_words(Req *rq, Names *names, int64_t account, Str *ret_name)
{
    size_t at = (size_t)account % NAMES_MAX;
    if (account == 0) {
        *ret_name = str_c(T(rq->lang, "publiek of systeem"));
        return OK;
    }
    if (names->account[at] != account) {
        TRY(account_name(rq->db, rq->mem, (AccountId){account}, &names->account_name[at]));
        names->account[at] = account;
    }
    *ret_name = names->account_name[at];
    return OK;
}

static Err org_words(Req *rq, Names *names, int64_t org, Str *ret_name)
{
    size_t at = (size_t)org % NAMES_MAX;
    if (org && names->org[at] != org) {
        AdminOrgNameRow row = {.name = STR_NONE};
        Err e = q_admin_org_name(rq->db, rq->mem, org, &row);
        if (e != OK && e != E_NOTFOUND) return e;
        names->org[at] = org;
        names->org_name[at] = row.name;
    }
    *ret_name = org ? names->org_name[at] : STR_NONE;
    return OK;
}

// The number or name that people know, else the id.
static Err object_words(Req *rq, Arena *mem, Names *names, const Entry *e, Str *ret_words)
{
    AdminSignalNumberRow s;
    AdminReferralNumberRow r;
    AdminCaseNumberRow c;
    *ret_words = STR_NONE;
    if (e->object_id == 0) return OK;
    if (str_eq_c(e->object, "account")) return account_words(rq, names, e->object_id, ret_words);
    if (str_eq_c(e->object, "org")) return org_words(rq, names, e->object_id, ret_words);
    *ret_words = str_fmt(mem, "%lld", (long long)e->object_id);
    if (str_eq_c(e->object, "signal") && q_admin_signal_number(rq->db, mem, e->object_id, &s) == OK)
        *ret_words = s.number;
    if (str_eq_c(e->object, "referral") && q_admin_referral_number(rq->db, mem, e->object_id, &r) == OK)
        *ret_words = r.number;
    if (str_eq_c(e->object, "case") && q_admin_case_number(rq->db, mem, e->object_id, &c) == OK) *ret_words = c.number;
    return OK;
}

static Str words_or_code(Req *rq, const char *words, Str code) { return words ? str_c(tr(rq->lang, words)) : code; }

static Err row_of(Req *rq, Arena *mem, Names *names, const LedgerLine *l, LedgerRow *ret_row)
{
    const Entry *e = &l->entry;
    LedgerRow row = {.seq = l->seq,
                     .at = l->at,
                     .account = e->account,
                     .object_id = e->object_id,
                     .action = words_or_code(rq, ledger_action_words(e->action), e->action),
                     .object = words_or_code(rq, ledger_object_words(e->object), e->object),
                     .object_code = e->object,
                     .ground = words_or_code(rq, ledger_ground_words(e->ground), e->ground),
                     .purpose = e->purpose};
    TRY(account_words(rq, names, e->account, &row.who));
    TRY(object_words(rq, mem, names, e, &row.number));
    TRY(org_words(rq, names, e->org, &row.org));
    *ret_row = row;
    return OK;
}

// ---- the page
// -----------------------------------------------------------------------------------------------------------

// For a form that asks the same again.
static void keep_asked(Req *rq, LedgerView *v)
{
    static const char *const names[] = {"account", "org", "object", "nr", "id", "soort", "van", "tot"};
    LedgerOption *kept = NEW_ARRAY(rq->mem, LedgerOption, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        Str value = asked(rq, names[i]);
        if (value.n) kept[v->kept_count++] = (LedgerOption){.label = str_c(names[i]), .value = value};
    }
    v->kept = kept;
}

static int by_label(const void *a, const void *b)
{
    const LedgerOption *x = a, *y = b;
    return str_cmp(x->label, y->label);
}

// In the order in which somebody looks for a word.
static const LedgerOption *options(Req *rq, const LedgerWord *list, const char *name, size_t *ret_n)
{
    size_t n = 0;
    while (list[n].code) n++;
    LedgerOption *v = NEW_ARRAY(rq->mem, LedgerOption, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (LedgerOption){str_c(list[i].code), str_c(tr(rq->lang, list[i].words)),
                              str_eq_c(asked(rq, name), list[i].code)};
    qsort(v, n, sizeof *v, by_label);
    *ret_n = n;
    return v;
}

static Err org_options(Req *rq, const LedgerFilter *f, LedgerView *v)
{
    Org *orgs;
    if (!v->all) return OK;
    TRY(org_list(rq->db, rq->mem, ORG_KIND_COUNT, &orgs, &v->org_count));
    LedgerOption *list = NEW_ARRAY(rq->mem, LedgerOption, v->org_count);
    for (size_t i = 0; i < v->org_count; i++)
        list[i] =
            (LedgerOption){str_fmt(rq->mem, "%lld", (long long)orgs[i].id.v), orgs[i].name, orgs[i].id.v == f->org};
    v->orgs = list;
    return OK;
}

static Err lines_of(Req *rq, const LedgerFilter *f, LedgerView *v)
{
    LedgerLine *lines;
    size_t n;
    Names *names = NEW(rq->mem, Names);
    TRY(ledger_search(rq->db, rq->mem, f, &lines, &n));
    if (n > LINES_ON_PAGE) {
        n = LINES_ON_PAGE;
        v->next = lines[n - 1].seq;
    }
    LedgerRow *rows = NEW_ARRAY(rq->mem, LedgerRow, n);
    for (size_t i = 0; i < n; i++) TRY(row_of(rq, rq->mem, names, &lines[i], &rows[i]));
    v->rows = rows;
    v->n = n;
    return OK;
}

static Err show(Req *rq)
{
    TRY(req_may(rq, ACT_ledger_read, REL_OWN));
    LedgerFilter f;
    Err e = filter_of(rq, &f);
    LedgerView v = {.csrf = rq->csrf,
                    .all = sees_all(rq),
                    .filtered = filtered(rq, &f),
                    .username = asked(rq, "account"),
                    .from = asked(rq, "van"),
                    .to = asked(rq, "tot"),
                    .number = asked(rq, "nr").n ? asked(rq, "nr") : asked(rq, "id")};
    if (e == E_INPUT) v.fault = fault_words(rq, &rq->why);
    else TRY(e);
    keep_asked(rq, &v);
    v.kinds = options(rq, ledger_kinds, "soort", &v.kind_count);
    v.objects = options(rq, ledger_objects, "object", &v.object_count);
    TRY(org_options(rq, &f, &v));
    if (!v.fault.n) TRY(lines_of(rq, &f, &v));
    if (v.filtered) req_log(rq, "ledger.search", f.account ? "account" : "ledger", f.account, "", STR_NONE);
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    ledger_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, v.fault.n ? 422 : 200);
}

// ---- as a file
// ----------------------------------------------------------------------------------------------------------

// A spreadsheet takes a cell that begins with these signs for a formula: an apostrophe in front stops that.
static void csv_cell(Buf *b, Str s, char after)
{
    buf_char(b, '"');
    if (s.n && (s.p[0] == '=' || s.p[0] == '+' || s.p[0] == '-' || s.p[0] == '@' || s.p[0] == '\t')) buf_char(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i] == '\n' ? ' ' : s.p[i]);
    }
    buf_char(b, '"');
    buf_char(b, after);
}

static void csv_line(Buf *b, Arena *mem, const LedgerRow *r, Str action)
{
    buf_fmt(b, "%lld,", (long long)r->seq);
    csv_cell(b, time_iso(mem, r->at), ',');
    csv_cell(b, r->who, ',');
    csv_cell(b, r->org, ',');
    csv_cell(b, action, ',');
    csv_cell(b, r->action, ',');
    csv_cell(b, r->object, ',');
    csv_cell(b, r->number, ',');
    csv_cell(b, r->ground, ',');
    csv_cell(b, r->purpose, '\n');
}

static Err csv_chunk(Req *rq, LedgerFilter *f, Names *names, Buf *b, size_t *ret_n)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(2));
    LedgerLine *lines;
    size_t n;
    TRY(ledger_search(rq->db, mem, f, &lines, &n));
    for (size_t i = 0; i < n; i++) {
        LedgerRow row;
        TRY(row_of(rq, mem, names, &lines[i], &row));
        csv_line(b, mem, &row, lines[i].entry.action);
    }
    if (n) f->before = lines[n - 1].seq;
    *ret_n = n;
    return OK;
}

static Err export(Req *rq)
{
    TRY(req_may(rq, ACT_ledger_read, REL_OWN));
    LedgerFilter f;
    TRY(filter_of(rq, &f));
    f.before = 0;
    f.max = LEDGER_PAGE_MAX;
    Names *names = NEW(rq->mem, Names);
    Buf b = buf_new(rq->mem, CSV_MAX);
    buf_c(&b, T(rq->lang, "nummer,moment,wie,organisatie,code,wat,soort,betreft,grond,reden"));
    buf_char(&b, '\n');
    size_t n = LEDGER_PAGE_MAX, all = 0;
    while (n == LEDGER_PAGE_MAX && all < EXPORT_MAX) {
        TRY(csv_chunk(rq, &f, names, &b, &n));
        all += n;
    }
    Str text;
    if (buf_done(&b, &text) != OK || (n == LEDGER_PAGE_MAX && all >= EXPORT_MAX))
        return req_fail(rq, E_LIMIT, N_("Dit zijn te veel regels voor een bestand. Kies een kortere periode."));
    req_log(rq, "ledger.export", "ledger", 0, "", STR_NONE);
    return req_file(rq, text, "text/csv; charset=utf-8", S("logboek.csv"));
}

// ---- is it whole?
// -------------------------------------------------------------------------------------------------------

static Err check(Req *rq)
{
    TRY(req_may(rq, ACT_ledger_read, REL_OWN));
    TRY(req_limit(rq, "verify", VERIFY_BURST, VERIFY_HOUR)); // signing in waits for the same threads
    VerifyView *v = NEW(rq->mem, VerifyView);
    LedgerReport report = {0};
    Err e = ledger_verify(rq->db, rq->app->dir, &report, NULL, &rq->why);
    if (e != OK && e != E_CONFLICT) return e;
    *v = (VerifyView){.intact = e == OK,
                      .entries = report.entries,
                      .signatures = report.signatures,
                      .bad_seq = report.bad_seq,
                      .what = str_dup(rq->mem, str_c(report.what))};
    rq->prepared = v;
    return OK;
}

static Err verified(Req *rq)
{
    req_log(rq, "ledger.verify", "ledger", 0, "", STR_NONE);
    static const Frame result_frame = {.title = N_("Logboek nagekeken"),
                                       .section = "logboek",
                                       .back_path = "/logboek",
                                       .back_title = N_("Logboek"),
                                       .narrow = true};
    Out *o = req_out(rq);
    page_begin(rq, o, &result_frame);
    ledger_verified(o, rq->prepared);
    page_end(rq, o, &result_frame);
    return req_html(rq, 200);
}

const Route ledger_routes[] = {
    {M_GET, "/logboek", ACT_ledger_read, 0, 0, NULL, show},
    {M_POST, "/logboek", ACT_ledger_read, R_READ_POST, 0, NULL, show},
    {M_POST, "/logboek/bestand", ACT_ledger_read, R_READ_POST, 0, NULL, export},
    {M_POST, "/logboek/nakijken", ACT_ledger_read, R_SLOW, 0, check, verified},
    {0},
};
