// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report_pages.c - the questions of a report, one topic a page. No cookies, nothing in the address: see draft.h.
#include "signal/report_pages.h"
#include "app/stored.h"
#include "directory/directory.h"
#include "signal/draft.h"
#include "signal/mailbox.h"
#include "signal/report_html.h"
#include "signal/report_view.h"
#include "signal/signal_report_sql.h"
#include <assert.h>
#include <string.h>

enum { STATUS_FORM_ERRORS = 422, DRAFT_BODY_MAX = 768 * 1024 };

// ---- what the templates ask ---------------------------------------------------------------------------------------

Str page_value(const ReportPage *p, const char *field)
{
    const ReportField *f = report_field(str_c(field));
    assert(f);
    return report_get(p->report, f);
}

const char *page_error(const ReportPage *p, const char *field)
{
    for (size_t i = 0; i < p->errors->n; i++)
        if (strcmp(p->errors->v[i].field, field) == 0) return p->errors->v[i].text;
    return NULL;
}

// The first option has the id of the field itself, so that the list of errors can point at it.
Str page_id(Arena *mem, const char *field, size_t n)
{
    return n == 0 ? str_c(field) : str_fmt(mem, "%s-%zu", field, n + 1);
}

Str page_action(Arena *mem, const ReportPage *p)
{
    return p->topic == TOPIC_files ? str_fmt(mem, "%s/bijlagen", p->base) : str_c(p->base);
}

Str text_size(Arena *mem, int64_t bytes)
{
    enum { KILO = 1000, MEGA = 1000 * KILO };
    if (bytes < MEGA) return str_fmt(mem, "%lld kB", (long long)((bytes + KILO - 1) / KILO));
    return str_fmt(mem, "%lld,%lld MB", (long long)(bytes / MEGA), (long long)(bytes % MEGA / (MEGA / 10)));
}

Answered page_answer(const ReportPage *p, const ReportField *f)
{
    Answered a = {.label = f->label, .text = report_get(p->report, f)};
    const Choice *c = f->choices ? choice_find(f->choices, a.text) : NULL;
    if (c) a.code = c->option;
    if (strcmp(f->name, "gemeente") == 0) a.text = p->municipality;
    return a;
}

bool page_answered(const ReportPage *p, Topic t)
{
    for (const ReportField *f = report_fields; f->name; f++)
        if (f->topic == t && report_get(p->report, f).n) return true;
    return false;
}

// ---- showing ------------------------------------------------------------------------------------------------------

static bool by_staff(const Req *rq) { return rq->route->action == ACT_signal_enter; }
static const char *base_of(const Req *rq) { return by_staff(rq) ? "/signalen/nieuw" : "/melden"; }
static int64_t account_of(const Req *rq) { return by_staff(rq) ? rq->actor.account.v : 0; }

// Titles of public pages stay neutral: they end up in the history of a browser.
static Frame frame_of(const Req *rq)
{
    return (Frame){.title = by_staff(rq) ? N_("Melding invoeren") : N_("Iets doorgeven"),
                   .section = by_staff(rq) ? "signalen" : "melden",
                   .narrow = true};
}

static ReportPage page_of(const Req *rq, const Report *r, const FieldErrors *errors)
{
    return (ReportPage){.report = r, .staff = by_staff(rq), .base = base_of(rq), .csrf = rq->csrf, .errors = errors};
}

static Err show_topic(Req *rq, const Draft *d, Topic t, const FieldErrors *errors, Str notice)
{
    ReportPage p = page_of(rq, &d->report, errors);
    p.topic = t;
    p.reviewed = d->reviewed;
    p.draft = draft_close(rq->app, rq->mem, d, rq->now);
    p.notice = notice;
    if (t == TOPIC_place) TRY(municipality_options(rq->db, rq->mem, d->report.gm_code, &p.municipalities));
    if (t == TOPIC_summary) p.municipality = municipality_name(rq->db, d->report.gm_code);
    topic_place(&d->report, t, &p.step, &p.steps);
    Frame f = frame_of(rq);
    f.title_text = tr_fmt(rq->mem, rq->lang,
                          by_staff(rq) ? N_("Melding invoeren, stap %d van %d") : N_("Iets doorgeven, stap %d van %d"),
                          p.step, p.steps);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    report_page(o, &p);
    page_end(rq, o, &f);
    return req_html(rq, errors->n || notice.n ? STATUS_FORM_ERRORS : 200);
}

static Err show_plain(Req *rq, int status, void (*body)(Out *, const ReportPage *))
{
    const Report none = {0};
    const FieldErrors no_errors = {0};
    const ReportPage p = page_of(rq, &none, &no_errors);
    const Frame f = frame_of(rq);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    body(o, &p);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err start_page(Req *rq) { return show_plain(rq, 200, report_start); }

// ---- answering ----------------------------------------------------------------------------------------------------

static bool draft_of(Req *rq, Draft *ret_draft)
{
    Str text = field_get(&rq->http->form, "concept");
    return draft_open(rq->app, rq->mem, text, account_of(rq), rq->now, ret_draft) == OK;
}

static void fill_topic(Req *rq, Draft *d, Topic t, FieldErrors *errors)
{
    for (const ReportField *f = report_fields; f->name; f++)
        if (f->topic == t && field_has(&rq->http->form, f->name))
            report_fill(rq->mem, &d->report, f, field_get(&rq->http->form, f->name), errors);
    const Municipality *m = NULL;
    if (t != TOPIC_place || d->report.gm_code.n == 0) return;
    if (municipality_find(rq->db, d->report.gm_code, &m) == OK) d->report.gm_code = m->code;
    else field_error(errors, "gemeente", "unknown_value", N_("Kies een gemeente uit de lijst."));
}

// The first topic that still misses something, else the summary.
static Topic first_open(const Report *r)
{
    for (size_t i = 0; i < TOPIC_summary; i++) {
        FieldErrors e = {0};
        if (topic_applies(r, (Topic)i)) report_check_topic(r, (Topic)i, &e);
        if (e.n) return (Topic)i;
    }
    return TOPIC_summary;
}

static Topic onward(const Draft *d, Topic from)
{
    const Report *r = &d->report;
    if (!d->reviewed) return topic_next(r, from);
    // A changed answer may bring a question that was not asked before.
    if (from == TOPIC_anonymity && topic_applies(r, TOPIC_contact)) return TOPIC_contact;
    if (from == TOPIC_role && topic_applies(r, TOPIC_code_steps)) return TOPIC_code_steps;
    return TOPIC_summary;
}

// Where the pressed button leads; the draft and errors are as filled in.
static Err go_on(Req *rq, Draft *d, Topic from, FieldErrors *errors, Str notice)
{
    Str to = req_field(rq, "naar");
    Topic target = from;
    if (choice_is(to, "verder")) {
        report_check_topic(&d->report, from, errors);
        target = onward(d, from);
    } else if (choice_is(to, "vorige")) {
        target = topic_before(&d->report, from);
    } else if (topic_parse(to, &target) && !topic_applies(&d->report, target)) {
        target = from;
    }
    if (errors->n || notice.n) return show_topic(rq, d, from, errors, notice);
    if (target == TOPIC_summary) target = first_open(&d->report);
    if (target == TOPIC_summary) d->reviewed = true;
    return show_topic(rq, d, target, errors, STR_NONE);
}

static Topic topic_of(Req *rq)
{
    Topic t = TOPIC_role;
    return topic_parse(req_field(rq, "stap"), &t) ? t : TOPIC_role;
}

static Err question(Req *rq)
{
    FieldErrors errors = {0};
    Draft d;
    if (choice_is(req_field(rq, "naar"), "begin")) {
        d = draft_new(account_of(rq));
        return show_topic(rq, &d, TOPIC_role, &errors, STR_NONE);
    }
    if (!draft_of(rq, &d)) return show_plain(rq, 400, report_lost);
    Topic from = topic_of(rq);
    fill_topic(rq, &d, from, &errors);
    return go_on(rq, &d, from, &errors, STR_NONE);
}

// ---- files --------------------------------------------------------------------------------------------------------

typedef struct FilesStep {
    Draft draft;
    Str notice;
    bool added;
} FilesStep;

// The file itself stays for the clearing up of what was never sent.
static void take_out(FilesStep *s, Str stored)
{
    Report *r = &s->draft.report;
    for (size_t i = 0; i < r->file_count; i++) {
        if (!str_eq(r->files[i].stored, stored)) continue;
        for (size_t k = i + 1; k < r->file_count; k++) r->files[k - 1] = r->files[k];
        r->file_count--;
        return;
    }
}

static void take_in(Req *rq, FilesStep *s, Upload *u)
{
    Report *r = &s->draft.report;
    if (u->size == 0) return;
    if (r->file_count == REPORT_FILES_MAX) {
        s->notice = str_c(T(rq->lang, "Er passen vijf bestanden bij een melding. De rest is niet toegevoegd."));
        return;
    }
    if (!report_file_type_ok(u->sniffed_type)) {
        s->notice =
            tr_fmt(rq->mem, rq->lang, N_("Dit soort bestand kan niet: %s. Kies een foto, film, geluid, pdf of tekst."),
                   str_z(rq->mem, u->filename));
        return;
    }
    r->files[r->file_count++] = (ReportFile){.stored = u->stored,
                                             .name = str_head(u->filename, REPORT_FILE_NAME_MAX),
                                             .type = u->sniffed_type,
                                             .size = u->size,
                                             .key = u->key};
    upload_keep(u);
    s->added = true;
}

static Err files_prepare(Req *rq)
{
    FilesStep *s = NEW(rq->mem, FilesStep);
    rq->prepared = s;
    if (!draft_of(rq, &s->draft)) return show_plain(rq, 400, report_lost);
    int64_t waiting = 0;
    if (rq->upload_count) TRY(stored_waiting(rq->db, rq->mem, &waiting));
    if (waiting > (int64_t)PENDING_FILES_BYTES_MAX * 1024 * 1024)
        return req_fail(rq, E_BUSY,
                        N_("Er komen nu te veel bestanden binnen. Verstuur je melding zonder bestanden. Stuur ze later "
                           "na in je postvak."));
    take_out(s, req_field(rq, "weg"));
    for (size_t i = 0; i < rq->upload_count; i++) take_in(rq, s, &rq->uploads[i]);
    if (s->added) return OK; // files to wait for
    FieldErrors errors = {0};
    return go_on(rq, &s->draft, TOPIC_files, &errors, s->notice);
}

static Err files_handle(Req *rq)
{
    FilesStep *s = rq->prepared;
    // Here so that the page comes after the files: they stay pending until the report takes them.
    req_log(rq, "file.receive", "pending_file", 0, "", STR_NONE);
    FieldErrors errors = {0};
    return go_on(rq, &s->draft, TOPIC_files, &errors, s->notice);
}

// ---- sending ------------------------------------------------------------------------------------------------------

static Err show_receipt(Req *rq, ReceiptPage *p, const Receipt *receipt, int status, bool done, bool checked)
{
    p->base = base_of(rq);
    p->csrf = rq->csrf;
    p->staff = by_staff(rq);
    p->token = mailbox_token(rq->app, rq->mem, receipt, rq->now);
    receipt_groups(rq->mem, receipt, p->groups);
    Frame f = frame_of(rq);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    if (done) report_done(o, p, checked);
    else report_receipt(o, p);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err send_prepare(Req *rq)
{
    Draft d;
    if (!draft_of(rq, &d)) return show_plain(rq, 400, report_lost);
    FieldErrors errors = {0};
    report_check(&d.report, &errors);
    if (errors.n) {
        FieldErrors of_topic = {0};
        Topic t = first_open(&d.report);
        report_check_topic(&d.report, t, &of_topic);
        return show_topic(rq, &d, t, &of_topic, STR_NONE);
    }
    const FieldErrors none = {0}; // too often: nothing typed is lost
    if (!by_staff(rq) && req_limit(rq, "report", LIMIT_REPORTS_BURST, LIMIT_REPORTS_HOUR) != OK)
        return show_topic(rq, &d, TOPIC_summary, &none, str_c(rq->why.text));
    report_drop_unasked(&d.report);
    SealedReport *sealed;
    Err e = report_seal(rq->app, rq->db, rq->mem, &d.report, &d.submission, by_staff(rq) ? "phone" : "web", rq->lang,
                        &sealed);
    if (e == E_NOTFOUND)
        return req_fail(rq, E_BUSY,
                        N_("Er is nog geen organisatie die meldingen aanneemt. Kies een loket op deze site."));
    rq->prepared = sealed;
    return e;
}

static Err send_handle(Req *rq)
{
    CLEANUP(stored_wipe) StoredReport stored = {0};
    Err e = report_store(rq->db, rq->mem, rq->prepared, rq->now, &stored);
    if (e == E_NOTFOUND)
        return req_fail(rq, E_CONFLICT,
                        N_("Een van je bestanden is er niet meer. Ga terug, verwijder het en voeg het opnieuw toe."));
    TRY(e);
    if (!stored.again) req_log(rq, by_staff(rq) ? "signal.enter" : "signal.receive", "signal", stored.id, "", STR_NONE);
    ReceiptPage p = {
        .number = stored.number, .again = stored.again, .differs = stored.differs, .mailbox_open = stored.mailbox_open};
    return show_receipt(rq, &p, &stored.receipt, 200, false, false);
}

// ---- typing the code again ----------------------------------------------------------------------------------------

typedef struct Check {
    Receipt receipt;
    int64_t signal;
    ReceiptPage page;
} Check;

static Err confirm_prepare(Req *rq)
{
    Check *c = NEW(rq->mem, Check);
    rq->prepared = c;
    if (mailbox_token_open(rq->app, rq->mem, req_field(rq, "sleutel"), rq->now, &c->receipt) != OK)
        return show_plain(rq, 400, report_lost);
    SignalByReceiptRow row;
    Hash lookup = receipt_lookup(&c->receipt, &rq->app->pepper);
    Err e = q_signal_by_receipt(rq->db, rq->mem, hash_str(&lookup), &row);
    if (e != OK && e != E_NOTFOUND) return e;
    c->page = (ReceiptPage){.mailbox_open = e == OK, .number = e == OK ? row.number : STR_NONE};
    c->signal = e == OK ? row.id : 0;
    if (req_flag(rq, "overslaan") || e == E_NOTFOUND) return show_receipt(rq, &c->page, &c->receipt, 200, true, false);
    c->page.tried = true;
    c->page.typed = str_head(req_field(rq, "ontvangstcode"), RECEIPT_TYPED_MAX);
    if (receipt_compare(&c->receipt, c->page.typed, c->page.wrong, &c->page.wrong_length)) return OK;
    return show_receipt(rq, &c->page, &c->receipt, STATUS_FORM_ERRORS, false, false);
}

static Err confirm_handle(Req *rq)
{
    Check *c = rq->prepared;
    int64_t changed = 0;
    TRY(q_signal_code_confirmed(rq->db, c->signal, &changed));
    if (changed) req_log(rq, "receipt.confirm", "signal", c->signal, "", STR_NONE);
    return show_receipt(rq, &c->page, &c->receipt, 200, true, true);
}

const Route report_routes[] = {
    {M_GET, "/melden", ACT_public, 0, 0, NULL, start_page},
    {M_POST, "/melden", ACT_public, R_PUBLIC_POST | R_READ_POST, DRAFT_BODY_MAX, NULL, question},
    {M_POST, "/melden/bijlagen", ACT_public, R_PUBLIC_POST | R_FILES, 0, files_prepare, files_handle},
    {M_POST, "/melden/versturen", ACT_public, R_PUBLIC_POST, DRAFT_BODY_MAX, send_prepare, send_handle},
    {M_POST, "/melden/bevestigen", ACT_public, R_PUBLIC_POST, 0, confirm_prepare, confirm_handle},
    {M_GET, "/signalen/nieuw", ACT_signal_enter, 0, 0, NULL, start_page},
    {M_POST, "/signalen/nieuw", ACT_signal_enter, R_READ_POST, DRAFT_BODY_MAX, NULL, question},
    {M_POST, "/signalen/nieuw/bijlagen", ACT_signal_enter, R_FILES, 0, files_prepare, files_handle},
    {M_POST, "/signalen/nieuw/versturen", ACT_signal_enter, 0, DRAFT_BODY_MAX, send_prepare, send_handle},
    {M_POST, "/signalen/nieuw/bevestigen", ACT_signal_enter, 0, 0, confirm_prepare, confirm_handle},
    {0}};
