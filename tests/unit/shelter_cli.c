// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// `baken shelter ...` as its user meets it: what is typed, what is printed, and the exit code; on both engines.
#include "access/access.h"
#include "commands/command.h"
#include "crypt/crypt.h"
#include "decision/decision.h"
#include "shelter/rules.h"
#include "shelter/supply.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "test_store.h"
#include "unit.h"
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16, WORDS_MAX = 24, OUT_MAX = 4 * 1024 * 1024, BAD_INPUT = 2 };
#define REQUEST                                                                                                        \
    "{\"kind\": \"crisis\", \"placer\": \"police\", \"sex\": \"man\", \"age\": 34, \"form\": \"labour\","              \
    " \"residence\": \"eu\", \"region\": \"VR17\", \"avoid\": [\"VR17\"], \"languages\": [\"pl\"]}"

static char dir[] = "/tmp/baken-shelter-XXXXXX";
static const Time NOW = SECONDS(1774737600);
static Arena *mem;
static const char *store;

static char *in(const char *name) { return str_z(mem, str_fmt(mem, "%s/%s", dir, name)); }

// The words of one line, divided by spaces; what it printed, standard output and error together.
static int run(const char *line, Str *ret_out)
{
    char *words[WORDS_MAX], *out = in("out");
    Str rest = str_c(line);
    int argc = 0;
    Why w = {{0}};
    words[argc++] = str_z(mem, S("baken"));
    while (rest.n && argc < WORDS_MAX - 1) words[argc++] = str_z(mem, str_cut(&rest, ' '));
    words[argc] = NULL;
    fflush(stdout);
    fflush(stderr);
    int saved[2] = {dup(1), dup(2)}, fd = open(out, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && saved[0] >= 0 && saved[1] >= 0);
    dup2(fd, 1);
    dup2(fd, 2);
    int code = command_main(argc, words);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++) {
        dup2(saved[i], i + 1);
        close(saved[i]);
    }
    close(fd);
    assert_ok(file_read(mem, out, OUT_MAX, ret_out, &w));
    return code;
}

static Traits all_of(const Choice *list) { return traits_mask(list); }

// A house with one unit of crisis places.
static void house(Db *db, OrgId org, const char *name, const char *region, Traits sexes)
{
    unsigned char *s = arena_alloc(mem, SUBMISSION_SIZE), *u = arena_alloc(mem, SUBMISSION_SIZE);
    random_bytes(s, SUBMISSION_SIZE);
    random_bytes(u, SUBMISSION_SIZE);
    FacilityInsertRow row;
    FacilityByIdRow f;
    assert_ok(q_facility_insert(db, mem, (Str){(char *)s, SUBMISSION_SIZE}, org.v, str_c(name), S("mixed"),
                                str_c(region), STR_NONE, STR_NONE, S("sealed"), 0, NOW, &row));
    assert_ok(q_facility_by_id(db, mem, row.id, &f));
    const NewUnit unit = {.submission = {(char *)u, SUBMISSION_SIZE},
                          .name = S("Crisisplekken"),
                          .kind = S("crisis"),
                          .takes = sexes | all_of(forms_asked) | all_of(residences) | all_of(payers),
                          .languages = all_of(languages_spoken),
                          .may_place = 1u << choice_at(placers, S("police")),
                          .age_min = 18,
                          .age_max = 99,
                          .stay_days = 7,
                          .security = 1,
                          .places = 2,
                          .trafficking = true};
    int64_t id;
    assert_ok(unit_store(db, mem, &f, &unit, (AccountId){0}, NOW, &id));
}

static int setup(void **state)
{
    (void)state;
    Db *db;
    Why w = {{0}};
    bool changed;
    mem = arena_new(MB(64));
    if (crypt_start() != OK || !mkdtemp(dir)) return -1;
    clock_set(NOW + HOURS(1));
    store = test_store(dir);
    if (db_open(store, DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK) return -1;
    assert_ok(decision_seed(db, mem, 1000, &changed, &w));
    OrgId org;
    KeyPair group;
    assert_ok(org_create(db, mem, ORG_shelter, S("Aanbieder"), &org, &group, &w));
    house(db, org, "Huis Eik", "VR01", all_of(sexes_asked));
    house(db, org, "Huis Linde", "VR22", all_of(sexes_asked));
    house(db, org, "Huis Wilg", "VR17", all_of(sexes_asked));
    Traits woman;
    assert_ok(trait_of(sexes_asked, S("woman"), &woman));
    house(db, org, "Huis Beuk", "VR22", woman);
    db_close(db);
    assert_ok(file_write(in("request.json"), 0600, S(REQUEST), &w));
    assert_ok(file_write(in("wrong.json"), 0600, S("{\"kind\": \"hotel\"}"), &w));
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
    (void)st, (void)type, (void)f;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    arena_free(mem);
    return nftw(dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static const char *command(const char *rest)
{
    return str_z(mem, str_fmt(mem, "shelter match --data %s --store %s --request %s/%s", dir, store, dir, rest));
}

static const char *text(const json_t *v, const char *key) { return json_string_value(json_object_get(v, key)); }

static void match_as_json(void **state)
{
    (void)state;
    Str out;
    assert_int_equal(run(command("request.json --json"), &out), 0);
    json_t *v = json_loadb(out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(v);
    assert_int_equal(json_integer_value(json_object_get(v, "units")), 4);
    assert_int_equal(json_integer_value(json_object_get(v, "possible")), 2);
    const json_t *ranked = json_object_get(v, "ranked"), *rejected = json_object_get(v, "rejected");
    assert_int_equal(json_array_size(ranked), 2);
    assert_int_equal(json_array_size(rejected), 2);
    // From Rotterdam the house in the south is nearer than the one in Groningen.
    assert_string_equal(text(json_array_get(ranked, 0), "facility"), "Huis Linde");
    assert_string_equal(text(json_array_get(ranked, 1), "region"), "VR01");
    assert_int_equal(json_array_size(json_object_get(json_array_get(ranked, 0), "parts")), SCORE_PART_COUNT);
    const json_t *reasons = json_object_get(json_array_get(rejected, 0), "reasons");
    assert_string_equal(text(json_array_get(rejected, 0), "facility"), "Huis Wilg");
    assert_string_equal(text(json_array_get(reasons, 0), "criterion"), "area");
    assert_true(text(json_array_get(reasons, 0), "reason_nl")[0]);
    reasons = json_object_get(json_array_get(rejected, 1), "reasons");
    assert_string_equal(text(json_array_get(reasons, 0), "criterion"), "sex");
    json_decref(v);
}

static void match_as_text(void **state)
{
    (void)state;
    Str out;
    assert_int_equal(run(command("request.json"), &out), 0);
    assert_true(str_has(out, S("4 units, 2 possible with 4 free places")));
    assert_true(str_has(out, S("Huis Linde, Crisisplekken (crisis, VR22), 2 of 2 free")));
    assert_true(str_has(out, S("          sex: ")));
    assert_false(str_has(out, S("sealed")));
}

static void match_refuses(void **state)
{
    (void)state;
    Str out;
    assert_int_equal(run(command("wrong.json"), &out), BAD_INPUT);
    assert_true(str_has(out, S("\"hotel\" is not a word for this; use one of: crisis")));
    assert_true(run(command("absent.json"), &out) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(match_as_json), cmocka_unit_test(match_as_text),
                                       cmocka_unit_test(match_refuses)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
