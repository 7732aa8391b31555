// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal/signal_erase.h"
#include "clock/clock.h"
#include "signal/signal_erase_sql.h"

// ---- signals --------------------------------------------------------------------------------------------------------

static RetentionRecord of_signal(const EndedSignalsRow *r)
{
    return (RetentionRecord){.id = r->id,
                             .org = {r->org},
                             .number = r->number,
                             .submission = r->submission,
                             .region = r->police_unit,
                             .outcome = r->outcome,
                             .table = r->table_code,
                             .minor = r->minor,
                             .ended = r->ended,
                             .erased = r->erased};
}

static Err ended_signals(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows, size_t *ret_count)
{
    EndedSignalsRow *rows;
    size_t n;
    TRY(q_ended_signals(db, mem, after, (int64_t)max, &rows, &n));
    RetentionRecord *out = NEW_ARRAY(mem, RetentionRecord, n + 1);
    for (size_t i = 0; i < n; i++) out[i] = of_signal(&rows[i]);
    *ret_rows = out;
    *ret_count = n;
    return OK;
}

static Err one_signal(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record)
{
    EndedSignalsRow r;
    TRY(q_ended_signal(db, mem, id, &r));
    *ret_record = of_signal(&r);
    return OK;
}

static Err find_signal(Db *db, Arena *mem, Str number, int64_t *ret_id)
{
    FindSignalRow row;
    TRY(q_find_signal(db, mem, number, &row));
    *ret_id = row.id;
    return OK;
}

static Err erase_enriched(Db *db, int64_t id, Time month)
{
    TRY(q_erase_messages(db, id));
    TRY(q_erase_file_keys(db, id, month, STR_NONE));
    TRY(q_erase_facts(db, id));
    TRY(q_erase_links(db, id));
    TRY(q_erase_indicators(db, id));
    TRY(q_erase_talks(db, id));
    return q_erase_decisions(db, id, month, STR_NONE);
}

static Err erase_content(Db *db, int64_t signal)
{
    TRY(q_erase_chunks(db, signal));
    return q_erase_files(db, signal);
}

static Err erase_signal(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    EndedSignalsRow r;
    TRY(q_ended_signal(db, mem, id, &r));
    TRY(erase_enriched(db, id, month));
    TRY(q_erase_advice_keys(db, id));
    TRY(q_erase_advices(db, id, month, now, STR_NONE));
    TRY(q_erase_sent_keys(db, id, r.org));
    TRY(record_erase(db, "reporter", id));
    TRY(q_erase_identities(db, S("signal"), id));
    TRY(q_erase_identities(db, S("reporter"), id));
    TRY(clock_blur(db, S("signal"), id, month));
    TRY(q_erase_signal(db, id, month, now, STR_NONE));
    return erase_content(db, id);
}

const RetentionKind signal_retention = {.name = "signal",
                                        .label = N_("signaal"),
                                        .path = "signaal",
                                        .page = "/signalen/",
                                        .ended = ended_signals,
                                        .one = one_signal,
                                        .find = find_signal,
                                        .erase = erase_signal};

// ---- who reported ---------------------------------------------------------------------------------------------------

static Err ended_reporters(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows, size_t *ret_count)
{
    EndedSignalsRow *rows;
    size_t n;
    TRY(q_ended_signals(db, mem, after, (int64_t)max, &rows, &n));
    RetentionRecord *out = NEW_ARRAY(mem, RetentionRecord, n + 1);
    // One without a reporter ends nothing: it is erased already. It stays in the row of numbers to go on from.
    for (size_t i = 0; i < n; i++) {
        out[i] = of_signal(&rows[i]);
        if (!rows[i].has_reporter) out[i].erased = rows[i].ended;
    }
    *ret_rows = out;
    *ret_count = n;
    return OK;
}

static Err one_reporter(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record)
{
    EndedSignalsRow r;
    TRY(q_ended_signal(db, mem, id, &r));
    *ret_record = of_signal(&r);
    if (!r.has_reporter && ret_record->erased == 0) ret_record->erased = r.ended ? r.ended : 1;
    return OK;
}

static Err erase_reporter(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    (void)mem;
    (void)month;
    (void)now;
    TRY(q_erase_identities(db, S("reporter"), id));
    return q_erase_reporter(db, id, STR_NONE);
}

const RetentionKind reporter_retention = {.name = "reporter",
                                          .label = N_("naam en contact van de melder"),
                                          .path = "melder",
                                          .page = "/signalen/",
                                          .ended = ended_reporters,
                                          .one = one_reporter,
                                          .erase = erase_reporter};

// ---- advice ---------------------------------------------------------------------------------------------------------

static RetentionRecord of_advice(const EndedAdvicesRow *r)
{
    return (RetentionRecord){.id = r->id,
                             .org = {r->org},
                             .submission = r->submission,
                             .outcome = r->state,
                             .ended = r->ended,
                             .erased = r->erased};
}

static Err ended_advices(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows, size_t *ret_count)
{
    EndedAdvicesRow *rows;
    size_t n;
    TRY(q_ended_advices(db, mem, after, (int64_t)max, &rows, &n));
    RetentionRecord *out = NEW_ARRAY(mem, RetentionRecord, n + 1);
    for (size_t i = 0; i < n; i++) out[i] = of_advice(&rows[i]);
    *ret_rows = out;
    *ret_count = n;
    return OK;
}

static Err one_advice(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record)
{
    EndedAdvicesRow r;
    TRY(q_ended_advice(db, mem, id, &r));
    *ret_record = of_advice(&r);
    return OK;
}

static Err erase_advice(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    (void)mem;
    TRY(clock_blur(db, S("advice"), id, month));
    return q_erase_advice(db, id, month, now, STR_NONE);
}

const RetentionKind advice_retention = {.name = "advice",
                                        .label = N_("adviesvraag"),
                                        .path = "advies",
                                        .page = "/adviezen/",
                                        .ended = ended_advices,
                                        .one = one_advice,
                                        .erase = erase_advice};

// ---- referrals ------------------------------------------------------------------------------------------------------

static RetentionRecord of_referral(const EndedReferralsRow *r)
{
    return (RetentionRecord){.id = r->id,
                             .org = {r->org},
                             .number = r->number,
                             .submission = r->submission,
                             .outcome = r->state,
                             .table = r->table_code,
                             .minor = r->minor,
                             .ended = r->ended,
                             .erased = r->erased};
}

static Err ended_referrals(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows, size_t *ret_count)
{
    EndedReferralsRow *rows;
    size_t n;
    TRY(q_ended_referrals(db, mem, after, (int64_t)max, &rows, &n));
    RetentionRecord *out = NEW_ARRAY(mem, RetentionRecord, n + 1);
    for (size_t i = 0; i < n; i++) out[i] = of_referral(&rows[i]);
    *ret_rows = out;
    *ret_count = n;
    return OK;
}

static Err one_referral(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record)
{
    EndedReferralsRow r;
    TRY(q_ended_referral(db, mem, id, &r));
    *ret_record = of_referral(&r);
    return OK;
}

static Err find_referral(Db *db, Arena *mem, Str number, int64_t *ret_id)
{
    FindReferralRow row;
    TRY(q_find_referral(db, mem, number, &row));
    *ret_id = row.id;
    return OK;
}

static Err erase_referral(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    ErasedFromRow from;
    TRY(q_erased_from(db, mem, id, &from));
    TRY(clock_blur(db, S("referral"), id, month));
    TRY(q_erase_referral(db, id, month, now, STR_NONE));
    return erase_content(db, from.signal_id);
}

const RetentionKind referral_retention = {.name = "referral",
                                          .label = N_("verwijzing"),
                                          .path = "verwijzing",
                                          .page = "/verwijzingen/",
                                          .ended = ended_referrals,
                                          .one = one_referral,
                                          .find = find_referral,
                                          .erase = erase_referral};
