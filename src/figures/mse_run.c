// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_run.c - the analysis itself: the choice of a model, its interval, and why there is none.
#include "figures/mse.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const char *const model_names[] = {"main", "stepwise", "forward", "aic", "bic", "chao", "dga", "lcm", "bayes"};
static const char *const interval_names[] = {"bca", "percentile", "profile", "wald", "posterior"};

const char *mse_model_name(MseModel m) { return model_names[m]; }
const char *mse_interval_name(MseInterval i) { return interval_names[i]; }

void mse_stage(MseWatch *watch, MseStage stage, int done, int all)
{
    if (!watch) return;
    atomic_store(&watch->stage, (int)stage);
    atomic_store(&watch->done, done);
    atomic_store(&watch->all, all);
}

Err mse_stopped(const MseOptions *o, Why *w)
{
    return o->watch && atomic_load(&o->watch->stop) ? why(w, E_BUSY, "stopped") : OK;
}

void mse_warn(MseResult *r, const char *fmt, ...)
{
    char text[WHY_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (r->warning_count < MSE_WARNINGS_MAX) r->warnings[r->warning_count++] = str_dup(r->mem, str_c(text));
}

enum { COUNT_SMALL = 5, FIGURES = 3 };

double mse_seen(const MseOptions *o, double n)
{
    if (!o->protect || n == 0) return n;
    return n < COUNT_SMALL ? (double)NAN : floor(n / COUNT_SMALL + 0.5) * COUNT_SMALL;
}

double mse_told(const MseOptions *o, double estimate)
{
    if (!o->protect || !isfinite(estimate) || fabs(estimate) < 1) return estimate;
    double unit = fmax(pow(10, floor(log10(fabs(estimate))) - FIGURES + 1), COUNT_SMALL);
    return floor(estimate / unit + 0.5) * unit;
}

double mse_score(const MseOptions *o, double v) { return o->protect ? (double)NAN : v; }

Str mse_seen_text(Arena *mem, const MseOptions *o, double n, bool dutch)
{
    double seen = mse_seen(o, n);
    if (isnan(seen)) return str_fmt(mem, dutch ? "minder dan %d" : "fewer than %d", COUNT_SMALL);
    return mse_number(mem, seen);
}

Str mse_number(Arena *mem, double v)
{
    if (isnan(v)) return S("not known");
    if (isinf(v)) return S("without end");
    if (fabs(v) >= 1e15) return str_fmt(mem, "%.3g", v);
    Str digits = str_fmt(mem, "%.0f", fabs(v));
    Buf b = buf_new(mem, 64);
    if (v < 0) buf_char(&b, '-');
    for (size_t i = 0; i < digits.n; i++) {
        if (i && (digits.n - i) % 3 == 0) buf_char(&b, ' ');
        buf_char(&b, digits.p[i]);
    }
    return buf_str(&b);
}

// ---- why there is no estimate -------------------------------------------------------------------------------------

// Pairs of lists that share nobody, in words; *ret_none of them out of *ret_pairs.
static Str empty_pairs(const MseResult *r, int *ret_none, int *ret_pairs)
{
    double shared[CELLS_MAX];
    for (int h = 0; h < 1 << r->c.lists; h++) shared[h] = r->c.n[h];
    Buf b = buf_new(r->mem, KB(8));
    *ret_none = *ret_pairs = 0;
    for (int i = 0; i < r->c.lists; i++)
        for (int j = i + 1; j < r->c.lists; j++) {
            unsigned pair = 1u << i | 1u << j;
            double n = 0;
            for (unsigned h = 1; h < 1u << r->c.lists; h++)
                if ((h & pair) == pair) n += shared[h];
            (*ret_pairs)++;
            if (n > 0) continue;
            if ((*ret_none)++) buf_c(&b, ", ");
            buf_fmt(&b, "%.*s and %.*s", STR_ARG(r->names[i]), STR_ARG(r->names[j]));
        }
    return buf_str(&b);
}

// The likelihood has no top: what it says in the limit, as a hint.
static void warn_of_face(MseResult *r)
{
    Face face;
    if (r->o->model > MSE_BIC) return;
    Work *work = work_new();
    fit_face(work, &r->c, &r->plan.terms, r->choice.model, &face);
    work_freep(&work);
    if (face.status == FIT_OK) {
        Str hint = mse_number(r->mem, mse_told(r->o, face.estimate));
        mse_warn(r,
                 "in the limit this model lets nobody be in %d of the overlaps, and then says %.*s in all; that is a "
                 "hint and no estimate",
                 face.emptied, STR_ARG(hint));
    } else if (face.status == FIT_UNKNOWABLE) {
        mse_warn(r, "even in the limit, with nobody in %d of the overlaps, this model leaves the hidden part open",
                 face.emptied);
    }
}

static void no_estimate(MseResult *r)
{
    int none, pairs;
    Str list = empty_pairs(r, &none, &pairs);
    bool failed = r->choice.status == FIT_FAILED;
    if (failed) {
        r->reason = S("no estimate: the numbers of this model run out of what a computer can hold");
        r->reason_nl = S("Geen schatting: de getallen van dit model zijn te groot of te klein om mee te rekenen");
    } else if (none) {
        r->reason = str_fmt(r->mem, "no estimate, because these lists do not overlap enough: nobody is on both %.*s",
                            STR_ARG(list));
        r->reason_nl = str_fmt(r->mem,
                               "Geen schatting, want deze lijsten overlappen te weinig. Paren van lijsten zonder "
                               "iemand gemeen: %d van de %d",
                               none, pairs);
    } else {
        r->reason = S("no estimate: the overlaps of these lists leave the hidden part undetermined in this model");
        r->reason_nl = S("Geen schatting: de overlap van deze lijsten legt het verborgen deel in dit model niet vast");
    }
    if (!failed) warn_of_face(r);
    if (none == pairs) {
        r->advice = S("People on two lists are what an estimate is made from, and there are none. Check the linkage; "
                      "add a list that reaches people of the others; join lists of one kind.");
        r->advice_nl = S("Een schatting komt van mensen die op twee lijsten staan, en die zijn er niet. Controleer de "
                         "koppeling. Voeg een lijst toe die ook mensen van de andere lijsten bereikt.");
    } else {
        r->advice = S("What would help: a list that overlaps with those named, more years together, or joining lists "
                      "that share nobody because they share their source. A simpler model may have an answer.");
        r->advice_nl =
            S("Wat helpt: een lijst die met deze lijsten overlapt, of meer jaren samen. Een eenvoudiger model "
              "heeft misschien wel een antwoord.");
    }
}

static void warn_about_table(MseResult *r)
{
    int none, pairs;
    Str list = empty_pairs(r, &none, &pairs);
    double twice = 0;
    for (unsigned h = 1; h < 1u << r->c.lists; h++)
        if (__builtin_popcount(h) > 1) twice += r->c.n[h];
    if (none) mse_warn(r, "%d of %d pairs of lists share nobody: %.*s", none, pairs, STR_ARG(str_head(list, 250)));
    if (twice > 0 && twice < 50) {
        Str few = mse_seen_text(r->mem, r->o, twice, false);
        mse_warn(r, "only %.*s people are on more than one list; a few wrong or missed links change the estimate much",
                 STR_ARG(few));
    }
    if (r->c.lists == 2) mse_warn(r, "with two lists it must be assumed that the lists are independent");
}

// BCa may ask for a limit further out than the replicates reach: then the limit is the last one of them, and chance.
static void warn_of_extremes(MseResult *r)
{
    double tail = (1 - r->o->level) / 2;
    if (boot_bca_share(&r->boot, tail) * r->boot.kept < 1)
        mse_warn(r,
                 "the lower limit is the lowest of all %d replicates; another seed gives another one (more "
                 "replicates, or --interval percentile)",
                 r->boot.kept);
    if ((1 - boot_bca_share(&r->boot, 1 - tail)) * r->boot.kept < 1)
        mse_warn(r,
                 "the upper limit is the highest of all %d replicates; another seed gives another one (more "
                 "replicates, or --interval percentile)",
                 r->boot.kept);
}

static void warn_about_model(MseResult *r)
{
    const Choice *ch = &r->choice;
    for (int i = 0; i < r->plan.terms.count; i++)
        if (ch->fit.at_infinity >> i & 1) {
            Str name = term_name(r->mem, r->names, r->plan.terms.mask[i]);
            mse_warn(r, "%.*s is at minus infinity: nobody is on these lists together", STR_ARG(name));
        }
    if (r->boot.replicates && r->boot.kept < r->boot.replicates)
        mse_warn(r, "%d of %d replicates had no estimate and are left out of the interval",
                 r->boot.replicates - r->boot.kept, r->boot.replicates);
    if ((r->o->interval == MSE_PROFILE || r->o->interval == MSE_WALD) && r->o->model != MSE_MAIN)
        mse_warn(r, "this interval does not know that the model was chosen; it is too narrow (use --interval bca)");
    if (r->upper > 3 * r->lower) mse_warn(r, "the upper limit is %.1f times the lower limit", r->upper / r->lower);
    if (r->o->interval == MSE_BCA && r->boot.kept) warn_of_extremes(r);
    if (r->o->model == MSE_CHAO) mse_warn(r, "Chao's estimate is a lower bound: there are at least so many");
}

// ---- the analysis -------------------------------------------------------------------------------------------------

static Err make_plan(MseResult *r, Why *w)
{
    static const Method methods[] = {BY_MAIN, BY_STEPWISE, BY_FORWARD, BY_AIC, BY_BIC, BY_CHAO};
    r->plan = (Plan){.method = methods[r->o->model], .threshold = r->o->threshold};
    TRY(terms_make(r->c.lists, r->o->max_order, &r->plan.terms, w));
    if (r->o->model != MSE_AIC && r->o->model != MSE_BIC) return OK;
    Model *models;
    size_t count;
    Err e = models_all(r->mem, &r->plan.terms, &models, &count, w);
    if (e == E_LIMIT && r->o->model == MSE_BIC) {
        r->plan.method = BY_DOWNHILL;
        mse_warn(r,
                 "there are more than %d models; the best was searched for step by step, and a better one may be "
                 "missed",
                 MODELS_MAX);
        return OK;
    }
    TRY(e);
    r->ranked = NEW_ARRAY(r->mem, Ranked, count);
    r->ranked_count = count;
    rank_models(&r->c, &r->plan.terms, models, count, r->o->model == MSE_AIC, r->o->threads, r->ranked);
    TRY(mse_stopped(r->o, w));
    // the bootstrap chooses among the best ones; the rest hardly ever wins (Silverman, Chan & Vincent 2024)
    size_t top = 0;
    while (top < count && top < (size_t)r->o->top && r->ranked[top].status == FIT_OK) {
        models[top] = r->ranked[top].model;
        top++;
    }
    r->plan.models = models;
    r->plan.model_count = top;
    if (r->o->replicates) plan_starts(r->mem, &r->c, &r->plan);
    return OK;
}

static Err make_interval(MseResult *r, Why *w)
{
    const MseOptions *o = r->o;
    double tail = (1 - o->level) / 2;
    if (o->interval == MSE_PROFILE) {
        Profile p;
        Work *work = work_new();
        if (fit_profile(work, &r->c, &r->plan.terms, r->choice.model, o->level, &p)) {
            r->lower = p.low;
            r->upper = p.high;
        }
        work_freep(&work);
        return OK;
    }
    if (o->interval == MSE_WALD) {
        double far = exp(normal_quantile(1 - tail) * r->choice.fit.se);
        r->lower = r->observed + r->hidden / far;
        r->upper = r->observed + r->hidden * far;
        return OK;
    }
    if (o->replicates == 0) return OK;
    TRY(bootstrap(r->mem, &r->c, &r->plan, r->estimate, o->replicates, o->seed, o->threads, &r->boot, w));
    TRY(mse_stopped(o, w));
    if (r->boot.kept < MSE_KEEPS_LEAST) {
        mse_warn(r, "hardly any replicate has an estimate, so there is no interval");
        return OK;
    }
    bool bca = o->interval == MSE_BCA;
    r->lower = bca ? boot_bca(&r->boot, tail) : boot_percentile(&r->boot, tail);
    r->upper = bca ? boot_bca(&r->boot, 1 - tail) : boot_percentile(&r->boot, 1 - tail);
    return OK;
}

enum { ESS_LEAST = 200, BAYES_DRAWS = 20000 };
static const double RHAT_MOST = 1.05;

static Err run_threshold(MseResult *r, Posterior *p, Why *w)
{
    TRY(terms_make(r->c.lists, 2, &r->plan.terms, w));
    TRY(threshold_sample(r->mem, &r->c, r->o->level, r->o->seed, BAYES_DRAWS, r->o->threads, p, &r->choice.model, w));
    for (int i = 0; i < r->plan.terms.count; i++)
        if (r->choice.model >> i & 1) r->choice.steps[r->choice.step_count++] = (unsigned char)i;
    r->ess = p->ess;
    if (p->ess >= ESS_LEAST) return OK;
    r->reason = str_fmt(r->mem,
                        "no estimate: the posterior of this table is too far from normal to be sampled (%.0f effective "
                        "draws)",
                        p->ess);
    r->reason_nl = str_fmt(r->mem, "Geen schatting: deze tabel laat zich zo niet uitrekenen (%.0f trekkingen)", p->ess);
    r->advice = S("Try another method, such as stepwise or dga.");
    r->advice_nl = S("Probeer een andere methode, zoals stepwise of dga.");
    return OK;
}

static Err run_posterior(MseResult *r, Why *w)
{
    Posterior p;
    int none, pairs;
    Str list = empty_pairs(r, &none, &pairs);
    if (none == pairs) { // the answer would be what was assumed beforehand, and nothing else
        r->choice.status = FIT_NONE;
        no_estimate(r);
        return list.n ? OK : E_BUG;
    }
    if (r->o->model == MSE_DGA) {
        TRY(graphs_average(r->mem, &r->c, r->o->level, r->o->threads, &p, w));
        if (p.cut) mse_warn(r, "the posterior has no end: very large numbers stay possible");
    } else if (r->o->model == MSE_BAYES) {
        TRY(run_threshold(r, &p, w));
        if (r->reason.n) return OK;
    } else {
        classes_sample(r->mem, &r->c, r->o->level, r->o->seed, r->o->sweeps ? r->o->sweeps : LCM_SWEEPS, r->o->threads,
                       &p);
        r->rhat = p.rhat;
        r->ess = p.ess;
        if (p.rhat > RHAT_MOST || p.ess < ESS_LEAST) {
            r->reason = str_fmt(r->mem,
                                "no estimate: the %d chains do not agree (R-hat %.2f, %.0f effective draws); each "
                                "would give another number",
                                LCM_CHAINS, p.rhat, p.ess);
            r->reason_nl =
                str_fmt(r->mem, "Geen schatting: de %d ketens zijn het niet eens (R-hat %.2f)", LCM_CHAINS, p.rhat);
            r->advice_nl = S("De tabel past bij heel verschillende aantallen. Meer overlap tussen de lijsten geeft de "
                             "doorslag. Toon de spreiding van de modellen in plaats van een getal.");
            r->advice = S("The table fits several very different populations. More overlap between the lists would "
                          "decide between them; show the spread of the models instead of one number.");
            return OK;
        }
    }
    r->estimate = p.median;
    r->hidden = p.median - r->observed;
    r->lower = p.low;
    r->upper = p.high;
    return OK;
}

Err mse_run(Arena *mem, const Capture *c, const Str *names, const MseOptions *o, MseResult *ret_r, Why *w)
{
    MseResult *r = ret_r;
    *r = (MseResult){.o = o,
                     .mem = mem,
                     .names = names,
                     .c = *c,
                     .observed = c->total,
                     .hidden = NAN,
                     .estimate = NAN,
                     .lower = NAN,
                     .upper = NAN};
    warn_about_table(r);
    if (o->model >= MSE_DGA) return run_posterior(r, w);
    TRY(make_plan(r, w));
    Work *work = work_new();
    plan_run(work, &r->c, &r->plan, &r->choice);
    work_freep(&work);
    if (r->choice.status != FIT_OK) {
        no_estimate(r);
        return OK;
    }
    r->hidden = r->choice.fit.hidden;
    r->estimate = r->choice.fit.estimate;
    TRY(make_interval(r, w));
    warn_about_model(r);
    return OK;
}
