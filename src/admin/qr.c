// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/qr.h"
#include "base/buf.h"
#include <qrencode.h>

enum { PATH_MAX_BYTES = 64 * 1024, DARK = 1 };

static void row_path(Buf *b, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && (row[x] & DARK)) x++;
        if (x > from) buf_fmt(b, "M%d %dh%dv1h-%dz", from + QR_MARGIN, y + QR_MARGIN, x - from, x - from);
    }
}

Err qr_make(Arena *mem, Str text, Qr *ret_qr)
{
    QRcode *code = QRcode_encodeString(str_z(mem, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code) return E_LIMIT;
    Buf b = buf_new(mem, PATH_MAX_BYTES);
    for (int y = 0; y < code->width; y++) row_path(&b, code->data + y * code->width, code->width, y);
    Qr qr = {.size = code->width + 2 * QR_MARGIN};
    QRcode_free(code);
    TRY(buf_done(&b, &qr.path));
    *ret_qr = qr;
    return OK;
}
