// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup_key.c - the head of a backup and the key that it asks for.
#include "commands/backup.h"
#include "sys/file.h"
#include <string.h>

enum { KEY_FILE_MAX = 4096, HEX_SALT = 2 * SALT_SIZE };

static const char BEGIN[] = "baken-backup 1 ";

static Err one_key(const BackupKey *key, Why *w)
{
    if (!key->passphrase_file != !key->key_file) return OK;
    return why(w, E_INPUT, "give either --passphrase-file or --key-file");
}

static Err key_file_read(Arena *mem, const char *path, Secret *ret_key, Why *w)
{
    Str text;
    TRY(file_read(mem, path, KEY_FILE_MAX, &text, w));
    Err e = str_unhex(str_trim(text), ret_key->b, SECRET_SIZE);
    text_wipe(text);
    return e == OK ? OK : why(w, E_INPUT, "%s: a key file holds %d hexadecimal digits", path, 2 * SECRET_SIZE);
}

static Err passphrase_key(Arena *mem, const char *path, const unsigned char salt[SALT_SIZE], Secret *ret_key, Why *w)
{
    Str text;
    TRY(file_read(mem, path, KEY_FILE_MAX, &text, w));
    Str rest = text, phrase = str_cut(&rest, '\n');
    Err e = phrase.n < PASSWORD_MIN ? why(w, E_INPUT, "the passphrase is shorter than %d bytes", PASSWORD_MIN)
                                    : password_key(phrase, salt, ret_key);
    text_wipe(text);
    return e;
}

static Err key_for(Arena *mem, const BackupKey *key, const unsigned char salt[SALT_SIZE], Secret *ret_key, Why *w)
{
    return key->key_file ? key_file_read(mem, key->key_file, ret_key, w)
                         : passphrase_key(mem, key->passphrase_file, salt, ret_key, w);
}

Err backup_key_new(Arena *mem, const BackupKey *key, Str *ret_head, Secret *ret_key, Why *w)
{
    TRY(one_key(key, w));
    unsigned char salt[SALT_SIZE];
    random_bytes(salt, sizeof salt);
    TRY(key_for(mem, key, salt, ret_key, w));
    *ret_head =
        str_fmt(mem, "%s%s %.*s\n", BEGIN, key->key_file ? "key " : "pass", STR_ARG(str_hex(mem, salt, SALT_SIZE)));
    return OK;
}

Err backup_key_of(Arena *mem, const BackupKey *key, const char *file, Str *ret_head, Secret *ret_key, Why *w)
{
    TRY(one_key(key, w));
    CLEANUP(file_in_closep) FileIn *in = NULL;
    TRY(file_in_open(file, &in, w));
    char *head = arena_alloc(mem, BACKUP_HEAD);
    size_t got = 0;
    TRY(file_in_read(in, head, BACKUP_HEAD, &got));
    Str text = {head, got}, rest = text;
    unsigned char salt[SALT_SIZE];
    bool ours = got == BACKUP_HEAD && str_starts(text, str_c(BEGIN)) && head[BACKUP_HEAD - 1] == '\n';
    rest.p += ours ? sizeof BEGIN - 1 : 0;
    Str kind = {rest.p, 4}, hex = {rest.p + 5, HEX_SALT};
    if (!ours || str_unhex(hex, salt, SALT_SIZE) != OK)
        return why(w, E_INPUT, "%s is not a backup of Baken, or its first bytes are damaged", file);
    if (str_eq_c(kind, "pass") != (key->passphrase_file != NULL))
        return why(w, E_INPUT, "%s was made with %s", file, key->key_file ? "a passphrase" : "a key file");
    TRY(key_for(mem, key, salt, ret_key, w));
    *ret_head = text;
    return OK;
}
