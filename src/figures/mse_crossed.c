// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_crossed.c - one model over lists and covariates, and from it the table of indicator 16.2.2 of the Sustainable
// Development Goals: victims by sex, age and form of exploitation, and per 100 000 people, with intervals.
#include "figures/mse_crossed.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double RATE_OF = 100000;
enum { KEPT_LEAST = 20, NAME_ROOM = 600, ESS_LEAST = 200 };
static const double RHAT_MOST = 1.05;

static const char *const way_names[] = {"search", "fixed", "profile", "average"};
const char *mse_way_name(MseWay way) { return way_names[way]; }

// In both languages, with the same values.
static void warn(MseCrossed *m, const char *en, const char *nl, ...) PRINTF_LIKE(2, 4) PRINTF_LIKE(3, 4);
static void warn(MseCrossed *m, const char *en, const char *nl, ...)
{
    if (m->warning_count == MSE_WARNINGS_MAX) return;
    for (int i = 0; i < 2; i++) {
        char text[WHY_MAX];
        va_list args;
        va_start(args, nl);
        vsnprintf(text, sizeof text, i ? nl : en, args);
        va_end(args);
        (i ? m->warnings_nl : m->warnings)[m->warning_count] = str_dup(m->mem, str_c(text));
    }
    m->warning_count++;
}

// ---- the groups ---------------------------------------------------------------------------------------------------

static bool holds(const MseCrossed *m, const MseGroup *g, size_t stratum)
{
    for (int i = 0; i < m->t->covariates; i++)
        if (g->level[i] >= 0 && crossed_level(&m->x, stratum, i) != g->level[i]) return false;
    return true;
}

static MseGroup *add_group(MseCrossed *m)
{
    MseGroup *g = &m->groups[m->group_count++];
    *g = (MseGroup){.estimate = NAN, .lower = NAN, .upper = NAN, .people = NAN};
    g->rate = g->rate_lower = g->rate_upper = NAN;
    for (int i = 0; i < COVARIATES_MAX; i++) g->level[i] = -1;
    return g;
}

static void name_group(MseCrossed *m, MseGroup *g)
{
    Buf b = buf_new(m->mem, NAME_ROOM);
    for (int i = 0; i < m->t->covariates; i++)
        if (g->level[i] >= 0)
            buf_fmt(&b, "%s%.*s = %.*s", buf_str(&b).n ? ", " : "", STR_ARG(m->t->covariate[i].name),
                    STR_ARG(m->t->covariate[i].levels[g->level[i]]));
    g->name = buf_str(&b).n ? buf_str(&b) : S("all");
}

static Err named_columns(const MseCrossed *m, int *ret_columns, int *ret_count, Why *w)
{
    Str by = str_c(m->ask->by ? m->ask->by : "");
    *ret_count = 0;
    while (by.n) {
        Str name = str_trim(str_cut(&by, ','));
        int column = table_covariate(m->t, name);
        if (column < 0) return why(w, E_INPUT, "--by: there is no covariate column \"%.*s\"", STR_ARG(name));
        for (int i = 0; i < *ret_count; i++)
            if (ret_columns[i] == column) return why(w, E_INPUT, "--by names \"%.*s\" twice", STR_ARG(name));
        ret_columns[(*ret_count)++] = column;
    }
    return OK;
}

// All; each value of each covariate; and every combination of the covariates that were named.
static Err make_groups(MseCrossed *m, Why *w)
{
    int columns[COVARIATES_MAX], count;
    size_t combinations = 1, single = 1;
    TRY(named_columns(m, columns, &count, w));
    for (int i = 0; i < m->t->covariates; i++) single += (size_t)m->x.levels[i];
    for (int i = 0; i < count; i++) combinations *= (size_t)m->x.levels[columns[i]];
    if (single + combinations > MSE_GROUPS_MAX)
        return why(w, E_LIMIT, "--by makes more than %d rows; name fewer covariates", MSE_GROUPS_MAX);
    m->groups = NEW_ARRAY(m->mem, MseGroup, single + combinations);
    add_group(m);
    for (int i = 0; i < m->t->covariates; i++)
        for (int k = 0; k < m->x.levels[i]; k++) add_group(m)->level[i] = k;
    for (size_t n = 0; count > 1 && n < combinations; n++) {
        MseGroup *g = add_group(m);
        size_t rest = n;
        for (int i = count; i-- > 0;) {
            g->level[columns[i]] = (int)(rest % (size_t)m->x.levels[columns[i]]);
            rest /= (size_t)m->x.levels[columns[i]];
        }
    }
    for (int i = 0; i < m->group_count; i++) name_group(m, &m->groups[i]);
    return OK;
}

static void sum_group(const MseCrossed *m, MseGroup *g)
{
    size_t histories = (size_t)1 << m->x.lists;
    g->estimate = 0;
    for (size_t s = 0; s < m->x.strata; s++) {
        if (!holds(m, g, s)) continue;
        g->estimate += m->fit.mu[s * histories];
        for (size_t h = 1; h < histories; h++) g->observed += m->x.n[s * histories + h];
    }
    g->estimate += g->observed;
}

// A population without years is there every year; then the rate is that of an average year.
static void rate_group(const MseCrossed *m, MseGroup *g)
{
    const People *p = m->ask->people;
    int year = m->ask->year ? table_covariate(m->t, str_c(m->ask->year)) : -1;
    double years = year >= 0 && g->level[year] < 0 ? m->x.levels[year] : 1;
    for (int i = 0; i < p->columns; i++)
        if (p->covariate[i] == year) years = 1;
    g->people = people_count(p, g->level) * years;
    if (!(g->people > 0)) {
        g->people = NAN;
        return;
    }
    g->rate = g->estimate / g->people * RATE_OF;
    g->rate_lower = g->lower / g->people * RATE_OF;
    g->rate_upper = g->upper / g->people * RATE_OF;
}

// ---- the analysis -------------------------------------------------------------------------------------------------

// The sums of a group over draws or replicates, sorted; those without an estimate are left out.
static int group_sums(MseCrossed *m, const MseGroup *g, const double *all, double *sums)
{
    int kept = 0;
    for (size_t i = 0; i < (size_t)m->replicates; i++) {
        double sum = 0;
        for (size_t s = 0; s < m->x.strata; s++)
            if (holds(m, g, s)) sum += all[i * m->x.strata + s];
        if (isfinite(sum)) sums[kept++] = sum;
    }
    sort_numbers(sums, (size_t)kept);
    if (g == m->groups && kept) {
        m->totals = NEW_ARRAY(m->mem, double, (size_t)kept);
        memcpy(m->totals, sums, (size_t)kept * sizeof *sums);
    }
    return kept;
}

static void bootstrapped(MseCrossed *m)
{
    size_t n = (size_t)m->replicates;
    double *all = NEW_ARRAY(m->mem, double, n * m->x.strata + 1), *sums = NEW_ARRAY(m->mem, double, n + 1);
    crossed_bootstrap(m->mem, &m->x, &m->fit, m->ask->way == WAY_FIXED ? CROSSED_FIXED : CROSSED_ANEW, m->by_aic,
                      m->replicates, m->ask->o->seed, m->ask->o->threads, all);
    for (int k = 0; k < m->group_count; k++) {
        MseGroup *g = &m->groups[k];
        m->kept = group_sums(m, g, all, sums);
        if (m->kept < KEPT_LEAST) continue;
        g->lower = fmax(quantile8(sums, m->kept, (1 - m->ask->o->level) / 2), g->observed); // they are there
        g->upper = quantile8(sums, m->kept, (1 + m->ask->o->level) / 2);
    }
}

static void no_agreement(MseCrossed *m)
{
    for (int i = 0; i < m->group_count; i++) m->groups[i].estimate = NAN;
    m->reason =
        str_fmt(m->mem, "no estimate: the %d walks over the models do not agree (R-hat %.2f, %.0f effective draws)",
                AVERAGE_CHAINS, m->mean.rhat, m->mean.ess);
    m->reason_nl = str_fmt(m->mem, "Geen schatting: de %d wandelingen over de modellen zijn het niet eens (R-hat %.2f)",
                           AVERAGE_CHAINS, m->mean.rhat);
    m->advice = S("Use fewer covariates, or search for one model.");
    m->advice_nl = S("Neem minder kenmerken, of zoek een enkel model.");
}

// All models, by how probable each is; the estimate is the middle of the posterior.
static Err averaged(MseCrossed *m, Why *w)
{
    const MseAsk *ask = m->ask;
    int doubtful = -1;
    for (int i = 0; ask->doubtful && i < m->t->lists; i++)
        if (str_eq_c(m->t->names[i], ask->doubtful)) doubtful = i;
    if (ask->doubtful && doubtful < 0) return why(w, E_INPUT, "--doubtful: there is no list \"%s\"", ask->doubtful);
    m->replicates = AVERAGE_DRAWS;
    size_t n = (size_t)m->replicates;
    double *all = NEW_ARRAY(m->mem, double, n * m->x.strata), *sums = NEW_ARRAY(m->mem, double, n);
    TRY(crossed_average(m->mem, &m->x, doubtful, false, ask->o->seed, ask->o->threads, m->replicates, &m->mean, all,
                        w));
    if (m->mean.rhat > RHAT_MOST || m->mean.ess < ESS_LEAST) {
        no_agreement(m);
        return OK;
    }
    for (int k = 0; k < m->group_count; k++) {
        MseGroup *g = &m->groups[k];
        m->kept = group_sums(m, g, all, sums);
        g->estimate = quantile8(sums, m->kept, 0.5);
        g->lower = quantile8(sums, m->kept, (1 - ask->o->level) / 2);
        g->upper = quantile8(sums, m->kept, (1 + ask->o->level) / 2);
    }
    return OK;
}

// Each group by itself: how many hidden can it have before the likelihood falls too far?
static void profiled(MseCrossed *m)
{
    bool *in = NEW_ARRAY(m->mem, bool, m->x.strata);
    m->replicates = m->kept = 0;
    for (int k = 0; k < m->group_count && !parallel_stopped(); k++) {
        MseGroup *g = &m->groups[k];
        Profile p;
        for (size_t s = 0; s < m->x.strata; s++) in[s] = holds(m, g, s);
        if (!crossed_profile(m->mem, &m->x, &m->fit, in, m->ask->o->level, &p)) continue;
        g->lower = p.low;
        g->upper = p.high;
    }
}

static Err intervals(MseCrossed *m, Why *w)
{
    if (m->ask->way == WAY_AVERAGE) return averaged(m, w);
    if (m->ask->way == WAY_PROFILE) profiled(m);
    else if (m->replicates) bootstrapped(m);
    return OK;
}

static void warnings(MseCrossed *m)
{
    const MseGroup *all = &m->groups[0];
    MseWay way = m->ask->way;
    int unseen = 0, unrated = 0;
    for (int i = 1; i < m->group_count; i++) {
        unseen += m->groups[i].observed == 0;
        unrated += m->ask->people && isnan(m->groups[i].people);
    }
    if (m->kept < m->replicates)
        warn(m, "%d of %d replicates had no estimate and are left out of the intervals",
             "%d van de %d herhalingen gaven geen schatting en tellen niet mee in de intervallen",
             m->replicates - m->kept, m->replicates);
    if (m->replicates && m->kept < KEPT_LEAST)
        warn(m, "hardly any replicate has an estimate, so there is no interval",
             "bijna geen herhaling gaf een schatting, dus er is geen interval");
    if (way == WAY_PROFILE || (way == WAY_FIXED && m->replicates))
        warn(m, "these intervals do not know that the model was searched for; they are too narrow",
             "deze intervallen weten niet dat het model is gezocht, en zijn te smal");
    if (all->upper > 3 * all->lower)
        warn(m, "the upper limit is %.1f times the lower limit", "de bovengrens is %.1f keer de ondergrens",
             all->upper / all->lower);
    if (unseen)
        warn(m, "%d groups have nobody observed; what is estimated of them is the model's alone",
             "in %d groepen is niemand gezien; wat daarvan is geschat, komt alleen van het model", unseen);
    if (unrated)
        warn(m, "%d groups have no rate, because the population has nobody in them",
             "%d groepen hebben geen cijfer per 100 000, want in de bevolking zit daar niemand in", unrated);
    if (m->ask->doubtful)
        warn(m, "who is on %s alone counts as far as the model says; the others may not be presumed victims",
             "wie alleen op %s staat, telt mee voor zover het model zegt; de anderen horen er misschien niet bij",
             m->ask->doubtful);
}

static void no_estimate(MseCrossed *m)
{
    m->reason =
        S("no estimate, because these lists do not overlap enough: with these covariates even the model without "
          "any interaction has no finite estimate");
    m->advice = S("What would help: fewer covariates, values joined, years together, or a list that overlaps with the "
                  "others in every group.");
    m->reason_nl = S("Geen schatting, want deze lijsten overlappen te weinig: met deze kenmerken heeft zelfs het model "
                     "zonder samenhang geen eindige uitkomst");
    m->advice_nl =
        S("Wat helpt: minder kenmerken, waarden samennemen, jaren samennemen, of een lijst die in elke groep "
          "met de andere overlapt.");
}

Err mse_crossed(Arena *mem, const Table *t, const MseAsk *ask, MseCrossed *ret_m, Why *w)
{
    MseCrossed *m = ret_m;
    const MseOptions *o = ask->o;
    int year = ask->year ? table_covariate(t, str_c(ask->year)) : -1;
    *m = (MseCrossed){.t = t, .ask = ask, .mem = mem, .replicates = o->replicates, .by_aic = o->model == MSE_AIC};
    if (ask->year && year < 0) return why(w, E_INPUT, "--year: there is no covariate column \"%s\"", ask->year);
    if (ask->degree > 0 && year < 0) return why(w, E_INPUT, "--degree needs --year: which column holds the years");
    TRY(crossed_make(mem, t, year, ask->degree, &m->x, w));
    int absent = ask->absent ? crossed_absent(&m->x) : 0;
    if (absent)
        warn(m, "%d times a list has nobody at a value of a covariate; it is taken not to have existed there",
             "%d keer staat er bij een waarde van een kenmerk niemand op een lijst; dan was die lijst er daar niet",
             absent);
    crossed_search(mem, &m->x, m->by_aic, &m->fit);
    TRY(make_groups(m, w));
    for (int i = 0; i < m->group_count; i++) sum_group(m, &m->groups[i]);
    if (m->fit.status != FIT_OK) {
        for (int i = 0; i < m->group_count; i++) m->groups[i].estimate = NAN;
        no_estimate(m);
        return OK;
    }
    TRY(intervals(m, w));
    TRY(mse_stopped(o, w));
    if (m->reason.n) return OK;
    for (int i = 0; ask->people && i < m->group_count; i++) rate_group(m, &m->groups[i]);
    warnings(m);
    return OK;
}

// ---- in words and as JSON -----------------------------------------------------------------------------------------

bool mse_pair_on(const MseCrossed *m, int pair)
{
    return m->ask->way == WAY_AVERAGE ? m->mean.best_on[pair] : m->fit.on[pair];
}

Str mse_pair_name(const MseCrossed *m, int pair)
{
    Str name[2];
    for (int i = 0; i < 2; i++) {
        int v = m->x.pair[pair][i];
        name[i] = v < m->t->lists ? m->t->names[v] : m->t->covariate[v - m->t->lists].name;
    }
    return str_fmt(m->mem, "%.*s:%.*s", STR_ARG(name[0]), STR_ARG(name[1]));
}

static void knum(Json *j, const char *key, double v)
{
    json_key(j, key);
    json_num(j, v);
}

static void json_group(Json *j, const MseCrossed *m, const MseGroup *g)
{
    json_obj(j);
    json_kstr(j, "name", g->name);
    json_key(j, "where");
    json_obj(j);
    for (int i = 0; i < m->t->covariates; i++)
        if (g->level[i] >= 0)
            json_kstr(j, str_z(m->mem, m->t->covariate[i].name), m->t->covariate[i].levels[g->level[i]]);
    json_end(j);
    knum(j, "observed", g->observed);
    knum(j, "estimate", g->estimate);
    knum(j, "lower", g->lower);
    knum(j, "upper", g->upper);
    if (m->ask->people) {
        knum(j, "people", g->people);
        knum(j, "per_100000", g->rate);
        knum(j, "per_100000_lower", g->rate_lower);
        knum(j, "per_100000_upper", g->rate_upper);
    }
    json_end(j);
}

static void json_path(Json *j, const MseCrossed *m)
{
    json_key(j, "search");
    json_arr(j);
    for (int i = 0; i < m->fit.step_count; i++) {
        const CrossedStep *s = &m->fit.steps[i];
        json_obj(j);
        json_kstr(j, "step",
                  s->pair < 0 ? S("start")
                              : str_fmt(m->mem, "%c %.*s", s->added ? '+' : '-', STR_ARG(mse_pair_name(m, s->pair))));
        json_kint(j, "parameters", s->params);
        knum(j, "deviance", s->deviance);
        knum(j, "aic", s->aic);
        knum(j, "aicc", s->aicc);
        knum(j, "bic", s->bic);
        knum(j, "estimate", s->estimate);
        json_end(j);
    }
    json_arr_end(j);
}

// How probable each term is, and the most probable model.
static void json_average(Json *j, const MseCrossed *m)
{
    json_key(j, "average");
    json_obj(j);
    json_kint(j, "models", (int64_t)m->mean.models);
    knum(j, "most_probable", m->mean.best);
    knum(j, "rhat", m->mean.rhat);
    knum(j, "effective_draws", m->mean.ess);
    if (m->ask->doubtful) json_kstr(j, "doubtful", str_c(m->ask->doubtful));
    json_key(j, "terms");
    json_obj(j);
    for (int p = 0; p < m->x.pairs; p++) knum(j, str_z(m->mem, mse_pair_name(m, p)), m->mean.on[p]);
    json_end(j);
    json_end(j);
}

void mse_crossed_json(Json *j, const MseCrossed *m)
{
    const MseGroup *all = &m->groups[0];
    bool has = m->fit.status == FIT_OK;
    knum(j, "observed", m->x.total);
    knum(j, "hidden", all->estimate - m->x.total);
    knum(j, "estimate", all->estimate);
    knum(j, "lower", all->lower);
    knum(j, "upper", all->upper);
    knum(j, "level", m->ask->o->level);
    json_key(j, "model");
    json_arr(j);
    for (int p = 0; has && p < m->x.pairs; p++)
        if (mse_pair_on(m, p)) json_str(j, mse_pair_name(m, p));
    json_arr_end(j);
    has = has && m->ask->way != WAY_AVERAGE; // one model has these
    knum(j, "aic", has ? m->fit.aic : (double)NAN);
    knum(j, "bic", has ? m->fit.bic : (double)NAN);
    knum(j, "deviance", has ? m->fit.deviance : (double)NAN);
    json_key(j, "df");
    if (has) json_int(j, m->fit.df);
    else json_nil(j);
    json_key(j, "warnings");
    json_arr(j);
    for (int i = 0; i < m->warning_count; i++) json_str(j, m->warnings[i]);
    json_arr_end(j);
    json_kstr(j, "method", m->by_aic ? S("aic") : S("bic"));
    static const char *const intervals_told[] = {"percentile", "parametric, model fixed", "profile", "posterior"};
    json_kstr(j, "interval", str_c(intervals_told[m->ask->way]));
    json_kint(j, "seed", (int64_t)m->ask->o->seed);
    json_kint(j, "replicates", m->replicates);
    json_kint(j, "replicates_kept", m->kept);
    if (m->reason.n) json_kstr(j, "reason", m->reason);
    if (m->advice.n) json_kstr(j, "advice", m->advice);
    if (m->ask->way == WAY_AVERAGE) json_average(j, m);
    json_key(j, "replicate_estimates");
    json_arr(j);
    for (int i = 0; m->totals && i < m->kept; i++) json_num(j, m->totals[i]);
    json_arr_end(j);
    json_path(j, m);
    json_key(j, "groups");
    json_arr(j);
    for (int i = 0; i < m->group_count; i++) json_group(j, m, &m->groups[i]);
    json_arr_end(j);
}
