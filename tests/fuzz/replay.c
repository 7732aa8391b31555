// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Runs a fuzz target over every file of its corpus folder, so that what was once found is tested for ever.
#include "sys/file.h"
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    Arena *mem = arena_new(MB(64));
    Str *names;
    size_t count;
    if (dir_list(mem, argv[1], 10000, &names, &count) != OK || count == 0) {
        fprintf(stderr, "no corpus in %s\n", argv[1]);
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        Str content;
        Why w;
        if (file_read(mem, str_z(mem, str_fmt(mem, "%s/%.*s", argv[1], STR_ARG(names[i]))), MB(4), &content, &w) !=
            OK) {
            fprintf(stderr, "%s\n", w.text);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)content.p, content.n);
    }
    printf("%zu passed, 0 failed\n", count);
    arena_free(mem);
    return 0;
}
