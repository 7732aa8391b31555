// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// `baken backup` and `baken restore --store`, as an operator types them, straight into the engine of this run.
#include "commands/command.h"
#include "crypt/crypt.h"
#include "sys/file.h"
#include "test_store.h"
#include "unit.h"
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARGS_MAX = 20, OUT_BYTES_MAX = 1024 * 1024, FILE_BYTES_MAX = 64 * 1024 * 1024, MODE = 0600, OPEN_FOLDERS = 16 };

static Arena *mem;
static char folder[] = "/tmp/baken-restore-XXXXXX";
static Str out, err; // what the last command printed
static const char *first, *first_store, *data_file, *keys_file, *key;

static const char *in(const char *name) { return str_z(mem, str_fmt(mem, "%s/%s", folder, name)); }

// A store for a folder of that name; names of databases are of one server, so the folder's is in it.
static const char *store_for(const char *name)
{
    return test_store_is_remote() ? test_store_empty(str_z(mem, str_fmt(mem, "%s-%s", folder, name)))
                                  : str_z(mem, str_fmt(mem, "sqlite:%s/%s.db", folder, name));
}

static int catch(const char *name, int stream)
{
    int kept = dup(stream), fd = open(in(name), O_RDWR | O_CREAT | O_TRUNC, MODE);
    assert_true(kept >= 0 && fd >= 0);
    dup2(fd, stream);
    close(fd);
    return kept;
}

static void give_back(int stream, int kept)
{
    dup2(kept, stream);
    close(kept);
}

static int baken(const char *word, ...)
{
    char *argv[ARGS_MAX] = {str_z(mem, S("baken"))};
    int argc = 1;
    va_list more;
    va_start(more, word);
    for (; word; word = va_arg(more, const char *)) argv[argc++] = str_z(mem, str_c(word));
    va_end(more);
    fflush(stdout);
    int kept = catch("out", STDOUT_FILENO), kept_err = catch("err", STDERR_FILENO);
    int code = command_main(argc, argv);
    fflush(stdout);
    fflush(stderr);
    give_back(STDOUT_FILENO, kept);
    give_back(STDERR_FILENO, kept_err);
    assert_ok(file_read(mem, in("out"), OUT_BYTES_MAX, &out, NULL));
    assert_ok(file_read(mem, in("err"), OUT_BYTES_MAX, &err, NULL));
    return code;
}

static const char *only(const char *name, const char *end)
{
    Str *names;
    size_t n;
    assert_ok(dir_list(mem, in(name), OPEN_FOLDERS, &names, &n));
    for (size_t i = 0; i < n; i++)
        if (str_ends(names[i], str_c(end))) return str_z(mem, str_fmt(mem, "%s/%.*s", in(name), STR_ARG(names[i])));
    fail_msg("no %s in %s", end, name);
    return NULL;
}

static int account(const char *dir, const char *store, const char *name)
{
    return baken("account", "create", "--data", dir, "--store", store, "--org", name, "--username", name,
                 "--name", name, NULL);
}

static int back_up(const char *name, const char *dir, const char *store)
{
    return baken("backup", in(name), "--data", dir, "--store", store, "--key-file", key, NULL);
}

static int setup(void **state)
{
    Why w = {{0}};
    (void)state;
    mem = arena_new(MB(256));
    password_fast_for_tests(true);
    assert_non_null(mkdtemp(folder));
    assert_ok(file_write(in("key"), MODE, str_fmt(mem, "%064d\n", 7), &w));
    key = in("key");
    first = in("first");
    first_store = store_for("first");
    assert_int_equal(account(first, first_store, "eerste"), 0);
    assert_int_equal(back_up("backup", first, first_store), 0);
    data_file = only("backup", ".data");
    keys_file = only("backup", ".keys");
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    arena_free(mem);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static int restore(const char *data, const char *dir, const char *store)
{
    return baken("restore", data, keys_file, "--data", dir, "--store", store, "--key-file", key, NULL);
}

// Every command that reads says of an empty store what it is.
static void nothing_in_the_store(void **state)
{
    (void)state;
    static const char *const asked[][2] = {{"account", "list"}, {"audit", "verify"}, {"doctor", "--quick"}};
    const char *store = store_for("nothing");
    assert_true(mkdir(in("nothing"), 0700) == 0);
    for (size_t i = 0; i < COUNT(asked); i++) {
        int code = baken(asked[i][0], asked[i][1], "--data", in("nothing"), "--store", store, NULL);
        assert_int_equal(code, 4);
        assert_true(str_has(err, test_store_is_remote() ? S("there is nothing in the store yet") : S("is not there")));
    }
}

static void straight_into_a_store(void **state)
{
    (void)state;
    const char *dir = in("second"), *store = store_for("second");
    int code = restore(data_file, dir, store);
    if (code) print_error("%.*s\n", STR_ARG(err));
    assert_int_equal(code, 0);
    assert_false(file_exists(in("second/baken.db")) || file_exists(in("second/records")));
    assert_false(file_exists(in("second.restoring")));
    assert_true(file_exists(in("second/keys/pepper.key")));
    assert_int_equal(baken("account", "list", "--data", dir, "--store", store, NULL), 0);
    assert_true(str_has(out, S("eerste")));
    assert_int_equal(baken("audit", "verify", "--data", dir, "--store", store, NULL), 0);
    assert_int_equal(baken("audit", "export", "--data", dir, "--store", store, NULL), 0);
    assert_true(str_has(out, S("backup.restore")));
    // the round of retention goes to this store too, and makes none beside it
    assert_int_equal(baken("retention", "--run", "--data", dir, "--store", store, NULL), 0);
    assert_false(file_exists(in("second/baken.db")));
    // it is a platform of its own: what is made there goes in, and comes back
    assert_int_equal(account(dir, store, "tweede"), 0);
    assert_int_equal(back_up("again", dir, store), 0);
    // the folder itself, whatever engine the backup came from
    const char *file = str_z(mem, str_fmt(mem, "sqlite:%s/baken.db", in("third")));
    keys_file = only("again", ".keys");
    assert_int_equal(restore(only("again", ".data"), in("third"), file), 0);
    keys_file = only("backup", ".keys");
    assert_int_equal(baken("account", "list", "--data", in("third"), "--store", file, NULL), 0);
    assert_true(str_has(out, S("eerste")) && str_has(out, S("tweede")));
}

static void a_store_in_use_is_not_touched(void **state)
{
    (void)state;
    assert_int_equal(restore(data_file, in("fourth"), first_store), 5);
    assert_true(str_has(err, S("not empty")));
    assert_false(file_exists(in("fourth")) || file_exists(in("fourth.restoring")));
    assert_int_equal(baken("audit", "verify", "--data", first, "--store", first_store, NULL), 0);
}

static void a_damaged_backup_fills_no_store(void **state)
{
    (void)state;
    const char *store = store_for("fifth");
    Why w = {{0}};
    Str whole;
    assert_ok(file_read(mem, data_file, FILE_BYTES_MAX, &whole, NULL));
    char *bytes = str_z(mem, whole);
    bytes[whole.n / 2] ^= 1;
    assert_ok(file_write(in("spoiled"), MODE, (Str){bytes, whole.n}, &w));
    assert_int_equal(restore(in("spoiled"), in("fifth"), store), 8);
    assert_true(str_has(err, S("damaged near byte")));
    assert_false(file_exists(in("fifth")));
    assert_int_equal(restore(data_file, in("fifth"), store), 0); // so the whole one still fits
}

static void a_store_that_is_away_leaves_nothing(void **state)
{
    (void)state;
    assert_int_not_equal(restore(data_file, in("sixth"), "postgres://baken@127.0.0.1:1/baken"), 0);
    assert_false(file_exists(in("sixth")) || file_exists(in("sixth.restoring")));
}

// A new program over an older store: a backup changes nothing in it, or is refused with what to do.
static void an_older_schema_is_backed_up_first(void **state)
{
    (void)state;
    const char *dir = in("seventh"), *store = store_for("seventh");
    assert_int_equal(account(dir, store, "zevende"), 0);
    test_store_run(store, "DELETE FROM baken_schema WHERE version = (SELECT MAX(version) FROM baken_schema)");
    assert_int_equal(back_up("older", dir, store), test_store_is_remote() ? 5 : 0);
    assert_true(str_has(err, S("the schema of another version")));
    assert_int_equal(baken("account", "list", "--data", dir, "--store", store, NULL), 5); // and it was not brought up
    assert_true(str_has(err, S("baken migrate")));
    assert_int_equal(baken("audit", "verify", "--data", dir, "--store", store, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_the_store),
        cmocka_unit_test(straight_into_a_store),
        cmocka_unit_test(a_store_in_use_is_not_touched),
        cmocka_unit_test(a_damaged_backup_fills_no_store),
        cmocka_unit_test(an_older_schema_is_backed_up_first),
        cmocka_unit_test(a_store_that_is_away_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
