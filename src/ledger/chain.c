// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// chain.c - canonical bytes, heads, keys.
#include "ledger/chain.h"
#include "base/buf.h"
#include "sys/file.h"
#include <string.h>

enum { KEY_FILE_MAX = 256, KEY_MODE = 0600, PUBLIC_MODE = 0644, FOLDER_MODE = 0700, ENTRY_BYTES_MAX = 8 * 1024 };

// Numbers have one width and texts their length in front, so that no two entries have the same bytes.
static void put_number(Buf *b, int64_t v)
{
    for (int shift = 0; shift < 64; shift += 8) buf_char(b, (char)((uint64_t)v >> shift & 0xff));
}

static void put_text(Buf *b, Str s)
{
    put_number(b, (int64_t)s.n);
    buf_add(b, s);
}

Hash chain_hash(Arena *mem, const Hash *before, int64_t seq, Time at, const Entry *e)
{
    Buf b = buf_new(mem, ENTRY_BYTES_MAX);
    buf_c(&b, "baken-entry-1");
    buf_add(&b, hash_str(before));
    put_number(&b, seq);
    put_number(&b, at);
    put_number(&b, e->account);
    put_number(&b, e->org);
    put_number(&b, e->object_id);
    put_text(&b, e->action);
    put_text(&b, e->object);
    put_text(&b, e->ground);
    put_text(&b, e->purpose);
    if (b.over) return (Hash){{0}}; // longer than any entry we write: matches nothing
    return hash_of(buf_str(&b));
}

static Str head_bytes(Buf *b, const Head *h)
{
    buf_c(b, "baken-head-1");
    put_number(b, h->seq);
    put_number(b, h->at);
    buf_add(b, hash_str(&h->hash));
    return buf_str(b);
}

void head_sign(Head *h, const Secret *seed)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    Buf b = buf_new(mem, KB(1));
    sign_with(seed, head_bytes(&b, h), h->signature);
}

bool head_signed(const Head *h, const PublicKey *key)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    Buf b = buf_new(mem, KB(1));
    return sign_ok(key, head_bytes(&b, h), (Str){(const char *)h->signature, SIGN_SIZE});
}

Str head_line(Arena *mem, const Head *h)
{
    Str hash = str_hex(mem, h->hash.b, sizeof h->hash.b), signature = str_hex(mem, h->signature, sizeof h->signature);
    return str_fmt(mem, "%lld %lld %.*s %.*s\n", (long long)h->seq, (long long)h->at, STR_ARG(hash),
                   STR_ARG(signature));
}

Err head_parse(Str line, Head *ret_h)
{
    Head h;
    TRY(str_int(str_cut(&line, ' '), 1, INT64_MAX, &h.seq));
    TRY(str_int(str_cut(&line, ' '), 0, INT64_MAX, &h.at));
    TRY(str_unhex(str_cut(&line, ' '), h.hash.b, sizeof h.hash.b));
    TRY(str_unhex(line, h.signature, sizeof h.signature));
    *ret_h = h;
    return OK;
}

char *heads_path(Arena *mem, const char *dir) { return str_z(mem, str_fmt(mem, "%s/ledger-heads.log", dir)); }

static char *key_path(Arena *mem, const char *dir, const char *name)
{
    return str_z(mem, str_fmt(mem, "%s/keys/%s", dir, name));
}

static Err key_make(Arena *mem, const char *dir, const char *path, Secret *ret_seed, Why *w)
{
    TRY(dir_make(key_path(mem, dir, ""), FOLDER_MODE, w));
    CLEANUP(secret_wipe) Secret seed = secret_random();
    PublicKey public;
    sign_seed(&seed, &public);
    // First what is made anew when the key is not there: a crash in between leaves no key without its public half.
    TRY(file_write(key_path(mem, dir, "ledger.pub"), PUBLIC_MODE, str_hex(mem, public.b, sizeof public.b), w));
    Str text = secret_to_token(mem, &seed);
    Err e = file_write(path, KEY_MODE, text, w);
    text_wipe(text);
    if (e == OK) *ret_seed = seed;
    return e;
}

Err ledger_key_load(Arena *mem, const char *dir, bool make, Secret *ret_seed, Why *w)
{
    char *path = key_path(mem, dir, "ledger.key");
    Str text;
    Err e = file_read(mem, path, KEY_FILE_MAX, &text, w);
    if (e == E_NOTFOUND && make) return key_make(mem, dir, path, ret_seed, w);
    TRY(e);
    e = secret_from_token(str_trim(text), ret_seed);
    text_wipe(text);
    return e == OK ? OK : why(w, E_IO, "%s is not a key of the ledger", path);
}

Err ledger_public_load(Arena *mem, const char *dir, PublicKey *ret_public, Why *w)
{
    CLEANUP(secret_wipe) Secret seed = {{0}};
    Err e = ledger_key_load(mem, dir, false, &seed, w);
    if (e == OK) sign_seed(&seed, ret_public);
    if (e != E_NOTFOUND) return e;
    char *path = key_path(mem, dir, "ledger.pub");
    Str text;
    TRY(file_read(mem, path, KEY_FILE_MAX, &text, w));
    if (str_unhex(str_trim(text), ret_public->b, sizeof ret_public->b) == OK) return OK;
    return why(w, E_IO, "%s is not a public key", path);
}
