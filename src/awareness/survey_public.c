// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// survey_public.c - filling in a survey: open to whoever has the link, without an account, a cookie or a name.
#include "awareness/awareness_view.h"
#include "awareness/survey_html.h"

// A room full of colleagues comes from one address.
enum { LIMIT_SURVEY_BURST = 200, LIMIT_SURVEY_HOUR = 600 };

static Str fill_path(Req *rq, const Survey *s, const char *rest)
{
    return str_fmt(rq->mem, "/peiling/%.*s%s", STR_ARG(s->about.code), rest);
}

static Err survey_here(Req *rq, Survey *ret_s)
{
    Err e = survey_find(rq->db, rq->mem, req_part(rq, 0), ret_s);
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze peiling bestaat niet. Kijk of de link helemaal klopt.")) : e;
}

static Err answer(Req *rq, const Survey *s, Str error, int status)
{
    StaffForm form = form_start(rq, "peiling", fill_path(rq, s, ""), "");
    const FillView v = {.s = s, .action = form.action, .submission = form.submission, .error = error};
    const Frame f = {.title_text = s->about.title, .section = "informatie"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    if (!str_eq_c(s->about.state, "open")) fill_closed_page(o, &v);
    else if (str_eq_c(req_query(rq, "klaar"), "1")) fill_thanks_page(o, &v);
    else fill_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err show_fill(Req *rq)
{
    Survey s;
    TRY(survey_here(rq, &s));
    return answer(rq, &s, STR_NONE, 200);
}

// The field of a question is "v" and its number; its values are the numbers of the options.
static uint32_t chosen(Req *rq, const Question *q)
{
    Choice list[SURVEY_OPTIONS_MAX + 1] = {{0}};
    Str name = str_fmt(rq->mem, "v%d", q->place);
    for (size_t i = 0; i < q->count; i++) list[i].code = str_z(rq->mem, str_fmt(rq->mem, "%zu", i + 1));
    Str ticked = form_ticked(rq, str_z(rq->mem, name), list);
    uint32_t bits = 0;
    while (ticked.n) {
        int64_t at;
        if (str_int(str_cut(&ticked, ' '), 1, SURVEY_OPTIONS_MAX, &at) != OK) continue;
        bits |= UINT32_C(1) << (at - 1);
        if (!q->several) break;
    }
    return bits;
}

static Err store_fill(Req *rq)
{
    Survey s;
    Filled f = {0};
    TRY(survey_here(rq, &s));
    for (size_t i = 0; i < s.count; i++) f.chosen[i] = chosen(rq, &s.questions[i]);
    if (!filled_any(&s, &f)) return answer(rq, &s, str_c(T(rq->lang, "Beantwoord ten minste één vraag.")), 422);
    bool added;
    Err e = survey_add(rq->db, &s, form_submission(rq), &f, &added);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Deze peiling is gesloten. Je antwoorden zijn niet bewaard."));
    TRY(e);
    if (added) {
        req_log(rq, "survey.fill", "survey", s.about.id, GROUND_TASK, STR_NONE);
        // Also of staff who fill it in: not who it was.
        Entry *entry = &rq->entries[rq->entry_count - 1];
        entry->account = entry->org = 0;
    }
    return req_redirect(rq, fill_path(rq, &s, "?klaar=1"));
}

static Err limit(Req *rq) { return req_limit(rq, "survey", LIMIT_SURVEY_BURST, LIMIT_SURVEY_HOUR); }

const Route survey_public_routes[] = {
    {M_GET, "/peiling/:code", ACT_public, 0, 0, NULL, show_fill},
    {M_POST, "/peiling/:code", ACT_public, R_PUBLIC_POST, 0, limit, store_fill},
    {0},
};
