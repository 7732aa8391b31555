// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// advice.c - asking advice and answering it.
#include "signal/advice.h"
#include "retention/retention.h"
#include "base/json.h"
#include "directory/directory.h"
#include "signal/advice_html.h"
#include "signal/advice_view.h"
#include "signal/referral_sql.h"
#include "signal/work_forms.h"
#include <jansson.h>
#include <string.h>

const Choice advice_states[] = {{"asked", "gevraagd", N_("wacht op antwoord"), "", ""},
                                {"answered", "beantwoord", N_("beantwoord"), "", ""},
                                {"withdrawn", "ingetrokken", N_("ingetrokken"), "", ""},
                                {0}};

const Choice advice_traits[] = {{"form", "vorm", N_("Vorm"), "", ""},
                                {"place", "gemeente", N_("Gemeente"), "", ""},
                                {"minor", "minderjarig", N_("Iemand jonger dan 18"), "", ""},
                                {"danger", "gevaar", N_("Nu gevaar"), "", ""},
                                {"role", "melder", N_("Wie meldt"), "", ""},
                                {"indicators", "aanwijzingen", N_("Aangevinkte aanwijzingen"), "", ""},
                                {0}};

enum { QUESTION_BLOCK = 512, QUESTION_JSON_MAX = 64 * 1024 };

static Str advice_context(Arena *mem, Str submission, const char *part)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "advice:%.*s:%s", STR_ARG(of), part);
}

// ---- what is sealed: {"question": ..., "traits": [[label, value], ...]} -------------------------

static void put_trait(Json *j, const char *label, Str value)
{
    json_arr(j);
    json_str(j, str_c(label));
    json_str(j, value);
    json_arr_end(j);
}

static void put_indicators(Json *j, const Indicators *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].ticked) put_trait(j, "Aanwijzing", list->v[i].nl);
}

static bool wants(Req *rq, const char *code)
{
    const Fields *form = &rq->http->form;
    for (size_t i = 0; i < form->n; i++)
        if (str_eq(form->v[i].name, S("kenmerk")) && str_eq_c(form->v[i].value, code)) return true;
    return false;
}

static Err question_json(Req *rq, const Work *w, Str question, Str *ret_json)
{
    Indicators *list;
    TRY(indicators_of(rq->db, rq->mem, w->s.id, &list));
    Buf b = buf_new(rq->mem, QUESTION_JSON_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "question", question);
    json_key(&j, "traits");
    json_arr(&j);
    if (wants(rq, "form")) put_trait(&j, "Vorm", str_c(choice_label(signal_forms, w->s.form)));
    if (wants(rq, "place")) put_trait(&j, "Gemeente", municipality_name(rq->db, w->s.gm_code));
    if (wants(rq, "minor"))
        put_trait(&j, "Iemand jonger dan 18", str_c(choice_label(signal_yes_no_unknown, w->s.minor)));
    if (wants(rq, "danger")) put_trait(&j, "Nu gevaar", w->s.danger ? S("ja") : S("nee"));
    if (wants(rq, "role")) put_trait(&j, "Wie meldt", str_c(choice_label(signal_roles, w->s.reporter_role)));
    if (wants(rq, "indicators")) put_indicators(&j, list);
    json_arr_end(&j);
    json_end(&j);
    return buf_done(&b, ret_json);
}

static void jsonp(json_t **j) { json_decref(*j); }

static Str text_of(Arena *mem, const json_t *v)
{
    return json_is_string(v) ? str_dup(mem, (Str){json_string_value(v), json_string_length(v)}) : STR_NONE;
}

static Err parse_question(Arena *mem, Str json, Str *ret_question, AdviceTrait **ret_traits, size_t *ret_count)
{
    CLEANUP(jsonp) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *traits = json_object_get(root, "traits");
    size_t n = json_array_size(traits);
    AdviceTrait *out = NEW_ARRAY(mem, AdviceTrait, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *pair = json_array_get(traits, i);
        out[i] = (AdviceTrait){text_of(mem, json_array_get(pair, 0)), text_of(mem, json_array_get(pair, 1))};
    }
    *ret_question = text_of(mem, json_object_get(root, "question"));
    *ret_traits = out;
    *ret_count = n;
    return OK;
}

static Err open_part(Arena *mem, const Secret *key, const AdviceByIdRow *a, const char *part, Str sealed, Str *ret_text)
{
    if (sealed.n == 0) {
        *ret_text = STR_NONE;
        return OK;
    }
    Str padded;
    TRY(unseal(mem, key, sealed, advice_context(mem, a->submission, part), &padded));
    *ret_text = str_trim(padded);
    return OK;
}

static Err open_advice(Req *rq, const AdviceByIdRow *a, AdviceView *v)
{
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(record_key(rq->db, rq->mem, &rq->actor, "advice", a->id, &key));
    Str json;
    TRY(open_part(rq->mem, &key, a, "question", a->sealed_question, &json));
    TRY(parse_question(rq->mem, json, &v->question, &v->traits, &v->trait_count));
    return open_part(rq->mem, &key, a, "answer", a->sealed_answer, &v->answer);
}

Err advice_views(Req *rq, int64_t signal, AdviceOfSignalView **ret_rows, size_t *ret_count)
{
    AdviceByIdRow *rows;
    size_t n;
    TRY(q_advice_of_signal(rq->db, rq->mem, signal, &rows, &n));
    AdviceOfSignalView *out = NEW_ARRAY(rq->mem, AdviceOfSignalView, n + 1);
    for (size_t i = 0; i < n; i++) {
        AdviceView v = {0};
        out[i] = (AdviceOfSignalView){.id = rows[i].id,
                                      .to = rows[i].to_name,
                                      .by = rows[i].answered_name,
                                      .asked_at = rows[i].asked_at,
                                      .answered_at = rows[i].answered_at,
                                      .state = choice_label(advice_states, rows[i].state),
                                      .open = str_eq(rows[i].state, S("asked"))};
        Str path = str_fmt(rq->mem, "/signalen/%lld/advies/%lld/intrekken", (long long)signal, (long long)rows[i].id);
        out[i].withdraw = form_start(rq, "intrekken", path, N_("Trek de vraag in"));
        out[i].unreadable = open_advice(rq, &rows[i], &v) != OK;
        out[i].question = v.question;
        out[i].answer = v.answer;
    }
    *ret_rows = out;
    *ret_count = n;
    return OK;
}

// ---- asking -------------------------------------------------------------------------------------

static Err fill_orgs(Req *rq, const Work *w, Str chosen, AskView *v)
{
    ReferralOrgsRow *rows;
    size_t n;
    TRY(q_referral_orgs(rq->db, rq->mem, S("expertise"), w->s.gm_code, w->s.region_code, w->s.police_unit,
                        rq->actor.org.v, &rows, &n));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    for (size_t i = 0; i < n; i++) {
        Str id = str_fmt(rq->mem, "%lld", (long long)rows[i].id);
        options[i] = (FormOption){id, rows[i].name, str_eq(id, chosen)};
    }
    v->orgs = options;
    v->org_count = n;
    return OK;
}

static Err ask_answer(Req *rq, const Work *w, AskView *v, int status)
{
    Frame f = work_frame(rq, w, N_("Advies"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    ask_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err new_ask(Req *rq, const Work *w, AskView **ret_v)
{
    AskView *v = NEW(rq->mem, AskView);
    v->head = work_head(rq, w, "advies");
    v->csrf = rq->csrf;
    v->submission = form_start(rq, "", STR_NONE, "").submission;
    v->action = work_path(rq->mem, w, "/advies");
    *ret_v = v;
    return fill_orgs(rq, w, req_field(rq, "aan"), v);
}

static Err show_ask(Req *rq)
{
    Work w;
    AskView *v;
    TRY(work_load(rq, ACT_signal_work, &w));
    TRY(new_ask(rq, &w, &v));
    TRY(advice_views(rq, w.s.id, &v->rows, &v->count));
    v->ticked[0] = v->ticked[2] = true; // the least that helps: form and age
    req_log(rq, "signal.advice_read", "signal", w.s.id, GROUND_TASK, STR_NONE);
    return ask_answer(rq, &w, v, 200);
}

typedef struct Asking {
    Work w;
    Str submission, sealed;
    Secret key;
    int64_t to;
} Asking;

static Err ask_again(Req *rq, const Work *w, const char *field)
{
    AskView *v;
    TRY(new_ask(rq, w, &v));
    v->question = req_field(rq, "vraag");
    v->error = str_c(rq->why.text);
    v->error_input = field;
    for (size_t i = 0; advice_traits[i].code; i++) v->ticked[i] = wants(rq, advice_traits[i].code);
    return ask_answer(rq, w, v, 422);
}

static Err prepare_ask(Req *rq)
{
    Asking *a = NEW(rq->mem, Asking);
    rq->prepared = a;
    TRY(work_load(rq, ACT_signal_work, &a->w));
    a->submission = form_submission(rq);
    ReferralOrgRow org;
    if (str_int(req_field(rq, "aan"), 1, INT64_MAX, &a->to) != OK ||
        q_referral_org(rq->db, rq->mem, a->to, &org) != OK || !str_eq(org.kind, S("expertise")) ||
        !str_eq(org.state, S("active"))) {
        form_say(rq, N_("Kies een expertisecentrum."));
        return ask_again(rq, &a->w, "aan");
    }
    Str question, json;
    if (req_text(rq, "vraag", N_("Wat wil je weten?"), ADVICE_TEXT_MAX, &question) != OK)
        return ask_again(rq, &a->w, "vraag");
    TRY(question_json(rq, &a->w, question, &json));
    a->key = secret_random();
    a->sealed = seal(rq->mem, &a->key, pad_text(rq->mem, json, QUESTION_BLOCK),
                     advice_context(rq->mem, a->submission, "question"));
    return OK;
}

static Err write_ask(Req *rq)
{
    Asking *a = rq->prepared;
    Work now;
    TRY(work_load(rq, ACT_signal_work, &now));
    Str back = work_path(rq->mem, &a->w, "/advies");
    AdviceAddRow row;
    Err e = q_advice_add(rq->db, rq->mem, a->w.s.id, a->submission, rq->actor.org.v, a->to, rq->actor.account.v,
                         rq->now, a->sealed, &row);
    if (e == E_NOTFOUND) return req_redirect(rq, back); // it was sent already
    TRY(e);
    TRY(record_grant(rq->db, rq->mem, "advice", row.id, rq->actor.org, &a->key, rq->now));
    TRY(record_grant(rq->db, rq->mem, "advice", row.id, (OrgId){a->to}, &a->key, rq->now));
    secret_wipe(&a->key);
    TRY(clock_start(rq->db, rq->mem, S("advice"), row.id, CLOCK_advice_answer, (OrgId){a->to}, rq->now, &rq->why));
    req_log(rq, "advice.ask", "advice", row.id, GROUND_TASK, str_fmt(rq->mem, "signal %lld", (long long)a->w.s.id));
    return req_redirect(rq, back);
}

static Err write_withdraw(Req *rq)
{
    Work w;
    AdviceByIdRow a;
    int64_t id = 0, changed;
    TRY(work_load(rq, ACT_signal_work, &w));
    if (str_int(req_part(rq, 1), 1, INT64_MAX, &id) != OK || q_advice_by_id(rq->db, rq->mem, id, &a) != OK ||
        a.signal_id != w.s.id)
        return req_fail(rq, E_NOTFOUND, N_("Deze adviesvraag bestaat niet."));
    TRY(q_advice_withdraw(rq->db, id, &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Deze vraag is al beantwoord of ingetrokken."));
    TRY(record_revoke(rq->db, "advice", id, (OrgId){a.to_org}));
    TRY(clock_stop_all(rq->db, S("advice"), id, rq->now, rq->actor.account));
    req_log(rq, "advice.withdraw", "advice", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, work_path(rq->mem, &w, "/advies"));
}

// ---- answering ----------------------------------------------------------------------------------

static Err show_list(Req *rq)
{
    TRY(req_may(rq, ACT_advice_answer, REL_PARTICIPANT));
    AdviceListView v = {.answered = str_eq(req_query(rq, "lijst"), S("beantwoord"))};
    int64_t before = INT64_MAX;
    if (str_int(req_query(rq, "na"), 1, INT64_MAX, &before) != OK) before = INT64_MAX;
    TRY(q_advice_list(rq->db, rq->mem, rq->actor.org.v, v.answered ? S("answered") : S("asked"), before,
                      ADVICE_PAGE + 1, &v.rows, &v.count));
    if (v.count > ADVICE_PAGE) {
        v.count = ADVICE_PAGE;
        v.next = str_fmt(rq->mem, "/adviezen?lijst=%s&na=%lld", v.answered ? "beantwoord" : "open",
                         (long long)v.rows[v.count - 1].id);
    }
    v.clocks = NEW_ARRAY(rq->mem, ClockView, v.count + 1);
    for (size_t i = 0; i < v.count; i++) {
        NamedClock *clocks;
        size_t n;
        TRY(clock_rows(rq, S("advice"), v.rows[i].id, &clocks, &n));
        if (n) v.clocks[i] = clocks[0].v;
    }
    const Frame f = {.title = N_("Adviesvragen"), .section = "adviezen"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    advice_list_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err load_advice(Req *rq, Action does, AdviceByIdRow *ret_a)
{
    AdviceByIdRow a = {0};
    Err e = q_advice_by_id(rq->db, rq->mem, req_id(rq, 0), &a);
    if (e != OK && e != E_NOTFOUND) return e;
    bool asked = e == OK && a.to_org == rq->actor.org.v && !str_eq(a.state, S("withdrawn"));
    TRY(req_may(rq, does, asked ? REL_PARTICIPANT : REL_NONE));
    *ret_a = a;
    return OK;
}

static StaffForm answer_form(Req *rq, const AdviceByIdRow *a)
{
    StaffForm f = form_start(rq, "antwoord", str_fmt(rq->mem, "/adviezen/%lld", (long long)a->id), N_("Geef advies"));
    FormInput *in = form_add(&f, FORM_TEXT, "antwoord", N_("Jouw advies"));
    in->hint = N_("Schrijf wat je ziet, wat je ervan vindt en wat een goede volgende stap is.");
    in->rows = 8;
    return f;
}

static Err show_advice(Req *rq)
{
    AdviceByIdRow *a = NEW(rq->mem, AdviceByIdRow);
    TRY(load_advice(rq, ACT_advice_answer, a));
    const Frame f = {
        .title = N_("Adviesvraag"), .section = "adviezen", .back_path = "/adviezen", .back_title = N_("Adviesvragen")};
    if (a->erased_at) return retention_gone(rq, "advice", a->id, &f);
    AdviceView v = {.a = a, .form = answer_form(rq, a), .can_answer = str_eq(a->state, S("asked"))};
    if (open_advice(rq, a, &v) != OK)
        return req_fail(rq, E_DENIED, N_("Jouw organisatie heeft geen sleutel van deze vraag."));
    TRY(clock_rows(rq, S("advice"), a->id, &v.clocks, &v.clock_count));
    req_log(rq, "advice.read", "advice", a->id, GROUND_TASK, STR_NONE);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    advice_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

typedef struct Answering {
    AdviceByIdRow a;
    Str sealed;
} Answering;

static Err prepare_answer(Req *rq)
{
    Answering *n = NEW(rq->mem, Answering);
    rq->prepared = n;
    TRY(load_advice(rq, ACT_advice_answer, &n->a));
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "advice", n->a.id, &key) != OK)
        return req_fail(rq, E_DENIED, N_("Jouw organisatie heeft geen sleutel van deze vraag."));
    Str text;
    if (req_text(rq, "antwoord", N_("Jouw advies"), ADVICE_TEXT_MAX, &text) != OK) {
        StaffForm f = answer_form(rq, &n->a);
        return form_again(rq, &f, "antwoord", N_("Jouw advies"),
                          str_fmt(rq->mem, "/adviezen/%lld", (long long)n->a.id));
    }
    n->sealed = seal(rq->mem, &key, pad_text(rq->mem, text, QUESTION_BLOCK),
                     advice_context(rq->mem, n->a.submission, "answer"));
    return OK;
}

static Err write_answer(Req *rq)
{
    const Answering *n = rq->prepared;
    AdviceByIdRow now;
    int64_t changed;
    TRY(load_advice(rq, ACT_advice_answer, &now));
    TRY(q_advice_set_answer(rq->db, n->a.id, rq->actor.account.v, rq->now, n->sealed, &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Een collega heeft deze vraag al beantwoord."));
    TRY(clock_meet(rq->db, S("advice"), n->a.id, CLOCK_advice_answer, rq->now, rq->actor.account));
    req_log(rq, "advice.answer", "advice", n->a.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, str_fmt(rq->mem, "/adviezen/%lld", (long long)n->a.id));
}

const Route advice_routes[] = {
    {M_GET, "/signalen/:id/advies", ACT_signal_work, 0, 0, NULL, show_ask},
    {M_POST, "/signalen/:id/advies", ACT_signal_work, 0, 0, prepare_ask, write_ask},
    {M_POST, "/signalen/:id/advies/:advies/intrekken", ACT_signal_work, 0, 0, NULL, write_withdraw},
    {M_GET, "/adviezen", ACT_advice_answer, 0, 0, NULL, show_list},
    {M_GET, "/adviezen/:id", ACT_advice_answer, 0, 0, NULL, show_advice},
    {M_POST, "/adviezen/:id", ACT_advice_answer, 0, 0, prepare_answer, write_answer},
    {0},
};
