// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/placing.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "shelter/placing_erase.h"
#include "shelter/rules.h"
#include "store/writer.h"
#include "test_store.h"
#include "unit.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A police team and a care coordination that look for places; two providers of shelter. Names are invented.
typedef struct Place {
    Arena *mem;
    char dir[64];
    char *path;
    Db *db;
    const Regions *regions;
    Actor police, care, national, chain, north, south;
    int64_t units[2]; // of north (two places) and south (one)
    int64_t facilities[2];
} Place;

// Saturday 28 March 2026, 23:40 in Amsterdam: in the night that follows, the clock goes forward.
static const Time NOW = SECONDS(1774737600);
static Place *place;

static Str submission(void)
{
    unsigned char *b = arena_alloc(place->mem, SUBMISSION_SIZE);
    random_bytes(b, SUBMISSION_SIZE);
    return (Str){(const char *)b, SUBMISSION_SIZE};
}

static Actor member(OrgKind kind, Role role, const char *name)
{
    Why w = {{0}};
    unsigned char totp[TOTP_SECRET_SIZE] = {0};
    Actor a = {.org_kind = kind, .roles = ROLE_BIT(role), .has_group = true};
    assert_ok(org_create(place->db, place->mem, kind, str_c(name), &a.org, &a.group, &w));
    Err e = account_create(place->db, place->mem, a.org, a.roles, str_lower(place->mem, str_c(name)), str_c(name),
                           S("fiets onder de oude brug"), totp, &a.group.secret, NOW, &a.account, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return a;
}

static Traits bits(const Choice *list, const char *codes)
{
    Traits t = 0;
    assert_ok(traits_of(list, str_c(codes), &t, NULL));
    return t;
}

static NewUnit a_unit(int64_t places)
{
    return (NewUnit){
        .submission = submission(),
        .name = S("Crisisplekken"),
        .kind = S("crisis"),
        .takes = traits_mask(sexes_asked) | traits_mask(forms_asked) | traits_mask(residences) | traits_mask(payers),
        .languages = bits(languages_spoken, "nl en"),
        .may_place = (1u << choice_at(placers, S("police"))) | (1u << choice_at(placers, S("care_coordinator"))),
        .age_min = 18,
        .age_max = 99,
        .stay_days = 7,
        .security = 2,
        .places = places,
        .trafficking = true};
}

static void house(const Actor *who, const char *name, const char *region, int64_t places, size_t at)
{
    FacilityInsertRow row;
    assert_ok(q_facility_insert(place->db, place->mem, submission(), who->org.v, str_c(name), S("mixed"), str_c(region),
                                STR_NONE, STR_NONE, S("sealed"), who->account.v, NOW, &row));
    place->facilities[at] = row.id;
    Facility f;
    Relation rel;
    assert_ok(facility_load(place->db, place->mem, who, row.id, &f, &rel));
    assert_int_equal(rel, REL_OWN);
    NewUnit u = a_unit(places);
    assert_ok(unit_check(&u, NULL));
    assert_ok(unit_store(place->db, place->mem, &f, &u, who->account, NOW, &place->units[at]));
}

static int setup(void **state)
{
    (void)state;
    Place *p = place = calloc(1, sizeof *p);
    p->mem = arena_new(MB(32));
    memcpy(p->dir, "/tmp/baken-placing-XXXXXX", sizeof "/tmp/baken-placing-XXXXXX");
    Why w = {{0}};
    if (crypt_start() != OK || !mkdtemp(p->dir)) return -1;
    password_fast_for_tests(true);
    p->path = str_z(p->mem, str_fmt(p->mem, "%s/baken.db", p->dir));
    if (db_open(test_store(p->dir), DB_WRITE, &p->db, &w) != OK || db_migrate(p->db, &w) != OK) return -1;
    bool changed;
    assert_ok(decision_seed(p->db, p->mem, 1000, &changed, &w));
    assert_ok(decision_load(p->db, &w));
    assert_ok(match_regions(&p->regions, &w));
    p->police = member(ORG_police, ROLE_investigator, "Politie");
    p->care = member(ORG_care, ROLE_care_coordinator, "Zorg");
    p->national = member(ORG_national, ROLE_registrar, "Landelijk");
    p->chain = member(ORG_municipality, ROLE_chain_director, "Keten");
    assert_ok(org_area_add(p->db, p->chain.org, SCOPE_region, S("VR17")));
    p->north = member(ORG_shelter, ROLE_shelter_worker, "Noord");
    p->south = member(ORG_shelter, ROLE_shelter_worker, "Zuid");
    house(&p->north, "Huis Eik", "VR01", 2, 0);
    house(&p->south, "Huis Linde", "VR22", 1, 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    decision_unload();
    directory_forget();
    db_close(place->db);
    static const char *const files[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(files); i++)
        unlink(str_z(place->mem, str_fmt(place->mem, "%s%s", place->path, files[i])));
    int bad = rmdir(place->dir);
    arena_free(place->mem);
    free(place);
    return bad;
}

static NewRequest a_request(void)
{
    return (NewRequest){.submission = submission(),
                        .kind = S("crisis"),
                        .placer = S("police"),
                        .sex = S("man"),
                        .form = S("labour"),
                        .residence = S("eu"),
                        .payer = S("none"),
                        .region_code = S("VR17"),
                        .avoid = S("VR17"),
                        .languages = bits(languages_spoken, "pl"),
                        .age = 34,
                        .security = 1,
                        .stay_days = 3,
                        .org = place->police.org,
                        .backup = place->care.org,
                        .needed_at = NOW};
}

static int64_t ask_for_place(const NewRequest *n)
{
    int64_t id;
    bool fresh;
    Why w = {{0}};
    assert_ok(request_check(place->regions, n, &w));
    Err e = request_store(place->db, place->mem, n, place->police.account, NOW, &id, &fresh, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    assert_true(fresh);
    return id;
}

static Err ask_unit(int64_t request, size_t at, bool hold, Time now, int64_t *ret_id)
{
    const NewAsk n = {.request = request,
                      .unit = place->units[at],
                      .provider = at ? place->south.org : place->north.org,
                      .rules = S("placement v1"),
                      .answer_by = now + HOURS(1),
                      .hold = hold};
    return ask_store(place->db, place->mem, &n, place->police.account, now, ret_id);
}

static Ask ask_row(int64_t id)
{
    Ask a;
    assert_ok(q_ask_by_id(place->db, place->mem, id, &a));
    return a;
}

static Request request_row(int64_t id)
{
    Request r;
    assert_ok(q_request_by_id(place->db, place->mem, id, &r));
    return r;
}

static Stay stay_row(int64_t id)
{
    Stay s;
    assert_ok(q_placement_by_id(place->db, place->mem, id, &s));
    return s;
}

static int64_t free_places(size_t at, Time now)
{
    ShelterUnit u;
    assert_ok(q_unit_by_id(place->db, place->mem, place->units[at], now, &u));
    return u.free;
}

// Ask north with a hold, refused; ask south, accepted, confirmed, arrived; the long-term place follows.
static void from_a_night_to_a_home(void **state)
{
    (void)state;
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), first, second, stay;
    assert_ok(ask_unit(request, 0, true, NOW, &first));
    assert_int_equal(free_places(0, NOW), 1);
    assert_int_equal(ask_unit(request, 0, true, NOW, &second), E_CONFLICT); // is being asked already
    assert_ok(ask_end(place->db, first, place->north.org, S("refused"), S("staffing"), STR_NONE, place->north.account,
                      NOW + MINUTES(9)));
    assert_int_equal(free_places(0, NOW + MINUTES(9)), 2); // the hold went with the answer
    assert_int_equal(ask_end(place->db, first, place->north.org, S("refused"), S("full"), STR_NONE,
                             place->north.account, NOW + MINUTES(9)),
                     E_CONFLICT);

    assert_ok(ask_unit(request, 1, true, NOW + MINUTES(10), &second));
    Ask a = ask_row(second);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->south.account, NOW + MINUTES(20), &stay));
    assert_int_equal(free_places(1, NOW + MINUTES(20)), 0);
    assert_str(request_row(request).state, "placed");
    Stay s = stay_row(stay);
    assert_int_equal(stay_arrived(place->db, place->mem, &s, place->south.account, NOW + HOURS(1)),
                     E_CONFLICT); // not confirmed
    Relation rel;
    Request r;
    assert_ok(request_load(place->db, place->mem, &place->south, request, NOW, &r, &rel));
    assert_int_equal(rel, REL_NONE); // the provider does not know who it is
    assert_ok(stay_agree(place->db, stay, NOW + HOURS(2), S("taxi"), NOW + MINUTES(30)));
    assert_ok(request_load(place->db, place->mem, &place->south, request, NOW, &r, &rel));
    assert_int_equal(rel, REL_PARTICIPANT);
    s = stay_row(stay);
    assert_ok(stay_arrived(place->db, place->mem, &s, place->south.account, NOW + HOURS(2)));
    assert_str(request_row(request).state, "arrived");

    assert_ok(request_take_over(place->db, request, place->care.org, place->care.account, NOW + HOURS(33)));
    assert_int_equal(request_take_over(place->db, request, place->national.org, place->national.account, NOW),
                     E_CONFLICT);
    NewRequest later = a_request();
    later.kind = S("crisis"); // the kind of unit we have; the link is what counts here
    later.follows = request;
    later.org = place->care.org;
    int64_t next = ask_for_place(&later), third, home;
    assert_ok(ask_unit(next, 0, false, NOW + HOURS(34), &third));
    a = ask_row(third);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->north.account, NOW + HOURS(35), &home));
    assert_ok(stay_agree(place->db, home, NOW + HOURS(40), STR_NONE, NOW + HOURS(36)));
    s = stay_row(home);
    assert_ok(stay_arrived(place->db, place->mem, &s, place->north.account, NOW + HOURS(40)));
    assert_str(stay_row(stay).state, "ended");
    assert_str(stay_row(stay).outcome, "moved_on");
    assert_str(request_row(request).state, "ended");
    assert_int_equal(free_places(1, NOW + HOURS(40)), 1);
}

// The first yes wins; the other questions are withdrawn and a later yes comes too late.
static void whole_network(void **state)
{
    (void)state;
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), to_north, to_south, stay;
    assert_ok(ask_unit(request, 0, false, NOW, &to_north));
    assert_ok(ask_unit(request, 1, false, NOW, &to_south));
    Ask a = ask_row(to_south), late = ask_row(to_north);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->south.account, NOW, &stay));
    assert_str(ask_row(to_north).state, "withdrawn");
    assert_int_equal(ask_accept(place->db, place->mem, &late, STR_NONE, place->north.account, NOW, &stay), E_CONFLICT);
    assert_int_equal(free_places(0, NOW), 2);
}

static void nobody_answers(void **state)
{
    (void)state;
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), ask, count;
    assert_ok(ask_unit(request, 1, true, NOW, &ask));
    assert_int_equal(free_places(1, NOW), 0);
    assert_ok(asks_expire(place->db, place->mem, NOW + MINUTES(59), &count));
    assert_int_equal(count, 0);
    assert_ok(asks_expire(place->db, place->mem, NOW + HOURS(1), &count));
    assert_int_equal(count, 1);
    assert_str(ask_row(ask).state, "no_answer");
    assert_int_equal(free_places(1, NOW + HOURS(1)), 1);
    assert_str(request_row(request).state, "open");
}

// Not arrived: the place is free, the search goes on, and the clock was not touched.
static void not_arrived(void **state)
{
    (void)state;
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), ask, stay;
    assert_ok(ask_unit(request, 1, false, NOW, &ask));
    Ask a = ask_row(ask);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->south.account, NOW, &stay));
    Facility f;
    Relation rel;
    assert_ok(facility_load(place->db, place->mem, &place->police, place->facilities[1], &f, &rel));
    assert_int_equal(rel, REL_PARTICIPANT); // the address, while the stay runs
    assert_ok(facility_load(place->db, place->mem, &place->care, place->facilities[1], &f, &rel));
    assert_int_equal(rel, REL_PARTICIPANT);
    assert_ok(facility_load(place->db, place->mem, &place->national, place->facilities[1], &f, &rel));
    assert_int_equal(rel, REL_NONE);
    Stay s = stay_row(stay);
    assert_ok(stay_failed(place->db, place->mem, &s, S("not_arrived"), place->south.account, NOW + HOURS(5)));
    assert_ok(facility_load(place->db, place->mem, &place->police, place->facilities[1], &f, &rel));
    assert_int_equal(rel, REL_NONE); // and not after it
    assert_str(request_row(request).state, "open");
    assert_int_equal(free_places(1, NOW + HOURS(5)), 1);
    ClockOfRow *clocks;
    size_t count;
    assert_ok(q_clock_of(place->db, place->mem, S("placement"), request, &clocks, &count));
    assert_int_equal(count, 1);
    assert_str(clocks[0].state, "running");
    assert_int_equal(clocks[0].due_at, NOW + HOURS(36));
    assert_ok(ask_unit(request, 1, true, NOW + HOURS(6), &ask)); // the same unit may be asked again
}

// 36 hours are 36 hours: through a Sunday and a night in which the clock goes forward.
static void the_clock(void **state)
{
    (void)state;
    Terms t;
    Why w = {{0}};
    if (placing_terms(place->mem, S("crisis"), &t, &w) != OK) fail_msg("%s", w.text);
    assert_int_equal(t.chain, HOURS(36));
    assert_int_equal(t.answer, HOURS(1));
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n);
    Civil due = civil_nl(NOW + HOURS(36));
    assert_int_equal(due.day, 30); // Monday
    assert_int_equal(due.hour, 12);
    assert_int_equal(due.minute, 40); // 11:40 by winter time
    const struct {
        Time after;
        const Actor *who;
        Relation rel;
    } cases[] = {
        {HOURS(1), &place->national, REL_NONE},    {HOURS(11), &place->national, REL_NONE},
        {HOURS(12), &place->national, REL_REGION}, {HOURS(35), &place->chain, REL_NONE},
        {HOURS(36), &place->chain, REL_REGION},    {HOURS(1), &place->care, REL_PARTICIPANT},
        {HOURS(40), &place->north, REL_NONE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Request r;
        Relation rel;
        assert_ok(request_load(place->db, place->mem, cases[i].who, request, NOW + cases[i].after, &r, &rel));
        assert_int_equal(rel, cases[i].rel);
    }
    assert_int_equal(escalation_of(&t, NOW, NOW + HOURS(2)), ESCALATE_coordinator);
    Request r = request_row(request);
    assert_ok(request_stop(place->db, place->mem, &r, S("unmet"), S("no_place_found"), place->police.account,
                           NOW + HOURS(37)));
    assert_int_equal(request_stop(place->db, place->mem, &r, S("unmet"), S("other"), place->police.account, NOW),
                     E_CONFLICT);
}

static size_t late_for(const Actor *who, bool everywhere, Time now)
{
    RequestListRow *rows;
    size_t n;
    assert_ok(q_request_list_late(place->db, place->mem, who->org.v, everywhere, now - HOURS(2), now - DAYS(2),
                                  INT64_MAX, 10, &rows, &n));
    return n;
}

// It escalates in the region where the person is, not to every colleague in the country: neither list nor page.
static void elsewhere(void **state)
{
    (void)state;
    const Actor chain = member(ORG_municipality, ROLE_chain_director, "Ketenelders"),
                care = member(ORG_care, ROLE_care_coordinator, "Zorgelders"), *others[] = {&chain, &care};
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n);
    Request r;
    Relation rel;
    Time later = NOW + HOURS(37);
    for (size_t i = 0; i < COUNT(others); i++) { // serving nothing yet, and then another region
        assert_ok(request_load(place->db, place->mem, others[i], request, later, &r, &rel));
        assert_int_equal(rel, REL_NONE);
        assert_int_equal(late_for(others[i], false, later), 0);
        assert_ok(org_area_add(place->db, others[i]->org, SCOPE_region, S("VR01")));
        assert_ok(request_load(place->db, place->mem, others[i], request, later, &r, &rel));
        assert_int_equal(rel, REL_NONE);
        assert_int_equal(late_for(others[i], false, later), 0);
    }
    assert_int_equal(late_for(&place->chain, false, later), 1);
    assert_int_equal(late_for(&place->national, true, later), 1);
    NewRequest longer = a_request();
    longer.kind = S("long_stay");
    (void)ask_for_place(&longer);
    assert_int_equal(late_for(&place->chain, false, later), 1); // by the terms of its own kind
    assert_int_equal(late_for(&place->chain, false, NOW + DAYS(3)), 2);
}

static bool holds(const char *kind, int64_t id, OrgId org)
{
    OrgId *orgs;
    Str *names;
    size_t n;
    bool yes = false;
    assert_ok(record_holders(place->db, place->mem, kind, id, &orgs, &names, &n));
    for (size_t i = 0; i < n; i++) yes = yes || orgs[i].v == org.v;
    return yes;
}

static void grant(const char *kind, int64_t id, OrgId to)
{
    const Secret key = secret_random();
    assert_ok(record_grant(place->db, place->mem, kind, id, to, &key, NOW));
}

// Who has no more business with a question or an address has no key to it either.
static void keys_go(void **state)
{
    (void)state;
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), to_north, to_south, stay, facility = place->facilities[1];
    assert_ok(ask_unit(request, 0, false, NOW, &to_north));
    assert_ok(ask_unit(request, 1, false, NOW, &to_south));
    grant("placement_ask", to_north, place->north.org);
    grant("placement_ask", to_north, place->police.org);
    grant("placement_ask", to_south, place->south.org);
    Ask a = ask_row(to_south);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->south.account, NOW, &stay));
    assert_false(holds("placement_ask", to_north, place->north.org)); // withdrawn: the south said yes
    assert_true(holds("placement_ask", to_north, place->police.org));
    assert_true(holds("placement_ask", to_south, place->south.org));
    grant("facility", facility, place->police.org);
    grant("facility", facility, place->care.org);
    assert_ok(request_take_over(place->db, request, place->care.org, place->care.account, NOW));
    assert_ok(request_forget_address(place->db, place->mem, request, place->police.org));
    assert_false(holds("facility", facility, place->police.org)); // looks for this person no more
    assert_true(holds("facility", facility, place->care.org));
    Stay s = stay_row(stay);
    assert_int_equal(stay_extend(place->db, &s, NOW + DAYS(STAY_DAYS_MAX + 1), NOW), E_LIMIT);
    assert_ok(stay_failed(place->db, place->mem, &s, S("not_arrived"), place->south.account, NOW));
    assert_false(holds("facility", facility, place->care.org));
    assert_false(holds("placement_ask", to_south, place->south.org));
    // Who refused reads its own answer again, and no question.
    assert_ok(ask_unit(request, 0, false, NOW, &to_north));
    grant("placement_ask", to_north, place->north.org);
    assert_ok(
        ask_end(place->db, to_north, place->north.org, S("refused"), S("full"), S("why"), place->north.account, NOW));
    assert_true(holds("placement_ask", to_north, place->north.org));
    assert_int_equal(ask_row(to_north).sealed_question.n, 0);
    assert_str(ask_row(to_north).sealed_answer, "why");
}

// A stay that ended: the address goes at once, who it was after a term; a hold of the provider comes first.
static void a_provider_forgets(void **state)
{
    (void)state;
    static const RetentionKind *const kinds[] = {&placement_retention, &stay_retention, &facility_retention, NULL};
    const Erasure erasure = {.reason = "term", .basis = S("retention v1 bewaar_15"), .at = NOW + DAYS(200)};
    retention_use(kinds);
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), ask, stay, facility = place->facilities[1];
    assert_ok(ask_unit(request, 1, false, NOW, &ask));
    Ask a = ask_row(ask);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->south.account, NOW, &stay));
    assert_ok(stay_agree(place->db, stay, NOW, S("taxi"), NOW));
    static const char *const keys[] = {"placement", "placement_person", "placement_ask"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        grant(keys[i], i == 2 ? ask : request, place->south.org);
        grant(keys[i], i == 2 ? ask : request, place->police.org);
    }
    grant("facility", facility, place->police.org);
    grant("facility", facility, place->south.org);
    Stay s = stay_row(stay);
    assert_ok(stay_arrived(place->db, place->mem, &s, place->south.account, NOW));
    RetentionRecord r;
    assert_ok(stay_retention.one(place->db, place->mem, stay, &r));
    assert_int_equal(r.ended, 0);
    assert_ok(stay_end(place->db, place->mem, &s, S("home"), place->south.account, NOW + DAYS(3)));
    assert_false(holds("facility", facility, place->police.org));
    assert_true(holds("facility", facility, place->south.org));
    assert_true(holds("placement_person", request, place->south.org));

    RetentionTerm t;
    assert_ok(stay_retention.one(place->db, place->mem, stay, &r));
    assert_ok(retention_term(place->mem, &stay_retention, &r, &t, NULL));
    assert_int_equal(t.months, 3);
    assert_str(t.status, "draft");
    assert_int_equal(r.org.v, place->south.org.v);
    assert_ok(retention_hold(place->db, place->mem, &stay_retention, stay, str_c(hold_grounds[0].code),
                             place->south.account, NOW));
    assert_ok(placement_retention.one(place->db, place->mem, request, &r));
    assert_int_equal(r.ended, 0); // waits for the provider
    assert_int_equal(retention_erase(place->db, place->mem, &stay_retention, stay, &erasure), E_CONFLICT);
    assert_ok(retention_lift(place->db, place->mem, &stay_retention, stay, place->south.account, NOW));
    assert_ok(retention_erase(place->db, place->mem, &stay_retention, stay, &erasure));
    Relation rel;
    Request q;
    assert_ok(request_load(place->db, place->mem, &place->south, request, NOW, &q, &rel));
    assert_int_equal(rel, REL_NONE);
    for (size_t i = 0; i < COUNT(keys); i++) {
        assert_false(holds(keys[i], i == 2 ? ask : request, place->south.org));
        assert_true(holds(keys[i], i == 2 ? ask : request, place->police.org)); // has a term of its own
    }
    assert_ok(retention_erase(place->db, place->mem, &placement_retention, request, &erasure));
    for (size_t i = 0; i < COUNT(keys); i++) assert_false(holds(keys[i], i == 2 ? ask : request, place->police.org));
    assert_int_equal(stay_row(stay).sealed_agreement.n + ask_row(ask).sealed_answer.n, 0);
}

// A closed house keeps its address while somebody stays there, and then a term.
static void a_closed_house(void **state)
{
    (void)state;
    static const RetentionKind *const kinds[] = {&placement_retention, &stay_retention, &facility_retention, NULL};
    const Erasure erasure = {.reason = "term", .basis = S("retention v1 bewaar_16"), .at = NOW + DAYS(500)};
    retention_use(kinds);
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n), ask, stay, facility = place->facilities[1], changed;
    assert_ok(ask_unit(request, 1, false, NOW, &ask));
    Ask a = ask_row(ask);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->south.account, NOW, &stay));
    grant("facility", facility, place->south.org);
    assert_ok(q_facility_set_state(place->db, facility, S("closed"), 1, NOW, &changed));
    RetentionRecord *rows, r;
    size_t count;
    assert_ok(facility_retention.ended(place->db, place->mem, 0, 10, &rows, &count));
    assert_int_equal(count, 0);
    Stay s = stay_row(stay);
    assert_ok(stay_failed(place->db, place->mem, &s, S("cancelled"), place->south.account, NOW));
    assert_ok(facility_retention.ended(place->db, place->mem, 0, 10, &rows, &count));
    assert_true(count == 1 && rows[0].id == facility && rows[0].ended == NOW);
    assert_ok(q_facility_set_state(place->db, facility, S("active"), 1, NOW, &changed));
    assert_ok(facility_retention.one(place->db, place->mem, facility, &r));
    assert_int_equal(r.ended, 0); // opened again
    assert_ok(q_facility_set_state(place->db, facility, S("closed"), 1, NOW, &changed));
    assert_ok(retention_erase(place->db, place->mem, &facility_retention, facility, &erasure));
    assert_false(holds("facility", facility, place->south.org));
    Facility f;
    assert_ok(q_facility_by_id(place->db, place->mem, facility, &f));
    assert_str(f.name, "gewist");
    assert_int_equal(f.sealed_address.n, 0);
    assert_ok(q_facility_set_state(place->db, facility, S("active"), 1, NOW, &changed));
    assert_int_equal(changed, 0);
}

static void a_name_tells_no_place(void **state)
{
    (void)state;
    static const char *const wrong[] = {"Huis 3011 AB",     "Huis 3011ab aan zee", "Lindelaan 12",
                                        "Opvang Rotterdam", "Huis Den Haag",       "Bel 010-1234567",
                                        "www.huis.nl",      "huis@huis.nl",        "Oude Gracht 5 bis",
                                        "06 12 34 56 78",   "Utrecht, vrouwen",    "Huis bij Capelle aan den IJssel"};
    static const char *const right[] = {
        "Huis Eik", "Crisisplekken 2026",         "Huis 12",      "Plekken voor 18 tot 27 jaar",
        "De Laan",  "Utrechtse Heuvel 2000 jaar", "Rotterdammers"};
    Why w = {{0}};
    int64_t desks;
    assert_ok(directory_seed(place->db, place->mem, NOW, &desks, &w));
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (name_neutral(place->db, str_c(wrong[i]), &w) != E_INPUT) fail_msg("%s was taken", wrong[i]);
    for (size_t i = 0; i < COUNT(right); i++)
        if (name_neutral(place->db, str_c(right[i]), &w) != OK) fail_msg("%s: %s", right[i], w.text);
}

static void sent_twice(void **state)
{
    (void)state;
    NewRequest n = a_request();
    int64_t first = ask_for_place(&n), again;
    bool fresh;
    assert_ok(request_store(place->db, place->mem, &n, place->police.account, NOW, &again, &fresh, NULL));
    assert_false(fresh);
    assert_int_equal(first, again);
    n.within = S("VR17");
    assert_int_equal(request_check(place->regions, &n, NULL), E_INPUT); // wanted and unsafe at once
    n.within = S("VR77");
    assert_int_equal(request_check(place->regions, &n, NULL), E_INPUT);
}

static void claims(void **state)
{
    (void)state;
    int64_t unit = place->units[0], stay, ask;
    assert_ok(unit_claim(place->db, place->mem, unit, 1, place->north.account, "form", NOW));
    assert_int_equal(free_places(0, NOW), 1);
    assert_int_equal(unit_claim(place->db, place->mem, unit, 3, place->north.account, "form", NOW), E_CONFLICT);
    NewRequest n = a_request();
    int64_t request = ask_for_place(&n);
    assert_ok(ask_unit(request, 0, false, NOW, &ask));
    Ask a = ask_row(ask);
    assert_ok(ask_accept(place->db, place->mem, &a, STR_NONE, place->north.account, NOW, &stay));
    // of the two places one is taken by a stay of ours: whatever is claimed, it stays taken
    assert_int_equal(unit_claim(place->db, place->mem, unit, 2, place->north.account, "link", NOW), E_CONFLICT);
    assert_ok(unit_claim(place->db, place->mem, unit, 1, place->north.account, "link", NOW + HOURS(1)));
    assert_int_equal(unit_resize(place->db, place->mem, unit, 0, NOW), E_CONFLICT);
    assert_ok(unit_resize(place->db, place->mem, unit, 4, NOW));
    assert_int_equal(free_places(0, NOW + HOURS(1)), 3);
    assert_ok(unit_resize(place->db, place->mem, unit, 1, NOW));
    assert_int_equal(free_places(0, NOW + HOURS(1)), 0);
    ClaimOfUnitRow *rows;
    size_t count;
    assert_ok(q_claim_of_unit(place->db, place->mem, unit, INT64_MAX, 10, &rows, &count));
    assert_int_equal(count, 4);
    assert_str(rows[0].how, "link");
}

// A link works until it ends, is replaced or is taken back; nobody makes one up.
static void links(void **state)
{
    (void)state;
    int64_t unit = place->units[0], found = 0, changed;
    Secret pepper = secret_random(), other = secret_random();
    Time until = claim_link_until(NOW);
    Str token = claim_link(place->mem, &pepper, unit, until);
    assert_int_equal(claim_link_unit(place->db, place->mem, &pepper, token, NOW, &found), E_NOTFOUND); // not given out
    assert_ok(q_unit_set_link(place->db, unit, until, NOW, &changed));
    assert_ok(claim_link_unit(place->db, place->mem, &pepper, token, NOW + DAYS(29), &found));
    assert_int_equal(found, unit);
    assert_int_equal(claim_link_unit(place->db, place->mem, &pepper, token, NOW + DAYS(31), &found), E_NOTFOUND);
    assert_int_equal(claim_link_unit(place->db, place->mem, &other, token, NOW, &found), E_NOTFOUND);
    assert_int_equal(claim_link_unit(place->db, place->mem, &pepper, S("1-2-3"), NOW, &found), E_NOTFOUND);
    Str moved = claim_link(place->mem, &pepper, place->units[1], until);
    assert_int_equal(claim_link_unit(place->db, place->mem, &pepper, moved, NOW, &found), E_NOTFOUND);
    Time again = claim_link_until(NOW + DAYS(1));
    assert_ok(q_unit_set_link(place->db, unit, again, NOW, &changed));
    assert_int_equal(claim_link_unit(place->db, place->mem, &pepper, token, NOW, &found), E_NOTFOUND); // replaced
    token = claim_link(place->mem, &pepper, unit, again);
    assert_ok(claim_link_unit(place->db, place->mem, &pepper, token, NOW, &found));
    assert_ok(q_unit_set_link(place->db, unit, 0, NOW, &changed));
    assert_int_equal(claim_link_unit(place->db, place->mem, &pepper, token, NOW, &found), E_NOTFOUND); // taken back
}

// Many at once, as the platform does it: each request's hold is a job of its own. Nobody gets the place of another.
enum { SEEKERS = 8, TRIES = 25, BEDS = 60 };
typedef struct Seeker {
    Writer *writer;
    int64_t unit, ask, places[TRIES];
    size_t held, refused;
} Seeker;

static Err hold_one(Db *db, void *arg)
{
    Seeker *s = arg;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    return place_hold(db, mem, s->unit, ++s->ask, NOW + HOURS(1), NOW, &s->places[s->held]);
}

static void *seek(void *arg)
{
    Seeker *s = arg;
    for (int i = 0; i < TRIES; i++) {
        Err e = writer_run(s->writer, hold_one, s);
        if (e == OK) s->held++;
        else if (e == E_CONFLICT) s->refused++;
    }
    return NULL;
}

static void holds_exclude_each_other(void **state)
{
    (void)state;
    assert_ok(unit_resize(place->db, place->mem, place->units[0], BEDS, NOW));
    Db *db;
    Writer *writer;
    Why w = {{0}};
    assert_ok(db_open(test_store(place->dir), DB_WRITE, &db, &w));
    assert_ok(writer_start(db, NULL, &writer));
    static Seeker seekers[SEEKERS];
    pthread_t threads[SEEKERS];
    for (int i = 0; i < SEEKERS; i++) {
        seekers[i] = (Seeker){.writer = writer, .unit = place->units[0], .ask = 1000 * (i + 1)};
        assert_int_equal(pthread_create(&threads[i], NULL, seek, &seekers[i]), 0);
    }
    for (int i = 0; i < SEEKERS; i++) pthread_join(threads[i], NULL);
    writer_stop(writer);
    size_t held = 0, refused = 0;
    bool seen[BEDS * 4] = {false};
    for (int i = 0; i < SEEKERS; i++) {
        held += seekers[i].held;
        refused += seekers[i].refused;
        for (size_t k = 0; k < seekers[i].held; k++) {
            int64_t id = seekers[i].places[k];
            assert_true(id > 0 && id < BEDS * 4);
            assert_false(seen[id]); // two requests never hold the same place
            seen[id] = true;
        }
    }
    assert_int_equal(held, BEDS);
    assert_int_equal(refused, SEEKERS * TRIES - BEDS);
    assert_int_equal(free_places(0, NOW), 0);
    assert_int_equal(free_places(0, NOW + HOURS(1)), BEDS); // holds end by themselves
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {TEST(from_a_night_to_a_home),
                                       TEST(whole_network),
                                       TEST(nobody_answers),
                                       TEST(not_arrived),
                                       TEST(the_clock),
                                       TEST(elsewhere),
                                       TEST(keys_go),
                                       TEST(a_provider_forgets),
                                       TEST(a_closed_house),
                                       TEST(a_name_tells_no_place),
                                       TEST(sent_twice),
                                       TEST(claims),
                                       TEST(links),
                                       TEST(holds_exclude_each_other)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
