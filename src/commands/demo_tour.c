// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_tour.c - a few signals of Capelle aan den IJssel that wait for somebody now, whatever the dice say: so that each
// of the demo's people finds something to do.
#include "commands/demo_life.h"

typedef struct Tour {
    const char *form, *role, *minor, *danger;
    int hours;      // ago
    StepKind until; // the last thing that was done
    const char *outcome, *table_code, *to;
} Tour;

static const Tour tours[] = {
    {"sexual", "professional", "ja", "ja", 2, STEP_report, NULL, NULL, NULL},
    {"labour", "citizen", "nee", "nee", 26, STEP_report, NULL, NULL, NULL},
    {"criminal", "professional", "ja", "nee", 50, STEP_hear, NULL, NULL, NULL},
    {"labour", "victim", "nee", "nee", 70, STEP_ask, NULL, NULL, NULL},
    {"sexual", "professional", "ja", "nee", 60, STEP_refer, "care_criminal", "safety_house", "zvh.rijnmond"},
    {"criminal", "citizen", "onbekend", "nee", 80, STEP_refer, "care_criminal", "safety_house", "avim"},
    {"sexual", "victim", "nee", "nee", 90, STEP_refer, "care", "care", "zorg.rijnmond"},
    {"other", "professional", "ja", "nee", 75, STEP_refer, "care", "care", "veiligthuis"},
    {"labour", "organisation", "nee", "nee", 100, STEP_refer, "organised", "riec", "riec"},
    {"unknown", "citizen", "nee", "nee", 66, STEP_refer, "no_suspicion", "regular", "hulp.capelle"},
    {"sexual", "professional", "nee", "nee", 960, STEP_case_stuck, "care_criminal", "safety_house", "zvh.rijnmond"},
};
const size_t demo_tour_count = COUNT(tours);

static void plan_referral(Life *l, const Tour *t, Time step)
{
    l->outcome = str_c(t->outcome);
    l->table_code = str_c(t->table_code);
    l->to_org = demo_org_at(t->to);
    l->fixed = true;
    Time at = l->plan.at;
    life_add(l, at + 40 * step, STEP_decide, NULL);
    life_add(l, at + 50 * step, STEP_refer, NULL);
    if (t->until == STEP_refer) return;
    life_add(l, at + 52 * step, STEP_answer, "aannemen");
    life_add(l, at + 53 * step, STEP_case_open, NULL);
    life_add(l, at + 54 * step, STEP_case_person, "victim");
    life_add(l, at + 55 * step, STEP_case_part, "avim");
    life_add(l, at + 56 * step, STEP_case_step, "care.intake.done");
    life_add(l, at + 60 * step, STEP_case_task, NULL);
    life_add(l, at + 75 * step, STEP_case_note, NULL);
    life_add(l, at + 90 * step, STEP_case_stuck, NULL);
}

void life_start_tour(const World *w, Life *l, size_t number)
{
    const Tour *t = &tours[number];
    Time step = HOURS(t->hours) / 100;
    *l = (Life){.plan = {.at = w->now - HOURS(t->hours),
                         .role = t->role,
                         .anonymity = "confidential",
                         .form = t->form,
                         .minor = t->minor,
                         .danger = t->danger,
                         .channel = "web",
                         .gm_code = S("GM0502"),
                         .police = true,
                         .seed = number + 1},
                .dice = {number + 1},
                .urgent = str_eq_c(S("ja"), t->danger),
                .org = demo_org_at("capelle"),
                .tour = true};
    l->worker = demo_someone(&l->dice, l->org, ROLE_BIT(ROLE_focal_point));
    Time at = l->plan.at;
    life_add(l, at, STEP_report, NULL);
    if (t->until == STEP_report) return;
    life_add(l, at + 10 * step, STEP_assign, NULL);
    life_add(l, at + 15 * step, STEP_reply, "bericht.medewerker");
    life_add(l, at + 20 * step, STEP_indicators, NULL);
    life_add(l, at + 25 * step, STEP_fact, "plate");
    life_add(l, at + 30 * step, STEP_talk, NULL);
    if (t->until == STEP_hear) life_add(l, at + 80 * step, STEP_hear, NULL);
    else if (t->until == STEP_ask) life_add(l, at + 60 * step, STEP_ask, NULL);
    else plan_referral(l, t, step);
}
