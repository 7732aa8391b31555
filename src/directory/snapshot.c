// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// snapshot.c - keeps places and desks in memory. Readers never wait for each other: they look at the newest snapshot;
// who finds it old makes the next one under a lock.
#include "directory/snapshot.h"
#include "directory/fragment.h"
#include "directory/directory_sql.h"
#include "sys/clock.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// No request lives this long, so nobody still looks at a snapshot retired before.
#define SNAPSHOT_KEEP MINUTES(10)
#define SNAPSHOT_MEMORY MB(32)

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(Snapshot *) newest;

static enum DeskReach reach_of(const DeskAllRow *r)
{
    if (str_eq_c(r->kind, "emergency")) return REACH_ALARM;
    if (str_eq_c(r->scope, "municipality")) return REACH_MUNICIPALITY;
    if (str_eq_c(r->scope, "region")) return REACH_REGION;
    return str_eq_c(r->scope, "police_unit") ? REACH_UNIT : REACH_COUNTRY;
}

static int desk_order(const void *a, const void *b)
{
    const Desk *x = a, *y = b;
    int c = (int)x->reach - (int)y->reach;
    return c ? c : str_cmp(x->folded, y->folded);
}

static int slug_order(const void *a, const void *b)
{
    return str_cmp((*(const Desk *const *)a)->slug, (*(const Desk *const *)b)->slug);
}

static int name_order(const void *a, const void *b)
{
    return str_cmp((*(const Municipality *const *)a)->folded, (*(const Municipality *const *)b)->folded);
}

Str place_unit_code(Arena *mem, Str police_unit)
{
    Str s = str_dup(mem, police_unit);
    char *p = arena_alloc(mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] == ' ' ? '-' : s.p[i];
    return (Str){p, s.n};
}

// "bergen nh" -> "bergen": what stands in parentheses only tells two places apart
static Str short_name(Arena *mem, Str name)
{
    Str rest = name;
    return name_fold(mem, str_cut(&rest, '('));
}

static int region_order(const void *a, const void *b)
{
    return str_cmp(((const Region *)a)->name, ((const Region *)b)->name);
}

static void list_regions(Snapshot *s)
{
    s->regions = NEW_ARRAY(s->mem, Region, s->place_count + 1);
    for (size_t i = 0; i < s->place_count; i++) {
        bool there = false;
        for (size_t k = 0; k < s->region_count && !there; k++)
            there = str_eq(s->regions[k].code, s->places[i].region_code);
        if (!there) s->regions[s->region_count++] = (Region){s->places[i].region_code, s->places[i].region};
    }
    if (s->region_count) qsort(s->regions, s->region_count, sizeof *s->regions, region_order);
}

static void build_options(Snapshot *s)
{
    Buf b = buf_new(s->mem, KB(64));
    for (size_t i = 0; i < s->place_count; i++) {
        const Municipality *m = s->by_name[i];
        buf_fmt(&b, "<option value=\"%.*s\"", STR_ARG(m->code));
        s->option_at[m - s->places] = b.n;
        buf_char(&b, '>');
        buf_add(&b, html_escape(s->mem, m->name).s);
        buf_c(&b, "</option>\n");
    }
    s->options = (Html){buf_str(&b)};
}

static Err load_places(Db *db, Snapshot *s)
{
    MunicipalityAllRow *rows;
    TRY(q_municipality_all(db, s->mem, &rows, &s->place_count));
    s->places = NEW_ARRAY(s->mem, Municipality, s->place_count + 1);
    s->by_code = NEW_ARRAY(s->mem, const Municipality *, s->place_count + 1);
    s->by_name = NEW_ARRAY(s->mem, const Municipality *, s->place_count + 1);
    s->option_at = NEW_ARRAY(s->mem, size_t, s->place_count + 1);
    for (size_t i = 0; i < s->place_count; i++) {
        const MunicipalityAllRow *r = &rows[i];
        s->places[i] = (Municipality){.code = r->code, .name = r->name, .slug = r->slug, .region_code = r->region_code,
            .region = r->region, .police_unit = r->police_unit, .province = r->province,
            .unit_code = place_unit_code(s->mem, r->police_unit),
            .folded = name_fold(s->mem, r->name), .short_folded = short_name(s->mem, r->name)};
        s->by_code[i] = s->by_name[i] = &s->places[i];
    }
    if (s->place_count) qsort(s->by_name, s->place_count, sizeof *s->by_name, name_order);
    build_options(s);
    list_regions(s);
    return OK;
}

static Desk desk_of_row(Arena *mem, const DeskAllRow *r)
{
    Desk d = {.id = r->id, .slug = r->slug, .name = r->name, .organisation = r->organisation, .kind = r->kind,
              .summary_nl = r->summary_nl, .summary_en = r->summary_en, .for_whom = r->for_whom,
              .what_for = r->what_for, .forms = r->forms, .scope = r->scope, .area_codes = r->area_codes,
              .languages = r->languages, .anonymous = r->anonymous, .phone = r->phone, .chat = r->chat, .web = r->web,
              .email = r->email, .address = r->address, .hours_json = r->hours, .channel_source = r->channel_source,
              .source = r->source, .verified_on = r->verified_on, .verified_by = r->verified_by,
              .reach = reach_of(r), .municipal = str_eq_c(r->kind, "municipal"), .active = r->active != 0, .updated_at = r->updated_at,
              .folded = name_fold(mem, str_fmt(mem, "%.*s %.*s", STR_ARG(r->name), STR_ARG(r->organisation)))};
    Why w;
    // checked when it was stored; should it be unreadable all the same, then we do not know
    if (hours_parse(d.hours_json, &d.hours, &w) != OK) d.hours = (Hours){.kind = HOURS_UNKNOWN};
    return d;
}

static void index_desks(Snapshot *s)
{
    s->by_slug = NEW_ARRAY(s->mem, const Desk *, s->desk_count + 1);
    s->of_place = NEW_ARRAY(s->mem, const Desk *, s->place_count + 1);
    for (size_t i = 0; i < s->desk_count; i++) {
        const Desk *d = &s->desks[i];
        s->by_slug[i] = d;
        if (!d->municipal || !d->active) continue;
        for (size_t k = 0; k < s->place_count; k++)
            if (!s->of_place[k] && codes_have(d->area_codes, s->places[k].code)) s->of_place[k] = d;
    }
    if (s->desk_count) qsort(s->by_slug, s->desk_count, sizeof *s->by_slug, slug_order);
}

static Err load_desks(Db *db, Snapshot *s)
{
    DeskAllRow *rows;
    TRY(q_desk_all(db, s->mem, &rows, &s->desk_count));
    s->desks = NEW_ARRAY(s->mem, Desk, s->desk_count + 1);
    for (size_t i = 0; i < s->desk_count; i++) s->desks[i] = desk_of_row(s->mem, &rows[i]);
    if (s->desk_count) qsort(s->desks, s->desk_count, sizeof *s->desks, desk_order);
    index_desks(s);
    return OK;
}

static Err snapshot_load(Db *db, int64_t version, Snapshot **ret_snap)
{
    Arena *mem = arena_new(SNAPSHOT_MEMORY);
    Snapshot *s = NEW(mem, Snapshot);
    s->mem = mem;
    s->version = version;
    Err e = load_places(db, s);
    if (e == OK) e = load_desks(db, s);
    if (e != OK) {
        arena_free(mem);
        return e;
    }
    *ret_snap = s;
    return OK;
}

// Under the lock: puts s in front and frees what no request can look at any more.
static void publish(Snapshot *s)
{
    Snapshot *old = atomic_load(&newest);
    Time now = clock_steady();
    if (old) old->retired_at = now;
    s->older = old;
    for (Snapshot *at = s; at->older;) {
        Snapshot *o = at->older;
        if (now - o->retired_at < SNAPSHOT_KEEP) {
            at = o;
            continue;
        }
        at->older = o->older;
        arena_free(o->mem);
    }
    atomic_store(&newest, s);
}

Err snapshot_get(Db *db, const Snapshot **ret_snap)
{
    DirectoryVersionRow row;
    TRY(q_directory_version(db, NULL, &row)); // a number needs no memory
    Snapshot *s = atomic_load(&newest);
    if (!s || s->version != row.version) {
        pthread_mutex_lock(&making);
        s = atomic_load(&newest);
        Err e = OK;
        if (!s || s->version != row.version) {
            e = snapshot_load(db, row.version, &s);
            if (e == OK) publish(s);
        }
        pthread_mutex_unlock(&making);
        TRY(e);
    }
    *ret_snap = s;
    return OK;
}

void directory_forget(void)
{
    fragment_forget();
    pthread_mutex_lock(&making);
    Snapshot *s = atomic_exchange(&newest, NULL);
    while (s) {
        Snapshot *older = s->older;
        arena_free(s->mem);
        s = older;
    }
    pthread_mutex_unlock(&making);
}
