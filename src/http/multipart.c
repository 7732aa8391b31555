// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "http/multipart.h"
#include "base/buf.h"
#include "http/pure.h"
#include <string.h>

typedef enum State { AT_START, AFTER_BOUNDARY, IN_HEAD, IN_DATA, AT_END, FAILED } State;
typedef enum PartKind { PART_TEXT, PART_FILE, PART_EMPTY_FILE } PartKind;

struct Multipart {
    Arena *mem;
    const FileSink *sink;
    Str delimiter;  // CR LF - - boundary
    State state;
    size_t matched; // bytes of the delimiter (or of what follows a boundary) seen so far
    bool last;      // the boundary may be the last: "--" is coming
    Buf head;
    PartKind kind;
    bool file_open;
    Field part;
    Buf text;
    size_t text_total, file_size, files, parts;
    Fields fields;
    Err failure;
};

static bool boundary_ok(Str b)
{
    if (b.n == 0 || b.n > MULTIPART_BOUNDARY_MAX || b.p[b.n - 1] == ' ') return false;
    for (size_t i = 0; i < b.n; i++) {
        unsigned char c = (unsigned char)b.p[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alnum && (c == 0 || !strchr("'()+_,-./:=? ", c))) return false;
    }
    return true;
}

Err multipart_new(Arena *mem, Str boundary, const FileSink *sink, Multipart **ret_m)
{
    if (!boundary_ok(boundary)) return E_INPUT;
    Multipart *m = NEW(mem, Multipart);
    m->mem = mem;
    m->sink = sink;
    m->delimiter = str_fmt(mem, "\r\n--%.*s", STR_ARG(boundary));
    m->matched = 2; // the first boundary stands at the start: its line end is already behind us
    m->fields.v = NEW_ARRAY(mem, Field, HTTP_FIELDS_MAX);
    *ret_m = m;
    return OK;
}

Fields multipart_fields(const Multipart *m) { return m->fields; }

void multipart_drop(Multipart *m)
{
    if (!m || !m->file_open) return;
    m->file_open = false;
    m->sink->drop(m->sink->ctx);
}

// One parameter of Content-Disposition: `; key="value"`. Browsers write a quote in a name as %22 and line ends as %0D
// and %0A; nothing else is escaped.
static Err parameter(Arena *mem, Str *rest, Str *ret_key, Str *ret_value)
{
    *rest = str_trim(*rest);
    if (rest->n == 0 || rest->p[0] != ';') return E_INPUT;
    *rest = (Str){rest->p + 1, rest->n - 1};
    const char *equals = rest->n ? memchr(rest->p, '=', rest->n) : NULL;
    if (!equals) return E_INPUT;
    Str key = str_trim(str_cut(rest, '='));
    if (!token_ok(key)) return E_INPUT;
    Str value;
    if (rest->n && rest->p[0] == '"') {
        *rest = (Str){rest->p + 1, rest->n - 1};
        const char *quote = rest->n ? memchr(rest->p, '"', rest->n) : NULL;
        if (!quote) return E_INPUT;
        value = str_cut(rest, '"');
    } else {
        size_t n = 0;
        while (n < rest->n && rest->p[n] != ';') n++;
        value = str_trim((Str){rest->p, n});
        *rest = (Str){rest->p + n, rest->n - n};
        if (!token_ok(value)) return E_INPUT;
    }
    char *p = arena_alloc(mem, value.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < value.n; i++) {
        Str three = {value.p + i, value.n - i < 3 ? value.n - i : 3};
        if (str_eq_c(three, "%22")) p[n++] = '"', i += 2;
        else if (str_ieq(three, S("%0D")) || str_ieq(three, S("%0A"))) p[n++] = ' ', i += 2;
        else p[n++] = value.p[i];
    }
    *ret_key = key;
    *ret_value = (Str){p, n};
    return OK;
}

// Some browsers sent the whole path; only the last part is the name.
static Str file_name(Str s)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == '/' || s.p[i - 1] == '\\') return str_head((Str){s.p + i, s.n - i}, MULTIPART_FILENAME_MAX);
    return str_head(s, MULTIPART_FILENAME_MAX);
}

typedef struct PartHead {
    Str name, filename, type;
    bool has_name, has_filename, has_disposition, has_type;
} PartHead;

static Err disposition(Arena *mem, Str value, PartHead *h)
{
    if (h->has_disposition) return E_INPUT;
    h->has_disposition = true;
    size_t n = 0;
    while (n < value.n && value.p[n] != ';') n++;
    if (!str_ieq(str_trim((Str){value.p, n}), S("form-data"))) return E_INPUT;
    Str rest = {value.p + n, value.n - n};
    while (str_trim(rest).n) {
        Str key, text;
        TRY(parameter(mem, &rest, &key, &text));
        if (!str_text_ok(text)) return E_INPUT;
        if (str_ieq(key, S("name"))) {
            if (h->has_name) return E_INPUT;
            h->has_name = true;
            h->name = text;
        } else if (str_ieq(key, S("filename"))) {
            if (h->has_filename) return E_INPUT;
            h->has_filename = true;
            h->filename = file_name(text);
        }
    }
    return OK;
}

static Err part_head(Arena *mem, Str text, PartHead *ret_head)
{
    PartHead h = {.type = S("application/octet-stream")};
    while (text.n) {
        Str value = str_cut(&text, '\n');
        if (value.n == 0 || value.p[value.n - 1] != '\r') return E_INPUT;
        value.n--;
        if (!header_value_ok(value)) return E_INPUT;
        Str name = str_cut(&value, ':');
        if (!token_ok(name)) return E_INPUT;
        value = str_trim(value);
        if (str_ieq(name, S("Content-Disposition"))) {
            TRY(disposition(mem, value, &h));
        } else if (str_ieq(name, S("Content-Type"))) {
            if (h.has_type || !str_text_ok(value)) return E_INPUT;
            h.has_type = true;
            if (value.n) h.type = type_of(mem, str_head(value, 200));
        } else if (str_ieq(name, S("Content-Transfer-Encoding"))) {
            // Encoded parts would arrive undecoded; RFC 7578 has none.
            bool plain = str_ieq(value, S("binary")) || str_ieq(value, S("8bit")) || str_ieq(value, S("7bit"));
            if (!plain) return E_INPUT;
        }
    }
    if (!h.has_name || h.name.n == 0) return E_INPUT;
    *ret_head = h;
    return OK;
}

static Err part_begin(Multipart *m)
{
    Str text;
    TRY(buf_done(&m->head, &text));
    PartHead h;
    TRY(part_head(m->mem, text, &h));
    if (++m->parts > MULTIPART_PARTS_MAX) return E_LIMIT;
    m->part = (Field){h.name, STR_NONE};
    if (!h.has_filename) {
        if (m->fields.n == HTTP_FIELDS_MAX) return E_LIMIT;
        m->kind = PART_TEXT;
        m->text = buf_new(m->mem, MULTIPART_TEXT_MAX - m->text_total);
        return OK;
    }
    if (h.filename.n == 0) {
        m->kind = PART_EMPTY_FILE;
        return OK;
    }
    if (!m->sink) return E_INPUT;
    if (m->files == HTTP_FILES_MAX) return E_LIMIT;
    m->files++;
    m->kind = PART_FILE;
    m->file_size = 0;
    TRY(m->sink->start(m->sink->ctx, h.name, h.filename, h.type));
    m->file_open = true;
    return OK;
}

static Err part_data(Multipart *m, Str piece)
{
    if (piece.n == 0) return OK;
    switch (m->kind) {
    case PART_TEXT: buf_add(&m->text, piece); return m->text.over ? E_LIMIT : OK;
    case PART_EMPTY_FILE: return E_INPUT;
    case PART_FILE: break;
    }
    if (piece.n > HTTP_FILE_BYTES_MAX - m->file_size) return E_LIMIT;
    m->file_size += piece.n;
    return m->sink->write(m->sink->ctx, piece);
}

static Err part_end(Multipart *m)
{
    if (m->kind == PART_FILE) {
        // Ended or not, the file is the sink's own after this call: no drop follows.
        m->file_open = false;
        return m->sink->end(m->sink->ctx, m->file_size);
    }
    if (m->kind == PART_EMPTY_FILE) return OK;
    TRY(buf_done(&m->text, &m->part.value));
    if (!utf8_ok(m->part.value)) return E_INPUT;
    m->text_total += m->part.value.n;
    m->fields.v[m->fields.n++] = m->part;
    return OK;
}

// Content up to the delimiter. Its first byte, CR, stands nowhere else in it, so after a mismatch only the byte at hand
// can begin it anew. Returns how many bytes were used.
static Err data(Multipart *m, Str piece, size_t *ret_used)
{
    size_t i = 0;
    while (i < piece.n) {
        if (m->matched == 0) {
            const char *cr = memchr(piece.p + i, '\r', piece.n - i);
            size_t run = cr ? (size_t)(cr - (piece.p + i)) : piece.n - i;
            TRY(part_data(m, (Str){piece.p + i, run}));
            i += run;
            if (cr) m->matched = 1, i++;
            continue;
        }
        if (piece.p[i] != m->delimiter.p[m->matched]) {
            TRY(part_data(m, (Str){m->delimiter.p, m->matched}));
            m->matched = 0;
            continue;
        }
        i++;
        if (++m->matched == m->delimiter.n) {
            m->matched = 0;
            m->state = AFTER_BOUNDARY;
            TRY(part_end(m));
            break;
        }
    }
    *ret_used = i;
    return OK;
}

// The states that go byte by byte.
static Err step(Multipart *m, char c)
{
    switch (m->state) {
    case AT_START:
        if (c != m->delimiter.p[m->matched]) return E_INPUT;
        if (++m->matched == m->delimiter.n) m->matched = 0, m->state = AFTER_BOUNDARY;
        return OK;
    case AFTER_BOUNDARY: // CR LF: a part follows; "--": the end
        if (m->matched == 0) m->last = c == '-';
        if (c != (m->last ? "--" : "\r\n")[m->matched]) return E_INPUT;
        if (++m->matched < 2) return OK;
        m->matched = 0;
        m->state = m->last ? AT_END : IN_HEAD;
        m->head = buf_new(m->mem, MULTIPART_HEAD_MAX);
        return OK;
    case IN_HEAD:
        buf_char(&m->head, c);
        if (m->head.over) return E_LIMIT;
        if (c != '\n' || m->head.n < 2 || m->head.p[m->head.n - 2] != '\r') return OK;
        if (m->head.n > 2 && m->head.p[m->head.n - 3] != '\n') return OK; // a line ended, not the head
        m->head.n -= 2;
        m->state = IN_DATA;
        return part_begin(m);
    case AT_END: return c == '\r' || c == '\n' ? OK : E_INPUT;
    case IN_DATA:
    case FAILED: break;
    }
    return E_BUG;
}

Err multipart_feed(Multipart *m, Str piece)
{
    if (m->state == FAILED) return m->failure;
    size_t i = 0;
    while (i < piece.n) {
        Err e;
        size_t used = 1;
        if (m->state == IN_DATA) e = data(m, (Str){piece.p + i, piece.n - i}, &used);
        else e = step(m, piece.p[i]);
        if (e != OK) {
            multipart_drop(m);
            m->state = FAILED;
            m->failure = e;
            return e;
        }
        i += used;
    }
    return OK;
}

Err multipart_end(Multipart *m, Fields *ret_fields)
{
    if (m->state == FAILED) return m->failure;
    if (m->state != AT_END) {
        multipart_drop(m);
        m->state = FAILED;
        m->failure = E_INPUT;
        return E_INPUT;
    }
    *ret_fields = m->fields;
    return OK;
}
