// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_pages.h - the screens of the rules: the tables as they are, drafts and proposals, the editors.
//
// Everyone on staff may read every table, draft and proposal; changing takes ACT_rules_edit, deciding
// ACT_rules_approve, for the tables of the own region or, from the national level, all.
#pragma once
#include "app/app.h"

extern const Route rules_routes[], draft_routes[], draft_edit_routes[], editor_routes[], lawyer_routes[],
    column_routes[];

// A handler on the writer changed what is in use: compiles it now, and lets it take over after the commit.
// Uses rq->prepared.
Err rules_take_over(Req *rq) MUST_USE;
// What waits for this person: proposals that they may decide about, emergencies of somebody else that nobody looked at.
typedef struct RulesWaiting {
    int64_t proposals, emergencies;
} RulesWaiting;
Err rules_to_decide(Req *rq, RulesWaiting *ret_waiting) MUST_USE;
// Every few seconds: approved versions whose moment has come.
Err rules_job(App *app, Why *w) MUST_USE;
