// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_pages.h - the screens of the rules: the tables as they are, drafts and proposals, the editors.
//
// Everyone on staff may read every table, draft and proposal; changing takes ACT_rules_edit, deciding
// ACT_rules_approve, for the tables of the own region or, from the national level, all.
#pragma once
#include "app/app.h"

extern const Route rules_routes[], draft_routes[], draft_edit_routes[], editor_routes[];

// A handler on the writer changed what is in use: compiles it now, and lets it take over after the commit.
// Uses rq->prepared.
Err rules_take_over(Req *rq) MUST_USE;
// Every few seconds: approved versions whose moment has come.
Err rules_job(App *app, Why *w) MUST_USE;
