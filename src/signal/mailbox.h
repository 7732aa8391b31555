// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mailbox.h - what a reporter sees with the receipt code: the public state and the messages, never the report itself.
//
// mailbox   opens with the code only. From the code follow a lookup hash (finds the row) and a key (opens the
//           thread key); nobody else can open it with what is in the store.
// token     the code, sealed by the server for MAILBOX_MINUTES, in a hidden field: so pages need no cookie and no code
//           in an address. It is renewed with each page.
// failure   a code that opened nothing. Counted by the hour, without where it came from, for administrators.
//
// A reporter gets days, not moments, and reading leaves no trace. Deleting the mailbox destroys what the code
// opens; the signal stays with staff.
#pragma once
#include "signal/signal.h"

enum {
    MAILBOX_MINUTES = 30,
    MAILBOX_MESSAGE_MAX = 8000, // bytes
    MAILBOX_MESSAGES_SHOWN = 300,        // the newest ...
    MAILBOX_BYTES_SHOWN = 256 * 1024,    // ... and no more than this of them, so that the page always fits
    MAILBOX_FILES_MAX = 5,
    RECEIPT_GROUPS = 5,
    RECEIPT_GROUP_DIGITS = 5,
    RECEIPT_TYPED_MAX = 60,
};

Str mailbox_token(const App *app, Arena *mem, const Receipt *r, Time now);
Err mailbox_token_open(const App *app, Arena *mem, Str token, Time now, Receipt *ret_r) MUST_USE; // E_INPUT

void receipt_groups(Arena *mem, const Receipt *r, Str ret_groups[RECEIPT_GROUPS]);
// True when typed is the code (spaces and dashes aside); else which groups differ, or that digits lack or are too many.
bool receipt_compare(const Receipt *r, Str typed, bool ret_wrong[RECEIPT_GROUPS], bool *ret_wrong_length);

typedef struct MailboxMessage {
    bool mine; // of the reporter
    Date day;
    Str body;
    int64_t files;
} MailboxMessage;

typedef struct Mailbox {
    int64_t signal;
    Str number, submission;
    Date received;
    Str public_state; // a code of signal_public_states
    bool police_ok, code_shown;
    Secret thread_key;
    MailboxMessage *messages; // oldest first
    size_t message_count;
    bool older; // there are older ones that do not fit
} Mailbox;

// E_NOTFOUND: this code opens nothing.
Err mailbox_open(const App *app, Db *db, Arena *mem, const Receipt *r, Mailbox *ret_mailbox) MUST_USE;
Err mailbox_count_failure(Db *db, const char *kind, Time now) MUST_USE; // "unknown" or "mistyped"
Err mailbox_failures_since(Db *db, Arena *mem, Time since, int64_t *ret_count) MUST_USE; // in whole hours

typedef struct MailboxFile {
    Str stored, type, name, key; // name and key sealed
    int64_t size;
} MailboxFile;
typedef struct MailboxPost {
    unsigned char submission[SUBMISSION_SIZE];
    Str body; // sealed
    MailboxFile files[MAILBOX_FILES_MAX];
    size_t file_count;
} MailboxPost;
void mailbox_seal(Arena *mem, const Mailbox *m, Str body, const Upload *uploads, size_t count, MailboxPost *post);
// ret_again: this message was stored before (a resend), nothing was written.
Err mailbox_store(Db *db, Arena *mem, const Mailbox *m, const MailboxPost *post, Time now, bool *ret_again) MUST_USE;
