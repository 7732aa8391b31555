// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// shelter_cli.c - `baken shelter ...`: matching a request from a file.
#include "commands/offline.h"
#include "decision/decision.h"
#include "shelter/request_json.h"
#include "shelter/rules.h"
#include "sys/clock.h"
#include "sys/file.h"

static Err match_with(Args *a, Db *db, Str json, MatchAnswer *answer)
{
    Need *need = NEW(a->mem, Need);
    MatchRules *rules = NEW(a->mem, MatchRules);
    MatchResult *match = NEW(a->mem, MatchResult);
    Unit *units;
    ShelterUnit *rows;
    size_t count;
    Time now = clock_now();
    TRY(match_regions(&answer->regions, &a->why));
    TRY(request_from_json(answer->regions, json, now, need, &a->why));
    TRY(decision_load(db, &a->why));
    TRY(match_rules(a->mem, STR_NONE, need, rules, &a->why));
    Time at = need->from > now ? need->from : now;
    Err e = units_load(db, a->mem, answer->regions, now, at, &units, &rows, &count);
    if (e != OK) return why(&a->why, e, "cannot read the places: %s", db_error(db));
    match_run(a->mem, rules, answer->regions, need, units, count, now, match);
    answer->need = need;
    answer->rules = rules;
    answer->units = units;
    answer->rows = rows;
    answer->match = match;
    answer->now = now;
    return OK;
}

Err command_shelter_match(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    Str json;
    MatchAnswer answer = {.regions = NULL};
    TRY(file_read(a->mem, arg_value(a, "request", NULL), REQUEST_JSON_MAX, &json, &a->why));
    TRY(offline_db(a, &db));
    Err e = match_with(a, db, json, &answer);
    Buf b = buf_new(a->mem, OUTPUT_MAX);
    if (e == OK && a->json) {
        Json j = json_to(&b);
        answer_to_json(&j, &answer);
    } else if (e == OK) {
        answer_to_text(&b, &answer);
    }
    decision_unload();
    return e == OK ? print_out(&b) : e;
}
