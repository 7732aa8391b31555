// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// crossed.c - lists and covariates in one log-linear model, so that small groups borrow strength from large ones.
//
// Every column of the design is 0 or 1 and a cell has few ones: cells are kept as short lists of columns. A column
// whose people are nobody is at minus infinity: it goes, and with it the cells it stands in. Then existence is checked
// as for a single table.
#include "estimate/inside.h"
#include "estimate/exist.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { IN_CELL = 200, ROUNDS_MAX = 60 };

typedef struct Space { // of one thread
    const Crossed *x;
    const double *y;
    Arena *scratch;
    unsigned char *ones; // IN_CELL columns for each cell
    unsigned char *one_count;
    bool *dead;
    double *mu, *start, *eta;
    int columns, kept, place[COLUMNS_MOST];
    double h[COLUMNS_MOST * COLUMNS_MOST], g[COLUMNS_MOST];
} Space;

static int level_of(const Crossed *x, size_t stratum, int covariate)
{
    for (int i = 0; i < covariate; i++) stratum /= (size_t)x->levels[i];
    return (int)(stratum % (size_t)x->levels[covariate]);
}

static int width(const Crossed *x, int variable)
{
    return variable < x->lists ? 1 : x->levels[variable - x->lists] - 1;
}

// Which column of its own a variable puts a one in for this cell; -1 for none (not on the list, or the reference).
static int column_of(const Crossed *x, size_t cell, int variable)
{
    if (variable < x->lists) return (cell >> variable & 1) ? 0 : -1;
    int covariate = variable - x->lists, level = level_of(x, cell >> x->lists, covariate);
    if (level == x->reference[covariate]) return -1;
    return level - (level > x->reference[covariate]);
}

Err crossed_make(Arena *mem, const Table *t, Crossed *ret_x, Why *w)
{
    Crossed x = {.lists = t->lists, .covariates = t->covariates, .variables = t->lists + t->covariates, .strata = 1};
    if (t->covariates == 0) return why(w, E_INPUT, "the table has no covariate columns");
    for (int i = 0; i < x.covariates; i++) {
        double count[LEVELS_MAX] = {0};
        x.levels[i] = t->covariate[i].count;
        x.strata *= (size_t)x.levels[i];
        if (x.strata << x.lists > CROSSED_MAX)
            return why(w, E_LIMIT, "the covariates make more than %d cells; use fewer, or fewer values", CROSSED_MAX);
        for (size_t k = 0; k < t->row_count; k++) count[t->rows[k].level[i]] += t->rows[k].n;
        for (int k = 1; k < x.levels[i]; k++)
            if (count[k] > count[x.reference[i]]) x.reference[i] = k;
    }
    x.cells = x.strata << x.lists;
    x.n = NEW_ARRAY(mem, double, x.cells);
    for (size_t k = 0; k < t->row_count; k++) {
        size_t stratum = 0;
        for (int i = x.covariates; i-- > 0;) stratum = stratum * (size_t)x.levels[i] + t->rows[k].level[i];
        x.n[(stratum << x.lists) + t->rows[k].history] += t->rows[k].n;
        x.total += t->rows[k].n;
    }
    int columns = 1;
    for (int i = 0; i < x.variables; i++) columns += width(&x, i);
    for (int i = 0; i < x.variables; i++)
        for (int j = i + 1; j < x.variables; j++) {
            columns += width(&x, i) * width(&x, j);
            x.pair[x.pairs][0] = (unsigned char)i;
            x.pair[x.pairs++][1] = (unsigned char)j;
        }
    if (columns > COLUMNS_MOST)
        return why(w, E_LIMIT, "the covariates make %d parameters; at most %d: use fewer values", columns,
                   COLUMNS_MOST);
    *ret_x = x;
    return OK;
}

static void put(Space *s, size_t cell, int column)
{
    assert(s->one_count[cell] < IN_CELL && column < COLUMNS_MOST);
    s->ones[cell * IN_CELL + s->one_count[cell]++] = (unsigned char)column;
}

static void lay_columns(Space *s, const bool *on)
{
    const Crossed *x = s->x;
    memset(s->one_count, 0, x->cells);
    for (size_t c = 0; c < x->cells; c++) put(s, c, 0);
    s->columns = 1;
    for (int v = 0; v < x->variables; v++) {
        for (size_t c = 0; c < x->cells; c++) {
            int k = column_of(x, c, v);
            if (k >= 0) put(s, c, s->columns + k);
        }
        s->columns += width(x, v);
    }
    for (int p = 0; p < x->pairs; p++) {
        if (!on[p]) continue;
        int a = x->pair[p][0], b = x->pair[p][1];
        for (size_t c = 0; c < x->cells; c++) {
            int i = column_of(x, c, a), j = column_of(x, c, b);
            if (i >= 0 && j >= 0) put(s, c, s->columns + i * width(x, b) + j);
        }
        s->columns += width(x, a) * width(x, b);
    }
}

static bool unseen(const Crossed *x, size_t cell) { return (cell & (((size_t)1 << x->lists) - 1)) == 0; }

// Columns without people go, with their cells; the others move together.
static void drop_empty(Space *s)
{
    double sums[COLUMNS_MOST] = {0};
    for (size_t c = 0; c < s->x->cells; c++)
        for (int i = 0; i < s->one_count[c] && !unseen(s->x, c); i++) sums[s->ones[c * IN_CELL + (size_t)i]] += s->y[c];
    s->kept = 0;
    for (int k = 0; k < s->columns; k++) s->place[k] = sums[k] > 0 ? s->kept++ : -1;
    for (size_t c = 0; c < s->x->cells; c++) {
        s->dead[c] = false;
        unsigned char *ones = s->ones + c * IN_CELL;
        for (int i = 0; i < s->one_count[c]; i++) {
            if (s->place[ones[i]] < 0) s->dead[c] = true;
            else ones[i] = (unsigned char)s->place[ones[i]];
        }
    }
}

static Status check(Space *s)
{
    size_t rows = 0, columns = (size_t)s->kept;
    arena_reset(s->scratch);
    short *design = NEW_ARRAY(s->scratch, short, s->x->cells *columns);
    unsigned char *positive = NEW_ARRAY(s->scratch, unsigned char, s->x->cells);
    for (size_t c = 0; c < s->x->cells; c++) {
        if (s->dead[c] || unseen(s->x, c)) continue;
        for (int i = 0; i < s->one_count[c]; i++) design[rows * columns + s->ones[c * IN_CELL + (size_t)i]] = 1;
        positive[rows++] = s->y[c] > 0;
    }
    return exist_check(s->scratch, design, positive, rows, s->kept);
}

// One weighted least squares step from mu.
static bool step(Space *s)
{
    int p = s->kept;
    memset(s->h, 0, sizeof *s->h * (size_t)(p * p));
    memset(s->g, 0, sizeof s->g);
    for (size_t c = 0; c < s->x->cells; c++) {
        if (s->dead[c] || unseen(s->x, c)) continue;
        const unsigned char *ones = s->ones + c * IN_CELL;
        double w = s->mu[c], z = w * s->eta[c] + s->y[c] - w;
        for (int i = 0; i < s->one_count[c]; i++) {
            s->g[ones[i]] += z;
            for (int j = 0; j <= i; j++) s->h[ones[i] * p + ones[j]] += w; // columns rise within a cell
        }
    }
    if (!cholesky(s->h, p)) return false;
    cholesky_solve(s->h, p, s->g);
    for (size_t c = 0; c < s->x->cells; c++) {
        double eta = 0;
        for (int i = 0; i < s->one_count[c] && !s->dead[c]; i++) eta += s->g[s->ones[c * IN_CELL + (size_t)i]];
        s->eta[c] = eta;
        s->mu[c] = s->dead[c] ? 0 : exp(eta);
    }
    return true;
}

static double score(Space *s, CrossedFit *f)
{
    double loglik = 0;
    f->deviance = 0;
    for (size_t c = 0; c < s->x->cells; c++) {
        if (s->dead[c] || unseen(s->x, c)) continue;
        double y = s->y[c], mu = s->mu[c];
        loglik += y * s->eta[c] - mu - (y > 1 ? log_gamma(y + 1) : 0);
        f->deviance += y > 0 ? 2 * (y * log(y / mu) - (y - mu)) : 2 * mu;
    }
    f->params = s->columns;
    f->bic = s->columns * log(s->x->total) - 2 * loglik;
    f->aic = 2 * s->columns - 2 * loglik;
    return f->deviance;
}

// Fits f->on, starting from s->start (the fit of a neighbour) or, without one, from the counts.
static bool fit(Space *s, CrossedFit *f, bool warm)
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
    s->ones = NEW_ARRAY(mem, unsigned char, x->cells *IN_CELL);
    s->one_count = NEW_ARRAY(mem, unsigned char, x->cells);
    s->dead = NEW_ARRAY(mem, bool, x->cells);
    s->mu = NEW_ARRAY(mem, double, x->cells);
    s->start = NEW_ARRAY(mem, double, x->cells);
    s->eta = NEW_ARRAY(mem, double, x->cells);
    return s;
}

static bool better(const CrossedFit *a, double than) { return a->bic < than - 1e-7; }

// One move: the term whose change lowers BIC most, if the model with it exists.
static bool move(Space *s, CrossedFit *f)
{
    double bic[PAIRS_MAX];
    const Crossed *x = s->x;
    CrossedFit trial = *f;
    for (int p = 0; p < x->pairs; p++) {
        trial.on[p] = !trial.on[p];
        bic[p] = fit(s, &trial, true) ? trial.bic : (double)INFINITY;
        trial.on[p] = !trial.on[p];
    }
    for (;;) {
        int best = 0;
        for (int p = 1; p < x->pairs; p++)
            if (bic[p] < bic[best]) best = p;
        trial.bic = bic[best];
        if (!better(&trial, f->bic)) return false;
        trial.on[best] = !trial.on[best];
        if (fit(s, &trial, true) && check(s) == FIT_OK) {
            *f = trial;
            memcpy(s->start, s->mu, x->cells * sizeof *s->mu);
            return true;
        }
        trial.on[best] = !trial.on[best];
        bic[best] = INFINITY;
    }
}

static void groups(const Crossed *x, const double *y, const double *mu, CrossedFit *f)
{
    double observed = 0;
    f->estimate = 0;
    f->groups = 0;
    for (int i = 0; i < x->covariates; i++) f->groups += x->levels[i];
    memset(f->group, 0, sizeof f->group);
    for (size_t c = 0; c < x->cells; c++) {
        double n = unseen(x, c) ? mu[c] : y[c];
        int base = 0;
        f->estimate += n;
        observed += y[c];
        for (int i = 0; i < x->covariates; i++) {
            f->group[base + level_of(x, c >> x->lists, i)] += n;
            base += x->levels[i];
        }
    }
    assert(f->estimate >= observed);
}

static void search(Space *s, CrossedFit *f)
{
    memset(f->on, 0, sizeof f->on);
    f->estimate = NAN;
    f->status = fit(s, f, false) ? check(s) : FIT_FAILED;
    if (f->status != FIT_OK) return;
    memcpy(s->start, s->mu, s->x->cells * sizeof *s->mu);
    for (int n = 0; n < 2 * PAIRS_MAX && move(s, f);) n++;
    if (!fit(s, f, true)) {
        f->status = FIT_FAILED;
        return;
    }
    f->df = (int)(s->x->cells - s->x->strata) - f->params;
    groups(s->x, s->y, s->mu, f);
}

void crossed_search(Arena *mem, const Crossed *x, CrossedFit *ret_fit)
{
    Space *s = space_new(mem, x);
    memset(ret_fit, 0, sizeof *ret_fit);
    search(s, ret_fit);
    ret_fit->hidden = NEW_ARRAY(mem, double, x->strata);
    for (size_t k = 0; k < x->strata; k++) ret_fit->hidden[k] = ret_fit->status == FIT_OK ? s->mu[k << x->lists] : 0;
    arena_free(s->scratch);
}

typedef struct Repeating {
    const Crossed *x;
    uint64_t seed, people;
    uint32_t *cell; // of each person
    int width;
    double *out;
} Repeating;

static void repeat(void *arg, int worker, size_t i)
{
    (void)worker;
    Repeating *r = arg;
    Arena *mem = arena_new(MB(64));
    Crossed x = *r->x;
    Chance d = chance_new(r->seed, i);
    CrossedFit *f = NEW(mem, CrossedFit);
    x.n = NEW_ARRAY(mem, double, x.cells);
    for (uint64_t k = 0; k < r->people; k++) x.n[r->cell[chance_below(&d, r->people)]] += 1;
    Space *s = space_new(mem, &x);
    search(s, f);
    double *row = r->out + i * (size_t)r->width;
    row[0] = f->estimate;
    for (int k = 1; k < r->width; k++) row[k] = f->status == FIT_OK ? f->group[k - 1] : (double)NAN;
    arena_free(s->scratch);
    arena_free(mem);
}

void crossed_bootstrap(Arena *mem, const Crossed *x, int group_count, int replicates, uint64_t seed, int threads,
                       double *ret_estimates)
{
    Repeating r = {.x = x, .seed = seed, .width = group_count + 1, .out = ret_estimates};
    r.cell = NEW_ARRAY(mem, uint32_t, (size_t)x->total + 1);
    for (size_t c = 0; c < x->cells; c++)
        for (double k = 0; k < x->n[c]; k++) r.cell[r.people++] = (uint32_t)c;
    parallel_each((size_t)replicates, threads, repeat, &r);
}
