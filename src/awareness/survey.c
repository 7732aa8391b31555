// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "awareness/survey.h"
#include <assert.h>

static Err fill_questions(Db *db, Arena *mem, Survey *s)
{
    QuestionsRow *rows;
    OptionsRow *options;
    size_t n, option_count, at = 0;
    TRY(q_questions(db, mem, s->about.id, &rows, &n));
    TRY(q_options(db, mem, s->about.id, &options, &option_count));
    Question *all = NEW_ARRAY(mem, Question, n + 1);
    for (size_t i = 0; i < n; i++) {
        Option *mine = NEW_ARRAY(mem, Option, SURVEY_OPTIONS_MAX);
        Question *q = &all[i];
        *q = (Question){.id = rows[i].id,
                        .place = (int)i + 1,
                        .words = rows[i].words,
                        .hint = rows[i].hint,
                        .several = rows[i].several != 0,
                        .splits = rows[i].splits != 0,
                        .options = mine};
        for (; at < option_count && options[at].question_id == q->id && q->count < SURVEY_OPTIONS_MAX; at++)
            mine[q->count++] = (Option){options[at].words, options[at].correct != 0};
        if (q->splits && !s->split) s->split = q;
    }
    s->questions = all;
    s->count = n < SURVEY_QUESTIONS_MAX ? n : SURVEY_QUESTIONS_MAX;
    return OK;
}

Err survey_load(Db *db, Arena *mem, int64_t id, Survey *ret_s)
{
    Survey s = {0};
    TRY(q_survey_by_id(db, mem, id, &s.about));
    TRY(fill_questions(db, mem, &s));
    *ret_s = s;
    return OK;
}

Err survey_find(Db *db, Arena *mem, Str code, Survey *ret_s)
{
    Survey s = {0};
    TRY(q_survey_by_code(db, mem, code, &s.about));
    if (str_eq_c(s.about.state, "draft")) return E_NOTFOUND;
    TRY(fill_questions(db, mem, &s));
    *ret_s = s;
    return OK;
}

// ---- fixed answers ------------------------------------------------------------------------------------------------

static Err option_add(Option *list, size_t n, Str line, Why *w)
{
    Option o = {.words = line};
    if (o.words.p[0] == '*') {
        o.correct = true;
        o.words = str_trim((Str){o.words.p + 1, o.words.n - 1});
    }
    if (n == SURVEY_OPTIONS_MAX) return why(w, E_INPUT, N_("Geef hooguit 12 antwoorden."));
    if (o.words.n == 0 || o.words.n > SURVEY_OPTION_MAX)
        return why(w, E_INPUT, N_("Een antwoord heeft 1 tot 200 letters."));
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].words, o.words)) return why(w, E_INPUT, N_("Hetzelfde antwoord staat er twee keer."));
    list[n] = o;
    return OK;
}

Err options_parse(Arena *mem, Str lines, Option **ret_options, size_t *ret_count, Why *w)
{
    Option *list = NEW_ARRAY(mem, Option, SURVEY_OPTIONS_MAX);
    size_t n = 0;
    while (lines.n) {
        Str line = str_trim(str_cut(&lines, '\n'));
        if (line.n == 0) continue;
        TRY(option_add(list, n, line, w));
        n++;
    }
    if (n < 2) return why(w, E_INPUT, N_("Geef ten minste twee antwoorden, elk op een eigen regel."));
    *ret_options = list;
    *ret_count = n;
    return OK;
}

Str options_text(Arena *mem, const Question *q)
{
    Buf b = buf_new(mem, (SURVEY_OPTION_MAX + 2) * SURVEY_OPTIONS_MAX + 1);
    for (size_t i = 0; i < q->count; i++)
        buf_fmt(&b, "%s%s%.*s", i ? "\n" : "", q->options[i].correct ? "*" : "", STR_ARG(q->options[i].words));
    return buf_str(&b);
}

Err survey_ready(const Survey *s, Why *w)
{
    if (s->count == 0) return why(w, E_INPUT, N_("Deze peiling heeft nog geen vragen."));
    return OK;
}

// ---- adding up ----------------------------------------------------------------------------------------------------

bool filled_any(const Survey *s, const Filled *f)
{
    for (size_t i = 0; i < s->count; i++)
        if (f->chosen[i]) return true;
    return false;
}

static int64_t group_of(const Survey *s, const Filled *f)
{
    if (!s->split) return 0;
    uint32_t chosen = f->chosen[s->split->place - 1];
    for (int i = 0; i < SURVEY_OPTIONS_MAX; i++)
        if (chosen >> i & 1) return i + 1;
    return 0;
}

Err survey_add(Db *db, const Survey *s, Str submission, const Filled *f, bool *ret_added)
{
    int64_t rows, group = group_of(s, f);
    TRY(q_sent_insert(db, submission, s->about.id, &rows));
    *ret_added = rows > 0;
    if (rows == 0) return OK;
    TRY(q_survey_add_sent(db, s->about.id, &rows));
    if (rows == 0) return E_CONFLICT;
    for (size_t i = 0; i < s->count; i++) {
        const Question *q = &s->questions[i];
        if (!f->chosen[i]) continue;
        TRY(q_count_add(db, q->id, group, 0));
        for (size_t k = 0; k < q->count; k++)
            if (f->chosen[i] >> k & 1) TRY(q_count_add(db, q->id, group, (int64_t)k + 1));
    }
    return OK;
}

// ---- results ------------------------------------------------------------------------------------------------------

// n[g][o]: how often option o (0: answered at all) was given in group g (0: no group); all[o]: by everybody.
typedef struct Tally {
    int64_t n[SURVEY_OPTIONS_MAX + 1][SURVEY_OPTIONS_MAX + 1];
    int64_t all[SURVEY_OPTIONS_MAX + 1];
} Tally;

static Err tallies(Db *db, Arena *mem, const Survey *s, Tally **ret_tallies)
{
    CountsRow *rows;
    size_t n;
    Tally *t = NEW_ARRAY(mem, Tally, s->count + 1);
    TRY(q_counts(db, mem, s->about.id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < s->count; k++) {
            if (s->questions[k].id != rows[i].question_id) continue;
            if (rows[i].group_place > SURVEY_OPTIONS_MAX || rows[i].place > SURVEY_OPTIONS_MAX) continue;
            t[k].n[rows[i].group_place][rows[i].place] += rows[i].n;
            t[k].all[rows[i].place] += rows[i].n;
        }
    *ret_tallies = t;
    return OK;
}

// The same question in the earlier survey, by its words and its answers.
static size_t same_question(const Survey *earlier, const Question *q)
{
    for (size_t i = 0; earlier && i < earlier->count; i++) {
        const Question *e = &earlier->questions[i];
        bool same = str_eq(e->words, q->words) && e->count == q->count;
        for (size_t k = 0; same && k < q->count; k++) same = str_eq(e->options[k].words, q->options[k].words);
        if (same) return i;
    }
    return SIZE_MAX;
}

// Columns: how many, share, share in the earlier survey when there is one, then the share of each group.
static Sheet results_of(Arena *mem, Lang lang, const Survey *s, const Question *q, const Tally *t, const Tally *earlier)
{
    Str heads[SHEET_COLUMNS_MAX + 1] = {str_c(T(lang, "Antwoord")), str_c(T(lang, "Aantal")),
                                        str_c(T(lang, "Procent"))};
    size_t columns = 3;
    if (earlier) heads[columns++] = str_c(T(lang, "Procent, vorige peiling"));
    const Question *split = s->split && s->split != q ? s->split : NULL;
    for (size_t g = 0; split && g < split->count; g++)
        heads[columns++] = tr_fmt(mem, lang, N_("%.*s (procent)"), STR_ARG(split->options[g].words));
    Sheet sheet = sheet_new(mem, str_fmt(mem, "vraag%d", q->place),
                            str_fmt(mem, "%d. %.*s", q->place, STR_ARG(q->words)), heads, q->count + 1, true);
    for (size_t o = 0; o <= q->count; o++) {
        size_t at = o == q->count ? 0 : o + 1; // last row: everybody who answered
        Str words = at == 0 ? str_c(T(lang, "Iedereen die antwoordde")) : q->options[o].words;
        if (at && q->options[o].correct) words = tr_fmt(mem, lang, N_("%.*s (het goede antwoord)"), STR_ARG(words));
        sheet_text(&sheet, words);
        sheet_people(&sheet, t->all[at]);
        sheet_share(&sheet, t->all[at], t->all[0]);
        if (earlier) sheet_share(&sheet, earlier->all[at], earlier->all[0]);
        for (size_t g = 0; split && g < split->count; g++) sheet_share(&sheet, t->n[g + 1][at], t->n[g + 1][0]);
    }
    return sheet;
}

Err survey_results(Db *db, Arena *mem, Lang lang, const Survey *s, const Survey *earlier, Sheet **ret_sheets,
                   size_t *ret_count)
{
    assert(str_eq_c(s->about.state, "closed"));
    assert(!earlier || str_eq_c(earlier->about.state, "closed"));
    Tally *now, *then = NULL;
    Sheet *sheets = NEW_ARRAY(mem, Sheet, s->count + 1);
    TRY(tallies(db, mem, s, &now));
    if (earlier) TRY(tallies(db, mem, earlier, &then));
    for (size_t i = 0; i < s->count; i++) {
        size_t same = same_question(earlier, &s->questions[i]);
        sheets[i] = results_of(mem, lang, s, &s->questions[i], &now[i], same == SIZE_MAX ? NULL : &then[same]);
    }
    *ret_sheets = sheets;
    *ret_count = s->count;
    return OK;
}
