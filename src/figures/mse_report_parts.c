// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report_parts.c - the sections of the report: the data, the method in plain words, the model, what else could have
// come out, and how well it fits. Every chart has its numbers in a table.
#include "figures/mse_chart.h"
#include "figures/mse_page.h"
#include <math.h>

enum { POINTS_MAX = 3000, MODELS_SHOWN = 12 };
static const double CHART_BIC = 30; // models further from the best are left out of the drawing

// "A, B en C"
static Str lists_in_words(Report *p, unsigned mask)
{
    Str s = STR_NONE;
    int left = __builtin_popcount(mask);
    for (int i = 0; mask >> i; i++) {
        if (!(mask >> i & 1)) continue;
        const char *glue = s.n == 0 ? "" : left == 1 ? page_say(p, " en ", " and ") : ", ";
        s = str_fmt(p->mem, "%.*s%s%.*s", STR_ARG(s), glue, STR_ARG(p->r->names[i]));
        left--;
    }
    return s;
}

static bool loglinear(const Report *p) { return p->r->o->model <= MSE_BIC && p->r->choice.status == FIT_OK; }

// ---- the data -----------------------------------------------------------------------------------------------------

static double on_all(const Capture *c, unsigned lists)
{
    double n = 0;
    for (unsigned h = 1; h < 1u << c->lists; h++)
        if ((h & lists) == lists) n += c->n[h];
    return n;
}

static void lists(Report *p)
{
    static const char *const heads[] = {
        "lijst", "list", "#op deze lijst", "#on this list", "#alleen op deze lijst", "#on this list only", NULL};
    const Capture *c = &p->r->c;
    table_begin(p, "De lijsten", "The lists", heads);
    for (int i = 0; i < c->lists; i++) {
        row_begin(p);
        cell(p, p->r->names[i]);
        cell_number(p, count_of(p, on_all(c, 1u << i)));
        cell_number(p, count_of(p, c->n[1u << i]));
        row_end(p);
    }
    table_end(p);
}

static void pairs(Report *p)
{
    static const char *const heads[] = {"lijsten", "lists", "#op allebei", "#on both", NULL};
    const Capture *c = &p->r->c;
    table_begin(p, "Overlap van twee lijsten", "Overlap of two lists", heads);
    for (int i = 0; i < c->lists; i++)
        for (int k = i + 1; k < c->lists; k++) {
            unsigned both = 1u << i | 1u << k;
            row_begin(p);
            cell(p, lists_in_words(p, both));
            cell_number(p, count_of(p, on_all(c, both)));
            row_end(p);
        }
    table_end(p);
}

void page_data(Report *p)
{
    const Capture *c = &p->r->c;
    double twice = 0;
    for (unsigned h = 1; h < 1u << c->lists; h++)
        if (__builtin_popcount(h) > 1) twice += c->n[h];
    page_heading(p, "De gegevens", "The data");
    if (p->s->title.n) page_para_of(p, "Tabel: %.*s.", "Table: %.*s.", STR_ARG(p->s->title));
    if (p->s->source.n) page_para_of(p, "Herkomst: %.*s.", "Source: %.*s.", STR_ARG(p->s->source));
    Str all = count_of(p, c->total), more = count_of(p, twice);
    page_para_of(
        p,
        "Er zijn %d lijsten. Daarop staan samen %.*s vermoedelijke slachtoffers. Op meer dan een lijst staan er "
        "%.*s: van die overlap hangt de schatting af.",
        "There are %d lists, with %.*s presumed victims in all. %.*s of them are on more than one list: the "
        "estimate rests on that overlap.",
        c->lists, STR_ARG(all), STR_ARG(more));
    lists(p);
    pairs(p);
}

// ---- the method ---------------------------------------------------------------------------------------------------

static void how_chosen(Report *p)
{
    const MseOptions *o = p->r->o;
    static const char *const plain[][2] = {
        [MSE_MAIN] = {"In deze berekening hangen de lijsten niet samen.", "This calculation takes the lists to be "
                                                                          "independent."},
        [MSE_STEPWISE] = {"We begonnen zonder samenhang. Daarna kwam steeds de samenhang erbij die het meest opviel, "
                          "tot er geen meer opviel.",
                          "We began without interactions. Then the interaction that stood out most was added, until "
                          "none stood out."},
        [MSE_FORWARD] = {"We begonnen zonder samenhang. Daarna kwam steeds de samenhang erbij die de AIC het meest "
                         "verlaagde, zolang ze zelf duidelijk genoeg was.",
                         "We began without interactions. Then the interaction that lowered AIC most was added, as long "
                         "as it was clear enough by itself."},
        [MSE_AIC] = {"We vergeleken alle modellen en namen het model met de laagste AIC.",
                     "We compared all models and took the one with the lowest AIC."},
        [MSE_BIC] = {"We vergeleken alle modellen en namen het model met de laagste BIC.",
                     "We compared all models and took the one with the lowest BIC."},
        [MSE_CHAO] = {"De methode van Chao geeft een ondergrens: ten minste zoveel mensen zijn er.",
                      "Chao's method gives a lower bound: there are at least so many people."},
        [MSE_DGA] = {"We kozen geen model, maar namen het gemiddelde over alle modellen die als graaf te tekenen "
                     "zijn, naar hoe goed ze passen.",
                     "We chose no model, but averaged over all decomposable graphs, weighed by how well they fit."},
        [MSE_LCM] = {"We namen aan dat er een paar soorten mensen zijn, die elk een eigen kans hebben om op een lijst "
                     "te komen (latente klassen).",
                     "We assumed that there are a few kinds of people, each with its own chance to be listed (latent "
                     "classes)."},
        [MSE_BAYES] = {"We rekenden eerst met alle samenhang tussen twee lijsten. Daarna bleef alleen over wat "
                       "duidelijk genoeg was (bayesiaanse drempel).",
                       "We began with all interactions of two lists, and kept those that were clear enough (Bayesian "
                       "thresholding)."}};
    if ((size_t)o->model < COUNT(plain) && plain[o->model][0]) page_para(p, plain[o->model][0], plain[o->model][1]);
    if (o->model == MSE_STEPWISE) {
        Str threshold = page_decimal(p, o->threshold, o->threshold < 0.01 ? 3 : 2);
        page_para_of(p, "De drempel was p < %.*s.", "The threshold was p < %.*s.", STR_ARG(threshold));
    }
}

void page_method(Report *p)
{
    const MseResult *r = p->r;
    page_heading(p, "Zo rekenen we", "How it is calculated");
    page_para(
        p,
        "Een lijst ziet niet iedereen. Staan veel mensen van de ene lijst ook op een andere, dan missen de lijsten "
        "samen weinig mensen. Is de overlap klein, dan missen ze er veel. Uit de overlap schatten we hoeveel mensen "
        "op geen enkele lijst staan. Deze manier heet multiple systems estimation (MSE).",
        "A list does not see everybody. When many people of one list are on another list too, the lists together miss "
        "few people. When the overlap is small, they miss many. From the overlap we estimate how many people are on "
        "no list at all. This is called multiple systems estimation (MSE).");
    page_para(
        p,
        "Lijsten hangen vaak samen: wie bij de ene instantie komt, komt dan eerder ook bij de andere. Een model zegt "
        "welke lijsten samenhangen.",
        "Lists are often related: who gets to one organisation is then more likely to get to the other. A model says "
        "which lists interact.");
    how_chosen(p);
    if (r->boot.replicates)
        page_para_of(
            p,
            "Voor het interval zijn de mensen %d keer opnieuw geloot uit de tabel. Elke keer is ook het model "
            "opnieuw gekozen, zodat het interval weet dat er gekozen is.",
            "For the interval the people were drawn again from the table %d times. Each time the model was chosen "
            "anew, so that the interval knows of the choice.",
            r->boot.replicates);
    else if (r->o->interval == MSE_PROFILE && !isnan(r->lower))
        page_para(
            p,
            "Het interval komt uit de profielaannemelijkheid. Het weet niet dat het model gekozen is, en is daardoor "
            "te smal.",
            "The interval is from the profile likelihood. It does not know that the model was chosen, and is too "
            "narrow.");
    else if (r->o->interval == MSE_WALD && !isnan(r->lower))
        page_para(p,
                  "Het interval komt uit de normale benadering. Het weet niet dat het model gekozen is, en is daardoor "
                  "te smal.",
                  "The interval is from the normal approximation. It does not know that the model was chosen, and is "
                  "too narrow.");
    if (r->boot.kept > 0) {
        figure_begin(p, "Schattingen van de herhalingen", "Estimates of the replicates");
        chart_histogram(&p->b, page_say(p, "Schattingen van de herhalingen", "Estimates of the replicates"),
                        r->boot.estimate, r->boot.kept, mse_told(r->o, r->estimate));
        figure_end(p, "De staven tellen de schattingen van de herhalingen. De lijn is de schatting van dit rapport.",
                   "The bars count the estimates of the replicates. The line is the estimate of this report.");
        static const char *const heads[] = {"deel van de herhalingen", "share of the replicates", "#geschat hoogstens",
                                            "#estimated at most", NULL};
        static const double shares[] = {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};
        table_begin(p, "Verdeling van de herhalingen", "Distribution of the replicates", heads);
        for (size_t i = 0; i < COUNT(shares); i++) {
            row_begin(p);
            Str share = page_decimal(p, shares[i] * 100, 1);
            cell(p, str_fmt(p->mem, "%.*s %%", STR_ARG(share)));
            cell_number(p, rounded(p, boot_percentile(&r->boot, shares[i])));
            row_end(p);
        }
        table_end(p);
    }
}

// ---- the model ----------------------------------------------------------------------------------------------------

void page_model(Report *p)
{
    const MseResult *r = p->r;
    const Choice *ch = &r->choice;
    if (!loglinear(p)) return;
    page_heading(p, "Het gekozen model", "The chosen model");
    if (ch->step_count == 0)
        page_para(p, "In het gekozen model hangen de lijsten niet samen.",
                  "In the chosen model the lists are independent.");
    else {
        page_para(p, "In het gekozen model hangen deze lijsten samen:", "In the chosen model these lists interact:");
        buf_c(&p->b, "<ul>\n");
        for (int i = 0; i < ch->step_count; i++) {
            buf_c(&p->b, "<li>");
            page_esc(p, lists_in_words(p, r->plan.terms.mask[ch->steps[i]]));
            if (ch->fit.at_infinity >> ch->steps[i] & 1)
                buf_c(&p->b,
                      page_say(p, " (niemand staat op deze lijsten samen)", " (nobody is on these lists together)"));
            buf_c(&p->b, "</li>\n");
        }
        buf_c(&p->b, "</ul>\n");
    }
    if (r->o->protect) return;
    Str deviance = page_decimal(p, ch->fit.deviance, 2), aic = page_decimal(p, ch->fit.aic, 2);
    Str bic = page_decimal(p, ch->fit.bic, 2);
    page_para_of(p, "Deviantie %.*s bij %d vrijheidsgraden; AIC %.*s; BIC %.*s.",
                 "Deviance %.*s on %d degrees of freedom; AIC %.*s; BIC %.*s.", STR_ARG(deviance), ch->fit.df,
                 STR_ARG(aic), STR_ARG(bic));
}

static Str model_words(Report *p, const Terms *t, Model m)
{
    Str name = STR_NONE;
    for (int i = 0; i < t->count; i++) {
        if (!(m >> i & 1)) continue;
        Str term = term_name(p->mem, p->r->names, t->mask[i]);
        name = name.n ? str_fmt(p->mem, "%.*s, %.*s", STR_ARG(name), STR_ARG(term)) : term;
    }
    return name.n ? name : str_c(page_say(p, "geen samenhang", "no interactions"));
}

// How much worse than the best model; in whole numbers when the counts are protected.
static double behind(const Report *p, const Ranked *m)
{
    double v = m->bic - p->k->models[0].bic;
    return p->r->o->protect ? floor(v + 0.5) : v;
}

static void best_models(Report *p)
{
    static const char *const heads[] = {"samenhang in het model",
                                        "interactions in the model",
                                        "#geschat",
                                        "#estimated",
                                        "#BIC",
                                        "#BIC",
                                        "#verschil",
                                        "#difference",
                                        NULL};
    const MseCheck *k = p->k;
    Terms t;
    if (terms_make(p->r->c.lists, 2, &t, NULL) != OK) return;
    table_begin(p, "De best passende modellen", "The models that fit best", heads);
    for (size_t i = 0; i < k->model_count && i < MODELS_SHOWN && k->models[i].status == FIT_OK; i++) {
        row_begin(p);
        cell(p, model_words(p, &t, k->models[i].model));
        cell_number(p, rounded(p, k->models[i].estimate));
        cell_number(p, p->r->o->protect ? S("–") : page_decimal(p, k->models[i].bic, 1));
        cell_number(p, page_decimal(p, behind(p, &k->models[i]), p->r->o->protect ? 0 : 1));
        row_end(p);
    }
    table_end(p);
}

void page_models(Report *p)
{
    const MseCheck *k = p->k;
    if (k->model_count == 0 || k->models[0].status != FIT_OK) return;
    ChartPoint *points = NEW_ARRAY(p->mem, ChartPoint, POINTS_MAX);
    size_t n = 0, admissible = 0;
    bool ours = loglinear(p) && p->r->o->max_order == 2;
    for (size_t i = 0; i < k->model_count && k->models[i].status == FIT_OK; i++) {
        const Ranked *m = &k->models[i];
        bool chosen = ours && m->model == p->r->choice.model;
        admissible++;
        if (n == POINTS_MAX || (m->bic - k->models[0].bic > CHART_BIC && !chosen)) continue;
        points[n++] = (ChartPoint){mse_told(p->r->o, m->estimate), behind(p, m), chosen};
    }
    page_heading(p, "Alle modellen die een schatting geven", "All models that give an estimate");
    Str low = rounded(p, k->near_low), high = rounded(p, k->near_high);
    page_para_of(
        p,
        "Van de %zu modellen met samenhang tussen twee lijsten geven er %zu een schatting. %zu daarvan passen "
        "ongeveer even goed; hun schattingen lopen van %.*s tot %.*s vermoedelijke slachtoffers.",
        "Of the %zu models with interactions of two lists, %zu give an estimate. %zu of these fit about equally "
        "well; their estimates run from %.*s to %.*s presumed victims.",
        k->model_count, admissible, k->near_count, STR_ARG(low), STR_ARG(high));
    figure_begin(p, "Schatting tegen BIC van elk model", "Estimate against BIC of every model");
    chart_scatter(&p->b, page_say(p, "Schatting tegen BIC van elk model", "Estimate against BIC of every model"),
                  page_say(p, "geschat aantal vermoedelijke slachtoffers", "estimated number of presumed victims"),
                  page_say(p, "BIC, verschil met het beste", "BIC, difference from the best"), points, n);
    figure_end(p,
               "Elke stip is een model: hoe hoger, hoe beter het past. De grote stip is het gekozen model. Modellen "
               "die veel slechter passen zijn niet getekend.",
               "Each dot is a model: the higher, the better it fits. The large dot is the chosen model. Models that "
               "fit much worse are not drawn.");
    best_models(p);
}

// ---- what else could have come out --------------------------------------------------------------------------------

static void row_table(Report *p, const char *nl, const char *en, const MseRows *rows)
{
    static const char *const heads[] = {"wat", "what", "#geschat aantal", "#estimated number", NULL};
    if (rows->count == 0) return;
    table_begin(p, nl, en, heads);
    for (int i = 0; i < rows->count; i++) {
        row_begin(p);
        cell(p, p->nl ? rows->v[i].nl : rows->v[i].what);
        cell_number(p, rows->v[i].status == FIT_OK ? rounded(p, rows->v[i].estimate)
                                                   : str_c(page_say(p, "geen schatting", "no estimate")));
        row_end(p);
    }
    table_end(p);
}

static void dots_of(Report *p, ChartDot *dots, int *count, const MseRows *rows)
{
    for (int i = 0; i < rows->count && *count < 3 * MSE_ROWS_MAX; i++)
        dots[(*count)++] = (ChartDot){p->nl ? rows->v[i].nl : rows->v[i].what, NAN,
                                      mse_told(p->r->o, rows->v[i].estimate), NAN}; // a place in a drawing tells too
}

static void side_by_side(Report *p)
{
    const MseCheck *k = p->k;
    ChartDot dots[3 * MSE_ROWS_MAX + 1];
    int count = 1;
    figure_begin(p, "Schattingen naast elkaar", "Estimates side by side");
    double low = mse_told(p->r->o, p->r->lower), high = mse_told(p->r->o, p->r->upper);
    dots[0] =
        (ChartDot){str_c(page_say(p, "dit rapport", "this report")), low, mse_told(p->r->o, p->r->estimate), high};
    dots_of(p, dots, &count, &k->methods);
    dots_of(p, dots, &count, &k->drop);
    chart_dots(&p->b, page_say(p, "Schattingen naast elkaar", "Estimates side by side"), dots, count, low, high);
    figure_end(p,
               "Elke stip is een schatting. De bovenste is die van dit rapport, met het interval als band. Liggen de "
               "stippen ver uit elkaar, dan bepaalt de keuze van de onderzoeker de uitkomst meer dan de gegevens.",
               "Each dot is an estimate. The first is the one of this report, with its interval as a band. When the "
               "dots lie far apart, the choice of the analyst decides more than the data do.");
}

// Everybody on one list is a number that is known: what would the other lists have made of it?
static void known_totals(Report *p)
{
    static const char *const heads[] = {
        "lijst", "list", "#op deze lijst", "#on this list", "#geschat uit de andere", "#estimated from the others",
        NULL};
    const MseRows *rows = &p->k->known;
    if (rows->count == 0) return;
    page_para(p,
              "Hoeveel mensen op een lijst staan, is bekend. Dat is te schatten uit de andere lijsten, alsof het niet "
              "bekend was. Zo is te zien of de methode bij deze lijsten in de buurt komt.",
              "How many people are on a list is known. It can be estimated from the other lists as if it were not, to "
              "see whether the method comes near with these lists.");
    table_begin(p, "Een bekend aantal, geschat", "A known number, estimated", heads);
    for (int i = 0; i < rows->count; i++) {
        const MseRow *v = &rows->v[i];
        row_begin(p);
        cell(p, p->nl ? v->nl : v->what);
        cell_number(p, count_of(p, v->truth));
        cell_number(p, v->status == FIT_OK ? rounded(p, v->estimate)
                                           : str_c(page_say(p, "geen schatting", "no estimate")));
        row_end(p);
    }
    table_end(p);
}

// The estimate against how many links were missed or false: a chart, and its numbers.
static void links(Report *p)
{
    const MseRows *rows = &p->k->links;
    ChartDot dots[MSE_ROWS_MAX];
    int count = 0, found = 0;
    for (int i = 0; i < rows->count; i++) found += rows->v[i].status == FIT_OK;
    if (found < 2) return;
    page_heading(p, "Als de koppeling fouten heeft", "If the linkage has errors");
    page_para(
        p,
        "Wie op twee lijsten staat, moet als dezelfde persoon zijn herkend. Zijn er koppelingen gemist, dan is de "
        "overlap in werkelijkheid groter en zijn er minder mensen dan geschat. Zijn er mensen ten onrechte "
        "gekoppeld, dan zijn het er meer. Hoeveel fouten er zijn, weet deze berekening niet: dit zijn "
        "rekenvoorbeelden.",
        "Whoever is on two lists must have been recognised as the same person. When links were missed, the overlap is "
        "larger in truth and there are fewer people than estimated. When people were linked wrongly, there are more. "
        "How many errors there are, this calculation does not know: these are worked examples.");
    dots_of(p, dots, &count, rows);
    figure_begin(p, "Schatting bij fouten in de koppeling", "Estimate with errors in the linkage");
    chart_dots(&p->b, page_say(p, "Schatting bij fouten in de koppeling", "Estimate with errors in the linkage"), dots,
               count, mse_told(p->r->o, p->r->lower), mse_told(p->r->o, p->r->upper));
    figure_end(p, "De band is het interval van dit rapport. Dat interval telt fouten in de koppeling niet mee.",
               "The band is the interval of this report. That interval does not count errors in the linkage.");
    row_table(p, "Als koppelingen gemist of onterecht zijn", "If links are missed or false", rows);
}

static void rounding(Report *p)
{
    if (p->k->rounding.count == 0 || isnan(p->r->estimate)) return;
    page_para(p,
              "Aantallen worden soms afgerond om mensen te beschermen. De volgende tabel laat zien wat dezelfde "
              "methode zegt als je alleen de afgeronde aantallen hebt.",
              "Counts are sometimes rounded to protect people. The next table shows what the same method says to whom "
              "only has the rounded counts.");
    row_table(p, "Met afgeronde aantallen", "With rounded counts", &p->k->rounding);
}

void page_sensitivity(Report *p)
{
    const MseCheck *k = p->k;
    page_heading(p, "Wat andere methoden en andere lijsten zeggen", "What other methods and other lists say");
    int found = isfinite(p->r->estimate);
    for (int i = 0; i < k->methods.count; i++) found += k->methods.v[i].status == FIT_OK;
    for (int i = 0; i < k->drop.count; i++) found += k->drop.v[i].status == FIT_OK;
    if (found) side_by_side(p);
    else page_para(p, "Geen enkele methode geeft hier een schatting.", "No method gives an estimate here.");
    row_table(p, "Methoden (Chao is een ondergrens)", "Methods (Chao's is a lower bound)", &k->methods);
    row_table(p, "Drempel van de stapsgewijze keuze", "Threshold of the stepwise choice", &k->sweep);
    row_table(p, "Een lijst weggelaten", "One list left out", &k->drop);
    row_table(p, "Twee lijsten samengevoegd", "Two lists joined", &k->merge);
    known_totals(p);
    row_table(p, "Als er minder mensen waren gezien", "Had fewer people been seen", &k->path);
    if (k->assumption.count)
        page_para(
            p,
            "Het verborgen deel zelf is niet te toetsen. De volgende tabel laat zien wat er gebeurt als het kleiner "
            "of groter is dan het model aanneemt.",
            "The hidden part itself cannot be tested. The next table shows what happens when it is smaller or larger "
            "than the model assumes.");
    row_table(p, "Als het verborgen deel anders is dan de aanname zegt",
              "If the hidden part differs from what is "
              "assumed",
              &k->assumption);
    rounding(p);
    links(p);
}

// ---- does it fit, does the interval hold --------------------------------------------------------------------------

void page_fit(Report *p)
{
    static const char *const heads[] = {"op deze lijsten, en geen andere",
                                        "on these lists, and no other",
                                        "#gezien",
                                        "#seen",
                                        "#verwacht",
                                        "#expected",
                                        "#afwijking",
                                        "#residual",
                                        NULL};
    const MseResult *r = p->r;
    bool fitted = loglinear(p), open = !r->o->protect;
    page_heading(p, "Past het model?", "Does the model fit?");
    if (p->k->has_good) {
        Str share = page_decimal(p, p->k->good.p_g2 * 100, 1);
        page_para_of(p,
                     "Van de tabellen die het model zelf maakt, past %.*s %% even slecht of slechter dan deze tabel "
                     "(deviantie; %d nagebootste tabellen). Een heel klein deel betekent: het model past niet.",
                     "Of the tables that the model itself makes, %.*s %% fit as badly as this one or worse (deviance; "
                     "%d simulated tables). A very small share means that the model does not fit.",
                     STR_ARG(share), p->k->good.replicates);
    }
    table_begin(p, "Gezien en verwacht, voor elke overlap", "Seen and expected, for each overlap", heads);
    for (unsigned h = 1; h < 1u << r->c.lists; h++) {
        double mu = fitted ? r->choice.fit.mu[h] : (double)NAN;
        if (r->c.n[h] == 0 && !(mu >= 0.5)) continue;
        row_begin(p);
        cell(p, lists_in_words(p, h));
        cell_number(p, count_of(p, r->c.n[h]));
        cell_number(p, fitted && open ? page_decimal(p, mu, 1) : S("–"));
        cell_number(p, fitted && open ? page_decimal(p, residual_freeman_tukey(r->c.n[h], mu), 2) : S("–"));
        row_end(p);
    }
    table_end(p);
    if (fitted && open)
        page_para(p, "De afwijking is die van Freeman en Tukey. Boven 2 of onder -2 past het model daar slecht.",
                  "The residual is that of Freeman and Tukey. Above 2 or below -2 the model fits badly there.");
}

void page_coverage(Report *p)
{
    const MseCoverage *v = &p->s->cover;
    if (!p->s->covered || v->estimated == 0) return;
    double share = 100.0 * v->covered / v->estimated;
    page_heading(p, "Houdt het interval wat het belooft?", "Does the interval hold what it promises?");
    Str size = rounded(p, v->truth);
    page_para_of(
        p,
        "We maakten %d keer een verzonnen bevolking van %.*s mensen, volgens het gekozen model. Elke keer is alles "
        "opnieuw geschat. In %d van de %d keer met een interval lag het echte aantal erin: %.0f %%, beloofd was "
        "%.0f %%.",
        "%d times an invented population of %.*s people was made, as the chosen model says. Each time all of it was "
        "estimated anew. In %d of the %d times with an interval the true number was inside: %.0f %%; %.0f %% was "
        "promised.",
        v->trials, STR_ARG(size), v->covered, v->estimated, share, p->r->o->level * 100);
    Str off = page_decimal(p, (exp(v->bias) - 1) * 100, 1);
    page_para_of(
        p, "Het interval was %d keer te laag en %d keer te hoog. De schatting zat er gemiddeld %.*s %% naast.",
        "The interval was too low in %d of them and too high in %d. The estimate was off by %.*s %% on average.",
        v->below, v->above, STR_ARG(off));
}

// ---- parts --------------------------------------------------------------------------------------------------------

static void part_row(Report *p, Str name, double seen, double estimate, double low, double high)
{
    row_begin(p);
    cell(p, name);
    cell_number(p, count_of(p, seen));
    cell_number(p, isnan(estimate) ? str_c(page_say(p, "geen schatting", "no estimate")) : rounded(p, estimate));
    cell_number(p, isnan(low) ? S("–") : rounded(p, low));
    cell_number(p, isnan(high) ? S("–") : rounded(p, high));
    row_end(p);
}

void page_strata(Report *p)
{
    static const char *const heads[] = {"groep", "group", "#gezien", "#seen", "#geschat", "#estimated",
                                        "#van",  "#from", "#tot",    "#to",   NULL};
    const MseStrata *s = &p->s->strata;
    if (!p->s->has_strata) return;
    page_heading(p, "Uitgesplitst", "In parts");
    page_para_of(
        p,
        "Elke groep van \"%.*s\" is apart geschat, met een eigen model. Een kleine groep krijgt daardoor een breed "
        "interval, of geen schatting.",
        "Each group of \"%.*s\" was estimated by itself, with its own model. A small group therefore gets a wide "
        "interval, or no estimate.",
        STR_ARG(s->covariate->name));
    Str caption = str_fmt(
        p->mem, page_say(p, "Vermoedelijke slachtoffers naar %.*s, geschat", "Presumed victims by %.*s, estimated"),
        STR_ARG(s->covariate->name));
    const char *title = str_z(p->mem, caption);
    table_begin(p, title, title, heads);
    for (int i = 0; i < s->covariate->count; i++) {
        const MseResult *r = &s->parts[i];
        part_row(p, s->covariate->levels[i], r->observed, r->estimate, r->lower, r->upper);
    }
    part_row(p, str_c(page_say(p, "samen", "together")), s->observed, s->estimate, s->lower, s->upper);
    table_end(p);
}
