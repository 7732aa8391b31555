// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The head of a page, and its Markdown: what comes out must be text of the file, within its bounds.
#include "guide/front.h"
#include "html/html.h"
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str file = {(const char *)data, size};
    Front f;
    Why w;
    if (front_parse(file, &f, &w) != OK) return 0;
    const Str all[] = {f.title, f.summary, f.section, f.form, f.sector, f.reviewer, f.body};
    for (size_t i = 0; i < COUNT(all); i++)
        assert(all[i].n == 0 || (all[i].p >= file.p && all[i].p + all[i].n <= file.p + file.n));
    assert(f.title.n && f.title.n <= FRONT_VALUE_MAX && f.reviewed);
    Arena *mem = arena_new(MB(64));
    Html h = html_markdown(mem, LANG_EN, f.body);
    assert(!str_has(h.s, S("<script")));
    arena_free(mem);
    return 0;
}
