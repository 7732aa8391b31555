// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_layout.c - the columns of every file in data/plan/.
#include "programme/plan_table.h"
#include <stddef.h>

#define THEMES "klant minderjarig crimineel opvang technologie dader overig ander"
#define COSTS "none once structural both unknown unspecified not_applicable"
#define ANSWERS "capacity fits covered new condition"

#define C(type, field, kind, words)                                                                                    \
    {                                                                                                                  \
#field, kind, offsetof(type, field), words                                                                     \
    }
#define AS(type, name, field, kind)                                                                                    \
    {                                                                                                                  \
        name, kind, offsetof(type, field), NULL                                                                        \
    }
#define YEARS_OF(type, prefix, field)                                                                                  \
    AS(type, prefix "2023", field[0], PLAN_AMOUNT), AS(type, prefix "2024", field[1], PLAN_AMOUNT),                    \
        AS(type, prefix "2025", field[2], PLAN_AMOUNT), AS(type, prefix "2026", field[3], PLAN_AMOUNT)

#define T PlanSource
static const PlanColumn sources[] = {C(T, code, PLAN_TEXT, NULL),
                                     C(T, title, PLAN_TEXT, NULL),
                                     AS(T, "date", day, PLAN_MAY),
                                     C(T, about, PLAN_TEXT, NULL),
                                     {0}};
#undef T
#define T PlanVersion
static const PlanColumn versions[] = {
    C(T, code, PLAN_INT, NULL),   C(T, name, PLAN_TEXT, NULL),   C(T, name_en, PLAN_TEXT, NULL),
    C(T, day, PLAN_DAY, NULL),    C(T, lines, PLAN_INT, NULL),   C(T, actions, PLAN_INT, NULL),
    C(T, about, PLAN_TEXT, NULL), C(T, source, PLAN_TEXT, NULL), {0}};
#undef T
#define T PlanGoal
static const PlanColumn goals[] = {C(T, number, PLAN_INT, NULL),
                                   C(T, title, PLAN_TEXT, NULL),
                                   C(T, title_en, PLAN_TEXT, NULL),
                                   C(T, source, PLAN_TEXT, NULL),
                                   {0}};
#undef T
#define T PlanLine
static const PlanColumn lines[] = {
    C(T, number, PLAN_INT, NULL),    C(T, budget, PLAN_MAY, NULL),  C(T, title, PLAN_TEXT, NULL),
    C(T, title_en, PLAN_TEXT, NULL), C(T, in_2023, PLAN_MAY, NULL), C(T, in_2024, PLAN_TEXT, NULL),
    C(T, effects, PLAN_TEXT, NULL),  C(T, source, PLAN_TEXT, NULL), {0}};
#undef T
#define T PlanOperational
static const PlanColumn operational[] = {
    C(T, code, PLAN_TEXT, NULL),      AS(T, "line", of_line, PLAN_INT), C(T, year, PLAN_INT, NULL),
    C(T, title, PLAN_TEXT, NULL),     C(T, title_en, PLAN_TEXT, NULL),  C(T, in_planning, PLAN_TEXT, "yes no"),
    C(T, indicator, PLAN_TEXT, NULL), C(T, source, PLAN_TEXT, NULL),    {0}};
#undef T
#define T PlanPhase
static const PlanColumn phases[] = {C(T, code, PLAN_TEXT, "exploration decision implementation"),
                                    C(T, title, PLAN_TEXT, NULL),
                                    C(T, title_en, PLAN_TEXT, NULL),
                                    C(T, from, PLAN_DAY, NULL),
                                    C(T, until, PLAN_DAY, NULL),
                                    C(T, about, PLAN_TEXT, NULL),
                                    C(T, source, PLAN_TEXT, NULL),
                                    {0}};
#undef T
#define T PlanAction
static const PlanColumn actions[] = {C(T, number, PLAN_INT, NULL),
                                     C(T, goal, PLAN_TEXT, NULL),
                                     C(T, title, PLAN_TEXT, NULL),
                                     C(T, title_en, PLAN_TEXT, NULL),
                                     C(T, ticks, PLAN_YEARSET, NULL),
                                     C(T, text_years, PLAN_YEARSET, NULL),
                                     C(T, years, PLAN_YEARSET, NULL),
                                     C(T, phase, PLAN_TEXT, "exploration decision implementation"),
                                     C(T, owners, PLAN_TEXT, NULL),
                                     C(T, partners, PLAN_TEXT, NULL),
                                     C(T, forms, PLAN_TEXT, NULL),
                                     C(T, source, PLAN_TEXT, NULL),
                                     {0}};
#undef T
#define T PlanDevelopment
static const PlanColumn developments[] = {C(T, code, PLAN_TEXT, NULL),
                                          C(T, kind, PLAN_TEXT, "added progress"),
                                          AS(T, "line", of_line, PLAN_INT_MAY),
                                          C(T, actions, PLAN_SET, NULL),
                                          C(T, year, PLAN_INT, NULL),
                                          C(T, title, PLAN_TEXT, NULL),
                                          C(T, title_en, PLAN_TEXT, NULL),
                                          C(T, source, PLAN_TEXT, NULL),
                                          {0}};
#undef T
#define T PlanProposal
static const PlanColumn proposals[] = {C(T, number, PLAN_INT, NULL),         C(T, theme, PLAN_TEXT, THEMES),
                                       C(T, chance, PLAN_TEXT, "most some"), C(T, title, PLAN_TEXT, NULL),
                                       C(T, title_en, PLAN_TEXT, NULL),      C(T, answer, PLAN_TEXT, ANSWERS),
                                       C(T, appreciation, PLAN_TEXT, NULL),  C(T, cost, PLAN_TEXT, COSTS),
                                       C(T, once, PLAN_INT, NULL),           C(T, structural, PLAN_INT, NULL),
                                       C(T, actions, PLAN_SET, NULL),        C(T, proposals, PLAN_SET, NULL),
                                       C(T, source, PLAN_TEXT, NULL),        {0}};
#undef T
#define T PlanMotion
static const PlanColumn motions[] = {C(T, code, PLAN_TEXT, NULL),     C(T, kind, PLAN_TEXT, "motion promise"),
                                     C(T, number, PLAN_MAY, NULL),    C(T, name, PLAN_MAY, NULL),
                                     C(T, day, PLAN_DAY, NULL),       C(T, title, PLAN_TEXT, NULL),
                                     C(T, title_en, PLAN_TEXT, NULL), C(T, answer, PLAN_TEXT, NULL),
                                     C(T, proposals, PLAN_SET, NULL), C(T, actions, PLAN_SET, NULL),
                                     C(T, source, PLAN_TEXT, NULL),   {0}};
#undef T
#define T PlanRecommendation
static const PlanColumn recommendations[] = {C(T, number, PLAN_INT, NULL),    C(T, title, PLAN_TEXT, NULL),
                                             C(T, title_en, PLAN_TEXT, NULL), C(T, response, PLAN_TEXT, NULL),
                                             C(T, lines, PLAN_SET, NULL),     C(T, actions, PLAN_SET, NULL),
                                             C(T, source, PLAN_TEXT, NULL),   {0}};
#undef T
#define T PlanRegionalTask
static const PlanColumn regional_tasks[] = {C(T, number, PLAN_INT, NULL),
                                            C(T, title, PLAN_TEXT, NULL),
                                            C(T, title_en, PLAN_TEXT, NULL),
                                            C(T, source, PLAN_TEXT, NULL),
                                            {0}};
#undef T
#define T PlanRegional
static const PlanColumn regional[] = {C(T, code, PLAN_TEXT, NULL),   C(T, task, PLAN_INT, NULL),
                                      C(T, title, PLAN_TEXT, NULL),  C(T, title_en, PLAN_TEXT, NULL),
                                      C(T, minimum, PLAN_INT, NULL), C(T, who, PLAN_TEXT, NULL),
                                      C(T, source, PLAN_TEXT, NULL), {0}};
#undef T
#define T PlanBudget
static const PlanColumn budget[] = {C(T, code, PLAN_TEXT, NULL),
                                    AS(T, "line", letter, PLAN_TEXT),
                                    C(T, printed, PLAN_SET, NULL),
                                    C(T, actions, PLAN_SET, NULL),
                                    C(T, title, PLAN_TEXT, NULL),
                                    C(T, title_en, PLAN_TEXT, NULL),
                                    C(T, basis, PLAN_TEXT, "once structural unknown"),
                                    C(T, unit, PLAN_INT, NULL),
                                    YEARS_OF(T, "y", amount),
                                    AS(T, "br_unit", copy_unit, PLAN_INT),
                                    YEARS_OF(T, "br", copy),
                                    C(T, source, PLAN_TEXT, NULL),
                                    {0}};
#undef T
#define T PlanTotal
static const PlanColumn totals[] = {C(T, code, PLAN_TEXT, NULL),
                                    C(T, of, PLAN_TEXT, "a b c d e f g h all actions"),
                                    C(T, actions, PLAN_SET, NULL),
                                    C(T, copy, PLAN_TEXT, "yes no"),
                                    C(T, unit, PLAN_INT, NULL),
                                    YEARS_OF(T, "y", amount),
                                    C(T, over_years, PLAN_AMOUNT, NULL),
                                    C(T, source, PLAN_TEXT, NULL),
                                    {0}};
#undef T
#define T PlanSpending
static const PlanColumn spending[] = {C(T, day, PLAN_DAY, NULL),     C(T, kind, PLAN_TEXT, "committed spent shift"),
                                      C(T, code, PLAN_TEXT, NULL),   C(T, to, PLAN_MAY, NULL),
                                      C(T, year, PLAN_INT, NULL),    C(T, amount, PLAN_INT, NULL),
                                      C(T, reason, PLAN_TEXT, NULL), C(T, decided_by, PLAN_TEXT, NULL),
                                      C(T, source, PLAN_TEXT, NULL), {0}};
#undef T
#define T PlanRisk
static const PlanColumn risks[] = {C(T, code, PLAN_TEXT, NULL),
                                   C(T, side, PLAN_TEXT, "internal external"),
                                   C(T, title, PLAN_TEXT, NULL),
                                   C(T, title_en, PLAN_TEXT, NULL),
                                   C(T, cause, PLAN_TEXT, NULL),
                                   C(T, chance, PLAN_INT, NULL),
                                   C(T, time, PLAN_INT, NULL),
                                   C(T, money, PLAN_INT, NULL),
                                   C(T, quality, PLAN_INT, NULL),
                                   C(T, owner, PLAN_TEXT, NULL),
                                   C(T, measure, PLAN_TEXT, NULL),
                                   C(T, accepted, PLAN_INT, NULL),
                                   C(T, trend, PLAN_TEXT, "up same down"),
                                   C(T, source, PLAN_TEXT, NULL),
                                   {0}};
#undef T
#define T PlanBody
static const PlanColumn bodies[] = {
    C(T, code, PLAN_TEXT, NULL),    C(T, title, PLAN_TEXT, NULL),  C(T, title_en, PLAN_TEXT, NULL),
    C(T, members, PLAN_MAY, NULL),  C(T, times, PLAN_INT, NULL),   C(T, cycle, PLAN_TEXT, NULL),
    C(T, decides, PLAN_TEXT, NULL), C(T, source, PLAN_TEXT, NULL), {0}};
#undef T
#define T PlanDeadline
static const PlanColumn deadlines[] = {C(T, code, PLAN_TEXT, NULL),
                                       C(T, day, PLAN_DAY, NULL),
                                       C(T, title, PLAN_TEXT, NULL),
                                       C(T, title_en, PLAN_TEXT, NULL),
                                       C(T, actions, PLAN_SET, NULL),
                                       C(T, source, PLAN_TEXT, NULL),
                                       {0}};
#undef T
#define T PlanContradiction
static const PlanColumn contradictions[] = {C(T, code, PLAN_TEXT, NULL),
                                            C(T, title, PLAN_TEXT, NULL),
                                            C(T, title_en, PLAN_TEXT, NULL),
                                            C(T, actions, PLAN_SET, NULL),
                                            C(T, seen, PLAN_MAY, NULL),
                                            C(T, one, PLAN_TEXT, NULL),
                                            C(T, other, PLAN_TEXT, NULL),
                                            C(T, reading, PLAN_TEXT, NULL),
                                            C(T, because, PLAN_TEXT, NULL),
                                            C(T, source, PLAN_TEXT, NULL),
                                            {0}};
#undef T

#define T PlanIndicator
static const PlanColumn indicators[] = {C(T, code, PLAN_TEXT, NULL),
                                        C(T, goal, PLAN_MAY, NULL),
                                        C(T, title, PLAN_TEXT, NULL),
                                        C(T, title_en, PLAN_TEXT, NULL),
                                        C(T, question, PLAN_TEXT, NULL),
                                        C(T, question_en, PLAN_TEXT, NULL),
                                        C(T, definition, PLAN_TEXT, NULL),
                                        C(T, unit, PLAN_TEXT, "number percent hours done"),
                                        C(T, kind, PLAN_TEXT, "count share median state"),
                                        C(T, direction, PLAN_TEXT, "up down"),
                                        C(T, live, PLAN_TEXT, "yes no"),
                                        C(T, baseline, PLAN_MAY, NULL),
                                        C(T, baseline_about, PLAN_MAY, NULL),
                                        C(T, target, PLAN_MAY, NULL),
                                        C(T, target_year, PLAN_INT_MAY, NULL),
                                        C(T, owner, PLAN_TEXT, NULL),
                                        C(T, uncertain, PLAN_TEXT, NULL),
                                        C(T, protect, PLAN_TEXT, "yes no"),
                                        C(T, source, PLAN_TEXT, NULL),
                                        {0}};
#undef T

#define X(name, type) {#name ".csv", name, sizeof(type), offsetof(Plan, name), offsetof(Plan, name##_count)},
const PlanLayout plan_layouts[PLAN_TABLE_COUNT] = {PLAN_TABLES(X)};
#undef X
