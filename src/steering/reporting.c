// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// reporting.c - a report from its first figures to bytes that stay.
#include "steering/reporting.h"
#include <stdlib.h>

const Choice reporting_states[] = {{"draft", "draft", N_("concept"), "", ""},
                                   {"submitted", "submitted", N_("aangeboden"), "", ""},
                                   {"adopted", "adopted", N_("vastgesteld"), "", ""},
                                   {0}};

Str reporting_name(Arena *mem, Lang lang, ReportFormat format)
{
    return str_fmt(mem, "%s.%s", lang_code(lang), reporting_files[format].ending);
}

Err reporting_named(Str name, Lang *ret_lang, ReportFormat *ret_format)
{
    Str rest = name;
    Str lang = str_cut(&rest, '.');
    for (int f = 0; f < REPORT_FORMATS; f++)
        for (int l = 0; l < LANG_COUNT; l++)
            if (str_eq_c(lang, lang_code((Lang)l)) && str_eq_c(rest, reporting_files[f].ending)) {
                *ret_lang = (Lang)l;
                *ret_format = (ReportFormat)f;
                return OK;
            }
    return E_NOTFOUND;
}

Str reporting_code(Arena *mem, const Reporting *r)
{
    return str_fmt(mem, "%.*s-%lld", STR_ARG(r->period), (long long)r->number);
}

// ---- what it is made from -----------------------------------------------------------------------------------------

static const char *block_name(Str name)
{
    for (size_t i = 0; i < REPORTING_BLOCKS; i++)
        if (str_eq_c(name, reporting_blocks[i])) return reporting_blocks[i];
    return NULL;
}

Err reporting_input(Db *db, Arena *mem, const Plan *p, const Reporting *r, ReportInput *ret_in, Why *w)
{
    ReportingTextsRow *rows;
    size_t n;
    Live *live = NEW(mem, Live);
    ReportInput in = {.plan = p, .live = live, .at = r->cutoff};
    TRY(period_parse(r->period, &in.period));
    TRY(live_read(mem, r->live, live, w));
    TRY(q_reporting_texts(db, mem, r->id, &rows, &n));
    ReportText *texts = NEW_ARRAY(mem, ReportText, REPORTING_BLOCKS);
    for (size_t b = 0; b < REPORTING_BLOCKS; b++) // in their own order, whoever wrote first
        for (size_t i = 0; i < n; i++)
            if (block_name(rows[i].block) == reporting_blocks[b])
                texts[in.text_count++] = (ReportText){reporting_blocks[b], rows[i].text};
    in.texts = texts;
    *ret_in = in;
    return OK;
}

Err reporting_words(Db *db, Arena *mem, const Reporting *r, Time adopted_at, ReportInput *in)
{
    Str code = reporting_code(mem, r), day = text_day(mem, in->lang, date_nl(adopted_at ? adopted_at : r->adopted_at));
    if (adopted_at || str_eq_c(r->state, "adopted"))
        in->state = tr_fmt(mem, in->lang, N_("Vastgesteld op %.*s. Nummer %.*s."), STR_ARG(day), STR_ARG(code));
    else if (str_eq_c(r->state, "submitted"))
        in->state = tr_fmt(mem, in->lang, N_("Aangeboden, nog niet vastgesteld. Nummer %.*s."), STR_ARG(code));
    else in->state = tr_fmt(mem, in->lang, N_("Concept, nog niet vastgesteld. Nummer %.*s."), STR_ARG(code));
    if (!r->replaces) return OK;
    Reporting old;
    TRY(q_reporting_short(db, mem, r->replaces, &old));
    Str before = reporting_code(mem, &old);
    in->replaces = tr_fmt(mem, in->lang, N_("nummer %.*s. Reden: %.*s"), STR_ARG(before), STR_ARG(r->reason));
    return OK;
}

// ---- writing ------------------------------------------------------------------------------------------------------

Err reporting_begin(Db *db, Arena *mem, Period period, Str submission, Str reason, Str live, AccountId by, Time now,
                    int64_t *ret_id, bool *ret_made, Why *w)
{
    Str code = period_code(mem, period);
    ReportingLastRow last = {0};
    ReportingBySubmissionRow row;
    int64_t changed;
    Err e = q_reporting_by_submission(db, mem, submission, &row);
    *ret_made = false;
    if (e == OK) *ret_id = row.id;
    if (e != E_NOTFOUND) return e;
    e = q_reporting_last(db, mem, code, &last);
    if (e != OK && e != E_NOTFOUND) return e;
    if (last.id && !str_eq_c(last.state, "adopted"))
        return why(w, E_CONFLICT, N_("Van deze periode is er al een rapportage die nog niet is vastgesteld."));
    if (last.id && !reason.n)
        return why(w, E_INPUT, N_("Van deze periode is al een rapportage vastgesteld. Zeg waarom er een nieuwe komt."));
    TRY(q_reporting_insert(db, submission, code, last.number + 1, last.id, last.id ? reason : STR_NONE, live, now, by.v,
                           &changed));
    if (changed == 0)
        return why(w, E_CONFLICT, N_("Van deze periode is er al een rapportage die nog niet is vastgesteld."));
    TRY(q_reporting_by_submission(db, mem, submission, &row));
    *ret_made = true;
    *ret_id = row.id;
    return OK;
}

Err reporting_write(Db *db, Arena *mem, int64_t id, const char *block, Str text, AccountId by, Time now,
                    bool *ret_changed)
{
    ReportingTextsRow *rows;
    size_t n;
    int64_t version = 0, changed;
    Str before = STR_NONE;
    TRY(q_reporting_texts(db, mem, id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].block, block)) {
            version = rows[i].version;
            before = rows[i].text;
        }
    *ret_changed = !str_eq(before, text);
    if (!*ret_changed) return OK;
    TRY(q_reporting_text_insert(db, id, str_c(block), version + 1, text, by.v, now, &changed));
    return changed ? OK : E_CONFLICT;
}

// Each file in memory of its own: together they are more than a request may hold.
static Err make_one(Db *db, Arena *mem, const char *tmpdir, const Plan *p, const Reporting *r, Time now, Lang lang,
                    ReportFormat format, ReportingFile *ret_file, Why *w)
{
    CLEANUP(arena_freep) Arena *work = arena_new(REPORTING_MEMORY);
    ReportInput in;
    Str made;
    TRY(reporting_input(db, work, p, r, &in, w));
    in.lang = lang;
    if (!str_eq(reporting_digest(work, &in), r->made_from))
        return why(w, E_CONFLICT,
                   N_("Het plan is veranderd nadat de rapportage is aangeboden. Geef haar terug, en bied haar "
                      "opnieuw aan."));
    TRY(reporting_words(db, work, r, now, &in));
    TRY(reporting_make(work, &in, format, tmpdir, &made, w));
    Hash h = hash_of(made);
    Str digest = hash_str(&h);
    *ret_file =
        (ReportingFile){reporting_name(mem, lang, format), str_hex(mem, digest.p, digest.n), str_dup(mem, made)};
    return OK;
}

Err reporting_make_files(Db *db, Arena *mem, const char *tmpdir, const Plan *p, const Reporting *r, Time now,
                         ReportingFile ret_files[REPORTING_FILES], Why *w)
{
    size_t n = 0;
    for (int l = 0; l < LANG_COUNT; l++)
        for (int f = 0; f < REPORT_FORMATS; f++)
            TRY(make_one(db, mem, tmpdir, p, r, now, (Lang)l, (ReportFormat)f, &ret_files[n++], w));
    return OK;
}

Err reporting_adopt(Db *db, Arena *mem, const Reporting *r, const ReportingFile files[REPORTING_FILES], AccountId by,
                    Time now, Why *w)
{
    ReportingHandsRow hands;
    int64_t changed;
    TRY(q_reporting_hands(db, mem, r->id, by.v, &hands));
    if (hands.n > 0)
        return why(w, E_DENIED, N_("Je hebt zelf aan deze rapportage gewerkt. Iemand anders stelt haar vast."));
    TRY(q_reporting_adopt(db, r->id, r->made_from, by.v, now, &changed));
    if (changed == 0) return why(w, E_CONFLICT, N_("Deze rapportage is intussen veranderd. Lees haar opnieuw."));
    for (size_t i = 0; i < REPORTING_FILES; i++) {
        TRY(q_reporting_file_insert(db, r->id, files[i].name, files[i].digest, files[i].content, &changed));
        if (changed == 0) return why(w, E_CONFLICT, N_("Deze rapportage is intussen veranderd. Lees haar opnieuw."));
    }
    return OK;
}
