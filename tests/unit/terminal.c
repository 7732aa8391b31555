// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The commands as an operator types them: accounts, the ledger, backup and restore, decision tables.
#include "app/app.h"
#include "commands/command.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "sys/file.h"
#include "unit.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARGS_MAX = 20, OUT_BYTES_MAX = 1024 * 1024, MODE = 0600 };

static Arena *mem;
static char dir[64];
static const char *data, *backup, *pass;
static const char *data_file, *keys_file; // of the first backup
static Str out;                           // what the last command printed

static const char *in(const char *name) { return str_z(mem, str_fmt(mem, "%s/%s", dir, name)); }

// Runs "baken WORDS...", its output caught in a file.
static int baken(const char *first, ...)
{
    char *argv[ARGS_MAX] = {str_z(mem, S("baken"))};
    int argc = 1;
    va_list more;
    va_start(more, first);
    for (const char *word = first; word; word = va_arg(more, const char *)) argv[argc++] = str_z(mem, str_c(word));
    va_end(more);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), kept_err = dup(STDERR_FILENO);
    int fd = open(in("out"), O_RDWR | O_CREAT | O_TRUNC, MODE), nothing = open("/dev/null", O_WRONLY);
    assert_true(kept >= 0 && kept_err >= 0 && fd >= 0 && nothing >= 0);
    dup2(fd, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    int code = command_main(argc, argv);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    dup2(kept_err, STDERR_FILENO);
    close(kept);
    close(kept_err);
    close(fd);
    close(nothing);
    assert_ok(file_read(mem, in("out"), OUT_BYTES_MAX, &out, NULL));
    return code;
}

static void write_file(const char *name, Str content)
{
    Why w;
    assert_ok(file_write(in(name), MODE, content, &w));
}

static int setup(void **state)
{
    (void)state;
    mem = arena_new(MB(256));
    memcpy(dir, "/tmp/baken-terminal-XXXXXX", sizeof "/tmp/baken-terminal-XXXXXX");
    if (crypt_start() != OK || !mkdtemp(dir)) return -1;
    password_fast_for_tests(true);
    data = in("data");
    backup = in("backup");
    pass = in("pass");
    write_file("pass", S("een zin die niemand raadt\n"));
    return baken("init", "--data", data, NULL);
}

static void remove_all(const char *path)
{
    Str *names;
    size_t n;
    if (dir_list(mem, path, 1000, &names, &n) == OK)
        for (size_t i = 0; i < n; i++) remove_all(str_z(mem, str_fmt(mem, "%s/%.*s", path, STR_ARG(names[i]))));
    remove(path);
}

static int teardown(void **state)
{
    (void)state;
    decision_unload();
    directory_forget();
    remove_all(dir);
    arena_free(mem);
    return 0;
}

static void what_is_typed_wrong_is_said(void **state)
{
    (void)state;
    assert_int_equal(baken("nonsense", NULL), 2);
    assert_int_equal(baken("audit", "verify", NULL), 2); // no --data
    assert_int_equal(baken("audit", "verify", "--data", in("nowhere"), NULL), 4);
    assert_int_equal(baken("doctor", "--data", data, "--loud", NULL), 2);
    assert_int_equal(baken("backup", "--help", NULL), 0);
    assert_true(str_has(out, S("--passphrase-file FILE")));
}

static void a_first_account(void **state)
{
    (void)state;
    assert_int_equal(baken("account", "create", "--data", data, "--org", "Proef", "--username", "eerste", "--name",
                           "E. Erste", "--json", NULL),
                     0);
    assert_true(str_has(out, S("\"totp_secret\":\"")));
    assert_int_equal(baken("account", "list", "--data", data, "--json", NULL), 0);
    assert_true(str_has(out, S("\"username\":\"eerste\"")) && str_has(out, S("\"roles\":\"org_admin,administrator\"")));
    assert_false(str_has(out, S("totp")));
    // Whoever has the machine can't add a second one: that takes the key that the first one holds.
    assert_int_equal(
        baken("account", "create", "--data", data, "--org", "Proef", "--username", "tweede", "--name", "T", NULL), 5);
    assert_int_equal(baken("account", "invite", "--data", data, "--org", "Dorp", "--kind", "municipality", "--username",
                           "dorp", "--name", "D. Orp", "--roles", "org_admin,nonsense", NULL),
                     2);
    assert_int_equal(baken("account", "invite", "--data", data, "--org", "Dorp", "--kind", "municipality", "--username",
                           "dorp", "--name", "D. Orp", NULL),
                     0);
    assert_int_equal(baken("account", "disable", "niemand", "--data", data, NULL), 4);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

// The one file in a folder of the test that ends so; fails when there are more.
static const char *only(const char *folder, const char *end)
{
    Str *names;
    size_t n, found = 0;
    const char *path = NULL;
    assert_ok(dir_list(mem, in(folder), 100, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_ends(names[i], str_c(end))) continue;
        path = str_z(mem, str_fmt(mem, "%s/%.*s", in(folder), STR_ARG(names[i])));
        found++;
    }
    assert_int_equal(found, 1);
    return path;
}

static size_t files_in(const char *folder)
{
    Str *names;
    size_t n;
    assert_ok(dir_list(mem, in(folder), 100, &names, &n));
    return n;
}

static void backup_and_back(void **state)
{
    (void)state;
    const char *again = in("again");
    assert_int_equal(baken("backup", backup, "--data", data, NULL), 2); // sealed with what?
    assert_int_equal(baken("backup", backup, "--data", data, "--passphrase-file", pass, "--json", NULL), 0);
    data_file = only("backup", ".data");
    keys_file = only("backup", ".keys");
    assert_int_equal(baken("restore", data_file, keys_file, "--check", "--passphrase-file", pass, NULL), 0);
    assert_int_equal(baken("restore", data_file, "--check", "--passphrase-file", pass, NULL), 0);
    assert_int_equal(baken("restore", data_file, "--data", again, "--passphrase-file", pass, NULL), 2); // and the keys?
    // In whatever order they are named.
    assert_int_equal(baken("restore", keys_file, data_file, "--data", again, "--passphrase-file", pass, NULL), 0);
    assert_int_equal(baken("restore", data_file, keys_file, "--data", again, "--passphrase-file", pass, NULL), 5);
    Str before, after;
    static const char *const same[] = {"keys/pepper.key", "keys/ledger.key"};
    for (size_t i = 0; i < COUNT(same); i++) {
        assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "%s/%s", data, same[i])), KB(4), &before, NULL));
        assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "%s/%s", again, same[i])), KB(4), &after, NULL));
        assert_true(str_eq(before, after));
    }
    assert_false(file_exists(in("again/records"))); // nothing lies beside the store that opens it
    assert_int_equal(baken("account", "list", "--data", again, NULL), 0);
    assert_true(str_has(out, S("eerste")));
    assert_int_equal(baken("audit", "verify", "--data", again, NULL), 0);
    assert_int_equal(baken("doctor", "--data", again, "--json", NULL), 0);
    assert_true(str_has(out, S("\"check\":\"ledger\"")) && !str_has(out, S("DANGER")));
}

// Each of the two files, spoiled while the other one is whole.
static void spoil(const char *file, const char *other)
{
    Str whole;
    const char *spoiled = in("spoiled"), *target = in("target");
    assert_ok(file_read(mem, file, MB(64), &whole, NULL));
    const size_t places[] = {3, 20, 40, 60, 80, 90, 100, 120, whole.n / 3, whole.n / 2, whole.n - 1};
    char *bytes = arena_alloc(mem, whole.n);
    for (size_t i = 0; i < COUNT(places); i++) {
        memcpy(bytes, whole.p, whole.n);
        bytes[places[i]] ^= 1;
        write_file("spoiled", (Str){bytes, whole.n});
        int code = baken("restore", spoiled, other, "--data", target, "--passphrase-file", pass, NULL);
        // 2: no longer looks like a backup; 5: no longer of the same installation, or older than the other
        assert_true(code == 8 || code == 2 || code == 5);
        assert_false(file_exists(target));
    }
    const size_t cuts[] = {0, 50, 70, 105, whole.n / 2, whole.n - 1};
    for (size_t i = 0; i < COUNT(cuts); i++) {
        write_file("spoiled", (Str){whole.p, cuts[i]});
        assert_int_not_equal(baken("restore", spoiled, other, "--data", target, "--passphrase-file", pass, NULL), 0);
        assert_false(file_exists(target));
    }
    write_file("spoiled", str_fmt(mem, "%.*sx", STR_ARG(whole)));
    assert_int_equal(baken("restore", spoiled, other, "--data", target, "--passphrase-file", pass, NULL), 8);
}

static void a_damaged_backup_is_refused(void **state)
{
    (void)state;
    spoil(data_file, keys_file);
    spoil(keys_file, data_file);
    write_file("other", S("een heel andere zin dan die\n"));
    assert_int_equal(
        baken("restore", data_file, keys_file, "--data", in("target"), "--passphrase-file", in("other"), NULL), 8);
    assert_false(file_exists(in("target")));
}

static void only_what_belongs_together_is_put_back(void **state)
{
    (void)state;
    const char *target = in("target");
    assert_int_equal(baken("restore", data_file, data_file, "--data", target, "--passphrase-file", pass, NULL), 2);
    assert_int_equal(baken("init", "--data", in("elsewhere"), NULL), 0);
    assert_int_equal(baken("backup", in("foreign"), "--data", in("elsewhere"), "--passphrase-file", pass, NULL), 0);
    assert_int_equal(
        baken("restore", data_file, only("foreign", ".keys"), "--data", target, "--passphrase-file", pass, NULL), 5);
    // Keys older than the data: only when it is asked for.
    assert_int_equal(baken("backup", in("later"), "--data", data, "--passphrase-file", pass, NULL), 0);
    assert_int_equal(
        baken("restore", only("later", ".data"), keys_file, "--data", target, "--passphrase-file", pass, NULL), 5);
    assert_false(file_exists(target));
    assert_int_equal(baken("restore", only("later", ".data"), keys_file, "--data", target, "--passphrase-file", pass,
                           "--older-keys", NULL),
                     0);
    remove_all(target);
    // Newer keys with older data: always.
    assert_int_equal(
        baken("restore", data_file, only("later", ".keys"), "--data", target, "--passphrase-file", pass, NULL), 0);
    remove_all(target);
}

static void old_backups_go(void **state)
{
    (void)state;
    write_file("key", str_fmt(mem, "%064d\n", 7));
    const char *key = in("key"), *folder = in("kept"), *apart = in("apart");
    assert_ok(dir_make(folder, 0700, NULL));
    write_file("kept/baken-notes.data", S("niet van ons"));
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            baken("backup", folder, "--keys", apart, "--data", data, "--key-file", key, "--keep", "2", NULL), 0);
    assert_int_equal(files_in("kept"), 3); // two, and what is not ours
    assert_int_equal(files_in("apart"), 1);
    assert_int_equal(baken("backup", apart, "--only-keys", "--data", data, "--key-file", key, "--json", NULL), 0);
    assert_true(str_has(out, S("\"data\":\"\"")));
    assert_int_equal(files_in("apart"), 1);
    assert_int_equal(files_in("kept"), 3);
    assert_int_equal(baken("restore", only("apart", ".keys"), "--check", "--passphrase-file", pass, NULL), 2);
    assert_int_equal(baken("restore", only("apart", ".keys"), "--check", "--key-file", key, NULL), 0);
}

static void tampering_is_found(void **state)
{
    (void)state;
    const char *again = in("again"), *db = in("again/baken.db");
    run_sql(db, "DROP TRIGGER ledger_entry_stays; UPDATE ledger_entry SET account_id = 99 WHERE seq = 2;");
    assert_int_equal(baken("audit", "verify", "--data", again, "--json", NULL), 5);
    assert_true(str_has(out, S("\"intact\":false")) && str_has(out, S("\"bad_entry\":2")));
    assert_int_equal(baken("doctor", "--data", again, "--json", NULL), 5);
    assert_true(str_has(out, S("\"health\":\"DANGER\",\"check\":\"ledger\"")));
    assert_int_equal(baken("audit", "export", "--data", data, NULL), 0);
    assert_true(str_has(out, S("\"action\":\"account.create\"")) && str_has(out, S("\"action\":\"backup.make\"")));
}

static void tables_are_asked(void **state)
{
    (void)state;
    assert_int_equal(
        baken("rules", "eval", "rules/termijnen.dmn", "--input", "{\"klok\":\"feedback\"}", "--json", NULL), 0);
    assert_true(str_has(out, S("\"dagen\":90")) && str_has(out, S("\"rule\":\"termijn_02\"")));
    assert_int_equal(baken("rules", "eval", "rules/termijnen.dmn", "--input", "{\"kllok\":1}", NULL), 2);
    assert_int_equal(baken("rules", "eval", "rules/termijnen.dmn", "--decision", "Nee", NULL), 4);
    assert_int_equal(baken("rules", "check", "rules/triage.dmn", NULL), 0);
    write_file("bad.dmn", S("<definitions/>"));
    assert_int_equal(baken("rules", "check", in("bad.dmn"), NULL), 2);
    assert_int_equal(baken("rules", "tck", in("data"), NULL), 4); // no cases there
}

static void the_man_page_tells_all(void **state)
{
    (void)state;
    assert_int_equal(baken("man", NULL), 0);
    for (const Command *c = commands; c->name; c++) {
        bool told = str_has(out, str_fmt(mem, ".SS baken %s", c->name));
        assert_true(c->hidden || told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_wrong_is_said),
        cmocka_unit_test(a_first_account),
        cmocka_unit_test(backup_and_back),
        cmocka_unit_test(a_damaged_backup_is_refused),
        cmocka_unit_test(only_what_belongs_together_is_put_back),
        cmocka_unit_test(old_backups_go),
        cmocka_unit_test(tampering_is_found),
        cmocka_unit_test(tables_are_asked),
        cmocka_unit_test(the_man_page_tells_all),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
