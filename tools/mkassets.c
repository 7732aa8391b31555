// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mkassets OUT.c MOUNT=FOLDER ... - every file below the folders becomes bytes in the program (src/assets/assets.h).
//
// The assembler takes the bytes in (.incbin), so a build does not grow with them. The etag is a hash of the content and
// stands in the C file; so that file changes, and is compiled again, whenever an asset does.
#include "gen.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 4096, PATH_LENGTH_MAX = 4096 };

typedef struct File {
    Str mount, disk; // "data/desks.json", "/.../data/desks.json"
} File;

typedef struct List {
    Arena *mem;
    File *all;
    size_t count;
} List;

static const struct {
    const char *ending, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".json", "application/json"},
    {".csv", "text/csv; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".dmn", "application/xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".map", "application/json"},
    {".gz", "application/gzip"},
};

static const char *type_of(Str path)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_ends(path, str_c(types[i].ending))) return types[i].type;
    return NULL;
}

static int not_hidden(const struct dirent *e) { return e->d_name[0] != '.'; }

static void walk(List *list, Str mount, Str disk);

static void walk_entry(List *list, Str mount, Str disk, const char *name)
{
    Str inner = str_fmt(list->mem, "%.*s/%s", STR_ARG(disk), name);
    Str path = str_fmt(list->mem, "%.*s/%s", STR_ARG(mount), name);
    struct stat info;
    if (stat(str_z(list->mem, inner), &info) != 0) gen_fail(str_z(list->mem, inner), 0, "cannot be read");
    if (S_ISDIR(info.st_mode)) {
        if (strcmp(name, "examples") != 0) walk(list, path, inner); // pages that only check the styles
        return;
    }
    if (!type_of(path)) gen_fail(str_z(list->mem, inner), 0, "an asset of unknown type: add it to tools/mkassets.c");
    if (list->count == FILES_MAX) gen_fail(str_z(list->mem, inner), 0, "more than %d assets", FILES_MAX);
    list->all[list->count++] = (File){path, inner};
}

static void walk(List *list, Str mount, Str disk)
{
    struct dirent **entries;
    int n = scandir(str_z(list->mem, disk), &entries, not_hidden, alphasort);
    if (n < 0) gen_fail(str_z(list->mem, disk), 0, "this folder cannot be read");
    for (int i = 0; i < n; i++) {
        walk_entry(list, mount, disk, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static int by_mount(const void *a, const void *b)
{
    const File *x = a, *y = b;
    return str_cmp(x->mount, y->mount);
}

static uint64_t fnv1a(Str s) // tells versions of one file apart; not against an attacker
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}

static void put_table(Buf *out, const List *list)
{
    buf_c(out, "// Made by mkassets. Do not edit.\n#include \"assets/assets.h\"\n\n"
               "#define TAKE(name, path) \\\n"
               "    __asm__(\".section .rodata\\n.balign 16\\n\" #name \":\\n.incbin \\\"\" path "
               "\"\\\"\\n.byte 0\\n.previous\\n\"); \\\n"
               "    extern const char name[]\n\n");
    for (size_t i = 0; i < list->count; i++) {
        buf_fmt(out, "TAKE(asset_%zu, ", i);
        gen_literal(out, list->all[i].disk);
        buf_c(out, ");\n");
    }
    buf_c(out, "\nconst Asset assets[] = {\n");
    for (size_t i = 0; i < list->count; i++) {
        CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
        Str bytes = gen_read(mem, str_z(mem, list->all[i].disk));
        buf_c(out, "    {{");
        gen_literal(out, list->all[i].mount);
        buf_fmt(out, ", %zu}, \"%s\", {asset_%zu, %zu}, \"%016llx\"},\n", list->all[i].mount.n,
                type_of(list->all[i].mount), i, bytes.n, (unsigned long long)fnv1a(bytes));
    }
    buf_fmt(out, "    {{0}, NULL, {0}, NULL},\n};\nconst size_t assets_count = %zu;\n", list->count);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: mkassets OUT.c MOUNT=FOLDER ...\n");
        return 2;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(GEN_MEMORY_MAX);
    List list = {.mem = mem, .all = NEW_ARRAY(mem, File, FILES_MAX)};
    for (int i = 2; i < argc; i++) {
        Str folder = str_c(argv[i]);
        Str mount = str_cut(&folder, '=');
        if (folder.n == 0) gen_fail(argv[i], 0, "MOUNT=FOLDER is expected");
        walk(&list, mount, folder);
    }
    qsort(list.all, list.count, sizeof *list.all, by_mount);
    Buf out = buf_new(mem, GEN_FILE_MAX);
    put_table(&out, &list);
    gen_write(argv[1], buf_str(&out));
    return 0;
}
