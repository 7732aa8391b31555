// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// measures.h - what the platform measures of itself for the indicators of the programme (steering/indicator.h). Which
// indicator takes which stands in routes.c. Numbers of the whole country, never a record.
#pragma once
#include "steering/indicator.h"

Err measure_reports(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_feedback(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_weighed_in_time(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_visits(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_placed_in_time(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_hours_to_place(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_municipalities_ready(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_regions_directed(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
Err measure_trained_focal_points(Db *db, Arena *mem, Time from, Time to, Measured *ret_m) MUST_USE;
