// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// place.c - names of places: folding them, and finding a municipality by what people type.
#include "directory/snapshot.h"

// The letters with accents that occur in Dutch names, U+00C0 to U+00FF (two bytes: C3 and this index + 0x80).
static const char folded_c3[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
                                "aaaaaaaceeeeiiiidnooooo ouuuuyty";

static char fold_char(const unsigned char *p, size_t left, size_t *ret_used)
{
    *ret_used = 1;
    if (*p >= 'A' && *p <= 'Z') return (char)(*p + 32);
    if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9')) return (char)*p;
    if (*p == 0xc3 && left > 1 && p[1] >= 0x80 && p[1] < 0xc0) {
        *ret_used = 2;
        return folded_c3[p[1] - 0x80];
    }
    return ' ';
}

Str name_fold(Arena *mem, Str s)
{
    char *p = arena_alloc(mem, s.n + 1);
    size_t n = 0, used;
    for (size_t i = 0; i < s.n; i += used) {
        char c = fold_char((const unsigned char *)s.p + i, s.n - i, &used);
        if (c == ' ' && (n == 0 || p[n - 1] == ' ')) continue;
        p[n++] = c;
    }
    while (n && p[n - 1] == ' ') n--;
    return (Str){p, n};
}

// What people call them beside the official name; folded.
static const struct {
    const char *said, *code;
} other_names[] = {
    {"den haag", "GM0518"}, {"the hague", "GM0518"}, {"den bosch", "GM0796"},         {"s bosch", "GM0796"},
    {"capelle", "GM0502"},  {"nuenen", "GM0820"},    {"sudwest friesland", "GM1900"}, {"noordoost friesland", "GM1970"},
};

static const Municipality *by_code(const Snapshot *snap, Str code)
{
    size_t low = 0, high = snap->place_count; // sorted by code in by_code
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = str_cmp(snap->by_code[mid]->code, code);
        if (c == 0) return snap->by_code[mid];
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

// "capelle a d ijssel" -> "capelle aan den ijssel"; "gemeente venlo" -> "venlo"
static Str as_official(Arena *mem, Str folded)
{
    if (str_starts(folded, S("gemeente "))) folded = (Str){folded.p + 9, folded.n - 9};
    Str before = folded;
    for (size_t i = 0; i + 5 <= folded.n; i++)
        if (str_starts((Str){folded.p + i, folded.n - i}, S(" a d "))) {
            before.n = i;
            return str_fmt(mem, "%.*s aan den %.*s", STR_ARG(before), (int)(folded.n - i - 5), folded.p + i + 5);
        }
    return folded;
}

const Municipality *snapshot_place(const Snapshot *snap, Arena *mem, Str text)
{
    Str typed = str_trim(text);
    if (typed.n == 0 || typed.n > PLACE_TEXT_MAX) return NULL;
    if (typed.n == 6 && str_ieq(str_head(typed, 2), S("GM"))) {
        Str code = str_fmt(mem, "GM%.*s", (int)(typed.n - 2), typed.p + 2);
        return by_code(snap, code);
    }
    Str folded = as_official(mem, name_fold(mem, typed));
    const Municipality *found = NULL;
    size_t fit = 0;
    for (size_t i = 0; i < snap->place_count; i++) {
        const Municipality *m = snap->by_name[i];
        if (str_eq(m->folded, folded)) return m;
        if (!str_eq(m->short_folded, folded)) continue;
        found = m;
        fit++;
    }
    if (fit) return fit == 1 ? found : NULL;
    for (size_t i = 0; i < COUNT(other_names); i++)
        if (str_eq_c(folded, other_names[i].said)) return by_code(snap, str_c(other_names[i].code));
    return NULL;
}

Err municipality_find(Db *db, Str text, const Municipality **ret_m)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    Arena *mem CLEANUP(arena_freep) = arena_new(KB(16));
    const Municipality *m = snapshot_place(snap, mem, text);
    if (!m) return E_NOTFOUND;
    *ret_m = m;
    return OK;
}

Err municipalities(Db *db, const Municipality *const **ret_list, size_t *ret_count)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    *ret_list = (const Municipality *const *)snap->by_name;
    *ret_count = snap->place_count;
    return OK;
}

Err municipality_options(Db *db, Arena *mem, Str selected, Html *ret_options)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    Str all = snap->options.s;
    const Municipality *m = selected.n ? by_code(snap, selected) : NULL;
    if (!m) {
        *ret_options = snap->options;
        return OK;
    }
    // the place right behind the quoted value of the chosen one
    size_t at = snap->option_at[m - snap->places];
    Buf b = buf_new(mem, all.n + 16);
    buf_add(&b, (Str){all.p, at});
    buf_c(&b, " selected");
    buf_add(&b, (Str){all.p + at, all.n - at});
    *ret_options = (Html){buf_str(&b)};
    return OK;
}

Err regions(Db *db, const Region **ret_regions, size_t *ret_count)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    *ret_regions = snap->regions;
    *ret_count = snap->region_count;
    return OK;
}

Str municipality_name(Db *db, Str code)
{
    const Snapshot *snap;
    if (snapshot_get(db, &snap) != OK) return code; // the code is a name too; a page need not fail for it
    const Municipality *m = by_code(snap, code);
    return m ? m->name : code;
}
