// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/assumptions.h"
#include "shelter/request_json.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 60, STAY_MAX = 3650, ANSWER_HOURS_MAX = 720, ADULT_AGE = 18, OPEN_SECURITY = 1 };

static void json_freep(json_t **j) { json_decref(*j); }
static void freep(char **p) { free(*p); }

// where: "groups[2]"; empty at the top.
static Err known_keys(json_t *j, const char *where, const char *const *keys, Why *w)
{
    const char *key;
    json_t *value;
    if (!json_is_object(j)) return why(w, E_INPUT, "%s must be an object", where[0] ? where : "the file");
    json_object_foreach(j, key, value)
    {
        size_t i = 0;
        while (keys[i] && strcmp(keys[i], key) != 0) i++;
        bool plain = str_text_ok(str_c(key));
        if (!keys[i])
            return why(w, E_INPUT, "%s: unknown key \"%.40s\"", where[0] ? where : "the file", plain ? key : "?");
    }
    return OK;
}

static Err real(const json_t *j, const char *where, const char *key, double min, double max, double *ret_v, Why *w)
{
    const json_t *v = json_object_get(j, key);
    double d = json_is_number(v) ? json_number_value(v) : min - 1;
    if (!(d >= min && d <= max))
        return why(w, E_INPUT, "%s%s%s: a number from %g to %g", where, where[0] ? "." : "", key, min, max);
    *ret_v = d;
    return OK;
}

// Absent: 0.
static Err whole(const json_t *j, const char *where, const char *key, int max, int *ret_v, Why *w)
{
    const json_t *v = json_object_get(j, key);
    if (v && (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > max))
        return why(w, E_INPUT, "%s.%s: a whole number from 0 to %d", where, key, max);
    *ret_v = v ? (int)json_integer_value(v) : 0;
    return OK;
}

static Err name_of(Arena *mem, const json_t *j, const char *where, Str *ret_name, Why *w)
{
    const json_t *v = json_object_get(j, "name");
    Str name = json_is_string(v) ? (Str){json_string_value(v), json_string_length(v)} : STR_NONE;
    if (name.n == 0 || name.n > NAME_MAX_BYTES || !str_text_ok(name))
        return why(w, E_INPUT, "%s.name: text of at most %d bytes", where, NAME_MAX_BYTES);
    *ret_name = str_dup(mem, name);
    return OK;
}

static Err traits_in(const json_t *j, const char *where, const char *key, const Choice *list, Traits *ret_traits,
                     Why *w)
{
    const json_t *all = json_object_get(j, key);
    if (all && !json_is_array(all)) return why(w, E_INPUT, "%s.%s: must be a list", where, key);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *word = json_string_value(json_array_get(all, i));
        Traits bit;
        if (!word || trait_of(list, str_c(word), &bit) != OK)
            return why(w, E_INPUT, "%s.%s: number %zu is not a word for this", where, key, i + 1);
        *ret_traits |= bit;
    }
    return OK;
}

static Err read_group(Arena *mem, const Regions *regions, json_t *j, const char *where, SimGroup *g, Why *w)
{
    static const char *const keys[] = {"name",         "per_year",     "stay_days", "avoid_percent", "request", "then",
                                       "then_percent", "give_up_days", NULL};
    double percent;
    Why inner = {{0}};
    TRY(known_keys(j, where, keys, w));
    TRY(name_of(mem, j, where, &g->name, w));
    TRY(real(j, where, "per_year", 0, SIM_PER_YEAR_MAX, &g->per_year, w));
    TRY(real(j, where, "stay_days", 0.01, STAY_MAX, &g->stay_days, w));
    TRY(real(j, where, "avoid_percent", 0, 100, &percent, w));
    g->avoid_share = percent / 100;
    if (json_object_get(j, "give_up_days")) TRY(real(j, where, "give_up_days", 0.01, STAY_MAX, &g->give_up_days, w));
    CLEANUP(freep) char *text = json_dumps(json_object_get(j, "request"), JSON_COMPACT);
    if (!text) return why(w, E_INPUT, "%s.request: an object, as for `baken shelter match`", where);
    Err e = request_from_json(regions, str_c(text), 0, &g->need, &inner);
    if (e != OK) return why(w, e, "%s.request: %.300s", where, inner.text);
    return OK;
}

// Further in the list, so that nobody goes round in circles.
static Err read_then(const json_t *groups, size_t at, Assumptions *a, Why *w)
{
    const json_t *j = json_array_get(groups, at), *then = json_object_get(j, "then");
    double percent;
    if (!then && !json_object_get(j, "then_percent")) return OK;
    for (size_t i = at + 1; i < a->group_count && json_is_string(then); i++)
        if (str_eq_c(a->groups[i].name, json_string_value(then))) a->groups[at].then = i;
    if (a->groups[at].then == 0)
        return why(w, E_INPUT, "groups[%zu].then: the name of a group further in the list", at);
    TRY(real(j, "groups", "then_percent", 0, 100, &percent, w));
    a->groups[at].then_share = percent / 100;
    return OK;
}

static Err read_week(const json_t *j, const char *where, SimWeek *week, Why *w)
{
    enum { FIRST_HOUR = 9, LAST_HOUR = 17, WORK_DAYS = 5, WEEK_DAYS = 7, DAY_HOURS = 24 };
    const json_t *named = json_object_get(j, "intake");
    Str word = named ? str_c(json_string_value(named)) : S("always");
    bool office = str_eq(word, S("office"));
    if (!office && !str_eq(word, S("always"))) return why(w, E_INPUT, "%s.intake: always or office", where);
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++)
            if (!office || (d < WORK_DAYS && h >= FIRST_HOUR && h < LAST_HOUR)) week->day[d] |= UINT32_C(1) << h;
    return OK;
}

Unit sim_open_unit(int64_t id, int kind, int region, int places)
{
    return (Unit){.id = id,
                  .facility = id,
                  .yes = traits_mask(sexes_asked) | traits_mask(forms_asked) | traits_mask(residences) |
                         traits_mask(care_needs) | traits_mask(payers),
                  .languages = traits_mask(languages_spoken),
                  .may_place = UINT32_MAX,
                  .age_max = AGE_MAX,
                  .children_max = CHILDREN_MAX,
                  .stay_days_max = STAY_DAYS_MAX,
                  .kind = (int8_t)kind,
                  .security = OPEN_SECURITY,
                  .region = (int8_t)region,
                  .total = (int16_t)places,
                  .trafficking = true};
}

static Err read_unit(Arena *mem, const Regions *regions, json_t *j, const char *where, Unit *u, Why *w)
{
    static const char *const keys[] = {"name",     "kind",  "region",   "places", "takes",  "no_status",
                                       "children", "needs", "security", "minors", "intake", NULL};
    Str name;
    Traits takes = 0, needs = 0, none = 0;
    int places, children, security;
    TRY(known_keys(j, where, keys, w));
    TRY(name_of(mem, j, where, &name, w));
    TRY(whole(j, where, "places", UNIT_PLACES_MAX, &places, w));
    TRY(whole(j, where, "children", CHILDREN_MAX, &children, w));
    TRY(whole(j, where, "security", 3, &security, w));
    TRY(traits_in(j, where, "takes", sexes_asked, &takes, w));
    TRY(traits_in(j, where, "needs", care_needs, &needs, w));
    int region = region_at(regions, str_c(json_string_value(json_object_get(j, "region"))));
    if (region < 0) return why(w, E_INPUT, "%s.region: VR01 to VR%02zu", where, regions->count);
    const json_t *named = json_object_get(j, "kind");
    int kind = named ? choice_at(place_kinds, str_c(json_string_value(named))) : PLACE_CRISIS;
    if (kind < 0) return why(w, E_INPUT, "%s.kind is not a kind of place", where);
    *u = sim_open_unit(u->id, kind, region, places);
    u->yes = (u->yes & ~traits_mask(sexes_asked) & ~traits_mask(care_needs)) | takes | needs;
    if (!json_is_true(json_object_get(j, "no_status")))
        u->yes &= trait_of(residences, S("none"), &none) == OK ? ~none : 0;
    bool minors = json_is_true(json_object_get(j, "minors"));
    u->age_min = minors ? 0 : ADULT_AGE;
    u->age_max = minors ? ADULT_AGE - 1 : AGE_MAX;
    u->children_max = (int16_t)children;
    u->security = (int8_t)security;
    return OK;
}

static Err read_lists(Arena *mem, const Regions *regions, const json_t *root, Assumptions *a, Why *w)
{
    const json_t *groups = json_object_get(root, "groups"), *units = json_object_get(root, "units");
    if (!json_is_array(groups) || json_array_size(groups) == 0 || json_array_size(groups) > SIM_GROUPS_MAX)
        return why(w, E_INPUT, "groups: a list of 1 to %d groups", SIM_GROUPS_MAX);
    if (units && (!json_is_array(units) || json_array_size(units) > SIM_FILE_UNITS_MAX))
        return why(w, E_INPUT, "units: a list of at most %d units", SIM_FILE_UNITS_MAX);
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const char *where = str_z(mem, str_fmt(mem, "groups[%zu]", i));
        TRY(read_group(mem, regions, json_array_get(groups, i), where, &a->groups[a->group_count++], w));
    }
    for (size_t i = 0; i < json_array_size(groups); i++) TRY(read_then(groups, i, a, w));
    for (size_t i = 0; i < json_array_size(units); i++) {
        const char *where = str_z(mem, str_fmt(mem, "units[%zu]", i));
        a->units[i].id = (int64_t)i + 1;
        TRY(read_week(json_array_get(units, i), where, &a->weeks[i], w));
        TRY(read_unit(mem, regions, json_array_get(units, i), where, &a->units[a->unit_count++], w));
    }
    return OK;
}

Err assumptions_read(Arena *mem, const Regions *regions, Str json, Assumptions *ret_a, Why *w)
{
    static const char *const keys[] = {"about", "refuse_percent", "answer_hours", "give_up_days", "groups", "units",
                                       NULL};
    double percent;
    if (json.n > ASSUMPTIONS_MAX) return why(w, E_LIMIT, "the file is longer than %d bytes", ASSUMPTIONS_MAX);
    json_error_t error;
    CLEANUP(json_freep) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &error);
    if (!root) return why(w, E_INPUT, "line %d: this is not JSON, or a key stands twice", error.line);
    Assumptions *a = NEW(mem, Assumptions);
    TRY(known_keys(root, "", keys, w));
    TRY(real(root, "", "refuse_percent", 0, 100, &percent, w));
    TRY(real(root, "", "answer_hours", 0, ANSWER_HOURS_MAX, &a->answer_hours, w));
    TRY(real(root, "", "give_up_days", 0.01, STAY_MAX, &a->give_up_days, w));
    a->refuse = percent / 100;
    TRY(read_lists(mem, regions, root, a, w));
    *ret_a = *a;
    return OK;
}
