// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/supply.h"
#include "directory/directory.h"
#include "directory/hours.h"
#include "shelter/placing_sql.h"
#include <string.h>

Str facility_context(Arena *mem, Str submission)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "facility:%.*s:address", STR_ARG(of));
}

Err facility_load(Db *db, Arena *mem, const Actor *who, int64_t id, Facility *ret_facility, Relation *ret_relation)
{
    Facility f;
    TRY(q_facility_by_id(db, mem, id, &f));
    Relation relation = REL_NONE;
    if (f.org_id == who->org.v) {
        relation = REL_OWN;
    } else {
        PlacementRunningRow row;
        TRY(q_placement_running(db, mem, who->org.v, id, &row));
        if (row.n > 0) relation = REL_PARTICIPANT;
    }
    *ret_facility = f;
    *ret_relation = relation;
    return OK;
}

// ---- names --------------------------------------------------------------------------------------------------------

enum { PHONE_DIGITS = 7, POSTCODE_DIGITS = 4, POSTCODE_LETTERS = 2 };

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool letter(char c) { return ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80; }
static char at(Str s, size_t i) { return i < s.n ? s.p[i] : '\0'; }

// Digits with what people write between them.
static bool has_phone(Str s)
{
    int seen = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (digit(s.p[i]) && ++seen >= PHONE_DIGITS) return true;
        if (!digit(s.p[i]) && !memchr(" -./()+", s.p[i], sizeof " -./()+" - 1)) seen = 0;
    }
    return false;
}

static bool has_postcode(Str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits = digit(s.p[i]) ? digits + 1 : 0;
        if (digits != POSTCODE_DIGITS || digit(at(s, i + 1))) continue;
        size_t from = at(s, i + 1) == ' ' ? i + 2 : i + 1, n = 0;
        while (letter(at(s, from + n))) n++;
        if (n == POSTCODE_LETTERS) return true;
    }
    return false;
}

// "Lindelaan 12": the word of a street, and a number behind it.
static bool has_street(Str lower)
{
    static const char *const ends[] = {"straat", "laan",  "weg", "plein", "kade",  "gracht", "singel",   "dijk",
                                       "steeg",  "dreef", "pad", "hof",   "markt", "baan",   "plantsoen"};
    for (size_t e = 0; e < COUNT(ends); e++) {
        Str end = str_c(ends[e]);
        for (size_t i = 0; i + end.n < lower.n; i++)
            if (str_starts((Str){lower.p + i, lower.n - i}, end) && lower.p[i + end.n] == ' ' &&
                digit(at(lower, i + end.n + 1)))
                return true;
    }
    return false;
}

static size_t word_end(Str s, size_t i)
{
    while (i < s.n && s.p[i] != ' ' && s.p[i] != ',' && s.p[i] != '.') i++;
    return i;
}

// One to four words together, written as a name: with a capital, or as in 's-Hertogenbosch.
static Err names_municipality(Db *db, Str name, bool *ret_yes)
{
    enum { WORDS_MAX = 4 };
    for (size_t from = 0, next; from < name.n; from = next + 1) {
        next = word_end(name, from);
        bool proper = (name.p[from] >= 'A' && name.p[from] <= 'Z') || name.p[from] == '\'';
        for (size_t words = 1, end = next; proper && words <= WORDS_MAX; words++) {
            const Municipality *m;
            Err e = municipality_find(db, (Str){name.p + from, end - from}, &m);
            if (e != OK && e != E_NOTFOUND) return e;
            *ret_yes = *ret_yes || e == OK;
            if (end >= name.n) break;
            end = word_end(name, end + 1);
        }
    }
    return OK;
}

Err name_neutral(Db *db, Str name, Why *w)
{
    bool there = false;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    Str lower = str_lower(mem, name);
    if (has_phone(name) || str_has(name, S("@")) || str_has(lower, S("www.")) || str_has(lower, S("http")))
        return why(w, E_INPUT,
                   N_("In deze naam staat een telefoonnummer of webadres. Kies iets neutraals, zoals Huis Eik."));
    TRY(names_municipality(db, name, &there));
    if (there || has_postcode(name) || has_street(lower))
        return why(w, E_INPUT,
                   N_("Deze naam verraadt waar het is: er staat een gemeente, straat of postcode in. Kies iets "
                      "neutraals, zoals Huis Eik."));
    return OK;
}

// ---- units --------------------------------------------------------------------------------------------------------

Err unit_check(const NewUnit *u, Why *w)
{
    if (u->age_min > u->age_max) return why(w, E_INPUT, N_("De laagste leeftijd is hoger dan de hoogste."));
    if (u->takes & u->talks) return why(w, E_INPUT, N_("Kies per kenmerk één antwoord: ja, in overleg of nee."));
    if (u->may_place & u->may_mediate)
        return why(w, E_INPUT, N_("Een organisatie mag plaatsen of bemiddelen, niet allebei."));
    if (u->may_place == 0) return why(w, E_INPUT, N_("Kies wie hier mag plaatsen."));
    if (u->places < 1 || u->places > UNIT_PLACES_MAX) return why(w, E_INPUT, N_("Vul in hoeveel plekken er zijn."));
    return OK;
}

static Err add_places(Db *db, Arena *mem, int64_t unit, int64_t from, int64_t to, Time now)
{
    for (int64_t i = from; i <= to; i++) {
        int64_t added;
        TRY(q_place_insert(db, unit, str_fmt(mem, "%lld", (long long)i), now, &added));
    }
    return OK;
}

Err unit_store(Db *db, Arena *mem, const Facility *f, const NewUnit *u, AccountId by, Time now, int64_t *ret_id)
{
    UnitInsertRow row;
    Err e = q_unit_insert(db, mem, u->submission, f->id, f->org_id, u->name, u->kind, (int64_t)u->takes,
                          (int64_t)u->talks, (int64_t)u->languages, u->may_place, u->may_mediate, u->age_min,
                          u->age_max, u->children_max, u->stay_days, u->security, u->trafficking, by.v, now, &row);
    if (e == E_NOTFOUND) {
        UnitBySubmissionRow old;
        TRY(q_unit_by_submission(db, mem, u->submission, &old));
        *ret_id = old.id;
        return OK;
    }
    TRY(e);
    TRY(add_places(db, mem, row.id, 1, u->places, now));
    TRY(q_claim_insert(db, row.id, now, by.v, u->places, u->places, S("form")));
    *ret_id = row.id;
    return OK;
}

Err unit_change(Db *db, int64_t unit, const NewUnit *u, Time now)
{
    int64_t changed;
    TRY(q_unit_update(db, unit, u->name, u->kind, (int64_t)u->takes, (int64_t)u->talks, (int64_t)u->languages,
                      u->may_place, u->may_mediate, u->age_min, u->age_max, u->children_max, u->stay_days, u->security,
                      u->trafficking, now, &changed));
    return changed ? OK : E_NOTFOUND;
}

static bool really_free(const PlaceOfUnitRow *p, Time now)
{
    return str_eq(p->state, S("free")) && p->held_until <= now && p->stay == 0;
}

static Err set_state(Db *db, int64_t place, Str state, Time now)
{
    int64_t changed;
    return q_place_set_state(db, place, state, now, &changed);
}

// Closed places open first, in their order; then new ones get the next number.
static Err grow(Db *db, Arena *mem, int64_t unit, const PlaceOfUnitRow *rows, size_t n, int64_t more, Time now)
{
    for (size_t i = 0; i < n && more > 0; i++)
        if (str_eq(rows[i].state, S("closed"))) {
            TRY(set_state(db, rows[i].id, S("free"), now));
            more--;
        }
    return add_places(db, mem, unit, (int64_t)n + 1, (int64_t)n + more, now);
}

static Err shrink(Db *db, const PlaceOfUnitRow *rows, size_t n, int64_t fewer, Time now)
{
    int64_t can = 0;
    for (size_t i = 0; i < n; i++) can += really_free(&rows[i], now);
    if (can < fewer) return E_CONFLICT;
    for (size_t i = n; i > 0 && fewer > 0; i--)
        if (really_free(&rows[i - 1], now)) {
            TRY(set_state(db, rows[i - 1].id, S("closed"), now));
            fewer--;
        }
    return OK;
}

Err unit_resize(Db *db, Arena *mem, int64_t unit, int64_t places, Time now)
{
    PlaceOfUnitRow *rows;
    size_t n;
    TRY(q_place_of_unit(db, mem, unit, &rows, &n));
    int64_t open = 0;
    for (size_t i = 0; i < n; i++) open += !str_eq(rows[i].state, S("closed"));
    if (places < 0 || places > UNIT_PLACES_MAX) return E_INPUT;
    if (places > open) return grow(db, mem, unit, rows, n, places - open, now);
    return shrink(db, rows, n, open - places, now);
}

static bool can_be_free(const PlaceOfUnitRow *p, Time now)
{
    return !str_eq(p->state, S("closed")) && p->stay == 0 && p->held_until <= now;
}

Err unit_can_be_free(Db *db, Arena *mem, int64_t unit, Time now, int64_t *ret_free)
{
    PlaceOfUnitRow *rows;
    size_t n;
    TRY(q_place_of_unit(db, mem, unit, &rows, &n));
    int64_t can = 0;
    for (size_t i = 0; i < n; i++) can += can_be_free(&rows[i], now);
    *ret_free = can;
    return OK;
}

Err unit_claim(Db *db, Arena *mem, int64_t unit, int64_t free, AccountId by, const char *how, Time now)
{
    PlaceOfUnitRow *rows;
    size_t n;
    TRY(q_place_of_unit(db, mem, unit, &rows, &n));
    int64_t can = 0, total = 0;
    for (size_t i = 0; i < n; i++) {
        total += !str_eq(rows[i].state, S("closed"));
        can += can_be_free(&rows[i], now);
    }
    if (free < 0 || free > can) return E_CONFLICT;
    int64_t left = free;
    for (size_t i = 0; i < n; i++) {
        if (!can_be_free(&rows[i], now)) continue;
        TRY(set_state(db, rows[i].id, left > 0 ? S("free") : S("occupied"), now));
        left -= left > 0;
    }
    int64_t changed;
    TRY(q_unit_claimed(db, unit, now, by.v, &changed));
    return q_claim_insert(db, unit, now, by.v, free, total, str_c(how));
}

Err unit_mark(Db *db, Arena *mem, int64_t unit, bool open, AccountId by, Time now)
{
    ShelterUnit u;
    TRY(q_unit_by_id(db, mem, unit, now, &u));
    return q_claim_insert(db, unit, now, by.v, open ? u.free : 0, open ? u.total : 0, S("form"));
}

// ---- the signed link ----------------------------------------------------------------------------------------------

enum { LINK_MAC_HEX = 32 };

static Str link_mac(Arena *mem, const Secret *pepper, Str body)
{
    Hash h = hash_keyed(pepper, str_fmt(mem, "baken-claim-link:%.*s", STR_ARG(body)));
    return str_head(str_hex(mem, h.b, sizeof h.b), LINK_MAC_HEX);
}

Time claim_link_until(Time now) { return now / SECONDS(1) * SECONDS(1) + DAYS(CLAIM_LINK_DAYS); }

Str claim_link(Arena *mem, const Secret *pepper, int64_t unit, Time until)
{
    Str body = str_fmt(mem, "%lld-%lld", (long long)unit, (long long)(until / SECONDS(1)));
    Str mac = link_mac(mem, pepper, body);
    return str_fmt(mem, "%.*s-%.*s", STR_ARG(body), STR_ARG(mac));
}

Err claim_link_unit(Db *db, Arena *mem, const Secret *pepper, Str token, Time now, int64_t *ret_unit)
{
    if (token.n > CLAIM_LINK_MAX) return E_NOTFOUND;
    Str rest = token, first = str_cut(&rest, '-'), second = str_cut(&rest, '-');
    int64_t unit, until;
    if (str_int(first, 1, INT64_MAX, &unit) != OK || str_int(second, 1, INT64_MAX / SECONDS(1), &until) != OK)
        return E_NOTFOUND;
    Str body = str_fmt(mem, "%.*s-%.*s", STR_ARG(first), STR_ARG(second));
    // Hashed once more: how long comparing takes then tells nothing about the right one.
    Str right = link_mac(mem, pepper, link_mac(mem, pepper, body)), given = link_mac(mem, pepper, rest);
    if (!str_eq(right, given) || SECONDS(until) < now) return E_NOTFOUND;
    UnitLinkRow row;
    TRY(q_unit_link(db, mem, unit, &row));
    if (row.link_until != SECONDS(until)) return E_NOTFOUND;
    *ret_unit = unit;
    return OK;
}

// ---- for matching -------------------------------------------------------------------------------------------------

bool unit_takes_in(Str intake_hours, Time at)
{
    Hours h;
    Why w;
    if (hours_parse(intake_hours, &h, &w) != OK) return true;
    return hours_state(&h, at) != OPEN_CLOSED;
}

Err units_load(Db *db, Arena *mem, const Regions *regions, Time now, Time at, Unit **ret_units, ShelterUnit **ret_rows,
               size_t *ret_count)
{
    ShelterUnit *rows;
    size_t n;
    TRY(q_unit_all(db, mem, now, &rows, &n));
    if (n > MATCH_UNITS_MAX) return E_LIMIT;
    Unit *units = NEW_ARRAY(mem, Unit, n + 1);
    for (size_t i = 0; i < n; i++) {
        const ShelterUnit *r = &rows[i];
        units[i] = (Unit){.id = r->id,
                          .facility = r->facility_id,
                          .yes = (Traits)r->takes,
                          .ask = (Traits)r->talks,
                          .languages = (Traits)r->languages,
                          .may_place = (uint32_t)r->may_place,
                          .may_mediate = (uint32_t)r->may_mediate,
                          .age_min = (int16_t)r->age_min,
                          .age_max = (int16_t)r->age_max,
                          .children_max = (int16_t)r->children_max,
                          .stay_days_max = (int16_t)r->stay_days,
                          .kind = (int8_t)choice_at(place_kinds, r->kind),
                          .type = (int8_t)choice_at(facility_types, r->type),
                          .security = (int8_t)r->security,
                          .region = (int8_t)region_at(regions, r->region_code),
                          .free = (int16_t)r->free,
                          .total = (int16_t)r->total,
                          .trafficking = r->trafficking != 0,
                          .intake_now = unit_takes_in(r->intake_hours, at),
                          .claimed_at = r->claimed_at};
    }
    *ret_units = units;
    *ret_rows = rows;
    *ret_count = n;
    return OK;
}
