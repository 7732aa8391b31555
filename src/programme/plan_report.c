// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_report.c - the report from its first words to what stands out; the other parts: plan_report_parts.c.
#include "crypt/crypt.h"
#include "programme/plan_report.h"
#include <assert.h>

const char *const reporting_blocks[REPORTING_BLOCKS] = {"intro", "line1", "line2", "line3",
                                                        "line4", "line5", "line6", "end"};

const struct ReportingType reporting_files[REPORT_FORMATS] = {
    {"html", "text/html; charset=utf-8"},
    {"pdf", "application/pdf"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};

const char *plan_state(const PlanAction *a, Date day)
{
    Civil c = civil_of_date(day);
    if (plan_first_year(a->years) > c.year) return N_("komt nog");
    if (plan_last_year(a->years) < c.year) return N_("zou klaar zijn");
    return N_("loopt");
}

// ---- helpers ------------------------------------------------------------------------------------------------------

const LiveAction *reporting_action(const PlanReport *r, int64_t number)
{
    for (size_t i = 0; r->live && i < r->live->action_count; i++)
        if (r->live->actions[i].number == number && r->live->actions[i].state.n) return &r->live->actions[i];
    return NULL;
}

static bool is_state(const LiveAction *a, const char *code) { return a && str_eq_c(a->state, code); }

const char *reporting_plan_state(const PlanReport *r, const PlanAction *a) { return plan_state(a, r->end); }

Str reporting_live_state(const PlanReport *r, Str code)
{
    static const char *const words[][2] = {
        {"on_course", N_("op koers")}, {"at_risk", N_("loopt risico")},      {"stuck", N_("zit vast")},
        {"done", N_("klaar")},         {"not_started", N_("niet begonnen")}, {"stopped", N_("gestopt")}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq_c(code, words[i][0])) return str_c(tr(r->lang, words[i][1]));
    return str_c(T(r->lang, "niet gemeld"));
}

bool reporting_overdue(const PlanReport *r, const PlanAction *a)
{
    const LiveAction *live = reporting_action(r, a->number);
    return plan_last_year(a->years) < civil_of_date(r->end + 1).year && !is_state(live, "done") &&
           !is_state(live, "stopped");
}

PlanSet reporting_attention(const PlanReport *r)
{
    PlanSet s = 0;
    if (!r->live || !r->live->actions_known) return 0;
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const PlanAction *a = &r->p->actions[i];
        const LiveAction *live = reporting_action(r, a->number);
        if (reporting_overdue(r, a) || is_state(live, "stuck") || is_state(live, "at_risk"))
            s |= (PlanSet)1 << (a->number - 1);
    }
    return s;
}

const PlanRisk *reporting_risks(const PlanReport *r, size_t *ret_count)
{
    bool live = r->live && r->live->risks_known;
    *ret_count = live ? r->live->risk_count : r->p->risks_count;
    return live ? r->live->risks : r->p->risks;
}

Str reporting_pick(const PlanReport *r, Str dutch, Str english)
{
    return r->lang == LANG_EN && english.n ? english : dutch;
}

void reporting_text(const PlanReport *r, const char *block)
{
    for (size_t i = 0; i < r->in->text_count; i++)
        if (str_eq_c(str_c(r->in->texts[i].block), block)) doc_markdown(r->d, r->in->texts[i].markdown);
}

static bool has_text(const PlanReport *r, const char *block)
{
    for (size_t i = 0; i < r->in->text_count; i++)
        if (str_eq_c(str_c(r->in->texts[i].block), block) && r->in->texts[i].markdown.n) return true;
    return false;
}

// ---- the summary --------------------------------------------------------------------------------------------------

static void sum_planning(const PlanReport *r)
{
    int coming = 0, running = 0, past = 0;
    for (size_t i = 0; i < r->p->actions_count; i++) {
        Str state = str_c(reporting_plan_state(r, &r->p->actions[i]));
        if (str_eq_c(state, "loopt")) running++;
        else if (str_eq_c(state, "komt nog")) coming++;
        else past++;
    }
    doc_answer(r->d, tr_fmt(r->mem, r->lang,
                            N_("Van de %d acties lopen er volgens het plan %d. Er zouden er %d klaar zijn en er komen "
                               "er %d nog."),
                            (int)r->p->actions_count, running, past, coming));
}

static void sum_progress(const PlanReport *r)
{
    int reported = 0, done = 0, stuck = 0, risk = 0;
    if (!r->live || !r->live->actions_known) {
        doc_answer(r->d, str_c(T(r->lang, "Wat actiehouders melden, zit niet in deze rapportage: zij is gemaakt uit "
                                          "het plan en uit wat de bronnen zeggen. Een actie die klaar zou zijn, hoeft "
                                          "dat niet te zijn.")));
        return;
    }
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const LiveAction *a = reporting_action(r, r->p->actions[i].number);
        reported += a != NULL;
        done += is_state(a, "done");
        stuck += is_state(a, "stuck");
        risk += is_state(a, "at_risk");
    }
    if (reported == 0) {
        doc_answer(r->d, str_c(T(r->lang, "Nog van geen enkele actie is een voortgang goedgekeurd.")));
        return;
    }
    doc_answer(r->d,
               tr_fmt(r->mem, r->lang,
                      N_("Van %d van de %d acties is een voortgang goedgekeurd: %d klaar, %d vast, %d met risico."),
                      reported, (int)r->p->actions_count, done, stuck, risk));
}

static int budget_year(const PlanReport *r)
{
    int last = PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS - 1;
    return r->in->period.year > last ? last : r->in->period.year;
}

static void sum_money(const PlanReport *r)
{
    int year = budget_year(r);
    Str available = text_count(r->mem, r->lang, plan_available(r->p, S("all"), year));
    if (r->p->spending_count == 0) {
        doc_answer(r->d, tr_fmt(r->mem, r->lang,
                                N_("Voor %d is %.*s euro gereserveerd. Wat is toegezegd of uitgegeven, is niet "
                                   "bekend."),
                                year, STR_ARG(available)));
        return;
    }
    Str committed = text_count(r->mem, r->lang, plan_spent(r->p, S("all"), year, "committed"));
    Str spent = text_count(r->mem, r->lang, plan_spent(r->p, S("all"), year, "spent"));
    doc_answer(r->d, tr_fmt(r->mem, r->lang,
                            N_("Voor %d is %.*s euro beschikbaar. Daarvan is %.*s euro toegezegd en %.*s euro "
                               "uitgegeven."),
                            year, STR_ARG(available), STR_ARG(committed), STR_ARG(spent)));
}

static void sum_risks(const PlanReport *r)
{
    size_t n;
    int over = 0;
    const PlanRisk *risks = reporting_risks(r, &n);
    for (size_t i = 0; i < n; i++) over += plan_risk_level(&risks[i]) > risks[i].accepted;
    doc_answer(r->d,
               tr_fmt(r->mem, r->lang, N_("Van de %d risico's staan er %d hoger dan is aanvaard."), (int)n, over));
}

static void summary(const PlanReport *r)
{
    doc_heading(r->d, 1, str_c(T(r->lang, "Samenvatting")));
    sum_planning(r);
    sum_progress(r);
    sum_money(r);
    sum_risks(r);
    for (size_t i = 0; i < r->p->phases_count; i++) {
        const PlanPhase *f = &r->p->phases[i];
        if (f->from > r->end || f->until < r->begin) continue;
        Str title = reporting_pick(r, f->title, f->title_en), until = text_day(r->mem, r->lang, f->until);
        doc_paragraph(r->d, tr_fmt(r->mem, r->lang, N_("Fase van het programma: %.*s, tot en met %.*s."),
                                   STR_ARG(title), STR_ARG(until)));
    }
}

// ---- what changed -------------------------------------------------------------------------------------------------

// By the plan alone: which of those of whom nothing was reported.
static int changed_by_plan(const PlanReport *r, const char *into, const char *dutch)
{
    PlanSet set = 0;
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const PlanAction *a = &r->p->actions[i];
        Str was = str_c(plan_state(a, r->begin - 1)), is = str_c(reporting_plan_state(r, a));
        if (!reporting_action(r, a->number) && !str_eq(was, is) && str_eq_c(is, into))
            set |= (PlanSet)1 << (a->number - 1);
    }
    if (!set) return 0;
    Str numbers = plan_set_words(r->mem, set);
    doc_item(r->d, tr_fmt(r->mem, r->lang, dutch, STR_ARG(numbers)));
    return 1;
}

static int changed_actions(const PlanReport *r)
{
    int n = 0;
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const PlanAction *a = &r->p->actions[i];
        const LiveAction *live = reporting_action(r, a->number);
        if (!live || str_eq(live->before, live->state)) continue;
        Str title = reporting_pick(r, a->title, a->title_en);
        Str from = reporting_live_state(r, live->before), to = reporting_live_state(r, live->state);
        doc_item(r->d, tr_fmt(r->mem, r->lang, N_("Actie %d ging van \"%.*s\" naar \"%.*s\": %.*s"), (int)a->number,
                              STR_ARG(from), STR_ARG(to), STR_ARG(title)));
        n++;
    }
    n += changed_by_plan(r, "loopt", N_("Volgens het plan begonnen, en nog niets gemeld: acties %.*s."));
    return n +
           changed_by_plan(r, "zou klaar zijn", N_("Volgens het plan klaar, maar dat is niet gemeld: acties %.*s."));
}

static int changed_dates(const PlanReport *r)
{
    int n = 0;
    for (size_t i = 0; i < r->p->deadlines_count; i++) {
        const PlanDeadline *x = &r->p->deadlines[i];
        if (x->day < r->begin || x->day > r->end) continue;
        Str day = text_day(r->mem, r->lang, x->day), title = reporting_pick(r, x->title, x->title_en);
        doc_item(r->d, str_fmt(r->mem, "%.*s: %.*s", STR_ARG(day), STR_ARG(title)));
        n++;
    }
    for (size_t i = 0; i < r->p->phases_count; i++) {
        const PlanPhase *f = &r->p->phases[i];
        if (f->from < r->begin || f->from > r->end) continue;
        Str title = reporting_pick(r, f->title, f->title_en);
        doc_item(r->d, tr_fmt(r->mem, r->lang, N_("Een nieuwe fase begon: %.*s"), STR_ARG(title)));
        n++;
    }
    return n;
}

static void changes(const PlanReport *r)
{
    int n = 0;
    doc_heading(r->d, 1, str_c(T(r->lang, "Wat er veranderde")));
    n += changed_actions(r);
    n += changed_dates(r);
    if (n == 0) doc_paragraph(r->d, str_c(T(r->lang, "Van deze periode is geen verandering bekend.")));
}

// ---- lines, and what stands out -----------------------------------------------------------------------------------

static void lines(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("lijn"), 3.4, false},
                                        {N_("acties"), 1, true},
                                        {N_("komen nog"), 1.1, true},
                                        {N_("lopen"), 1, true},
                                        {N_("zouden klaar zijn"), 1.2, true},
                                        {N_("gemeld als klaar"), 1.2, true},
                                        {N_("vast of met risico"), 1.3, true},
                                        {0}};
    bool known = r->live && r->live->actions_known;
    doc_heading(r->d, 1, str_c(T(r->lang, "Stand per lijn")));
    DocTable *t =
        doc_table(r->d, "lijnen", N_("Acties per lijn, aan het einde van de periode"), columns, r->p->lines_count);
    for (size_t i = 0; i < r->p->lines_count; i++) {
        const PlanLine *l = &r->p->lines[i];
        int64_t all = 0, coming = 0, running = 0, past = 0, done = 0, bad = 0;
        for (size_t k = 0; k < r->p->actions_count; k++) {
            const PlanAction *a = &r->p->actions[k];
            const LiveAction *live = reporting_action(r, a->number);
            Str state = str_c(reporting_plan_state(r, a));
            if (a->of_line != l->number) continue;
            all++;
            coming += str_eq_c(state, "komt nog");
            running += str_eq_c(state, "loopt");
            past += str_eq_c(state, "zou klaar zijn");
            done += is_state(live, "done");
            bad += is_state(live, "stuck") || is_state(live, "at_risk");
        }
        Str title = reporting_pick(r, l->title, l->title_en);
        doc_cell(t, str_fmt(r->mem, "%lld. %.*s", (long long)l->number, STR_ARG(title)));
        const int64_t counts[] = {all, coming, running, past};
        for (size_t k = 0; k < COUNT(counts); k++) doc_number(t, counts[k]);
        if (known) doc_number(t, done);
        else doc_unknown(t);
        if (known) doc_number(t, bad);
        else doc_unknown(t);
    }
    for (size_t i = 0; i < r->p->lines_count; i++) {
        const char *block = str_z(r->mem, str_fmt(r->mem, "line%lld", (long long)r->p->lines[i].number));
        if (!has_text(r, block)) continue;
        Str title = reporting_pick(r, r->p->lines[i].title, r->p->lines[i].title_en);
        doc_heading(r->d, 2, tr_fmt(r->mem, r->lang, N_("Lijn %d: %.*s"), (int)r->p->lines[i].number, STR_ARG(title)));
        reporting_text(r, block);
    }
}

static Str why_attention(const PlanReport *r, const PlanAction *a)
{
    const LiveAction *live = reporting_action(r, a->number);
    if (is_state(live, "stuck")) return str_c(T(r->lang, "zit vast"));
    if (reporting_overdue(r, a)) return str_c(T(r->lang, "te laat: de jaren van het plan zijn voorbij"));
    return str_c(T(r->lang, "loopt risico"));
}

// Of one row of the budget and a year: what is spent beyond what is available, or what is left as a negative number.
static int64_t beyond(const PlanReport *r, const PlanBudget *row, int year)
{
    int64_t printed = row->amount[year - PLAN_FIRST_YEAR], sum = printed == PLAN_NO_AMOUNT ? 0 : -printed;
    for (size_t i = 0; i < r->p->spending_count; i++) {
        const PlanSpending *s = &r->p->spending[i];
        bool here = str_eq(s->code, row->code) && s->year == year;
        bool shift = str_eq_c(s->kind, "shift");
        if (here && (shift || str_eq_c(s->kind, "spent"))) sum += s->amount;
        if (shift && str_eq(s->to, row->code) && (s->to_year ? s->to_year : s->year) == year) sum -= s->amount;
    }
    return sum;
}

static size_t overspent(const PlanReport *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->p->budget_count; i++)
        for (int year = PLAN_FIRST_YEAR; year < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; year++) {
            const PlanBudget *row = &r->p->budget[i];
            int64_t much = beyond(r, row, year);
            if (much <= 0) continue;
            Str title = reporting_pick(r, row->title, row->title_en), more = text_count(r->mem, r->lang, much);
            doc_item(r->d, tr_fmt(r->mem, r->lang,
                                  N_("Te veel uitgegeven in %d: %.*s euro boven wat beschikbaar is (%.*s. %.*s)."),
                                  year, STR_ARG(more), STR_ARG(row->code), STR_ARG(title)));
            n++;
        }
    return n;
}

static void attention(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("actie"), 0.6, true},
                                        {N_("wat"), 3.2, false},
                                        {N_("actiehouder"), 1.5, false},
                                        {N_("waarom"), 1.5, false},
                                        {N_("obstakel en vooruitblik"), 2.6, false},
                                        {0}};
    PlanSet set = reporting_attention(r);
    doc_heading(r->d, 1, str_c(T(r->lang, "Te laat, vast of te veel uitgegeven")));
    if (!r->live || !r->live->actions_known) {
        doc_paragraph(r->d, str_c(T(r->lang, "Zonder meldingen van actiehouders is niet te zeggen welke acties te laat "
                                             "zijn of vastzitten.")));
    } else if (!set) {
        doc_paragraph(r->d, str_c(T(r->lang, "Geen actie is te laat, zit vast of loopt risico.")));
    } else {
        DocTable *t = doc_table(r->d, "aandacht", N_("Acties die aandacht vragen"), columns, PLAN_ACTIONS);
        for (size_t i = 0; i < r->p->actions_count; i++) {
            const PlanAction *a = &r->p->actions[i];
            const LiveAction *live = reporting_action(r, a->number);
            if (!plan_has(set, a->number)) continue;
            doc_number(t, a->number);
            doc_cell(t, reporting_pick(r, a->title, a->title_en));
            doc_cell_dutch(t, a->owners);
            doc_cell_strong(t, why_attention(r, a));
            doc_cell_dutch(t, live ? str_fmt(r->mem, "%.*s %.*s", STR_ARG(live->obstacles), STR_ARG(live->forecast))
                                   : STR_NONE);
        }
    }
    if (overspent(r) == 0 && r->p->spending_count)
        doc_paragraph(r->d,
                      str_c(T(r->lang, "Van geen regel van de begroting is meer uitgegeven dan beschikbaar is.")));
}

// ---- planning and progress ----------------------------------------------------------------------------------------

static void planning(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("actie"), 0.6, true},
                                        {N_("wat"), 3.4, false},
                                        {N_("actiehouder"), 1.7, false},
                                        {N_("jaren"), 1.1, false},
                                        {N_("volgens het plan"), 1.1, false},
                                        {N_("gemeld"), 1.1, false},
                                        {0}};
    doc_heading(r->d, 1, str_c(T(r->lang, "Planning")));
    doc_figure(
        r->d, plan_drawing_years(r->mem, r->lang, r->p, r->end, reporting_attention(r)),
        N_("Elke balk is een jaar waarin een actie gepland is: lijn en actie staan ervoor. De streep is het einde "
           "van de periode. Een uitroepteken en een andere kleur: te laat, vast of met risico. De tabel zegt "
           "hetzelfde."));
    DocTable *t = doc_table(r->d, "planning", N_("Alle acties"), columns, r->p->actions_count);
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const PlanAction *a = &r->p->actions[i];
        const LiveAction *live = reporting_action(r, a->number);
        doc_number(t, a->number);
        doc_cell(t, reporting_pick(r, a->title, a->title_en));
        doc_cell_dutch(t, a->owners);
        doc_cell(t, plan_years_text(r->mem, a->years));
        doc_cell(t, str_c(tr(r->lang, reporting_plan_state(r, a))));
        doc_cell(t, reporting_live_state(r, live ? live->state : STR_NONE));
    }
}

static void reported(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("actie"), 0.6, true},    {N_("stand"), 1, false},
                                        {N_("voortgang"), 3, false}, {N_("resultaat"), 2, false},
                                        {N_("klaar op"), 1, false},  {0}};
    DocTable *t = doc_table(r->d, "voortgang", N_("Wat actiehouders meldden, goedgekeurd door het kernteam"), columns,
                            r->live->action_count);
    for (size_t i = 0; i < r->live->action_count; i++) {
        const LiveAction *a = &r->live->actions[i];
        if (!a->state.n) continue;
        doc_number(t, a->number);
        Str state = reporting_live_state(r, a->state);
        doc_cell(t, a->percent < 0 ? state : str_fmt(r->mem, "%.*s, %lld%%", STR_ARG(state), (long long)a->percent));
        doc_cell_dutch(t, a->progress);
        doc_cell_dutch(t, a->results);
        doc_cell(t, a->ends_on ? text_day(r->mem, r->lang, a->ends_on) : S("-"));
    }
}

static void progress(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("jaar"), 0.7, false},
                                        {N_("acties"), 0.9, false},
                                        {N_("wat de bron zegt"), 4, false},
                                        {N_("bron"), 2, false},
                                        {0}};
    doc_heading(r->d, 1, str_c(T(r->lang, "Voortgang")));
    if (r->live && r->live->action_count) reported(r);
    DocTable *t = doc_table(r->d, "bronnen-voortgang", N_("Wat de bronnen over de voortgang zeggen"), columns,
                            r->p->developments_count);
    for (size_t i = 0; i < r->p->developments_count; i++) {
        const PlanDevelopment *x = &r->p->developments[i];
        if (x->year > r->in->period.year) continue;
        doc_cell(t, str_fmt(r->mem, "%lld", (long long)x->year));
        doc_cell(t, x->actions ? plan_set_words(r->mem, x->actions) : S("-"));
        doc_cell(t, reporting_pick(r, x->title, x->title_en));
        doc_cell_dutch(t, x->source);
    }
}

// ---- all of it ----------------------------------------------------------------------------------------------------

Str reporting_title(Arena *mem, Lang lang, Period p)
{
    Str words = period_words(mem, lang, p);
    return p.half ? tr_fmt(mem, lang, N_("Rapportage aan de Tweede Kamer: %.*s"), STR_ARG(words))
                  : tr_fmt(mem, lang, N_("Kwartaalrapportage: %.*s"), STR_ARG(words));
}

// In memory of its own, with room for all that live_read takes: a request has less.
Str reporting_digest(Arena *mem, const ReportInput *in)
{
    CLEANUP(arena_freep) Arena *work = arena_new(MB(64));
    Buf b = buf_new(work, MB(8));
    buf_add(&b, period_code(work, in->period));
    buf_fmt(&b, "\n%lld\n", (long long)in->at);
    buf_add(&b, plan_json(work, in->plan));
    if (in->live) {
        Str live = STR_NONE;
        Err e = live_write(work, in->live, &live);
        assert(e == OK); // it was read from such a text, or is made of it
        buf_add(&b, live);
    }
    for (size_t i = 0; i < in->text_count; i++) {
        buf_fmt(&b, "\n%s\n%zu\n", in->texts[i].block, in->texts[i].markdown.n);
        buf_add(&b, in->texts[i].markdown);
    }
    assert(!b.over);
    Hash h = hash_of(buf_str(&b));
    Str bytes = hash_str(&h);
    return str_hex(mem, bytes.p, bytes.n);
}

static void front(const PlanReport *r)
{
    Doc *d = r->d;
    Str from = text_day(r->mem, r->lang, r->begin), until = text_day(r->mem, r->lang, r->end);
    d->subtitle = str_c(T(r->lang, "Programma Samen tegen mensenhandel"));
    d->author = d->subtitle;
    doc_fact(d, N_("Periode"), tr_fmt(r->mem, r->lang, N_("%.*s tot en met %.*s"), STR_ARG(from), STR_ARG(until)));
    doc_fact(d, N_("Voor"),
             str_c(r->in->period.half ? T(r->lang, "Tweede Kamer der Staten-Generaal")
                                      : T(r->lang, "Regiegroep en opdrachtgevers")));
    if (r->in->state.n) doc_fact(d, N_("Stand"), r->in->state);
    if (r->in->replaces.n) doc_fact(d, N_("Vervangt"), r->in->replaces);
    doc_fact(d, N_("Cijfers tot"), text_datetime(r->mem, r->lang, r->in->at));
    doc_fact(d, N_("Gemaakt uit"), reporting_digest(r->mem, r->in));
}

static PlanReport report_of(Arena *mem, const ReportInput *in)
{
    PlanReport r = {.mem = mem,
                    .in = in,
                    .p = in->plan,
                    .live = in->live,
                    .lang = in->lang,
                    .begin = period_begin(in->period),
                    .end = period_end(in->period)};
    if (in->live && in->live->money_known) {
        Plan *p = NEW(mem, Plan);
        *p = *in->plan;
        p->spending = in->live->money;
        p->spending_count = in->live->money_count;
        r.p = p;
    }
    r.d = doc_new(mem, in->lang, reporting_title(mem, in->lang, in->period));
    return r;
}

static void fill(const PlanReport *r)
{
    front(r);
    summary(r);
    if (has_text(r, "intro")) {
        doc_heading(r->d, 1, str_c(T(r->lang, "Inleiding")));
        reporting_text(r, "intro");
    }
    changes(r);
    reporting_decisions(r);
    attention(r);
    lines(r);
    reporting_money(r);
    planning(r);
    progress(r);
    reporting_indicators(r);
    reporting_risk_part(r);
    if (r->in->period.half) reporting_parliament(r);
    reporting_next(r);
    reporting_sources(r);
}

Doc *reporting_doc(Arena *mem, const ReportInput *in)
{
    PlanReport r = report_of(mem, in);
    fill(&r);
    return r.d;
}

Err reporting_make(Arena *mem, const ReportInput *in, ReportFormat format, const char *tmpdir, Str *ret_bytes, Why *w)
{
    PlanReport r = report_of(mem, in);
    fill(&r);
    switch (format) {
    case REPORT_HTML: return doc_page(r.d, ret_bytes);
    case REPORT_PDF: return doc_pdf(r.d, in->at, ret_bytes, w);
    case REPORT_XLSX: return reporting_xlsx(mem, &r, tmpdir, ret_bytes, w);
    case REPORT_FORMATS: break;
    }
    return why(w, E_BUG, "there is no such format");
}
