// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// crypt.h - libsodium behind our nouns.
//
// Secret    32 bytes that must not be seen: wiped with secret_wipe (or CLEANUP), has no printer and no Str view.
// seal      XChaCha20-Poly1305 with a random nonce in front. `context` (never stored) binds a sealed value to its
//           place, e.g. "signal:12:story": a value moved to another row or column does not open.
// box       sealed to a public key (X25519); only the holder of the pair opens it.
// hash      BLAKE2b-256. keyed: a blind index or a lookup that a stolen database can't reverse.
// receipt   the reporter's code: 24 random digits (79.7 bits) and a check digit (ISO 7064 MOD 11,10), written in
//           five groups of five. From it derive a lookup hash and a key, so that a stolen database opens nothing
//           and no slow hash stands between a report and its acknowledgement.
// password  Argon2id (MODERATE: 256 MB, 3 passes), at most two at once; slow on purpose: never on an HTTP thread.
// totp      RFC 6238, SHA-1, 6 digits, 30 s, one step of slack; the caller keeps the last step used against replay.
// stream    secretstream: pieces that open only in their order, the last one marked; file: the same, in chunks of 64 KiB,
//           in a file. Truncated or reordered does not open.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

enum { SECRET_SIZE = 32, HASH_SIZE = 32, PUBLIC_SIZE = 32, SIGN_SIZE = 64, SEAL_EXTRA = 40, BOX_EXTRA = 48 };

typedef struct Secret {
    unsigned char b[SECRET_SIZE];
} Secret;
typedef struct Hash {
    unsigned char b[HASH_SIZE];
} Hash;
typedef struct PublicKey {
    unsigned char b[PUBLIC_SIZE];
} PublicKey;
typedef struct KeyPair {
    PublicKey public;
    Secret secret;
} KeyPair;

Err crypt_start(void) MUST_USE; // once, before anything else

void random_bytes(void *ret_bytes, size_t n);
uint32_t random_below(uint32_t limit);
Str random_token(Arena *mem, size_t bytes); // base64url text, for links and cookies

void secret_wipe(Secret *s);
void keypair_wipe(KeyPair *k);
void text_wipe(Str s); // the arena's copy of a password or code
Secret secret_random(void);
// Independent keys from one: name is exactly 8 characters, e.g. "session0".
Secret secret_derive(const Secret *from, const char name[8], uint64_t number);
Err secret_from_token(Str base64url, Secret *ret_secret) MUST_USE; // exactly 32 bytes, else E_INPUT
Str secret_to_token(Arena *mem, const Secret *s);
// Bytes as base64url text without padding, for forms; and back: E_INPUT unless it is exactly that.
Str bytes_to_text(Arena *mem, Str bytes);
Err bytes_from_text(Arena *mem, Str base64url, Str *ret_bytes) MUST_USE;
bool bytes_equal(const void *a, const void *b, size_t n); // constant time

Hash hash_of(Str s);
Hash hash_keyed(const Secret *key, Str s);
Str hash_str(const Hash *h); // a view of the bytes, for the store

Str seal(Arena *mem, const Secret *key, Str plain, Str context);
Err unseal(Arena *mem, const Secret *key, Str sealed, Str context, Str *ret_plain) MUST_USE; // E_CRYPT

KeyPair keypair_new(void);
KeyPair keypair_from_seed(const Secret *seed);
KeyPair keypair_from_secret(const Secret *secret);                      // public part computed
Str box_to(Arena *mem, const PublicKey *to, Str plain);
Err box_open(Arena *mem, const KeyPair *pair, Str box, Str *ret_plain) MUST_USE; // E_CRYPT
Str box_secret(Arena *mem, const PublicKey *to, const Secret *s);       // a key sealed to a key
Err box_open_secret(const KeyPair *pair, Str box, Secret *ret_s) MUST_USE;

// Ed25519, for the ledger.
void sign_seed(const Secret *seed, PublicKey *ret_public);
void sign_with(const Secret *seed, Str message, unsigned char ret_signature[SIGN_SIZE]);
bool sign_ok(const PublicKey *public, Str message, Str signature);

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 200, SALT_SIZE = 16 };
Err password_check(Str password, Str username, Why *w) MUST_USE; // long enough, not a well-known or repeated one
// slow; E_BUSY: no memory
Err password_key(Str password, const unsigned char salt[SALT_SIZE], Secret *ret_key) MUST_USE;
void password_fast_for_tests(bool fast); // cheapest Argon2id parameters; only tests and --demo call it

enum { RECEIPT_DIGITS = 25, RECEIPT_TEXT = 29 };
typedef struct Receipt {
    char digits[RECEIPT_DIGITS + 1];
} Receipt;
void receipt_wipe(Receipt *r);
Receipt receipt_from(const Secret *seed);                      // the same seed gives the same code (a resend)
Err receipt_parse(Str typed, Receipt *ret_r) MUST_USE;         // spaces and dashes allowed; E_INPUT: check digit
Str receipt_text(Arena *mem, const Receipt *r);                // "12345 67890 12345 67890 12345"
char receipt_check_digit(Str digits);                          // ISO 7064 MOD 11,10 over digits only
// pepper: a key of the installation, kept outside the store
Hash receipt_lookup(const Receipt *r, const Secret *pepper);
Secret receipt_key(const Receipt *r, const Secret *pepper); // seals what only the code may open

enum { TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6 };
Str totp_secret_text(Arena *mem, const unsigned char secret[TOTP_SECRET_SIZE]); // base32, for authenticator apps
Str totp_uri(Arena *mem, const unsigned char secret[TOTP_SECRET_SIZE], Str account);
// ret_step: the 30-second step that matched; refuse it when it is not larger than the last one used.
// E_DENIED
Err totp_check(const unsigned char secret[TOTP_SECRET_SIZE], Str code, Time now, int64_t *ret_step) MUST_USE;
Str totp_code(Arena *mem, const unsigned char secret[TOTP_SECRET_SIZE], Time now); // for the demo and tests

// A long content in pieces, for who keeps the pieces himself (the store). They open only in this order, and a stream
// without its last piece shows: ret_last never comes.
typedef struct Stream Stream;
enum { STREAM_HEADER = 24, STREAM_EXTRA = 17 };
Stream *stream_seal(const Secret *key, unsigned char ret_header[STREAM_HEADER]);
void stream_seal_piece(Stream *s, Str plain, bool last, unsigned char *ret_sealed); // plain.n + STREAM_EXTRA bytes
Err stream_open(const Secret *key, Str header, Stream **ret_s) MUST_USE;
// ret_plain: sealed.n - STREAM_EXTRA bytes. E_CRYPT: wrong key, changed, out of order, or something behind the last.
Err stream_open_piece(Stream *s, Str sealed, unsigned char *ret_plain, bool *ret_last) MUST_USE;
void stream_free(Stream *s); // wipes; accepts NULL

typedef struct FileSealer FileSealer; // writes a sealed file piece by piece
// With a readable head in front, bound to what follows: a changed head makes the file unreadable.
enum { FILE_HEAD_MAX = 128 };
Err file_seal_start_after(const char *path, Str head, const Secret *key, FileSealer **ret_f, Why *w) MUST_USE;
Err file_seal_write(FileSealer *f, Str piece) MUST_USE;
Err file_seal_end(FileSealer *f) MUST_USE;  // durable (fsync of file and folder) when OK; frees
void file_seal_drop(FileSealer *f);          // removes the half-written file; accepts NULL
// Read piece by piece; nothing of a piece is shown that was not found right.
// Stops at the first Err of `piece`. E_CRYPT: wrong key, or changed or cut off near byte *ret_at of the file.
Err file_unseal_each(const char *path, Str head, const Secret *key, Err (*piece)(void *arg, Str plain), void *arg,
                     int64_t *ret_at, Why *w) MUST_USE;
