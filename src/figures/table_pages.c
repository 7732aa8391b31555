// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// table_pages.c - the start page of analysts, a new table, and a table with the form that starts an estimate.
#include "figures/figures_html.h"
#include "figures/figures_view.h"

enum { LIST_NAMES_MAX = 400, YEARS_BACK = 6, UPLOAD_BODY_MAX = 2 * TEXT_FILE_MAX, READ_MEMORY = 64 * 1024 * 1024 };

static const Frame list_frame = {.title = N_("Schattingen"), .section = "schattingen"};
static const Frame new_frame = {.title = N_("Nieuwe tabel"),
                                .section = "schattingen",
                                .back_path = "/schattingen",
                                .back_title = N_("Schattingen"),
                                .narrow = true};
static const Frame table_frame = {
    .title = N_("Tabel"), .section = "schattingen", .back_path = "/schattingen", .back_title = N_("Schattingen")};

// ---- all of it ----------------------------------------------------------------------------------------------------

static Err fill_tables(Req *rq, FiguresList *v)
{
    FigureTablesRow *rows;
    TRY(q_figure_tables(rq->db, rq->mem, rq->actor.org.v, RUNS_SHOWN, &rows, &v->table_count));
    v->tables = NEW_ARRAY(rq->mem, TableRowView, v->table_count);
    for (size_t i = 0; i < v->table_count; i++) {
        const FigureTablesRow *r = &rows[i];
        v->tables[i] = (TableRowView){.id = r->id,
                                      .title = r->title,
                                      .people = count_told(rq->mem, r->people, r->protected != 0, rq->lang == LANG_NL),
                                      .source = choice_label(figure_sources, r->source),
                                      .lists = r->list_count,
                                      .at = r->added_at};
        TRY(account_name(rq->db, rq->mem, (AccountId){r->added_by}, &v->tables[i].who));
    }
    return OK;
}

static Err list(Req *rq)
{
    FiguresList v = {0};
    FigureRunsRow *rows;
    int64_t before = INT64_MAX;
    (void)(str_int(req_query(rq, "voor"), 1, INT64_MAX, &before) == OK); // anything else: from the newest
    TRY(q_figure_runs(rq->db, rq->mem, rq->actor.org.v, before, RUNS_SHOWN, &rows, &v.run_count));
    TRY(run_rows(rq, rows, v.run_count, &v.runs));
    if (v.run_count == RUNS_SHOWN)
        v.next = str_fmt(rq->mem, "/schattingen?voor=%lld", (long long)rows[v.run_count - 1].id);
    TRY(fill_tables(rq, &v));
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    figures_list(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- a new table --------------------------------------------------------------------------------------------------

static bool may_overlap(const Req *rq)
{
    Relation r = rq->actor.org_kind == ORG_national ? REL_OWN : REL_NONE;
    return req_can(rq, ACT_figures_overlap, r);
}

static StaffForm platform_form(Req *rq)
{
    StaffForm f = form_start(rq, "platform", S("/schattingen/platform"), N_("Maak de tabel van het platform"));
    FormInput *in = form_add(&f, FORM_SELECT, "jaar", N_("Jaar waarin iemand is toegevoegd"));
    FormOption *years = NEW_ARRAY(rq->mem, FormOption, YEARS_BACK + 1);
    years[0] = (FormOption){S("0"), str_c(T(rq->lang, "alle jaren")), true};
    int now = civil_nl(rq->now).year;
    for (int i = 0; i < YEARS_BACK; i++) {
        Str year = str_fmt(rq->mem, "%d", now - i);
        years[i + 1] = (FormOption){year, year, false};
    }
    in->options = years;
    in->option_count = YEARS_BACK + 1;
    f.secondary = true;
    return f;
}

static Err new_page(Req *rq, Str fault, const char *input, int status)
{
    StaffForm ids = form_start(rq, "tabel", S("/schattingen/nieuw"), "");
    NewTable v = {.csrf = rq->csrf,
                  .submission = ids.submission,
                  .fault = fault,
                  .fault_input = input,
                  .title = req_field(rq, "titel"),
                  .lists = req_field(rq, "lijsten"),
                  .text = req_field(rq, "plak"),
                  .may_overlap = may_overlap(rq)};
    if (v.may_overlap) v.platform = platform_form(rq);
    Out *o = req_out(rq);
    page_begin(rq, o, &new_frame);
    figures_new(o, &v);
    page_end(rq, o, &new_frame);
    return req_html(rq, status);
}

static Err show_new(Req *rq) { return new_page(rq, STR_NONE, NULL, 200); }

typedef struct Adding { // prepare hands it to handle
    Str submission, title, lists, csv, about;
    const char *source;
    int64_t list_count, people, left_out;
    bool protected;
} Adding;

static Err fault_at(Req *rq, const char *input)
{
    return new_page(rq, str_dup(rq->mem, str_c(tr(rq->lang, rq->why.text))), input, 422);
}

// The file, or else what was pasted.
static Err read_upload(Req *rq, Str *ret_csv)
{
    if (rq->text_file && rq->text_file->n) {
        *ret_csv = buf_str(rq->text_file);
        return OK;
    }
    *ret_csv = req_field(rq, "plak");
    if (ret_csv->n) return OK;
    return req_fail(rq, E_INPUT, N_("Kies een bestand of plak de tabel."));
}

static Err add_prepare(Req *rq)
{
    Adding *a = NEW(rq->mem, Adding);
    Str csv;
    rq->prepared = a;
    a->submission = form_submission(rq);
    a->source = "upload";
    a->lists = req_field(rq, "lijsten");
    if (req_text(rq, "titel", N_("Naam van de tabel"), TABLE_TITLE_MAX, &a->title) != OK) return fault_at(rq, "titel");
    if (a->lists.n > LIST_NAMES_MAX) {
        form_say(rq, N_("De namen van de lijsten zijn samen te lang."));
        return fault_at(rq, "lijsten");
    }
    Err e = read_upload(rq, &csv);
    if (e == E_INPUT) return fault_at(rq, "bestand");
    TRY(e);
    CLEANUP(arena_freep) Arena *mem = arena_new(READ_MEMORY); // a table takes more than a request has
    KeptTable kept;
    Why w = {{0}};
    if (table_keep(mem, csv, a->lists, rq->lang == LANG_NL, &kept, &w) != OK) {
        Err ignored = why(&rq->why, E_INPUT, T(rq->lang, "De tabel klopt niet: %s."), w.text);
        (void)ignored; // the page says it
        return fault_at(rq, "bestand");
    }
    a->csv = str_dup(rq->mem, kept.csv);
    a->list_count = kept.lists;
    a->people = kept.people;
    return OK;
}

// The digest of counts that are protected would tell them: there are few to try. Theirs is a number by chance.
static Str table_digest(Req *rq, const Adding *a)
{
    unsigned char chance[HASH_SIZE];
    if (!a->protected) return mse_input_digest(rq->mem, a->csv);
    random_bytes(chance, sizeof chance);
    return str_hex(rq->mem, chance, sizeof chance);
}

static Err add_table(Req *rq, const char *action)
{
    const Adding *a = rq->prepared;
    int64_t changed;
    FigureTableBySubmissionRow made;
    FigureTableCountRow count;
    TRY(q_figure_table_count(rq->db, rq->mem, rq->actor.org.v, &count));
    if (count.n >= TABLES_MAX) return req_fail(rq, E_LIMIT, N_("Er staan te veel tabellen. Wis er eerst een."));
    TRY(q_figure_table_insert(rq->db, rq->actor.org.v, a->submission, a->title, str_c(a->source), a->about, a->lists,
                              a->csv, table_digest(rq, a), a->list_count, a->people, a->protected, a->left_out,
                              rq->actor.account.v, rq->now, &changed));
    TRY(q_figure_table_by_submission(rq->db, rq->mem, a->submission, &made));
    if (made.org_id != rq->actor.org.v) return req_fail(rq, E_CONFLICT, N_("Dit formulier is al gebruikt."));
    if (changed) req_log(rq, action, "figure_table", made.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, table_path(rq->mem, made.id, ""));
}

static Err add_handle(Req *rq) { return add_table(rq, "figures.table_add"); }

// Only counts leave the reading: the blind indexes stay in the store.
static Err platform_prepare(Req *rq)
{
    int64_t year;
    if (!may_overlap(rq))
        return req_fail(rq, E_DENIED, N_("De tabel van het platform is er voor het landelijk coördinatiepunt."));
    if (str_int(req_field(rq, "jaar"), 0, civil_nl(rq->now).year, &year) != OK) year = 0;
    Adding *a = NEW(rq->mem, Adding);
    KeptTable made;
    CLEANUP(arena_freep) Arena *mem = arena_new(READ_MEMORY);
    Err e = table_overlap(rq->db, mem, (int)year, table_until(rq->now), &made, &rq->why);
    if (e == E_INPUT || e == E_LIMIT) return fault_at(rq, NULL);
    TRY(e);
    *a = (Adding){.submission = form_submission(rq),
                  .source = "platform",
                  .csv = str_dup(rq->mem, made.csv),
                  .about = year ? str_fmt(rq->mem, "%lld", (long long)year) : STR_NONE,
                  .list_count = made.lists,
                  .people = made.people,
                  .left_out = made.left_out,
                  .protected = true};
    a->title = year ? tr_fmt(rq->mem, rq->lang, N_("Baken, toegevoegd in %lld"), (long long)year)
                    : str_c(T(rq->lang, "Baken, alle jaren"));
    rq->prepared = a;
    return OK;
}

static Err platform_handle(Req *rq) { return add_table(rq, "figures.overlap"); }

// ---- one table ----------------------------------------------------------------------------------------------------

static const Choice replicate_choices[] = {{"1000", "", "1000", "", ""},
                                           {"200", "", N_("200, snel"), "", ""},
                                           {"5000", "", N_("5000, voor publicatie"), "", ""},
                                           {0}};
static const Choice threshold_choices[] = {{"2000", "", N_("p < 0,02"), "", ""},
                                           {"100", "", N_("p < 0,001"), "", ""},
                                           {"1000", "", N_("p < 0,01"), "", ""},
                                           {"5000", "", N_("p < 0,05"), "", ""},
                                           {0}};
static const Choice level_choices[] = {
    {"95", "", "95 %", "", ""}, {"90", "", "90 %", "", ""}, {"99", "", "99 %", "", ""}, {0}};
static const Choice trial_choices[] = {{"50", "", N_("50 keer"), "", ""},
                                       {"0", "", N_("niet"), "", ""},
                                       {"200", "", N_("200 keer"), "", ""},
                                       {"1000", "", N_("1000 keer, duurt lang"), "", ""},
                                       {0}};
static const Choice order_choices[] = {
    {"2", "", N_("twee lijsten"), "", ""}, {"3", "", N_("twee of drie lijsten"), "", ""}, {0}};

static FormInput *choice(Req *rq, StaffForm *f, const char *name, const char *label, const Choice *all)
{
    FormInput *in = form_add(f, FORM_SELECT, name, label);
    form_choices(rq, in, all, str_c(all[0].code));
    return in;
}

static FormInput *covariate_choice(Req *rq, StaffForm *f, const char *name, const char *label, const ShownTable *t,
                                   const char *none, const char *all)
{
    FormInput *in = form_add(f, FORM_SELECT, name, label);
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, t->covariate_count + 2);
    size_t n = 0;
    options[n++] = (FormOption){STR_NONE, str_c(tr(rq->lang, none)), true};
    for (size_t i = 0; i < t->covariate_count; i++)
        options[n++] = (FormOption){t->covariates[i], t->covariates[i], false};
    if (all) options[n++] = (FormOption){S(RUN_ALL_COVARIATES), str_c(tr(rq->lang, all)), false};
    in->options = options;
    in->option_count = n;
    return in;
}

// Of whom is on this list alone it is not certain that they are presumed victims.
static void doubtful_choice(Req *rq, StaffForm *f, const ShownTable *t)
{
    FormInput *in = form_add(f, FORM_SELECT, "twijfel", N_("Staan er op een lijst ook anderen?"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, t->list_count + 1);
    options[0] = (FormOption){STR_NONE, str_c(tr(rq->lang, N_("nee"))), true};
    for (size_t i = 0; i < t->list_count; i++) options[i + 1] = (FormOption){t->lists[i].name, t->lists[i].name, false};
    in->options = options;
    in->option_count = t->list_count + 1;
    in->hint =
        N_("Wie alleen op die lijst staat, telt dan mee voor zover het model dat zegt. Hoort bij: gemiddelde over "
           "alle modellen.");
}

// One model over lists and characteristics, and what can be asked of it.
static void group_inputs(Req *rq, StaffForm *f, const ShownTable *t)
{
    FormInput *in;
    covariate_choice(rq, f, "uitsplitsen", N_("Ook uitsplitsen naar"), t, N_("niets"),
                     N_("alle kenmerken, in een model"));
    in = covariate_choice(rq, f, "jaarkenmerk", N_("Welk kenmerk is het jaar?"), t, N_("geen"), NULL);
    in->hint = N_("Dit en wat hieronder staat, hoort bij: alle kenmerken, in een model.");
    choice(rq, f, "kromme", N_("Hoe lopen de jaren?"), figure_curves);
    choice(rq, f, "wijze", N_("Hoe komt het interval van een groep tot stand?"), figure_ways);
    doubtful_choice(rq, f, t);
    in = form_add(f, FORM_LINE, "kruisen", N_("Kenmerken om te combineren"));
    in->hint = N_("Namen met een komma ertussen, bijvoorbeeld: geslacht, leeftijd. Elke combinatie krijgt een regel.");
    in->optional = true;
    form_add(f, FORM_TICK, "afwezig",
             N_("Staat er in een jaar of groep niemand op een lijst? Dan was die lijst er niet."));
    in = form_add(f, FORM_TEXT, "bevolking", N_("Hoeveel mensen wonen er?"));
    in->hint = N_("Voor cijfers per 100 000 inwoners. Plak een CSV-tabel: kolommen van kenmerken, en als laatste het "
                  "aantal mensen.");
    in->rows = 4;
    in->optional = true;
}

static StaffForm start_form(Req *rq, int64_t table, const ShownTable *t)
{
    StaffForm f = form_start(rq, "start", table_path(rq->mem, table, ""), N_("Maak de schatting"));
    choice(rq, &f, "methode", N_("Methode"), figure_models);
    choice(rq, &f, "interval", N_("Interval"), figure_intervals)->option_count--; // the last belongs to its methods
    choice(rq, &f, "herhalingen", N_("Hoe vaak opnieuw loten"), replicate_choices);
    choice(rq, &f, "niveau", N_("Zekerheid van het interval"), level_choices);
    choice(rq, &f, "drempel", N_("Drempel van de stapsgewijze keuze"), threshold_choices);
    choice(rq, &f, "orde", N_("Samenhang tussen"), order_choices);
    choice(rq, &f, "proef", N_("Interval toetsen met verzonnen bevolkingen"), trial_choices);
    if (t->covariate_count) group_inputs(rq, &f, t);
    FormInput *seed = form_add(&f, FORM_LINE, "zaad", N_("Startgetal van het toeval"));
    seed->hint = N_("Hetzelfde getal geeft dezelfde uitkomst.");
    seed->value = S("1");
    return f;
}

static Err fill_page(Req *rq, Arena *mem, const FigureTableByIdRow *row, TablePage *v)
{
    FigureRunsRow *runs;
    bool protect = row->protected != 0, nl = rq->lang == LANG_NL;
    ShownTable shown;
    TRY(table_show(mem, row->content, row->list_names, protect, nl, &shown));
    *v = (TablePage){.id = row->id,
                     .title = row->title,
                     .digest = row->digest,
                     .source = choice_label(figure_sources, row->source),
                     .years = row->about,
                     .at = row->added_at,
                     .protected = protect,
                     .left_out = count_told(rq->mem, row->left_out, protect, nl),
                     .table = shown,
                     .start = start_form(rq, row->id, &shown)};
    for (size_t i = 0; i < shown.covariate_count; i++)
        v->covariates = i ? str_fmt(rq->mem, "%.*s, %.*s", STR_ARG(v->covariates), STR_ARG(shown.covariates[i]))
                          : shown.covariates[i];
    TRY(account_name(rq->db, rq->mem, (AccountId){row->added_by}, &v->who));
    TRY(q_figure_runs_of_table(rq->db, rq->mem, row->id, RUNS_SHOWN, &runs, &v->run_count));
    v->has_runs = v->run_count > 0;
    return run_rows(rq, runs, v->run_count, &v->runs);
}

// With a fault: shown again with what was typed.
static Err table_page(Req *rq, const char *fault_input, bool fault)
{
    FigureTableByIdRow row;
    TRY(table_open(rq, &row));
    CLEANUP(arena_freep) Arena *mem = arena_new(READ_MEMORY); // a table takes more than a request has
    TablePage v;
    TRY(fill_page(rq, mem, &row, &v));
    if (fault) {
        form_typed(rq, &v.start);
        v.start.error = str_dup(rq->mem, str_c(tr(rq->lang, rq->why.text)));
        v.start.error_input = fault_input;
    }
    Out *o = req_out(rq);
    page_begin(rq, o, &table_frame);
    figures_table(o, &v);
    page_end(rq, o, &table_frame);
    return req_html(rq, fault ? 422 : 200);
}

static Err show_table(Req *rq) { return table_page(rq, NULL, false); }

// ---- starting a run -----------------------------------------------------------------------------------------------

typedef struct Starting {
    FigureTableByIdRow table;
    Str submission, model, interval, strata;
    int64_t threshold, order, replicates, trials, seed, level;
    RunGroups groups;
} Starting;

static Err one_of(Req *rq, const char *name, const Choice *all, int64_t *ret_v)
{
    const Choice *c = choice_find(all, req_field(rq, name));
    if (!c) return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    return str_int(str_c(c->code), 0, INT32_MAX, ret_v);
}

static Err ask_model(Req *rq, Starting *s, const char **ret_input)
{
    const Choice *model = choice_find(figure_models, req_field(rq, "methode"));
    const Choice *interval = choice_find(figure_intervals, req_field(rq, "interval"));
    *ret_input = "methode";
    if (!model || !interval) return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    s->model = str_c(model->code);
    s->interval = str_c(interval->code);
    bool all = choice_is(s->model, "bic") || choice_is(s->model, "aic"), graphs = choice_is(s->model, "dga");
    bool sampled = graphs || choice_is(s->model, "lcm") || choice_is(s->model, "bayes");
    if ((all || graphs) && (s->table.list_count > 6 || (graphs && s->table.list_count < 3)))
        return req_fail(rq, E_INPUT, N_("Deze methode past niet bij het aantal lijsten van deze tabel."));
    if (sampled) s->interval = S("posterior");
    *ret_input = "interval";
    if (!sampled && choice_is(s->interval, "posterior"))
        return req_fail(rq, E_INPUT, N_("Dit interval past niet bij deze methode."));
    if (choice_is(s->model, "chao") && (choice_is(s->interval, "profile") || choice_is(s->interval, "wald")))
        return req_fail(rq, E_INPUT, N_("Dit interval past niet bij deze methode."));
    return OK;
}

static Err ask_numbers(Req *rq, Starting *s, const char **ret_input)
{
    const struct {
        const char *name;
        const Choice *all;
        int64_t *v;
    } asked[] = {{"herhalingen", replicate_choices, &s->replicates},
                 {"niveau", level_choices, &s->level},
                 {"drempel", threshold_choices, &s->threshold},
                 {"orde", order_choices, &s->order},
                 {"proef", trial_choices, &s->trials}};
    for (size_t i = 0; i < COUNT(asked); i++) {
        *ret_input = asked[i].name;
        TRY(one_of(rq, asked[i].name, asked[i].all, asked[i].v));
    }
    *ret_input = "zaad";
    return req_number(rq, "zaad", N_("Startgetal"), 0, INT32_MAX, &s->seed);
}

static Err ask_strata(Req *rq, Starting *s, const char **ret_input)
{
    s->strata = req_field(rq, "uitsplitsen");
    *ret_input = "uitsplitsen";
    if (s->strata.n == 0) return OK;
    CLEANUP(arena_freep) Arena *mem = arena_new(READ_MEMORY);
    ShownTable t;
    TRY(table_show(mem, s->table.content, s->table.list_names, true, true, &t));
    for (size_t i = 0; i < t.covariate_count; i++)
        if (str_eq(t.covariates[i], s->strata)) return OK;
    if (t.covariate_count && choice_is(s->strata, RUN_ALL_COVARIATES)) return OK;
    return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
}

static Err check_groups(Req *rq, const Starting *s, const char **ret_input)
{
    static const char *const inputs[] = {"uitsplitsen", "jaarkenmerk", "kruisen", "bevolking", "wijze", "twijfel"};
    CLEANUP(arena_freep) Arena *mem = arena_new(READ_MEMORY);
    GroupFault fault;
    Why w = {{0}};
    Err e = run_groups_check(mem, s->table.content, s->table.list_names, &s->groups, rq->lang == LANG_NL, &fault, &w);
    if (e != E_INPUT && e != E_LIMIT) return e;
    *ret_input = inputs[fault];
    return why(&rq->why, E_INPUT, "%s", w.text);
}

static Err ask_groups(Req *rq, Starting *s, const char **ret_input)
{
    RunGroups *g = &s->groups;
    *g = (RunGroups){.year = req_field(rq, "jaarkenmerk"),
                     .by = req_field(rq, "kruisen"),
                     .population = req_field(rq, "bevolking"),
                     .way = req_field(rq, "wijze"),
                     .doubtful = req_field(rq, "twijfel"),
                     .absent = req_field(rq, "afwezig").n > 0};
    *ret_input = "kromme";
    if (req_field(rq, "kromme").n) TRY(one_of(rq, "kromme", figure_curves, &g->degree));
    if (g->way.n == 0) g->way = S("search");
    bool any = !choice_is(g->way, "search") || g->doubtful.n || g->year.n || g->by.n || g->population.n || g->absent ||
               g->degree;
    *ret_input = "uitsplitsen";
    if (any && !choice_is(s->strata, RUN_ALL_COVARIATES))
        return req_fail(rq, E_INPUT, N_("Kies bij uitsplitsen: alle kenmerken, in een model."));
    *ret_input = "kruisen";
    if (g->by.n > LIST_NAMES_MAX) return req_fail(rq, E_INPUT, N_("Noem alleen kenmerken die in de tabel staan."));
    *ret_input = "bevolking";
    if (g->population.n > POPULATION_MAX) return req_fail(rq, E_INPUT, N_("Deze tabel is te groot."));
    return choice_is(s->strata, RUN_ALL_COVARIATES) ? check_groups(rq, s, ret_input) : OK;
}

static Err start_prepare(Req *rq)
{
    Starting *s = NEW(rq->mem, Starting);
    const char *input = NULL;
    rq->prepared = s;
    TRY(table_open(rq, &s->table));
    s->submission = form_submission(rq);
    Err e = ask_model(rq, s, &input);
    if (e == OK) e = ask_numbers(rq, s, &input);
    if (e == OK) e = ask_strata(rq, s, &input);
    if (e == OK) e = ask_groups(rq, s, &input);
    return e == E_INPUT ? table_page(rq, input, true) : e;
}

static Err start_handle(Req *rq)
{
    const Starting *s = rq->prepared;
    FigureTableByIdRow table; // it may have gone since
    FigureRunBySubmissionRow made;
    int64_t changed;
    TRY(table_open(rq, &table));
    TRY(queue_room(rq));
    TRY(q_figure_run_insert(rq->db, table.id, rq->actor.org.v, s->submission, s->model, s->interval, s->threshold,
                            s->order, s->replicates, s->trials, s->seed, s->level, s->strata, s->groups.year,
                            s->groups.degree, s->groups.by, s->groups.absent, s->groups.population, s->groups.way,
                            s->groups.doubtful, rq->actor.account.v, rq->now, &changed));
    TRY(q_figure_run_by_submission(rq->db, rq->mem, s->submission, &made));
    if (made.org_id != rq->actor.org.v) return req_fail(rq, E_CONFLICT, N_("Dit formulier is al gebruikt."));
    if (changed) req_log(rq, "figures.run", "figure_run", made.id, GROUND_TASK, STR_NONE);
    runner_wake();
    return req_redirect(rq, run_path(rq->mem, made.id, "?volgen=ja"));
}

// ---- deleting -----------------------------------------------------------------------------------------------------

static Err delete_ask(Req *rq)
{
    FigureTableByIdRow row;
    TRY(table_open(rq, &row));
    StaffForm f = form_start(rq, "wissen", table_path(rq->mem, row.id, "/wissen"), N_("Wis deze tabel"));
    f.danger = true;
    return form_show(rq, &f, N_("Deze tabel wissen?"), table_path(rq->mem, row.id, ""));
}

static Err delete_handle(Req *rq)
{
    FigureTableByIdRow row;
    FigureRunCountRow runs;
    int64_t changed;
    TRY(table_open(rq, &row));
    TRY(q_figure_run_count(rq->db, rq->mem, row.id, &runs));
    if (runs.n) return req_fail(rq, E_CONFLICT, N_("Er zijn nog schattingen van deze tabel. Wis die eerst."));
    TRY(q_figure_table_delete(rq->db, row.id, &changed));
    if (changed) req_log(rq, "figures.table_delete", "figure_table", row.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, S("/schattingen"));
}

// The table as it is kept, so that anybody can make the estimate again; never one of the platform.
static Err download(Req *rq)
{
    FigureTableByIdRow row;
    TRY(table_open(rq, &row));
    if (row.protected) return req_fail(rq, E_DENIED, N_("In deze tabel staan kleine aantallen. Zij blijft in Baken."));
    req_log(rq, "figures.export", "figure_table", row.id, GROUND_TASK, S("input.csv"));
    return req_file(rq, row.content, "text/csv; charset=utf-8", S("input.csv"));
}

const Route figure_table_routes[] = {
    {M_GET, "/schattingen", ACT_figures_work, 0, 0, NULL, list},
    {M_GET, "/schattingen/nieuw", ACT_figures_work, 0, 0, NULL, show_new},
    {M_POST, "/schattingen/nieuw", ACT_figures_work, R_TEXT_FILE, UPLOAD_BODY_MAX, add_prepare, add_handle},
    {M_POST, "/schattingen/platform", ACT_figures_overlap, 0, 0, platform_prepare, platform_handle},
    {M_GET, "/schattingen/tabel/:id", ACT_figures_work, 0, 0, NULL, show_table},
    {M_POST, "/schattingen/tabel/:id", ACT_figures_work, 0, 0, start_prepare, start_handle},
    {M_GET, "/schattingen/tabel/:id/bestand", ACT_figures_work, 0, 0, NULL, download},
    {M_GET, "/schattingen/tabel/:id/wissen", ACT_figures_work, 0, 0, NULL, delete_ask},
    {M_POST, "/schattingen/tabel/:id/wissen", ACT_figures_work, 0, 0, NULL, delete_handle},
    {0},
};
