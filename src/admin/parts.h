// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// parts.h - what the pages of managing share: roles in words and as choices, and the code of an invitation.
#pragma once
#include "admin/admin_view.h"

Str role_words(Req *rq, RoleSet roles); // "opsporing, beheerder van de organisatie"
RoleChoices role_choices(OrgKind kind, RoleSet on);
RoleSet roles_ticked(Req *rq, OrgKind kind); // fields "rol-<name>"
Str in_fours(Arena *mem, Str code);          // "JBSW Y3DP": easier to type over
// A translated copy of rq->why, for a form that is shown again.
Str fault_words(Req *rq, const Why *w);
// The page with the code of a new invitation, shown once.
Err invite_shown(Req *rq, const Invite *invite, Str name, Str username, bool reset, int64_t org) MUST_USE;
