// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// password.c - Argon2id behind a gate of two, and what makes a password too weak.
#include "crypt/crypt.h"
#include <assert.h>
#include <sodium.h>
#include <stdatomic.h>
#include <pthread.h>

_Static_assert(SALT_SIZE == crypto_pwhash_SALTBYTES, "size of a salt");

_Static_assert(PASSWORD_MIN == 12, "the message below says twelve");

enum { AT_ONCE_MAX = 2, DIFFERENT_MIN = 5 };

// 256 MB a piece: the gate keeps a storm of logins from eating the machine's memory.
static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_free = PTHREAD_COND_INITIALIZER;
static int busy;
static atomic_bool fast;

void password_fast_for_tests(bool on) { atomic_store(&fast, on); }

static void gate_enter(void)
{
    pthread_mutex_lock(&gate_lock);
    while (busy >= AT_ONCE_MAX) pthread_cond_wait(&gate_free, &gate_lock);
    busy++;
    pthread_mutex_unlock(&gate_lock);
}

static void gate_leave(void)
{
    pthread_mutex_lock(&gate_lock);
    assert(busy > 0);
    busy--;
    pthread_cond_signal(&gate_free);
    pthread_mutex_unlock(&gate_lock);
}

Err password_key(Str password, const unsigned char salt[SALT_SIZE], Secret *ret_key)
{
    if (password.n > PASSWORD_MAX) return E_LIMIT;
    bool cheap = atomic_load(&fast);
    CLEANUP(secret_wipe) Secret key = {{0}};
    gate_enter();
    int bad = crypto_pwhash(key.b, sizeof key.b, password.n ? password.p : "", password.n, salt,
                            cheap ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_MODERATE,
                            cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_MODERATE,
                            crypto_pwhash_ALG_ARGON2ID13);
    gate_leave();
    if (bad) return E_BUSY; // only: no memory
    *ret_key = key;
    return OK;
}

// What people add to a well-known word (capitals, a year, exclamation marks) does not make it strong; so compare
// what is left without those.
static const char *const known_words[] = {
    "wachtwoord", "welkom", "password", "geheim", "qwerty", "qwertyuiop", "azerty", "asdfghjkl", "zomer", "winter",
    "herfst", "lente", "admin", "administrator", "beheer", "beheerder", "letmein", "iloveyou", "ikhouvanjou", "baken",
    "mensenhandel", "gemeente", "politie", "nederland", "amsterdam", "rotterdam", "denhaag", "utrecht", "feyenoord",
    "welkomwelkom", "passwordpassword", "wachtwoordwachtwoord", "abcdefghijkl", "abcdefghijklm", "test", "testtest",
    "correcthorsebatterystaple", "changeme", "changeit", "verandermij",
};

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool is_known(Str password)
{
    char letters[PASSWORD_MAX];
    size_t n = 0;
    for (size_t i = 0; i < password.n; i++) {
        char c = lower(password.p[i]);
        if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80) letters[n++] = c;
    }
    Str rest = {letters, n};
    bool known = n == 0 && password.n < PASSWORD_MIN + 8; // digits alone: dates, telephone numbers
    for (size_t i = 0; i < COUNT(known_words); i++) known |= str_eq_c(rest, known_words[i]);
    sodium_memzero(letters, sizeof letters);
    return known;
}

static size_t characters(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

static size_t different(Str s)
{
    bool seen[256] = {false};
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)lower(s.p[i]);
        n += !seen[c];
        seen[c] = true;
    }
    return n;
}

// "abcdef", "123456", "aaaa": each character follows from the one before by the same step.
static bool is_row(Str s)
{
    for (size_t i = 2; i < s.n; i++)
        if (s.p[i] - s.p[i - 1] != s.p[1] - s.p[0]) return false;
    return true;
}

static bool has_ignoring_case(Str s, Str part)
{
    if (part.n == 0 || part.n > s.n) return false;
    for (size_t i = 0; i + part.n <= s.n; i++)
        if (str_ieq((Str){s.p + i, part.n}, part)) return true;
    return false;
}

Err password_check(Str password, Str username, Why *w)
{
    if (characters(password) < PASSWORD_MIN)
        return why(w, E_INPUT, N_("Kies een wachtwoord van minstens 12 tekens. Een zin van vier woorden werkt goed."));
    if (password.n > PASSWORD_MAX) return why(w, E_INPUT, N_("Dit wachtwoord is te lang."));
    if (!str_text_ok(password)) return why(w, E_INPUT, N_("Dit wachtwoord bevat tekens die niet kunnen."));
    if (different(password) < DIFFERENT_MIN || is_row(password))
        return why(w, E_INPUT, N_("Dit wachtwoord herhaalt te veel. Gebruik meer verschillende tekens."));
    if (username.n >= 3 && has_ignoring_case(password, username))
        return why(w, E_INPUT, N_("Je gebruikersnaam mag niet in het wachtwoord staan."));
    if (is_known(password)) return why(w, E_INPUT, N_("Dit wachtwoord is makkelijk te raden. Kies een ander."));
    return OK;
}
