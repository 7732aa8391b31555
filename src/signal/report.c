// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report.c - handing in: sealing, storing, routing to an organisation, clearing up what was never sent.
#include "signal/report.h"
#include "app/stored.h"
#include "clock/clock.h"
#include "directory/directory.h"
#include "signal/signal_report_sql.h"
#include "sys/clock.h"
#include <assert.h>

enum { CONTENT_BLOCK = 512, NUMBER_TRIES = 4 };

typedef struct SealedFile {
    Str stored, type, name, key; // name and key sealed
    int64_t size;
} SealedFile;

struct SealedReport {
    Submission submission;
    Hash fingerprint;
    Receipt receipt;
    Hash lookup;
    Str role, anonymity, form, minor, gm_code, region_code, police_unit, channel, lang;
    bool danger, police, urgent;
    OrgId org;
    SignalTerms terms;
    Secret key, reporter_key; // wiped once they are boxed
    bool has_reporter;
    Str content, reporter, thread, key_box, reporter_box;
    SealedFile files[REPORT_FILES_MAX];
    size_t file_count;
};

static void where(SealedReport *s, Db *db, Str gm_code)
{
    const Municipality *m = NULL;
    if (gm_code.n == 0 || municipality_find(db, gm_code, &m) != OK) return;
    s->gm_code = m->code;
    s->region_code = m->region_code;
    s->police_unit = m->police_unit;
}

static void seal_files(Arena *mem, const Report *r, Str submission, SealedReport *s)
{
    for (size_t i = 0; i < r->file_count; i++) {
        const ReportFile *f = &r->files[i];
        Str context = signal_file_context(mem, submission, f->stored);
        s->files[i] = (SealedFile){.stored = f->stored,
                                   .type = f->type,
                                   .size = f->size,
                                   .name = seal(mem, &s->key, pad_text(mem, f->name, REPORT_FILE_NAME_MAX), context),
                                   .key = seal(mem, &s->key, (Str){(const char *)f->key.b, sizeof f->key.b}, context)};
    }
    s->file_count = r->file_count;
}

// Says whether a second sending has the same answers, without keeping them: a keyed hash.
static Hash fingerprint_of(Arena *mem, const App *app, const Report *r)
{
    Buf b = buf_new(mem, MB(1));
    buf_add(&b, report_json(mem, r, PARTS_ALL));
    for (size_t i = 0; i < r->file_count; i++) buf_add(&b, r->files[i].stored);
    CLEANUP(secret_wipe) Secret key = secret_derive(&app->pepper, "reportfp", 0);
    Hash h = hash_keyed(&key, buf_str(&b));
    text_wipe(buf_str(&b));
    return h;
}

static void seal_parts(App *app, Arena *mem, const Report *r, SealedReport *s)
{
    Str submission = {(const char *)s->submission.id, SUBMISSION_SIZE};
    s->key = secret_random();
    s->content = seal(mem, &s->key, pad_text(mem, report_json(mem, r, 1u << PART_CONTENT), CONTENT_BLOCK),
                      signal_context(mem, submission, "content"));
    s->has_reporter = !choice_is(r->anonymity, "anonymous");
    if (s->has_reporter) {
        s->reporter_key = secret_random();
        s->reporter =
            seal(mem, &s->reporter_key, pad_text(mem, report_json(mem, r, 1u << PART_REPORTER), CONTENT_BLOCK),
                 signal_context(mem, submission, "reporter"));
    }
    seal_files(mem, r, submission, s);
    s->receipt = receipt_from(&s->submission.seed);
    s->lookup = receipt_lookup(&s->receipt, &app->pepper);
    CLEANUP(secret_wipe) Secret code = receipt_key(&s->receipt, &app->pepper);
    CLEANUP(secret_wipe) Secret thread = signal_thread_key(&s->key);
    Str plain = {(const char *)thread.b, sizeof thread.b};
    s->thread = seal(mem, &code, plain, signal_context(mem, submission, "thread"));
}

// Here, so that the writer does no public-key work.
static Err box_keys(Db *db, Arena *mem, SealedReport *s)
{
    PublicKey to;
    TRY(org_public_key(db, s->org, &to));
    s->key_box = box_secret(mem, &to, &s->key);
    if (s->has_reporter) s->reporter_box = box_secret(mem, &to, &s->reporter_key);
    secret_wipe(&s->key);
    secret_wipe(&s->reporter_key);
    secret_wipe(&s->submission.seed);
    return OK;
}

Err report_seal(App *app, Db *db, Arena *mem, const Report *r, const Submission *submission, const char *channel,
                Lang lang, SealedReport **ret_sealed)
{
    assert(choice_find(signal_channels, str_c(channel)));
    assert(choice_find(signal_roles, r->role) && choice_find(signal_forms, r->form) &&
           r->file_count <= REPORT_FILES_MAX);
    SealedReport *s = NEW(mem, SealedReport);
    *s = (SealedReport){.submission = *submission,
                        .fingerprint = fingerprint_of(mem, app, r),
                        .role = r->role,
                        .anonymity = r->anonymity,
                        .form = r->form,
                        .minor = r->minor.n ? r->minor : S("onbekend"),
                        .channel = str_c(channel),
                        .lang = str_c(lang_code(lang)),
                        .danger = choice_is(r->danger, "ja"),
                        .urgent = choice_is(r->danger, "ja"),
                        .police = choice_is(r->police, "ja")};
    where(s, db, r->gm_code);
    TRY(signal_owner(db, mem, s->gm_code, s->region_code, s->police_unit, &s->org));
    TRY(signal_terms(mem, s->urgent, &s->terms));
    seal_parts(app, mem, r, s);
    TRY(box_keys(db, mem, s));
    *ret_sealed = s;
    return OK;
}

// E_NOTFOUND: this submission was stored before.
static Err insert(Db *db, Arena *mem, const SealedReport *s, Time now, Str *ret_number, int64_t *ret_id)
{
    Err e = E_CONFLICT;
    for (int i = 0; i < NUMBER_TRIES && e == E_CONFLICT; i++) { // a number may, very rarely, be taken
        SignalInsertRow row;
        SignalOfSubmissionRow before;
        *ret_number = signal_number(mem, now);
        e = q_signal_insert(db, mem, *ret_number, (Str){(const char *)s->submission.id, SUBMISSION_SIZE},
                            hash_str(&s->fingerprint), now, s->channel, s->role, s->anonymity, s->form, s->gm_code,
                            s->region_code, s->police_unit, s->minor, s->danger, s->police, s->urgent, s->lang,
                            s->org.v, (int64_t)s->file_count, s->content, s->reporter, hash_str(&s->lookup), s->thread,
                            now + s->terms.first, &row);
        if (e == OK) *ret_id = row.id;
        if (e != E_NOTFOUND) continue;
        e = q_signal_of_submission(db, mem, (Str){(const char *)s->submission.id, SUBMISSION_SIZE}, &before);
        if (e == OK) return E_NOTFOUND;
        if (e == E_NOTFOUND) e = E_CONFLICT; // so it was the number
    }
    return e;
}

static Err stored_before(Db *db, Arena *mem, const SealedReport *s, StoredReport *ret)
{
    SignalOfSubmissionRow row;
    TRY(q_signal_of_submission(db, mem, (Str){(const char *)s->submission.id, SUBMISSION_SIZE}, &row));
    *ret = (StoredReport){.id = row.id,
                          .number = row.number,
                          .receipt = s->receipt,
                          .again = true,
                          .differs = !str_eq(row.fingerprint, hash_str(&s->fingerprint)),
                          .mailbox_open = str_eq(row.mailbox, S("open"))};
    return OK;
}

static Err store_files(Db *db, const SealedReport *s, int64_t id, Time now)
{
    for (size_t i = 0; i < s->file_count; i++) {
        const SealedFile *f = &s->files[i];
        bool taken;
        TRY(stored_take(db, f->stored, &taken));
        if (!taken) return E_NOTFOUND; // cleared up meanwhile
        TRY(q_signal_file_insert(db, id, 0, f->stored, f->type, f->size, now, S("signal"), f->name, f->key));
    }
    return OK;
}

Err report_store(Db *db, Arena *mem, SealedReport *s, Time now, StoredReport *ret_stored)
{
    Str number;
    int64_t id = 0;
    Err e = insert(db, mem, s, now, &number, &id);
    if (e == E_NOTFOUND) return stored_before(db, mem, s, ret_stored);
    TRY(e);
    TRY(store_files(db, s, id, now));
    TRY(record_grant_boxed(db, "signal", id, s->org, s->key_box, now));
    if (s->has_reporter) TRY(record_grant_boxed(db, "reporter", id, s->org, s->reporter_box, now));
    TRY(signal_terms_start(db, &s->terms, id, s->org, now));
    *ret_stored = (StoredReport){.id = id, .number = number, .receipt = s->receipt, .mailbox_open = true};
    receipt_wipe(&s->receipt);
    return OK;
}

void stored_wipe(StoredReport *s) { receipt_wipe(&s->receipt); }

static Err open_part(Arena *mem, const Secret *key, Str submission, const char *part, Str sealed, Report *r)
{
    Str json;
    TRY(unseal(mem, key, sealed, signal_context(mem, submission, part), &json));
    return report_from_json(mem, json, r) == OK ? OK : E_CRYPT;
}

Err report_open_content(Arena *mem, const Secret *signal_key, Str submission, Str sealed, Report *r)
{
    return open_part(mem, signal_key, submission, "content", sealed, r);
}

Err report_open_reporter(Arena *mem, const Secret *reporter_key, Str submission, Str sealed, Report *r)
{
    return open_part(mem, reporter_key, submission, "reporter", sealed, r);
}

// ---- files --------------------------------------------------------------------------------------------------------

// Pictures, sound, film, and documents that people use; nothing that runs, nothing that a browser would execute.
static const char *const file_types[] = {"image/jpeg",
                                         "image/png",
                                         "image/gif",
                                         "image/webp",
                                         "image/heic",
                                         "image/heif",
                                         "image/tiff",
                                         "image/bmp",
                                         "audio/mpeg",
                                         "audio/mp4",
                                         "audio/x-m4a",
                                         "audio/ogg",
                                         "audio/x-wav",
                                         "audio/wav",
                                         "audio/amr",
                                         "audio/aac",
                                         "audio/x-hx-aac-adts",
                                         "audio/webm",
                                         "video/mp4",
                                         "video/quicktime",
                                         "video/webm",
                                         "video/3gpp",
                                         "video/x-msvideo",
                                         "application/pdf",
                                         "text/plain",
                                         "application/msword",
                                         "application/vnd.ms-excel",
                                         "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                         "application/vnd.oasis.opendocument.text",
                                         "application/vnd.oasis.opendocument.spreadsheet",
                                         "message/rfc822"};

bool report_file_type_ok(Str sniffed_type)
{
    for (size_t i = 0; i < COUNT(file_types); i++)
        if (str_eq_c(sniffed_type, file_types[i])) return true;
    return false;
}
