// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/rules.h"
#include "assets/assets.h"
#include "decision/decision.h"
#include <math.h>
#include <pthread.h>

static Err ask_rule(Arena *mem, Str unit, const Need *need, Criterion c, Fit fit, MatchRules *rules, Why *w)
{
    MatchRule *rule = &rules->of[c][fit];
    *rule = (MatchRule){.effect = EFFECT_IMPOSSIBLE,
                        .reason_nl = S("De regels zeggen hier niets over. Daarom wordt deze plek niet voorgesteld."),
                        .reason_en = S("The rules say nothing about this. So this place is not proposed.")};
    const DecisionValue in[] = {DECIDE_TEXT("punt", str_c(criterion_name(c))),
                                DECIDE_TEXT("past", str_c(fit_name(fit))),
                                DECIDE_TEXT("soort", str_c(place_kinds[need->kind].code))};
    Ruling ruling;
    Why refused = {{0}};
    Err e = decision_eval(mem, "placement", unit, in, COUNT(in), &ruling, &refused);
    if (e == E_INPUT) return OK; // a table that staff made before there was such a criterion
    if (e != OK) return why(w, e, "%s", refused.text);
    rules->table = ruling.table;
    rules->version = ruling.version;
    rules->status = ruling.status;
    if (ruling.hit_count == 0) return OK;
    const DecisionHit *h = &ruling.hits[0];
    if (str_eq_c(hit_text(h, "oordeel"), effect_name(EFFECT_DISCUSS))) rule->effect = EFFECT_DISCUSS;
    rule->reason_nl = h->reason_nl;
    rule->reason_en = h->reason_en;
    rule->relax_nl = hit_text(h, "versoepeling_nl");
    rule->relax_en = hit_text(h, "versoepeling_en");
    rule->rule = h->rule;
    return OK;
}

static Err ask_weight(Arena *mem, Str unit, const Need *need, ScorePart part, MatchRules *rules, Why *w)
{
    const DecisionValue in[] = {DECIDE_TEXT("onderdeel", str_c(score_part_name(part))),
                                DECIDE_TEXT("soort", str_c(place_kinds[need->kind].code))};
    Ruling ruling;
    TRY(decision_eval(mem, "placement_score", unit, in, COUNT(in), &ruling, w));
    rules->score_version = ruling.version;
    rules->score_status = ruling.status;
    double weight = ruling.hit_count ? hit_number(&ruling.hits[0], "gewicht", 0) : 0;
    rules->weight[part] = isfinite(weight) && weight > 0 ? weight : 0;
    return OK;
}

Err match_rules(Arena *mem, Str police_unit, const Need *need, MatchRules *ret_rules, Why *w)
{
    MatchRules *rules = NEW(mem, MatchRules);
    for (int c = 0; c < CRITERION_COUNT; c++)
        for (int fit = FIT_ASK; fit <= FIT_NO; fit++)
            TRY(ask_rule(mem, police_unit, need, (Criterion)c, (Fit)fit, rules, w));
    for (int p = 0; p < SCORE_PART_COUNT; p++) TRY(ask_weight(mem, police_unit, need, (ScorePart)p, rules, w));
    *ret_rules = *rules;
    return OK;
}

// ---- the map ------------------------------------------------------------------------------------------------------

enum { REGION_COLUMNS = 5, DEGREES_DIGITS = 8 };
#define EARTH_KM 6371.0
#define RADIANS(degrees) ((degrees)*3.14159265358979323846 / 180)

// "4.4821"; positive, at most DEGREES_DIGITS characters
static Err degrees(Str s, double *ret_v)
{
    int64_t whole, part;
    Str rest = s, before = str_cut(&rest, '.');
    if (s.n > DEGREES_DIGITS || rest.n != 4) return E_INPUT;
    TRY(str_int(before, 0, 180, &whole));
    TRY(str_int(rest, 0, 9999, &part));
    *ret_v = (double)whole + (double)part / 10000;
    return OK;
}

// Great-circle distance (haversine).
static double km_between(const double a[2], const double b[2])
{
    double lat1 = RADIANS(a[1]), lat2 = RADIANS(b[1]);
    double s = sin((lat2 - lat1) / 2), t = sin(RADIANS(b[0] - a[0]) / 2);
    double h = s * s + cos(lat1) * cos(lat2) * t * t;
    return 2 * EARTH_KM * asin(sqrt(h > 1 ? 1 : h));
}

static Err read_regions(Str csv, Regions *r, Why *w)
{
    double at[REGIONS_MAX][2];
    bool head = true;
    while (csv.n) {
        Str line = str_trim(str_cut(&csv, '\n')), v[REGION_COLUMNS];
        if (line.n == 0 || line.p[0] == '#') continue;
        for (size_t i = 0; i < REGION_COLUMNS; i++) v[i] = str_cut(&line, ',');
        if (head) {
            head = false;
            continue;
        }
        size_t n = r->count;
        if (n == REGIONS_MAX || !v[0].n || line.n || degrees(v[3], &at[n][0]) != OK || degrees(v[4], &at[n][1]) != OK)
            return why(w, E_INPUT, "regions.csv: line of \"%.*s\" is not valid", STR_ARG(v[0]));
        r->code[n] = v[0];
        r->name[n] = v[1];
        r->province[n] = v[2];
        r->lon[n] = (float)at[n][0];
        r->lat[n] = (float)at[n][1];
        r->count++;
    }
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < r->count; k++) r->km[i][k] = (float)km_between(at[i], at[k]);
    return r->count ? OK : why(w, E_INPUT, "regions.csv is empty");
}

static Regions all_regions;
static Err regions_read = E_BUG;
static Why regions_why;

static void read_once(void)
{
    const Asset *a = asset_find(S("data/regions.csv"));
    regions_read = a ? read_regions(a->bytes, &all_regions, &regions_why)
                     : why(&regions_why, E_NOTFOUND, "data/regions.csv is not in the program");
}

Err match_regions(const Regions **ret_regions, Why *w)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_once);
    if (regions_read != OK) return why(w, regions_read, "%s", regions_why.text);
    *ret_regions = &all_regions;
    return OK;
}
