// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/csv.h"
#include <string.h>

void csv_text(Buf *b, Str s)
{
    buf_char(b, '"');
    if (s.n && s.p[0] && strchr("=+-@\t\r", s.p[0])) buf_char(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(b, '"');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}
