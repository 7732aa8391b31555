// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/sandbox.h"
#include "unit.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FINE = 0, WROTE_OUTSIDE = 1, COULD_NOT_WRITE_INSIDE = 2, RAN_A_PROGRAM = 3, COULD_NOT_READ = 4,
       READ_ANYTHING = 5, NOT_HELD = 77 };

static int writes(const char *dir, const char *name)
{
    char path[128];
    int n = 0;
    for (const char *p = dir; *p; p++) path[n++] = *p;
    for (const char *p = name; *p; p++) path[n++] = *p;
    path[n] = 0;
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) return errno;
    close(fd);
    unlink(path);
    return 0;
}

static int access_by_opening(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0) return errno;
    close(fd);
    return 0;
}

// In a child: what is given up is given up for good.
static int inside(const char *mine, const char *other, const char *allowed, const char *beside)
{
    const char *const folders[SANDBOX_FOLDERS_MAX] = {mine};
    const char *const readable[SANDBOX_READABLE_MAX] = {allowed, "/not/there"};
    const Sandbox held = sandbox_enter(folders, readable);
    if (access_by_opening(allowed) != 0) return COULD_NOT_READ;
    if (held.files && access_by_opening(beside) != EACCES) return READ_ANYTHING;
    if (held.files && writes(other, "/x") != EACCES) return WROTE_OUTSIDE;
    if (writes(mine, "/x") != 0) return COULD_NOT_WRITE_INSIDE;
    if (held.calls) {
        char *const args[] = {(char[]){"true"}, NULL};
        execv("/bin/true", args);
        if (errno != EPERM && errno != EACCES) return RAN_A_PROGRAM;
    }
    return held.files && held.calls ? FINE : NOT_HELD;
}

static void gives_up_files_and_programs(void **state)
{
    (void)state;
    char mine[] = "/tmp/baken-mine-XXXXXX", other[] = "/tmp/baken-other-XXXXXX";
    assert_non_null(mkdtemp(mine));
    assert_non_null(mkdtemp(other));
    char allowed[] = "/tmp/baken-allowed-XXXXXX", beside[] = "/tmp/baken-beside-XXXXXX";
    close(mkstemp(allowed));
    close(mkstemp(beside));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(inside(mine, other, allowed, beside));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    rmdir(mine);
    rmdir(other);
    unlink(allowed);
    unlink(beside);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NOT_HELD) {
        print_message("SKIPPED: this system has no Landlock or no seccomp\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), FINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(gives_up_files_and_programs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
