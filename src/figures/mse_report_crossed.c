// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report_crossed.c - the groups of one model over lists and covariates, laid out as indicator 16.2.2 of the
// Sustainable Development Goals asks: victims of trafficking by sex, age and form, and per 100 000 people.
#include "figures/mse_crossed.h"
#include "figures/mse_page.h"
#include <math.h>

static Str rate(const Report *p, double v) { return isnan(v) ? S("–") : page_decimal(p, v, 1); }

static void group_row(Report *p, const MseGroup *g, bool rates)
{
    row_begin(p);
    cell(p, str_eq(g->name, S("all")) ? str_c(page_say(p, "allemaal", "all")) : g->name);
    cell_number(p, count_of(p, g->observed));
    cell_number(p, isnan(g->estimate) ? str_c(page_say(p, "geen schatting", "no estimate")) : rounded(p, g->estimate));
    cell_number(p, isnan(g->lower) ? S("–") : rounded(p, g->lower));
    cell_number(p, isnan(g->upper) ? S("–") : rounded(p, g->upper));
    if (rates) {
        cell_number(p, rate(p, g->rate));
        cell_number(p, rate(p, g->rate_lower));
        cell_number(p, rate(p, g->rate_upper));
    }
    row_end(p);
}

static void groups(Report *p, const MseCrossed *m)
{
    static const char *const heads[] = {"groep", "group", "#gezien", "#seen", "#geschat", "#estimated",
                                        "#van",  "#from", "#tot",    "#to",   NULL};
    static const char *const rate_heads[] = {"groep",
                                             "group",
                                             "#gezien",
                                             "#seen",
                                             "#geschat",
                                             "#estimated",
                                             "#van",
                                             "#from",
                                             "#tot",
                                             "#to",
                                             "#per 100 000 per jaar",
                                             "#per 100 000 a year",
                                             "#van",
                                             "#from",
                                             "#tot",
                                             "#to",
                                             NULL};
    bool rates = m->ask->people != NULL;
    table_begin(p, "Vermoedelijke slachtoffers naar kenmerk, geschat (SDG 16.2.2)",
                "Presumed victims by characteristic, estimated (SDG 16.2.2)", rates ? rate_heads : heads);
    for (int i = 0; i < m->group_count; i++) group_row(p, &m->groups[i], rates);
    table_end(p);
}

static void interactions(Report *p, const MseCrossed *m)
{
    Str names = STR_NONE;
    for (int i = 0; i < m->x.pairs; i++) {
        if (!m->fit.on[i]) continue;
        Str one = mse_pair_name(m, i);
        names = names.n ? str_fmt(p->mem, "%.*s, %.*s", STR_ARG(names), STR_ARG(one)) : one;
    }
    if (names.n == 0) names = str_c(page_say(p, "geen", "none"));
    page_para_of(p, "Samenhang in dit model: %.*s.", "Interactions in this model: %.*s.", STR_ARG(names));
    Str bic = page_decimal(p, m->fit.bic, 2);
    if (m->replicates)
        page_para_of(p,
                     "Het model is stap voor stap gezocht, steeds met het laagste %s (BIC %.*s). De intervallen komen "
                     "uit %d herhalingen, waarvan %d een schatting gaven.",
                     "The model was searched step by step, each time with the lowest %s (BIC %.*s). The intervals are "
                     "from %d replicates, of which %d gave an estimate.",
                     m->by_aic ? "AIC" : "BIC", STR_ARG(bic), m->replicates, m->kept);
}

void page_crossed(Report *p)
{
    const MseCrossed *m = p->s->crossed;
    if (!m) return;
    page_heading(p, "Naar kenmerk, in een model", "By characteristic, in one model");
    if (m->reason.n) {
        Str reason = p->nl ? m->reason_nl : m->reason, advice = p->nl ? m->advice_nl : m->advice;
        page_para_of(p, "%.*s. %.*s", "%.*s. %.*s", STR_ARG(reason), STR_ARG(advice));
        return;
    }
    page_para(
        p,
        "Dit is een tweede schatting, met een model voor lijsten en kenmerken samen. Kleine groepen leunen daarin "
        "op wat van alle groepen bekend is. Het totaal kan daardoor anders zijn dan hierboven.",
        "This is a second estimate, with one model for lists and characteristics together. Small groups then lean "
        "on what is known of all groups. The total may differ from the one above.");
    interactions(p, m);
    groups(p, m);
}
