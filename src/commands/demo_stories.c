// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_stories.c - stories put together from loose sentences, so that no two reports are the same.
#include "assets/assets.h"
#include "commands/demo.h"
#include <assert.h>
#include <string.h>

enum { SECTIONS_MAX = 80, LINES_MAX = 1000, STORY_MAX = 8000 };

typedef struct Section {
    Str name;
    size_t first, count;
} Section;

struct Stories {
    Section sections[SECTIONS_MAX];
    size_t section_count;
    Str lines[LINES_MAX];
    size_t line_count;
};

static Err add_line(Stories *s, Str line, Why *w)
{
    if (line.p[0] == '[') {
        if (s->section_count == SECTIONS_MAX) return why(w, E_LIMIT, "verhalen.txt: too many sections");
        Str name = {line.p + 1, line.n - 2};
        s->sections[s->section_count++] = (Section){.name = name, .first = s->line_count};
        return OK;
    }
    if (s->section_count == 0 || s->line_count == LINES_MAX)
        return why(w, E_LIMIT, "verhalen.txt: a line without room");
    s->lines[s->line_count++] = line;
    s->sections[s->section_count - 1].count++;
    return OK;
}

Err stories_load(Arena *mem, Stories **ret_stories, Why *w)
{
    const Asset *file = asset_find(S("data/demo/verhalen.txt"));
    if (!file) return why(w, E_NOTFOUND, "data/demo/verhalen.txt is not in the program");
    Stories *s = NEW(mem, Stories);
    for (Str rest = file->bytes; rest.n;) {
        Str line = str_trim(str_cut(&rest, '\n'));
        if (line.n == 0 || line.p[0] == '#') continue;
        TRY(add_line(s, line, w));
    }
    *ret_stories = s;
    return OK;
}

static const Section *find(const Stories *s, Str name)
{
    for (size_t i = 0; i < s->section_count; i++)
        if (str_eq(s->sections[i].name, name) && s->sections[i].count) return &s->sections[i];
    return NULL;
}

static Str any(const Stories *s, Dice *d, const Section *section)
{
    assert(section); // else a name that the file does not know
    return s->lines[section->first + dice_below(d, section->count)];
}

Str story_line(const Stories *s, Dice *d, const char *section) { return any(s, d, find(s, str_c(section))); }

Str story_line_of(Arena *mem, const Stories *s, Dice *d, const char *section, const char *form)
{
    const Section *own = find(s, str_fmt(mem, "%s.%s", section, form));
    return own ? any(s, d, own) : story_line(s, d, section);
}

static void add(Buf *b, Str line)
{
    if (b->n) buf_char(b, ' ');
    buf_add(b, line);
}

static Str part(Arena *mem, const Stories *s, Dice *d, const char *form, const char *who, const char *what)
{
    return story_line(s, d, str_z(mem, str_fmt(mem, "%s.%s.%s", form, who, what)));
}

Str story_write(Arena *mem, const Stories *s, Dice *d, const char *form, const char *role)
{
    bool own = strcmp(role, "victim") == 0,
         work = strcmp(role, "professional") == 0 || strcmp(role, "organisation") == 0;
    const char *who = own ? "zelf" : "gezien";
    const Section *at_work = work ? find(s, str_fmt(mem, "%s.werk.begin", form)) : NULL;
    Buf b = buf_new(mem, STORY_MAX);
    if (work) add(&b, story_line(s, d, role));
    add(&b, at_work ? any(s, d, at_work) : part(mem, s, d, form, who, "begin"));
    for (size_t i = 0, n = 2 + dice_below(d, 3); i < n; i++) {
        Str line = part(mem, s, d, form, who, "midden");
        if (!str_has(buf_str(&b), line)) add(&b, line);
    }
    if (dice_chance(d, 70)) add(&b, story_line(s, d, "sinds"));
    if (dice_chance(d, 70)) add(&b, story_line(s, d, own ? "slot.zelf" : "slot"));
    return buf_str(&b);
}
