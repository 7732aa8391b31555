// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal/signal_erase.h"
#include "clock/clock.h"
#include "signal/signal_erase_sql.h"

// ---- signals --------------------------------------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_signals, ended_signal, EndedSignalsRow)
RETENTION_BY_NUMBER(find_signal, FindSignalRow)

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
                                        .ended = list_ended_signals,
                                        .one = find_ended_signal,
                                        .find = by_number_find_signal,
                                        .erase = erase_signal};

// ---- who reported ---------------------------------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_reporters, ended_reporter, EndedReportersRow)

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
                                          .ended = list_ended_reporters,
                                          .one = find_ended_reporter,
                                          .erase = erase_reporter};

// ---- advice ---------------------------------------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_advices, ended_advice, EndedAdvicesRow)

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
                                        .ended = list_ended_advices,
                                        .one = find_ended_advice,
                                        .erase = erase_advice};

// ---- referrals ------------------------------------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_referrals, ended_referral, EndedReferralsRow)
RETENTION_BY_NUMBER(find_referral, FindReferralRow)

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
                                          .ended = list_ended_referrals,
                                          .one = find_ended_referral,
                                          .find = by_number_find_referral,
                                          .erase = erase_referral};
