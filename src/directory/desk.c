// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// desk.c - finding desks, and what a desk says about itself.
#include "directory/snapshot.h"

bool desk_verified(const Desk *d) { return d->verified_on.n > 0; }

Str desk_summary(const Desk *d, Lang lang)
{
    return lang == LANG_EN && d->summary_en.n ? d->summary_en : d->summary_nl;
}

bool desk_serves(const Desk *d, const Municipality *m)
{
    switch (d->reach) {
    case REACH_MUNICIPALITY: return codes_have(d->area_codes, m->code);
    case REACH_REGION: return codes_have(d->area_codes, m->region_code);
    case REACH_UNIT: return codes_have(d->area_codes, m->unit_code);
    case REACH_ALARM:
    case REACH_COUNTRY: break;
    }
    return true;
}

static Str area_part(const Snapshot *snap, Arena *mem, const Desk *d, Str code)
{
    for (size_t i = 0; i < snap->place_count; i++) {
        const Municipality *m = &snap->places[i];
        if (str_eq_c(d->scope, "municipality") && str_eq(m->code, code)) return m->name;
        if (str_eq_c(d->scope, "region") && str_eq(m->region_code, code)) return m->region;
        if (str_eq_c(d->scope, "police_unit") && str_eq(m->unit_code, code)) return m->police_unit;
    }
    return str_dup(mem, code);
}

Str desk_area_name(Db *db, Arena *mem, Lang lang, const Desk *d)
{
    const Snapshot *snap;
    if (str_eq_c(d->scope, "national")) return str_c(T(lang, "heel Nederland"));
    if (snapshot_get(db, &snap) != OK) return d->area_codes;
    Buf b = buf_new(mem, KB(8));
    if (str_eq_c(d->scope, "police_unit")) buf_c(&b, T(lang, "politie-eenheid "));
    if (str_eq_c(d->scope, "region")) buf_c(&b, T(lang, "regio "));
    Str rest = d->area_codes;
    for (size_t i = 0; rest.n; i++) {
        if (i) buf_c(&b, ", ");
        buf_add(&b, area_part(snap, mem, d, str_cut(&rest, ' ')));
    }
    return buf_str(&b);
}

static bool channel_fits(const Desk *d, Str channel)
{
    if (channel.n == 0) return true;
    return (str_eq_c(channel, "phone") && d->phone.n) || (str_eq_c(channel, "chat") && d->chat.n) ||
           (str_eq_c(channel, "web") && d->web.n) || (str_eq_c(channel, "email") && d->email.n);
}

// Somewhere in the region counts: a region's list also has its police unit's and municipalities' desks.
static bool region_fits(const Snapshot *snap, const Desk *d, Str region_code)
{
    if (region_code.n == 0 || d->reach == REACH_COUNTRY || d->reach == REACH_ALARM) return true;
    for (size_t i = 0; i < snap->place_count; i++)
        if (str_eq(snap->places[i].region_code, region_code) && desk_serves(d, &snap->places[i])) return true;
    return false;
}

static bool text_fits(const Desk *d, Str words)
{
    while (words.n) {
        Str word = str_cut(&words, ' ');
        if (word.n && !str_has(d->folded, word)) return false;
    }
    return true;
}

static bool codes_fit(const Desk *d, const DeskFilter *f)
{
    if (f->for_whom.n && !codes_have(d->for_whom, f->for_whom)) return false;
    if (f->what_for.n && !codes_have(d->what_for, f->what_for)) return false;
    if (f->form.n && !codes_have(d->forms, S("all")) && !codes_have(d->forms, f->form)) return false;
    if (f->language.n && !codes_have(d->languages, f->language)) return false;
    if (f->kind.n && !str_eq(d->kind, f->kind)) return false;
    return channel_fits(d, f->channel);
}

static bool fits(const Snapshot *snap, const Desk *d, const DeskFilter *f, Str words)
{
    if (!d->active && !f->inactive) return false;
    // 342 desks of single municipalities would drown the others: only with a place, or when asked for.
    if (d->municipal && !f->place && !f->municipal) return false;
    if (!codes_fit(d, f)) return false;
    if (f->anonymous && !str_eq_c(d->anonymous, "yes")) return false;
    if ((f->verified && !desk_verified(d)) || (f->unverified && desk_verified(d))) return false;
    if (f->place && !desk_serves(d, f->place)) return false;
    if (!region_fits(snap, d, f->region_code) || !text_fits(d, words)) return false;
    return !f->open_now || hours_state(&d->hours, f->now) == OPEN_NOW;
}

Err directory_list(Db *db, Arena *mem, const DeskFilter *f, const Desk *const **ret_desks, size_t *ret_count)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    Str words = name_fold(mem, f->text);
    const Desk **list = NEW_ARRAY(mem, const Desk *, snap->desk_count + 1);
    size_t n = 0;
    bool near_first = f->place || f->region_code.n;
    // The snapshot has 112 first and the whole country last; without a place the country moves up.
    for (int round = near_first ? 2 : 0; round < 3; round++)
        for (size_t i = 0; i < snap->desk_count; i++) {
            const Desk *d = &snap->desks[i];
            int turn = near_first ? 2 : d->reach == REACH_ALARM ? 0 : d->reach == REACH_COUNTRY ? 1 : 2;
            if (turn == round && fits(snap, d, f, words)) list[n++] = d;
        }
    *ret_desks = (const Desk *const *)list;
    *ret_count = n;
    return OK;
}

static const Desk *by_slug(const Snapshot *snap, Str slug)
{
    size_t low = 0, high = snap->desk_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = str_cmp(snap->by_slug[mid]->slug, slug);
        if (c == 0) return snap->by_slug[mid];
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

Err desk_by_slug(Db *db, Str slug, const Desk **ret_desk)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    const Desk *d = by_slug(snap, slug);
    if (!d || !d->active) return E_NOTFOUND;
    *ret_desk = d;
    return OK;
}

Err desk_by_id(Db *db, int64_t id, const Desk **ret_desk)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    for (size_t i = 0; i < snap->desk_count; i++) {
        if (snap->desks[i].id != id) continue;
        *ret_desk = &snap->desks[i];
        return OK;
    }
    return E_NOTFOUND;
}

Err desk_of_municipality(Db *db, const Municipality *m, const Desk **ret_desk)
{
    const Snapshot *snap;
    TRY(snapshot_get(db, &snap));
    // m may be of an older snapshot: look it up by code
    for (size_t i = 0; i < snap->place_count; i++) {
        if (!str_eq(snap->places[i].code, m->code)) continue;
        if (!snap->of_place[i]) return E_NOTFOUND;
        *ret_desk = snap->of_place[i];
        return OK;
    }
    return E_NOTFOUND;
}

Err desk_of_rule(Db *db, Str slug, const Municipality *m, const Desk **ret_desk)
{
    if (!str_eq_c(slug, "gemeente")) return desk_by_slug(db, slug, ret_desk);
    return m ? desk_of_municipality(db, m, ret_desk) : E_NOTFOUND;
}
