// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// seed.c - fills the directory from data/gemeenten.csv and data/desks.json, the facts that came with the program.
#include "directory/seed.h"
#include "assets/assets.h"
#include "crypt/crypt.h"
#include "directory/directory_sql.h"
#include <jansson.h>
#include <string.h>

enum { SEED_DESKS_MAX = 2000, SEED_TEXT_MAX = 4000, CSV_COLUMNS = 6 };

static Str slug_of(Arena *mem, Str name)
{
    Str s = name_fold(mem, name);
    char *p = arena_alloc(mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] == ' ' ? '-' : s.p[i];
    return (Str){p, s.n};
}

// One line of comma separated values; a value may stand in double quotes. No quotes within quotes: our file has none.
static bool csv_line(Str line, Str ret_values[CSV_COLUMNS])
{
    Str rest = line;
    for (size_t i = 0; i < CSV_COLUMNS; i++) {
        if (rest.n && rest.p[0] == '"') {
            rest = (Str){rest.p + 1, rest.n - 1};
            ret_values[i] = str_cut(&rest, '"');
            str_cut(&rest, ',');
        } else ret_values[i] = str_cut(&rest, ',');
        if (ret_values[i].n == 0) return false;
    }
    return rest.n == 0;
}

Err seed_places(Arena *mem, Str csv, Municipality **ret_places, size_t *ret_count, Why *w)
{
    Municipality *list = NEW_ARRAY(mem, Municipality, SEED_PLACES_MAX);
    size_t n = 0;
    bool header = true;
    for (int line = 1; csv.n; line++) {
        Str text = str_trim(str_cut(&csv, '\n')), v[CSV_COLUMNS];
        if (text.n == 0 || text.p[0] == '#') continue;
        if (header) {
            header = false;
            continue;
        }
        if (n == SEED_PLACES_MAX || !csv_line(text, v))
            return why(w, E_INPUT, "gemeenten.csv, line %d is not valid", line);
        list[n++] = (Municipality){.code = v[0], .name = v[1], .slug = slug_of(mem, v[1]), .region_code = v[2],
                                   .region = v[3], .police_unit = v[4], .province = v[5]};
    }
    *ret_places = list;
    *ret_count = n;
    return OK;
}

static Str text_at(Arena *mem, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_string(v) || json_string_length(v) > SEED_TEXT_MAX) return STR_NONE;
    return str_dup(mem, (Str){json_string_value(v), json_string_length(v)});
}

static Str codes_at(Arena *mem, const json_t *o, const char *key)
{
    Buf b = buf_new(mem, SEED_TEXT_MAX);
    const json_t *list = json_object_get(o, key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *code = json_string_value(json_array_get(list, i));
        if (!code) continue;
        if (b.n) buf_char(&b, ' ');
        // a code has no spaces: a police unit of two words is written with a dash
        for (const char *p = code; *p; p++) buf_char(&b, *p == ' ' ? '-' : *p);
    }
    return buf_str(&b);
}

static Str hours_at(Arena *mem, const json_t *o)
{
    const json_t *v = json_object_get(o, "hours");
    if (!v || json_is_null(v)) return STR_NONE;
    char *text = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text) return STR_NONE;
    Str s = str_dup(mem, str_c(text));
    free(text);
    return s;
}

static Err desk_of(Arena *mem, const json_t *o, SeedDesk *ret_desk, Why *w)
{
    const json_t *area = json_object_get(o, "area"), *channels = json_object_get(o, "channels");
    Desk d = {.slug = text_at(mem, o, "slug"), .name = text_at(mem, o, "name"),
              .organisation = text_at(mem, o, "organisation"), .kind = text_at(mem, o, "kind"),
              .summary_nl = text_at(mem, o, "summary_nl"), .summary_en = text_at(mem, o, "summary_en"),
              .for_whom = codes_at(mem, o, "for_whom"), .what_for = codes_at(mem, o, "what_for"),
              .forms = codes_at(mem, o, "forms"), .scope = text_at(mem, area, "scope"),
              .area_codes = codes_at(mem, area, "codes"), .languages = codes_at(mem, o, "languages"),
              .anonymous = text_at(mem, o, "anonymous"), .phone = text_at(mem, channels, "phone"),
              .chat = text_at(mem, channels, "chat"), .web = text_at(mem, channels, "web"),
              .email = text_at(mem, channels, "email"), .channel_source = text_at(mem, channels, "source"),
              .hours_json = hours_at(mem, o), .source = text_at(mem, o, "source"),
              .verified_on = text_at(mem, o, "verified_on"), .verified_by = text_at(mem, o, "verified_by"),
              .active = true};
    const char *field;
    Why inner;
    if (d.slug.n == 0 || !code_label(&desk_scopes, d.scope))
        return why(w, E_INPUT, "desks.json: an entry without slug or scope");
    if (desk_check(&d, &field, &inner) != OK)
        return why(w, E_INPUT, "desks.json: %.*s: %s (%s)", STR_ARG(d.slug), inner.text, field);
    *ret_desk = (SeedDesk){.desk = d, .template_name = text_at(mem, o, "template_name_nl"),
                           .per_municipality = str_eq_c(text_at(mem, o, "template"), "municipality")};
    return OK;
}

Err seed_desks(Arena *mem, Str json, SeedDesk **ret_desks, size_t *ret_count, Why *w)
{
    json_error_t error;
    json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &error);
    if (!root) return why(w, E_INPUT, "desks.json, line %d is not valid JSON", error.line);
    size_t n = json_array_size(root);
    Err e = json_is_array(root) && n <= SEED_DESKS_MAX ? OK : why(w, E_INPUT, "desks.json is not a list of desks");
    SeedDesk *list = NEW_ARRAY(mem, SeedDesk, n + 1);
    for (size_t i = 0; e == OK && i < n; i++) e = desk_of(mem, json_array_get(root, i), &list[i], w);
    json_decref(root);
    TRY(e);
    *ret_desks = list;
    *ret_count = n;
    return OK;
}

Desk seed_for_municipality(Arena *mem, const SeedDesk *template, const Municipality *m)
{
    Desk d = template->desk;
    Buf b = buf_new(mem, KB(2));
    for (Str rest = template->template_name; rest.n;) {
        Str mark = S("{name}");
        if (str_starts(rest, mark)) {
            buf_add(&b, m->name);
            rest = (Str){rest.p + mark.n, rest.n - mark.n};
            continue;
        }
        buf_char(&b, rest.p[0]);
        rest = (Str){rest.p + 1, rest.n - 1};
    }
    d.name = b.n ? buf_str(&b) : d.name;
    d.slug = str_fmt(mem, "gemeente-%.*s", STR_ARG(m->slug));
    d.organisation = str_fmt(mem, "Gemeente %.*s", STR_ARG(m->name));
    d.area_codes = m->code;
    return d;
}

typedef struct Seeding {
    Db *db;
    Arena *mem;
    Time now;
    DeskSeededRow *there; // by slug
    size_t there_count;
    int64_t changed;
} Seeding;

static Str fingerprint(Arena *mem, const Desk *d)
{
    Str all = str_fmt(mem, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n", STR_ARG(d->name),
                      STR_ARG(d->organisation), STR_ARG(d->kind), STR_ARG(d->summary_nl), STR_ARG(d->summary_en),
                      STR_ARG(d->for_whom), STR_ARG(d->what_for), STR_ARG(d->forms), STR_ARG(d->scope),
                      STR_ARG(d->area_codes), STR_ARG(d->languages));
    all = str_fmt(mem, "%.*s%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(all),
                  STR_ARG(d->anonymous), STR_ARG(d->phone), STR_ARG(d->chat), STR_ARG(d->web), STR_ARG(d->email),
                  STR_ARG(d->hours_json), STR_ARG(d->channel_source), STR_ARG(d->source), STR_ARG(d->verified_on),
                  STR_ARG(d->verified_by));
    Hash h = hash_of(all);
    return str_hex(mem, h.b, sizeof h.b);
}

static const DeskSeededRow *there_already(const Seeding *s, Str slug)
{
    size_t low = 0, high = s->there_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = str_cmp(s->there[mid].slug, slug);
        if (c == 0) return &s->there[mid];
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

static Err put_desk(Seeding *s, const Desk *d)
{
    Str hash = fingerprint(s->mem, d);
    const DeskSeededRow *row = there_already(s, d->slug);
    if (row && (row->edited || str_eq(row->seed_hash, hash))) return OK;
    s->changed++;
    return q_desk_add(s->db, d->slug, d->name, d->organisation, d->kind, d->summary_nl, d->summary_en, d->for_whom,
                      d->what_for, d->forms, d->scope, d->area_codes, d->languages, d->anonymous, d->phone, d->chat,
                      d->web, d->email, d->hours_json, d->channel_source, d->source, d->verified_on, d->verified_by,
                      hash, s->now);
}

static Err put_places(Seeding *s, const Municipality *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Municipality *m = &places[i];
        int64_t changed;
        TRY(q_municipality_put(s->db, m->code, m->name, m->slug, m->region_code, m->region, m->police_unit, m->province,
                               &changed));
        s->changed += changed;
    }
    return OK;
}

static Err put_desks(Seeding *s, const SeedDesk *desks, size_t count, const Municipality *places, size_t place_count)
{
    for (size_t i = 0; i < count; i++) {
        if (!desks[i].per_municipality) {
            TRY(put_desk(s, &desks[i].desk));
            continue;
        }
        for (size_t k = 0; k < place_count; k++) {
            Desk d = seed_for_municipality(s->mem, &desks[i], &places[k]);
            TRY(put_desk(s, &d));
        }
    }
    return OK;
}

static Err asset_text(const char *path, Str *ret_text, Why *w)
{
    const Asset *a = asset_find(str_c(path));
    if (!a) return why(w, E_NOTFOUND, "%s is not in the program", path);
    *ret_text = a->bytes;
    return OK;
}

Err directory_seed(Db *db, Arena *mem, Time now, int64_t *ret_changed, Why *w)
{
    Str csv, json;
    TRY(asset_text("data/gemeenten.csv", &csv, w));
    TRY(asset_text("data/desks.json", &json, w));
    Municipality *places;
    SeedDesk *desks;
    size_t place_count, desk_count;
    TRY(seed_places(mem, csv, &places, &place_count, w));
    TRY(seed_desks(mem, json, &desks, &desk_count, w));
    Seeding s = {.db = db, .mem = mem, .now = now};
    TRY(q_desk_seeded(db, mem, &s.there, &s.there_count));
    TRY(put_places(&s, places, place_count));
    TRY(put_desks(&s, desks, desk_count, places, place_count));
    if (s.changed) TRY(q_directory_changed(db, now));
    *ret_changed = s.changed;
    return OK;
}

Err desk_save(Db *db, const Desk *d, int64_t account, Time now)
{
    int64_t changed;
    TRY(q_desk_update(db, d->id, d->name, d->organisation, d->kind, d->summary_nl, d->summary_en, d->for_whom,
                      d->what_for, d->forms, d->languages, d->anonymous, d->phone, d->chat, d->web, d->email,
                      d->address, d->hours_json, d->channel_source, d->verified_on, d->verified_by, d->active, now,
                      account, d->updated_at, &changed));
    if (changed == 0) return E_CONFLICT;
    return q_directory_changed(db, now);
}
