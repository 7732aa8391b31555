// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tray_view.h - what the tray shows; between tray_pages.c and tray.html only.
#pragma once
#include "clock/clock.h"
#include "signal/tray.h"
#include "signal/work.h"

typedef struct TrayLine {
    const TrayRow *row;
    Str place;
    const char *state; // Dutch
    bool has_clock;
    ClockView clock;
    const char *clock_kind;
} TrayLine;

typedef struct TabLink {
    const char *label, *word;
    int64_t count; // -1: no number
    bool current;
} TabLink;

typedef struct TrayView {
    TabLink tabs[TRAY_TAB_COUNT];
    size_t tab_count;
    TrayFilter filter;
    const FormOption *forms, *states, *places, *regions;
    size_t form_count, state_count, place_count, region_count;
    TrayLine *lines;
    size_t line_count;
    size_t filters_on;
    Str next;                       // path of the next page; empty: this is the last
    Str again, by_receipt, by_term; // paths
    bool first, region_only, can_enter;
    Str region_name;
} TrayView;
