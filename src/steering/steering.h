// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// steering.h - where the programme is steered: what is known and decided about the plan while it is carried out.
//
// The plan itself (programme/) is data in files and public. What happens to it stands here, in the store: who owns
// which action and how far it is, money that was spent, meetings and decisions, risks, figures, reports. No signal,
// case or person is ever seen from here.
//
// Section  a part of this room, with a page of its own. The overview shows each to whom may open it, with how much
//          waits there for this person. Sections of other rooms join in through steering_sections (commands/routes.c).
#pragma once
#include "app/app.h"

typedef struct SteeringSection {
    const char *path, *title, *text; // Dutch, translated where shown
    Action action;                   // who sees it
    // How much waits here for who asks, and how much of it is late. May be NULL: nothing ever waits.
    Err (*waiting)(Req *rq, int64_t *ret_count, int64_t *ret_late);
} SteeringSection;

extern const SteeringSection *const steering_sections[]; // ended by NULL; in the order of the overview

extern const Route steering_routes[];
