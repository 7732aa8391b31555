// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What analysts get: tables added up, the platform's own table, and a report that gives away no small count.
#include "access/access.h"
#include "casework/casework_sql.h"
#include "figures/told.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Time NOW = SECONDS(1790000000);
static Arena *mem;
static Db *db;
static char dir[64];

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    mem = arena_new(MB(64));
    memcpy(dir, "/tmp/baken-figures-XXXXXX", sizeof "/tmp/baken-figures-XXXXXX");
    if (crypt_start() != OK || !mkdtemp(dir)) return -1;
    password_fast_for_tests(true);
    if (db_open(test_store(dir), DB_WRITE, &db, &w) != OK) return -1;
    return db_migrate(db, &w) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    static const char *const files[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(files); i++) unlink(str_z(mem, str_fmt(mem, "%s/%s", dir, files[i])));
    int bad = rmdir(dir);
    arena_free(mem);
    return bad;
}

static void persons_become_counts(void **state)
{
    (void)state;
    KeptTable once, twice;
    Why w = {{0}};
    Str rows = S("A;B;sekse\n1;0;v\n1;1;m\n1;0;v\n0;1;\"m, jong\"\n1;0;m\n");
    assert_ok(table_keep(mem, rows, STR_NONE, true, &once, &w));
    assert_true(str_eq(once.csv, S("A,B,sekse,count\n1,0,v,2\n1,1,m,1\n0,1,\"m, jong\",1\n1,0,m,1\n")));
    assert_int_equal(once.people, 5);
    assert_ok(table_keep(mem, once.csv, STR_NONE, true, &twice, &w));
    assert_true(str_eq(once.csv, twice.csv)); // what is kept reads back as itself
}

static void faults_name_their_line(void **state)
{
    (void)state;
    KeptTable kept;
    Why w = {{0}};
    assert_int_equal(table_keep(mem, S("A,B,aantal\n1,0,x\n"), STR_NONE, true, &kept, &w), E_INPUT);
    assert_non_null(strstr(w.text, "regel 2"));
    assert_int_equal(table_keep(mem, S("A,B,aantal\n1,0,x\n"), STR_NONE, false, &kept, &w), E_INPUT);
    assert_non_null(strstr(w.text, "line 2"));
}

static int64_t member(OrgKind kind, const char *name)
{
    OrgId org;
    KeyPair key;
    AccountId account;
    Why w = {{0}};
    unsigned char totp[TOTP_SECRET_SIZE] = {0};
    assert_ok(org_create(db, mem, kind, str_c(name), &org, &key, &w));
    assert_ok(account_create(db, mem, org, ROLE_BIT(ROLE_org_admin), str_c(name), str_c(name),
                             S("fiets onder de oude brug"), totp, &key.secret, NOW, &account, &w));
    return account.v;
}

static Str bytes_of(int64_t n) { return str_fmt(mem, "%016lld", (long long)n); }

static void add_person(int64_t by, int64_t who, const char *kind, Str blind)
{
    static int64_t submissions;
    CaseInsertRow made;
    PersonInsertRow person;
    Str id = bytes_of(++submissions);
    assert_ok(q_case_insert(db, mem, id, id, S("care"), 1, by, 0, S("labour"), STR_NONE, STR_NONE, 0, S("x"), S("x"),
                            NOW, &made));
    assert_ok(q_person_insert(db, mem, made.id, id, S("A"), str_c(kind), S("18_23"), S("unknown"), S("unknown"),
                              S("presumed"), STR_NONE, S("x"), 1, blind.n ? blind : bytes_of(who), STR_NONE, by, NOW,
                              &person));
}

static void the_platform_counts_persons_once(void **state)
{
    (void)state;
    KeptTable kept;
    Why w = {{0}};
    assert_int_equal(table_overlap(db, mem, 0, INT64_MAX, &kept, &w), E_INPUT); // nobody yet
    int64_t town = member(ORG_municipality, "gemeente.test"), care = member(ORG_care, "zorg.test");
    for (int64_t i = 1; i <= 20; i++) add_person(town, i, "victim", STR_NONE);
    for (int64_t i = 18; i <= 30; i++) add_person(care, i, "both", STR_NONE);
    add_person(town, 1, "victim", STR_NONE);   // the same person in another case
    add_person(care, 99, "suspect", STR_NONE); // no victim
    assert_ok(table_overlap(db, mem, 0, INT64_MAX, &kept, &w));
    assert_int_equal(kept.people, 30);
    assert_int_equal(kept.lists, 2);
    ShownTable shown;
    assert_ok(table_show(mem, kept.csv, STR_NONE, false, true, &shown));
    assert_true(str_eq(shown.lists[0].on_it, S("20")) && str_eq(shown.lists[1].on_it, S("13")));
    assert_int_equal(shown.overlap_count, 1);
    assert_true(str_eq(shown.overlaps[0].on_it, S("3")));
    assert_ok(table_show(mem, kept.csv, STR_NONE, true, true, &shown));
    assert_true(str_eq(shown.overlaps[0].on_it, S("minder dan 5")));
    assert_true(str_eq(shown.lists[1].on_it, S("15")));
    Civil c = civil_nl(NOW);
    assert_int_equal(table_overlap(db, mem, c.year - 1, INT64_MAX, &kept, &w), E_INPUT);
    assert_ok(table_overlap(db, mem, c.year, INT64_MAX, &kept, &w));
}

static RunMade run(Str content, bool protect, bool files)
{
    RunMade made;
    MseWatch watch = {0};
    Why w = {{0}};
    const RunAsked asked = {.title = S("Proef"),
                            .content = content,
                            .model = S("stepwise"),
                            .interval = S("bca"),
                            .threshold = 2000,
                            .max_order = 2,
                            .replicates = 100,
                            .seed = 3,
                            .level = 95,
                            .digest = protect ? S("by chance") : STR_NONE,
                            .protect = protect};
    Err e = run_make(mem, &asked, &watch, dir, files, &made, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return made;
}

static const char counts[] = "A,B,C,n\n1,0,0,443\n0,1,0,357\n0,0,1,301\n1,1,0,33\n1,0,1,28\n0,1,1,22\n1,1,1,3\n";

static void the_same_again(void **state)
{
    (void)state;
    RunMade one = run(str_c(counts), false, true), two = run(str_c(counts), false, false);
    assert_true(one.answer.n == 64 && str_eq(one.answer, two.answer));
    assert_int_equal(one.observed, 1187);
    assert_true(str_starts(one.files[4].content, S("PK")));
}

static void a_protected_report_gives_no_small_count_away(void **state)
{
    (void)state;
    RunMade open = run(str_c(counts), false, true), closed = run(str_c(counts), true, true);
    assert_int_equal(closed.observed, 1185);
    assert_true(str_has(open.files[2].content, S(",443,")));
    assert_true(str_has(open.files[0].content, S(">443<")) && str_has(open.files[0].content, S(">3<")));
    for (int i = 0; i < RUN_FILES - 1; i++) {
        Str text = closed.files[i].content;
        assert_false(str_has(text, S(">443<")) || str_has(text, S(",443,")) || str_has(text, S(": 443")));
        assert_false(str_has(text, S(">3<")));
        assert_false(str_has(text, S("1187")) || str_has(text, S("1 187")));
        assert_false(str_has(text, S("residual\"")));
        assert_true(i == 2 || str_has(text, S("by chance"))); // not the digest, which tells who guesses the counts
    }
    assert_true(str_has(open.files[3].content, S("\"bic\":")) && str_has(closed.files[3].content, S("\"bic\":null")));
    assert_false(str_has(closed.files[0].content, S("AIC ")));
    assert_true(str_has(closed.files[0].content, S("minder dan 5")));
}

static const char years[] = "A,B,C,sexe,jaar,n\n1,0,0,v,2020,40\n0,1,0,v,2020,35\n0,0,1,v,2020,30\n1,1,0,v,2020,9\n"
                            "1,0,1,v,2020,8\n0,1,1,v,2020,6\n1,0,0,m,2020,30\n0,1,0,m,2020,22\n0,0,1,m,2020,25\n"
                            "1,1,0,m,2020,6\n1,0,1,m,2020,7\n0,1,1,m,2020,5\n1,0,0,v,2021,44\n0,1,0,v,2021,36\n"
                            "0,0,1,v,2021,33\n1,1,0,v,2021,8\n1,0,1,v,2021,9\n0,1,1,v,2021,7\n1,0,0,m,2021,31\n"
                            "0,1,0,m,2021,24\n0,0,1,m,2021,26\n1,1,0,m,2021,7\n1,0,1,m,2021,6\n0,1,1,m,2021,6\n";

static const RunAsked with_groups = {.content = {years, sizeof years - 1},
                                     .model = {"bic", 3},
                                     .interval = {"percentile", 10},
                                     .strata = {"*", 1},
                                     .groups = {.year = {"jaar", 4},
                                                .degree = 1,
                                                .by = {"sexe, jaar", 10},
                                                .population = {"sexe,n\nv,100000\nm,50000\n", 24}},
                                     .threshold = 2000,
                                     .max_order = 2,
                                     .replicates = 40,
                                     .seed = 3,
                                     .level = 95};

static void a_screen_has_rates_and_curves_too(void **state)
{
    (void)state;
    RunMade made;
    MseWatch watch = {0};
    Why w = {{0}};
    assert_ok(run_make(mem, &with_groups, &watch, dir, true, &made, &w));
    for (int i = 0; i < 2; i++) {
        assert_true(str_has(made.files[i].content, S("sexe = v, jaar = 2021")));
        assert_true(str_has(made.files[i].content, S("per 100 000")));
        assert_true(str_has(made.files[i].content, S("--year &#39;jaar&#39; --degree 1")) ||
                    str_has(made.files[i].content, S("--year 'jaar' --degree 1")));
    }
    assert_true(str_has(made.files[0].content, S("met de kenmerken erbij is het totaal naar schatting")));
    assert_true(str_has(made.files[2].content, S("per_100000,\"sexe = v\",")));
    assert_true(str_has(made.files[3].content, S("\"people\":100000")) ||
                str_has(made.files[3].content, S("\"people\":200000")));
}

static void every_way_of_an_interval_tells_what_it_is(void **state)
{
    (void)state;
    static const char *const says[][3] = {
        {"fixed", "Het model is daarin niet opnieuw gezocht", "te smal"},
        {"profile", "profielaannemelijkheid van dit ene model", "te smal"},
        {"average", "gemiddelde over", "wie alleen op A staat, telt mee voor zover het model zegt"}};
    for (size_t i = 0; i < COUNT(says); i++) {
        RunMade made;
        MseWatch watch = {0};
        Why w = {{0}};
        RunAsked asked = with_groups;
        asked.groups.degree = 0;
        asked.groups.way = str_c(says[i][0]);
        asked.groups.doubtful = i == 2 ? S("A") : STR_NONE;
        assert_ok(run_make(mem, &asked, &watch, dir, true, &made, &w));
        for (int k = 1; k < 3; k++) assert_true(str_has(made.files[0].content, str_c(says[i][k])));
        assert_true(str_has(made.files[0].content, str_fmt(mem, "--way %s", says[i][0])));
        assert_true(str_has(made.files[3].content, S("\"replicate_estimates\":[")));
    }
}

static void what_cannot_be_asked_is_said_before(void **state)
{
    (void)state;
    const struct {
        RunGroups g;
        GroupFault fault;
        Err err;
    } cases[] = {{{.year = S("jaar"), .degree = 1}, GROUP_ALL, OK},
                 {{.year = S("maand")}, GROUP_YEAR, E_INPUT},
                 {{.degree = 1}, GROUP_YEAR, E_INPUT},
                 {{.year = S("jaar"), .degree = 2}, GROUP_YEAR, E_INPUT}, // two years make no such curve
                 {{.by = S("sexe,leeftijd")}, GROUP_BY, E_INPUT},
                 {{.way = S("average"), .doubtful = S("A")}, GROUP_ALL, OK},
                 {{.way = S("profile"), .year = S("jaar"), .degree = 1}, GROUP_ALL, OK},
                 {{.way = S("average"), .year = S("jaar"), .degree = 1}, GROUP_WAY, E_INPUT},
                 {{.way = S("anders")}, GROUP_WAY, E_INPUT},
                 {{.way = S("average"), .doubtful = S("Q")}, GROUP_DOUBTFUL, E_INPUT},
                 {{.doubtful = S("A")}, GROUP_DOUBTFUL, E_INPUT},
                 {{.population = S("leeftijd,n\noud,3\n")}, GROUP_POPULATION, E_INPUT}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        GroupFault fault;
        Why w = {{0}};
        assert_int_equal(run_groups_check(mem, str_c(years), STR_NONE, &cases[i].g, true, &fault, &w), cases[i].err);
        assert_int_equal(fault, cases[i].fault);
    }
}

static void stopping_ends_it(void **state)
{
    (void)state;
    RunMade made;
    MseWatch watch = {0};
    Why w = {{0}};
    atomic_store(&watch.stop, true);
    const RunAsked asked = {.content = str_c(counts),
                            .model = S("stepwise"),
                            .interval = S("bca"),
                            .threshold = 2000,
                            .max_order = 2,
                            .replicates = 1000,
                            .level = 95};
    assert_int_equal(run_make(mem, &asked, &watch, dir, true, &made, &w), E_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(persons_become_counts),
                                       cmocka_unit_test(faults_name_their_line),
                                       cmocka_unit_test(the_platform_counts_persons_once),
                                       cmocka_unit_test(the_same_again),
                                       cmocka_unit_test(a_protected_report_gives_no_small_count_away),
                                       cmocka_unit_test(a_screen_has_rates_and_curves_too),
                                       cmocka_unit_test(every_way_of_an_interval_tells_what_it_is),
                                       cmocka_unit_test(what_cannot_be_asked_is_said_before),
                                       cmocka_unit_test(stopping_ends_it)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
