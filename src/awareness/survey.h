// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// survey.h - a survey with its questions, adding up one answer form, and the results.
//
// Survey    a draft that can be changed, then open to whoever has the link, then closed for good.
// Option    one of the fixed answers to a question; one may be the right answer (a question of knowledge).
// Split     the question whose answer says which group somebody belongs to; results are given for each group apart.
// Counts    all that is kept: how often each answer was given, by group. An answer form is added up in the same commit
//           that takes it, and is gone: who answered what stands nowhere. Whoever can read the store itself again and
//           again while a survey is open sees which answers came in between, and not whose.
// Results   tables, only of a closed survey, always protected (app/sheets.h).
#pragma once
#include "app/sheets.h"
#include "awareness/survey_sql.h"
#include "html/html.h"
#include "store/db.h"

enum {
    SURVEY_QUESTIONS_MAX = 30,
    SURVEY_OPTIONS_MAX = 12,
    SURVEY_OPTION_MAX = 200, // bytes
    SURVEY_WORDS_MAX = 500,
    SURVEY_INTRO_MAX = 2000,
    SURVEY_TITLE_MAX = 200,
    SURVEY_CODE = 10, // letters in the address
    SURVEYS_MAX = 200,
};

typedef struct Option {
    Str words;
    bool correct;
} Option;
typedef struct Question {
    int64_t id;
    int place; // 1, 2, ... as it stands in the survey
    Str words, hint;
    bool several, splits;
    const Option *options;
    size_t count;
} Question;
typedef struct Survey {
    SurveyByIdRow about;
    const Question *questions;
    size_t count;
    const Question *split; // NULL: none
} Survey;

Err survey_load(Db *db, Arena *mem, int64_t id, Survey *ret_s) MUST_USE; // E_NOTFOUND
Err survey_find(Db *db, Arena *mem, Str code, Survey *ret_s) MUST_USE;   // E_NOTFOUND; drafts are not found

// One a line; "*" in front marks the right one. E_INPUT: fewer than 2, too many, too long, twice the same.
Err options_parse(Arena *mem, Str lines, Option **ret_options, size_t *ret_count, Why *w) MUST_USE;
Str options_text(Arena *mem, const Question *q); // the other way
// E_INPUT with words for who makes it: no questions.
Err survey_ready(const Survey *s, Why *w) MUST_USE;

// One filled in form: for each question a set of chosen options (bit 0 = the first); 0: skipped.
typedef struct Filled {
    uint32_t chosen[SURVEY_QUESTIONS_MAX];
} Filled;
bool filled_any(const Survey *s, const Filled *f);
// Adds it up, on the writer. ret_added: false when this submission was added before. E_CONFLICT: not open.
Err survey_add(Db *db, const Survey *s, Str submission, const Filled *f, bool *ret_added) MUST_USE;

// A table for each question, of a closed survey; earlier: a closed survey that this one repeats, or NULL.
Err survey_results(Db *db, Arena *mem, Lang lang, const Survey *s, const Survey *earlier, Sheet **ret_sheets,
                   size_t *ret_count) MUST_USE;
