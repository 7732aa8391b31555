// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/picture.h"
#include "shelter/picture_sql.h"
#include "shelter/rules.h"
#include <math.h>

enum {
    KINDS = 5,
    NOBODY_REGION = REGIONS_MAX,
    TIMES_LEAST = 10,
    DOT_LEAST = 11,
    DOT_MOST = 22,
    BAR_GAP = 4,
    SEVERAL = 2
};
enum { SAMPLES = 4, SAMPLE_DAYS = 7, SAMPLE_HOUR = 12, CLAIM_TELLS_DAYS = 14 }; // of each month
#define SPAN HOURS(IN_TIME_HOURS)

static const char *const group_labels[GROUP_COUNT] = {
#define X(name, label) label,
    GROUPS(X)
#undef X
};

typedef struct Counts {
    int64_t asked, arrived, decided, within, unmet, open, total, occupied;
} Counts;

typedef struct Making {
    Db *db;
    Arena *mem;
    Lang lang;
    Time now;
    const Regions *regions;
    int64_t heavy;                                                        // HEAVY_NEEDS as traits
    Counts region[REGIONS_MAX + 1], kind[KINDS], group[GROUP_COUNT], all; // the last region: not known
    Picture *p;
} Making;

static Str say(const Making *m, const char *dutch) { return str_c(tr(m->lang, dutch)); }

static bool in_group(Group g, Str sex, int64_t minor, int64_t family, int64_t heavy, int64_t no_status)
{
    switch (g) {
    case GROUP_man: return str_eq(sex, S("man"));
    case GROUP_woman: return str_eq(sex, S("woman"));
    case GROUP_family: return family != 0;
    case GROUP_minor: return minor != 0;
    case GROUP_many: return __builtin_popcountll((Traits)heavy) >= SEVERAL;
    case GROUP_no_status: return no_status != 0;
    case GROUP_COUNT: break;
    }
    return false;
}

// ---- demand and supply --------------------------------------------------------------------------------------------

static void add_demand(Counts *c, const PictureDemandRow *r)
{
    c->asked += r->asked;
    c->arrived += r->arrived;
    c->decided += r->decided;
    c->within += r->within;
    c->unmet += r->unmet;
    c->open += r->open;
}

static Err read_demand(Making *m)
{
    PictureDemandRow *rows;
    size_t n;
    TRY(q_picture_demand(m->db, m->mem, m->p->from, m->p->to, m->now, SPAN, m->heavy, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const PictureDemandRow *r = &rows[i];
        int region = region_at(m->regions, r->region_code), kind = choice_at(place_kinds, r->kind);
        add_demand(&m->region[region < 0 ? NOBODY_REGION : region], r);
        if (kind >= 0) add_demand(&m->kind[kind], r);
        for (int g = 0; g < GROUP_COUNT; g++)
            if (in_group((Group)g, r->sex, r->minor, r->family, r->heavy, r->no_status)) add_demand(&m->group[g], r);
        add_demand(&m->all, r);
    }
    return OK;
}

static void add_supply(Counts *c, const Unit *u)
{
    c->total += u->total;
    c->occupied += u->total - u->free;
}

static bool takes(const Unit *u, const Choice *list, const char *code)
{
    Traits bit;
    return trait_of(list, str_c(code), &bit) == OK && (u->yes | u->ask) & bit;
}

static bool unit_in_group(Group g, const Unit *u)
{
    Traits heavy = 0;
    switch (g) {
    case GROUP_man: return takes(u, sexes_asked, "man");
    case GROUP_woman: return takes(u, sexes_asked, "woman");
    case GROUP_family: return u->children_max > 0;
    case GROUP_minor: return u->age_min < 18;
    case GROUP_many:
        if (traits_of(care_needs, S(HEAVY_NEEDS), &heavy, NULL) != OK) return false;
        return __builtin_popcountll((u->yes | u->ask) & heavy) >= SEVERAL;
    case GROUP_no_status: return takes(u, residences, "none");
    case GROUP_COUNT: break;
    }
    return false;
}

static Err read_supply(Making *m)
{
    Unit *units;
    ShelterUnit *rows;
    size_t n;
    TRY(units_load(m->db, m->mem, m->regions, m->now, m->now, &units, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        add_supply(&m->region[units[i].region < 0 ? NOBODY_REGION : units[i].region], &units[i]);
        if (units[i].kind >= 0) add_supply(&m->kind[units[i].kind], &units[i]);
        for (int g = 0; g < GROUP_COUNT; g++)
            if (unit_in_group((Group)g, &units[i])) add_supply(&m->group[g], &units[i]);
        add_supply(&m->all, &units[i]);
    }
    return OK;
}

static Sheet demand_sheet(Making *m, const char *name, const char *title, const char *first, size_t rows)
{
    const Str heads[] = {say(m, first),
                         say(m, N_("gevraagd")),
                         say(m, N_("aangekomen")),
                         say(m, N_("geen plek gevonden")),
                         say(m, N_("zoekt nog")),
                         say(m, N_("geen plek, %")),
                         say(m, N_("plekken nu")),
                         say(m, N_("bezet nu")),
                         say(m, N_("bezet, %")),
                         STR_NONE};
    return sheet_new(m->mem, str_c(name), say(m, title), heads, rows, m->p->protect);
}

static void demand_row(Sheet *s, Str name, const Counts *c)
{
    sheet_text(s, name);
    sheet_people(s, c->asked);
    sheet_people(s, c->arrived);
    sheet_people(s, c->unmet);
    sheet_people(s, c->open);
    sheet_share(s, c->unmet, c->asked);
    sheet_number(s, (double)c->total);
    sheet_people(s, c->occupied);
    sheet_share(s, c->occupied, c->total);
}

static void demand_sheets(Making *m)
{
    Sheet *s = &m->p->sheets[PICTURE_regions];
    *s = demand_sheet(m, "regions", N_("Vraag en aanbod per regio"), N_("regio"), REGIONS_MAX + 2);
    for (size_t i = 0; i < m->regions->count; i++) demand_row(s, m->regions->name[i], &m->region[i]);
    demand_row(s, say(m, N_("regio niet bekend")), &m->region[NOBODY_REGION]);
    demand_row(s, say(m, N_("heel Nederland")), &m->all);
    s = &m->p->sheets[PICTURE_kinds];
    *s = demand_sheet(m, "kinds", N_("Vraag en aanbod per soort plek"), N_("soort plek"), KINDS);
    for (int i = 0; i < KINDS; i++) demand_row(s, say(m, place_kinds[i].label), &m->kind[i]);
    s = &m->p->sheets[PICTURE_groups];
    *s = demand_sheet(m, "groups", N_("Vraag en aanbod per groep"), N_("groep"), GROUP_COUNT);
    for (int i = 0; i < GROUP_COUNT; i++) demand_row(s, say(m, group_labels[i]), &m->group[i]);
}

// ---- how long it takes --------------------------------------------------------------------------------------------

// Hours within which so many of a hundred arrived; rows are of one kind, in order of hours.
static double within_hours(const PictureHoursRow *rows, size_t n, int64_t all, int percent)
{
    int64_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        seen += rows[i].n;
        if (seen * 100 >= all * percent) return (double)rows[i].hours;
    }
    return (double)NAN;
}

static Err times_sheet(Making *m)
{
    const Str heads[] = {say(m, N_("soort plek")),         say(m, N_("aangekomen")),
                         say(m, N_("helft binnen, uren")), say(m, N_("90 % binnen, uren")),
                         say(m, N_("binnen 36 uur, %")),   STR_NONE};
    Sheet *s = &m->p->sheets[PICTURE_times];
    *s = sheet_new(m->mem, S("times"), say(m, N_("Hoe lang het duurt tot iemand er is")), heads, KINDS, m->p->protect);
    PictureHoursRow *rows;
    size_t n;
    TRY(q_picture_hours(m->db, m->mem, m->p->from, m->p->to, &rows, &n));
    for (int k = 0; k < KINDS; k++) {
        size_t from = 0, to;
        int64_t all = 0;
        while (from < n && !str_eq_c(rows[from].kind, place_kinds[k].code)) from++;
        for (to = from; to < n && str_eq_c(rows[to].kind, place_kinds[k].code); to++) all += rows[to].n;
        bool told = all >= TIMES_LEAST || (all > 0 && !m->p->protect);
        bool tonight = k == PLACE_CRISIS || k == PLACE_EMERGENCY_BED;
        sheet_text(s, say(m, place_kinds[k].label));
        sheet_people(s, all);
        sheet_number(s, told ? within_hours(&rows[from], to - from, all, 50) : (double)NAN);
        sheet_number(s, told ? within_hours(&rows[from], to - from, all, 90) : (double)NAN);
        if (tonight) sheet_share(s, m->kind[k].within, m->kind[k].decided);
        else sheet_number(s, (double)NAN);
    }
    return OK;
}

// ---- reasons ------------------------------------------------------------------------------------------------------

static Sheet reason_sheet(Making *m, const char *name, const char *title, size_t rows)
{
    Str heads[GROUP_COUNT + 3] = {say(m, N_("reden")), say(m, N_("alle"))};
    for (int g = 0; g < GROUP_COUNT; g++) heads[g + 2] = say(m, group_labels[g]);
    return sheet_new(m->mem, str_c(name), say(m, title), heads, rows, m->p->protect);
}

static void reason_row(Sheet *s, Str label, const char *code, const PictureUnmetRow *rows, size_t n)
{
    int64_t all = 0, group[GROUP_COUNT] = {0};
    for (size_t i = 0; i < n; i++) {
        const PictureUnmetRow *r = &rows[i];
        if (!str_eq_c(r->reason, code)) continue;
        all += r->n;
        for (int g = 0; g < GROUP_COUNT; g++)
            if (in_group((Group)g, r->sex, r->minor, r->family, r->heavy, r->no_status)) group[g] += r->n;
    }
    sheet_text(s, label);
    sheet_people(s, all);
    for (int g = 0; g < GROUP_COUNT; g++) sheet_people(s, group[g]);
}

static size_t length(const Choice *list)
{
    size_t n = 0;
    while (list[n].code) n++;
    return n;
}

static Err reason_sheets(Making *m)
{
    PictureUnmetRow *rows;
    size_t n;
    TRY(q_picture_unmet(m->db, m->mem, m->p->from, m->p->to, m->heavy, &rows, &n));
    Sheet *s = &m->p->sheets[PICTURE_unmet];
    *s = reason_sheet(m, "unmet", N_("Geen plek gevonden: waarom, en wie"), length(unmet_reasons));
    for (int i = 0; unmet_reasons[i].code; i++)
        reason_row(s, say(m, unmet_reasons[i].label), unmet_reasons[i].code, rows, n);
    TRY(q_picture_answers(m->db, m->mem, m->p->from, m->p->to, m->heavy, &rows, &n));
    s = &m->p->sheets[PICTURE_refusals];
    *s = reason_sheet(m, "answers", N_("Wat aanbieders antwoordden, en over wie"), length(refuse_reasons) + 2);
    reason_row(s, say(m, N_("ja")), "accepted", rows, n);
    for (int i = 0; refuse_reasons[i].code; i++) {
        Str label = str_fmt(m->mem, "%s: %s", tr(m->lang, N_("nee")), tr(m->lang, refuse_reasons[i].label));
        reason_row(s, label, refuse_reasons[i].code, rows, n);
    }
    reason_row(s, say(m, N_("geen antwoord")), "no_answer", rows, n);
    return OK;
}

// ---- months, and the drawings -------------------------------------------------------------------------------------

static Err months_sheet(Making *m, Date first, int months)
{
    const Str heads[] = {say(m, N_("maand")),
                         say(m, N_("gevraagd")),
                         say(m, N_("aangekomen")),
                         say(m, N_("geen plek gevonden")),
                         say(m, N_("binnen 36 uur, %")),
                         STR_NONE};
    Sheet *s = &m->p->sheets[PICTURE_months];
    *s = sheet_new(m->mem, S("months"), say(m, N_("Per maand: crisisplekken en noodbedden")), heads, (size_t)months,
                   m->p->protect);
    for (int i = 0; i < months; i++) {
        Date day = months_later(first, i);
        PictureMonthRow r;
        TRY(q_picture_month(m->db, m->mem, time_of_date(day), time_of_date(months_later(first, i + 1)), m->now, SPAN,
                            &r));
        sheet_text(s, str_head(date_iso(m->mem, day), sizeof "2026-11" - 1));
        sheet_people(s, r.asked);
        sheet_people(s, r.arrived);
        sheet_people(s, r.unmet);
        sheet_share(s, r.within, r.decided);
    }
    return OK;
}

// Of one month: places about which a claim was young enough, and how many were occupied; on average over the samples.
typedef struct Filled {
    double total, occupied, kind_total[KINDS], kind_occupied[KINDS], staying;
    int samples;
} Filled;

static Err sample(const Making *m, Time at, Filled *f)
{
    PictureOccupiedRow *rows;
    PictureStayingRow staying;
    size_t n;
    TRY(q_picture_occupied(m->db, m->mem, at, at - DAYS(CLAIM_TELLS_DAYS), &rows, &n));
    TRY(q_picture_staying(m->db, NULL, at, at - 2 * DAYS(STAY_DAYS_MAX), &staying));
    for (size_t i = 0; i < n; i++) {
        int kind = choice_at(place_kinds, rows[i].kind);
        if (kind < 0 || kind == PLACE_OUTREACH) continue; // no bed
        f->total += (double)rows[i].total;
        f->occupied += (double)rows[i].occupied;
        f->kind_total[kind] += (double)rows[i].total;
        f->kind_occupied[kind] += (double)rows[i].occupied;
    }
    f->staying += (double)staying.n;
    f->samples++;
    return OK;
}

static int64_t mean(double sum, int n) { return n ? (int64_t)(sum / n + 0.5) : 0; }

static void occupancy_row(Sheet *s, Str month, const Filled *f)
{
    sheet_text(s, month);
    if (f->samples) sheet_number(s, (double)mean(f->total, f->samples));
    else sheet_number(s, (double)NAN);
    sheet_people(s, mean(f->occupied, f->samples));
    sheet_share(s, mean(f->occupied, f->samples), mean(f->total, f->samples));
    for (int k = 0; k < PLACE_OUTREACH; k++)
        sheet_share(s, mean(f->kind_occupied[k], f->samples), mean(f->kind_total[k], f->samples));
    sheet_people(s, mean(f->staying, f->samples));
}

static Err occupancy_sheet(Making *m, Date first, int months)
{
    Str heads[KINDS + 5] = {say(m, N_("maand")), say(m, N_("plekken met een opgave")), say(m, N_("bezet")),
                            say(m, N_("bezet, %"))};
    size_t n = 4;
    for (int k = 0; k < PLACE_OUTREACH; k++) heads[n++] = str_fmt(m->mem, "%s, %%", tr(m->lang, place_kinds[k].label));
    heads[n++] = say(m, N_("verblijven via Baken"));
    Sheet *s = &m->p->sheets[PICTURE_occupancy];
    *s = sheet_new(m->mem, S("occupancy"), say(m, N_("Bezetting per maand")), heads, (size_t)months, m->p->protect);
    for (int i = 0; i < months; i++) {
        Date day = months_later(first, i);
        Filled f = {.samples = 0};
        for (int k = 0; k < SAMPLES; k++) {
            Time at = time_of_date(day + k * SAMPLE_DAYS) + HOURS(SAMPLE_HOUR);
            if (at <= m->now) TRY(sample(m, at, &f));
        }
        occupancy_row(s, str_head(date_iso(m->mem, day), sizeof "2026-11" - 1), &f);
    }
    return OK;
}

// Drawn from the cells, so that a drawing never tells more than its table.
static double told(const Cell *c) { return c->kind == CELL_NUMBER ? c->number : 0; }

// "11", and the year in January; of many months only the years.
static Str month_label(const Picture *p, Str name)
{
    Str month = {name.p + sizeof "2026-" - 1, name.n - (sizeof "2026-" - 1)};
    if (str_eq(month, S("01"))) return str_head(name, sizeof "2026" - 1);
    return p->bar_count <= BARS_LABELLED_MAX ? month : STR_NONE;
}

static void draw_months(Picture *p)
{
    const Sheet *s = &p->sheets[PICTURE_months];
    double most = 1;
    p->bar_count = sheet_rows(s);
    p->bar_width = BARS_WIDTH / (int)p->bar_count - BAR_GAP;
    for (size_t i = 0; i < p->bar_count; i++) most = fmax(most, told(&sheet_row(s, i)[1]));
    for (size_t i = 0; i < p->bar_count; i++) {
        const Cell *row = sheet_row(s, i);
        p->bars[i] = (MonthBar){.x = (int)i * (p->bar_width + BAR_GAP),
                                .tall = (int)(told(&row[1]) / most * BARS_HEIGHT),
                                .part_tall = (int)(told(&row[3]) / most * BARS_HEIGHT),
                                .name = row[0].text,
                                .label = month_label(p, row[0].text)};
    }
}

static void draw_occupancy(Picture *p)
{
    const Sheet *s = &p->sheets[PICTURE_occupancy];
    for (size_t i = 0; i < p->bar_count; i++) {
        const Cell *row = sheet_row(s, i), *share = &row[3];
        bool known = share->kind == CELL_NUMBER && !isnan(share->number);
        p->filled[i] = (MonthBar){.x = p->bars[i].x,
                                  .tall = known ? BARS_HEIGHT : 0,
                                  .part_tall = known ? (int)(share->number / 100 * BARS_HEIGHT) : 0,
                                  .name = row[0].text,
                                  .label = p->bars[i].label};
    }
}

static void draw_map(Making *m)
{
    const Sheet *s = &m->p->sheets[PICTURE_regions];
    const Regions *r = m->regions;
    const double west = 3.3, east = 7.3, north = 53.45, south = 50.7; // the country, in degrees
    double most = 1;
    for (size_t i = 0; i < r->count; i++) most = fmax(most, told(&sheet_row(s, i)[1]));
    for (size_t i = 0; i < r->count; i++) {
        const Cell *row = sheet_row(s, i), *share = &row[5];
        double part = sqrt(told(&row[1]) / most);
        m->p->dots[i] =
            (MapDot){.x = (int)(((double)r->lon[i] - west) / (east - west) * MAP_WIDTH),
                     .y = (int)((north - (double)r->lat[i]) / (north - south) * MAP_HEIGHT),
                     .r = (int)(DOT_LEAST + part * (DOT_MOST - DOT_LEAST)),
                     .name = r->name[i],
                     .share = share->kind == CELL_NUMBER ? str_fmt(m->mem, "%.0f", share->number) : STR_NONE,
                     .level = share->kind != CELL_NUMBER ? "unknown"
                              : share->number < 10       ? "low"
                              : share->number < 25       ? "middle"
                                                         : "high"};
    }
    m->p->dot_count = r->count;
}

static void facts(Making *m)
{
    Picture *p = m->p;
    const char *counts = p->protect
                             ? N_("Aantallen van 1 tot en met 4 zijn niet te zien; andere zijn afgerond op vijf.")
                             : N_("Aantallen zijn niet afgerond. Deel ze niet buiten de kring die ze nodig heeft.");
    const SheetFact all[PICTURE_FACTS] = {
        {say(m, N_("Bron")), say(m, N_("aanvragen, vragen en plekken in Baken"))},
        {say(m, N_("Periode")), str_fmt(m->mem, "%.*s - %.*s", STR_ARG(text_date(m->mem, m->lang, p->from)),
                                        STR_ARG(text_date(m->mem, m->lang, p->to)))},
        {say(m, N_("Gemaakt")), text_datetime(m->mem, m->lang, m->now)},
        {say(m, N_("Wie")), say(m, N_("Het gaat om vermoedelijke slachtoffers. Een groep telt iedereen die erin past: "
                                      "groepen overlappen."))},
        {say(m, N_("Onzekerheid")),
         say(m, N_("Wie niet in Baken is gevraagd, telt niet mee. Vrije plekken zijn opgaven van aanbieders en kunnen "
                   "verouderd zijn."))},
        {say(m, N_("Kleine aantallen")), say(m, counts)}};
    for (size_t i = 0; i < PICTURE_FACTS; i++) p->facts[p->fact_count++] = all[i];
}

Err picture_make(Db *db, Arena *mem, Lang lang, int months, bool protect, Time now, Picture *ret_picture, Why *w)
{
    Making *m = NEW(mem, Making);
    Civil today = civil_nl(now);
    Date first = months_later(date_of(today.year, today.month, 1), 1 - months);
    *ret_picture = (Picture){.from = time_of_date(first), .to = now + 1, .protect = protect};
    *m = (Making){.db = db, .mem = mem, .lang = lang, .now = now, .p = ret_picture};
    TRY(match_regions(&m->regions, w));
    Traits heavy;
    TRY(traits_of(care_needs, S(HEAVY_NEEDS), &heavy, w));
    m->heavy = (int64_t)heavy;
    TRY(read_demand(m));
    TRY(read_supply(m));
    demand_sheets(m);
    TRY(times_sheet(m));
    TRY(reason_sheets(m));
    TRY(months_sheet(m, first, months));
    TRY(occupancy_sheet(m, first, months));
    draw_months(m->p);
    draw_occupancy(m->p);
    draw_map(m);
    facts(m);
    return OK;
}
