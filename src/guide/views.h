// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// views.h - what the templates of the guide show.
#pragma once
#include "directory/pages.h"
#include "guide/guide.h"
#include "guide/way.h"

typedef struct WayView {
    const WayQuestion *question;
    Way way;
    WayStep step;
    Html places;
    bool victim, error;
} WayView;

typedef struct OutcomeView {
    Way way;
    const WayOutcome *outcome;
    DeskView desks[WAY_DESKS_MAX];
    Str *because[WAY_DESKS_MAX]; // the answers that made the rule fire, in words
    size_t because_count[WAY_DESKS_MAX];
    Str answers[WAY_OUTCOME];    // in words, by step
    Str table;                   // "referral, Rotterdam"
    bool victim, danger;
} OutcomeView;

typedef struct IndexSection {
    const char *code, *title;
    const GuidePage *const *pages;
    size_t count;
} IndexSection;

typedef struct PageView {
    const GuidePage *page;
    bool foreign; // the text is in Dutch, the page is not
} PageView;
