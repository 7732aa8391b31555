// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_xlsx.c - the figures of a report as a workbook: one sheet for the result, the rows, the models, the overlaps.
#include "figures/mse_crossed.h"
#include "figures/mse_report.h"
#include <math.h>
#include <xlsxwriter.h>

enum { MODELS_SHOWN = 2000 };

typedef struct Sheet {
    Arena *mem;
    lxw_worksheet *s;
    lxw_row_t row; // the next free one
} Sheet;

static Sheet sheet(Arena *mem, lxw_workbook *book, const char *name, lxw_format *bold, const char *const *heads)
{
    Sheet s = {mem, workbook_add_worksheet(book, name), 1};
    for (lxw_col_t i = 0; heads[i]; i++) worksheet_write_string(s.s, 0, i, heads[i], bold);
    worksheet_set_column(s.s, 0, 0, 36, NULL);
    worksheet_set_column(s.s, 1, 8, 16, NULL);
    worksheet_freeze_panes(s.s, 1, 0);
    return s;
}

static void text(Sheet *s, lxw_col_t column, Str v) // a string is a string: "=1+1" is never a formula
{
    worksheet_write_string(s->s, s->row, column, str_z(s->mem, v), NULL);
}

static void number(Sheet *s, lxw_col_t column, double v)
{
    if (isfinite(v)) worksheet_write_number(s->s, s->row, column, v, NULL);
}

static void pair(Sheet *s, const char *name, double v)
{
    text(s, 0, str_c(name));
    number(s, 1, v);
    s->row++;
}

static void result(Sheet *s, const MseCheck *k)
{
    const MseResult *r = k->r;
    pair(s, "presumed victims on the lists", mse_seen(r->o, r->observed));
    pair(s, "presumed victims not in sight (estimated)", mse_told(r->o, r->hidden));
    pair(s, "presumed victims in all (estimated)", mse_told(r->o, r->estimate));
    pair(s, "lower limit", mse_told(r->o, r->lower));
    pair(s, "upper limit", mse_told(r->o, r->upper));
    pair(s, "level", r->o->level);
    pair(s, "seed", (double)r->o->seed);
    pair(s, "replicates", r->boot.replicates);
    text(s, 0, S("method"));
    text(s, 1, str_c(mse_model_name(r->o->model)));
    s->row++;
    text(s, 0, S("verdict"));
    text(s, 1, str_c(mse_verdict_text(k->verdict, false)));
    s->row++;
    for (int i = 0; i < k->reason_count; i++, s->row++) text(s, 1, k->reasons[i].en);
    if (r->reason.n) text(s, 1, r->reason);
}

static void rows(Sheet *s, const MseOptions *o, const char *kind, const MseRows *v)
{
    for (int i = 0; i < v->count; i++, s->row++) {
        text(s, 0, str_c(kind));
        text(s, 1, v->v[i].what);
        number(s, 2, mse_told(o, v->v[i].estimate));
    }
}

static void models(Sheet *s, const MseCheck *k)
{
    Terms t;
    if (k->model_count == 0 || terms_make(k->r->c.lists, 2, &t, NULL) != OK) return;
    for (size_t i = 0; i < k->model_count && i < MODELS_SHOWN && k->models[i].status == FIT_OK; i++, s->row++) {
        Str name = STR_NONE;
        for (int b = 0; b < t.count; b++)
            if (k->models[i].model >> b & 1) {
                Str term = term_name(s->mem, k->r->names, t.mask[b]);
                name = name.n ? str_fmt(s->mem, "%.*s %.*s", STR_ARG(name), STR_ARG(term)) : term;
            }
        text(s, 0, name.n ? name : S("-"));
        number(s, 1, mse_told(k->r->o, k->models[i].estimate));
        number(s, 2, mse_score(k->r->o, k->models[i].bic));
        number(s, 3, mse_score(k->r->o, k->models[i].aic));
        number(s, 4, mse_score(k->r->o, k->models[i].deviance));
        number(s, 5, k->models[i].params);
    }
}

static void overlaps(Sheet *s, const MseResult *r)
{
    bool fitted = r->o->model <= MSE_BIC && r->choice.status == FIT_OK && !r->o->protect;
    for (unsigned h = 1; h < 1u << r->c.lists; h++) {
        double mu = fitted ? r->choice.fit.mu[h] : (double)NAN;
        if (r->c.n[h] == 0 && !(mu >= 0.5)) continue;
        text(s, 0, term_name(s->mem, r->names, h));
        number(s, 1, mse_seen(r->o, r->c.n[h]));
        if (fitted) number(s, 2, mu);
        if (fitted) number(s, 3, residual_pearson(r->c.n[h], mu));
        if (fitted) number(s, 4, residual_freeman_tukey(r->c.n[h], mu));
        s->row++;
    }
}

static void parts(Sheet *s, const MseStrata *v)
{
    for (int i = 0; i < v->covariate->count; i++, s->row++) {
        const MseResult *r = &v->parts[i];
        text(s, 0, v->covariate->levels[i]);
        number(s, 1, mse_seen(r->o, r->observed));
        number(s, 2, mse_told(r->o, r->estimate));
        number(s, 3, mse_told(r->o, r->lower));
        number(s, 4, mse_told(r->o, r->upper));
    }
}

// Everybody on one list, a number that is known, beside what the other lists make of it.
static void known(Sheet *s, const MseOptions *o, const MseRows *v)
{
    for (int i = 0; i < v->count; i++, s->row++) {
        text(s, 0, v->v[i].what);
        number(s, 1, mse_seen(o, v->v[i].truth));
        number(s, 2, v->v[i].status == FIT_OK ? mse_told(o, v->v[i].estimate) : (double)NAN);
    }
}

// One model over lists and covariates: all, and each group.
static void groups(Sheet *s, const MseCrossed *m)
{
    const MseOptions *o = m->ask->o;
    for (int i = 0; i < m->group_count; i++, s->row++) {
        const MseGroup *g = &m->groups[i];
        text(s, 0, g->name);
        number(s, 1, mse_seen(o, g->observed));
        number(s, 2, mse_told(o, g->estimate));
        number(s, 3, mse_told(o, g->lower));
        number(s, 4, mse_told(o, g->upper));
        number(s, 5, g->people);
        number(s, 6, g->rate);
        number(s, 7, g->rate_lower);
        number(s, 8, g->rate_upper);
    }
    if (m->reason.n) text(s, 0, m->reason);
}

static void more_sheets(Arena *mem, lxw_workbook *book, lxw_format *bold, const MseStudy *study)
{
    static const char *const part_heads[] = {"group", "observed", "estimate", "lower", "upper", NULL};
    static const char *const known_heads[] = {"everybody on this list", "known", "estimated", NULL};
    static const char *const group_heads[] = {"group",         "observed",    "estimate", "lower", "upper",
                                              "people a year", "per 100 000", "lower",    "upper", NULL};
    if (study->check->known.count) {
        Sheet s = sheet(mem, book, "known totals", bold, known_heads);
        known(&s, study->check->r->o, &study->check->known);
    }
    if (study->has_strata) {
        Sheet s = sheet(mem, book, "parts", bold, part_heads);
        parts(&s, &study->strata);
    }
    if (study->crossed) {
        Sheet s = sheet(mem, book, "groups", bold, group_heads);
        groups(&s, study->crossed);
    }
}

Err mse_xlsx(Arena *mem, const MseStudy *study, const char *path, const char *tmpdir, Why *w)
{
    const MseCheck *k = study->check;
    static const char *const result_heads[] = {"what", "value", NULL};
    static const char *const row_heads[] = {"kind", "what", "estimate", NULL};
    static const char *const model_heads[] = {"interactions", "estimate", "BIC", "AIC", "deviance", "parameters", NULL};
    static const char *const overlap_heads[] = {"lists", "observed", "expected", "Pearson", "Freeman-Tukey", NULL};
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = tmpdir ? str_z(mem, str_c(tmpdir)) : NULL};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book) return why(w, E_IO, "%s cannot be made", path);
    lxw_doc_properties facts = {.created = 1}; // a fixed moment: the same bytes each time
    workbook_set_properties(book, &facts);
    lxw_format *bold = workbook_add_format(book);
    format_set_bold(bold);
    Sheet s = sheet(mem, book, "result", bold, result_heads);
    result(&s, k);
    s = sheet(mem, book, "sensitivity", bold, row_heads);
    rows(&s, k->r->o, "method", &k->methods);
    rows(&s, k->r->o, "threshold", &k->sweep);
    rows(&s, k->r->o, "list left out", &k->drop);
    rows(&s, k->r->o, "lists joined", &k->merge);
    rows(&s, k->r->o, "links", &k->links);
    rows(&s, k->r->o, "rounding", &k->rounding);
    rows(&s, k->r->o, "assumption", &k->assumption);
    s = sheet(mem, book, "models", bold, model_heads);
    models(&s, k);
    s = sheet(mem, book, "overlaps", bold, overlap_heads);
    overlaps(&s, k->r);
    more_sheets(mem, book, bold, study);
    lxw_error e = workbook_close(book);
    return e == LXW_NO_ERROR ? OK : why(w, E_IO, "%s: %s", path, lxw_strerror(e));
}
