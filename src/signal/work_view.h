// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work_view.h - what the pages of a signal show; between work_pages.c, work_more.c and work.html only.
#pragma once
#include "clock/clock_page.h"
#include "retention/retention.h"
#include "signal/advice.h"
#include "signal/referral.h"
#include "signal/triage.h"
#include "signal/work.h"

typedef struct MessageView {
    Str who, body;
    Time at;
    bool from_reporter, unreadable;
} MessageView;

typedef struct ThreadView {
    const char *id, *title, *lead, *css, *icon, *empty; // Dutch
    MessageView *rows;                                  // oldest first
    size_t count;
    bool older; // there are older ones that do not fit
    StaffForm form;
    bool can_write;
    const char *why_not; // Dutch, when it can't be written to
} ThreadView;

typedef struct FileView {
    int64_t id;
    Str name, type, size;
    Time at;
    bool later; // came in with a message
} FileView;

// The head and the tabs of every page of a signal.
typedef struct WorkHead {
    const Work *w;
    Str place;
    const char *tab; // "signaal", "verrijken", "aanwijzingen", "advies", "duiding", "verwijzen"
    bool can_work, can_decide, can_refer;
} WorkHead;

typedef struct WorkView {
    WorkHead head;
    Pair *content;
    size_t content_count;
    FileView *files;
    size_t file_count;
    ThreadView threads[3];
    NamedClock *clocks;
    size_t clock_count;
    StaffForm assign, take, wait, resume, finish, reopen, seen;
    bool can_assign, closed, unread, feedback_due;
    bool has_reporter, may_identity;
    RetentionBox retention;
    TriageOfRow *decisions;
    size_t decision_count;
    ReferralListInRow *referrals;
    size_t referral_count;
    AdviceOfSignalView *advices;
    size_t advice_count;
} WorkView;

typedef struct FactView {
    int64_t id;
    const char *kind; // Dutch
    Str value, by;
    Time at;
    WorkSameRow *same;
    size_t same_count;
    StaffForm remove;
} FactView;

typedef struct LinkView {
    int64_t other;
    Str number, reason, by;
    const char *form, *state;
    bool hidden_reason;
    StaffForm remove;
} LinkView;

typedef struct TalkView {
    Date held_on;
    const char *with;
    Str summary, by;
} TalkView;

typedef struct EnrichView {
    WorkHead head;
    FactView *facts;
    size_t fact_count;
    LinkView *links;
    size_t link_count;
    TalkView *talks;
    size_t talk_count;
    const Indicators *indicators;
    StaffForm fact, link, talk;
    bool can_work;
} EnrichView;

// Indicators that belong together, those of the form of the signal first.
typedef struct IndicatorGroup {
    const char *label; // Dutch
    const Indicator *v[INDICATORS_MAX];
    size_t count, ticked;
    bool unfold;
} IndicatorGroup;
enum { INDICATOR_GROUPS_MAX = 24 };

typedef struct IndicatorsView {
    WorkHead head;
    const Indicators *list;
    IndicatorGroup *groups; // those with something in it
    size_t group_count;
    Str search, csrf, action, shown;
    bool can_work;
} IndicatorsView;

typedef struct IdentityView {
    WorkHead head;
    Pair *rows;
    size_t count;
    bool open;
    StaffForm form;
} IdentityView;

typedef struct FeedbackView {
    WorkHead head;
    NamedClock *clocks;
    size_t clock_count;
    StaffForm give, withhold;
    bool can_give, running;
} FeedbackView;

WorkHead work_head(Req *rq, const Work *w, const char *tab);
Frame work_frame(Req *rq, const Work *w, const char *title);
Str file_size_words(Arena *mem, int64_t size);
