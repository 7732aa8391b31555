// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "guide/front.h"

static Err take_value(Front *f, Str name, Str value, int line, Why *w)
{
    const struct {
        const char *name;
        Str *to;
    } texts[] = {{"title", &f->title}, {"summary", &f->summary}, {"section", &f->section},
                 {"form", &f->form},   {"sector", &f->sector},   {"reviewer", &f->reviewer}};
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (!str_eq_c(name, texts[i].name)) continue;
        if (texts[i].to->n) return why(w, E_INPUT, "line %d: %s stands twice", line, texts[i].name);
        *texts[i].to = value;
        return OK;
    }
    if (str_eq_c(name, "order"))
        return str_int(value, 0, 9999, &f->order) == OK ? OK : why(w, E_INPUT, "line %d: order is not a number", line);
    if (str_eq_c(name, "reviewed"))
        return date_parse(value, &f->reviewed) == OK ? OK : why(w, E_INPUT, "line %d: reviewed is not a date", line);
    return why(w, E_INPUT, "line %d: \"%.*s\" is not a name we know", line, (int)str_head(name, 40).n, name.p);
}

static Err take_line(Front *f, Str text, int line, Why *w)
{
    Str value = text, name = str_cut(&value, ':');
    name = str_trim(name);
    value = str_trim(value);
    if (name.n == 0 || value.n == 0) return why(w, E_INPUT, "line %d: expected \"name: value\"", line);
    if (value.n > FRONT_VALUE_MAX) return why(w, E_INPUT, "line %d: longer than %d bytes", line, FRONT_VALUE_MAX);
    if (!str_text_ok(value) || !str_text_ok(name)) return why(w, E_INPUT, "line %d: not plain text", line);
    return take_value(f, name, value, line, w);
}

Err front_parse(Str file, Front *ret_front, Why *w)
{
    Front f = {0};
    Str rest = file;
    if (!str_eq_c(str_trim(str_cut(&rest, '\n')), "---")) return why(w, E_INPUT, "line 1: expected ---");
    int line = 1;
    for (;;) {
        if (rest.n == 0) return why(w, E_INPUT, "the head has no end");
        if (++line > FRONT_LINES_MAX) return why(w, E_INPUT, "the head is longer than %d lines", FRONT_LINES_MAX);
        Str text = str_trim(str_cut(&rest, '\n'));
        if (str_eq_c(text, "---")) break;
        TRY(take_line(&f, text, line, w));
    }
    if (f.title.n == 0 || f.summary.n == 0 || f.section.n == 0 || f.reviewer.n == 0 || f.reviewed == 0)
        return why(w, E_INPUT, "title, summary, section, reviewed and reviewer must be there");
    f.body = str_trim(rest);
    *ret_front = f;
    return OK;
}
