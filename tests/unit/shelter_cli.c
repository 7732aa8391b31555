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

// ---- simulate -----------------------------------------------------------------------------------------------------

static Str simulated(const char *options)
{
    Str out;
    int code = run(str_z(mem, str_fmt(mem, "shelter simulate --years 1 --runs 4 %s", options)), &out);
    if (code != 0) fail_msg("%s: %d %.*s", options, code, STR_ARG(out));
    return out;
}

static json_t *parsed(Str out)
{
    json_t *v = json_loadb(out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
    if (!v) fail_msg("no JSON: %.*s", STR_ARG(out));
    return v;
}

// Of all people, with the policy at this place.
static double found(const json_t *v, size_t policy, const char *measure, const char *what)
{
    const json_t *groups = json_object_get(json_array_get(json_object_get(v, "policies"), policy), "groups");
    const json_t *all = json_array_get(groups, json_array_size(groups) - 1);
    assert_string_equal(text(all, "group"), "all");
    return json_number_value(json_object_get(json_object_get(all, measure), what));
}

static void simulate_the_programs_own(void **state)
{
    (void)state;
    Str one = simulated("--threads 1 --json"), two = simulated("--threads 2 --json");
    assert_true(str_eq(one, two));
    json_t *v = parsed(one);
    assert_int_equal(json_array_size(json_object_get(v, "policies")), 3);
    for (size_t p = 0; p < 3; p++) {
        double unmet = found(v, p, "unmet_percent", "mean"), in_time = found(v, p, "in_36_hours_percent", "mean");
        assert_true(unmet >= 0 && in_time > 0 && unmet + in_time <= 100.001);
        assert_true(found(v, p, "unmet_percent", "low") <= unmet && unmet <= found(v, p, "unmet_percent", "high"));
    }
    json_t *more = parsed(simulated("--add crisis:300:VR09 --json"));
    assert_int_equal(json_integer_value(json_object_get(more, "places")),
                     json_integer_value(json_object_get(v, "places")) + 300);
    assert_true(found(more, 1, "unmet_percent", "mean") < found(v, 1, "unmet_percent", "mean"));
    assert_false(str_eq(one, simulated("--seed 2 --json")));
    // Places for a long stay empty crisis places: more people find one.
    json_t *onward = parsed(simulated("--add long_stay:300:VR09 --json"));
    assert_true(found(onward, 1, "unmet_percent", "high") < found(v, 1, "unmet_percent", "low"));
    json_decref(onward);
    json_decref(v);
    json_decref(more);
}

static void simulate_the_store(void **state)
{
    (void)state;
    const char *where = str_z(mem, str_fmt(mem, "--data %s --store %s --policy score --json", dir, store));
    json_t *v = parsed(simulated(where));
    assert_int_equal(json_integer_value(json_object_get(v, "units")), 4);
    assert_int_equal(json_integer_value(json_object_get(v, "places")), 8);
    assert_int_equal(json_array_size(json_object_get(v, "policies")), 1);
    json_decref(v);
}

static void simulate_in_other_forms(void **state)
{
    (void)state;
    Str out = simulated("--policy broadcast --csv"), svg;
    Why w = {{0}};
    assert_true(
        str_starts(out, S("policy,group,measure,mean,low,high\nbroadcast,\"women, sexual exploitation\",unmet")));
    assert_true(str_has(out, S("\nbroadcast,\"all\",occupied_percent,")));
    out = simulated(str_z(mem, str_fmt(mem, "--chart %s", in("chart.svg"))));
    assert_true(str_has(out, S("Not a forecast")) && str_has(out, S("all at once")));
    assert_ok(file_read(mem, in("chart.svg"), OUT_MAX, &svg, &w));
    assert_true(str_starts(svg, S("<svg xmlns=")) && str_ends(svg, S("</svg>\n")));
    assert_true(str_has(svg, S("men, labour exploitation")) && !str_has(svg, S("nan")));
}

// A file with two groups, a and b, and one unit; what the second group and the unit add, and what is said of it.
static void assumed(const char *b_adds, const char *intake, const char *says)
{
    Str out;
    Why w = {{0}};
#define GROUP                                                                                                          \
    "\"per_year\": 9, \"stay_days\": 9, \"avoid_percent\": 0, \"request\": {\"kind\": \"crisis\", \"placer\": "        \
    "\"police\", \"sex\": \"man\", \"age\": 34, \"form\": \"labour\", \"residence\": \"eu\"}"
    Str json = str_fmt(mem,
                       "{\"refuse_percent\": 0, \"answer_hours\": 0, \"give_up_days\": 1, \"groups\": [{\"name\": "
                       "\"a\", " GROUP "}, {\"name\": \"b\", " GROUP ", %s}], \"units\": [{\"name\": \"u\", "
                       "\"region\": \"VR01\", \"places\": 2, \"intake\": \"%s\"}]}",
                       b_adds, intake);
#undef GROUP
    assert_ok(file_write(in("assumed.json"), 0600, json, &w));
    assert_int_equal(run(str_z(mem, str_fmt(mem, "shelter simulate --assumptions %s", in("assumed.json"))), &out),
                     BAD_INPUT);
    if (!str_has(out, str_c(says))) fail_msg("%.*s", STR_ARG(out));
}

static void simulate_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *options, *says;
    } wrong[] = {
        {"--policy best", "first, score or broadcast"},
        {"--years 21", "--years: a number from 1 to 20"},
        {"--add hotel:3:VR17", "crisis:20:VR17"},
        {"--csv --json", "choose --json or --csv"},
    };
    Str out;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(run(str_z(mem, str_fmt(mem, "shelter simulate %s", wrong[i].options)), &out), BAD_INPUT);
        if (!str_has(out, str_c(wrong[i].says))) fail_msg("%s: %.*s", wrong[i].options, STR_ARG(out));
    }
    assert_int_equal(run(str_z(mem, str_fmt(mem, "shelter simulate --assumptions %s", in("wrong.json"))), &out),
                     BAD_INPUT);
    assert_true(str_has(out, S("unknown key \"kind\"")));
    // Nobody goes round in circles, and hours of intake are a word of the list.
    assumed("\"then\": \"a\", \"then_percent\": 50", "office", "groups[1].then: the name of a group further");
    assumed("\"then_percent\": 50", "office", "groups[1].then: the name of a group further");
    assumed("\"give_up_days\": 3", "noon", "units[0].intake: always or office");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(match_as_json),      cmocka_unit_test(match_as_text),
        cmocka_unit_test(match_refuses),      cmocka_unit_test(simulate_the_programs_own),
        cmocka_unit_test(simulate_the_store), cmocka_unit_test(simulate_in_other_forms),
        cmocka_unit_test(simulate_refuses)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
