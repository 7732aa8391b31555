// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// referral_send.c - making the package and sending it.
#include "base/json.h"
#include "directory/directory.h"
#include "signal/referral_html.h"
#include "signal/referral_view.h"
#include "signal/sharing.h"
#include "signal/triage.h"
#include "signal/work_forms.h"

typedef struct Sending {
    Work w;
    Str submission, table_code, scope, ground, basis, sealed, number, reporter_reason, message;
    ReferralOrgRow to;
    int64_t days;
    Secret key;
    bool reporter;
} Sending;

// ---- the page -----------------------------------------------------------------------------------

static bool sent_part(Req *rq, const char *code)
{
    const Fields *form = &rq->http->form;
    for (size_t i = 0; i < form->n; i++)
        if (str_eq(form->v[i].name, S("deel")) && str_eq_c(form->v[i].value, code)) return true;
    return false;
}

static void fill_parts(Req *rq, const Work *w, bool typed, SendView *v)
{
    for (const Choice *c = referral_parts; c->code; c++) {
        PartOption *p = &v->parts[v->part_count++];
        *p = (PartOption){.part = c, .ticked = typed ? sent_part(rq, c->code) : false};
        if (!typed) p->ticked = codes_have(S("story facts indicators"), str_c(c->code));
        if (!choice_is(S("reporter"), c->code)) continue;
        p->barred = !choice_is(w->s.anonymity, "named") || !req_can(rq, ACT_reporter_identity, w->relation);
        p->why_not = choice_is(w->s.anonymity, "anonymous") ? N_("De melder is anoniem: er zijn geen gegevens.")
                     : p->barred ? N_("De melder vroeg om vertrouwelijkheid. Deze gegevens gaan niet mee.")
                                 : N_("Alleen als het nodig is, en met een reden.");
    }
}

static Err fill_orgs(Req *rq, const Work *w, SendView *v)
{
    enum { KINDS_SHOWN_MAX = 4, ORGS_EACH_MAX = 400 };
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, KINDS_SHOWN_MAX * ORGS_EACH_MAX);
    Str chosen = req_field(rq, "aan");
    for (const OrgKind *k = referral_kinds(v->table_code); *k != ORG_KIND_COUNT; k++) {
        if (*k == ORG_police && !w->s.police_ok) {
            v->police_barred = true;
            continue;
        }
        ReferralOrgsRow *rows;
        size_t n;
        TRY(q_referral_orgs(rq->db, rq->mem, str_c(org_kind_name(*k)), w->s.gm_code, w->s.region_code, w->s.police_unit,
                            rq->actor.org.v, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            Str id = str_fmt(rq->mem, "%lld", (long long)rows[i].id);
            options[v->org_count++] = (FormOption){id, rows[i].name, str_eq(id, chosen)};
        }
    }
    v->orgs = options;
    return OK;
}

static const FormOption *options_of(Req *rq, const Choice *list, Str selected, size_t *ret_count)
{
    FormInput in = {0};
    form_choices(rq, &in, list, selected);
    *ret_count = in.option_count;
    return in.options;
}

static Err suggestion(Req *rq, const Work *w, Str *ret_table)
{
    TriageOfRow *rows;
    size_t n;
    TRY(q_triage_of(rq->db, rq->mem, w->s.id, &rows, &n));
    *ret_table = n ? rows[0].table_code : STR_NONE;
    return OK;
}

static Str ground_for(Str table_code)
{
    if (choice_is(table_code, "safety_house")) return S("zvh");
    if (choice_is(table_code, "riec")) return S("riec");
    return S("toestemming");
}

static Err send_page(Req *rq, const Work *w, Str table_code, bool typed, const char *error_input, int status)
{
    SendView *v = NEW(rq->mem, SendView);
    v->head = work_head(rq, w, "verwijzen");
    TRY(suggestion(rq, w, &v->suggested));
    v->table_code = choice_find(triage_tables, table_code) ? table_code : v->suggested.n ? v->suggested : S("care");
    v->csrf = rq->csrf;
    v->submission = form_start(rq, "", STR_NONE, "").submission;
    v->action = work_path(rq->mem, w, "/verwijzen");
    if (typed) {
        v->error = str_c(rq->why.text);
        v->error_input = error_input;
        v->message = req_field(rq, "bericht");
        v->reporter_reason = req_field(rq, "reden");
    }
    fill_parts(rq, w, typed, v);
    TRY(fill_orgs(rq, w, v));
    v->grounds =
        options_of(rq, referral_grounds, typed ? req_field(rq, "grond") : ground_for(v->table_code), &v->ground_count);
    v->terms = options_of(rq, referral_terms, typed ? req_field(rq, "termijn") : S("90"), &v->term_count);
    TRY(q_referral_of_signal(rq->db, rq->mem, w->s.id, &v->earlier, &v->earlier_count));
    Frame f = work_frame(rq, w, N_("Verwijzen"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    referral_send_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err show_send(Req *rq)
{
    Work w;
    TRY(work_load(rq, ACT_referral_send, &w));
    return send_page(rq, &w, req_query(rq, "tafel"), false, NULL, 200);
}

// ---- the package --------------------------------------------------------------------------------

static void put_row(Json *j, Str label, Str value)
{
    if (value.n == 0) return;
    json_arr(j);
    json_str(j, label);
    json_str(j, value);
    json_arr_end(j);
}

static void open_section(Json *j, const char *code)
{
    json_obj(j);
    json_kstr(j, "code", str_c(code));
    json_key(j, "rows");
    json_arr(j);
}

static void close_section(Json *j)
{
    json_arr_end(j);
    json_end(j);
}

static void put_head(Req *rq, const Work *w, Json *j)
{
    open_section(j, "head");
    put_row(j, S("Signaal"), w->s.number);
    put_row(j, S("Vorm"), str_c(choice_label(signal_forms, w->s.form)));
    put_row(j, S("Gemeente"), municipality_name(rq->db, w->s.gm_code));
    put_row(j, S("Iemand jonger dan 18"), str_c(choice_label(signal_yes_no_unknown, w->s.minor)));
    put_row(j, S("Nu gevaar"), w->s.danger ? S("ja") : S("nee"));
    put_row(j, S("Wie meldt"), str_c(choice_label(signal_roles, w->s.reporter_role)));
    put_row(j, S("Politie mag meekijken"), w->s.police_ok ? S("ja") : S("nee"));
    put_row(j, S("Ontvangen"), text_date(rq->mem, LANG_NL, w->s.received_at));
    close_section(j);
}

static void put_report(Json *j, const Report *r, Part part, Arena *mem)
{
    Pair *rows;
    size_t n = work_report_rows(mem, r, part, &rows);
    for (size_t i = 0; i < n; i++)
        put_row(j, str_c(rows[i].label), rows[i].coded ? str_c(rows[i].coded) : rows[i].value);
}

static Err put_story(Req *rq, const Work *w, Json *j)
{
    Report *r = NEW(rq->mem, Report);
    TRY(report_open_content(rq->mem, &w->key, w->s.submission, w->s.sealed_content, r));
    open_section(j, "story");
    put_report(j, r, PART_CONTENT, rq->mem);
    close_section(j);
    return OK;
}

static Err put_facts(Req *rq, const Work *w, Json *j)
{
    WorkFactsRow *rows;
    size_t n;
    TRY(q_work_facts(rq->db, rq->mem, w->s.id, &rows, &n));
    open_section(j, "facts");
    for (size_t i = 0; i < n; i++) {
        FactKind kind;
        Str value;
        TRY(fact_kind_parse(rows[i].kind, &kind));
        TRY(fact_unseal(rq->mem, w, rows[i].submission, rows[i].sealed_value, &value));
        put_row(j, str_c(fact_kind_label(kind)), value);
    }
    close_section(j);
    return OK;
}

static Err put_indicators(Req *rq, const Work *w, Json *j)
{
    Indicators *list;
    TRY(indicators_of(rq->db, rq->mem, w->s.id, &list));
    open_section(j, "indicators");
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].ticked) put_row(j, list->v[i].code, list->v[i].nl);
    close_section(j);
    return OK;
}

static Err put_internal(Req *rq, const Work *w, Json *j)
{
    MessageView *rows;
    size_t n;
    bool older;
    TRY(work_open_messages(rq, w, THREAD_INTERNAL, &rows, &n, &older));
    open_section(j, "internal");
    if (older) put_row(j, S("Let op"), S("Oudere berichten passen hier niet bij. Vraag ernaar als je ze nodig hebt."));
    for (size_t i = 0; i < n; i++)
        if (!rows[i].unreadable) put_row(j, text_datetime(rq->mem, LANG_NL, rows[i].at), rows[i].body);
    close_section(j);
    return OK;
}

static Err put_reporter(Req *rq, const Work *w, Json *j)
{
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(record_key(rq->db, rq->mem, &rq->actor, "reporter", w->s.id, &key));
    Report *r = NEW(rq->mem, Report);
    TRY(report_open_reporter(rq->mem, &key, w->s.submission, w->s.sealed_reporter, r));
    open_section(j, "reporter");
    put_report(j, r, PART_REPORTER, rq->mem);
    close_section(j);
    return OK;
}

static Err put_files(Req *rq, const Work *w, Json *j)
{
    OpenFile *files;
    size_t n;
    TRY(work_open_files(rq, w, &files, &n));
    for (size_t i = 0; i < n; i++) {
        CLEANUP(secret_wipe) Secret under = work_file_key(w, files[i].row.sealed_under);
        Str key, context = signal_file_context(rq->mem, w->s.submission, files[i].row.stored);
        TRY(unseal(rq->mem, &under, files[i].row.sealed_key, context, &key));
        Secret secret;
        TRY(key.n == SECRET_SIZE ? OK : E_CRYPT);
        for (size_t k = 0; k < SECRET_SIZE; k++) secret.b[k] = (unsigned char)key.p[k];
        json_obj(j);
        json_kstr(j, "stored", files[i].row.stored);
        json_kstr(j, "name", files[i].name);
        json_kstr(j, "type", files[i].row.type);
        json_kint(j, "size", files[i].row.size);
        json_kstr(j, "key", secret_to_token(rq->mem, &secret));
        json_end(j);
        secret_wipe(&secret);
    }
    return OK;
}

static bool in_scope(const Sending *s, const char *code) { return codes_have(s->scope, str_c(code)); }

static Err package_json(Req *rq, const Sending *s, Str *ret_json)
{
    const Work *w = &s->w;
    Buf b = buf_new(rq->mem, PACKAGE_JSON_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "number", w->s.number);
    json_kstr(&j, "form", w->s.form);
    json_kstr(&j, "minor", w->s.minor);
    json_kstr(&j, "gm", w->s.gm_code);
    json_kstr(&j, "region", w->s.region_code);
    json_kstr(&j, "unit", w->s.police_unit);
    json_kbool(&j, "danger", w->s.danger != 0);
    json_kstr(&j, "message", s->message);
    json_key(&j, "sections");
    json_arr(&j);
    put_head(rq, w, &j);
    if (in_scope(s, "story")) TRY(put_story(rq, w, &j));
    if (in_scope(s, "facts")) TRY(put_facts(rq, w, &j));
    if (in_scope(s, "indicators")) TRY(put_indicators(rq, w, &j));
    if (in_scope(s, "internal")) TRY(put_internal(rq, w, &j));
    if (in_scope(s, "reporter")) TRY(put_reporter(rq, w, &j));
    json_arr_end(&j);
    json_key(&j, "files");
    json_arr(&j);
    if (in_scope(s, "files")) TRY(put_files(rq, w, &j));
    json_arr_end(&j);
    json_end(&j);
    return buf_done(&b, ret_json);
}

// ---- sending ------------------------------------------------------------------------------------

static bool kind_fits(const Sending *s)
{
    for (const OrgKind *k = referral_kinds(s->table_code); *k != ORG_KIND_COUNT; k++)
        if (str_eq_c(s->to.kind, org_kind_name(*k))) return true;
    return false;
}

// What is wrong with the receiver, in words; NULL: nothing.
static const char *check_receiver(Req *rq, Sending *s)
{
    int64_t to = 0;
    if (str_int(req_field(rq, "aan"), 1, INT64_MAX, &to) != OK || q_referral_org(rq->db, rq->mem, to, &s->to) != OK)
        return N_("Kies aan wie je verwijst.");
    if (!str_eq(s->to.state, S("active")) || s->to.id == rq->actor.org.v || !kind_fits(s))
        return N_("Deze organisatie past niet bij deze tafel. Kies een andere.");
    if (str_eq(s->to.kind, S("police")) && !s->w.s.police_ok)
        return N_("De melder wil niet dat de politie meekijkt. Je kunt dit niet naar de politie verwijzen.");
    return NULL;
}

static const char *check_scope(Req *rq, Sending *s, const char **ret_field)
{
    Buf b = buf_new(rq->mem, KB(1));
    for (const Choice *c = referral_parts; c->code; c++) {
        if (!sent_part(rq, c->code)) continue;
        if (b.n) buf_char(&b, ' ');
        buf_c(&b, c->code);
    }
    s->scope = buf_str(&b);
    s->reporter = sent_part(rq, "reporter");
    s->reporter_reason = req_field(rq, "reden");
    *ret_field = "deel-story";
    if (s->scope.n == 0) return N_("Kies wat je meestuurt.");
    if (!s->reporter) return NULL;
    *ret_field = "deel-reporter";
    if (!choice_is(s->w.s.anonymity, "named") || !req_can(rq, ACT_reporter_identity, s->w.relation))
        return N_("De gegevens van de melder mogen niet mee.");
    *ret_field = "reden";
    if (s->reporter_reason.n > REASON_MAX) return N_("De reden is te lang. Maak hem korter.");
    return s->reporter_reason.n >= REASON_MIN
               ? NULL
               : N_("Schrijf in een paar woorden waarom de gegevens van de melder mee moeten.");
}

static const char *check_rest(Req *rq, Sending *s, const char **ret_field)
{
    s->ground = req_field(rq, "grond");
    s->message = req_field(rq, "bericht");
    *ret_field = "grond";
    if (!choice_find(referral_grounds, s->ground)) return N_("Kies op welke grond je deelt.");
    *ret_field = "termijn";
    if (!choice_find(referral_terms, req_field(rq, "termijn")) ||
        str_int(req_field(rq, "termijn"), 1, 3660, &s->days) != OK)
        return N_("Kies hoe lang de ontvanger mag kijken.");
    *ret_field = "bericht";
    return s->message.n > REFERRAL_TEXT_MAX ? N_("Het bericht is te lang.") : NULL;
}

static SharingQuestion question_of(const Sending *s, Str part)
{
    const Work *w = &s->w;
    return (SharingQuestion){.receiver = s->to.kind,
                             .part = part,
                             .ground = s->ground,
                             .anonymity = w->s.anonymity,
                             .police_ok = w->s.police_ok != 0,
                             .unit = w->s.police_unit};
}

// The table about sharing, for the whole and for each part. It can only be stricter than what was promised to the
// reporter, which stands above.
static Err check_sharing(Req *rq, Sending *s, bool *ret_may, Str *ret_wrong, const char **ret_field)
{
    Buf basis = buf_new(rq->mem, KB(1));
    Str rest = s->scope, last = STR_NONE;
    for (Str part = S(SHARING_ALL); part.n; part = str_cut(&rest, ' ')) {
        Sharing answer;
        const SharingQuestion q = question_of(s, part);
        bool whole = str_eq_c(part, SHARING_ALL);
        TRY(sharing_ask(rq->mem, rq->lang, &q, &answer, &rq->why));
        *ret_field = whole ? "grond" : str_z(rq->mem, str_fmt(rq->mem, "deel-%.*s", STR_ARG(part)));
        *ret_wrong = answer.reason;
        *ret_may = answer.answer != SHARING_NO;
        if (!*ret_may) return OK;
        if (!str_eq(answer.basis, last)) buf_fmt(&basis, "%s%.*s", basis.n ? ", " : "", STR_ARG(answer.basis));
        last = answer.basis;
    }
    s->basis = buf_str(&basis);
    return OK;
}

static Err prepare_send(Req *rq)
{
    Sending *s = NEW(rq->mem, Sending);
    rq->prepared = s;
    TRY(work_read(rq, ACT_referral_send, &s->w));
    if (choice_is(s->w.s.state, "closed"))
        return req_fail(rq, E_CONFLICT, N_("Dit signaal is gesloten. Heropen het eerst."));
    s->submission = form_submission(rq);
    s->table_code = req_field(rq, "tafel");
    if (!choice_find(triage_tables, s->table_code)) return req_fail(rq, E_INPUT, N_("Kies een tafel."));
    const char *field = "aan", *wrong = check_receiver(rq, s);
    if (!wrong) wrong = check_scope(rq, s, &field);
    if (!wrong) wrong = check_rest(rq, s, &field);
    if (wrong) {
        form_say(rq, wrong);
        return send_page(rq, &s->w, s->table_code, true, field, 422);
    }
    Str refused, json;
    bool may = false;
    TRY(check_sharing(rq, s, &may, &refused, &field));
    if (!may) {
        rq->why = (Why){{0}};
        why(&rq->why, E_INPUT, "%.*s", STR_ARG(refused));
        return send_page(rq, &s->w, s->table_code, true, field, 422);
    }
    TRY(package_json(rq, s, &json));
    s->key = secret_random();
    Str number = signal_number(rq->mem, rq->now);
    s->number = str_fmt(rq->mem, "V-%.*s", STR_ARG(number));
    s->sealed = seal(rq->mem, &s->key, pad_text(rq->mem, json, PACKAGE_BLOCK),
                     referral_context(rq->mem, s->submission, "package"));
    text_wipe(json);
    return OK;
}

static Err start_clock(Req *rq, const Sending *s, int64_t id)
{
    TRY(clock_start(rq->db, rq->mem, S("referral"), id, CLOCK_referral_answer, (OrgId){s->to.id}, rq->now, &rq->why));
    ClockOfRow *rows;
    size_t n;
    int64_t changed;
    TRY(q_clock_of(rq->db, rq->mem, S("referral"), id, &rows, &n));
    return n ? q_referral_set_due(rq->db, id, rows[0].due_at, &changed) : E_BUG;
}

static Err log_sent(Req *rq, const Sending *s, int64_t id)
{
    const char *ground = str_z(rq->mem, s->ground);
    Str what =
        str_fmt(rq->mem, "signal %lld to org %lld: %.*s", (long long)s->w.s.id, (long long)s->to.id, STR_ARG(s->scope));
    req_log(rq, "referral.send", "referral", id, ground, what);
    if (!s->reporter) return OK;
    TRY(identity_open(rq->db, &rq->actor, "reporter", s->w.s.id, s->reporter_reason, rq->now));
    req_log(rq, "reporter.share", "signal", s->w.s.id, ground, s->reporter_reason);
    return OK;
}

static Err write_send(Req *rq)
{
    Sending *s = rq->prepared;
    Work now;
    int64_t changed;
    TRY(work_load(rq, ACT_referral_send, &now));
    if (str_eq(s->to.kind, S("police")) && !now.s.police_ok) // the reporter may have changed it meanwhile
        return req_fail(rq, E_CONFLICT,
                        N_("De melder wil niet dat de politie meekijkt. Je kunt dit niet naar de politie verwijzen."));
    ReferralAddRow row;
    Err e = q_referral_add(rq->db, rq->mem, s->number, s->submission, s->w.s.id, s->w.s.region_code, s->w.s.form,
                           s->w.s.minor, s->w.s.urgent, rq->actor.org.v, s->to.id, s->table_code, s->scope, s->ground,
                           rq->actor.account.v, rq->now, rq->now, rq->now + DAYS(s->days), s->sealed, s->basis, &row);
    if (e == E_NOTFOUND) return req_redirect(rq, work_path(rq->mem, &s->w, "")); // it was sent already
    TRY(e);
    TRY(record_grant(rq->db, rq->mem, "referral", row.id, rq->actor.org, &s->key, rq->now));
    TRY(record_grant(rq->db, rq->mem, "referral", row.id, (OrgId){s->to.id}, &s->key, rq->now));
    secret_wipe(&s->key);
    TRY(start_clock(rq, s, row.id));
    TRY(q_work_state(rq->db, s->w.s.id, S("referred"), STR_NONE, rq->now, &changed));
    TRY(q_work_being_looked_at(rq->db, s->w.s.id, &changed));
    TRY(log_sent(rq, s, row.id));
    return req_redirect(rq, str_fmt(rq->mem, "/verwijzingen/%lld", (long long)row.id));
}

const Route referral_send_routes[] = {
    {M_GET, "/signalen/:id/verwijzen", ACT_referral_send, 0, 0, NULL, show_send},
    {M_POST, "/signalen/:id/verwijzen", ACT_referral_send, 0, 0, prepare_send, write_send},
    {0},
};
