// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// measures.c - what the platform measures of itself for the indicators of the programme. Only here, where every folder
// is known: the room of the programme gets two numbers and nothing behind them.
#include "app/visits.h"
#include "awareness/awareness.h"
#include "clock/clock.h"
#include "commands/measures.h"
#include "commands/measures_sql.h"
#include "sys/clock.h"

enum { IN_TIME_HOURS = 36, MINUTES_IN_HOUR = 60 };
#define INFORMATION_POINT S("informatie loket loketten")

Err measure_reports(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    MeasureReportsRow row;
    TRY(q_measure_reports(db, mem, from, to, &row));
    *ret_m = (Measured){true, row.n, 0};
    return OK;
}

Err measure_feedback(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    MeasureTermsRow row;
    TRY(q_measure_terms(db, mem, str_c(clock_kind_name(CLOCK_feedback)), from, to, &row));
    *ret_m = (Measured){true, row.given, row.due};
    return OK;
}

Err measure_weighed_in_time(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    static const ClockKind kinds[] = {CLOCK_triage, CLOCK_urgent_triage};
    Measured m = {.known = true};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        MeasureTermsRow row;
        TRY(q_measure_terms(db, mem, str_c(clock_kind_name(kinds[i])), from, to, &row));
        m.n += row.met;
        m.of += row.due;
    }
    *ret_m = m;
    return OK;
}

Err measure_visits(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    int64_t n;
    TRY(visits_between(db, mem, INFORMATION_POINT, date_nl(from), date_nl(to), &n));
    *ret_m = (Measured){true, n, 0};
    return OK;
}

Err measure_placed_in_time(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    MeasurePlacedRow row;
    TRY(q_measure_placed(db, mem, from, to, clock_now(), HOURS(IN_TIME_HOURS), &row));
    *ret_m = (Measured){true, row.within, row.decided};
    return OK;
}

Err measure_hours_to_place(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    MeasureHoursRow *rows;
    size_t n;
    int64_t all = 0, seen = 0;
    TRY(q_measure_hours(db, mem, from, to, &rows, &n));
    for (size_t i = 0; i < n; i++) all += rows[i].n;
    *ret_m = (Measured){.known = true};
    for (size_t i = 0; i < n; i++) {
        seen += rows[i].n;
        if (seen * 2 < all) continue;
        *ret_m = (Measured){true, rows[i].hours * MINUTES_IN_HOUR, all};
        return OK;
    }
    return OK;
}

// What is, not what was: the period does not matter.
Err measure_municipalities_ready(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    MeasureMunicipalitiesRow row;
    MeasurePlacesRow all;
    (void)from;
    (void)to;
    TRY(q_measure_municipalities(db, mem, ROLE_BIT(ROLE_focal_point), &row));
    TRY(q_measure_places(db, mem, &all));
    *ret_m = (Measured){true, row.n, all.municipalities};
    return OK;
}

Err measure_regions_directed(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    MeasureRegionsRow row;
    MeasurePlacesRow all;
    (void)from;
    (void)to;
    TRY(q_measure_regions(db, mem, ROLE_BIT(ROLE_chain_director), &row));
    TRY(q_measure_places(db, mem, &all));
    *ret_m = (Measured){true, row.n, all.regions};
    return OK;
}

// A certificate that is valid at the end of the period, or now; of those who have the role now.
Err measure_trained_focal_points(Db *db, Arena *mem, Time from, Time to, Measured *ret_m)
{
    Trained t;
    Time now = clock_now();
    (void)from;
    TRY(training_count(db, mem, ROLE_focal_point, to < now ? to : now, &t));
    *ret_m = (Measured){true, t.trained, t.all};
    return OK;
}
