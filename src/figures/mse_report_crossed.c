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
        if (!mse_pair_on(m, i)) continue;
        Str one = mse_pair_name(m, i);
        names = names.n ? str_fmt(p->mem, "%.*s, %.*s", STR_ARG(names), STR_ARG(one)) : one;
    }
    if (names.n == 0) names = str_c(page_say(p, "geen", "none"));
    page_para_of(p, "Samenhang in dit model: %.*s.", "Interactions in this model: %.*s.", STR_ARG(names));
}

static void how_searched(Report *p, const MseCrossed *m)
{
    Str bic = page_decimal(p, m->fit.bic, 2);
    const char *by = m->by_aic ? "AIC" : "BIC";
    interactions(p, m);
    page_para_of(p, "Het model is stap voor stap gezocht, steeds met het laagste %s (BIC %.*s).",
                 "The model was searched step by step, each time with the lowest %s (BIC %.*s).", by, STR_ARG(bic));
    if (m->ask->way == WAY_PROFILE)
        page_para(p, "De intervallen komen uit de profielaannemelijkheid van dit ene model.",
                  "The intervals are from the profile likelihood of this one model.");
    else if (m->replicates && m->ask->way == WAY_FIXED)
        page_para_of(
            p,
            "De intervallen komen uit %d bevolkingen die met dit model zijn verzonnen; %d gaven een schatting. "
            "Het model is daarin niet opnieuw gezocht.",
            "The intervals are from %d populations invented with this model; %d gave an estimate. The model "
            "was not searched again in them.",
            m->replicates, m->kept);
    else if (m->replicates)
        page_para_of(
            p,
            "De intervallen komen uit %d herhalingen, waarvan %d een schatting gaven. In elke herhaling is het "
            "model opnieuw gezocht.",
            "The intervals are from %d replicates, of which %d gave an estimate. In each the model was "
            "searched anew.",
            m->replicates, m->kept);
}

static void how_averaged(Report *p, const MseCrossed *m)
{
    static const char *const heads[] = {"samenhang", "interaction", "#kans", "#probability", NULL};
    enum { SHOWN_FROM = 5, PERCENT = 100 };
    Str best = page_decimal(p, m->mean.best * PERCENT, 0);
    page_para_of(
        p,
        "Er is niet een model gekozen. Dit is het gemiddelde over %zu modellen, naar hoe waarschijnlijk elk is. Het "
        "waarschijnlijkste model heeft een kans van %.*s %%.",
        "No one model was chosen. This is the average over %zu models, by how probable each is. The most probable one "
        "has a probability of %.*s %%.",
        m->mean.models, STR_ARG(best));
    if (m->ask->doubtful)
        page_para_of(
            p, "Van wie alleen op %s staat, is niet zeker dat die erbij hoort. Dat aantal telt als bovengrens.",
            "Of whom is on %s alone it is not certain that they belong. Their number counts as an upper limit.",
            m->ask->doubtful);
    table_begin(p, "Hoe waarschijnlijk is elke samenhang?", "How probable is each interaction?", heads);
    for (int i = 0; i < m->x.pairs; i++) {
        if (m->mean.on[i] * PERCENT < SHOWN_FROM) continue;
        Str share = page_decimal(p, m->mean.on[i] * PERCENT, 0);
        row_begin(p);
        cell(p, mse_pair_name(m, i));
        cell_number(p, str_fmt(p->mem, "%.*s %%", STR_ARG(share)));
        row_end(p);
    }
    table_end(p);
}

static void take_care(Report *p, const MseCrossed *m)
{
    if (m->warning_count == 0) return;
    page_para(p, "Let op:", "Take care:");
    buf_c(&p->b, "<ul>\n");
    for (int i = 0; i < m->warning_count; i++) {
        buf_c(&p->b, "<li>");
        page_esc(p, page_comma(p, p->nl ? m->warnings_nl[i] : m->warnings[i]));
        buf_c(&p->b, ".</li>\n");
    }
    buf_c(&p->b, "</ul>\n");
}

void page_crossed(Report *p)
{
    const MseCrossed *m = p->s->crossed;
    if (!m) return;
    if (m->ask->way == WAY_AVERAGE)
        page_heading(p, "Naar kenmerk, gemiddeld over modellen", "By characteristic, averaged over models");
    else page_heading(p, "Naar kenmerk, in een model", "By characteristic, in one model");
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
    if (m->ask->way == WAY_AVERAGE) how_averaged(p, m);
    else how_searched(p, m);
    groups(p, m);
    take_care(p, m);
}
