// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mailbox_view.h - what the pages of the mailbox show; between mailbox_pages.c and mailbox.html.
#pragma once
#include "signal/mailbox.h"

typedef enum MailboxNotice { NOTICE_NONE, NOTICE_SENT, NOTICE_AGAIN, NOTICE_POLICE } MailboxNotice;

typedef struct MailboxPage {
    const Mailbox *box;
    Str token;
    Str submission; // hex, of the message that may be written on this page
    Str typed;      // a message with an error keeps its text
    Str error;      // already translated; empty: none
    MailboxNotice notice;
    bool show_code;
    Str groups[RECEIPT_GROUPS];
} MailboxPage;

// For administrators.
typedef struct FailureRow {
    Time hour;
    bool unknown; // else: not even a code
    int64_t count;
} FailureRow;
typedef struct FailuresPage {
    const FailureRow *rows;
    size_t count;
    int days;
} FailuresPage;

typedef struct EntryPage {
    Str error; // already translated; empty: none
    Str typed; // only a code that can't be one
} EntryPage;
