// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// verify.c - reads the whole chain against itself, the signatures and the heads file, and names what is wrong.
#include "ledger/chain.h"
#include "ledger/ledger.h"
#include "ledger/ledger_sql.h"
#include "sys/file.h"
#include <assert.h>
#include <string.h>

enum { CHUNK = 500, CHUNK_MEMORY = 8 * 1024 * 1024, CHECK_MEMORY = 256 * 1024 };

typedef struct Check {
    Db *db;
    Arena *mem; // emptied for each chunk
    PublicKey key;
    int64_t last_entry, last_signature;
    int64_t seq; // last entry found right
    Hash hash;
    LedgerReport *report;
} Check;

static Err wrong(Check *c, int64_t seq, const char *what)
{
    c->report->bad_seq = seq;
    size_t n = strlen(what);
    assert(n < sizeof c->report->what);
    memcpy(c->report->what, what, n + 1);
    return E_CONFLICT;
}

static Hash hash_at(Arena *mem, const Hash *before, int64_t seq, const LedgerChunkRow *r)
{
    Entry e = {.account = r->account, .org = r->org, .action = r->action, .object = r->object,
               .object_id = r->object_id, .ground = r->ground, .purpose = r->purpose};
    return chain_hash(mem, before, seq, r->at, &e);
}

static bool same(const Hash *h, Str stored) { return str_eq(hash_str(h), stored); }

// Does row belong at place seq, behind *before? Its hash says so.
static bool fits(Arena *mem, const Hash *before, int64_t seq, const LedgerChunkRow *row)
{
    Hash h = hash_at(mem, before, seq, row);
    return same(&h, row->hash);
}

static Hash stored_hash(const LedgerChunkRow *row)
{
    Hash h = {{0}};
    if (row->hash.n == sizeof h.b) memcpy(h.b, row->hash.p, sizeof h.b);
    return h;
}

// Row `at` does not fit behind *before. Look among the rows that follow for the one that stood there.
static Err explain(Check *c, const LedgerChunkRow *rows, size_t count, size_t at, const Hash *before)
{
    int64_t seq = rows[at].seq;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(8));
    for (size_t k = at + 1; k < count; k++) {
        Hash moved = hash_at(mem, before, seq, &rows[k]), above = stored_hash(&rows[k - 1]);
        // An entry in its own place may say the same as this one did.
        if (same(&moved, rows[at].hash) && !fits(mem, &above, rows[k].seq, &rows[k]))
            return wrong(c, seq, "reordered: what entries say changed places");
        if (!same(&moved, rows[k].hash)) continue;
        // rows[k] stood here. Swapped with this one, or did this one push everything up?
        Hash behind = stored_hash(&rows[k]);
        if (k > at + 1 || fits(mem, &behind, rows[k].seq, &rows[at]))
            return wrong(c, seq, "reordered: entries changed places");
        return wrong(c, seq, "inserted: an entry was put in between");
    }
    return wrong(c, seq, "changed: this entry is not what was written, or one before it is gone");
}

static Err check_signature(Check *c, const Head *h)
{
    if (!head_signed(h, &c->key)) return wrong(c, h->seq, "signature wrong: not made with the key of this ledger");
    return OK;
}

static Err head_of_row(Check *c, int64_t seq, int64_t at, Str hash, Str signature, Head *ret_h)
{
    Head h = {.seq = seq, .at = at};
    if (hash.n != sizeof h.hash.b || signature.n != SIGN_SIZE)
        return wrong(c, seq, "signature wrong: not of the right size");
    memcpy(h.hash.b, hash.p, sizeof h.hash.b);
    memcpy(h.signature, signature.p, sizeof h.signature);
    *ret_h = h;
    return OK;
}

static Err check_chunk_signatures(Check *c, const LedgerChunkRow *rows, size_t count, int64_t after)
{
    LedgerSignaturesRow *signatures;
    size_t n;
    TRY(q_ledger_signatures(c->db, c->mem, after, rows[count - 1].seq, &signatures, &n));
    for (size_t i = 0; i < n; i++) {
        Head h;
        TRY(head_of_row(c, signatures[i].seq, signatures[i].at, signatures[i].hash, signatures[i].signature, &h));
        TRY(check_signature(c, &h));
        if (!same(&h.hash, rows[h.seq - after - 1].hash))
            return wrong(c, h.seq, "changed: the chain up to here was written anew after it was signed");
        c->report->signatures++;
    }
    return OK;
}

// How many of the rows are right, from the first; *ret_e says what is wrong with the next.
static size_t check_links(Check *c, const LedgerChunkRow *rows, size_t count, Err *ret_e)
{
    *ret_e = OK;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].seq != c->seq + 1) {
            *ret_e = wrong(c, c->seq + 1, "missing: an entry was removed");
            return i;
        }
        Hash h = hash_at(c->mem, &c->hash, rows[i].seq, &rows[i]);
        if (!same(&h, rows[i].hash)) {
            *ret_e = explain(c, rows, count, i, &c->hash);
            return i;
        }
        c->hash = h;
        c->seq = rows[i].seq;
        c->report->entries++;
    }
    return count;
}

static Err check_chunk(Check *c, const LedgerChunkRow *rows, size_t count)
{
    int64_t after = c->seq;
    Err links;
    size_t right = check_links(c, rows, count, &links);
    LedgerReport broken = *c->report;
    // A signature over an earlier entry is found first: a rewritten entry before the broken link.
    if (right) TRY(check_chunk_signatures(c, rows, right, after));
    if (links != OK) {
        broken.signatures = c->report->signatures;
        *c->report = broken;
    }
    return links;
}

static Err check_entries(Check *c, void (*progress)(int64_t done, int64_t all))
{
    while (c->seq < c->last_entry) {
        arena_reset(c->mem);
        LedgerChunkRow *rows;
        size_t count;
        TRY(q_ledger_chunk(c->db, c->mem, c->seq, CHUNK, &rows, &count));
        if (count == 0) return wrong(c, c->seq + 1, "missing: an entry was removed");
        TRY(check_chunk(c, rows, count));
        if (progress) progress(c->seq, c->last_entry);
    }
    return OK;
}

static Err check_ends(Check *c)
{
    if (c->last_signature > c->last_entry)
        return wrong(c, c->last_entry + 1, "tail cut off: a signature names an entry that is gone");
    if (c->last_signature < c->last_entry)
        return wrong(c, c->last_signature + 1, "not signed: entries were added, or their signature was removed");
    return OK;
}

static Err check_head_line(void *arg, Str line)
{
    Check *c = arg;
    arena_reset(c->mem);
    Head h;
    if (head_parse(line, &h) != OK) return OK; // torn by a power cut; worth as much as a line that is not there
    TRY(check_signature(c, &h));
    if (h.seq > c->last_entry) return wrong(c, c->last_entry + 1, "tail cut off: the heads file names a later entry");
    LedgerHashRow row;
    TRY(q_ledger_hash(c->db, c->mem, h.seq, &row));
    if (!same(&h.hash, row.hash)) return wrong(c, h.seq, "changed: the heads file names another chain");
    return OK;
}

static Err check_all(Check *c, const char *heads, int64_t heads_size, void (*progress)(int64_t, int64_t), Why *w)
{
    LedgerEndsRow ends;
    TRY(q_ledger_ends(c->db, c->mem, &ends));
    c->last_entry = ends.entry;
    c->last_signature = ends.signature;
    TRY(check_entries(c, progress));
    TRY(check_ends(c));
    return heads_size ? file_each_line(heads, heads_size, HEAD_LINE_MAX, check_head_line, c, w) : OK;
}

Err ledger_verify(Db *db, const char *dir, LedgerReport *ret_report, void (*progress)(int64_t done, int64_t all),
                  Why *w)
{
    CLEANUP(arena_freep) Arena *own = arena_new(CHECK_MEMORY);
    CLEANUP(arena_freep) Arena *mem = arena_new(CHUNK_MEMORY);
    LedgerReport report = {0};
    Check c = {.db = db, .mem = mem, .report = &report};
    TRY(ledger_public_load(own, dir, &c.key, w));
    char *heads = heads_path(own, dir);
    int64_t heads_size = 0;
    // Measured before the snapshot: what is in the file by then is in the store too.
    Err e = file_size(heads, &heads_size);
    if (e != OK && e != E_NOTFOUND) return why(w, e, "cannot read %s", heads);
    bool snapshot = db_snapshot(db) == OK; // or the caller has one already
    e = check_all(&c, heads, heads_size, progress, w);
    if (snapshot) db_snapshot_end(db);
    if (e != OK && e != E_CONFLICT) return e;
    *ret_report = report;
    if (e == E_CONFLICT) (void)why(w, e, "entry %lld: %s", (long long)report.bad_seq, report.what);
    return e;
}
