// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// retention_view.h - what the pages of retention show; between retention_pages.c and retention.html only.
#pragma once
#include "retention/retention.h"
#include "retention/retention_sql.h"

typedef struct RetentionView {
    Str title;
    RetentionState state;
    const RequestsOfRow *requests;
    size_t request_count;
    StaffForm hold, lift, request;
} RetentionView;

typedef struct OverviewView {
    const RetentionCount *rows;
    size_t n;
    bool all, can_find; // all: of every organisation
    StaffForm find;
} OverviewView;
