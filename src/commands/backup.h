// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup.h - the platform in two sealed files, and back.
//
// data      the store, the sealed files and the ends of the ledger, without anything that opens a record.
// keys      what opens records: the keys of records, what the receipt codes open, the blind indexes by which contents
//           could be guessed, the list of what was erased, and the keys of the installation. Small; only the newest is
//           kept. So a record that is erased here is erased in every older data file too: its key is in no keys file.
// pair      a data file opens with any keys file of the same installation that is as new as it, or newer.
//
// A file: a readable head (what it is, how the key is made, a salt, which installation, the last ledger entry, the
// moment), bound to one sealed stream behind it. In that, for each file: a line "file MODE SIZE PATH", its bytes, a
// line "sum BLAKE2b-256"; at the end a line "end COUNT". So damage is found twice: the seal says near which byte, the
// sum in which file. Making a backup disturbs nobody: the store is copied from one consistent moment while the platform
// runs. Restoring reads both files whole before it writes anything, and never over what is there.
#pragma once
#include "crypt/crypt.h"
#include "store/db.h"

enum { BACKUP_HEAD = 102, BACKUP_LINE_MAX = 512, BACKUP_KEEP_MAX = 10000 };

typedef enum BackupPart { BACKUP_DATA, BACKUP_KEYS } BackupPart;

typedef struct BackupKey {
    const char *passphrase_file, *key_file; // one of the two
} BackupKey;

typedef struct BackupHead {
    BackupPart part;
    bool passphrase; // else a key file
    unsigned char salt[SALT_SIZE];
    uint64_t installation; // of the ledger's public key
    int64_t seq;           // the last entry of the ledger
    Time at;
    Str text; // as it stands in the file
} BackupHead;

typedef struct BackupCount {
    int64_t files, bytes;
    int64_t keys;   // of records, in a keys file
    int64_t erased; // restoring: what was erased again, for the data were older than the erasing
} BackupCount;

typedef void BackupProgress(int64_t done, int64_t all); // in bytes

typedef struct BackupCall {
    const char *dir, *to, *keys_to; // the folders; to may be NULL: only the keys
    const char *store;              // its name (store/db.h)
    BackupKey key;
    BackupProgress *progress;
    Time now;
} BackupCall;

// Makes the files "baken-DAY-SEQ.data" and ".keys", or "-SEQ-2" when that name is taken.
Err backup_make(const BackupCall *call, Arena *mem, const char **ret_data, const char **ret_keys,
                BackupCount *ret_count, Why *w) MUST_USE;
// Reads all of it. E_CRYPT: wrong key or damaged; E_INPUT: not a backup. The message says where.
Err backup_check(const char *file, const BackupKey *key, BackupProgress *progress, BackupCount *ret_count,
                 Why *w) MUST_USE;
// Removes all but the newest `keep` of this kind and installation; only files that say so themselves.
Err backup_prune(const char *folder, BackupPart part, uint64_t installation, int64_t keep, int64_t *ret_removed,
                 Why *w) MUST_USE;
// Two files that belong together, in either order. E_CONFLICT: of different installations, or keys older than the data
// (older_keys: allowed; records made in between then stay closed).
Err backup_pair(Arena *mem, const char *first, const char *second, bool older_keys, const char **ret_data,
                const char **ret_keys, Why *w) MUST_USE;
// dir must not be there, or be empty: E_CONFLICT; so must the store when it is not the file in that folder (NULL: it
// is). What was erased since the data were copied is erased again.
Err backup_restore(const char *data, const char *keys, const BackupKey *key, const char *dir, const char *store,
                   BackupProgress *progress, BackupCount *ret_count, Why *w) MUST_USE;

// ---- the parts of it (backup_key.c, backup_keys.c) ----------------------------------------------------------------

Err backup_head_new(Arena *mem, BackupHead *head, const BackupKey *key, Secret *ret_key, Why *w) MUST_USE;
Err backup_head_read(Arena *mem, const char *file, BackupHead *ret_head, Why *w) MUST_USE; // needs no key
Err backup_head_key(Arena *mem, const BackupHead *head, const char *file, const BackupKey *key, Secret *ret_key,
                    Why *w) MUST_USE;
Err backup_installation(Arena *mem, const char *dir, uint64_t *ret_installation, Why *w) MUST_USE;

// Writes everything that opens a record as lines of text; and puts lines back into a store that lacks them.
Err keys_write(Db *db, const char *path, int64_t *ret_keys, Why *w) MUST_USE;
Err keys_strip(Db *db) MUST_USE; // in a copy of the store, never in the store itself
Err keys_put_back(Db *db, const char *path, BackupCount *count, Why *w) MUST_USE;
