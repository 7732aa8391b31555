// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// desks.json and gemeenten.csv as anyone might edit them: taken whole and checked, or refused with a message.
// The first byte chooses: 'c' the municipalities, 'h' hours, anything else desks.
#include "directory/seed.h"
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void places(Arena *mem, Str s)
{
    Municipality *list;
    size_t n;
    Why w;
    if (seed_places(mem, s, &list, &n, &w) != OK) return;
    for (size_t i = 0; i < n; i++) assert(list[i].code.n && list[i].name.n && list[i].province.n);
}

static void hours(Arena *mem, Str s)
{
    Hours h, again;
    Why w;
    if (hours_parse(s, &h, &w) != OK) return;
    for (Time t = 0; t < DAYS(8); t += HOURS(3)) (void)hours_state(&h, t);
    assert(hours_parse(hours_json(mem, &h), &again, &w) == OK); // what we write we can read
}

static void desks(Arena *mem, Str s)
{
    SeedDesk *list;
    size_t n;
    Why w;
    if (seed_desks(mem, s, &list, &n, &w) != OK) return;
    const Municipality m = {
        .code = S("GM0502"), .name = S("Capelle aan den IJssel"), .slug = S("capelle-aan-den-ijssel")};
    for (size_t i = 0; i < n; i++) {
        const char *field;
        Desk d = list[i].per_municipality ? seed_for_municipality(mem, &list[i], &m) : list[i].desk;
        assert(d.slug.n && desk_check(&list[i].desk, &field, &w) == OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    Str s = {(const char *)data + 1, size - 1};
    Arena *mem = arena_new(MB(64));
    if (data[0] == 'c') places(mem, s);
    else if (data[0] == 'h') hours(mem, s);
    else desks(mem, s);
    arena_free(mem);
    return 0;
}
