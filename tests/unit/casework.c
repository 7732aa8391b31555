// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "casework/case_erase.h"
#include "casework/casework.h"
#include "clock/clock.h"
#include "unit.h"
#include "test_store.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A safety house that directs, a care organisation that may join, the police as the outsider. Names are invented.
typedef struct Place {
    Arena *mem;
    char dir[64];
    Db *db;
    App app;
    Actor director, colleague, care, nurse, police, overseer;
} Place;

static const Time NOW = SECONDS(1790000000);
static Place *place;

static Actor member(OrgKind kind, OrgId org, const KeyPair *key, Role role, const char *username)
{
    Why w = {{0}};
    unsigned char totp[TOTP_SECRET_SIZE] = {0};
    Actor a = {.org = org, .org_kind = kind, .roles = ROLE_BIT(role), .group = *key, .has_group = true};
    Err e = account_create(place->db, place->mem, org, a.roles, str_c(username), str_c(username),
                           S("fiets onder de oude brug"), totp, &key->secret, NOW, &a.account, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return a;
}

static OrgId organisation(OrgKind kind, const char *name, KeyPair *ret_key)
{
    OrgId org;
    Why w;
    assert_ok(org_create(place->db, place->mem, kind, str_c(name), &org, ret_key, &w));
    return org;
}

static int setup(void **state)
{
    (void)state;
    Place *p = place = calloc(1, sizeof *p);
    p->mem = arena_new(MB(8));
    memcpy(p->dir, "/tmp/baken-case-XXXXXX", sizeof "/tmp/baken-case-XXXXXX");
    Why w = {{0}};
    if (crypt_start() != OK || !mkdtemp(p->dir)) return -1;
    password_fast_for_tests(true);
    if (db_open(test_store(p->dir), DB_WRITE, &p->db, &w) != OK) return -1;
    if (db_migrate(p->db, &w) != OK) return -1;
    p->app.pepper = secret_random();
    KeyPair house, care, police, town;
    OrgId h = organisation(ORG_safety_house, "Veiligheidshuis Voorbeeld", &house);
    OrgId c = organisation(ORG_care, "Zorg Voorbeeld", &care);
    OrgId l = organisation(ORG_police, "Politie Voorbeeld", &police);
    OrgId t = organisation(ORG_municipality, "Gemeente Voorbeeld", &town);
    p->director = member(ORG_safety_house, h, &house, ROLE_case_director, "regie.een");
    p->colleague = member(ORG_safety_house, h, &house, ROLE_case_director, "regie.twee");
    p->care = member(ORG_care, c, &care, ROLE_care_coordinator, "zorg.een");
    p->nurse = member(ORG_care, c, &care, ROLE_helper, "zorg.twee");
    p->police = member(ORG_police, l, &police, ROLE_investigator, "politie.een");
    p->overseer = member(ORG_municipality, t, &town, ROLE_chain_director, "keten.een");
    assert_ok(org_area_add(p->db, t, SCOPE_region, S("VR17")));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(place->db);
    static const char *const files[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(files); i++)
        unlink(str_z(place->mem, str_fmt(place->mem, "%s/%s", place->dir, files[i])));
    int bad = rmdir(place->dir);
    arena_free(place->mem);
    free(place);
    return bad;
}

static Str submission(void)
{
    unsigned char *b = arena_alloc(place->mem, SUBMISSION_SIZE);
    random_bytes(b, SUBMISSION_SIZE);
    return (Str){(const char *)b, SUBMISSION_SIZE};
}

static Case open_case(bool restricted)
{
    Req *rq = NEW(place->mem, Req);
    *rq = (Req){.app = &place->app, .mem = place->mem, .db = place->db, .now = NOW, .actor = place->director};
    const NewCase n = {.submission = submission(),
                       .title = S("Werktitel"),
                       .summary = S("Een verzonnen samenvatting."),
                       .table_code = S("safety_house"),
                       .form = S("labour"),
                       .region_code = S("VR17"),
                       .restricted = restricted};
    CaseDraft *d;
    assert_ok(case_prepare(rq, &n, &d));
    int64_t id, again;
    assert_ok(case_store(place->db, place->mem, &place->director, d, NOW, &id));
    assert_ok(case_store(place->db, place->mem, &place->director, d, NOW, &again));
    assert_int_equal(id, again); // sent twice is one case
    Case c;
    Relation r;
    assert_ok(case_load(place->db, place->mem, &place->director, id, &c, &r));
    assert_int_equal(r, REL_MINE);
    return c;
}

static Relation relation(const Actor *who, int64_t id)
{
    Case c;
    Relation r;
    assert_ok(case_load(place->db, place->mem, who, id, &c, &r));
    return r;
}

static Err opens(const Actor *who, const Case *c, Str *ret_title)
{
    Secret key;
    TRY(record_key(place->db, place->mem, who, "case", c->id, &key));
    return unseal(place->mem, &key, c->sealed_title, case_context(place->mem, c->submission, "title"), ret_title);
}

static void only_who_takes_part_opens(void **state)
{
    (void)state;
    Case c = open_case(false);
    Str title;
    assert_ok(opens(&place->director, &c, &title));
    assert_str(title, "Werktitel");
    assert_int_equal(relation(&place->colleague, c.id), REL_OWN);
    assert_int_equal(relation(&place->care, c.id), REL_NONE);
    assert_int_equal(opens(&place->care, &c, &title), E_CRYPT);
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, (AccountId){0},
                                   S("care"), S("wmo"), NOW));
    assert_int_equal(relation(&place->care, c.id), REL_PARTICIPANT);
    assert_int_equal(relation(&place->nurse, c.id), REL_PARTICIPANT);
    assert_ok(opens(&place->care, &c, &title));
    assert_int_equal(relation(&place->police, c.id), REL_NONE);
    assert_int_equal(opens(&place->police, &c, &title), E_CRYPT);
    ParticipantsOfRow *parts;
    size_t n;
    assert_ok(q_participants_of(place->db, place->mem, c.id, &parts, &n));
    assert_int_equal(n, 1);
    assert_ok(case_end_participant(place->db, place->mem, &c, parts[0].id, NOW));
    assert_int_equal(case_end_participant(place->db, place->mem, &c, parts[0].id, NOW), E_CONFLICT);
    assert_int_equal(relation(&place->care, c.id), REL_NONE);
    assert_int_equal(opens(&place->care, &c, &title), E_CRYPT);
    assert_int_equal(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, (AccountId){0},
                                          S("care"), S("zomaar"), NOW),
                     E_INPUT); // no sharing without a ground
}

// Who is asked by name takes part alone: colleagues do not find it in a list, and not by its address either.
static void one_colleague_takes_part_alone(void **state)
{
    (void)state;
    Case c = open_case(false);
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, place->care.account,
                                   S("care"), S("wmo"), NOW));
    assert_int_equal(relation(&place->care, c.id), REL_PARTICIPANT);
    assert_int_equal(relation(&place->nurse, c.id), REL_NONE);
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, (AccountId){0},
                                   S("care"), S("wmo"), NOW));
    assert_int_equal(relation(&place->nurse, c.id), REL_PARTICIPANT);
}

static void restricted_is_by_name(void **state)
{
    (void)state;
    Case c = open_case(true);
    assert_int_equal(relation(&place->colleague, c.id), REL_NONE);
    assert_int_equal(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org,
                                          place->police.account, S("care"), S("wmo"), NOW),
                     E_INPUT); // not of that organisation
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, place->care.account,
                                   S("care"), S("wmo"), NOW));
    assert_int_equal(relation(&place->care, c.id), REL_PARTICIPANT);
    assert_int_equal(relation(&place->nurse, c.id), REL_NONE); // same organisation, same key, not on the case
    CaseListOwnRow *rows;
    size_t n;
    assert_ok(q_case_list_own(place->db, place->mem, place->colleague.org.v, place->colleague.account.v, INT64_MAX, 10,
                              &rows, &n));
    assert_int_equal(n, 0);
    assert_ok(
        q_case_list_part(place->db, place->mem, place->nurse.org.v, place->nurse.account.v, INT64_MAX, 10, &rows, &n));
    assert_int_equal(n, 0);
    assert_ok(
        q_case_list_part(place->db, place->mem, place->care.org.v, place->care.account.v, INT64_MAX, 10, &rows, &n));
    assert_int_equal(n, 1);
}

static size_t shares(const Actor *who, int64_t *ret_counted)
{
    CaseListOwnRow *rows;
    size_t n;
    CaseCounts counts;
    assert_ok(q_case_list_part(place->db, place->mem, who->org.v, who->account.v, INT64_MAX, 10, &rows, &n));
    assert_ok(case_counts(place->db, place->mem, who, NOW, &counts));
    *ret_counted = counts.part;
    return n;
}

// Also where an organisation takes part twice, and while the case is closed.
static void lists_of_what_is_shared_follow_the_case(void **state)
{
    (void)state;
    Case c = open_case(false);
    int64_t counted;
    size_t before = shares(&place->care, &counted);
    int64_t counted_before = counted;
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, (AccountId){0},
                                   S("care"), S("wmo"), NOW));
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, place->care.account,
                                   S("care"), S("wmo"), NOW));
    assert_int_equal(shares(&place->care, &counted), before + 1);
    assert_int_equal(counted, counted_before + 1);
    assert_ok(case_close(place->db, &c, S("safe"), NOW, place->director.account));
    assert_int_equal(shares(&place->care, &counted), before);
    assert_int_equal(counted, counted_before);
    Relation relation;
    assert_ok(case_load(place->db, place->mem, &place->director, c.id, &c, &relation));
    assert_ok(case_reopen(place->db, &c, NOW));
    assert_int_equal(shares(&place->care, &counted), before + 1);
    assert_int_equal(counted, counted_before + 1);
}

static void overseer_sees_what_is_stuck_only(void **state)
{
    (void)state;
    Case c = open_case(false);
    assert_int_equal(relation(&place->overseer, c.id), REL_NONE);
    assert_ok(case_stuck(place->db, &c, true, NOW));
    assert_int_equal(relation(&place->overseer, c.id), REL_REGION);
    assert_int_equal(may(&place->overseer, ACT_case_read, REL_REGION).verdict, MAY_NOT);
    Str title;
    assert_int_equal(opens(&place->overseer, &c, &title), E_CRYPT);
    CaseCounts counts;
    assert_ok(case_counts(place->db, place->mem, &place->overseer, NOW, &counts));
    assert_int_equal(counts.stuck, 1);
    assert_ok(case_counts(place->db, place->mem, &place->director, NOW, &counts));
    assert_int_equal(counts.stuck, 0); // who oversees no region
}

static void identities_are_bound_and_found(void **state)
{
    (void)state;
    Arena *mem = place->mem;
    Secret key = secret_random(), other = secret_random();
    Str at = submission(), sealed;
    const Identity i = {.name = S("Fatou Verzonnen-Jansen"),
                        .birth_date = S("1999-04-05"),
                        .phone = S("06 12 34 56 78"),
                        .address = S("Voorbeeldstraat 1"),
                        .document = S(""),
                        .notes = S("spreekt \"Frans\"\nen Wolof")};
    assert_ok(identity_seal(mem, &key, at, &i, &sealed));
    Identity back;
    assert_ok(identity_unseal(mem, &key, at, sealed, &back));
    assert_true(str_eq(back.name, i.name) && str_eq(back.notes, i.notes) && str_eq(back.birth_date, i.birth_date));
    assert_int_equal(identity_unseal(mem, &other, at, sealed, &back), E_CRYPT);
    assert_int_equal(identity_unseal(mem, &key, submission(), sealed, &back), E_CRYPT); // moved to another row
    assert_false(identity_empty(&i));
    assert_true(identity_empty(&(Identity){0}));
    const Secret *pepper = &place->app.pepper;
    Identity same = {.name = S("FATOU verzonnen jansen"), .birth_date = S("1999-04-05")};
    assert_true(str_eq(blind_person(mem, pepper, &i), blind_person(mem, pepper, &same)));
    same.birth_date = S("1999-04-06");
    assert_false(str_eq(blind_person(mem, pepper, &i), blind_person(mem, pepper, &same)));
    same.birth_date = STR_NONE;
    assert_int_equal(blind_person(mem, pepper, &same).n, 0); // a name alone says too little
    assert_true(str_eq(blind_phone(mem, pepper, S("+31 6 12345678")), blind_phone(mem, pepper, S("0031612345678"))));
    assert_true(str_eq(blind_phone(mem, pepper, S("06-12345678")), blind_phone(mem, pepper, i.phone)));
    assert_int_equal(blind_phone(mem, pepper, S("112")).n, 0);
}

static void reflection_is_three_calendar_months(void **state)
{
    (void)state;
    Arena *mem = place->mem;
    assert_str(date_iso(mem, months_later(date_of(2026, 1, 31), 3)), "2026-04-30");
    assert_str(date_iso(mem, months_later(date_of(2025, 11, 30), 3)), "2026-02-28");
    assert_str(date_iso(mem, months_later(date_of(2023, 11, 30), 3)), "2024-02-29");
    assert_str(date_iso(mem, months_later(date_of(2026, 10, 15), 3)), "2027-01-15");
    assert_str(date_iso(mem, months_later(date_of(2026, 9, 1), 3)), "2026-12-01");
    Case c = open_case(false);
    assert_ok(reflection_start(place->db, mem, &c, date_of(2026, 1, 31), NOW));
    ClockOfRow *rows;
    size_t n;
    assert_ok(q_clock_of(place->db, mem, S("case"), c.id, &rows, &n));
    assert_int_equal(n, 1);
    assert_int_equal(date_nl(rows[0].due_at), date_of(2026, 5, 1)); // the end of 30 April
    assert_int_equal(date_nl(rows[0].due_at - 1), date_of(2026, 4, 30));
}

static void closing_stops_clocks(void **state)
{
    (void)state;
    Case c = open_case(false);
    assert_ok(reflection_start(place->db, place->mem, &c, date_nl(NOW), NOW));
    assert_int_equal(case_close(place->db, &c, S("zomaar"), NOW, place->director.account), E_INPUT);
    assert_ok(case_close(place->db, &c, S("safe"), NOW, place->director.account));
    Relation r;
    assert_ok(case_load(place->db, place->mem, &place->director, c.id, &c, &r));
    assert_str(c.state, "closed");
    assert_int_equal(case_close(place->db, &c, S("safe"), NOW, place->director.account), E_CONFLICT);
    assert_int_equal(case_stuck(place->db, &c, true, NOW), E_CONFLICT);
    ClockOfRow *rows;
    size_t n;
    assert_ok(q_clock_of(place->db, place->mem, S("case"), c.id, &rows, &n));
    assert_str(rows[0].state, "stopped");
    assert_ok(case_reopen(place->db, &c, NOW));
    assert_ok(q_clock_of(place->db, place->mem, S("case"), c.id, &rows, &n));
    assert_str(rows[0].state, "running"); // the reflection period does not wait for a file
}

static void another_director_takes_over(void **state)
{
    (void)state;
    Case c = open_case(true);
    const AccountId nobody = {9999};
    assert_int_equal(case_new_director(place->db, place->mem, &c, place->care.account, NOW), E_INPUT); // elsewhere
    assert_int_equal(case_new_director(place->db, place->mem, &c, nobody, NOW), E_INPUT);
    assert_ok(case_new_director(place->db, place->mem, &c, place->colleague.account, NOW));
    assert_int_equal(relation(&place->colleague, c.id), REL_MINE);
    assert_int_equal(relation(&place->director, c.id), REL_NONE); // restricted
}

static void a_leavers_work_goes_over(void **state)
{
    (void)state;
    Case c = open_case(false);
    TaskInsertRow row;
    assert_ok(q_task_insert(place->db, place->mem, c.id, submission(), place->director.org.v, place->director.account.v,
                            0, S("sealed"), place->director.account.v, NOW, &row));
    int64_t moved;
    assert_ok(case_hand_over(place->db, place->director.account, place->colleague.account, NOW, &moved));
    assert_int_equal(moved, 2);
    assert_int_equal(relation(&place->colleague, c.id), REL_MINE);
    assert_int_equal(relation(&place->director, c.id), REL_OWN);
    CaseCounts counts;
    assert_ok(case_counts(place->db, place->mem, &place->colleague, NOW, &counts));
    assert_int_equal(counts.mine, 1);
}

// Else nobody could open a restricted case again, or speak for an organisation that takes part by name.
static void also_closed_cases_and_parts_go_over(void **state)
{
    (void)state;
    Case c = open_case(true);
    assert_ok(case_add_participant(place->db, place->mem, &place->director, &c, place->care.org, place->care.account,
                                   S("care"), S("wmo"), NOW));
    assert_ok(case_close(place->db, &c, S("safe"), NOW, place->director.account));
    int64_t moved;
    assert_ok(case_hand_over(place->db, place->director.account, place->colleague.account, NOW, &moved));
    assert_int_equal(relation(&place->colleague, c.id), REL_MINE);
    assert_int_equal(relation(&place->nurse, c.id), REL_NONE);
    assert_ok(case_hand_over(place->db, place->care.account, place->nurse.account, NOW, &moved));
    assert_int_equal(moved, 1);
    assert_int_equal(relation(&place->nurse, c.id), REL_PARTICIPANT);
    assert_int_equal(relation(&place->care, c.id), REL_NONE);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

// A person with a name that is sealed with a key of its own, which the director's organisation holds.
static int64_t add_person(const Case *c)
{
    CLEANUP(secret_wipe) Secret key = secret_random();
    const Identity who = {.name = S("Voorbeeld Persoon"), .birth_date = S("1999-01-02"), .phone = S("0612345678")};
    Str sent = submission(), sealed;
    PersonInsertRow row;
    assert_ok(identity_seal(place->mem, &key, sent, &who, &sealed));
    assert_ok(
        q_person_insert(place->db, place->mem, c->id, sent, S("A"), S("victim"), S("18_23"), S("female"), S("unknown"),
                        S("recognised"), S("care"), sealed, 1, blind_person(place->mem, &place->app.pepper, &who),
                        blind_phone(place->mem, &place->app.pepper, who.phone), place->director.account.v, NOW, &row));
    assert_ok(record_grant(place->db, place->mem, "person", row.id, place->director.org, &key, NOW));
    return row.id;
}

static void an_erased_case_still_counts(void **state)
{
    (void)state;
    static const RetentionKind *const kinds[] = {&case_retention, NULL};
    const Erasure erasure = {.reason = "term", .basis = S("retention v1 bewaar_11"), .at = NOW + DAYS(2000)};
    retention_use(kinds);
    Case c = open_case(true), other = open_case(false);
    int64_t person = add_person(&c), kept = add_person(&other);
    RetentionRecord r;
    assert_ok(case_retention.one(place->db, place->mem, c.id, &r));
    assert_int_equal(r.ended, 0); // it runs
    assert_ok(case_close(place->db, &c, str_c(case_outcomes[0].code), NOW, place->director.account));
    assert_ok(case_retention.one(place->db, place->mem, c.id, &r));
    assert_int_equal(r.ended, NOW);
    RetentionRecord *rows;
    size_t n;
    assert_ok(case_retention.ended(place->db, place->mem, 0, 10, &rows, &n));
    assert_true(n == 1 && rows[0].id == c.id);
    // A restricted case is not the business of a colleague who is not named in it.
    Relation how;
    assert_ok(case_retention.relation(place->db, place->mem, &place->colleague, c.id, &how));
    assert_int_equal(how, REL_NONE);
    assert_ok(retention_erase(place->db, place->mem, &case_retention, c.id, &erasure));
    assert_int_equal(retention_erase(place->db, place->mem, &case_retention, c.id, &erasure), E_CONFLICT);
    Relation relation_now;
    PersonByIdRow p;
    Secret key;
    Str title;
    assert_ok(case_load(place->db, place->mem, &place->director, c.id, &c, &relation_now));
    assert_true(c.erased_at > 0 && c.sealed_title.n == 0 && c.sealed_summary.n == 0 && c.director == 0);
    assert_str(c.form, "labour");
    assert_str(c.region_code, "VR17");
    assert_int_equal(record_key(place->db, place->mem, &place->director, "case", c.id, &key), E_CRYPT);
    assert_int_equal(record_key(place->db, place->mem, &place->director, "person", person, &key), E_CRYPT);
    assert_ok(q_person_by_id(place->db, place->mem, person, c.id, &p));
    assert_true(p.sealed_identity.n == 0 && !p.has_identity && p.added_by == 0);
    assert_str(p.age_band, "18_23");
    assert_str(p.status, "recognised");
    // The other case is as it was.
    assert_ok(opens(&place->director, &other, &title));
    assert_ok(record_key(place->db, place->mem, &place->director, "person", kept, &key));
    assert_ok(case_retention.ended(place->db, place->mem, 0, 10, &rows, &n));
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(only_who_takes_part_opens),
                                       CASE(one_colleague_takes_part_alone),
                                       CASE(lists_of_what_is_shared_follow_the_case),
                                       CASE(restricted_is_by_name),
                                       CASE(overseer_sees_what_is_stuck_only),
                                       CASE(identities_are_bound_and_found),
                                       CASE(reflection_is_three_calendar_months),
                                       CASE(closing_stops_clocks),
                                       CASE(another_director_takes_over),
                                       CASE(a_leavers_work_goes_over),
                                       CASE(also_closed_cases_and_parts_go_over),
                                       CASE(an_erased_case_still_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
