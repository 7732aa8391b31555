// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// routes.h - every door of the platform, by table; and what each domain does once at the start.
#pragma once
#include "app/app.h"
#include "retention/retention.h"

extern const Route *const route_tables[];
extern const size_t route_table_count;

// Kinds of records that are kept for a term and then erased.
extern const RetentionKind *const retention_kinds[];

// Seeds an empty store (desks, municipalities, rules) and loads what domains keep in memory. Safe to run each start.
Err app_prepare(App *app, Why *w) MUST_USE;
