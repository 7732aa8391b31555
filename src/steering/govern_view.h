// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// govern_view.h - what the pages of meetings and decisions show.
#pragma once
#include "steering/govern.h"

typedef struct MeetingItem {
    const Meeting *m;
    Str title, time; // "14:00"
    bool unsaid;     // its day is over, and nobody said whether it was held
} MeetingItem;

typedef struct MeetingList {
    MeetingItem *coming, *past;
    size_t coming_count, past_count;
    const BodyYear *years;
    size_t year_count;
    int year;
    bool may_keep;
} MeetingList;

typedef struct AgendaPart { // of one kind
    const char *label, *path;
    const AgendaItem *items[AGENDA_MAX];
    Str names[AGENDA_MAX]; // of the box in the form
    size_t count;
} AgendaPart;
enum { AGENDA_PARTS_MAX = 16 };

typedef struct DecisionItem {
    const SteeringDecision *d;
    Str body;
    bool late;
} DecisionItem;

typedef struct MeetingPage {
    const Meeting *m;
    Body body;
    MeetingItem item;
    AgendaPart parts[AGENDA_PARTS_MAX];
    size_t part_count, taken;
    DecisionItem *decisions;
    size_t decision_count;
    bool planned, may_keep, may_choose, may_minute;
    Str csrf, submission, path;
    StaffForm held, cancelled, move, minute;
} MeetingPage;

typedef struct DecisionList {
    DecisionItem *asked, *open, *ended;
    size_t asked_count, open_count, ended_count;
    bool may_keep;
    Str more; // path of older ones; empty: there are none
} DecisionList;

typedef struct StepItem {
    const char *state; // Dutch
    Str words, who;
    Time at;
} StepItem;

typedef struct AdviceItem {
    const Advised *a;
    Str body;
    const char *outcome; // Dutch
    bool may_answer;
    StaffForm form;
} AdviceItem;

typedef struct DecisionPage {
    const SteeringDecision *d;
    DecisionItem item;
    Str meeting; // its title; empty: none
    StepItem *steps;
    size_t step_count;
    AdviceItem *advice;
    size_t advice_count;
    bool may_take, may_follow, may_advise, waits_for_advice, only_principals;
    StaffForm take, follow, advise;
} DecisionPage;

Str decision_path(Arena *mem, int64_t id, const char *rest);
Str meeting_path(Arena *mem, int64_t id, const char *rest);
DecisionItem decision_item(Req *rq, const SteeringDecision *d);
// A day from the form. E_INPUT with words.
Err govern_day(Req *rq, const char *name, const char **field, Date *ret_day) MUST_USE;
Err govern_words(Req *rq, const char *name, const char *label, size_t max, const char **field, Str *ret_s) MUST_USE;
