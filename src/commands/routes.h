// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// routes.h - every door of the platform, by table; and what each domain does once at the start.
#pragma once
#include "app/app.h"

extern const Route *const route_tables[];
extern const size_t route_table_count;

// Seeds an empty store (desks, municipalities, rules) and loads what domains keep in memory. Safe to run each start.
Err app_prepare(App *app, Why *w) MUST_USE;
