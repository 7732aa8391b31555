// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/request_json.h"
#include <assert.h>
#include <jansson.h>
#include <string.h>

static void json_freep(json_t **j) { json_decref(*j); }

typedef enum KeyKind { KEY_WORD, KEY_WORDS, KEY_NUMBER, KEY_REGION, KEY_REGIONS, KEY_MOMENT } KeyKind;
typedef struct Key {
    const char *name;
    KeyKind kind;
    bool required;
    const Choice *list; // of a word
    int64_t min, max;   // of a number
    const char *help;
} Key;

static const Key keys[] = {
    {"kind", KEY_WORD, true, place_kinds, 0, 0, NULL},
    {"placer", KEY_WORD, true, placers, 0, 0, NULL},
    {"sex", KEY_WORD, true, sexes_asked, 0, 0, NULL},
    {"age", KEY_NUMBER, true, NULL, 0, AGE_MAX, "in years"},
    {"form", KEY_WORD, true, forms_asked, 0, 0, NULL},
    {"residence", KEY_WORD, true, residences, 0, 0, NULL},
    {"payer", KEY_WORD, false, payers, 0, 0, NULL},
    {"children", KEY_NUMBER, false, NULL, 0, CHILDREN_MAX, "who come along"},
    {"security", KEY_NUMBER, false, NULL, 0, 3, "0 none, 1 address not public, 2 secret address, 3 guarded"},
    {"region", KEY_REGION, false, NULL, 0, 0, "safety region where the person is: VR01 to VR25"},
    {"avoid", KEY_REGIONS, false, NULL, 0, 0, "regions to keep away from"},
    {"within", KEY_REGIONS, false, NULL, 0, 0, "regions to stay in; empty: anywhere"},
    {"needs", KEY_WORDS, false, care_needs, 0, 0, NULL},
    {"languages", KEY_WORDS, false, languages_spoken, 0, 0, NULL},
    {"stay_days", KEY_NUMBER, false, NULL, 1, STAY_DAYS_MAX, "how long, as expected"},
    {"from", KEY_MOMENT, false, NULL, 0, 0, "when the place is needed, in UTC: 2026-11-28T22:40Z; absent: now"},
};

static void words(Buf *b, const Choice *list)
{
    for (int i = 0; list[i].code; i++) buf_fmt(b, "%s%s", i ? ", " : "", list[i].code);
}

void request_json_words(Buf *b)
{
    for (size_t i = 0; i < COUNT(keys); i++) {
        const Key *k = &keys[i];
        buf_fmt(b, "  %-10s %s", k->name, k->kind == KEY_WORDS ? "list of: " : "");
        if (k->list) words(b, k->list);
        else if (k->kind == KEY_NUMBER) buf_fmt(b, "%lld to %lld", (long long)k->min, (long long)k->max);
        else if (k->kind == KEY_REGIONS) buf_c(b, "list");
        if (k->help) buf_fmt(b, "%s%s", k->kind == KEY_NUMBER || k->kind == KEY_REGIONS ? "; " : "", k->help);
        buf_fmt(b, "%s\n", k->required ? " (required)" : "");
    }
}

// What a person may read of a value that is wrong: short, and nothing that moves a terminal.
static Str shown(Arena *mem, Str s) { return str_text_ok(s) ? str_head(s, 40) : str_fmt(mem, "(%zu bytes)", s.n); }

static Err wrong_word(const Key *k, Str word, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(8));
    Buf b = buf_new(mem, KB(2));
    words(&b, k->list);
    Str all = buf_str(&b);
    return why(w, E_INPUT, "%s: \"%.*s\" is not a word for this; use one of: %.*s", k->name, STR_ARG(shown(mem, word)),
               STR_ARG(all));
}

static Err unknown_key(const char *key, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(8));
    Buf b = buf_new(mem, KB(2));
    for (size_t i = 0; i < COUNT(keys); i++) buf_fmt(&b, "%s%s", i ? ", " : "", keys[i].name);
    Str all = buf_str(&b);
    return why(w, E_INPUT, "unknown key \"%.*s\"; these are known: %.*s", STR_ARG(shown(mem, str_c(key))),
               STR_ARG(all));
}

// What was read, by the place of its key.
typedef struct Read {
    Str word[COUNT(keys)];
    int64_t number[COUNT(keys)];
    Traits traits[COUNT(keys)];
    uint32_t regions[COUNT(keys)];
    int at[COUNT(keys)]; // of a word in its list; -1: not given
} Read;

static Str text_of(const json_t *j) { return (Str){json_string_value(j), json_string_length(j)}; }

static Err region_of(const Regions *regions, const Key *k, const json_t *j, int *ret_at, Why *w)
{
    if (!json_is_string(j)) return why(w, E_INPUT, "%s: a region is text such as \"VR17\"", k->name);
    int at = region_at(regions, text_of(j));
    if (at < 0) return why(w, E_INPUT, "%s: that is no region; use VR01 to VR%02zu", k->name, regions->count);
    *ret_at = at;
    return OK;
}

// "2026-11-28T22:40Z"
static Err moment_of(const Key *k, const json_t *j, Time *ret_t, Why *w)
{
    enum { MOMENT_LENGTH = 17, DATE_LENGTH = 10 };
    Str s = json_is_string(j) ? text_of(j) : STR_NONE;
    int64_t hour, minute;
    Date day;
    bool form = s.n == MOMENT_LENGTH && s.p[DATE_LENGTH] == 'T' && s.p[13] == ':' && s.p[16] == 'Z' && s.p[4] == '-';
    if (!form || date_parse((Str){s.p, DATE_LENGTH}, &day) != OK || str_int((Str){s.p + 11, 2}, 0, 23, &hour) != OK ||
        str_int((Str){s.p + 14, 2}, 0, 59, &minute) != OK)
        return why(w, E_INPUT, "%s: a moment in UTC such as \"2026-11-28T22:40Z\"", k->name);
    *ret_t = DAYS(day) + HOURS(hour) + MINUTES(minute);
    return OK;
}

static Err each_of(const Regions *regions, const Key *k, const json_t *j, Traits *ret_traits, uint32_t *ret_regions,
                   Why *w)
{
    if (!json_is_array(j)) return why(w, E_INPUT, "%s: must be a list, such as [\"a\", \"b\"]", k->name);
    for (size_t i = 0; i < json_array_size(j); i++) {
        const json_t *v = json_array_get(j, i);
        if (k->kind == KEY_REGIONS) {
            int at;
            TRY(region_of(regions, k, v, &at, w));
            *ret_regions |= UINT32_C(1) << at;
            continue;
        }
        Traits bit;
        if (!json_is_string(v)) return why(w, E_INPUT, "%s: each must be text", k->name);
        if (trait_of(k->list, text_of(v), &bit) != OK) return wrong_word(k, text_of(v), w);
        *ret_traits |= bit;
    }
    return OK;
}

static Err read_key(const Regions *regions, size_t i, const json_t *j, Read *r, Why *w)
{
    const Key *k = &keys[i];
    switch (k->kind) {
    case KEY_WORD:
        if (!json_is_string(j)) return why(w, E_INPUT, "%s: must be text", k->name);
        r->at[i] = choice_at(k->list, text_of(j));
        if (r->at[i] < 0) return wrong_word(k, text_of(j), w);
        r->word[i] = str_c(k->list[r->at[i]].code);
        return OK;
    case KEY_NUMBER:
        if (!json_is_integer(j) || json_integer_value(j) < k->min || json_integer_value(j) > k->max)
            return why(w, E_INPUT, "%s: a whole number from %lld to %lld", k->name, (long long)k->min,
                       (long long)k->max);
        r->number[i] = json_integer_value(j);
        return OK;
    case KEY_REGION: return region_of(regions, k, j, &r->at[i], w);
    case KEY_REGIONS:
    case KEY_WORDS: return each_of(regions, k, j, &r->traits[i], &r->regions[i], w);
    case KEY_MOMENT: return moment_of(k, j, &r->number[i], w);
    }
    return E_BUG;
}

static Err check_keys(json_t *root, Why *w)
{
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        size_t i = 0;
        while (i < COUNT(keys) && strcmp(keys[i].name, key) != 0) i++;
        if (i == COUNT(keys)) return unknown_key(key, w);
    }
    return OK;
}

// Places of the keys in the table, by name.
static size_t key(const char *name)
{
    size_t i = 0;
    while (i < COUNT(keys) && strcmp(keys[i].name, name) != 0) i++;
    assert(i < COUNT(keys));
    return i;
}

static Need need_of(const Read *r)
{
    Traits traits = r->traits[key("needs")];
    const char *const single[] = {"sex", "form", "residence", "payer"};
    for (size_t i = 0; i < COUNT(single); i++) {
        Traits bit = 0;
        size_t k = key(single[i]);
        if (trait_of(keys[k].list, r->word[k], &bit) == OK) traits |= bit; // the list knows it: it was looked up there
    }
    return (Need){.kind = r->at[key("kind")],
                  .traits = traits,
                  .languages = r->traits[key("languages")],
                  .age = (int)r->number[key("age")],
                  .children = (int)r->number[key("children")],
                  .security = (int)r->number[key("security")],
                  .region = r->at[key("region")],
                  .avoid = r->regions[key("avoid")],
                  .within = r->regions[key("within")],
                  .placer = UINT32_C(1) << r->at[key("placer")],
                  .stay_days = (int)r->number[key("stay_days")],
                  .from = r->number[key("from")]};
}

Err request_from_json(const Regions *regions, Str json, Time now, Need *ret_need, Why *w)
{
    if (json.n > REQUEST_JSON_MAX) return why(w, E_LIMIT, "the request is longer than %d bytes", REQUEST_JSON_MAX);
    json_error_t error;
    CLEANUP(json_freep) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &error);
    if (!root) return why(w, E_INPUT, "line %d: this is not JSON, or a key stands twice", error.line);
    if (!json_is_object(root)) return why(w, E_INPUT, "the request must be an object: {\"kind\": \"crisis\", ...}");
    TRY(check_keys(root, w));
    Read r = {.word[0] = STR_NONE};
    r.at[key("region")] = -1;
    r.number[key("stay_days")] = STAY_DAYS_USUAL;
    r.number[key("from")] = now;
    r.word[key("payer")] = S("none");
    for (size_t i = 0; i < COUNT(keys); i++) {
        const json_t *j = json_object_get(root, keys[i].name);
        if (!j && keys[i].required) return why(w, E_INPUT, "%s is missing", keys[i].name);
        if (j) TRY(read_key(regions, i, j, &r, w));
    }
    Need need = need_of(&r);
    if (need.avoid & need.within) return why(w, E_INPUT, "a region can't be in both avoid and within");
    *ret_need = need;
    return OK;
}

// ---- the answer ---------------------------------------------------------------------------------------------------

static Str region_code(const MatchAnswer *a, int region)
{
    return region >= 0 && (size_t)region < a->regions->count ? a->regions->code[region] : STR_NONE;
}

static void unit_json(Json *j, const MatchAnswer *a, const Matched *m)
{
    const ShelterUnit *row = &a->rows[m->unit];
    json_kint(j, "unit", row->id);
    json_kstr(j, "name", row->name);
    json_kstr(j, "facility", row->facility_name);
    json_kstr(j, "kind", row->kind);
    json_kstr(j, "type", row->type);
    json_kstr(j, "region", region_code(a, a->units[m->unit].region));
    json_kint(j, "free", row->free);
    json_kint(j, "total", row->total);
    json_kstr(j, "claimed_at", time_iso(j->out->mem, row->claimed_at));
}

static void reasons_json(Json *j, const MatchAnswer *a, const Matched *m, const char *name, uint32_t which)
{
    json_key(j, name);
    json_arr(j);
    for (int c = 0; c < CRITERION_COUNT; c++) {
        if (!(which >> c & 1)) continue;
        Fit fit = matched_fit(m, (Criterion)c);
        const MatchRule *rule = &a->rules->of[c][fit];
        json_obj(j);
        json_kstr(j, "criterion", str_c(criterion_name((Criterion)c)));
        json_kstr(j, "fit", str_c(fit_name(fit)));
        json_kstr(j, "rule", rule->rule);
        json_kstr(j, "reason_nl", rule->reason_nl);
        json_kstr(j, "reason_en", rule->reason_en);
        json_end(j);
    }
    json_arr_end(j);
}

static void knum(Json *j, const char *name, double v)
{
    json_key(j, name);
    json_num(j, v);
}

static void ranked_json(Json *j, const MatchAnswer *a, const Matched *m)
{
    double part[SCORE_PART_COUNT];
    double score = match_score(a->rules, a->regions, a->need, &a->units[m->unit], m->talk, a->now, part);
    json_obj(j);
    unit_json(j, a, m);
    knum(j, "score", score);
    json_key(j, "parts");
    json_arr(j);
    for (int p = 0; p < SCORE_PART_COUNT; p++) {
        json_obj(j);
        json_kstr(j, "part", str_c(score_part_name((ScorePart)p)));
        knum(j, "value", part[p]);
        knum(j, "weight", a->rules->weight[p]);
        json_end(j);
    }
    json_arr_end(j);
    reasons_json(j, a, m, "discuss", m->talk);
    json_end(j);
}

// What giving way would mean is said by the rule that stands in the way: no, or only after talking.
static const MatchRule *relax_rule(const MatchAnswer *a, const Relaxation *r)
{
    const MatchRule *no = &a->rules->of[r->criterion][FIT_NO];
    return no->relax_nl.n ? no : &a->rules->of[r->criterion][FIT_ASK];
}

void answer_to_json(Json *j, const MatchAnswer *a)
{
    const MatchResult *m = a->match;
    json_obj(j);
    json_kint(j, "units", (int64_t)m->count);
    json_kint(j, "possible", (int64_t)m->possible);
    json_kint(j, "free", m->free);
    json_kint(j, "full_units", m->full_units);
    json_key(j, "ranked");
    json_arr(j);
    for (size_t i = 0; i < m->ranked_count; i++) ranked_json(j, a, &m->ranked[i]);
    json_arr_end(j);
    json_key(j, "rejected");
    json_arr(j);
    for (size_t i = 0; i < m->count; i++) {
        if (!m->all[i].impossible) continue;
        json_obj(j);
        unit_json(j, a, &m->all[i]);
        reasons_json(j, a, &m->all[i], "reasons", m->all[i].impossible);
        json_end(j);
    }
    json_arr_end(j);
    json_key(j, "relaxations");
    json_arr(j);
    for (size_t i = 0; i < m->relax_count; i++) {
        const MatchRule *rule = relax_rule(a, &m->relax[i]);
        json_obj(j);
        json_kstr(j, "criterion", str_c(criterion_name(m->relax[i].criterion)));
        json_kint(j, "units", m->relax[i].units);
        json_kint(j, "places", m->relax[i].places);
        json_kstr(j, "words_nl", rule->relax_nl);
        json_kstr(j, "words_en", rule->relax_en);
        json_end(j);
    }
    json_arr_end(j);
    json_key(j, "rules");
    json_obj(j);
    json_kstr(j, "table", a->rules->table);
    json_kint(j, "version", a->rules->version);
    json_kint(j, "score_version", a->rules->score_version);
    json_kstr(j, "status", a->rules->status);
    json_end(j);
    json_end(j);
}

static void reasons_text(Buf *b, const MatchAnswer *a, const Matched *m, uint32_t which)
{
    for (int c = 0; c < CRITERION_COUNT; c++)
        if (which >> c & 1)
            buf_fmt(b, "          %s: %.*s\n", criterion_name((Criterion)c),
                    STR_ARG(a->rules->of[c][matched_fit(m, (Criterion)c)].reason_en));
}

static void unit_text(Buf *b, const MatchAnswer *a, const Matched *m)
{
    const ShelterUnit *row = &a->rows[m->unit];
    Str region = region_code(a, a->units[m->unit].region);
    buf_fmt(b, "%.*s, %.*s (%.*s, %.*s), %lld of %lld free\n", STR_ARG(row->facility_name), STR_ARG(row->name),
            STR_ARG(row->kind), STR_ARG(region), (long long)row->free, (long long)row->total);
}

void answer_to_text(Buf *b, const MatchAnswer *a)
{
    const MatchResult *m = a->match;
    buf_fmt(b, "%zu units, %zu possible with %lld free places\n", m->count, m->possible, (long long)m->free);
    for (size_t i = 0; i < m->ranked_count; i++) {
        buf_fmt(b, "%3zu  %3.0f  ", i + 1, (double)m->ranked[i].score);
        unit_text(b, a, &m->ranked[i]);
        reasons_text(b, a, &m->ranked[i], m->ranked[i].talk);
    }
    if (m->possible < m->count) buf_c(b, "not possible\n");
    for (size_t i = 0; i < m->count; i++) {
        if (!m->all[i].impossible) continue;
        buf_c(b, "          ");
        unit_text(b, a, &m->all[i]);
        reasons_text(b, a, &m->all[i], m->all[i].impossible);
    }
    for (size_t i = 0; i < m->relax_count; i++)
        buf_fmt(b, "%s%d more places %.*s", i ? "\n" : "", m->relax[i].places,
                STR_ARG(relax_rule(a, &m->relax[i])->relax_en));
    if (m->relax_count == 0) buf_c(b, "no single concession opens more");
}
