// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// ledger.c - adding entries and signing the head.
#include "ledger/ledger.h"
#include "ledger/chain.h"
#include "ledger/ledger_sql.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HEADS_EVERY_SECONDS = 10, HEADS_MODE = 0600, SCRATCH = 64 * 1024, HASHES_FIRST = 64 };

struct Ledger {
    Secret seed;
    char *heads;   // path of the heads file
    Arena *scratch;
    // The head lives here, not in the store: hashes[i] belongs to entry base + i; hashes[0] was committed.
    int64_t base, seq;
    Hash *hashes;
    size_t room;
    Head sealed;   // the last head that was signed; on disk once the next batch begins
    bool sealed_pending; // ... and not yet in the heads file
    Time appended; // steady clock
};

static void set_head(Ledger *l, int64_t seq, const Hash *hash)
{
    l->base = l->seq = seq;
    l->hashes[0] = *hash;
}

static Err read_head(Ledger *l, Db *db)
{
    arena_reset(l->scratch);
    LedgerLastRow row;
    Err e = q_ledger_last(db, l->scratch, &row);
    if (e != OK && e != E_NOTFOUND) return e;
    Hash hash = {{0}};
    if (e == OK && row.hash.n == sizeof hash.b) memcpy(hash.b, row.hash.p, sizeof hash.b);
    set_head(l, e == OK ? row.seq : 0, &hash);
    return OK;
}

// A node with another key would sign what nobody can check; its other keys would be wrong as well.
static Err same_key(Ledger *l, Db *db, Why *w)
{
    arena_reset(l->scratch);
    LedgerLastSignedRow row;
    Head h = {0};
    PublicKey public;
    Err e = q_ledger_last_signed(db, l->scratch, &row);
    if (e != OK) return e == E_NOTFOUND ? OK : e;
    h.seq = row.seq;
    h.at = row.at;
    // What was altered is for the check of the whole ledger to tell, not for this.
    if (row.hash.n != sizeof h.hash.b || row.signature.n != SIGN_SIZE) return OK;
    memcpy(h.hash.b, row.hash.p, sizeof h.hash.b);
    memcpy(h.signature, row.signature.p, SIGN_SIZE);
    sign_seed(&l->seed, &public);
    if (head_signed(&h, &public)) return OK;
    return why(w, E_CONFLICT, "keys/ledger.key is not the key of this store: every node needs the same folder keys/");
}

Err ledger_open(Db *db, const char *dir, bool make_key, Ledger **ret_ledger, Why *w)
{
    Ledger *l = calloc(1, sizeof *l);
    if (!l) abort();
    l->scratch = arena_new(SCRATCH);
    l->heads = strdup(heads_path(l->scratch, dir));
    l->appended = clock_steady() - SECONDS(HEADS_EVERY_SECONDS); // the first head is due at once
    l->room = HASHES_FIRST;
    l->hashes = calloc(l->room, sizeof *l->hashes);
    if (!l->heads || !l->hashes) abort();
    Err e = read_head(l, db);
    if (e != OK) (void)why(w, e, "cannot read the ledger: %s", db_error(db));
    // With entries there was a key; another one could not sign what follows them.
    if (e == OK) e = ledger_key_load(l->scratch, dir, make_key && l->seq == 0, &l->seed, w);
    if (e == OK) e = same_key(l, db, w);
    if (e != OK) {
        ledger_close(l);
        return e;
    }
    *ret_ledger = l;
    return OK;
}

// Only heads of batches that are on disk: a head of a commit that failed would look like a tail cut off.
static void append_head(Ledger *l, bool sync)
{
    arena_reset(l->scratch);
    // When the disk is full the entry is still in the chain and signed; the next head covers it.
    if (file_append(l->heads, HEADS_MODE, head_line(l->scratch, &l->sealed), sync, NULL) == OK) {
        l->sealed_pending = false;
        l->appended = clock_steady();
    }
}

void ledger_close(Ledger *l)
{
    if (!l) return;
    if (l->sealed_pending) append_head(l, true);
    secret_wipe(&l->seed);
    arena_free(l->scratch);
    free(l->heads);
    free(l->hashes);
    free(l);
}

static Hash *head_of(Ledger *l) { return &l->hashes[l->seq - l->base]; }

static void push_head(Ledger *l, const Hash *hash)
{
    size_t at = (size_t)(l->seq - l->base) + 1;
    if (at == l->room) {
        l->room *= 2;
        l->hashes = reallocarray(l->hashes, l->room, sizeof *l->hashes);
        if (!l->hashes) abort();
    }
    l->hashes[at] = *hash;
    l->seq++;
}

static Err entry_check(const Entry *e)
{
    // Codes are constants of ours; the purpose is typed by a person.
    assert(e->action.n > 0 && e->action.n <= LEDGER_TEXT_MAX && e->object.n <= LEDGER_TEXT_MAX);
    assert(e->ground.n <= LEDGER_TEXT_MAX);
    if (e->purpose.n > LEDGER_TEXT_MAX) return E_LIMIT;
    return str_text_ok(e->purpose) ? OK : E_INPUT;
}

Err ledger_add(Ledger *l, Db *db, const Entry *e)
{
    TRY(entry_check(e));
    // The first of a batch: a command in another process may have added to the chain; now we hold the lock.
    if (l->seq == l->base) TRY(read_head(l, db));
    arena_reset(l->scratch);
    Time now = clock_now();
    Hash hash = chain_hash(l->scratch, head_of(l), l->seq + 1, now, e);
    TRY(q_ledger_insert(db, l->seq + 1, now, e->account, e->org, e->action, e->object, e->object_id, e->ground,
                        e->purpose, hash_str(&hash)));
    push_head(l, &hash);
    return OK;
}

Err ledger_seal(Db *db, void *ledger)
{
    Ledger *l = ledger;
    // The batch before this one is on disk by now, or ledger_batch_failed would have said otherwise.
    if (l->sealed_pending && clock_steady() - l->appended >= SECONDS(HEADS_EVERY_SECONDS)) append_head(l, false);
    if (l->seq == l->base) return OK;
    arena_reset(l->scratch);
    LedgerEndRow row;
    TRY(q_ledger_end(db, l->scratch, l->base, l->seq, &row));
    // Better no commit than a broken chain. A number can be there once, each hash was made from the one before in
    // memory, and nobody else adds while we hold the lock: so when the last one is ours and none lacks, there is no
    // fork and no gap. The last one alone is not enough: a job undone behind our back may be followed by another's
    // entry.
    if (row.seq != l->seq || row.added != l->seq - l->base || !str_eq(row.hash, hash_str(head_of(l)))) return E_STORE;
    Head head = {.seq = l->seq, .at = clock_now(), .hash = *head_of(l)};
    head_sign(&head, &l->seed);
    TRY(q_ledger_sign(db, head.seq, head.at, hash_str(&head.hash), (Str){(const char *)head.signature, SIGN_SIZE}));
    l->sealed = head;
    l->sealed_pending = true;
    set_head(l, head.seq, &head.hash);
    return OK;
}

int64_t ledger_mark(Ledger *l) { return l->seq; }

void ledger_undo(Ledger *l, int64_t mark)
{
    assert(mark <= l->seq);
    // A mark from before another process added: then all that is ours began at the base.
    l->seq = mark < l->base ? l->base : mark;
}

int64_t ledger_job_mark(void *ledger) { return ledger_mark(ledger); }
void ledger_job_undone(void *ledger, int64_t mark) { ledger_undo(ledger, mark); }

void ledger_batch_failed(Db *db, void *ledger)
{
    Ledger *l = ledger;
    l->sealed_pending = false;
    // When even reading fails (the database is gone) nothing of that batch may stay in memory: what is added next would
    // be chained to entries that are not there. With seq at the base the next entry reads the head again.
    l->seq = l->base;
    Err e = read_head(l, db);
    (void)e;
}
