// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The matrix of may(), compared with tests/golden/may.txt: who reviews a change reads there what power it gives.
#include "access/access.h"
#include "base/buf.h"
#include "sys/file.h"
#include "unit.h"
#include <stdio.h>

static const char golden_path[] = "tests/golden/may.txt";

// The weakest relation that suffices; asserts that a stronger one never takes a right away.
static const char *weakest_for(RoleSet roles, Action does, bool *ret_if)
{
    Actor who = {.account = {1}, .org = {1}, .roles = roles};
    int first = -1;
    for (int rel = REL_NONE; rel <= REL_MINE; rel++) {
        Answer a = may(&who, does, (Relation)rel);
        assert_non_null(a.reason);
        if (a.verdict == MAY_NOT) assert_int_equal(first, -1);
        else if (first < 0) first = rel;
        *ret_if = a.verdict == MAY_IF;
    }
    assert_int_equal(may_ever(&who, does), first >= 0);
    return first < 0 ? NULL : first == REL_NONE ? "any" : relation_name((Relation)first);
}

static Str matrix(Arena *mem)
{
    Buf b = buf_new(mem, KB(64));
    buf_c(&b, "Who may do what, and the weakest relation that suffices. Made by tests/unit/may.c from may.c.\n"
              "any: nothing to relate to; region, participant, own, mine: see Relation; (if): after a reason.\n");
    for (Action does = 0; does < ACT_COUNT; does++) {
        buf_fmt(&b, "\n%s: %s\n", action_name(does), action_words(does));
        for (Role r = 0; r < ROLE_COUNT; r++) {
            bool only_if;
            const char *weakest = weakest_for(ROLE_BIT(r), does, &only_if);
            if (weakest) buf_fmt(&b, "  %-16s %s%s\n", role_name(r), weakest, only_if ? " (if)" : "");
        }
    }
    buf_c(&b, "\nRoles that fit an organisation\n");
    for (OrgKind k = 0; k < ORG_KIND_COUNT; k++) {
        buf_fmt(&b, "  %-16s", org_kind_name(k));
        for (Role r = 0; r < ROLE_COUNT; r++)
            if (roles_of_kind(k) & ROLE_BIT(r)) buf_fmt(&b, " %s", role_name(r));
        buf_char(&b, '\n');
    }
    Str text;
    assert_ok(buf_done(&b, &text));
    return text;
}

static void matches_golden(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(512));
    Str now = matrix(mem), golden = STR_NONE;
    Why w = {{0}};
    if (file_read(mem, golden_path, KB(64), &golden, &w) != OK) print_error("%s\n", w.text);
    if (!str_eq(now, golden)) fprintf(stderr, "%s should be:\n%.*s", golden_path, STR_ARG(now));
    assert_true(str_eq(now, golden));
}

static void strangers(void **state)
{
    (void)state;
    Actor nobody = {.roles = (1u << ROLE_COUNT) - 1}; // roles without an account count for nothing
    Actor without = {.account = {5}};
    for (Action does = 0; does < ACT_COUNT; does++)
        for (int rel = REL_NONE; rel <= REL_MINE; rel++) {
            assert_int_equal(may(&nobody, does, (Relation)rel).verdict, does == ACT_public ? MAY : MAY_NOT);
            bool harmless = does == ACT_public || does == ACT_signed_in;
            assert_int_equal(may(&without, does, (Relation)rel).verdict, harmless ? MAY : MAY_NOT);
        }
    assert_false(may_ever(&nobody, ACT_signed_in));
}

// What must never be true, whatever the table is changed into; said once more, apart from the table.
static void never(void **state)
{
    (void)state;
    static const Action content[] = {ACT_signal_read,   ACT_signal_work, ACT_signal_decide,     ACT_reporter_identity,
                                     ACT_advice_answer, ACT_case_read,   ACT_case_work,         ACT_case_direct,
                                     ACT_person_identity, ACT_referral_answer};
    static const Role blind[] = {ROLE_org_admin, ROLE_administrator, ROLE_privacy_officer, ROLE_chain_director};
    for (size_t i = 0; i < COUNT(content); i++)
        for (size_t k = 0; k < COUNT(blind); k++) {
            Actor who = {.account = {1}, .roles = ROLE_BIT(blind[k])};
            assert_false(may_ever(&who, content[i]));
        }
    for (Role r = 0; r < ROLE_COUNT; r++) {
        Actor who = {.account = {1}, .roles = ROLE_BIT(r)};
        assert_int_not_equal(may(&who, ACT_reporter_identity, REL_MINE).verdict, MAY); // never without a reason
        assert_int_not_equal(may(&who, ACT_person_identity, REL_MINE).verdict, MAY);
        // nothing to do with it: no content for anyone
        for (size_t i = 0; i < COUNT(content); i++)
            assert_int_equal(may(&who, content[i], REL_REGION).verdict, MAY_NOT);
        if (r != ROLE_focal_point) assert_false(may_ever(&who, ACT_reporter_identity));
        if (r != ROLE_privacy_officer) assert_false(may_ever(&who, ACT_ledger_read));
    }
    for (OrgKind k = 0; k < ORG_KIND_COUNT; k++) {
        assert_int_equal((roles_of_kind(k) & ROLE_BIT(ROLE_administrator)) != 0, k == ORG_platform);
        assert_int_equal((roles_of_kind(k) & ROLE_BIT(ROLE_investigator)) != 0, k == ORG_police);
    }
}

static void names(void **state)
{
    (void)state;
    Role r;
    OrgKind k;
    Scope s;
    assert_ok(role_parse(S("care_coordinator"), &r));
    assert_int_equal(r, ROLE_care_coordinator);
    assert_int_equal(role_parse(S("boss"), &r), E_INPUT);
    assert_ok(org_kind_parse(S("riec"), &k));
    assert_int_equal(k, ORG_riec);
    assert_int_equal(org_kind_parse(S(""), &k), E_INPUT);
    assert_ok(scope_parse(S("police_unit"), &s));
    assert_int_equal(s, SCOPE_police_unit);
    assert_str(str_c(role_label(ROLE_focal_point)), "aandachtsfunctionaris");
    assert_str(str_c(org_kind_label(ORG_care)), "zorgcoördinatie");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(matches_golden), cmocka_unit_test(strangers),
                                       cmocka_unit_test(never), cmocka_unit_test(names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
