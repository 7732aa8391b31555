// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mailbox_pages.c - the reporter's mailbox. The code comes in by POST only; see mailbox.h for the token.
#include "signal/mailbox.h"
#include "signal/mailbox_html.h"
#include "signal/mailbox_view.h"
#include "signal/report.h"
#include "signal/report_pages.h"
#include "signal/signal_report_sql.h"

enum { STATUS_FORM_ERRORS = 422 };

static const Frame frame = {.title = N_("Postvak"), .section = "postvak", .narrow = true};

// A mailbox that was opened for this request.
typedef struct Visit {
    Receipt receipt;
    Mailbox box;
    MailboxPost post;
    bool police;
    const char *failure; // the kind, when no mailbox was opened
    Str typed;
} Visit;

static Err show_entry(Req *rq, const char *dutch_error, Str typed)
{
    const EntryPage p = {.error = dutch_error ? str_c(tr(rq->lang, dutch_error)) : STR_NONE, .typed = typed};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    mailbox_entry(o, &p);
    page_end(rq, o, &frame);
    return req_html(rq, dutch_error ? STATUS_FORM_ERRORS : 200);
}

static Err entry_page(Req *rq) { return show_entry(rq, NULL, STR_NONE); }

static MailboxPage page_of(Req *rq, const Visit *v)
{
    MailboxPage p = {.box = &v->box, .token = mailbox_token(rq->app, rq->mem, &v->receipt, rq->now)};
    unsigned char submission[SUBMISSION_SIZE];
    random_bytes(submission, sizeof submission);
    p.submission = str_hex(rq->mem, submission, sizeof submission);
    return p;
}

static Err show(Req *rq, const MailboxPage *p, void (*body)(Out *, const MailboxPage *), int status)
{
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    body(o, p);
    page_end(rq, o, &frame);
    return req_html(rq, status);
}

static Err show_mailbox(Req *rq, const Visit *v, MailboxNotice notice)
{
    MailboxPage p = page_of(rq, v);
    p.notice = notice;
    return show(rq, &p, mailbox_page, 200);
}

// Opens the mailbox of the token in the form. When it is too old the code is asked again: *ret_visit stays NULL and the
// answer is ready.
static Err by_token(Req *rq, Visit **ret_visit)
{
    Visit *v = NEW(rq->mem, Visit);
    Err e = mailbox_token_open(rq->app, rq->mem, req_field(rq, "sleutel"), rq->now, &v->receipt);
    if (e == OK) e = mailbox_open(rq->app, rq->db, rq->mem, &v->receipt, &v->box);
    if (e == E_INPUT || e == E_NOTFOUND)
        return show_entry(rq, N_("Je postvak is gesloten. Typ je code opnieuw."), STR_NONE);
    TRY(e);
    rq->prepared = v;
    *ret_visit = v;
    return OK;
}

// ---- opening ------------------------------------------------------------------------------------------------------

static Err open_prepare(Req *rq)
{
    Visit *v = NULL;
    if (field_has(&rq->http->form, "sleutel")) {
        TRY(by_token(rq, &v));
        return v ? show_mailbox(rq, v, NOTICE_NONE) : OK;
    }
    v = NEW(rq->mem, Visit);
    rq->prepared = v;
    v->typed = str_head(req_field(rq, "ontvangstcode"), RECEIPT_TYPED_MAX);
    if (v->typed.n == 0) return show_entry(rq, N_("Vul je code in."), STR_NONE);
    TRY(req_limit(rq, "receipt", LIMIT_RECEIPT_BURST, LIMIT_RECEIPT_HOUR));
    TRY(req_guess(rq, "receipt", GUESSES_RECEIPT));
    v->failure = "mistyped";
    if (receipt_parse(v->typed, &v->receipt) != OK) return OK;
    Err e = mailbox_open(rq->app, rq->db, rq->mem, &v->receipt, &v->box);
    if (e == OK) return show_mailbox(rq, v, NOTICE_NONE);
    v->failure = "unknown";
    return e == E_NOTFOUND ? OK : e;
}

// Only reached with a code that opened nothing.
static Err open_failed(Req *rq)
{
    const Visit *v = rq->prepared;
    TRY(mailbox_count_failure(rq->db, v->failure, rq->now));
    req_log(rq, "mailbox.refuse", "mailbox", 0, "", str_c(v->failure));
    if (str_eq_c(S("mistyped"), v->failure))
        return show_entry(
            rq, N_("Deze code klopt niet. Kijk elk groepje van vijf cijfers na. De code heeft 25 cijfers."), v->typed);
    TRY(req_guess_wrong(rq, "receipt")); // what fails its check digit is a slip, not a guess
    return show_entry(
        rq, N_("Bij deze code hoort geen postvak. Kijk de code na. Een verwijderd postvak kan niet meer open."),
        STR_NONE);
}

// ---- writing ------------------------------------------------------------------------------------------------------

static Err message_error(Req *rq, const Visit *v, Str typed, Str error)
{
    MailboxPage p = page_of(rq, v);
    p.typed = typed;
    p.error = error;
    return show(rq, &p, mailbox_page, STATUS_FORM_ERRORS);
}

static Str file_refused(Req *rq)
{
    for (size_t i = 0; i < rq->upload_count; i++) {
        const Upload *u = &rq->uploads[i];
        if (u->size && !report_file_type_ok(u->sniffed_type))
            return tr_fmt(rq->mem, rq->lang,
                          N_("Dit soort bestand kan niet: %s. Kies een foto, film, geluid, pdf of tekst."),
                          str_z(rq->mem, u->filename));
    }
    return STR_NONE;
}

static bool has_file(const Req *rq)
{
    for (size_t i = 0; i < rq->upload_count; i++)
        if (rq->uploads[i].size) return true;
    return false;
}

static Err message_prepare(Req *rq)
{
    Visit *v = NULL;
    TRY(by_token(rq, &v));
    if (!v) return OK;
    Str text = req_field(rq, "bericht");
    if (text.n == 0 && !has_file(rq))
        return message_error(rq, v, text, str_c(T(rq->lang, "Schrijf eerst een bericht.")));
    if (text.n > MAILBOX_MESSAGE_MAX)
        return message_error(rq, v, text, str_c(T(rq->lang, "Je bericht is te lang. Maak er twee berichten van.")));
    Str refused = file_refused(rq);
    if (refused.n) return message_error(rq, v, text, refused);
    if (req_limit(rq, "message", LIMIT_REPORTS_BURST, LIMIT_REPORTS_HOUR) != OK)
        return message_error(rq, v, text, str_c(rq->why.text));
    if (str_unhex(req_field(rq, "nummer"), v->post.submission, SUBMISSION_SIZE) != OK)
        random_bytes(v->post.submission, SUBMISSION_SIZE);
    mailbox_seal(rq->mem, &v->box, text, rq->uploads, rq->upload_count, &v->post);
    // Already here: what is kept is checked to be whole before the message is written.
    for (size_t i = 0; i < rq->upload_count; i++)
        if (rq->uploads[i].size) upload_keep(&rq->uploads[i]);
    return OK;
}

static Err message_handle(Req *rq)
{
    Visit *v = rq->prepared;
    bool again = false;
    TRY(mailbox_store(rq->db, rq->mem, &v->box, &v->post, rq->now, &again));
    if (!again) req_log(rq, "message.receive", "signal", v->box.signal, "", STR_NONE);
    else // these came in a second time; the message has its own
        for (size_t i = 0; i < rq->upload_count; i++) rq->uploads[i].keep = false;
    TRY(mailbox_open(rq->app, rq->db, rq->mem, &v->receipt, &v->box));
    return show_mailbox(rq, v, again ? NOTICE_AGAIN : NOTICE_SENT);
}

// ---- the code once more, police, deleting -------------------------------------------------------------------------

static Err token_prepare(Req *rq)
{
    Visit *v = NULL;
    return by_token(rq, &v);
}

static Err code_handle(Req *rq)
{
    Visit *v = rq->prepared;
    int64_t changed = 0;
    TRY(q_signal_code_shown(rq->db, v->box.signal, &changed));
    // Not of which signal: when somebody looked is nobody's business.
    if (changed) req_log(rq, "receipt.show", "mailbox", 0, "", STR_NONE);
    MailboxPage p = page_of(rq, v);
    p.show_code = changed != 0;
    v->box.code_shown = true;
    receipt_groups(rq->mem, &v->receipt, p.groups);
    return show(rq, &p, mailbox_page, 200);
}

static Err police_handle(Req *rq)
{
    Visit *v = rq->prepared;
    bool yes = choice_is(req_field(rq, "politie"), "ja");
    int64_t changed = 0;
    TRY(q_signal_set_police(rq->db, v->box.signal, yes, &changed));
    if (changed) req_log(rq, yes ? "police.allow" : "police.refuse", "signal", v->box.signal, "", STR_NONE);
    v->box.police_ok = yes;
    return show_mailbox(rq, v, NOTICE_POLICE);
}

static Err delete_page(Req *rq)
{
    Visit *v = NULL;
    TRY(by_token(rq, &v));
    if (!v) return OK;
    const MailboxPage p = page_of(rq, v);
    return show(rq, &p, mailbox_delete, 200);
}

static Err delete_handle(Req *rq)
{
    const Visit *v = rq->prepared;
    int64_t changed = 0;
    TRY(q_signal_drop_mailbox(rq->db, v->box.signal, &changed));
    if (changed) req_log(rq, "mailbox.delete", "signal", v->box.signal, "", STR_NONE);
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    mailbox_gone(o);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

// ---- for administrators -------------------------------------------------------------------------------------------

static Err failures_page(Req *rq)
{
    enum { DAYS_SHOWN = 7 };
    MailboxFailuresRow *found;
    FailuresPage p = {.days = DAYS_SHOWN};
    TRY(q_mailbox_failures(rq->db, rq->mem, rq->now - DAYS(DAYS_SHOWN), &found, &p.count));
    FailureRow *rows = NEW_ARRAY(rq->mem, FailureRow, p.count + 1);
    for (size_t i = 0; i < p.count; i++)
        rows[i] = (FailureRow){found[i].hour, str_eq_c(found[i].kind, "unknown"), found[i].count};
    p.rows = rows;
    const Frame f = {
        .title = N_("Verkeerde codes"), .section = "beheer", .back_path = "/beheer", .back_title = N_("Beheer")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    mailbox_failures_page(o, &p);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route mailbox_routes[] = {
    {M_GET, "/postvak", ACT_public, 0, 0, NULL, entry_page},
    {M_POST, "/postvak", ACT_public, R_PUBLIC_POST, 0, open_prepare, open_failed},
    {M_POST, "/postvak/bericht", ACT_public, R_PUBLIC_POST | R_FILES, 0, message_prepare, message_handle},
    {M_POST, "/postvak/code", ACT_public, R_PUBLIC_POST, 0, token_prepare, code_handle},
    {M_POST, "/postvak/politie", ACT_public, R_PUBLIC_POST, 0, token_prepare, police_handle},
    {M_POST, "/postvak/verwijderen", ACT_public, R_PUBLIC_POST | R_READ_POST, 0, NULL, delete_page},
    {M_POST, "/postvak/verwijderd", ACT_public, R_PUBLIC_POST, 0, token_prepare, delete_handle},
    {M_GET, "/beheer/codes", ACT_system_view, 0, 0, NULL, failures_page},
    {0}};
