// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_check.c - how much is an estimate worth? What other lists, thresholds and models would have said, how well the
// model fits, and a verdict with its reasons, in Dutch and English.
#include "figures/mse.h"
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { GOOD_REPLICATES = 500, MODEL_LISTS_MAX = 6, KNOWN_LEAST = 20 };
static const double NEAR_BIC = 6;

const char *mse_verdict_text(MseVerdict v, bool dutch)
{
    static const char *const texts[][2] = {
        {"usable", "bruikbaar"},
        {"fragile: publish only with the spread", "wankel: alleen met de spreiding erbij"},
        {"do not publish a single figure", "publiceer geen enkel getal"}};
    return texts[v][dutch];
}

static void add_row(MseRows *rows, Str what, Str nl, Status status, double estimate)
{
    if (rows->count == MSE_ROWS_MAX) return;
    rows->v[rows->count++] = (MseRow){what, nl, status, status == FIT_OK ? estimate : (double)NAN, 0};
}

// The same question put to another table or in another way, without an interval.
static Err ask(const MseCheck *k, Arena *mem, MseRows *rows, Str what, Str nl, const Capture *c, MseOptions o, Why *w)
{
    MseResult *r = NEW(mem, MseResult);
    o.replicates = 0;
    o.interval = MSE_BCA;
    TRY(mse_run(mem, c, k->r->names, &o, r, w));
    TRY(mse_stopped(&o, w));
    bool has = !isnan(r->estimate);
    add_row(rows, what, nl, has ? FIT_OK : r->choice.status == FIT_OK ? FIT_NONE : r->choice.status, r->estimate);
    return OK;
}

static MseOptions quick(const MseResult *r)
{
    MseOptions o = *r->o;
    if (o.model == MSE_LCM || o.model == MSE_BAYES) o.model = MSE_DGA; // sampling for every row would take minutes
    return o;
}

static Err other_lists(MseCheck *k, Arena *mem, Why *w)
{
    const MseResult *r = k->r;
    const Str *n = r->names;
    MseOptions o = quick(r);
    if (r->c.lists < (o.model == MSE_DGA ? 4 : 3)) return OK;
    for (int i = 0; i < r->c.lists; i++) {
        Capture c;
        capture_drop(&r->c, i, &c);
        TRY(ask(k, mem, &k->drop, str_fmt(mem, "without %.*s", STR_ARG(n[i])),
                str_fmt(mem, "zonder %.*s", STR_ARG(n[i])), &c, o, w));
    }
    for (int i = 0; i < r->c.lists; i++)
        for (int j = i + 1; j < r->c.lists; j++) {
            Capture c;
            capture_merge(&r->c, i, j, &c);
            Str both = str_fmt(mem, "%.*s + %.*s", STR_ARG(n[i]), STR_ARG(n[j]));
            TRY(ask(k, mem, &k->merge, both, both, &c, o, w));
        }
    return OK;
}

// Everybody on one list is a population of known size: what do the other lists say of it (Binette & Steorts 2022)?
static Err known_totals(MseCheck *k, Arena *mem, Why *w)
{
    const MseResult *r = k->r;
    if (r->c.lists < 4) return OK;
    for (int i = 0; i < r->c.lists; i++) {
        Capture c;
        double known;
        capture_given(&r->c, i, &c, &known);
        if (known < KNOWN_LEAST || c.total < KNOWN_LEAST / 2) continue;
        TRY(ask(k, mem, &k->known, str_fmt(mem, "those on %.*s", STR_ARG(r->names[i])),
                str_fmt(mem, "wie op %.*s staat", STR_ARG(r->names[i])), &c, quick(r), w));
        k->known.v[k->known.count - 1].truth = known;
    }
    return OK;
}

enum { PERCENT = 100, LINKS_WEIGHED = 5, ROUND_TO = 5, MIDDLE_OF_SMALL = 2 };
static const int link_shares[] = {20, 10, 5, 2}; // per cent

static Err missed_links(MseCheck *k, Arena *mem, int percent, Why *w)
{
    Capture c;
    Str what = str_fmt(mem, "%d %% missed", percent), nl = str_fmt(mem, "%d %% gemist", percent);
    if (!capture_missed_links(&k->r->c, (double)percent / PERCENT, &c)) { // more than there are people on one list
        add_row(&k->links, what, nl, FIT_NONE, (double)NAN);
        return OK;
    }
    return ask(k, mem, &k->links, what, nl, &c, quick(k->r), w);
}

// Who is the same person on two lists was found by comparing names and dates: some are missed, some are false.
static Err other_links(MseCheck *k, Arena *mem, Why *w)
{
    for (size_t i = 0; i < COUNT(link_shares); i++) TRY(missed_links(k, mem, link_shares[i], w));
    TRY(ask(k, mem, &k->links, S("as linked"), S("zoals gekoppeld"), &k->r->c, quick(k->r), w));
    for (size_t i = COUNT(link_shares); i-- > 0;) {
        Capture c;
        capture_false_links(&k->r->c, (double)link_shares[i] / PERCENT, &c);
        TRY(ask(k, mem, &k->links, str_fmt(mem, "%d %% false", link_shares[i]),
                str_fmt(mem, "%d %% onterecht", link_shares[i]), &c, quick(k->r), w));
    }
    return OK;
}

// What a reader who only has the protected counts would find. The other way needs the real ones.
static Err rounded_counts(MseCheck *k, Arena *mem, Why *w)
{
    Capture c;
    capture_rounded(&k->r->c, ROUND_TO, MIDDLE_OF_SMALL, &c);
    TRY(ask(k, mem, &k->rounding, S("rounded to fives, 1 to 4 taken as 2"), S("afgerond op vijf, 1 tot 4 geteld als 2"),
            &c, quick(k->r), w));
    if (k->r->o->protect) return OK;
    capture_rounded(&k->r->c, ROUND_TO, 0, &c);
    return ask(k, mem, &k->rounding, S("rounded to fives, 1 to 4 left out"), S("afgerond op vijf, 1 tot 4 weggelaten"),
               &c, quick(k->r), w);
}

static Err other_ways(MseCheck *k, Arena *mem, Why *w)
{
    static const double thresholds[] = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1};
    static const MseModel models[] = {MSE_MAIN, MSE_STEPWISE, MSE_BIC, MSE_AIC, MSE_BAYES, MSE_DGA, MSE_CHAO};
    static const char *const names[][2] = {{"main: lists independent", "lijsten onafhankelijk"},
                                           {"stepwise", "stapsgewijs"},
                                           {"best by BIC", "beste volgens BIC"},
                                           {"best by AIC", "beste volgens AIC"},
                                           {"bayes: thresholding", "bayesiaanse drempel"},
                                           {"dga: average of graphs", "gemiddelde over grafen"},
                                           {"Chao: lower bound", "ondergrens van Chao"}};
    const MseResult *r = k->r;
    MseOptions o = *r->o;
    o.max_order = 2;
    o.model = MSE_STEPWISE;
    for (size_t i = 0; i < COUNT(thresholds); i++) {
        o.threshold = thresholds[i];
        Str what = str_fmt(mem, "p < %g", thresholds[i]);
        TRY(ask(k, mem, &k->sweep, what, what, &r->c, o, w));
    }
    o.threshold = r->o->threshold;
    for (size_t i = 0; i < COUNT(models); i++) {
        bool too_many = (models[i] == MSE_DGA || models[i] == MSE_BIC || models[i] == MSE_AIC) &&
                        (r->c.lists > MODEL_LISTS_MAX || (models[i] == MSE_DGA && r->c.lists < 3));
        o.model = models[i];
        if (!too_many) TRY(ask(k, mem, &k->methods, str_c(names[i][0]), str_c(names[i][1]), &r->c, o, w));
    }
    return OK;
}

// No highest-order interaction is assumed, and no table can test it: what if the odds were half, or double?
static void assumption(MseCheck *k, Arena *mem)
{
    static const double factors[] = {0.5, 2.0 / 3, 1, 1.5, 2};
    for (size_t i = 0; i < COUNT(factors) && !isnan(k->r->estimate); i++) {
        Str what = str_fmt(mem, "x %.2f", factors[i]);
        add_row(&k->assumption, what, what, FIT_OK, k->r->observed + factors[i] * k->r->hidden);
    }
}

static Err all_models(MseCheck *k, Arena *mem, Why *w)
{
    const MseResult *r = k->r;
    Terms t;
    Model *models;
    k->near_low = k->near_high = NAN;
    if (r->c.lists > MODEL_LISTS_MAX) return OK;
    TRY(terms_make(r->c.lists, 2, &t, w));
    TRY(models_all(mem, &t, &models, &k->model_count, w));
    k->models = NEW_ARRAY(mem, Ranked, k->model_count);
    rank_models(&r->c, &t, models, k->model_count, false, r->o->threads, k->models);
    TRY(mse_stopped(r->o, w));
    for (size_t i = 0; i < k->model_count && k->models[i].status == FIT_OK; i++) {
        if (k->models[i].bic > k->models[0].bic + NEAR_BIC) break;
        double v = k->models[i].estimate;
        k->near_low = i && k->near_low < v ? k->near_low : v;
        k->near_high = i && k->near_high > v ? k->near_high : v;
        k->near_count++;
    }
    return OK;
}

// ---- the verdict --------------------------------------------------------------------------------------------------

static void reason(MseCheck *k, Arena *mem, MseVerdict weight, const char *en, const char *nl, ...)
{
    char text[2][WHY_MAX];
    for (int i = 0; i < 2; i++) {
        va_list args;
        va_start(args, nl);
        vsnprintf(text[i], sizeof text[i], i ? nl : en, args);
        va_end(args);
    }
    if (k->reason_count == MSE_REASONS_MAX) return;
    k->reasons[k->reason_count++] = (MseReason){weight, str_dup(mem, str_c(text[0])), str_dup(mem, str_c(text[1]))};
    if (weight > k->verdict) k->verdict = weight;
}

static MseVerdict weigh(double v, double fragile, double bad)
{
    return v > bad ? MSE_UNPUBLISHABLE : v > fragile ? MSE_FRAGILE : MSE_USABLE;
}

// Largest over smallest; 0 when there are no two estimates to compare.
static double ratio_of(const MseRows *rows, int *ret_missing)
{
    double low = INFINITY, high = 0;
    int found = 0;
    *ret_missing = 0;
    for (int i = 0; i < rows->count; i++) {
        if (rows->v[i].status != FIT_OK || !isfinite(rows->v[i].estimate)) {
            (*ret_missing)++;
            continue;
        }
        found++;
        low = fmin(low, rows->v[i].estimate);
        high = fmax(high, rows->v[i].estimate);
    }
    return found > 1 ? high / low : 0;
}

static void weigh_table(MseCheck *k, Arena *mem)
{
    const MseResult *r = k->r;
    double twice = 0;
    for (unsigned h = 1; h < 1u << r->c.lists; h++)
        if (__builtin_popcount(h) > 1) twice += r->c.n[h];
    if (r->c.lists == 2)
        reason(k, mem, MSE_FRAGILE, "two lists only: that they are independent cannot be tested",
               "maar twee lijsten: of ze los van elkaar staan, is niet te toetsen");
    MseVerdict weight = twice < 10 ? MSE_UNPUBLISHABLE : twice < 50 ? MSE_FRAGILE : MSE_USABLE;
    if (isnan(mse_seen(r->o, twice)))
        reason(k, mem, weight, "hardly anybody is on more than one list", "bijna niemand staat op meer dan een lijst");
    else
        reason(k, mem, weight, "%.0f people are on more than one list", "%.0f mensen staan op meer dan een lijst",
               mse_seen(r->o, twice));
}

static void weigh_known(MseCheck *k, Arena *mem)
{
    double error = 0;
    int found = 0;
    for (int i = 0; i < k->known.count; i++) {
        const MseRow *v = &k->known.v[i];
        if (v->status != FIT_OK || !(v->estimate > 0) || !isfinite(v->estimate)) continue;
        error += log(v->estimate / v->truth);
        found++;
    }
    if (found < 2) return;
    double factor = exp(error / found);
    reason(
        k, mem, weigh(fmax(factor, 1 / factor), 2, 4),
        "tried on lists whose size is known, the method says %.2f times the truth on average (%d lists)",
        "geprobeerd op lijsten waarvan het aantal bekend is, komt de methode gemiddeld op %.2f keer het echte aantal "
        "(%d lijsten)",
        factor, found);
}

// From half of the people to all of them the estimate should stay about the same.
static void weigh_path(MseCheck *k, Arena *mem)
{
    double most = 1;
    int missing;
    ratio_of(&k->path, &missing);
    for (int i = 0; i < k->path.count; i++) {
        double v = k->path.v[i].estimate / k->r->estimate;
        if (isfinite(v)) most = fmax(most, fmax(v, 1 / v));
    }
    if (missing)
        reason(k, mem, MSE_FRAGILE, "with fewer people seen there would often be no estimate",
               "met minder mensen in beeld was er vaak geen schatting");
    reason(k, mem, weigh(most, 1.5, 4),
           "with half of the people or more the estimate differs by a factor of at most %.1f",
           "met de helft van de mensen of meer verschilt de schatting ten hoogste een factor %.1f", most);
}

// Five in a hundred is what linking without a number for each person often does.
static void weigh_links(MseCheck *k, Arena *mem)
{
    double missed = NAN, linked = NAN, wrong = NAN;
    for (int i = 0; i < k->links.count && i < (int)COUNT(link_shares); i++)
        if (link_shares[i] == LINKS_WEIGHED) {
            missed = k->links.v[i].estimate;
            linked = k->links.v[COUNT(link_shares)].estimate;
            wrong = k->links.v[k->links.count - 1 - i].estimate;
        }
    if (!isfinite(linked)) return;
    if (!isfinite(missed) || !isfinite(wrong)) {
        reason(k, mem, MSE_FRAGILE, "with %d %% of the links missed or false there is no estimate",
               "met %d %% van de koppelingen gemist of onterecht is er geen schatting", LINKS_WEIGHED);
        return;
    }
    double low = fmin(missed, wrong) / linked, high = fmax(missed, wrong) / linked;
    reason(k, mem, weigh(fmax(high, 1 / low), 1.25, 2),
           "with %d %% of the links missed or false the estimate would be %.2f to %.2f times this one",
           "met %d %% van de koppelingen gemist of onterecht is de schatting %.2f tot %.2f keer deze", LINKS_WEIGHED,
           low, high);
}

static void weigh_result(MseCheck *k, Arena *mem)
{
    const MseResult *r = k->r;
    int missing;
    if (!isnan(r->lower)) {
        double ratio = r->upper / r->lower;
        reason(k, mem, weigh(ratio, 2, 5), "the upper limit of the interval is %.1f times the lower limit",
               "de bovengrens van het interval is %.1f keer de ondergrens", ratio);
    } else if (!isnan(r->estimate)) {
        reason(k, mem, MSE_FRAGILE, "there is no interval", "er is geen interval");
    }
    if (r->boot.replicates && r->boot.kept < r->boot.replicates)
        reason(k, mem, r->boot.kept * 20 < r->boot.replicates * 19 ? MSE_FRAGILE : MSE_USABLE,
               "%d of %d replicates have no estimate", "%d van de %d herhalingen geven geen schatting",
               r->boot.replicates - r->boot.kept, r->boot.replicates);
    if (k->near_count > 1) {
        double ratio = k->near_high / k->near_low;
        reason(k, mem, weigh(ratio, 1.5, 3),
               "%d models fit about equally well; their estimates differ by a factor %.1f",
               "%d modellen passen ongeveer even goed; hun schattingen verschillen een factor %.1f", (int)k->near_count,
               ratio);
    }
    MseRows others = k->methods;
    if (others.count) others.count--; // Chao's, the last, is a lower bound and no estimate
    double ratio = ratio_of(&others, &missing);
    if (ratio > 0)
        reason(k, mem, weigh(ratio, 2, 3), "methods in use differ by a factor %.1f",
               "gangbare methoden verschillen een factor %.1f", ratio);
    if (k->drop.count) {
        ratio = ratio_of(&k->drop, &missing);
        if (ratio > 0)
            reason(k, mem, weigh(ratio, 2, 5), "leaving out one list changes the estimate by a factor of at most %.1f",
                   "een lijst weglaten verandert de schatting ten hoogste een factor %.1f", ratio);
        if (missing)
            reason(k, mem, MSE_FRAGILE, "without one of the lists there is no estimate at all (%d of them)",
                   "zonder een van de lijsten is er geen schatting (%d lijsten)", missing);
    }
    weigh_links(k, mem);
    weigh_known(k, mem);
    if (k->path.count && !isnan(r->estimate)) weigh_path(k, mem);
    if (k->has_good)
        reason(k, mem,
               k->good.p_g2 < 0.001  ? MSE_UNPUBLISHABLE
               : k->good.p_g2 < 0.05 ? MSE_FRAGILE
                                     : MSE_USABLE,
               "the model fits with p = %.3f (simulated)", "het model past met p = %.3f (gesimuleerd)", k->good.p_g2);
}

void mse_weigh_groups(MseCheck *k, Arena *mem, double total)
{
    double factor = total / k->r->estimate;
    if (!isfinite(factor) || factor <= 0) return;
    reason(k, mem, weigh(fmax(factor, 1 / factor), 1.25, 2),
           "with characteristics taken along, all together are estimated at %.2f times this number",
           "met de kenmerken erbij is het totaal naar schatting %.2f keer dit getal", factor);
}

Err mse_check(Arena *mem, const MseResult *r, MseCheck *ret_check, Why *w)
{
    MseCheck *k = ret_check;
    *k = (MseCheck){.r = r};
    mse_stage(r->o->watch, MSE_OTHER_LISTS, 0, 0);
    TRY(other_lists(k, mem, w));
    TRY(known_totals(k, mem, w));
    TRY(other_links(k, mem, w));
    TRY(rounded_counts(k, mem, w));
    mse_path(mem, r, &k->path);
    mse_stage(r->o->watch, MSE_OTHER_WAYS, 0, 0);
    TRY(other_ways(k, mem, w));
    mse_stage(r->o->watch, MSE_ALL_MODELS, 0, 0);
    TRY(all_models(k, mem, w));
    assumption(k, mem);
    k->has_good = r->o->model <= MSE_BIC && r->choice.status == FIT_OK;
    if (k->has_good)
        good_fit(&r->c, &r->plan.terms, r->choice.model, &r->choice.fit, GOOD_REPLICATES, r->o->seed, r->o->threads,
                 &k->good);
    TRY(mse_stopped(r->o, w));
    if (isnan(r->estimate)) reason(k, mem, MSE_UNPUBLISHABLE, "there is no estimate", "er is geen schatting");
    weigh_table(k, mem);
    weigh_result(k, mem);
    return OK;
}

// ---- strata -------------------------------------------------------------------------------------------------------

// Replicate i of the total is the sum of replicate i of every part: the parts are sampled independently.
static void total_interval(Arena *mem, MseStrata *s, const MseOptions *o)
{
    int n = o->replicates, kept = 0;
    double *sums = NEW_ARRAY(mem, double, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int k = 0; k < s->covariate->count; k++)
            sum += s->parts[k].boot.replicates ? s->parts[k].boot.by_replicate[i] : (double)NAN;
        if (isfinite(sum)) sums[kept++] = sum;
    }
    if (kept < n / 2 || kept == 0) return;
    sort_numbers(sums, (size_t)kept);
    s->lower = quantile8(sums, kept, (1 - o->level) / 2);
    s->upper = quantile8(sums, kept, (1 + o->level) / 2);
}

Err mse_strata(Arena *mem, const Table *t, const MseOptions *o, MseStrata *ret_s, Why *w)
{
    int column = table_covariate(t, str_c(o->strata));
    if (column < 0) return why(w, E_INPUT, "--strata: there is no covariate column \"%s\"", o->strata);
    MseStrata s = {.covariate = &t->covariate[column], .lower = NAN, .upper = NAN};
    s.parts = NEW_ARRAY(mem, MseResult, (size_t)s.covariate->count);
    for (int k = 0; k < s.covariate->count; k++) {
        Capture c;
        MseOptions *own = NEW(mem, MseOptions);
        *own = *o;
        own->seed = o->seed + (uint64_t)k * 1000003;
        table_stratum(t, column, k, &c);
        TRY(mse_run(mem, &c, t->names, own, &s.parts[k], w));
        TRY(mse_stopped(own, w));
        mse_stage(o->watch, MSE_PARTS, k + 1, s.covariate->count);
        s.estimate += s.parts[k].estimate;
        s.observed += s.parts[k].observed;
    }
    if (!isnan(s.estimate)) total_interval(mem, &s, o);
    *ret_s = s;
    return OK;
}
