// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// may.c - the one question, as a table. tests/golden/may.txt prints it out: a new power shows up in review.
#include "access/access.h"
#include <assert.h>
#include <string.h>

// Which roles fit which organisation, so that a manager of one can't make an investigator of a teacher.
enum { EVERYWHERE = ROLE_BIT(ROLE_org_admin) | ROLE_BIT(ROLE_privacy_officer) };
static const RoleSet roles_by_kind[ORG_KIND_COUNT] = {
    [ORG_municipality] =
        EVERYWHERE | ROLE_BIT(ROLE_focal_point) | ROLE_BIT(ROLE_chain_director) | ROLE_BIT(ROLE_analyst),
    [ORG_care] = EVERYWHERE | ROLE_BIT(ROLE_care_coordinator) | ROLE_BIT(ROLE_chain_director) | ROLE_BIT(ROLE_helper),
    [ORG_veilig_thuis] = EVERYWHERE | ROLE_BIT(ROLE_helper),
    [ORG_safety_house] =
        EVERYWHERE | ROLE_BIT(ROLE_case_director) | ROLE_BIT(ROLE_chain_director) | ROLE_BIT(ROLE_rules_editor),
    [ORG_riec] = EVERYWHERE | ROLE_BIT(ROLE_case_director) | ROLE_BIT(ROLE_rules_editor),
    [ORG_police] = EVERYWHERE | ROLE_BIT(ROLE_investigator) | ROLE_BIT(ROLE_action_owner),
    [ORG_expertise] = EVERYWHERE | ROLE_BIT(ROLE_adviser) | ROLE_BIT(ROLE_analyst) | ROLE_BIT(ROLE_rules_editor) |
                      ROLE_BIT(ROLE_action_owner),
    [ORG_shelter] = EVERYWHERE | ROLE_BIT(ROLE_shelter_worker),
    [ORG_regular_help] = EVERYWHERE | ROLE_BIT(ROLE_helper),
    // receives the signals of which no municipality is known
    [ORG_national] = EVERYWHERE | ROLE_BIT(ROLE_registrar) | ROLE_BIT(ROLE_focal_point) |
                     ROLE_BIT(ROLE_chain_director) | ROLE_BIT(ROLE_analyst) | ROLE_BIT(ROLE_rules_editor) |
                     ROLE_BIT(ROLE_action_owner),
    [ORG_programme] =
        EVERYWHERE | ROLE_BIT(ROLE_core_team) | ROLE_BIT(ROLE_action_owner) | ROLE_BIT(ROLE_principal),
    // and who keeps Baken running receives them while there is no national organisation yet: a report is never lost
    [ORG_platform] =
        EVERYWHERE | ROLE_BIT(ROLE_administrator) | ROLE_BIT(ROLE_focal_point) | ROLE_BIT(ROLE_rules_editor),
};

RoleSet roles_of_kind(OrgKind kind)
{
    assert((int)kind >= 0 && kind < ORG_KIND_COUNT);
    return roles_by_kind[kind];
}

// The weakest relation with which a role may: A any (nothing to relate to), R own region, P takes part or was asked,
// O own organisation, M mine; . never. Columns in the order of ROLES:
//   fp focal_point  cc care_coordinator  ch chain_director  cd case_director  iv investigator  ad adviser
//   he helper  rg registrar  po privacy_officer  oa org_admin  am administrator  an analyst  sw shelter_worker
//   re rules_editor  ct core_team  ao action_owner  pr principal
//
// Lines of thought:
// - A signal is worked on and weighed by the organisation that owns it. Whoever was asked (referral, advice, case)
//   reads what was shared, answers, and decides nothing about it.
// - A chain director watches progress in the own region: lists, never content.
// - Police and prosecution see what was sent to them, and never who reported: that is the reporter's choice, given to
//   the focal point.
// - Contact data of a desk are kept by who knows them: the desk's own municipality or region.
// - Those who manage (org_admin, administrator) and those who oversee (privacy_officer) see no content at all.
// - An analyst sees counts, never a person or a case; the counts of the whole platform belong to the national
//   organisation (figures/).
// - A provider of shelter keeps its own places and answers questions; who it is about it sees after the asker
// confirmed.
//   Who looks for a place works on it; to whom it escalates sees that it waits, without content.
// - Who keeps the rules changes those of the own region, or all from the national level; a change needs two people.
// - The programme (goals, actions, money, risks) is steered on figures: who steers it sees no signal and no person. An
//   owner reports on the own actions and touches no others; the core team keeps the books; principals decide.
// - Identities are MAY_IF: a reason first.
// clang-format off
static const char *const weakest[ACT_COUNT] = {
    //                        fp cc ch cd iv ad he rg po oa am an sw re ct ao pr
    [ACT_public]            = "A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A",
    [ACT_signed_in]         = "A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A",
    [ACT_signal_list]       = "P  P  R  P  P  P  P  P  .  .  .  .  .  .  .  .  .",
    [ACT_signal_read]       = "P  P  .  P  P  P  P  P  .  .  .  .  .  .  .  .  .",
    [ACT_signal_work]       = "O  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .",
    [ACT_signal_decide]     = "O  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .",
    [ACT_signal_enter]      = "A  A  .  A  A  A  A  A  .  .  .  .  A  .  .  .  .",
    [ACT_signal_assign]     = "O  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .",
    [ACT_reporter_identity] = "O  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .",
    [ACT_advice_answer]     = ".  .  .  .  .  P  .  .  .  .  .  .  .  .  .  .  .",
    [ACT_referral_send]     = "O  O  .  O  .  .  .  .  .  .  .  .  .  .  .  .  .",
    [ACT_referral_answer]   = "P  P  .  P  P  P  P  P  .  .  .  .  .  .  .  .  .",
    [ACT_case_list]         = "P  P  R  P  P  P  P  P  .  .  .  .  P  .  .  .  .",
    [ACT_case_read]         = "P  P  .  P  P  P  P  P  .  .  .  .  P  .  .  .  .",
    [ACT_case_work]         = "P  P  .  P  P  .  P  .  .  .  .  .  .  .  .  .  .",
    [ACT_case_direct]       = ".  O  .  O  .  .  O  .  .  .  .  .  .  .  .  .  .",
    [ACT_person_identity]   = "O  P  .  P  P  .  P  P  .  .  .  .  P  .  .  .  .",
    [ACT_ledger_read]       = ".  .  .  .  .  .  .  .  O  .  .  .  .  .  .  .  .",
    [ACT_desk_edit]         = "O  O  .  .  .  .  .  .  .  O  A  .  .  .  .  .  .",
    [ACT_rules_view]        = "A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A  A",
    [ACT_rules_edit]        = ".  .  .  .  .  .  .  .  .  .  A  .  .  R  .  .  .",
    [ACT_rules_approve]     = ".  .  .  .  .  .  .  .  .  .  A  .  .  R  .  .  .",
    [ACT_org_manage]        = ".  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .",
    [ACT_account_manage]    = ".  .  .  .  .  .  .  .  .  O  O  .  .  .  .  .  .",
    [ACT_system_view]       = ".  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .",
    [ACT_retention_view]    = ".  .  .  .  .  .  .  .  O  .  A  .  .  .  .  .  .",
    [ACT_retention_decide]  = "O  O  .  O  .  .  O  .  O  .  .  .  .  .  .  .  .",
    [ACT_figures_work]      = ".  .  .  .  .  .  .  .  .  .  .  O  .  .  .  .  .",
    [ACT_figures_overlap]   = ".  .  .  .  .  .  .  .  .  .  .  O  .  .  .  .  .",
    [ACT_shelter_supply]    = ".  .  .  .  .  .  .  .  .  .  .  .  O  .  .  .  .",
    [ACT_shelter_address]   = "P  P  .  P  P  .  P  P  .  .  .  .  O  .  .  .  .",
    [ACT_shelter_picture]   = ".  A  A  .  .  .  .  A  .  .  .  A  .  .  .  .  .",
    [ACT_placement_ask]     = "A  A  .  A  A  .  A  A  .  .  .  .  .  .  .  .  .",
    [ACT_placement_list]    = "P  R  R  P  P  .  P  R  .  .  .  .  .  .  .  .  .",
    [ACT_placement_read]    = "P  P  .  P  P  .  P  P  .  .  .  .  P  .  .  .  .",
    [ACT_placement_work]    = "O  O  .  O  O  .  O  O  .  .  .  .  .  .  .  .  .",
    [ACT_placement_take_over] = ".  P  .  .  .  .  .  P  .  .  .  .  .  .  .  .  .",
    [ACT_placement_answer]  = ".  .  .  .  .  .  .  .  .  .  .  .  O  .  .  .  .",
    [ACT_steering_view]     = ".  .  .  .  .  .  .  .  .  .  .  .  .  .  A  A  A",
    [ACT_progress_report]   = ".  .  .  .  .  .  .  .  .  .  .  .  .  .  A  O  .",
    [ACT_progress_review]   = ".  .  .  .  .  .  .  .  .  .  .  .  .  .  A  .  .",
    [ACT_steering_keep]     = ".  .  .  .  .  .  .  .  .  .  .  .  .  .  A  .  .",
    [ACT_steering_report]   = ".  .  .  .  .  .  .  .  .  .  .  .  .  .  A  .  .",
    [ACT_steering_decide]   = ".  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  A",
    [ACT_awareness_view]    = "A  A  A  .  .  A  .  A  .  .  .  A  .  .  A  A  A",
    [ACT_awareness_keep]    = ".  .  .  .  .  .  .  A  .  .  .  .  .  .  A  .  .",
    [ACT_training_keep]     = ".  .  .  .  .  .  .  A  .  .  .  .  .  .  A  .  .",
};
// clang-format on

enum { COLUMN = 3, NEVER = 99 };

static int needed(Action does, Role role)
{
    assert(strlen(weakest[does]) == (ROLE_COUNT - 1) * COLUMN + 1);
    switch (weakest[does][role * COLUMN]) {
    case 'A': return REL_NONE;
    case 'R': return REL_REGION;
    case 'P': return REL_PARTICIPANT;
    case 'O': return REL_OWN;
    case 'M': return REL_MINE;
    default: return NEVER;
    }
}

static int needed_by(const Actor *who, Action does)
{
    assert((int)does >= 0 && does < ACT_COUNT);
    int least = does == ACT_signed_in ? (int)REL_NONE : (int)NEVER; // an account without roles is signed in too
    for (Role r = 0; r < ROLE_COUNT; r++) {
        int n = has_role(who, r) ? needed(does, r) : NEVER;
        if (n < least) least = n;
    }
    return least;
}

bool has_role(const Actor *who, Role role) { return (who->roles & ROLE_BIT(role)) != 0; }

static const char *too_weak(int least)
{
    switch (least) {
    case REL_REGION: return N_("Dit hoort niet bij je regio.");
    case REL_PARTICIPANT: return N_("Je organisatie doet hier niet aan mee.");
    case REL_OWN: return N_("Dit is van een andere organisatie.");
    case REL_MINE: return N_("Dit is van een collega.");
    default: return N_("Met jouw rol mag je dit niet.");
    }
}

Answer may(const Actor *who, Action does, Relation what)
{
    if (does == ACT_public) return (Answer){MAY, N_("Dit is openbaar.")};
    if (who->account.v == 0) return (Answer){MAY_NOT, N_("Je bent niet aangemeld.")};
    int least = needed_by(who, does);
    if (least == NEVER || (int)what < least) return (Answer){MAY_NOT, too_weak(least)};
    if (does == ACT_reporter_identity || does == ACT_person_identity)
        return (Answer){MAY_IF, N_("Geef eerst de reden. De reden komt in het logboek.")};
    return (Answer){MAY, N_("Met jouw rol mag je dit.")};
}

bool may_ever(const Actor *who, Action does)
{
    if (does == ACT_public) return true;
    return who->account.v != 0 && needed_by(who, does) != NEVER;
}
