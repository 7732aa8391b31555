// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_reporting.c - two invented reports of the programme: one that was adopted and published, and the next, which
// waits for a principal.
#include "commands/demo_life.h"
#include "steering/reporting.h"

enum { CLOSED_DAYS = 35, ADOPTED_DAYS = 10, QUARTER_MONTHS = 3 };

static Str path_of(Arena *mem, int64_t id, const char *more)
{
    return str_fmt(mem, "/sturing/rapportages/%lld%s", (long long)id, more);
}

static Err make(const World *w, Arena *mem, Period p, Time at, int64_t *ret_id)
{
    Act *a = NEW(mem, Act);
    act_field(a, "periode", period_code(mem, p));
    TRY(act_do(w, mem, a, "kern.programma", S("/sturing/rapportages"), at));
    *ret_id = a->made;
    a = NEW(mem, Act);
    act_field(a, "intro",
              S("Voorbeeld: dit kwartaal is er op de meeste lijnen **gewerkt zoals gepland**.\n\n"
                "- De aandacht gaat uit naar wat vastzit.\n"
                "- Het geld blijft binnen de begroting van dit jaar."));
    act_field(a, "line2", S("Voorbeeld: het informatiepunt wordt vaker gevonden."));
    act_field(a, "end", S("Voorbeeld: de regiegroep spreekt in de volgende vergadering over wat vastzit."));
    TRY(act_do(w, mem, a, "kern.programma", path_of(mem, *ret_id, "/teksten"), at + HOURS(3)));
    return act_do(w, mem, NEW(mem, Act), "kern.programma", path_of(mem, *ret_id, "/aanbieden"), at + HOURS(4));
}

Err demo_reporting(const World *w, Arena *mem)
{
    Civil now = civil_nl(w->now);
    Period last = {now.year, (now.month - 1) / QUARTER_MONTHS + 1, false};
    int64_t id;
    do { // the last one on which everybody could have reported
        last = period_before(last);
    } while (time_of_date(period_end(last) + CLOSED_DAYS) >= w->now);
    Period before = period_before(last);
    if (last.year > PLAN_LAST_YEAR || before.year < PLAN_FIRST_YEAR) return OK; // the programme is over
    Time at = time_of_date(period_end(before) + CLOSED_DAYS);
    TRY(make(w, mem, before, at, &id));
    at += DAYS(ADOPTED_DAYS);
    TRY(act_do(w, mem, NEW(mem, Act), "opdracht.programma", path_of(mem, id, "/vaststellen"), at));
    TRY(act_do(w, mem, NEW(mem, Act), "kern.programma", path_of(mem, id, "/openbaar"), at + HOURS(1)));
    return make(w, mem, last, time_of_date(period_end(last) + CLOSED_DAYS), &id);
}
