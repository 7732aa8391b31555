// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_REFER // kernel headers older than the kernel
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

// What the first version of Landlock knows: everything on files and folders.
#define FILES_V1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define READ_ONLY (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

// Libraries and the data of libmagic are read while running; entropy and name look-ups too.
static const char *const read_only[] = {"/usr", "/lib", "/lib64", "/etc", "/dev", "/proc", "/sys"};

static int landlock_version(void)
{
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static void allow(int ruleset, const char *path, __u64 access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    struct stat st;
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) return; // not there: nothing to allow
    if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode)) rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

static bool close_files(const char *const folders[SANDBOX_FOLDERS_MAX],
                        const char *const readable[SANDBOX_READABLE_MAX])
{
    int version = landlock_version();
    if (version < 1) return false;
    __u64 all = FILES_V1;
    if (version >= 2) all |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3) all |= LANDLOCK_ACCESS_FS_TRUNCATE;
    const struct landlock_ruleset_attr attr = {.handled_access_fs = all};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0) return false;
    for (size_t i = 0; i < COUNT(read_only); i++) allow(ruleset, read_only[i], READ_ONLY);
    for (size_t i = 0; i < SANDBOX_FOLDERS_MAX; i++)
        if (folders[i]) allow(ruleset, folders[i], all & ~(__u64)LANDLOCK_ACCESS_FS_EXECUTE);
    for (size_t i = 0; i < SANDBOX_READABLE_MAX; i++)
        if (readable[i]) allow(ruleset, readable[i], READ_ONLY);
    bool held = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return held;
}

// The sanitizer looks for leaks at the end by tracing its own threads; a build with it is never one that serves people.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOOKS_FOR_LEAKS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define LOOKS_FOR_LEAKS 1
#endif

static bool close_calls(void)
{
    static const int denied[] = {
        SCMP_SYS(execve),
        SCMP_SYS(execveat),
#ifndef LOOKS_FOR_LEAKS
        SCMP_SYS(ptrace),
#endif
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev),
        SCMP_SYS(mount),
        SCMP_SYS(umount2),
        SCMP_SYS(pivot_root),
        SCMP_SYS(chroot),
        SCMP_SYS(kexec_load),
        SCMP_SYS(kexec_file_load),
        SCMP_SYS(init_module),
        SCMP_SYS(finit_module),
        SCMP_SYS(delete_module),
        SCMP_SYS(bpf),
        SCMP_SYS(perf_event_open),
        SCMP_SYS(userfaultfd),
        SCMP_SYS(keyctl),
        SCMP_SYS(add_key),
        SCMP_SYS(request_key),
        SCMP_SYS(unshare),
        SCMP_SYS(setns),
        SCMP_SYS(reboot),
        SCMP_SYS(swapon),
        SCMP_SYS(open_by_handle_at),
        SCMP_SYS(settimeofday),
        SCMP_SYS(clock_settime),
        SCMP_SYS(personality),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) return false;
    int failed = 0;
    for (size_t i = 0; i < COUNT(denied) && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
    if (!failed) failed = seccomp_load(filter);
    seccomp_release(filter);
    return !failed;
}

Sandbox sandbox_enter(const char *const folders[SANDBOX_FOLDERS_MAX],
                      const char *const readable[SANDBOX_READABLE_MAX])
{
    Sandbox held = {false, false};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return held;
    held.files = close_files(folders, readable);
    held.calls = close_calls();
    return held;
}
