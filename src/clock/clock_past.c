// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// clock_past.c - terms that were started, as decision/past.h asks for them. Only which kind of term; never whose.
#include "clock/clock_past.h"

Err clock_past(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
               size_t *ret_count)
{
    (void)who; // no link to what a term was for: numbers only
    ClockPastRow *rows;
    TRY(q_clock_past(db, mem, before ? before : INT64_MAX, max, &rows, ret_count));
    PastInputs *list = NEW_ARRAY(mem, PastInputs, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++)
        list[i] = (PastInputs){.id = rows[i].id,
                               .at = rows[i].started_at,
                               .inputs = str_fmt(mem, "{\"klok\":\"%.*s\"}", STR_ARG(rows[i].kind))};
    *ret_rows = list;
    return OK;
}
