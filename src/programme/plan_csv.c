// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "programme/plan_csv.h"
#include <string.h>

// The value after an opening quote; *ret_used counts up to and with the closing one.
static Err quoted(Arena *mem, Str s, Str *ret_value, size_t *ret_used, Why *w)
{
    Buf b = buf_new(mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '"') {
            buf_char(&b, s.p[i]);
        } else if (i + 1 < s.n && s.p[i + 1] == '"') {
            buf_char(&b, '"');
            i++;
        } else {
            *ret_value = buf_str(&b);
            *ret_used = i + 1;
            return OK;
        }
    }
    return why(w, E_INPUT, "a double quote is not closed on this line");
}

Err csv_values(Arena *mem, Str line, size_t max, Str *ret_values, size_t *ret_count, Why *w)
{
    return csv_values_by(mem, line, ',', max, ret_values, ret_count, w);
}

Err csv_values_by(Arena *mem, Str line, char by, size_t max, Str *ret_values, size_t *ret_count, Why *w)
{
    size_t n = 0;
    for (bool more = true; more; n++) {
        size_t used = 0;
        if (n == max) return why(w, E_INPUT, "more than %zu values", max);
        if (line.n && line.p[0] == '"') {
            TRY(quoted(mem, (Str){line.p + 1, line.n - 1}, &ret_values[n], &used, w));
            used++;
            if (used < line.n && line.p[used] != by) return why(w, E_INPUT, "text after a closing double quote");
        } else {
            while (used < line.n && line.p[used] != by) used++;
            ret_values[n] = (Str){line.p, used};
            if (str_has(ret_values[n], S("\""))) return why(w, E_INPUT, "a double quote inside a value without quotes");
        }
        more = used < line.n;
        if (more) line = (Str){line.p + used + 1, line.n - used - 1};
    }
    *ret_count = n;
    return OK;
}

void csv_write(Buf *b, Str value)
{
    bool quote = str_has(value, S(",")) || str_has(value, S("\"")) || str_has(value, S("\n"));
    if (quote) buf_char(b, '"');
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"') buf_char(b, '"');
        buf_char(b, value.p[i]);
    }
    if (quote) buf_char(b, '"');
}
