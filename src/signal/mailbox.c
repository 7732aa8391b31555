// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mailbox.c - opening a mailbox with its code, and writing in it.
#include "signal/mailbox.h"
#include "app/stored.h"
#include "signal/report.h"
#include "signal/signal_report_sql.h"
#include <assert.h>
#include <string.h>

#define TOKEN_CONTEXT S("mailbox")
enum { CLOCK_BACK_HOURS = 12, TOKEN_TIME_HEX = 16, TOKEN_PLAIN = TOKEN_TIME_HEX + RECEIPT_DIGITS };
_Static_assert(RECEIPT_GROUPS *RECEIPT_GROUP_DIGITS == RECEIPT_DIGITS, "groups make up the code");

Str mailbox_token(const App *app, Arena *mem, const Receipt *r, Time now)
{
    Str plain = str_fmt(mem, "%016llx%s", (unsigned long long)(now + MINUTES(MAILBOX_MINUTES)), r->digits);
    assert(plain.n == TOKEN_PLAIN);
    return bytes_to_text(mem, seal(mem, &app->draft_key, plain, TOKEN_CONTEXT));
}

Err mailbox_token_open(const App *app, Arena *mem, Str token, Time now, Receipt *ret_r)
{
    Str sealed, plain;
    if (token.n > 4 * TOKEN_PLAIN) return E_INPUT;
    TRY(bytes_from_text(mem, token, &sealed));
    if (unseal(mem, &app->draft_key, sealed, TOKEN_CONTEXT, &plain) != OK || plain.n != TOKEN_PLAIN) return E_INPUT;
    unsigned char until_bytes[TOKEN_TIME_HEX / 2];
    TRY(str_unhex((Str){plain.p, TOKEN_TIME_HEX}, until_bytes, sizeof until_bytes));
    uint64_t until = 0;
    for (size_t i = 0; i < sizeof until_bytes; i++) until = until << 8 | until_bytes[i];
    // A clock that was put back must not close what is open, nor keep it open for ever.
    if ((uint64_t)now > until || until > (uint64_t)(now + HOURS(CLOCK_BACK_HOURS))) return E_INPUT;
    return receipt_parse((Str){plain.p + TOKEN_TIME_HEX, RECEIPT_DIGITS}, ret_r);
}

void receipt_groups(Arena *mem, const Receipt *r, Str ret_groups[RECEIPT_GROUPS])
{
    for (size_t i = 0; i < RECEIPT_GROUPS; i++)
        ret_groups[i] = str_dup(mem, (Str){r->digits + i * RECEIPT_GROUP_DIGITS, RECEIPT_GROUP_DIGITS});
}

bool receipt_compare(const Receipt *r, Str typed, bool ret_wrong[RECEIPT_GROUPS], bool *ret_wrong_length)
{
    size_t n = 0;
    bool same = true, letters = false;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-' || c == '.') continue;
        if (c < '0' || c > '9') letters = true;
        if (n < RECEIPT_DIGITS && r->digits[n] != c) {
            ret_wrong[n / RECEIPT_GROUP_DIGITS] = true;
            same = false;
        }
        n++;
    }
    *ret_wrong_length = n != RECEIPT_DIGITS || letters;
    // With a digit too few or too many all groups behind it seem wrong: only the length is worth telling.
    if (n != RECEIPT_DIGITS) memset(ret_wrong, 0, RECEIPT_GROUPS * sizeof *ret_wrong);
    return same && !*ret_wrong_length;
}

static Err read_messages(Db *db, Arena *mem, Mailbox *m)
{
    MessageThreadRow *rows;
    size_t n = 0;
    TRY(q_message_thread(db, mem, m->signal, S(THREAD_REPORTER), MAILBOX_MESSAGES_SHOWN + 1, &rows, &n));
    size_t bytes = 0, fit = 0;
    while (fit < n && fit < MAILBOX_MESSAGES_SHOWN && (bytes += rows[fit].sealed_body.n) <= MAILBOX_BYTES_SHOWN) fit++;
    m->older = fit < n;
    n = fit;
    m->messages = NEW_ARRAY(mem, MailboxMessage, n + 1);
    m->message_count = n;
    for (size_t i = 0; i < n; i++) {
        const MessageThreadRow *row = &rows[n - 1 - i];
        MailboxMessage *to = &m->messages[i];
        *to = (MailboxMessage){.mine = row->from_reporter, .day = date_nl(row->sent_at), .files = row->file_count};
        TRY(message_unseal(mem, &m->thread_key, row->submission, row->sealed_body, &to->body));
    }
    return OK;
}

Err mailbox_open(const App *app, Db *db, Arena *mem, const Receipt *r, Mailbox *ret_mailbox)
{
    Hash lookup = receipt_lookup(r, &app->pepper);
    SignalByReceiptRow row;
    TRY(q_signal_by_receipt(db, mem, hash_str(&lookup), &row));
    Mailbox m = {.signal = row.id,
                 .number = row.number,
                 .submission = row.submission,
                 .received = date_nl(row.received_at),
                 .public_state = row.public_state,
                 .police_ok = row.police_ok,
                 .code_shown = row.code_shown};
    CLEANUP(secret_wipe) Secret code = receipt_key(r, &app->pepper);
    Str key;
    TRY(unseal(mem, &code, row.sealed_thread, signal_context(mem, row.submission, "thread"), &key));
    if (key.n != SECRET_SIZE) return E_CRYPT;
    memcpy(m.thread_key.b, key.p, SECRET_SIZE);
    TRY(read_messages(db, mem, &m));
    *ret_mailbox = m;
    return OK;
}

Err mailbox_count_failure(Db *db, const char *kind, Time now)
{
    return q_mailbox_failure_add(db, now / HOURS(1) * HOURS(1), str_c(kind));
}

Err mailbox_failures_since(Db *db, Arena *mem, Time since, int64_t *ret_count)
{
    MailboxFailuresRow *rows;
    size_t n;
    int64_t count = 0;
    TRY(q_mailbox_failures(db, mem, since / HOURS(1) * HOURS(1), &rows, &n));
    for (size_t i = 0; i < n; i++) count += rows[i].count;
    *ret_count = count;
    return OK;
}

void mailbox_seal(Arena *mem, const Mailbox *m, Str body, const Upload *uploads, size_t count, MailboxPost *post)
{
    post->body = message_seal(mem, &m->thread_key, (Str){(const char *)post->submission, SUBMISSION_SIZE}, body);
    for (size_t i = 0; i < count && post->file_count < MAILBOX_FILES_MAX; i++) {
        const Upload *u = &uploads[i];
        if (u->size == 0) continue;
        Str context = signal_file_context(mem, m->submission, u->stored);
        Str name = pad_text(mem, str_head(u->filename, REPORT_FILE_NAME_MAX), REPORT_FILE_NAME_MAX);
        post->files[post->file_count++] =
            (MailboxFile){.stored = u->stored,
                          .type = u->sniffed_type,
                          .size = u->size,
                          .name = seal(mem, &m->thread_key, name, context),
                          .key = seal(mem, &m->thread_key, (Str){(const char *)u->key.b, sizeof u->key.b}, context)};
    }
}

Err mailbox_store(Db *db, Arena *mem, const Mailbox *m, const MailboxPost *post, Time now, bool *ret_again)
{
    MessageInsertRow row;
    Err e =
        q_message_insert(db, mem, m->signal, S(THREAD_REPORTER), (Str){(const char *)post->submission, SUBMISSION_SIZE},
                         1, 0, 0, now, post->body, (int64_t)post->file_count, &row);
    if (e == E_NOTFOUND) {
        *ret_again = true;
        return OK;
    }
    TRY(e);
    for (size_t i = 0; i < post->file_count; i++) {
        const MailboxFile *f = &post->files[i];
        bool taken;
        TRY(stored_take(db, f->stored, &taken));
        if (!taken) return E_NOTFOUND; // it took so long that it was cleared up
        TRY(q_signal_file_insert(db, m->signal, row.id, f->stored, f->type, f->size, now, S("thread"), f->name,
                                 f->key));
    }
    TRY(q_signal_heard(db, m->signal, now, (int64_t)post->file_count));
    *ret_again = false;
    return OK;
}
