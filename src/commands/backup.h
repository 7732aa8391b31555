// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup.h - the whole data folder in one sealed file, and back.
//
// The file: a readable head ("baken-backup 1", how the key is made, a salt), then one sealed stream. In it, for each
// file: a line "file MODE SIZE PATH", its bytes, a line "sum BLAKE2b-256"; at the end a line "end COUNT". So damage is
// found twice: the seal says near which byte, the sum says in which file.
// What is copied: the store (one consistent moment, while the platform runs), the sealed files, the ends of the ledger,
// and the keys of the installation unless they are kept apart.
// Restoring reads everything once before it writes anything, and never over what is there.
#pragma once
#include "crypt/crypt.h"

enum { BACKUP_HEAD = 53, BACKUP_LINE_MAX = 512 };

typedef struct BackupKey {
    const char *passphrase_file, *key_file; // one of the two
} BackupKey;

typedef struct BackupCount {
    int64_t files, bytes;
    bool keys; // the keys of the installation are in it
} BackupCount;

typedef void BackupProgress(int64_t done, int64_t all); // in bytes

Err backup_make(const char *dir, const char *file, const BackupKey *key, bool with_keys, BackupProgress *progress,
                BackupCount *ret_count, Why *w) MUST_USE;
// Reads all of it. E_CRYPT: wrong key or damaged; E_INPUT: not a backup. The message says where.
Err backup_check(const char *file, const BackupKey *key, BackupProgress *progress, BackupCount *ret_count,
                 Why *w) MUST_USE;
// dir must not be there, or be empty: E_CONFLICT.
Err backup_restore(const char *file, const BackupKey *key, const char *dir, BackupProgress *progress,
                   BackupCount *ret_count, Why *w) MUST_USE;

// The key from the passphrase or the key file; head is made for a new file, or read from one that is there.
Err backup_key_new(Arena *mem, const BackupKey *key, Str *ret_head, Secret *ret_key, Why *w) MUST_USE;
Err backup_key_of(Arena *mem, const BackupKey *key, const char *file, Str *ret_head, Secret *ret_key, Why *w) MUST_USE;
