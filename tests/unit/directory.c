// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "directory/directory.h"
#include "crypt/crypt.h"
#include "sys/file.h"
#include "unit.h"
#include "test_store.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Place {
    char dir[64];
    Arena *mem;
    Db *db;
} Place;

static Time utc(int y, int m, int d, int hour, int minute)
{
    return DAYS(date_of(y, m, d)) + HOURS(hour) + MINUTES(minute);
}

static Hours hours_of(const char *json)
{
    Hours h;
    Why w;
    assert_ok(hours_parse(str_c(json), &h, &w));
    return h;
}

static void open_or_not(void **state)
{
    (void)state;
    Hours office = hours_of("{\"mon\":[[\"09:00\",\"12:00\"],[\"13:00\",\"17:00\"]]}");
    // Monday 23 November 2026: winter, UTC+1
    assert_int_equal(hours_state(&office, utc(2026, 11, 23, 7, 59)), OPEN_CLOSED);
    assert_int_equal(hours_state(&office, utc(2026, 11, 23, 8, 0)), OPEN_NOW);
    assert_int_equal(hours_state(&office, utc(2026, 11, 23, 11, 0)), OPEN_CLOSED); // lunch begins at 12.00
    assert_int_equal(hours_state(&office, utc(2026, 11, 23, 15, 59)), OPEN_NOW);
    assert_int_equal(hours_state(&office, utc(2026, 11, 23, 16, 0)), OPEN_CLOSED);
    assert_int_equal(hours_state(&office, utc(2026, 11, 24, 9, 0)), OPEN_CLOSED); // Tuesday
    // Monday 29 June 2026: summer, UTC+2
    assert_int_equal(hours_state(&office, utc(2026, 6, 29, 6, 59)), OPEN_CLOSED);
    assert_int_equal(hours_state(&office, utc(2026, 6, 29, 7, 0)), OPEN_NOW);
}

static void clocks_change(void **state)
{
    (void)state;
    // Sunday 29 March 2026: 02.00 becomes 03.00 at 01.00 UTC. Sunday 25 October 2026: 03.00 becomes 02.00 at 01.00 UTC.
    Hours night = hours_of("{\"sun\":[[\"01:00\",\"03:30\"]]}");
    assert_int_equal(hours_state(&night, utc(2026, 3, 29, 0, 59)), OPEN_NOW);    // 01.59
    assert_int_equal(hours_state(&night, utc(2026, 3, 29, 1, 29)), OPEN_NOW);    // 03.29
    assert_int_equal(hours_state(&night, utc(2026, 3, 29, 1, 30)), OPEN_CLOSED); // 03.30, an hour early
    assert_int_equal(hours_state(&night, utc(2026, 10, 25, 0, 30)), OPEN_NOW);   // 02.30, the first time
    assert_int_equal(hours_state(&night, utc(2026, 10, 25, 1, 30)), OPEN_NOW);   // 02.30, the second time
    assert_int_equal(hours_state(&night, utc(2026, 10, 25, 2, 30)), OPEN_CLOSED);
}

static void past_midnight(void **state)
{
    (void)state;
    Hours late = hours_of("{\"fri\":[[\"22:00\",\"02:00\"]],\"sun\":[[\"20:00\",\"24:00\"]]}");
    assert_int_equal(hours_state(&late, utc(2026, 11, 27, 21, 0)), OPEN_NOW);    // Friday 22.00
    assert_int_equal(hours_state(&late, utc(2026, 11, 28, 0, 59)), OPEN_NOW);    // Saturday 01.59
    assert_int_equal(hours_state(&late, utc(2026, 11, 28, 1, 0)), OPEN_CLOSED);  // Saturday 02.00
    assert_int_equal(hours_state(&late, utc(2026, 11, 27, 0, 30)), OPEN_CLOSED); // Friday 01.30: not Thursday's
    assert_int_equal(hours_state(&late, utc(2026, 11, 29, 22, 59)), OPEN_NOW);   // Sunday 23.59
    assert_int_equal(hours_state(&late, utc(2026, 11, 29, 23, 0)), OPEN_CLOSED); // Monday 00.00
    Hours week = hours_of("{\"sun\":[[\"22:00\",\"06:00\"]]}");                  // over the end of the week
    assert_int_equal(hours_state(&week, utc(2026, 11, 30, 4, 59)), OPEN_NOW);
}

static void not_known_is_not_open(void **state)
{
    (void)state;
    Hours none = hours_of(""), null = hours_of("null"), days = hours_of("{\"days\":\"mon-fri\"}");
    Hours always = hours_of("{\"always\":true}"), all = hours_of("{\"days\":\"mon-sun\"}");
    Time monday = utc(2026, 11, 23, 9, 0), sunday = utc(2026, 11, 29, 9, 0);
    assert_int_equal(hours_state(&none, monday), OPEN_UNKNOWN);
    assert_int_equal(hours_state(&null, monday), OPEN_UNKNOWN);
    assert_int_equal(hours_state(&days, monday), OPEN_UNKNOWN);
    assert_int_equal(hours_state(&days, sunday), OPEN_CLOSED);
    assert_int_equal(hours_state(&all, sunday), OPEN_UNKNOWN);
    assert_int_equal(hours_state(&always, sunday), OPEN_NOW);
}

static void hours_that_are_refused(void **state)
{
    (void)state;
    const char *bad[] = {"{", "[]", "{}", "1", "\"always\"", "{\"always\":false}", "{\"always\":true,\"mon\":[]}",
                         "{\"days\":\"mon-xyz\"}", "{\"mon\":[[\"25:00\",\"26:00\"]]}", "{\"mon\":[[\"09:00\"]]}",
                         "{\"mon\":[[\"9\",\"17:00\"]]}", "{\"mon\":[[\"24:00\",\"01:00\"]]}", "{\"monday\":[]}",
                         "{\"mon\":[[\"09:00\",\"17:00\"]],\"mon\":[]}",
                         ("{\"mon\":[[\"1:00\",\"2:00\"],[\"3:00\",\"4:00\"],[\"5:00\",\"6:00\"],[\"7:00\",\"8:00\"],"
                          "[\"9:00\",\"9:30\"]]}")};
    for (size_t i = 0; i < COUNT(bad); i++) {
        Hours h;
        Why w;
        if (hours_parse(str_c(bad[i]), &h, &w) == OK) print_error("taken: %s\n", bad[i]);
        assert_int_equal(hours_parse(str_c(bad[i]), &h, &w), E_INPUT);
    }
}

static void hours_there_and_back(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(1));
    const char *same[] = {"", "{\"always\":true}", "{\"days\":\"mon-fri\"}", "{\"days\":\"mon-sun\"}",
                          "{\"days\":\"sat-mon\"}", "{\"days\":\"wed-wed\"}",
                          "{\"mon\":[[\"09:00\",\"12:00\"],[\"13:00\",\"24:00\"]],\"fri\":[[\"22:00\",\"02:00\"]]}"};
    for (size_t i = 0; i < COUNT(same); i++) {
        Hours h = hours_of(same[i]);
        assert_str(hours_json(mem, &h), same[i]);
    }
    Hours h = hours_of(same[6]);
    assert_str(hours_day_text(mem, &h, 0), "09:00-12:00, 13:00-24:00");
    assert_str(hours_day_text(mem, &h, 1), "");
    HoursRange r[HOURS_RANGES_MAX];
    int n;
    assert_ok(hours_parse_day(S(" 9.00 - 12.30 , 13:00-17:00 "), r, &n));
    assert_int_equal(n, 2);
    assert_int_equal(r[0].to, 12 * 60 + 30);
    assert_int_equal(hours_parse_day(S("9-17"), r, &n), E_INPUT);
    assert_int_equal(hours_parse_day(S("09:00-17:00,"), r, &n), OK);
    assert_int_equal(hours_parse_day(S(","), r, &n), E_INPUT);
    arena_free(mem);
}

static void folding(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(1));
    assert_str(name_fold(mem, S("Súdwest-Fryslân")), "sudwest fryslan");
    assert_str(name_fold(mem, S("'s-Gravenhage")), "s gravenhage");
    assert_str(name_fold(mem, S("  Bergen (NH.) ")), "bergen nh");
    assert_str(name_fold(mem, S("ÀÿŸß\xc3")), "ay s"); // Ÿ is outside the table; a cut character is a space
    assert_str(name_fold(mem, S("")), "");
    arena_free(mem);
}

static int place_open(void **state)
{
    static Place p;
    p = (Place){.dir = "/tmp/baken-directory-XXXXXX", .mem = arena_new(MB(32))};
    assert_ok(crypt_start());
    assert_non_null(mkdtemp(p.dir));
    Why w = {{0}};
    assert_ok(db_open(test_store(p.dir), DB_WRITE, &p.db, &w));
    assert_ok(db_migrate(p.db, &w));
    int64_t changed;
    if (directory_seed(p.db, p.mem, utc(2026, 11, 22, 3, 0), &changed, &w) != OK) fail_msg("%s", w.text);
    assert_true(changed > 342 + 342);
    *state = &p;
    return 0;
}

static int place_close(void **state)
{
    Place *p = *state;
    directory_forget();
    db_close(p->db);
    const char *names[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (file_remove(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, names[i]))) != OK) continue; // was not there
    rmdir(p->dir);
    arena_free(p->mem);
    return 0;
}

static void check_place(const Place *p, const char *typed, const char *code)
{
    const Municipality *m;
    Err e = municipality_find(p->db, str_c(typed), &m);
    if (e != OK) print_error("not found: %s\n", typed);
    assert_ok(e);
    assert_str(m->code, code);
}

static void places(void **state)
{
    Place *p = *state;
    check_place(p, "Capelle aan den IJssel", "GM0502");
    check_place(p, " capelle a/d ijssel", "GM0502");
    check_place(p, "capelle-aan-den-ijssel", "GM0502");
    check_place(p, "gemeente Venlo", "GM0983");
    check_place(p, "gm0983", "GM0983");
    check_place(p, "Den Haag", "GM0518");
    check_place(p, "'s-Gravenhage", "GM0518");
    check_place(p, "DEN BOSCH", "GM0796");
    check_place(p, "Sudwest-Fryslan", "GM1900");
    check_place(p, "Súdwest Fryslân", "GM1900");
    check_place(p, "Hengelo", "GM0164");
    check_place(p, "Bergen (L.)", "GM0893");
    check_place(p, "Nuenen, Gerwen en Nederwetten", "GM0820");
    const Municipality *m;
    assert_int_equal(municipality_find(p->db, S("Bergen"), &m), E_NOTFOUND); // there are two
    assert_int_equal(municipality_find(p->db, S("Berge"), &m), E_NOTFOUND);
    assert_int_equal(municipality_find(p->db, S(""), &m), E_NOTFOUND);
    assert_int_equal(municipality_find(p->db, S("GM9999"), &m), E_NOTFOUND);
    const Municipality *const *all;
    size_t n;
    assert_ok(municipalities(p->db, &all, &n));
    assert_int_equal(n, 342);
    for (size_t i = 1; i < n; i++) assert_true(str_cmp(all[i - 1]->folded, all[i]->folded) < 0);
    assert_str(municipality_name(p->db, S("GM0599")), "Rotterdam");
    assert_str(municipality_name(p->db, S("GM9999")), "GM9999");
}

static void choosing(void **state)
{
    Place *p = *state;
    Html none, one;
    assert_ok(municipality_options(p->db, p->mem, STR_NONE, &none));
    assert_ok(municipality_options(p->db, p->mem, S("GM0502"), &one));
    assert_false(str_has(none.s, S("selected")));
    assert_true(str_has(one.s, S("<option value=\"GM0502\" selected>Capelle aan den IJssel</option>")));
    assert_int_equal(one.s.n, none.s.n + 9);
    assert_true(str_has(none.s, S("&#39;s-Gravenhage")) || str_has(none.s, S("'s-Gravenhage")));
}

static size_t count_of(const Place *p, const DeskFilter *f)
{
    const Desk *const *list;
    size_t n;
    assert_ok(directory_list(p->db, p->mem, f, &list, &n));
    for (size_t i = 0; i < n; i++) assert_true(list[i]->active || f->inactive);
    return n;
}

static bool lists(const Place *p, const DeskFilter *f, const char *slug)
{
    const Desk *const *list;
    size_t n;
    assert_ok(directory_list(p->db, p->mem, f, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(list[i]->slug, slug)) return true;
    return false;
}

static void filters(void **state)
{
    Place *p = *state;
    const Municipality *capelle, *venlo;
    assert_ok(municipality_find(p->db, S("Capelle"), &capelle));
    assert_ok(municipality_find(p->db, S("Venlo"), &venlo));
    Time now = utc(2026, 11, 23, 9, 0);
    size_t all = count_of(p, &(DeskFilter){.now = now});
    assert_true(all >= 39);
    assert_int_equal(count_of(p, &(DeskFilter){.municipal = true}), all + 342);
    assert_true(lists(p, &(DeskFilter){.place = capelle}, "essm-meldpunt"));
    assert_true(lists(p, &(DeskFilter){.place = capelle}, "gemeente-capelle-aan-den-ijssel"));
    assert_false(lists(p, &(DeskFilter){.place = venlo}, "essm-meldpunt"));
    assert_false(lists(p, &(DeskFilter){.place = venlo}, "gemeente-capelle-aan-den-ijssel"));
    assert_true(lists(p, &(DeskFilter){.form = S("labour")}, "fairwork"));
    assert_true(lists(p, &(DeskFilter){.form = S("labour")}, "comensha")); // all forms
    assert_false(lists(p, &(DeskFilter){.form = S("sexual")}, "fairwork"));
    assert_true(lists(p, &(DeskFilter){.anonymous = true}, "meld-misdaad-anoniem"));
    assert_false(lists(p, &(DeskFilter){.anonymous = true}, "politie"));
    assert_true(lists(p, &(DeskFilter){.open_now = true, .now = now}, "noodnummer-112"));
    assert_false(lists(p, &(DeskFilter){.open_now = true, .now = now}, "fairwork")); // hours not known
    assert_true(lists(p, &(DeskFilter){.text = S("veilig THUIS")}, "veilig-thuis"));
    assert_int_equal(count_of(p, &(DeskFilter){.text = S("bestaatniet")}), 0);
    assert_int_equal(count_of(p, &(DeskFilter){.verified = true}), 0); // nothing has been checked yet
    const Region *region;
    size_t n;
    assert_ok(regions(p->db, &region, &n));
    assert_int_equal(n, 25);
    assert_true(lists(p, &(DeskFilter){.region_code = S("VR18")}, "essm-meldpunt")); // of the same police unit
    assert_true(lists(p, &(DeskFilter){.region_code = S("VR15")}, "shop-den-haag"));
    assert_false(lists(p, &(DeskFilter){.region_code = S("VR24")}, "shop-den-haag"));
    assert_int_equal(count_of(p, &(DeskFilter){.channel = S("phone")}), 1); // only 112 has a sourced number
}

static void edits_stay(void **state)
{
    Place *p = *state;
    const Desk *there;
    assert_ok(desk_by_slug(p->db, S("fairwork"), &there));
    Desk d = *there;
    d.phone = S("000 000 00 00");
    d.channel_source = S("een test");
    d.verified_on = S("2026-11-22");
    d.verified_by = S("een test");
    const char *field;
    Why w;
    assert_ok(desk_check(&d, &field, &w));
    assert_ok(desk_save(p->db, &d, 1, utc(2026, 11, 22, 4, 0)));
    assert_ok(desk_by_slug(p->db, S("fairwork"), &there));
    assert_str(there->phone, "000 000 00 00");
    assert_true(desk_verified(there));
    assert_int_equal(desk_save(p->db, &d, 1, utc(2026, 11, 22, 4, 1)), E_CONFLICT); // read before that change
    int64_t changed;
    assert_ok(directory_seed(p->db, p->mem, utc(2026, 11, 22, 5, 0), &changed, &w));
    assert_int_equal(changed, 0); // nothing differs but what staff edited
    assert_ok(desk_by_slug(p->db, S("fairwork"), &there));
    assert_str(there->phone, "000 000 00 00");
    d = *there;
    d.active = false;
    assert_ok(desk_save(p->db, &d, 1, utc(2026, 11, 22, 6, 0)));
    assert_int_equal(desk_by_slug(p->db, S("fairwork"), &there), E_NOTFOUND);
    assert_ok(desk_by_id(p->db, d.id, &there));
    assert_false(lists(p, &(DeskFilter){0}, "fairwork"));
    assert_true(lists(p, &(DeskFilter){.inactive = true}, "fairwork"));
}

static void what_is_refused(void **state)
{
    Place *p = *state;
    const Desk *there;
    assert_ok(desk_by_slug(p->db, S("comensha"), &there));
    static const struct {
        size_t at;
        const char *text, *field;
    } cases[] = {
        {offsetof(Desk, name), "", "naam"},
        {offsetof(Desk, phone), "bel ons", "telefoon"},
        {offsetof(Desk, phone), "12", "telefoon"},
        {offsetof(Desk, web), "http://voorbeeld.nl", "website"},
        {offsetof(Desk, web), "javascript:alert(1)", "website"},
        {offsetof(Desk, chat), "https://x y.nl", "chat"},
        {offsetof(Desk, email), "geen adres", "email"},
        {offsetof(Desk, kind), "anders", "soort"},
        {offsetof(Desk, what_for), "help niets", "waarvoor"},
        {offsetof(Desk, for_whom), "", "voor_wie"},
        {offsetof(Desk, hours_json), "{}", "uren"},
        {offsetof(Desk, verified_on), "2026-11-22", "gecontroleerd"}, // by whom?
        {offsetof(Desk, address), "Straat 1", "bron"},                // from where?
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Desk d = *there;
        *(Str *)(void *)((char *)&d + cases[i].at) = str_c(cases[i].text);
        const char *field = "";
        Why w;
        assert_int_equal(desk_check(&d, &field, &w), E_INPUT);
        assert_string_equal(field, cases[i].field);
    }
    Desk d = *there;
    d.kind = S("shelter");
    d.address = S("Straat 1");
    d.channel_source = S("een brief");
    const char *field;
    Why w;
    assert_int_equal(desk_check(&d, &field, &w), E_INPUT); // the address of a shelter stays secret
}

// Readers go on while desks are edited, and each sees one state, never a mix.
enum { READERS = 3, EDITS = 40 };
static _Atomic bool enough;

static void *read_on(void *arg)
{
    const Place *p = arg;
    Arena *mem = arena_new(MB(4));
    Db *db;
    Why w;
    if (db_open(test_store(p->dir), DB_READ, &db, &w) != OK) abort();
    while (!enough) {
        const Desk *const *list;
        size_t n;
        if (directory_list(db, mem, &(DeskFilter){.municipal = true}, &list, &n) != OK || n < 342) abort();
        for (size_t i = 0; i < n; i++) // phone and source are always written together
            if (!str_eq(list[i]->phone, S("112")) && !str_eq(list[i]->phone, list[i]->channel_source) && list[i]->phone.n) abort();
        arena_reset(mem);
    }
    db_close(db);
    arena_free(mem);
    return NULL;
}

static void readers_never_see_a_mix(void **state)
{
    Place *p = *state;
    pthread_t threads[READERS];
    enough = false;
    for (int i = 0; i < READERS; i++) assert_int_equal(pthread_create(&threads[i], NULL, read_on, p), 0);
    for (int i = 0; i < EDITS; i++) {
        const Desk *there;
        assert_ok(desk_by_slug(p->db, S("comensha"), &there));
        Desk d = *there;
        d.phone = d.channel_source = str_fmt(p->mem, "000 00 %d", i);
        assert_ok(db_begin(p->db));
        assert_ok(desk_save(p->db, &d, 1, utc(2026, 11, 23, 0, i)));
        assert_ok(db_commit(p->db));
        assert_ok(desk_by_slug(p->db, S("comensha"), &there));
        assert_true(str_eq(there->phone, d.phone)); // who changed it sees it at once
    }
    enough = true;
    for (int i = 0; i < READERS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void)
{
    const struct CMUnitTest pure[] = {
        cmocka_unit_test(open_or_not),           cmocka_unit_test(clocks_change),
        cmocka_unit_test(past_midnight),         cmocka_unit_test(not_known_is_not_open),
        cmocka_unit_test(hours_that_are_refused), cmocka_unit_test(hours_there_and_back),
        cmocka_unit_test(folding),
    };
    const struct CMUnitTest stored[] = {
        cmocka_unit_test(places),
        cmocka_unit_test(choosing),
        cmocka_unit_test(filters),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(readers_never_see_a_mix),
        cmocka_unit_test(edits_stay),
    };
    int failed = cmocka_run_group_tests_name("hours and names", pure, NULL, NULL);
    return failed + cmocka_run_group_tests_name("directory", stored, place_open, place_close);
}
