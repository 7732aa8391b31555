// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// awareness_view.h - what the pages of awareness and training show.
#pragma once
#include "app/sheets.h"
#include "awareness/awareness.h"
#include "awareness/campaign_sql.h"
#include "awareness/survey.h"
#include "awareness/training.h"

enum { CAMPAIGNS_MAX = 500, MOMENTS_MAX = 500, CALENDAR_MONTHS = 12 };

extern const Choice target_groups[], campaign_forms[], campaign_means[], evidence_kinds[];

// ---- campaigns ----------------------------------------------------------------------------------------------------

typedef struct CampaignRow {
    const CampaignByIdRow *c;
    Str groups, means; // in words
    const char *evidence;
    bool running;
} CampaignRow;
typedef struct CampaignsView {
    CampaignRow *rows;
    size_t count;
    Sheet cover; // target groups by form: how many campaigns
    int64_t measured, running;
    bool keeps;
} CampaignsView;
typedef struct CampaignView {
    const CampaignByIdRow *c;
    Pair pairs[16];
    size_t pair_count;
    bool keeps;
} CampaignView;

typedef struct MomentRow {
    const MomentsRow *m;
    const char *target, *channel;
    bool late;
    StaffForm done, drop;
} MomentRow;
typedef struct CalendarView {
    MomentRow *rows;
    size_t count;
    bool keeps;
    StaffForm fresh;
} CalendarView;

// ---- surveys ------------------------------------------------------------------------------------------------------

typedef struct SurveysView {
    SurveyByIdRow *rows;
    size_t count;
    bool keeps;
} SurveysView;

typedef struct QuestionView {
    const Question *q;
    StaffForm up, drop;
} QuestionView;
typedef struct SurveyView {
    const Survey *s;
    QuestionView *questions;
    const Sheet *sheets; // results, once closed
    size_t sheet_count;
    Str link, about_sent;
    StaffForm forms[3];
    size_t form_count;
    bool keeps, results;
} SurveyView;
typedef struct FillView {
    const Survey *s;
    Str action, submission, error;
} FillView;

// ---- training -----------------------------------------------------------------------------------------------------

typedef struct CertificateView {
    const CertificatesRow *c;
    const char *state, *css;
} CertificateView;
typedef struct SessionView {
    const CourseSessionByIdRow *s;
    const char *state;
    StaffForm join, leave;
    bool can_join, joined;
} SessionView;
typedef struct ColleagueView {
    const ColleaguesRow *c;
    const char *state, *css;
} ColleagueView;
typedef struct TrainingView {
    CertificateView *mine;
    SessionView *coming;
    ColleagueView *colleagues;
    const CourseByIdRow *courses;
    size_t mine_count, coming_count, colleague_count, course_count;
    bool keeps, manages, counts;
    Sheet stand;
} TrainingView;
typedef struct CourseView {
    const CourseByIdRow *c;
    Pair pairs[8];
    size_t pair_count;
    SessionView *sessions;
    size_t session_count;
    bool keeps;
    StaffForm fresh;
} CourseView;
typedef struct ParticipantView {
    const ParticipantsRow *p;
    const char *state;
    StaffForm drop;
    bool can_drop;
} ParticipantView;
typedef struct SessionPageView {
    SessionView s;
    Pair pairs[8];
    size_t pair_count;
    ParticipantView *people;
    size_t count;
    StaffForm forms[3];
    size_t form_count;
} SessionPageView;
