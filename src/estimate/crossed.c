// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// crossed.c - lists and covariates in one log-linear model, so that small groups borrow strength from large ones.
//
// Most columns of the design are 0 or 1, those of a curve over years a power of the year, and a cell has few that are
// not 0: cells are kept as short lists of columns. A column of 0 and 1 whose people are nobody is at minus infinity: it
// goes, and with it the cells it stands in. Then existence is checked as for a single table.
#include "estimate/inside.h"
#include "estimate/exist.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { IN_CELL = COLUMNS_MOST, ROUNDS_MAX = 60 };

// What a variable puts in a cell: `count` columns of its own from `first`, with their values.
typedef struct Own {
    int first, count;
    double value[DEGREE_MAX];
} Own;

typedef struct Space { // of one thread
    const Crossed *x;
    Own *own; // by cell, VARIABLES_MAX each
    const double *y;
    Arena *scratch;
    size_t *from; // of a cell: where its columns and their values begin; they end where the next one begins
    unsigned char *ones;
    double *value;
    int of_variable[VARIABLES_MAX], of_pair[PAIRS_MAX], wide[VARIABLES_MAX];
    bool *dead;
    double *mu, *start, *eta;
    double constant;  // of the log-likelihood
    const bool *pool; // strata whose hidden people are taken together and known to be `pooled`; NULL: nobody is known
    double pooled;
    int columns, kept, place[COLUMNS_MOST];
    bool curved[COLUMNS_MOST]; // holds a power of the year
    double unit[COLUMNS_MOST]; // makes its values whole numbers
    double h[COLUMNS_MOST * COLUMNS_MOST], g[COLUMNS_MOST];
} Space;

int crossed_level(const Crossed *x, size_t stratum, int covariate)
{
    for (int i = 0; i < covariate; i++) stratum /= (size_t)x->levels[i];
    return (int)(stratum % (size_t)x->levels[covariate]);
}

static bool is_smooth(const Crossed *x, int variable) { return x->year >= 0 && variable == x->lists + x->year; }

static int width(const Crossed *x, int variable)
{
    if (variable < x->lists) return 1;
    return is_smooth(x, variable) ? x->degree : x->levels[variable - x->lists] - 1;
}

static double years_half(const Crossed *x) { return fmax(x->levels[x->year] / 2, 1); }

static Own own_of(const Crossed *x, size_t cell, int variable)
{
    Own o = {0, 1, {1}};
    if (variable < x->lists) {
        o.count = (cell >> variable & 1) ? 1 : 0;
        return o;
    }
    int covariate = variable - x->lists, level = x->at[(cell >> x->lists) * COVARIATES_MAX + (size_t)covariate];
    if (is_smooth(x, variable)) { // powers of the year, between -1 and 1
        double v = 1, year = (level - x->levels[covariate] / 2) / years_half(x);
        o.count = x->degree;
        for (int k = 0; k < x->degree; k++) o.value[k] = v *= year;
        return o;
    }
    o.count = level == x->reference[covariate] ? 0 : 1;
    o.first = level - (level > x->reference[covariate]);
    return o;
}

static Err lay_cells(Arena *mem, const Table *t, Crossed *x, Why *w)
{
    for (int i = 0; i < x->covariates; i++) {
        double count[LEVELS_MAX] = {0};
        x->levels[i] = t->covariate[i].count;
        x->strata *= (size_t)x->levels[i];
        if (x->strata << x->lists > CROSSED_MAX)
            return why(w, E_LIMIT, "the covariates make more than %d cells; use fewer, or fewer values", CROSSED_MAX);
        for (size_t k = 0; k < t->row_count; k++) count[t->rows[k].level[i]] += t->rows[k].n;
        for (int k = 1; k < x->levels[i]; k++)
            if (count[k] > count[x->reference[i]]) x->reference[i] = k;
    }
    x->cells = x->strata << x->lists;
    x->n = NEW_ARRAY(mem, double, x->cells);
    x->absent = NEW_ARRAY(mem, bool, x->cells);
    x->at = NEW_ARRAY(mem, unsigned char, x->strata *COVARIATES_MAX);
    for (size_t s = 0; s < x->strata; s++)
        for (int i = 0; i < x->covariates; i++)
            x->at[s * COVARIATES_MAX + (size_t)i] = (unsigned char)crossed_level(x, s, i);
    for (size_t k = 0; k < t->row_count; k++) {
        size_t stratum = 0;
        for (int i = x->covariates; i-- > 0;) stratum = stratum * (size_t)x->levels[i] + t->rows[k].level[i];
        x->n[(stratum << x->lists) + t->rows[k].history] += t->rows[k].n;
        x->total += t->rows[k].n;
    }
    return OK;
}

int crossed_absent(Crossed *x)
{
    int found = 0;
    for (int list = 0; list < x->lists; list++)
        for (int i = 0; i < x->covariates; i++) {
            double people[LEVELS_MAX] = {0};
            for (size_t c = 0; c < x->cells; c++)
                if (c >> list & 1) people[x->at[(c >> x->lists) * COVARIATES_MAX + (size_t)i]] += x->n[c];
            for (int k = 0; k < x->levels[i]; k++) found += people[k] == 0;
            for (size_t c = 0; c < x->cells; c++)
                if ((c >> list & 1) && people[x->at[(c >> x->lists) * COVARIATES_MAX + (size_t)i]] == 0)
                    x->absent[c] = true;
        }
    return found;
}

Err crossed_make(Arena *mem, const Table *t, int year, int degree, Crossed *ret_x, Why *w)
{
    Crossed x = {.lists = t->lists,
                 .covariates = t->covariates,
                 .variables = t->lists + t->covariates,
                 .strata = 1,
                 .year = degree > 0 ? year : -1,
                 .degree = degree};
    assert(degree <= DEGREE_MAX && year < t->covariates);
    if (t->covariates == 0) return why(w, E_INPUT, "the table has no covariate columns");
    if (x.year >= 0 && t->covariate[year].count <= degree)
        return why(w, E_INPUT, "a curve of degree %d needs more than %d years; \"%.*s\" has %d", degree, degree,
                   STR_ARG(t->covariate[year].name), t->covariate[year].count);
    TRY(lay_cells(mem, t, &x, w));
    int columns = 1;
    for (int i = 0; i < x.variables; i++) columns += width(&x, i);
    for (int i = 0; i < x.variables; i++)
        for (int j = i + 1; j < x.variables; j++) {
            columns += width(&x, i) * width(&x, j);
            x.pair[x.pairs][0] = (unsigned char)i;
            x.pair[x.pairs++][1] = (unsigned char)j;
        }
    if (columns > COLUMNS_MOST)
        return why(w, E_LIMIT, "the covariates make %d parameters; at most %d: use fewer values, or a curve for years",
                   columns, COLUMNS_MOST);
    *ret_x = x;
    return OK;
}

// ---- the design ---------------------------------------------------------------------------------------------------

static void put(Space *s, size_t cell, int column, double value)
{
    size_t at = s->from[cell + 1]++;
    assert(at - s->from[cell] < IN_CELL && column < COLUMNS_MOST);
    s->ones[at] = (unsigned char)column;
    s->value[at] = value;
}

static void name_column(Space *s, int column, int power) // power of the year in it; 0: none
{
    s->curved[column] = power > 0;
    s->unit[column] = power ? pow(years_half(s->x), power) : 1;
}

static void name_columns(Space *s, const bool *on)
{
    const Crossed *x = s->x;
    name_column(s, 0, 0);
    s->columns = 1;
    for (int v = 0; v < x->variables; v++) {
        s->of_variable[v] = s->columns;
        for (int k = 0; k < width(x, v); k++) name_column(s, s->columns++, is_smooth(x, v) ? k + 1 : 0);
    }
    for (int p = 0; p < x->pairs; p++) {
        int a = x->pair[p][0], b = x->pair[p][1], na = width(x, a), nb = width(x, b);
        s->of_pair[p] = s->columns;
        for (int i = 0; i < na && on[p]; i++)
            for (int j = 0; j < nb; j++)
                name_column(s, s->columns++, is_smooth(x, a) ? i + 1 : is_smooth(x, b) ? j + 1 : 0);
    }
}

static void lay_pair(Space *s, size_t c, int p)
{
    const unsigned char *pair = s->x->pair[p];
    const Own *a = &s->own[c * VARIABLES_MAX + pair[0]], *b = &s->own[c * VARIABLES_MAX + pair[1]];
    if (!a->count || !b->count) return;
    int n = s->wide[pair[1]];
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++)
            put(s, c, s->of_pair[p] + (a->first + i) * n + b->first + j, a->value[i] * b->value[j]);
}

static void lay_columns(Space *s, const bool *on)
{
    const Crossed *x = s->x;
    int pairs[PAIRS_MAX], count = 0;
    name_columns(s, on);
    for (int p = 0; p < x->pairs; p++)
        if (on[p]) pairs[count++] = p;
    for (size_t c = 0; c < x->cells; c++) {
        s->from[c + 1] = s->from[c];
        put(s, c, 0, 1);
        for (int v = 0; v < x->variables; v++) {
            const Own *o = &s->own[c * VARIABLES_MAX + (size_t)v];
            for (int k = 0; k < o->count; k++) put(s, c, s->of_variable[v] + o->first + k, o->value[k]);
        }
        for (int i = 0; i < count; i++) lay_pair(s, c, pairs[i]);
    }
}

static bool unseen(const Crossed *x, size_t cell) { return (cell & (((size_t)1 << x->lists) - 1)) == 0; }

// A column of 0 and 1 without people is at minus infinity: it goes, with the cells it stands in.
static void kill_cells(Space *s)
{
    double sums[COLUMNS_MOST] = {0};
    bool any = false;
    for (size_t c = 0; c < s->x->cells; c++)
        for (size_t i = s->from[c]; s->y[c] > 0 && i < s->from[c + 1]; i++) sums[s->ones[i]] += s->y[c];
    memcpy(s->dead, s->x->absent, s->x->cells * sizeof *s->dead);
    for (int k = 0; k < s->columns; k++) any = any || (!s->curved[k] && sums[k] == 0);
    for (size_t c = 0; any && c < s->x->cells; c++)
        for (size_t i = s->from[c]; i < s->from[c + 1]; i++)
            if (!s->curved[s->ones[i]] && sums[s->ones[i]] == 0) s->dead[c] = true;
}

// Then columns that no cell is left for go too; the others move together.
static void drop_empty(Space *s)
{
    bool used[COLUMNS_MOST] = {false};
    kill_cells(s);
    for (size_t c = 0; c < s->x->cells; c++)
        for (size_t i = s->from[c]; i < s->from[c + 1] && !s->dead[c] && !unseen(s->x, c); i++)
            if (s->value[i] != 0) used[s->ones[i]] = true;
    s->kept = 0;
    for (int k = 0; k < s->columns; k++) {
        s->place[k] = used[k] ? s->kept : -1;
        if (used[k]) s->unit[s->kept++] = s->unit[k];
    }
    if (s->kept == s->columns) return;
    size_t n = 0;
    for (size_t c = 0; c < s->x->cells; c++) {
        size_t i = s->from[c], end = s->from[c + 1];
        for (s->from[c] = n; i < end; i++) {
            if (s->place[s->ones[i]] < 0) continue;
            s->ones[n] = (unsigned char)s->place[s->ones[i]];
            s->value[n++] = s->value[i];
        }
        s->from[c + 1] = end; // where the next cell begins to read
    }
    s->from[s->x->cells] = n;
}

static Status check(Space *s)
{
    size_t rows = 0, columns = (size_t)s->kept;
    arena_reset(s->scratch);
    short *design = NEW_ARRAY(s->scratch, short, s->x->cells *columns);
    unsigned char *positive = NEW_ARRAY(s->scratch, unsigned char, s->x->cells);
    for (size_t c = 0; c < s->x->cells; c++) {
        if (s->dead[c] || unseen(s->x, c)) continue;
        for (size_t i = s->from[c]; i < s->from[c + 1]; i++)
            design[rows * columns + s->ones[i]] = (short)lround(s->value[i] * s->unit[s->ones[i]]);
        positive[rows++] = s->y[c] > 0;
    }
    return exist_check(s->scratch, design, positive, rows, s->kept);
}

// ---- the fit ------------------------------------------------------------------------------------------------------

// The hidden of some strata as one cell: its mean is their sum, and it leans on columns as they do on average.
static double pool_row(const Space *s, double *row, double *ret_eta)
{
    double mean = 0;
    memset(row, 0, sizeof *row * (size_t)s->kept);
    *ret_eta = 0;
    for (size_t stratum = 0; stratum < s->x->strata; stratum++) {
        size_t c = stratum << s->x->lists;
        if (!s->pool[stratum] || s->dead[c]) continue;
        mean += s->mu[c];
        *ret_eta += s->mu[c] * s->eta[c];
        for (size_t i = s->from[c]; i < s->from[c + 1]; i++) row[s->ones[i]] += s->mu[c] * s->value[i];
    }
    for (int k = 0; k < s->kept; k++) row[k] /= mean;
    *ret_eta /= mean;
    return mean;
}

static void add_pool(Space *s)
{
    double row[COLUMNS_MOST], eta, w = pool_row(s, row, &eta), z = w * eta + s->pooled - w;
    for (int i = 0; i < s->kept; i++) {
        s->g[i] += z * row[i];
        for (int j = 0; j <= i; j++) s->h[i * s->kept + j] += w * row[i] * row[j];
    }
}

// One weighted least squares step from mu.
static bool step(Space *s)
{
    int p = s->kept;
    memset(s->h, 0, sizeof *s->h * (size_t)(p * p));
    memset(s->g, 0, sizeof s->g);
    for (size_t c = 0; c < s->x->cells; c++) {
        if (s->dead[c] || unseen(s->x, c)) continue;
        const unsigned char *ones = s->ones + s->from[c];
        const double *value = s->value + s->from[c];
        size_t n = s->from[c + 1] - s->from[c];
        double w = s->mu[c], z = w * s->eta[c] + s->y[c] - w;
        for (size_t i = 0; i < n; i++) {
            double wi = w * value[i], *row = s->h + ones[i] * p;
            s->g[ones[i]] += z * value[i];
            for (size_t j = 0; j <= i; j++) row[ones[j]] += wi * value[j]; // columns rise within a cell
        }
    }
    if (s->pool) add_pool(s);
    if (!cholesky(s->h, p)) return false;
    cholesky_solve(s->h, p, s->g);
    for (size_t c = 0; c < s->x->cells; c++) {
        double eta = 0;
        for (size_t i = s->from[c]; i < s->from[c + 1] && !s->dead[c]; i++) eta += s->g[s->ones[i]] * s->value[i];
        s->eta[c] = eta;
        s->mu[c] = s->dead[c] ? 0 : exp(eta);
    }
    return true;
}

static double score(Space *s, CrossedFit *f)
{
    double loglik = s->constant;
    f->deviance = 0;
    for (size_t c = 0; c < s->x->cells; c++) {
        if (s->dead[c] || unseen(s->x, c)) continue;
        double y = s->y[c], mu = s->mu[c];
        if (y > 0) {
            loglik += y * s->eta[c] - mu;
            f->deviance += 2 * (y * log(y / mu) - (y - mu));
        } else {
            loglik -= mu;
            f->deviance += 2 * mu;
        }
    }
    if (s->pool) {
        double row[COLUMNS_MOST], eta, mean = pool_row(s, row, &eta);
        f->deviance += 2 * (s->pooled > 0 ? s->pooled * log(s->pooled / mean) - (s->pooled - mean) : mean);
    }
    f->params = s->columns;
    f->bic = s->columns * log(s->x->total) - 2 * loglik;
    f->aic = 2 * s->columns - 2 * loglik;
    return f->deviance;
}

static double worth(const CrossedFit *f, bool by_aic) { return by_aic ? f->aic : f->bic; }

// Fits f->on, starting from s->start (the fit of a neighbour) or, without one, from the counts. False as well when the
// score cannot get below `beat`: from the second step on each gains less than the one before it.
static bool fit(Space *s, CrossedFit *f, bool warm, bool by_aic, double beat)
{
    lay_columns(s, f->on);
    drop_empty(s);
    for (size_t c = 0; c < s->x->cells; c++) {
        s->mu[c] = warm && s->start[c] > 0 ? s->start[c] : s->y[c] + 0.1;
        s->eta[c] = log(s->mu[c]);
    }
    double before = INFINITY;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        if (!step(s)) return false;
        double now = score(s, f);
        if (!isfinite(now)) return false;
        if (fabs(before - now) < 1e-9 * (0.1 + fabs(now))) return true;
        if (round > 0 && worth(f, by_aic) - fabs(before - now) > beat) return false;
        before = now;
    }
    return false;
}

static Space *space_new(Arena *mem, const Crossed *x)
{
    Space *s = NEW(mem, Space);
    s->x = x;
    s->y = x->n;
    s->scratch = arena_new(MB(64));
    s->own = NEW_ARRAY(mem, Own, x->cells * VARIABLES_MAX);
    for (size_t c = 0; c < x->cells; c++)
        for (int v = 0; v < x->variables; v++) s->own[c * VARIABLES_MAX + (size_t)v] = own_of(x, c, v);
    s->ones = NEW_ARRAY(mem, unsigned char, x->cells *IN_CELL);
    s->value = NEW_ARRAY(mem, double, x->cells *IN_CELL);
    for (size_t c = 0; c < x->cells; c++)
        if (x->n[c] > 1) s->constant -= log_gamma(x->n[c] + 1);
    s->from = NEW_ARRAY(mem, size_t, x->cells + 1);
    for (int v = 0; v < x->variables; v++) s->wide[v] = width(x, v);
    s->dead = NEW_ARRAY(mem, bool, x->cells);
    s->mu = NEW_ARRAY(mem, double, x->cells);
    s->start = NEW_ARRAY(mem, double, x->cells);
    s->eta = NEW_ARRAY(mem, double, x->cells);
    return s;
}

// ---- the search ---------------------------------------------------------------------------------------------------

static bool fit_all(Space *s, CrossedFit *f, bool warm) { return fit(s, f, warm, false, INFINITY); }

// The change that lowers the score most, of those not refused; -1 when none does.
static int best_change(Space *s, CrossedFit *trial, double score_now, bool by_aic, const bool *refused)
{
    double beat = score_now - 1e-7;
    int best = -1;
    for (int p = 0; p < s->x->pairs; p++) {
        if (refused[p]) continue;
        if (parallel_stopped()) return -1;
        trial->on[p] = !trial->on[p];
        if (fit(s, trial, true, by_aic, beat) && worth(trial, by_aic) < beat) {
            beat = worth(trial, by_aic);
            best = p;
        }
        trial->on[p] = !trial->on[p];
    }
    return best;
}

// One move: the best change with which the model exists.
static bool move(Space *s, CrossedFit *f, bool by_aic, int *ret_pair)
{
    bool refused[PAIRS_MAX] = {false};
    CrossedFit trial = *f;
    for (;;) {
        int best = best_change(s, &trial, worth(f, by_aic), by_aic, refused);
        if (best < 0) return false;
        refused[best] = true;
        trial.on[best] = !trial.on[best];
        if (fit_all(s, &trial, true) && check(s) == FIT_OK) {
            *f = trial;
            memcpy(s->start, s->mu, s->x->cells * sizeof *s->mu);
            *ret_pair = best;
            return true;
        }
        trial.on[best] = !trial.on[best];
    }
}

static void take(const Space *s, CrossedFit *f) // the estimate of a fit that has just been made
{
    f->estimate = s->x->total;
    for (size_t c = 0; c < s->x->cells; c += (size_t)1 << s->x->lists) f->estimate += s->mu[c];
    f->df = (int)(s->x->cells - s->x->strata) - f->params;
    for (size_t c = 0; c < s->x->cells; c++) f->df -= s->x->absent[c];
}

static void note(const Space *s, CrossedFit *f, int pair)
{
    if (f->step_count == CROSSED_STEPS_MAX) return;
    take(s, f);
    double p = f->params, n = s->x->total;
    double aicc = n - p - 1 > 0 ? f->aic + 2 * (p * p + p) / (n - p - 1) : (double)INFINITY;
    f->steps[f->step_count++] = (CrossedStep){.pair = pair,
                                              .added = pair >= 0 && f->on[pair],
                                              .params = f->params,
                                              .deviance = f->deviance,
                                              .aic = f->aic,
                                              .aicc = aicc,
                                              .bic = f->bic,
                                              .estimate = f->estimate};
}

static void search(Space *s, CrossedFit *f, bool by_aic)
{
    memset(f->on, 0, sizeof f->on);
    f->estimate = NAN;
    f->status = fit_all(s, f, false) ? check(s) : FIT_FAILED;
    if (f->status != FIT_OK) return;
    memcpy(s->start, s->mu, s->x->cells * sizeof *s->mu);
    note(s, f, -1);
    int pair;
    for (int aic = 0; aic <= by_aic; aic++) // by BIC first, and from there on by AIC
        for (int n = 0; n < 2 * PAIRS_MAX && move(s, f, aic, &pair);) {
            n++;
            note(s, f, pair);
        }
    if (fit_all(s, f, true)) take(s, f);
    else f->status = FIT_FAILED;
}

void crossed_search(Arena *mem, const Crossed *x, bool by_aic, CrossedFit *ret_fit)
{
    Space *s = space_new(mem, x);
    memset(ret_fit, 0, sizeof *ret_fit);
    search(s, ret_fit, by_aic);
    ret_fit->mu = NEW_ARRAY(mem, double, x->cells);
    if (ret_fit->status == FIT_OK) memcpy(ret_fit->mu, s->mu, x->cells * sizeof *s->mu);
    arena_free(s->scratch);
}

// ---- how sure -----------------------------------------------------------------------------------------------------

typedef struct Repeating {
    const Crossed *x;
    const CrossedFit *f;
    CrossedBoot kind;
    bool by_aic;
    uint64_t seed, people;
    uint32_t *cell; // of each person
    double *out;
} Repeating;

// People drawn anew from those who were seen.
static void draw_people(const Repeating *r, Chance *d, Crossed *x)
{
    for (uint64_t k = 0; k < r->people; k++) x->n[r->cell[chance_below(d, r->people)]] += 1;
    x->total = (double)r->people;
}

// A population of the estimated size from the model; whom it puts on no list is not seen.
static void draw_population(const Repeating *r, Chance *d, Crossed *x)
{
    double all = 0, left = floor(r->f->estimate);
    for (size_t c = 0; c < x->cells; c++) all += r->f->mu[c];
    x->total = 0;
    for (size_t c = 0; c < x->cells && left > 0; c++) {
        double mu = r->f->mu[c];
        if (mu <= 0) continue;
        double n = chance_binomial(d, left, mu < all ? mu / all : 1);
        left -= n;
        all -= mu;
        if (unseen(x, c)) continue;
        x->n[c] = n;
        x->total += n;
    }
}

static void repeat(void *arg, int worker, size_t i)
{
    (void)worker;
    Repeating *r = arg;
    Arena *mem = arena_new(MB(128));
    Crossed x = *r->x;
    Chance d = chance_new(r->seed, i);
    CrossedFit *f = NEW(mem, CrossedFit);
    x.n = NEW_ARRAY(mem, double, x.cells);
    if (r->kind == CROSSED_ANEW) draw_people(r, &d, &x);
    else draw_population(r, &d, &x);
    Space *s = space_new(mem, &x);
    if (r->kind == CROSSED_ANEW) {
        search(s, f, r->by_aic);
    } else {
        memcpy(f->on, r->f->on, sizeof f->on);
        f->status = x.total > 0 && fit_all(s, f, false) ? check(s) : FIT_FAILED;
    }
    double *row = r->out + i * x.strata;
    for (size_t k = 0; k < x.strata; k++) {
        row[k] = f->status == FIT_OK ? s->mu[k << x.lists] : (double)NAN;
        for (size_t h = 1; h < (size_t)1 << x.lists; h++) row[k] += x.n[(k << x.lists) + h];
    }
    arena_free(s->scratch);
    arena_free(mem);
}

void crossed_bootstrap(Arena *mem, const Crossed *x, const CrossedFit *f, CrossedBoot kind, bool by_aic, int replicates,
                       uint64_t seed, int threads, double *ret_by_stratum)
{
    Repeating r = {.x = x, .f = f, .kind = kind, .by_aic = by_aic, .seed = seed, .out = ret_by_stratum};
    r.cell = NEW_ARRAY(mem, uint32_t, (size_t)x->total + 1);
    for (size_t c = 0; c < x->cells; c++)
        for (double k = 0; k < x->n[c]; k++) r.cell[r.people++] = (uint32_t)c;
    parallel_each((size_t)replicates, threads, repeat, &r);
}

// ---- the likelihood of each size ----------------------------------------------------------------------------------

typedef struct Curve {
    Space *s;
    CrossedFit f;
    double seen; // in the strata that are asked about
} Curve;

static double height(void *arg, double hidden)
{
    Curve *k = arg;
    Space *s = k->s;
    s->pooled = hidden;
    if (parallel_stopped() || !fit_all(s, &k->f, true)) return -INFINITY;
    memcpy(s->start, s->mu, s->x->cells * sizeof *s->mu); // the next one is close by
    return -k->f.deviance / 2 + log_factorial_ratio(hidden, hidden + k->seen);
}

bool crossed_profile(Arena *mem, const Crossed *x, const CrossedFit *f, const bool *in, double level,
                     Profile *ret_profile)
{
    static const double FINE = 1e-4;
    Space *s = space_new(mem, x);
    Curve k = {.s = s};
    double hidden = 0;
    memcpy(k.f.on, f->on, sizeof f->on);
    memcpy(s->start, f->mu, x->cells * sizeof *s->start);
    s->pool = in;
    for (size_t c = 0; c < x->cells; c++) {
        if (!in[c >> x->lists]) continue;
        if (unseen(x, c)) hidden += f->mu[c];
        else k.seen += x->n[c];
    }
    bool found = f->status == FIT_OK && hidden > 0;
    if (found) {
        *ret_profile = profile_limits(height, &k, hidden, FINE, level);
        ret_profile->estimate += k.seen;
        ret_profile->low += k.seen;
        ret_profile->high += k.seen;
    }
    arena_free(s->scratch);
    return found;
}
