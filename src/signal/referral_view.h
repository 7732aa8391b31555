// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// referral_view.h - between the referral_*.c files and referral.html only.
#pragma once
#include "retention/retention.h"
#include "signal/referral.h"
#include "signal/work_view.h"

enum { PACKAGE_JSON_MAX = 1024 * 1024, PACKAGE_BLOCK = 4096, REFERRAL_PARTS_MAX = 8 };

typedef struct PartOption {
    const Choice *part;
    bool ticked, barred;
    const char *why_not; // Dutch
} PartOption;

typedef struct SendView {
    WorkHead head;
    Str table_code, csrf, submission, action, error, message, reporter_reason;
    const char *error_input;
    Str suggested; // table of the last decision; empty: none
    const FormOption *orgs, *grounds, *terms;
    size_t org_count, ground_count, term_count;
    PartOption parts[REFERRAL_PARTS_MAX];
    size_t part_count;
    ReferralListInRow *earlier;
    size_t earlier_count;
    bool police_barred;
} SendView;

typedef struct ReferralListView {
    int list; // 0 in, 1 out, 2 region
    bool can_in, can_out, can_region;
    Str state, next;
    ReferralListInRow *rows;
    ClockView *clocks;
    size_t count;
} ReferralListView;

typedef struct ReferralView {
    const Referral *r;
    Relation relation;
    ReferralPackage *package; // NULL: not opened
    Str answer;
    NamedClock *clocks;
    size_t clock_count;
    RetentionBox retention;
    StaffForm accept, accept_case, reject, finish, revoke;
    bool can_accept, can_case, can_reject, can_finish, can_revoke, no_key;
} ReferralView;

Str referral_context(Arena *mem, Str submission, const char *part);
StaffForm form_reject(Req *rq, const Referral *r);
StaffForm form_finish(Req *rq, const Referral *r);
StaffForm form_revoke(Req *rq, const Referral *r);
