// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup_key.c - the head of a backup and the key that it asks for.
#include "commands/backup.h"
#include "sys/file.h"
#include <string.h>

enum { KEY_FILE_MAX = 4096, NUMBER_HEX = 16 };

static const char *const begins[] = {[BACKUP_DATA] = "baken-data 1 ", [BACKUP_KEYS] = "baken-keys 1 "};

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

Err backup_installation(Arena *mem, const char *dir, uint64_t *ret_installation, Why *w)
{
    Str public;
    TRY(file_read(mem, str_z(mem, str_fmt(mem, "%s/keys/ledger.pub", dir)), KEY_FILE_MAX, &public, w));
    Hash h = hash_of(str_trim(public));
    uint64_t v = 0;
    for (size_t i = 0; i < sizeof v; i++) v = v << 8 | h.b[i];
    *ret_installation = v;
    return OK;
}

Err backup_head_new(Arena *mem, BackupHead *head, const BackupKey *key, Secret *ret_key, Why *w)
{
    TRY(one_key(key, w));
    head->passphrase = key->passphrase_file != NULL;
    random_bytes(head->salt, SALT_SIZE);
    TRY(key_for(mem, key, head->salt, ret_key, w));
    Str salt = str_hex(mem, head->salt, SALT_SIZE);
    head->text =
        str_fmt(mem, "%s%s %.*s %016llx %016llx %016llx\n", begins[head->part], head->passphrase ? "pass" : "key ",
                STR_ARG(salt), (unsigned long long)head->installation,
                (unsigned long long)head->seq, (unsigned long long)head->at);
    return OK;
}

static Err number_of(Str hex, uint64_t *ret_v)
{
    unsigned char bytes[NUMBER_HEX / 2];
    TRY(str_unhex(hex, bytes, sizeof bytes));
    uint64_t v = 0;
    for (size_t i = 0; i < sizeof bytes; i++) v = v << 8 | bytes[i];
    *ret_v = v;
    return OK;
}

static Err head_parse(Str text, BackupHead *ret_head)
{
    BackupHead h = {.text = text};
    uint64_t seq, at;
    if (str_starts(text, str_c(begins[BACKUP_KEYS]))) h.part = BACKUP_KEYS;
    else if (!str_starts(text, str_c(begins[BACKUP_DATA]))) return E_INPUT;
    if (text.n != BACKUP_HEAD || text.p[text.n - 1] != '\n') return E_INPUT;
    size_t begin = strlen(begins[h.part]);
    Str rest = {text.p + begin + 5, text.n - begin - 6}, kind = {text.p + begin, 4};
    h.passphrase = str_eq_c(kind, "pass");
    if (!h.passphrase && !str_eq_c(kind, "key ")) return E_INPUT;
    TRY(str_unhex(str_cut(&rest, ' '), h.salt, SALT_SIZE));
    TRY(number_of(str_cut(&rest, ' '), &h.installation));
    TRY(number_of(str_cut(&rest, ' '), &seq));
    TRY(number_of(rest, &at));
    if (seq > INT64_MAX || at > INT64_MAX) return E_INPUT;
    h.seq = (int64_t)seq;
    h.at = (Time)at;
    *ret_head = h;
    return OK;
}

Err backup_head_read(Arena *mem, const char *file, BackupHead *ret_head, Why *w)
{
    CLEANUP(file_in_closep) FileIn *in = NULL;
    TRY(file_in_open(file, &in, w));
    char *head = arena_alloc(mem, BACKUP_HEAD);
    size_t got = 0;
    TRY(file_in_read(in, head, BACKUP_HEAD, &got));
    if (head_parse((Str){head, got}, ret_head) == OK) return OK;
    return why(w, E_INPUT, "%s is not a backup of Baken, or its first bytes are damaged", file);
}

Err backup_head_key(Arena *mem, const BackupHead *head, const char *file, const BackupKey *key, Secret *ret_key, Why *w)
{
    TRY(one_key(key, w));
    if (head->passphrase != (key->passphrase_file != NULL))
        return why(w, E_INPUT, "%s was made with %s", file, head->passphrase ? "a passphrase" : "a key file");
    return key_for(mem, key, head->salt, ret_key, w);
}
