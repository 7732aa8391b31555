// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_report_xlsx.c - the report as a workbook: every table of it, and charts that a workbook can draw.
#include "app/sheets.h"
#include "programme/plan_report.h"
#include <math.h>
#include <stdlib.h>

enum { SHEETS_MAX = 24, SPANS = 3, LEVELS = 3, TITLE_BYTES = 60 };

static Sheet sheet_of_table(Arena *mem, const DocTable *t)
{
    Str heads[DOC_COLUMNS_MAX + 1] = {STR_NONE};
    for (size_t i = 0; i < t->column_count; i++) heads[i] = t->heads[i];
    Sheet s = sheet_new(mem, str_c(t->name), t->caption, heads, doc_rows(t) + 1, false);
    for (size_t i = 0; i < t->count; i++) {
        if (t->cells[i].number) sheet_number(&s, t->cells[i].value);
        else sheet_text(&s, t->cells[i].text);
    }
    return s;
}

static Str head(const PlanReport *r, const char *dutch) { return str_c(tr(r->lang, dutch)); }

// Years as bars that lie: a piece that is not shown pushes each next one to where it begins.
static Sheet gantt(const PlanReport *r)
{
    const Str heads[] = {
        head(r, N_("actie")),   head(r, N_("begint")),    head(r, N_("jaren")),       head(r, N_("daarna niet")),
        head(r, N_("en weer")), head(r, N_("niet meer")), head(r, N_("en nog eens")), STR_NONE};
    Sheet s = sheet_new(r->mem, S("gantt"), head(r, N_("Planning")), heads, r->p->actions_count + 1, false);
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const PlanAction *a = &r->p->actions[i];
        int year = (int)plan_first_year(a->years);
        double piece[SPANS * 2] = {year};
        for (int k = 1; k < SPANS * 2; k++)
            for (; year <= PLAN_LAST_YEAR && plan_in_year(a->years, year) == (k % 2 == 1); year++) piece[k]++;
        Str title = str_head(reporting_pick(r, a->title, a->title_en), TITLE_BYTES);
        sheet_text(&s, str_fmt(r->mem, "%lld.%lld %.*s", (long long)a->of_line, (long long)a->number, STR_ARG(title)));
        for (int k = 0; k < SPANS * 2; k++) sheet_number(&s, piece[k]);
    }
    s.chart = (SheetChart){.title = head(r, N_("Planning")),
                           .first = 1,
                           .last = SPANS * 2,
                           .stacked = true,
                           .lying = true,
                           .hidden = true,
                           .least = PLAN_FIRST_YEAR,
                           .most = PLAN_LAST_YEAR + 1};
    return s;
}

static Sheet years(const PlanReport *r)
{
    const Str heads[] = {head(r, N_("jaar")), head(r, N_("beschikbaar")), head(r, N_("toegezegd")),
                         head(r, N_("uitgegeven")), STR_NONE};
    Sheet s = sheet_new(r->mem, S("geld-per-jaar"), head(r, N_("Geld")), heads, PLAN_BUDGET_YEARS + 1, false);
    for (int k = 0; k < PLAN_BUDGET_YEARS; k++) {
        int year = PLAN_FIRST_YEAR + k;
        sheet_text(&s, str_fmt(r->mem, "%d", year));
        sheet_number(&s, (double)plan_available(r->p, S("all"), year));
        sheet_number(&s, (double)plan_spent(r->p, S("all"), year, "committed"));
        sheet_number(&s, (double)plan_spent(r->p, S("all"), year, "spent"));
    }
    s.chart = (SheetChart){.title = head(r, N_("Begroting en uitgaven, in euro")), .first = 1, .last = 3};
    return s;
}

// Chance from top to bottom, effect from left to right; each cell names its risks.
static Sheet matrix(const PlanReport *r)
{
    const Str heads[] = {head(r, N_("kans / gevolg")), S("1"), S("2"), S("3"), STR_NONE};
    size_t n;
    const PlanRisk *risks = reporting_risks(r, &n);
    Sheet s = sheet_new(r->mem, S("risicomatrix"), head(r, N_("Risico's")), heads, LEVELS + 1, false);
    for (int chance = LEVELS; chance >= 1; chance--) {
        sheet_number(&s, chance);
        for (int effect = 1; effect <= LEVELS; effect++) {
            Buf b = buf_new(r->mem, KB(4));
            for (size_t i = 0; i < n; i++)
                if (risks[i].chance == chance && plan_risk_level(&risks[i]) == (int64_t)chance * effect)
                    buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(risks[i].code));
            sheet_text(&s, buf_str(&b));
        }
    }
    s.heat = (SheetHeat){1, LEVELS, "=($A2*VALUE(B$1))>=6", "=($A2*VALUE(B$1))>=3"};
    return s;
}

// "66 %" is 66; what is no share is left open.
static double percent_of(Arena *mem, Str s)
{
    Str number = s;
    Str digits = str_cut(&number, ' ');
    if (!str_ends(s, S("%")) || !digits.n) return (double)NAN;
    char *z = str_z(mem, digits), *end;
    for (char *c = z; *c; c++)
        if (*c == ',') *c = '.';
    double v = strtod(z, &end);
    return *end == 0 || *end == '%' ? v : (double)NAN;
}

// Those that are a share, where they began, where they stand and where they should come.
static Sheet shares(const PlanReport *r)
{
    const Str heads[] = {head(r, N_("indicator, in procent")), head(r, N_("begin")), head(r, N_("stand")),
                         head(r, N_("streven")), STR_NONE};
    Sheet s = sheet_new(r->mem, S("indicatoren-procent"), head(r, N_("Indicatoren")), heads,
                        r->live->indicator_count + 1, false);
    for (size_t i = 0; i < r->live->indicator_count; i++) {
        const LiveIndicator *x = &r->live->indicators[i];
        if (!str_ends(x->value, S("%")) && !str_ends(x->target, S("%"))) continue;
        sheet_text(&s, reporting_pick(r, x->title, x->title_en));
        sheet_number(&s, percent_of(r->mem, x->baseline));
        sheet_number(&s, percent_of(r->mem, x->value));
        sheet_number(&s, percent_of(r->mem, x->target));
    }
    s.chart = (SheetChart){.title = head(r, N_("Indicatoren")), .first = 1, .last = 3, .lying = true};
    return s;
}

Err reporting_xlsx(Arena *mem, const PlanReport *r, const char *tmpdir, Str *ret_xlsx, Why *w)
{
    Sheet *sheets = NEW_ARRAY(mem, Sheet, SHEETS_MAX); // no initializer: gcc 12 clears padding in the wrong place there
    SheetFact *about = NEW_ARRAY(mem, SheetFact, DOC_FACTS_MAX + 1);
    size_t n = 0, facts = 0;
    about[facts++] = (SheetFact){head(r, N_("Rapportage")), r->d->title};
    for (size_t i = 0; i < r->d->fact_count; i++)
        about[facts++] = (SheetFact){r->d->facts[i].what, r->d->facts[i].value};
    sheets[n++] = gantt(r);
    sheets[n++] = years(r);
    sheets[n++] = matrix(r);
    if (r->live && r->live->indicators_known) sheets[n++] = shares(r);
    for (size_t i = 0; i < r->d->count && n < SHEETS_MAX; i++) {
        const DocTable *t = r->d->blocks[i].table;
        if (r->d->blocks[i].kind != DOC_TABLE) continue;
        sheets[n] = sheet_of_table(mem, t);
        if (str_eq_c(str_c(t->name), "lijnen"))
            sheets[n].chart = (SheetChart){.title = t->caption, .first = 2, .last = 4, .stacked = true, .lying = true};
        n++;
    }
    return sheets_xlsx(mem, tmpdir, about, facts, sheets, n, ret_xlsx, w);
}
