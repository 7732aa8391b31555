// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// placing_view.h - what the pages of requests, questions and stays show, and what their handlers share.
#pragma once
#include "app/form.h"
#include "casework/casework.h"
#include "clock/clock_page.h"
#include "retention/retention.h"
#include "shelter/placing.h"
#include "signal/tray.h"

enum { REQUEST_PAGE = 25, RANKED_SHOWN = 20, REJECTED_SHOWN = 50 };

// ---- lists
typedef struct RequestRowView {
    int64_t id;
    Str number, org, region;
    const char *kind, *form, *sex, *state;
    int64_t age, children, asks;
    Time asked_at, due_at;
    const char *level; // to whom it escalated
    bool late;
} RequestRowView;
typedef struct RequestListView {
    const char *tab; // open placed arrived ended unmet handed over late
    RequestRowView *rows;
    size_t count;
    Str next;
    bool can_ask, can_over, can_late;
} RequestListView;

typedef struct AskListView {
    AskListRow *rows;
    size_t count;
    Str state, next;
    PlacementListRow *stays;
    size_t stay_count;
    Time now;
} AskListView;

// ---- one request
typedef struct ReasonView {
    const char *criterion, *fit; // Dutch
    Str words;
} ReasonView;
typedef struct PartView {
    const char *label;
    int points, weight; // of the score: points of at most weight, rounded
} PartView;
typedef struct CandidateView {
    int64_t unit, free, total;
    Str facility, name, region;
    const char *kind, *type, *running; // running: it is being asked already
    int score;
    Time claimed_at;
    ReasonView *reasons; // what to talk about, or why not
    size_t reason_count;
    PartView parts[SCORE_PART_COUNT];
    bool can_ask;
} CandidateView;
typedef struct RelaxView {
    Str words;
    int units, places;
} RelaxView;
typedef struct AskView {
    int64_t id, score;
    Str facility, unit, org, answer;
    const char *state, *reason;
    Time asked_at, answer_by, answered_at;
    bool open;
    StaffForm withdraw;
} AskView;
typedef struct StayView {
    Stay s;
    const char *state, *outcome;
    Str address, agreement;
    bool shared, runs;
    StaffForm forms[4];
    size_t form_count;
} StayView;
typedef struct RequestView {
    Request r;
    Relation relation;
    Str region, words, level_words;
    Pair pairs[16];
    size_t pair_count;
    NamedClock *clocks;
    size_t clock_count;
    CandidateView *ranked, *rejected, *near;
    size_t ranked_count, rejected_count, near_count, possible, units;
    int64_t free;
    int full_units;
    RelaxView relax[CRITERION_COUNT];
    size_t relax_count;
    Str rules;
    const char *rules_status;
    StaffForm ask; // frame of the form around the candidates
    AskView *asks;
    size_t ask_count;
    StayView *stays;
    size_t stay_count;
    StaffForm forms[4]; // stop, take over, ...
    size_t form_count;
    int64_t case_id; // 0: none that the reader may see
    Str case_number;
    RetentionBox retention;
    bool works, open;
} RequestView;

// ---- a case
typedef struct CaseRequestView {
    int64_t id;
    Str number, letter; // of the person; may be empty
    const char *kind, *state;
    Time asked_at;
    NamedClock *clocks;
    size_t clock_count;
    bool opens; // who reads the case may open it too
} CaseRequestView;
typedef struct CaseWho {
    int64_t id;
    Str letter;
} CaseWho;
typedef struct CaseShelterView {
    int64_t case_id;
    bool can_ask;
    CaseWho who[PERSONS_MAX]; // for whom a place can be looked for
    size_t who_count;
    CaseRequestView *rows;
    size_t count;
} CaseShelterView;

// ---- a stay
typedef struct PersonOpen {
    bool can, open; // holds the key; opened with a reason not long ago
    Str words;
    StaffForm form;
} PersonOpen;
typedef struct StayPageView {
    StayView stay;
    PersonOpen person;
    int64_t request;
    Str number;
    bool can_request, provider;
    RetentionBox retention; // for the provider: how long it reads on
    NamedClock *clocks;
    size_t clock_count;
} StayPageView;

// ---- a provider's question
typedef struct QuestionView {
    Ask a;
    Request r;
    Str words, answer;
    Pair pairs[16];
    size_t pair_count;
    StaffForm yes, no;
    NamedClock *clocks; // of the request, while it is open
    size_t clock_count;
    bool open;
} QuestionView;

// ---- shared by handlers
Err request_open(Req *rq, Action does, Request *ret_r,
                 Relation *ret_relation) MUST_USE; // of the first part of the path
Str request_path(Arena *mem, int64_t id, const char *rest);
void request_pairs(Req *rq, const Regions *regions, const Request *r, bool whole, Pair *pairs, size_t *ret_count);
const Choice *shelter_regions(Req *rq);                       // the safety regions, to choose from
Str shelter_region(const Regions *regions, Str code);         // its name
Str trait_words(Req *rq, const Choice *list, int64_t traits); // "vrouw, man"
FormInput *form_select(Req *rq, StaffForm *f, const char *name, const char *label, const Choice *list, Str value);
Frame placing_frame(const char *title);
// The caller is in a job of the writer: grants a key that prepare boxed. No box, no grant.
Err grant_box(Db *db, const char *kind, int64_t id, int64_t org, Str box, Time now) MUST_USE;
Err box_for_org(Req *rq, int64_t org, const Secret *key, Str *ret_box) MUST_USE; // org 0: nothing
// Matches a request with what there is. units[i] and rows[i] belong to match->all[i].
typedef struct Matching {
    const Regions *regions;
    Need need;
    MatchRules rules;
    Unit *units;
    ShelterUnit *rows;
    size_t count;
    MatchResult match;
} Matching;
Err request_match(Req *rq, const Request *r, Matching **ret_m) MUST_USE;
// Only things on which people may give way stand in the way.
bool may_still_ask(const Matching *m, const Matched *one);
// Forms of a request and a stay; also shown again with what was typed.
StaffForm form_stop(Req *rq, const Request *r);
StaffForm form_agree(Req *rq, const Stay *s);
StaffForm form_yes(Req *rq, const Ask *a);
StaffForm form_no(Req *rq, const Ask *a);
StaffForm form_extend(Req *rq, const Stay *s);
StaffForm form_end(Req *rq, const Stay *s);
Err stay_views(Req *rq, const Request *r, StayView **ret_views, size_t *ret_count) MUST_USE;
// A case, and a person in it (0: none), for which the actor may look for a place. Fails with words for a person.
Err case_for_request(Req *rq, int64_t case_id, int64_t person, Case *ret_case, Relation *ret_relation) MUST_USE;
// What a case knows without a name. Empty text in r: it does not know. Logs that it was read.
typedef struct CaseKnows {
    Request r;        // the words of the form; more when there is an earlier request
    Str age;          // empty: not known
    const char *band; // Dutch; age is the middle of it; NULL: age is exact
    bool earlier;
} CaseKnows;
Err case_knows(Req *rq, int64_t case_id, int64_t person, CaseKnows *ret_k) MUST_USE;
Err shelter_waiting(Req *rq, Waiting *v) MUST_USE;
Err placing_expire(App *app, Why *w) MUST_USE; // periodic: questions whose term has passed

extern const CaseSection case_shelter; // requests on the page of a case
extern const Route request_new_routes[];
extern const Route request_routes[];
extern const Route ask_routes[];
extern const Route stay_routes[];
