// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// awareness.h - making people see trafficking: campaigns, a communication calendar, surveys, and training.
//
// Campaign  one line of the inventory (action 1 of the plan): for whom, by what means, how many it reached, and what is
//           known of its effect, with how well that is known. "Nothing measured" is an answer.
// Moment    one line of the communication calendar (actions 3 and 4): day, target group, message, channel, who.
// Survey    questions with fixed answers, for the baseline measurement among professionals (action 2) and its repeats.
//           No open questions: people type names into them. What comes in is added up at once, for each group apart;
//           there is no row of anybody, no address, no time and no cookie. Results are shown after closing, and small
//           numbers never (app/sheets.h).
// Training  courses, their sessions and who followed them (actions 13, 22, 26, 29). Who keeps the courses says who was
//           there; that makes a certificate, which lapses. It is the work history of employees: seen by themselves, by
//           who manages their organisation, and by who keeps the courses; everybody else sees counts.
#pragma once
#include "access/access.h"
#include "app/form.h"
#include "steering/steering.h"

extern const Route campaign_routes[], survey_routes[], survey_public_routes[], training_routes[];
extern const SteeringSection campaign_section, survey_section, training_section;

// How many active people have a role, and how many of those hold a valid certificate of a course for that role.
typedef struct Trained {
    int64_t all, trained;
} Trained;
Err training_count(Db *db, Arena *mem, Role role, Time now, Trained *ret_count) MUST_USE;

// What waits for this person on the first page: an own certificate that lapses soon, or has lapsed; and for who
// manages accounts, the same of colleagues.
typedef struct TrainingWaiting {
    int64_t mine, colleagues;
} TrainingWaiting;
Err training_waiting(Req *rq, TrainingWaiting *ret_waiting) MUST_USE;

// Removes participation that is long past. Safe to run twice.
struct App;
Err training_clean(struct App *app, Why *w) MUST_USE;
