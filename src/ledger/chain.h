// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// chain.h - inside the ledger: the canonical bytes that hashes and signatures are made of, and the keys.
#pragma once
#include "ledger/ledger.h"

// Adds to a chain whose last hash is *before; entry number seq at moment at.
Hash chain_hash(Arena *mem, const Hash *before, int64_t seq, Time at, const Entry *e);

typedef struct Head {
    int64_t seq;
    Time at;
    Hash hash;
    unsigned char signature[SIGN_SIZE];
} Head;
void head_sign(Head *h, const Secret *seed); // signs seq, at and hash
bool head_signed(const Head *h, const PublicKey *key);

enum { HEAD_LINE_MAX = 320 };
Str head_line(Arena *mem, const Head *h); // of the heads file, with the line end
Err head_parse(Str line, Head *ret_h) MUST_USE;

char *heads_path(Arena *mem, const char *dir);
Err ledger_key_load(Arena *mem, const char *dir, bool make, Secret *ret_seed, Why *w) MUST_USE;
// For checking: from ledger.key, or from ledger.pub where the key itself is rightly absent.
Err ledger_public_load(Arena *mem, const char *dir, PublicKey *ret_public, Why *w) MUST_USE;
