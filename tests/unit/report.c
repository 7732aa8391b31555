// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The rules of a report, and what becomes of one in the store.
#include "test_store.h"
#include "signal/report.h"
#include "app/stored.h"
#include "app/stored_sql.h"
#include "signal/draft.h"
#include "signal/mailbox.h"
#include "signal/signal_report_sql.h"
#include "signal/work_sql.h"
#include "signal_place.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <string.h>

#define STORY "Er slapen mensen in de kas van de buurman."

static Report sample(void)
{
    return (Report){.role = S("professional"),
                    .anonymity = S("anonymous"),
                    .danger = S("nee"),
                    .form = S("labour"),
                    .police = S("nee"),
                    .minor = S("onbekend"),
                    .gm_code = S("GM0502"),
                    .story = S(STORY),
                    .place = S("Kas aan de Voorbeelddijk"),
                    .step1 = S("done")};
}

static Submission fresh(void)
{
    Submission s = {.seed = secret_random()};
    random_bytes(s.id, sizeof s.id);
    return s;
}

typedef struct HandIn {
    const Report *report;
    const Submission *submission;
    StoredReport stored;
} HandIn;

static Err hand_in_run(App *app, Db *db, Arena *mem, void *arg)
{
    HandIn *h = arg;
    SealedReport *sealed;
    TRY(report_seal(app, db, mem, h->report, h->submission, "web", LANG_NL, &sealed));
    TRY(report_store(db, mem, sealed, clock_now(), &h->stored));
    h->stored.number = STR_NONE; // its memory goes
    return app_log(app, db, &(Entry){.action = S("signal.receive"), .object = S("signal"), .object_id = h->stored.id});
}

static StoredReport hand_in(const Platform *p, const Report *r, const Submission *s)
{
    HandIn h = {.report = r, .submission = s};
    Why w = {{0}};
    assert_ok(app_write(p->app, hand_in_run, &h, &w));
    return h.stored;
}

// ---- rules ----

static void every_field_stands_once(void **state)
{
    (void)state;
    Report r = {0};
    for (const ReportField *f = report_fields; f->name; f++) {
        assert_ptr_equal(report_field(str_c(f->name)), f);
        assert_true(f->choices || f->max > 0);
        assert_int_equal(report_get(&r, f).n, 0); // no two fields share a place
        report_set(&r, f, S("x"));
    }
    assert_null(report_field(S("iets")));
}

static void topics_follow_the_answers(void **state)
{
    (void)state;
    Report r = {0};
    int step, steps;
    assert_false(topic_applies(&r, TOPIC_contact));
    r.anonymity = S("anonymous");
    assert_false(topic_applies(&r, TOPIC_contact));
    assert_int_equal(topic_next(&r, TOPIC_people), TOPIC_files);
    assert_int_equal(topic_before(&r, TOPIC_police), TOPIC_files);
    topic_place(&r, TOPIC_summary, &step, &steps);
    assert_int_equal(step, 11);
    assert_int_equal(steps, 11);
    r.anonymity = S("confidential");
    r.role = S("professional");
    assert_int_equal(topic_next(&r, TOPIC_people), TOPIC_code_steps);
    assert_int_equal(topic_before(&r, TOPIC_police), TOPIC_contact);
    assert_int_equal(topic_before(&r, TOPIC_role), TOPIC_role);
    topic_place(&r, TOPIC_role, &step, &steps);
    assert_int_equal(step, 1);
    assert_int_equal(steps, 13);
}

static void answers_are_checked(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(1));
    Report r = {0};
    FieldErrors e = {0};
    report_fill(mem, &r, report_field(S("vorm")), S("slavernij"), &e);
    assert_int_equal(e.n, 1);
    assert_string_equal(e.v[0].code, "unknown_value");
    assert_int_equal(r.form.n, 0);
    e.n = 0;
    report_fill(mem, &r, report_field(S("tekst")), S(" regel\r\nnog een \n"), &e);
    assert_int_equal(e.n, 0);
    assert_str(r.story, "regel\nnog een");
    char *long_text = arena_alloc(mem, REPORT_STORY_MAX + 2);
    memset(long_text, 'a', REPORT_STORY_MAX + 1);
    report_fill(mem, &r, report_field(S("tekst")), (Str){long_text, REPORT_STORY_MAX + 1}, &e);
    assert_string_equal(e.v[0].code, "too_long");
    assert_int_equal(r.story.n, REPORT_STORY_MAX); // nothing typed is thrown away but the end
    e.n = 0;
    r.anonymity = S("named");
    r.email = S("naam@voorbeeld");
    r.phone = S("12ab");
    report_check(&r, &e);
    static const char *const missing[] = {"rol", "gevaar", "vorm", "naam", "telefoon", "email", "politie"};
    assert_int_equal(e.n, COUNT(missing));
    for (size_t i = 0; i < COUNT(missing); i++) assert_string_equal(e.v[i].field, missing[i]);
    arena_free(mem);
}

static void an_anonymous_report_keeps_no_contact(void **state)
{
    (void)state;
    Report r = sample();
    r.name = S("Bo");
    r.phone = S("0612345678");
    report_drop_unasked(&r);
    assert_int_equal(r.name.n + r.phone.n, 0);
    assert_str(r.step1, "done");
    r.role = S("citizen");
    report_drop_unasked(&r);
    assert_int_equal(r.step1.n, 0);
}

static void a_wrong_group_is_named(void **state)
{
    (void)state;
    Receipt r = {"1234567890123456789012345"};
    bool wrong[RECEIPT_GROUPS] = {0}, length = false;
    assert_true(receipt_compare(&r, S("12345 67890-12345 67890 12345"), wrong, &length));
    assert_false(receipt_compare(&r, S("12345 67890 12345 67990 12345"), wrong, &length));
    assert_false(length);
    for (int i = 0; i < RECEIPT_GROUPS; i++) assert_int_equal(wrong[i], i == 3);
    assert_false(receipt_compare(&r, S("1234567890"), wrong, &length));
    assert_true(length);
    for (int i = 0; i < RECEIPT_GROUPS; i++) assert_false(wrong[i]);
}

// ---- drafts ----

// What takes most bytes when it travels: every answer as long as it may be, of the character that grows most.
static void the_longest_draft_comes_back(void **state)
{
    const Platform *p = *state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(16));
    FieldErrors errors = {0};
    Draft d = draft_new(0), back;
    char *longest = arena_alloc(mem, REPORT_STORY_MAX + 1);
    memset(longest, '<', REPORT_STORY_MAX);
    for (const ReportField *f = report_fields; f->name; f++)
        if (!f->choices) report_fill(mem, &d.report, f, (Str){longest, f->max}, &errors);
    assert_int_equal(errors.n, 0);
    Time now = clock_now();
    Str text = draft_close(p->app, mem, &d, now);
    assert_ok(draft_open(p->app, mem, text, 0, now, &back));
    assert_int_equal(back.report.story.n, REPORT_STORY_MAX);
}


static void a_draft_comes_back_whole(void **state)
{
    const Platform *p = *state;
    Arena *mem = p->mem;
    Time now = clock_now();
    Draft d = draft_new(7), back;
    for (const ReportField *f = report_fields; f->name; f++)
        report_set(&d.report, f, str_fmt(mem, "%s \"é\"\n<b>", f->name));
    d.report.files[0] = (ReportFile){
        .stored = S("00ff"), .name = S("foto.jpg"), .type = S("image/jpeg"), .size = 12, .key = secret_random()};
    d.report.file_count = 1;
    d.reviewed = true;
    Str text = draft_close(p->app, mem, &d, now);
    assert_ok(draft_open(p->app, mem, text, 7, now + HOURS(DRAFT_HOURS), &back));
    for (const ReportField *f = report_fields; f->name; f++)
        assert_true(str_eq(report_get(&d.report, f), report_get(&back.report, f)));
    assert_memory_equal(&d.submission, &back.submission, sizeof d.submission);
    assert_memory_equal(&d.report.files[0].key, &back.report.files[0].key, SECRET_SIZE);
    assert_true(back.reviewed && back.report.file_count == 1);
    assert_int_equal(draft_open(p->app, mem, text, 7, now + HOURS(DRAFT_HOURS) + 1, &back), E_INPUT); // too old
    assert_int_equal(draft_open(p->app, mem, text, 0, now, &back), E_INPUT);                          // another's
    assert_ok(draft_open(p->app, mem, text, 7, now - HOURS(3), &back)); // the clock was put back
    char *bent = str_z(mem, text);
    bent[text.n / 2] = bent[text.n / 2] == 'A' ? 'B' : 'A';
    assert_int_equal(draft_open(p->app, mem, str_c(bent), 7, now, &back), E_INPUT);
    assert_int_equal(draft_open(p->app, mem, STR_NONE, 7, now, &back), E_INPUT);
}

// ---- the store ----

static void a_resend_is_the_same_report(void **state)
{
    const Platform *p = *state;
    Report r = sample();
    Submission s = fresh();
    StoredReport first = hand_in(p, &r, &s), again = hand_in(p, &r, &s);
    assert_false(first.again);
    assert_true(again.again && !again.differs && again.mailbox_open);
    assert_int_equal(first.id, again.id);
    assert_string_equal(first.receipt.digits, again.receipt.digits);
    r.story = S("Iets anders.");
    StoredReport changed = hand_in(p, &r, &s);
    assert_true(changed.again && changed.differs);
    Submission other = fresh();
    StoredReport second = hand_in(p, &r, &other);
    assert_true(second.id != first.id);
    assert_string_not_equal(second.receipt.digits, first.receipt.digits);
}

static void only_the_owner_can_read_it(void **state)
{
    const Platform *p = *state;
    Arena *mem = p->mem;
    Report r = sample(), back = {0};
    r.anonymity = S("confidential");
    r.email = S("melder@voorbeeld.example");
    Submission s = fresh();
    StoredReport stored = hand_in(p, &r, &s);
    Db *db = p->app->read[0];
    Actor focal = {.account = {1}, .org = p->capelle, .group = p->capelle_pair, .has_group = true};
    Actor other = {.account = {2}, .org = p->national, .group = p->national_pair, .has_group = true};
    Secret key, reporter_key;
    assert_ok(record_key(db, mem, &focal, "signal", stored.id, &key));
    assert_ok(record_key(db, mem, &focal, "reporter", stored.id, &reporter_key));
    assert_int_equal(record_key(db, mem, &other, "signal", stored.id, &(Secret){{0}}), E_CRYPT);
    WorkSignalRow row;
    assert_ok(q_work_signal(db, mem, stored.id, &row));
    assert_ok(report_open_content(mem, &key, row.submission, row.sealed_content, &back));
    assert_str(back.story, STORY);
    assert_int_equal(back.email.n, 0);
    assert_ok(report_open_reporter(mem, &reporter_key, row.submission, row.sealed_reporter, &back));
    assert_str(back.email, "melder@voorbeeld.example");
    assert_int_equal(report_open_content(mem, &reporter_key, row.submission, row.sealed_content, &back), E_CRYPT);
}

static void copy_rows(const Platform *p)
{
    Why w = {{0}};
    Err e = db_backup(p->app->read[0], str_z(p->mem, str_fmt(p->mem, "%s/copy.db", p->dir)), &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
}

static void nothing_readable_reaches_the_disk(void **state)
{
    Platform *p = *state;
    Report r = sample();
    r.anonymity = S("named");
    r.name = S("Verzonnen Melder");
    Submission s = fresh();
    StoredReport stored = hand_in(p, &r, &s);
    // On PostgreSQL the files are not ours to read: a copy of all rows tells.
    if (test_store_is_remote()) copy_rows(p);
    Str disk = whole_disk(p);
    assert_true(disk.n > 10000);
    assert_true(str_has(disk, S("GM0502"))); // codes are readable, so we do look in the right place
    assert_false(str_has(disk, S("slapen mensen")));
    assert_false(str_has(disk, S("Voorbeelddijk")));
    assert_false(str_has(disk, S("Verzonnen Melder")));
    assert_false(str_has(disk, (Str){stored.receipt.digits, RECEIPT_DIGITS}));
    assert_false(str_has(disk, (Str){(const char *)s.seed.b, sizeof s.seed.b}));
}

static void a_signal_finds_its_owner(void **state)
{
    const Platform *p = *state;
    Db *db = p->app->read[0];
    OrgId org;
    assert_ok(signal_owner(db, p->mem, S("GM0502"), S("VR17"), S("Rotterdam"), &org));
    assert_int_equal(org.v, p->capelle.v);
    assert_ok(signal_owner(db, p->mem, S("GM0014"), S("VR01"), S("Noord-Nederland"), &org));
    assert_int_equal(org.v, p->national.v);
    assert_ok(signal_owner(db, p->mem, STR_NONE, STR_NONE, STR_NONE, &org));
    assert_int_equal(org.v, p->national.v);
}

// ---- the mailbox ----

typedef struct Post {
    const Mailbox *box;
    const MailboxPost *post;
    bool again;
} Post;

static Err post_run(App *app, Db *db, Arena *mem, void *arg)
{
    Post *x = arg;
    TRY(mailbox_store(db, mem, x->box, x->post, clock_now(), &x->again));
    return app_log(app, db,
                   &(Entry){.action = S("message.receive"), .object = S("signal"), .object_id = x->box->signal});
}

static Err drop_run(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    int64_t changed = 0;
    TRY(q_signal_drop_mailbox(db, *(int64_t *)arg, &changed));
    assert_int_equal(changed, 1);
    return app_log(app, db,
                   &(Entry){.action = S("mailbox.delete"), .object = S("signal"), .object_id = *(int64_t *)arg});
}

static void messages_go_both_ways_until_deleted(void **state)
{
    const Platform *p = *state;
    Arena *mem = p->mem;
    Db *db = p->app->read[0];
    Why w;
    Report r = sample();
    Submission s = fresh();
    StoredReport stored = hand_in(p, &r, &s);
    Mailbox box;
    assert_ok(mailbox_open(p->app, db, mem, &stored.receipt, &box));
    assert_int_equal(box.signal, stored.id);
    assert_str(box.public_state, "received");
    assert_int_equal(box.message_count, 0);
    MailboxPost post = {.submission = {1, 2, 3}};
    mailbox_seal(mem, &box, S("Ik zag ze weer."), NULL, 0, &post);
    Post x = {.box = &box, .post = &post};
    assert_ok(app_write(p->app, post_run, &x, &w));
    assert_false(x.again);
    assert_ok(app_write(p->app, post_run, &x, &w));
    assert_true(x.again); // sent twice, there once
    assert_ok(mailbox_open(p->app, db, mem, &stored.receipt, &box));
    assert_int_equal(box.message_count, 1);
    assert_str(box.messages[0].body, "Ik zag ze weer.");
    assert_true(box.messages[0].mine);
    // Staff read it with the thread key that follows from the signal key.
    Secret key;
    Actor focal = {.account = {1}, .org = p->capelle, .group = p->capelle_pair, .has_group = true};
    assert_ok(record_key(db, mem, &focal, "signal", stored.id, &key));
    Secret thread = signal_thread_key(&key);
    assert_memory_equal(&thread, &box.thread_key, sizeof thread);
    assert_ok(app_write(p->app, drop_run, &stored.id, &w));
    assert_int_equal(mailbox_open(p->app, db, mem, &stored.receipt, &box), E_NOTFOUND);
    assert_ok(record_key(db, mem, &focal, "signal", stored.id, &key)); // the signal stays
    Submission other = fresh();
    Receipt guess = receipt_from(&other.seed);
    assert_int_equal(mailbox_open(p->app, db, mem, &guess, &box), E_NOTFOUND);
}

static void a_token_lasts_half_an_hour(void **state)
{
    const Platform *p = *state;
    Time now = clock_now();
    Submission s = fresh();
    Receipt r = receipt_from(&s.seed), back;
    Str token = mailbox_token(p->app, p->mem, &r, now);
    assert_false(str_has(token, (Str){r.digits, 5}));
    assert_ok(mailbox_token_open(p->app, p->mem, token, now + MINUTES(MAILBOX_MINUTES), &back));
    assert_string_equal(r.digits, back.digits);
    assert_int_equal(mailbox_token_open(p->app, p->mem, token, now + MINUTES(MAILBOX_MINUTES) + 1, &back), E_INPUT);
    assert_int_equal(mailbox_token_open(p->app, p->mem, S("AAAA"), now, &back), E_INPUT);
    assert_ok(mailbox_token_open(p->app, p->mem, token, now - HOURS(3), &back)); // the clock was put back
    assert_int_equal(mailbox_token_open(p->app, p->mem, token, now - DAYS(30), &back), E_INPUT); // not for ever
}

// ---- files ----

static Err pending_run(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    (void)arg;
    TRY(q_pending_file_add(db, S("aaold"), clock_now() - HOURS(STORED_WAIT_HOURS) - 1, 3));
    TRY(q_pending_file_add(db, S("aanew"), clock_now(), 3));
    TRY(q_file_chunk_add(db, S("aaold"), 0, S("old")));
    TRY(q_file_chunk_add(db, S("aanew"), 0, S("new")));
    TRY(q_file_chunk_add(db, S("aataken"), 0, S("of a record")));
    return app_log(app, db, &(Entry){.action = S("file.receive")});
}

static void files_never_sent_are_removed(void **state)
{
    const Platform *p = *state;
    Why w;
    assert_ok(app_write(p->app, pending_run, NULL, &w));
    assert_ok(stored_clean(p->app, &w));
    PendingFileIsRow row;
    FileChunkRow chunk;
    Db *db = p->app->read[0];
    assert_int_equal(q_pending_file_is(db, p->mem, S("aaold"), &row), E_NOTFOUND);
    assert_int_equal(q_file_chunk(db, p->mem, S("aaold"), 0, &chunk), E_NOTFOUND);
    assert_ok(q_pending_file_is(db, p->mem, S("aanew"), &row));
    assert_ok(q_file_chunk(db, p->mem, S("aanew"), 0, &chunk));
    assert_ok(q_file_chunk(db, p->mem, S("aataken"), 0, &chunk));
}

static void programs_are_no_attachments(void **state)
{
    (void)state;
    assert_true(report_file_type_ok(S("image/jpeg")));
    assert_false(report_file_type_ok(S("text/html")));
    assert_false(report_file_type_ok(S("image/svg+xml")));
    assert_false(report_file_type_ok(S("application/x-dosexec")));
    assert_false(report_file_type_ok(S("application/x-pie-executable")));
}

// Everything filled to the brim with what takes most room in JSON still fits.
static void the_largest_draft_fits(void **state)
{
    const Platform *p = *state;
    Arena *mem = arena_new(MB(64));
    char *brim = arena_alloc(mem, REPORT_STORY_MAX);
    memset(brim, '<', REPORT_STORY_MAX);
    Draft d = draft_new(0), back;
    for (const ReportField *f = report_fields; f->name; f++)
        if (!f->choices) report_set(&d.report, f, (Str){brim, f->max});
    Str text = draft_close(p->app, mem, &d, clock_now());
    assert_ok(draft_open(p->app, mem, text, 0, clock_now(), &back));
    for (const ReportField *f = report_fields; f->name; f++)
        assert_true(str_eq(report_get(&d.report, f), report_get(&back.report, f)));
    d.report.role = S("citizen");
    d.report.form = S("other");
    d.report.anonymity = S("named");
    StoredReport stored = hand_in(p, &d.report, &d.submission);
    assert_true(stored.id > 0);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_field_stands_once),
                                       cmocka_unit_test(topics_follow_the_answers),
                                       cmocka_unit_test(answers_are_checked),
                                       cmocka_unit_test(an_anonymous_report_keeps_no_contact),
                                       cmocka_unit_test(a_wrong_group_is_named),
                                       cmocka_unit_test(programs_are_no_attachments),
                                       cmocka_unit_test(the_largest_draft_fits),
                                       cmocka_unit_test(the_longest_draft_comes_back),
        cmocka_unit_test(a_draft_comes_back_whole),
                                       cmocka_unit_test(a_resend_is_the_same_report),
                                       cmocka_unit_test(only_the_owner_can_read_it),
                                       cmocka_unit_test(nothing_readable_reaches_the_disk),
                                       cmocka_unit_test(a_signal_finds_its_owner),
                                       cmocka_unit_test(messages_go_both_ways_until_deleted),
                                       cmocka_unit_test(a_token_lasts_half_an_hour),
                                       cmocka_unit_test(files_never_sent_are_removed)};
    return cmocka_run_group_tests(tests, platform_open, platform_close);
}
