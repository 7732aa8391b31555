// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work_pages.c - the pages of one signal, as they are read.
#include "directory/directory.h"
#include "signal/work.h"
#include "signal/work_forms.h"
#include "signal/work_html.h"
#include "signal/work_view.h"
#include <string.h>

WorkHead work_head(Req *rq, const Work *w, const char *tab)
{
    bool open = !choice_is(w->s.state, "closed");
    return (WorkHead){.w = w,
                      .tab = tab,
                      .place = municipality_name(rq->db, w->s.gm_code),
                      .can_work = req_can(rq, ACT_signal_work, w->relation),
                      .can_decide = req_can(rq, ACT_signal_decide, w->relation),
                      .can_refer = open && req_can(rq, ACT_referral_send, w->relation)};
}

Frame work_frame(Req *rq, const Work *w, const char *title)
{
    Str text = title ? str_fmt(rq->mem, "%s, %.*s", tr(rq->lang, title), STR_ARG(w->s.number)) : w->s.number;
    return (Frame){.title_text = text, .section = "signalen", .back_path = "/signalen", .back_title = N_("Signalen")};
}

Str file_size_words(Arena *mem, int64_t size)
{
    if (size < (int64_t)MB(1)) return str_fmt(mem, "%lld kB", (long long)((size + 1023) / 1024));
    return str_fmt(mem, "%lld MB", (long long)((size + (int64_t)MB(1) - 1) / (int64_t)MB(1)));
}

bool work_clock_runs(Req *rq, const Work *w, ClockKind kind)
{
    ClockOfRow *rows;
    size_t n;
    if (q_clock_of(rq->db, rq->mem, S("signal"), w->s.id, &rows, &n) != OK) return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].kind, clock_kind_name(kind)) && str_eq(rows[i].state, S("running"))) return true;
    return false;
}

bool work_feedback_due(Req *rq, const Work *w) { return work_clock_runs(rq, w, CLOCK_feedback); }

// ---- the report itself --------------------------------------------------------------------------

size_t work_report_rows(Arena *mem, const Report *r, Part part, Pair **ret_rows)
{
    size_t n = 0;
    for (const ReportField *f = report_fields; f->name; f++) n++;
    Pair *rows = NEW_ARRAY(mem, Pair, n);
    n = 0;
    for (const ReportField *f = report_fields; f->name; f++) {
        Str v = report_get(r, f);
        if (f->part != part || v.n == 0) continue;
        rows[n++] = (Pair){f->label, v, f->choices ? choice_label(f->choices, v) : NULL};
    }
    *ret_rows = rows;
    return n;
}

static Err fill_content(Req *rq, const Work *w, WorkView *v)
{
    Report *r = NEW(rq->mem, Report);
    if (report_open_content(rq->mem, &w->key, w->s.submission, w->s.sealed_content, r) != OK)
        return req_fail(rq, E_CRYPT, N_("De melding kan niet worden geopend. Waarschuw de beheerder."));
    v->content_count = work_report_rows(rq->mem, r, PART_CONTENT, &v->content);
    return OK;
}

Secret work_file_key(const Work *w, Str sealed_under)
{
    return str_eq(sealed_under, S("thread")) ? signal_thread_key(&w->key) : w->key;
}

static Str open_name(Req *rq, const Work *w, const WorkFilesRow *f)
{
    CLEANUP(secret_wipe) Secret key = work_file_key(w, f->sealed_under);
    Str name;
    Str context = signal_file_context(rq->mem, w->s.submission, f->stored);
    return unseal(rq->mem, &key, f->sealed_name, context, &name) == OK ? str_trim(name) : S("?");
}

Err work_open_files(Req *rq, const Work *w, OpenFile **ret_files, size_t *ret_count)
{
    WorkFilesRow *rows;
    size_t n;
    TRY(q_work_files(rq->db, rq->mem, w->s.id, &rows, &n));
    OpenFile *files = NEW_ARRAY(rq->mem, OpenFile, n + 1);
    for (size_t i = 0; i < n; i++) files[i] = (OpenFile){.row = rows[i], .name = open_name(rq, w, &rows[i])};
    *ret_files = files;
    *ret_count = n;
    return OK;
}

static Err fill_files(Req *rq, const Work *w, WorkView *v)
{
    OpenFile *files;
    size_t n;
    TRY(work_open_files(rq, w, &files, &n));
    v->files = NEW_ARRAY(rq->mem, FileView, n + 1);
    v->file_count = n;
    for (size_t i = 0; i < n; i++)
        v->files[i] = (FileView){.id = files[i].row.id,
                                 .name = files[i].name,
                                 .type = files[i].row.type,
                                 .size = file_size_words(rq->mem, files[i].row.size),
                                 .at = files[i].row.added_at,
                                 .later = files[i].row.message_id != 0};
    return OK;
}

// ---- threads ------------------------------------------------------------------------------------

static bool open_body(Req *rq, const Work *w, const char *thread, const WorkMessagesRow *m, Str *ret_body)
{
    if (strcmp(thread, THREAD_OWN) == 0) return work_note_open(rq, w, m->submission, m->sealed_body, ret_body) == OK;
    CLEANUP(secret_wipe) Secret key = strcmp(thread, THREAD_REPORTER) == 0 ? signal_thread_key(&w->key) : w->key;
    return message_unseal(rq->mem, &key, m->submission, m->sealed_body, ret_body) == OK;
}

Err work_open_messages(Req *rq, const Work *w, const char *thread, MessageView **ret_rows, size_t *ret_count,
                       bool *ret_older)
{
    WorkMessagesRow *rows;
    size_t n;
    TRY(q_work_messages(rq->db, rq->mem, w->s.id, str_c(thread), rq->actor.account.v, WORK_MESSAGES_SHOWN + 1, &rows,
                        &n));
    size_t bytes = 0, fit = 0;
    while (fit < n && fit < WORK_MESSAGES_SHOWN && (bytes += rows[fit].sealed_body.n) <= WORK_BYTES_SHOWN) fit++;
    bool older = fit < n;
    n = fit;
    MessageView *out = NEW_ARRAY(rq->mem, MessageView, n + 1);
    for (size_t i = 0; i < n; i++) {
        const WorkMessagesRow *m = &rows[n - 1 - i]; // oldest first
        out[i] = (MessageView){.who = m->account_name, .at = m->sent_at, .from_reporter = m->from_reporter != 0};
        out[i].unreadable = !open_body(rq, w, thread, m, &out[i].body);
    }
    *ret_rows = out;
    *ret_count = n;
    *ret_older = older;
    return OK;
}

static const ThreadView thread_looks[] = {
    {.id = THREAD_REPORTER,
     .title = N_("Gesprek met de melder"),
     .css = "reporter",
     .icon = "reply",
     .lead = N_("De melder leest dit mee in het postvak. Schrijf kort en zonder namen."),
     .empty = N_("Er zijn nog geen berichten.")},
    {.id = THREAD_INTERNAL,
     .title = N_("Intern"),
     .css = "internal",
     .icon = "people",
     .lead = N_("Alleen collega's die dit signaal mogen zien."),
     .empty = N_("Er is intern nog niets geschreven.")},
    {.id = THREAD_OWN,
     .title = N_("Eigen notitie"),
     .css = "own",
     .icon = "lock",
     .lead = N_("Alleen jij kunt dit lezen. Ook een beheerder niet."),
     .empty = N_("Je hebt nog geen notities.")},
};

static Err fill_threads(Req *rq, const Work *w, WorkView *v)
{
    bool can = v->head.can_work;
    for (size_t i = 0; i < COUNT(thread_looks); i++) {
        ThreadView *t = &v->threads[i];
        *t = thread_looks[i];
        TRY(work_open_messages(rq, w, t->id, &t->rows, &t->count, &t->older));
        bool reporter = strcmp(t->id, THREAD_REPORTER) == 0;
        t->can_write = can && (!reporter || work_can_answer(w));
        t->why_not =
            reporter && can ? N_("De melder heeft het postvak verwijderd.") : N_("Je kunt hier niet schrijven.");
        t->form = form_message(rq, w, t->id);
    }
    return OK;
}

// ---- the side of the page -----------------------------------------------------------------------

static Err fill_side(Req *rq, const Work *w, WorkView *v)
{
    TRY(clock_rows(rq, S("signal"), w->s.id, &v->clocks, &v->clock_count));
    v->closed = choice_is(w->s.state, "closed");
    v->unread = w->s.unread > 0 && v->head.can_work;
    v->feedback_due = work_feedback_due(rq, w) && work_can_answer(w);
    v->can_assign = req_can(rq, ACT_signal_assign, w->relation);
    v->has_reporter = w->s.sealed_reporter.n > 0;
    v->may_identity = req_can(rq, ACT_reporter_identity, w->relation);
    v->seen = form_seen(rq, w);
    v->wait = form_wait(rq, w);
    v->resume = form_state(rq, w, "verder", "in_progress", N_("Weer oppakken"));
    v->reopen = form_state(rq, w, "heropen", "in_progress", N_("Signaal heropenen"));
    v->finish = form_close(rq, w);
    if (v->can_assign) TRY(form_assign(rq, w, &v->take, &v->assign));
    return retention_box(rq, "signal", w->s.id, &v->retention);
}

static Err fill_steps(Req *rq, const Work *w, WorkView *v)
{
    TRY(q_triage_of(rq->db, rq->mem, w->s.id, &v->decisions, &v->decision_count));
    TRY(q_referral_of_signal(rq->db, rq->mem, w->s.id, &v->referrals, &v->referral_count));
    return advice_views(rq, w->s.id, &v->advices, &v->advice_count);
}

static Err show_work_page(Req *rq)
{
    CLEANUP(work_wipe) Work w = {0};
    TRY(work_load(rq, ACT_signal_read, &w));
    if (w.s.erased_at) {
        const Frame gone = work_frame(rq, &w, NULL);
        return retention_gone(rq, "signal", w.s.id, &gone);
    }
    TRY(work_open_key(rq, &w));
    WorkView *v = NEW(rq->mem, WorkView);
    v->head = work_head(rq, &w, "signaal");
    TRY(fill_content(rq, &w, v));
    TRY(fill_files(rq, &w, v));
    TRY(fill_threads(rq, &w, v));
    TRY(fill_side(rq, &w, v));
    TRY(fill_steps(rq, &w, v));
    req_log(rq, "signal.read", "signal", w.s.id, GROUND_TASK, STR_NONE);
    Frame f = work_frame(rq, &w, NULL);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    work_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err send_file(Req *rq)
{
    CLEANUP(work_wipe) Work w = {0};
    TRY(work_read(rq, ACT_signal_read, &w));
    int64_t id = 0;
    WorkFilesRow f;
    if (str_int(req_part(rq, 1), 1, INT64_MAX, &id) != OK || q_work_file(rq->db, rq->mem, w.s.id, id, &f) != OK)
        return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    CLEANUP(secret_wipe) Secret under = work_file_key(&w, f.sealed_under);
    Str key, context = signal_file_context(rq->mem, w.s.submission, f.stored);
    if (unseal(rq->mem, &under, f.sealed_key, context, &key) != OK || key.n != SECRET_SIZE)
        return req_fail(rq, E_CRYPT, N_("Dit bestand kan niet worden geopend."));
    req_log(rq, "signal.file", "signal", w.s.id, GROUND_TASK, STR_NONE);
    return work_send_file(rq, f.stored, key, open_name(rq, &w, &f));
}

// ---- enriching ----------------------------------------------------------------------------------

static Err fill_facts(Req *rq, const Work *w, EnrichView *v)
{
    WorkFactsRow *rows;
    WorkSameRow *same;
    size_t n, same_count;
    TRY(q_work_facts(rq->db, rq->mem, w->s.id, &rows, &n));
    TRY(q_work_same(rq->db, rq->mem, w->s.id, rq->actor.org.v, &same, &same_count));
    v->facts = NEW_ARRAY(rq->mem, FactView, n + 1);
    for (size_t i = 0; i < n; i++) {
        FactView *f = &v->facts[v->fact_count++];
        FactKind kind = FACT_name;
        TRY(fact_kind_parse(rows[i].kind, &kind));
        *f = (FactView){
            .id = rows[i].id, .kind = fact_kind_label(kind), .by = rows[i].account_name, .at = rows[i].added_at};
        if (fact_unseal(rq->mem, w, rows[i].submission, rows[i].sealed_value, &f->value) != OK) f->value = S("?");
        for (size_t k = 0; k < same_count; k++) {
            if (same[k].fact != f->id) continue;
            if (!f->same) f->same = &same[k]; // they stand together
            f->same_count++;
        }
        f->remove = form_fact_remove(rq, w, f->id);
    }
    return OK;
}

static Err fill_links(Req *rq, const Work *w, EnrichView *v)
{
    WorkLinksRow *rows;
    size_t n;
    TRY(q_work_links(rq->db, rq->mem, w->s.id, &rows, &n));
    v->links = NEW_ARRAY(rq->mem, LinkView, n + 1);
    for (size_t i = 0; i < n; i++) {
        LinkView *l = &v->links[v->link_count++];
        *l = (LinkView){.other = rows[i].other,
                        .number = rows[i].number,
                        .by = rows[i].account_name,
                        .form = choice_label(signal_forms, rows[i].form),
                        .state = choice_label(signal_states, rows[i].state)};
        l->remove = form_link_remove(rq, w, rows[i].id);
        l->hidden_reason = rows[i].signal_id != w->s.id ||
                           fact_unseal(rq->mem, w, rows[i].submission, rows[i].sealed_reason, &l->reason) != OK;
    }
    return OK;
}

static Err fill_talks(Req *rq, const Work *w, EnrichView *v)
{
    WorkTalksRow *rows;
    size_t n;
    TRY(q_work_talks(rq->db, rq->mem, w->s.id, &rows, &n));
    v->talks = NEW_ARRAY(rq->mem, TalkView, n + 1);
    for (size_t i = 0; i < n; i++) {
        TalkView *t = &v->talks[v->talk_count++];
        *t = (TalkView){.held_on = rows[i].held_on,
                        .with = choice_label(talk_partners, rows[i].with_whom),
                        .by = rows[i].account_name};
        if (fact_unseal(rq->mem, w, rows[i].submission, rows[i].sealed_summary, &t->summary) != OK) t->summary = S("?");
    }
    return OK;
}

static Err show_enrich(Req *rq)
{
    CLEANUP(work_wipe) Work w = {0};
    TRY(work_read(rq, ACT_signal_read, &w));
    EnrichView *v = NEW(rq->mem, EnrichView);
    v->head = work_head(rq, &w, "verrijken");
    v->can_work = v->head.can_work;
    TRY(fill_facts(rq, &w, v));
    TRY(fill_links(rq, &w, v));
    TRY(fill_talks(rq, &w, v));
    Indicators *list;
    TRY(indicators_of(rq->db, rq->mem, w.s.id, &list));
    v->indicators = list;
    v->fact = form_fact(rq, &w);
    v->link = form_link(rq, &w);
    v->talk = form_talk(rq, &w);
    req_log(rq, "signal.read", "signal", w.s.id, GROUND_TASK, STR_NONE);
    Frame f = work_frame(rq, &w, N_("Verrijken"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    enrich_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// What the search keeps, as " CODE CODE "; everything when there is no search.
static Str matching(Req *rq, const Indicators *list, Str search)
{
    Str needle = name_fold(rq->mem, search);
    if (needle.n == 0) return STR_NONE;
    Buf b = buf_new(rq->mem, KB(16));
    buf_char(&b, ' ');
    for (size_t i = 0; i < list->n; i++) {
        const Indicator *in = &list->v[i];
        Str text = name_fold(rq->mem, rq->lang == LANG_EN ? in->en : in->nl);
        if (str_has(text, needle) || str_ieq(in->code, search)) buf_fmt(&b, "%.*s ", STR_ARG(in->code));
    }
    return buf_str(&b);
}

// What is in no form of its own is grouped by the first letters of its code.
static const struct {
    const char *front, *label;
} general_groups[] = {
    {"ILO-MW", N_("Werving: misleiding")},
    {"ILO-DW", N_("Werving: dwang")},
    {"ILO-KW", N_("Werving: misbruik van iemands positie")},
    {"ILO-DP", N_("Op de plek zelf: dwang")},
    {"ILO-KP", N_("Op de plek zelf: misbruik van iemands positie")},
    {"KI-", N_("Kinderen")},
    {"FI-", N_("Geld")},
    {"GR-", N_("Reis en groep")},
    {"OM-", N_("Papieren, wonen en inkomen")},
    {"UN-", N_("Gedrag en bewegingsvrijheid")},
    {"", N_("Overig")},
};

static bool shows(Req *rq, Str shown, const Indicator *in)
{
    return shown.n == 0 || str_has(shown, str_fmt(rq->mem, " %.*s ", STR_ARG(in->code)));
}

static IndicatorGroup *group_add(IndicatorsView *v, const char *label, bool unfold)
{
    IndicatorGroup *g = &v->groups[v->group_count++];
    *g = (IndicatorGroup){.label = label, .unfold = unfold};
    return g;
}

static void group_put(IndicatorGroup *g, const Indicator *in)
{
    g->v[g->count++] = in;
    if (!in->ticked) return;
    g->ticked++;
    g->unfold = true;
}

static void form_group(Req *rq, IndicatorsView *v, const Choice *form, bool unfold)
{
    IndicatorGroup *g = group_add(v, form->label, unfold);
    for (size_t i = 0; i < v->list->n; i++) {
        const Indicator *in = &v->list->v[i];
        if (str_eq_c(in->form, form->code) && shows(rq, v->shown, in)) group_put(g, in);
    }
    if (g->count == 0) v->group_count--;
}

static bool in_general(const Indicator *in, size_t group)
{
    for (size_t k = 0; k < COUNT(general_groups); k++)
        if (str_starts(in->code, str_c(general_groups[k].front))) return k == group;
    return false;
}

static void fill_groups(Req *rq, const Work *w, IndicatorsView *v)
{
    v->groups = NEW_ARRAY(rq->mem, IndicatorGroup, INDICATOR_GROUPS_MAX);
    bool searching = v->search.n > 0;
    const Choice *own = choice_find(signal_forms, w->s.form);
    if (own) form_group(rq, v, own, true);
    for (size_t k = 0; k < COUNT(general_groups); k++) {
        IndicatorGroup *g = group_add(v, general_groups[k].label, searching);
        for (size_t i = 0; i < v->list->n; i++) {
            const Indicator *in = &v->list->v[i];
            if (str_eq_c(in->form, "all") && in_general(in, k) && shows(rq, v->shown, in)) group_put(g, in);
        }
        if (g->count == 0) v->group_count--;
    }
    for (const Choice *c = signal_forms; c->code; c++)
        if (c != own) form_group(rq, v, c, searching);
}

static Err show_indicators(Req *rq)
{
    Work w;
    TRY(work_load(rq, ACT_signal_read, &w));
    Indicators *list;
    TRY(indicators_of(rq->db, rq->mem, w.s.id, &list));
    Str search = str_head(req_query(rq, "zoek"), 100);
    IndicatorsView v = {.head = work_head(rq, &w, "aanwijzingen"),
                        .list = list,
                        .search = search,
                        .csrf = rq->csrf,
                        .action = work_path(rq->mem, &w, "/aanwijzingen"),
                        .shown = matching(rq, list, search)};
    v.can_work = v.head.can_work;
    fill_groups(rq, &w, &v);
    req_log(rq, "signal.indicators_read", "signal", w.s.id, GROUND_TASK, STR_NONE);
    Frame f = work_frame(rq, &w, N_("Aanwijzingen"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    indicators_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- the reporter -------------------------------------------------------------------------------

static Err open_identity(Req *rq, const Work *w, IdentityView *v)
{
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "reporter", w->s.id, &key) != OK)
        return req_fail(rq, E_DENIED, N_("Jouw organisatie heeft geen sleutel van de gegevens van de melder."));
    Report *r = NEW(rq->mem, Report);
    if (report_open_reporter(rq->mem, &key, w->s.submission, w->s.sealed_reporter, r) != OK) return E_CRYPT;
    v->count = work_report_rows(rq->mem, r, PART_REPORTER, &v->rows);
    return OK;
}

static Err show_identity(Req *rq)
{
    Work w;
    TRY(work_load(rq, ACT_reporter_identity, &w));
    if (w.s.sealed_reporter.n == 0) return req_fail(rq, E_NOTFOUND, N_("De melder is anoniem. Er zijn geen gegevens."));
    IdentityView v = {.head = work_head(rq, &w, "melder"), .form = form_identity(rq, &w)};
    TRY(identity_is_open(rq->db, &rq->actor, "reporter", w.s.id, rq->now, &v.open));
    if (v.open) {
        TRY(open_identity(rq, &w, &v));
        req_log(rq, "reporter.read", "signal", w.s.id, GROUND_TASK, STR_NONE);
    }
    Frame f = work_frame(rq, &w, N_("Melder"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    identity_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err show_feedback(Req *rq)
{
    Work w;
    TRY(work_load(rq, ACT_signal_work, &w));
    FeedbackView v = {.head = work_head(rq, &w, "terugkoppeling"),
                      .can_give = work_can_answer(&w),
                      .running = work_feedback_due(rq, &w)};
    TRY(clock_rows(rq, S("signal"), w.s.id, &v.clocks, &v.clock_count));
    v.give = form_feedback(rq, &w);
    v.withhold = form_withhold(rq, &w);
    Frame f = work_frame(rq, &w, N_("Terugkoppeling"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    feedback_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route work_routes[] = {
    {M_GET, "/signalen/:id", ACT_signal_read, 0, 0, NULL, show_work_page},
    {M_GET, "/signalen/:id/verrijken", ACT_signal_read, 0, 0, NULL, show_enrich},
    {M_GET, "/signalen/:id/aanwijzingen", ACT_signal_read, 0, 0, NULL, show_indicators},
    {M_GET, "/signalen/:id/melder", ACT_reporter_identity, 0, 0, NULL, show_identity},
    {M_GET, "/signalen/:id/terugkoppeling", ACT_signal_work, 0, 0, NULL, show_feedback},
    {M_GET, "/signalen/:id/bestanden/:bestand", ACT_signal_read, 0, 0, NULL, send_file},
    {0},
};
