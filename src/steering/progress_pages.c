// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress_pages.c - the state of play on a screen: the board of all actions, one action with its history, files.
#include "app/sheets_file.h"
#include "steering/progress_html.h"
#include "steering/progress_view.h"

// ---- shared -------------------------------------------------------------------------------------------------------

Str progress_path(Arena *mem, int64_t action, const char *rest)
{
    return str_fmt(mem, "/sturing/acties/%lld%s", (long long)action, rest);
}

Quarter progress_quarter(Str asked, Quarter usual)
{
    Quarter q;
    return quarter_parse(asked, &q) == OK ? q : usual;
}

size_t progress_quarter_options(Req *rq, Quarter last, Quarter chosen, FormOption *ret_options)
{
    size_t n = 0;
    for (Quarter q = last;; q = quarter_step(q, -1)) {
        ret_options[n++] = (FormOption){quarter_text(rq->mem, q), quarter_words(rq->mem, rq->lang, q),
                                        quarter_number(q) == quarter_number(chosen)};
        if (quarter_number(q) == quarter_number(quarter_step(q, -1))) return n;
    }
}

Err progress_action_open(Req *rq, const PlanAction **ret_a, Relation *ret_relation)
{
    const PlanAction *a = plan_action(plan_get(), req_id(rq, 0));
    if (!a) return req_fail(rq, E_NOTFOUND, N_("Deze actie bestaat niet. Het plan heeft er 32."));
    TRY(progress_relation(rq->db, rq->mem, &rq->actor, a->number, ret_relation));
    *ret_a = a;
    return OK;
}

// The last quarter that is over: of that one a report can be expected from everyone.
static Quarter usual_quarter(Req *rq)
{
    Quarter now = quarter_at(date_nl(rq->now));
    return date_nl(rq->now) > quarter_end(now) ? now : quarter_step(now, -1);
}

static Quarter asked_quarter(Req *rq)
{
    Quarter q = progress_quarter(req_query(rq, "kwartaal"), usual_quarter(rq));
    return progress_can_be_reported(q, date_nl(rq->now)) ? q : usual_quarter(rq);
}

static Err answer(Req *rq, const Frame *f, void (*page)(Out *o, const void *v), const void *v)
{
    Out *o = req_out(rq);
    page_begin(rq, o, f);
    page(o, v);
    page_end(rq, o, f);
    return req_html(rq, 200);
}

// ---- the board ----------------------------------------------------------------------------------------------------

static const Choice shows[] = {{"all", "all", N_("alle acties"), "", ""},
                               {"marked", "marked", N_("alleen wat opvalt"), "", ""},
                               {"review", "review", N_("wat op beoordeling wacht"), "", ""},
                               {"missing", "missing", N_("waarover een bericht ontbreekt"), "", ""},
                               {"own", "own", N_("alleen van mijn organisatie"), "", ""},
                               {0}};

static size_t choice_options(Req *rq, const Choice *list, const char *all, Str chosen, FormOption *ret)
{
    size_t n = 0;
    if (all) ret[n++] = (FormOption){STR_NONE, str_c(tr(rq->lang, all)), chosen.n == 0};
    for (const Choice *c = list; c->code; c++)
        ret[n++] = (FormOption){str_c(c->code), str_c(tr(rq->lang, c->label)), str_eq_c(chosen, c->code)};
    return n;
}

static bool board_shows(Req *rq, const BoardRow *r, Str line, Str state, Str show)
{
    const ProgressReport *last = r->now.id ? &r->now : &r->counts;
    if (line.n && !str_eq(line, str_fmt(rq->mem, "%lld", (long long)r->a->of_line))) return false;
    if (state.n && !(last->id && str_eq(last->state, state))) return false;
    if (str_eq_c(show, "marked")) return progress_stands_out(&r->mark);
    if (str_eq_c(show, "review")) return r->now.id && str_eq_c(r->now.review, "open");
    if (str_eq_c(show, "missing")) return r->mark.expected && !r->mark.reported;
    if (str_eq_c(show, "own")) return r->own;
    return true;
}

static void count_row(BoardView *v, const BoardRow *r)
{
    v->late += r->mark.late;
    v->stuck += r->mark.stuck;
    v->overspent += r->mark.overspent;
    v->unowned += r->mark.unowned;
    v->waiting += r->now.id && str_eq_c(r->now.review, "open");
    v->any_sample = v->any_sample || r->now.sample || r->counts.sample;
}

static bool owned_by(const ProgressOwnerAllRow *owners, size_t n, int64_t action, OrgId org)
{
    for (size_t i = 0; i < n; i++)
        if (owners[i].action == action && owners[i].org_id == org.v) return true;
    return false;
}

static Err board_rows(Req *rq, BoardView *v)
{
    ProgressMark *marks = NEW_ARRAY(rq->mem, ProgressMark, PLAN_ACTIONS);
    ProgressReport *now = NEW_ARRAY(rq->mem, ProgressReport, PLAN_ACTIONS);
    ProgressReport *counts = NEW_ARRAY(rq->mem, ProgressReport, PLAN_ACTIONS);
    ProgressOwnerAllRow *owners;
    size_t n;
    const Plan *p = plan_get();
    TRY(progress_newest(rq->db, rq->mem, v->q, now));
    TRY(progress_accepted(rq->db, rq->mem, v->q, 0, counts));
    TRY(progress_marks_of(rq->db, rq->mem, p, v->q, date_nl(rq->now), now, counts, marks));
    TRY(q_progress_owner_all(rq->db, rq->mem, &owners, &n));
    for (size_t i = 0; i < PLAN_ACTIONS; i++) {
        const int64_t number = (int64_t)i + 1;
        BoardRow r = {.a = &p->actions[i],
                      .mark = marks[i],
                      .now = now[i],
                      .counts = counts[i],
                      .owners = progress_owners(rq->mem, owners, n, number),
                      .own = owned_by(owners, n, number, rq->actor.org)};
        count_row(v, &r);
        if (board_shows(rq, &r, req_query(rq, "lijn"), req_query(rq, "stand"), req_query(rq, "toon")))
            v->rows[v->count++] = r;
    }
    return OK;
}

static void board_options(Req *rq, BoardView *v)
{
    Str line = req_query(rq, "lijn"), show = req_query(rq, "toon");
    const Plan *p = plan_get();
    v->quarter_count = progress_quarter_options(rq, quarter_at(date_nl(rq->now)), v->q, v->quarters);
    v->lines[v->line_count++] = (FormOption){STR_NONE, str_c(T(rq->lang, "alle lijnen")), line.n == 0};
    for (size_t i = 0; i < p->lines_count; i++) {
        if (!p->lines[i].in_2023.n) continue; // a line without actions
        Str number = str_fmt(rq->mem, "%lld", (long long)p->lines[i].number);
        v->lines[v->line_count++] = (FormOption){
            number, tr_fmt(rq->mem, rq->lang, N_("lijn %d"), (int)p->lines[i].number), str_eq(line, number)};
    }
    v->state_count = choice_options(rq, progress_states, N_("elke stand"), req_query(rq, "stand"), v->states);
    v->show_count = choice_options(rq, shows, NULL, show.n ? show : S("all"), v->shows);
}

static Err board_others(Req *rq, BoardView *v)
{
    ProgressWaitingRow *rows;
    size_t n;
    TRY(q_progress_waiting(rq->db, rq->mem, &rows, &n));
    for (size_t i = 0; i < n && v->other_count < PROGRESS_QUARTERS_MAX; i++) {
        Quarter q = quarter_from(rows[i].quarter);
        if (rows[i].quarter == quarter_number(v->q) || q.year == 0) continue;
        v->others[v->other_count++] =
            (BoardOther){quarter_text(rq->mem, q), quarter_words(rq->mem, rq->lang, q), (int)rows[i].n};
    }
    return OK;
}

static void board(Out *o, const void *v) { board_page(o, v); }

static Err show_board(Req *rq)
{
    BoardView *v = NEW(rq->mem, BoardView);
    v->q = asked_quarter(rq);
    v->q_words = quarter_words(rq->mem, rq->lang, v->q);
    v->reviews = req_can(rq, ACT_progress_review, REL_NONE);
    board_options(rq, v);
    TRY(board_rows(rq, v));
    if (v->reviews) TRY(board_others(rq, v));
    Quarter first = quarter_step(v->q, 1 - BOARD_QUARTERS);
    TRY(q_progress_newest(rq->db, rq->mem, quarter_number(first), quarter_number(v->q), &v->drawn, &v->drawn_count));
    const Frame f = {.title = N_("Stand van zaken"),
                     .section = "sturing",
                     .back_path = "/sturing",
                     .back_title = N_("Sturing van het programma")};
    return answer(rq, &f, board, v);
}

// ---- an action ----------------------------------------------------------------------------------------------------

static void pair(ReportView *v, const char *label, Str value)
{
    if (value.n) v->pairs[v->pair_count++] = (Pair){.label = label, .value = value};
}

static void report_pairs(Req *rq, ReportView *v)
{
    const ProgressReport *r = &v->r;
    v->pairs[v->pair_count++] = (Pair){.label = N_("Fase"), .coded = choice_label(progress_phases, r->phase)};
    pair(v, N_("Wat gebeurde er"), r->progress);
    pair(v, N_("Wat is er af"), r->results);
    pair(v, N_("Wat zit in de weg"), r->obstacles);
    pair(v, N_("Verwachting"), r->forecast);
    if (r->ends_on) pair(v, N_("Klaar op"), text_day(rq->mem, rq->lang, r->ends_on));
    if (r->percent >= 0) pair(v, N_("Hoeveel is klaar"), str_fmt(rq->mem, "%lld%%", (long long)r->percent));
}

static const Choice verdicts[] = {{"accepted", "accepted", N_("akkoord"), "", ""},
                                  {"more", "more", N_("meer vragen: de eigenaar ziet wat je schrijft"), "", ""},
                                  {"note", "note", N_("alleen een opmerking"), "", ""},
                                  {0}};

static void review_forms(Req *rq, ReportView *v)
{
    Str path = str_fmt(rq->mem, "/sturing/acties/%lld/berichten/%lld", (long long)v->r.action, (long long)v->r.id);
    if (v->r.newest) {
        StaffForm *f = v->review = NEW(rq->mem, StaffForm);
        const char *id = str_z(rq->mem, str_fmt(rq->mem, "oordeel-%lld", (long long)v->r.id));
        *f = form_start(rq, id, str_fmt(rq->mem, "%.*s/oordeel", STR_ARG(path)), N_("Bewaar je oordeel"));
        form_choices(rq, form_add(f, FORM_SELECT, "oordeel", N_("Wat vind je ervan?")), verdicts, S("accepted"));
        FormInput *in = form_add(f, FORM_TEXT, "woorden", N_("Wat wil je zeggen of vragen?"));
        in->hint = N_("Verplicht als je meer vraagt of iets opmerkt.");
        in->optional = true;
        in->rows = 3;
        form_add(f, FORM_TICK, "openbaar", N_("Iedereen mag de stand en de tekst zien (bij akkoord)"));
    }
    if (!str_eq_c(v->r.review, "accepted")) return;
    StaffForm *f = v->publish = NEW(rq->mem, StaffForm);
    const char *id = str_z(rq->mem, str_fmt(rq->mem, "openbaar-%lld", (long long)v->r.id));
    *f = form_start(rq, id, str_fmt(rq->mem, "%.*s/openbaar", STR_ARG(path)),
                    v->r.published_at ? N_("Niet meer openbaar") : N_("Maak dit bericht openbaar"));
    f->secondary = true;
    form_add(f, FORM_HIDDEN, "openbaar", "")->value = v->r.published_at ? S("0") : S("1");
}

static Err load_reports(Req *rq, ProgressActionView *v, bool all_words)
{
    ProgressReport *rows;
    ProgressReviewOfActionRow *reviews;
    ProgressFileOfActionRow *files;
    size_t n, review_count, file_count;
    TRY(q_progress_of_action(rq->db, rq->mem, v->a->number, PROGRESS_HISTORY_MAX, &rows, &n));
    TRY(q_progress_review_of_action(rq->db, rq->mem, v->a->number, PROGRESS_HISTORY_MAX, &reviews, &review_count));
    TRY(q_progress_file_of_action(rq->db, rq->mem, v->a->number, PROGRESS_HISTORY_MAX, &files, &file_count));
    v->reports = NEW_ARRAY(rq->mem, ReportView, n + 1);
    for (size_t i = 0; i < n; i++) {
        ReportView *r = &v->reports[v->report_count++];
        *r = (ReportView){.r = rows[i], .q = quarter_from(rows[i].quarter)};
        r->q_words = quarter_words(rq->mem, rq->lang, r->q);
        r->words = all_words || str_eq_c(rows[i].review, "accepted");
        r->reviews = NEW_ARRAY(rq->mem, const ProgressReviewOfActionRow *, review_count + 1);
        r->files = NEW_ARRAY(rq->mem, const ProgressFileOfActionRow *, file_count + 1);
        for (size_t k = 0; k < review_count; k++)
            if (reviews[k].report_id == rows[i].id) r->reviews[r->review_count++] = &reviews[k];
        for (size_t k = 0; k < file_count; k++)
            if (files[k].report_id == rows[i].id) r->files[r->file_count++] = &files[k];
        report_pairs(rq, r);
        if (v->keeps) review_forms(rq, r);
    }
    return OK;
}

static const Choice no_orgs[] = {{0}};

// Organisations whose people can be action owners, but for those that own it already.
static Err owner_choices(Req *rq, const ProgressOwnerAllRow *owners, size_t owner_count, int64_t action, FormInput *in)
{
    Org *orgs;
    size_t n, count = 0;
    TRY(org_list(rq->db, rq->mem, ORG_KIND_COUNT, &orgs, &n));
    form_choices(rq, in, no_orgs, STR_NONE);
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!orgs[i].active || !(roles_of_kind(orgs[i].kind) & ROLE_BIT(ROLE_action_owner))) continue;
        if (owned_by(owners, owner_count, action, orgs[i].id)) continue;
        options[count] = (FormOption){str_fmt(rq->mem, "%lld", (long long)orgs[i].id.v), orgs[i].name, count == 0};
        count++;
    }
    in->options = options;
    in->option_count = count;
    return OK;
}

static Err load_owners(Req *rq, ProgressActionView *v)
{
    ProgressOwnerAllRow *owners;
    size_t n;
    TRY(q_progress_owner_all(rq->db, rq->mem, &owners, &n));
    v->link_new = form_start(rq, "link", progress_path(rq->mem, v->a->number, "/links"), N_("Maak een link"));
    v->link_new.secondary = true;
    FormInput *who = form_add(&v->link_new, FORM_SELECT, "eigenaar", N_("Voor welke eigenaar?"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, OWNERS_MAX);
    for (size_t i = 0; i < n && v->owner_count < OWNERS_MAX; i++) {
        if (owners[i].action != v->a->number) continue;
        Str id = str_fmt(rq->mem, "%lld", (long long)owners[i].org_id);
        options[v->owner_count] = (FormOption){id, owners[i].org_name, v->owner_count == 0};
        OwnerView *w = &v->owners[v->owner_count++];
        const char *form = str_z(rq->mem, str_fmt(rq->mem, "weg-%.*s", STR_ARG(id)));
        w->name = owners[i].org_name;
        w->end = form_start(rq, form, progress_path(rq->mem, v->a->number, "/eigenaar-weg"), N_("Geen eigenaar meer"));
        form_add(&w->end, FORM_HIDDEN, "eigenaar", "")->value = id;
    }
    who->options = options;
    who->option_count = v->owner_count;
    FormInput *when = form_add(&v->link_new, FORM_SELECT, "kwartaal", N_("Over welk kwartaal?"));
    FormOption *quarters = NEW_ARRAY(rq->mem, FormOption, PROGRESS_QUARTERS_MAX);
    const Date today = date_nl(rq->now);
    Quarter now = quarter_at(today), before = quarter_step(now, -1);
    size_t count = 0;
    for (int i = 0; i < 2; i++) {
        Quarter q = i ? before : now;
        if (!progress_open_for_owners(q, today)) continue;
        quarters[count] = (FormOption){quarter_text(rq->mem, q), quarter_words(rq->mem, rq->lang, q), count == 0};
        count++;
    }
    when->options = quarters;
    when->option_count = count;
    v->owner_new = form_start(rq, "eigenaar", progress_path(rq->mem, v->a->number, "/eigenaar"), N_("Maak eigenaar"));
    v->owner_new.secondary = true;
    return owner_choices(rq, owners, n, v->a->number,
                         form_add(&v->owner_new, FORM_SELECT, "eigenaar", N_("Organisatie")));
}

static Err load_links(Req *rq, ProgressActionView *v)
{
    ProgressLinkOfActionRow *rows;
    size_t n;
    TRY(q_progress_link_of_action(rq->db, rq->mem, v->a->number, rq->now, &rows, &n));
    v->links = NEW_ARRAY(rq->mem, LinkRowView, n + 1);
    for (size_t i = 0; i < n; i++) {
        LinkRowView *l = &v->links[v->link_count++];
        const char *id = str_z(rq->mem, str_fmt(rq->mem, "intrekken-%lld", (long long)rows[i].id));
        *l = (LinkRowView){.l = rows[i], .q_words = quarter_words(rq->mem, rq->lang, quarter_from(rows[i].quarter))};
        l->end = form_start(rq, id, progress_path(rq->mem, v->a->number, "/link-weg"), N_("Trek deze link in"));
        form_add(&l->end, FORM_HIDDEN, "link", "")->value = str_fmt(rq->mem, "%lld", (long long)rows[i].id);
    }
    return OK;
}

// What this person can report on: the open quarters; the core team every quarter that began.
static void load_quarters(Req *rq, ProgressActionView *v)
{
    const Date today = date_nl(rq->now);
    const int most = v->keeps ? BOARD_QUARTERS : 2;
    for (int i = 0; i < most; i++) {
        Quarter q = quarter_step(quarter_at(today), -i);
        if (i && quarter_number(q) == quarter_number(quarter_step(q, 1))) break;
        if (v->keeps ? !progress_can_be_reported(q, today) : !progress_open_for_owners(q, today)) continue;
        QuarterLink *l = &v->quarters[v->quarter_count++];
        *l = (QuarterLink){quarter_text(rq->mem, q), quarter_words(rq->mem, rq->lang, q), false};
        for (size_t k = 0; k < v->report_count; k++)
            l->again =
                l->again || (v->reports[k].r.quarter == quarter_number(q) && v->reports[k].r.org_id == rq->actor.org.v);
    }
}

static Err load_reminders(Req *rq, ProgressActionView *v)
{
    ProgressReminderOfRow *rows;
    size_t n;
    int64_t last = quarter_number(quarter_at(date_nl(rq->now)));
    int64_t first = quarter_number(quarter_step(quarter_from(last), -1));
    TRY(q_progress_reminder_of(rq->db, rq->mem, first, last, &rows, &n));
    v->reminders = NEW_ARRAY(rq->mem, ProgressReminderOfRow, n + 1);
    for (size_t i = 0; i < n; i++)
        if (rows[i].action == v->a->number) v->reminders[v->reminder_count++] = rows[i];
    return OK;
}

static void action(Out *o, const void *v) { action_page(o, v); }

static Err show_action(Req *rq)
{
    ProgressActionView *v = NEW(rq->mem, ProgressActionView);
    ProgressMark *marks = NEW_ARRAY(rq->mem, ProgressMark, PLAN_ACTIONS);
    Relation relation;
    const Date today = date_nl(rq->now);
    TRY(progress_action_open(rq, &v->a, &relation));
    TRY(req_may(rq, ACT_steering_view, relation));
    v->own = relation == REL_OWN;
    v->keeps = req_can(rq, ACT_progress_review, relation);
    TRY(money_plan(rq->db, rq->mem, plan_get(), today, &v->p));
    v->row = money_row_of_action(v->p, v->a->number);
    for (int y = 0; v->row && y < PLAN_BUDGET_YEARS; y++) v->money[y] = money_of_row(v->p, v->row, PLAN_FIRST_YEAR + y);
    TRY(progress_marks(rq->db, rq->mem, plan_get(), usual_quarter(rq), today, marks));
    v->mark = marks[v->a->number - 1];
    bool reports = req_can(rq, ACT_progress_report, relation);
    TRY(load_reports(rq, v, reports));
    TRY(load_owners(rq, v));
    if (v->keeps) TRY(load_links(rq, v));
    if (reports) {
        load_quarters(rq, v);
        TRY(load_reminders(rq, v));
    }
    const Frame f = {.title_text = tr_fmt(rq->mem, rq->lang, N_("Actie %d"), (int)v->a->number),
                     .section = "sturing",
                     .back_path = "/sturing/acties",
                     .back_title = N_("Stand van zaken")};
    return answer(rq, &f, action, v);
}

static Err show_file(Req *rq)
{
    const PlanAction *a;
    Relation relation;
    ProgressFileByIdRow file;
    ProgressReport r;
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(progress_action_open(rq, &a, &relation));
    TRY(req_may(rq, ACT_steering_view, relation));
    Err e = q_progress_file_by_id(rq->db, rq->mem, req_id(rq, 1), &file);
    if (e == OK) e = q_progress_by_id(rq->db, rq->mem, file.report_id, &r);
    bool sees = e == OK && r.action == a->number &&
                (str_eq_c(r.review, "accepted") || req_can(rq, ACT_progress_report, relation));
    if (e == E_NOTFOUND || (e == OK && !sees)) return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    TRY(e);
    TRY(progress_open_key(rq->mem, &rq->app->pepper, file.stored, file.sealed_key, &key));
    req_log(rq, "progress.file_read", "progress", r.id, GROUND_TASK, STR_NONE);
    return req_stored(rq, file.stored, &key, file.name);
}

Err progress_public(Req *rq, int64_t action, PlanProgress *ret_progress)
{
    ProgressReport r;
    Err e = q_progress_published(rq->db, rq->mem, action, &r);
    if (e == E_NOTFOUND) return OK;
    TRY(e);
    *ret_progress = (PlanProgress){.state = choice_label(progress_states, r.state),
                                   .quarter = quarter_words(rq->mem, rq->lang, quarter_from(r.quarter)),
                                   .progress = r.progress,
                                   .results = r.results,
                                   .obstacles = r.obstacles,
                                   .ends_on = r.ends_on,
                                   .sample = r.sample != 0};
    return OK;
}

// ---- what waits ---------------------------------------------------------------------------------------------------

// Own actions of which a report is asked for now: in the last two weeks of the quarter, and after it until it closes.
static Err owner_waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    ProgressMark *marks = NEW_ARRAY(rq->mem, ProgressMark, PLAN_ACTIONS);
    ProgressOwnerAllRow *owners;
    size_t n;
    const Date today = date_nl(rq->now);
    TRY(q_progress_owner_all(rq->db, rq->mem, &owners, &n));
    *ret_count = *ret_late = 0;
    for (int back = 0; back <= 1; back++) {
        Quarter q = quarter_step(quarter_at(today), -back);
        if (!progress_open_for_owners(q, today) || (back && quarter_end(q) >= today)) continue;
        TRY(progress_marks(rq->db, rq->mem, plan_get(), q, today, marks));
        for (size_t i = 0; i < PLAN_ACTIONS; i++) {
            if (!owned_by(owners, n, (int64_t)i + 1, rq->actor.org)) continue;
            bool soon = today >= quarter_end(q) - PROGRESS_REMIND_DAYS;
            bool missing = soon && marks[i].expected && !marks[i].reported;
            *ret_count += missing || marks[i].asked_more;
            *ret_late += marks[i].late;
        }
    }
    return OK;
}

static Err waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    ProgressWaitingRow *rows;
    ProgressMark *marks = NEW_ARRAY(rq->mem, ProgressMark, PLAN_ACTIONS);
    size_t n;
    const Date today = date_nl(rq->now);
    *ret_count = *ret_late = 0;
    if (has_role(&rq->actor, ROLE_action_owner)) TRY(owner_waiting(rq, ret_count, ret_late));
    if (!req_can(rq, ACT_progress_review, REL_NONE)) return OK;
    TRY(q_progress_waiting(rq->db, rq->mem, &rows, &n));
    for (size_t i = 0; i < n; i++) *ret_count += rows[i].n;
    TRY(progress_marks(rq->db, rq->mem, plan_get(), usual_quarter(rq), today, marks));
    for (size_t i = 0; i < PLAN_ACTIONS; i++) *ret_late += marks[i].late;
    return OK;
}

const SteeringSection progress_section = {
    "/sturing/acties", N_("Stand van zaken"),
    N_("Hoe de acties ervoor staan: berichten van eigenaren, wat opvalt en wat nog beoordeeld moet worden."),
    ACT_steering_view, waiting};

// ---- files --------------------------------------------------------------------------------------------------------

static Str yes(Req *rq, bool is) { return is ? str_c(T(rq->lang, "ja")) : STR_NONE; }

static Str word_of(Req *rq, const Choice *list, Str code)
{
    return code.n ? str_c(tr(rq->lang, choice_label(list, code))) : STR_NONE;
}

static void sheet_row_of(Req *rq, Sheet *s, const Plan *money, const BoardRow *r)
{
    const ProgressReport *c = &r->counts;
    const PlanBudget *row = money_row_of_action(money, r->a->number);
    MoneySum sum = row ? money_of_row(money, row, 0) : (MoneySum){0};
    sheet_text(s, str_fmt(rq->mem, "%lld", (long long)r->a->number));
    sheet_text(s, rq->lang == LANG_EN ? r->a->title_en : r->a->title);
    sheet_text(s, plan_years_text(rq->mem, r->a->years));
    sheet_text(s, r->owners);
    sheet_text(s, c->id ? quarter_text(rq->mem, quarter_from(c->quarter)) : STR_NONE);
    sheet_text(s, c->id ? word_of(rq, progress_states, c->state) : STR_NONE);
    sheet_text(s, c->id ? word_of(rq, progress_phases, c->phase) : STR_NONE);
    sheet_text(s, c->progress);
    sheet_text(s, c->results);
    sheet_text(s, c->obstacles);
    sheet_text(s, c->id && c->ends_on ? date_iso(rq->mem, c->ends_on) : STR_NONE);
    sheet_text(s, yes(rq, r->mark.late));
    sheet_number(s, (double)sum.reserved);
    sheet_number(s, (double)sum.spent);
    sheet_text(s, yes(rq, r->mark.overspent));
    sheet_text(s, yes(rq, c->sample != 0));
}

static Err board_sheet(Req *rq, Quarter q, Sheet *ret_s)
{
    const Str heads[] = {str_c(T(rq->lang, "Nummer")),
                         str_c(T(rq->lang, "Actie")),
                         str_c(T(rq->lang, "Jaren")),
                         str_c(T(rq->lang, "Eigenaar")),
                         str_c(T(rq->lang, "Kwartaal")),
                         str_c(T(rq->lang, "Stand")),
                         str_c(T(rq->lang, "Fase")),
                         str_c(T(rq->lang, "Wat gebeurde er")),
                         str_c(T(rq->lang, "Wat is er af")),
                         str_c(T(rq->lang, "Wat zit in de weg")),
                         str_c(T(rq->lang, "Klaar op")),
                         str_c(T(rq->lang, "Bericht te laat")),
                         str_c(T(rq->lang, "Gereserveerd")),
                         str_c(T(rq->lang, "Uitgegeven")),
                         str_c(T(rq->lang, "Te veel uitgegeven")),
                         str_c(T(rq->lang, "Voorbeeld")),
                         STR_NONE};
    BoardView *v = NEW(rq->mem, BoardView);
    const Plan *money;
    v->q = q;
    TRY(board_rows(rq, v));
    TRY(money_plan(rq->db, rq->mem, plan_get(), date_nl(rq->now), &money));
    *ret_s = sheet_new(rq->mem, S("acties"), str_c(T(rq->lang, "Acties met hun stand")), heads, PLAN_ACTIONS, false);
    for (size_t i = 0; i < v->count; i++) sheet_row_of(rq, ret_s, money, &v->rows[i]);
    return OK;
}

static Err download(Req *rq)
{
    Sheet s;
    const Str name = req_part(rq, 0);
    Quarter q = asked_quarter(rq);
    TRY(req_may(rq, ACT_steering_view, REL_NONE));
    TRY(board_sheet(rq, q, &s));
    const SheetFact about[] = {
        {str_c(T(rq->lang, "Gezien vanuit")), quarter_words(rq->mem, rq->lang, q)},
        {str_c(T(rq->lang, "Gemaakt op")), date_iso(rq->mem, date_nl(rq->now))},
        {str_c(T(rq->lang, "Wat telt")), str_c(T(rq->lang, "Alleen berichten die het kernteam akkoord vond."))}};
    return req_sheets(rq, name, "stand", about, COUNT(about), &s, 1);
}

const Route progress_routes[] = {
    {M_GET, "/sturing/acties", ACT_steering_view, 0, 0, NULL, show_board},
    {M_GET, "/sturing/acties/bestand/:naam", ACT_steering_view, 0, 0, NULL, download},
    {M_GET, "/sturing/acties/:id", ACT_steering_view, 0, 0, NULL, show_action},
    {M_GET, "/sturing/acties/:id/bestanden/:bestand", ACT_steering_view, 0, 0, NULL, show_file},
    {0},
};
