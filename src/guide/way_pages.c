// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// way_pages.c - the questions on the screen. Every answer comes by POST and goes back in hidden fields.
#include "guide/views.h"
#include "guide/way_html.h"

static const Frame frame = {.title = N_("Vind een loket"), .section = "loket", .narrow = true};

// What is no answer of ours counts as not given.
static Way way_of(Req *rq)
{
    Way w = {0};
    for (int s = WAY_ROLE; s < WAY_OUTCOME; s++) {
        const WayQuestion *q = way_question((WayStep)s);
        if (!q) continue;
        Str typed = req_field(rq, q->field);
        if (way_valid(rq->db, (WayStep)s, typed)) *way_answer(&w, (WayStep)s) = typed;
    }
    return w;
}

static Err ask(Req *rq, const Way *way, WayStep step, bool error)
{
    WayView v = {.question = way_question(step), .way = *way, .step = step, .victim = way_victim(way), .error = error};
    Str answer = step == WAY_ALARM ? STR_NONE : *way_answer(&v.way, step);
    if (step == WAY_PLACE) TRY(municipality_options(rq->db, rq->mem, answer, &v.places));
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    if (step == WAY_ALARM) way_alarm_page(o, &v);
    else way_question_page(o, &v, answer);
    page_end(rq, o, &frame);
    return req_html(rq, error ? 422 : 200);
}

static Str answer_words(Req *rq, const Way *way, const WayQuestion *q)
{
    Way copy = *way;
    Str answer = *way_answer(&copy, q->step);
    if (q->step == WAY_PLACE && !str_eq_c(answer, "geen")) return municipality_name(rq->db, answer);
    for (size_t i = 0; i < q->choice_count; i++)
        if (str_eq_c(answer, q->choices[i].code))
            return str_c(tr(rq->lang, way_words(way, q->choices[i].self, q->choices[i].other)));
    return str_c(T(rq->lang, "niet gekozen"));
}

// A condition of the rule as the question and the answer that met it.
static Str because(Req *rq, const OutcomeView *v, const DecisionCondition *c)
{
    for (int s = WAY_ROLE; s < WAY_OUTCOME; s++) {
        const WayQuestion *q = way_question((WayStep)s);
        if (!q || !str_eq_c(c->input, q->field)) continue;
        const char *question = tr(rq->lang, way_words(&v->way, q->self, q->other));
        return str_fmt(rq->mem, "%s %.*s", question, STR_ARG(v->answers[s]));
    }
    const char *label = str_eq_c(c->input, "politie_eenheid") ? T(rq->lang, "Politie-eenheid")
                        : str_eq_c(c->input, "regio")         ? T(rq->lang, "Veiligheidsregio")
                                                              : T(rq->lang, "Gegeven");
    return str_fmt(rq->mem, "%s: %.*s", label, STR_ARG(c->value));
}

static void fill_because(Req *rq, OutcomeView *v, size_t i)
{
    const DecisionHit *h = v->outcome->desks[i].hit;
    v->because[i] = NEW_ARRAY(rq->mem, Str, h->condition_count + 1);
    v->because_count[i] = h->condition_count;
    for (size_t k = 0; k < h->condition_count; k++) v->because[i][k] = because(rq, v, &h->conditions[k]);
}

static Err outcome(Req *rq, const Way *way)
{
    for (int s = WAY_ROLE; s < WAY_OUTCOME; s++) // a question that was skipped is asked first
        if (way_question((WayStep)s)) {
            Way copy = *way;
            if (way_answer(&copy, (WayStep)s)->n == 0) return ask(rq, way, (WayStep)s, false);
        }
    WayOutcome out;
    TRY(way_decide(rq->db, rq->mem, way, &out, &rq->why));
    OutcomeView v = {.way = *way, .outcome = &out, .victim = way_victim(way), .danger = str_eq_c(way->danger, "ja")};
    v.table = out.ruling.region.n
                  ? str_fmt(rq->mem, "%.*s (%.*s)", STR_ARG(out.ruling.table), STR_ARG(out.ruling.region))
                  : str_fmt(rq->mem, "%.*s (%s)", STR_ARG(out.ruling.table), T(rq->lang, "heel Nederland"));
    for (int s = WAY_ROLE; s < WAY_OUTCOME; s++)
        if (way_question((WayStep)s)) v.answers[s] = answer_words(rq, way, way_question((WayStep)s));
    for (size_t i = 0; i < out.count; i++) {
        v.desks[i] = desk_view(rq, out.desks[i].desk);
        fill_because(rq, &v, i);
    }
    const Frame f = {.title = frame.title, .section = frame.section};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    way_outcome_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err begin(Req *rq)
{
    const Way none = {0};
    return ask(rq, &none, WAY_ROLE, false);
}

static Err step(Req *rq)
{
    Way way = way_of(rq);
    WayStep at, to;
    if (way_step(req_field(rq, "stap"), &at) != OK) at = WAY_ROLE;
    if (way_step(req_field(rq, "naar"), &to) == OK && to != WAY_OUTCOME) return ask(rq, &way, to, false);
    if (req_flag(rq, "vorige")) return ask(rq, &way, way_before(&way, at), false);
    // Left empty is an answer here: not known, or not told.
    if (at == WAY_PLACE && req_field(rq, "gemeente").n == 0) way.place = S("geen");
    if (way_question(at) && way_answer(&way, at)->n == 0) return ask(rq, &way, at, true);
    WayStep next = way_next(&way, at);
    return next == WAY_OUTCOME ? outcome(rq, &way) : ask(rq, &way, next, false);
}

const Route way_routes[] = {
    {M_GET, "/loket", ACT_public, 0, 0, NULL, begin},
    {M_POST, "/loket", ACT_public, R_READ_POST | R_PUBLIC_POST, 0, NULL, step},
    {0},
};
