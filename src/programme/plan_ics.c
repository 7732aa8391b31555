// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "programme/plan_ics.h"

enum { FOLD = 70, LINE_MAX_BYTES = 8 * 1024 };

// A line of at most 75 bytes, continued with a space; never cut inside a character.
static void line(Buf *b, const char *name, Str text)
{
    Arena *mem = b->mem;
    Buf whole = buf_new(mem, LINE_MAX_BYTES);
    buf_fmt(&whole, "%s", name);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ',' || c == ';' || c == '\\') buf_char(&whole, '\\');
        if (c == '\n') buf_c(&whole, "\\n");
        else buf_char(&whole, c);
    }
    for (Str rest = buf_str(&whole); rest.n;) {
        Str part = str_head(rest, FOLD);
        buf_add(b, part);
        rest = (Str){rest.p + part.n, rest.n - part.n};
        buf_c(b, rest.n ? "\r\n " : "\r\n");
    }
}

static void moment(Buf *b, const char *name, Time t)
{
    Civil c = civil_utc(t);
    buf_fmt(b, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.year, c.month, c.day, c.hour, c.minute, c.second);
}

static void whole_day(Buf *b, const char *name, Date day)
{
    Civil c = civil_of_date(day);
    buf_fmt(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, c.year, c.month, c.day);
}

void ics_begin(Buf *b)
{
    buf_c(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Baken//Programme//NL\r\nCALSCALE:GREGORIAN\r\n");
}

void ics_event(Buf *b, const IcsEvent *e)
{
    buf_c(b, "BEGIN:VEVENT\r\n");
    line(b, "UID:", e->uid);
    moment(b, "DTSTAMP", e->stamp);
    if (e->from) {
        moment(b, "DTSTART", e->from);
        moment(b, "DTEND", e->from + MINUTES(e->minutes));
    } else {
        whole_day(b, "DTSTART", e->day);
        whole_day(b, "DTEND", e->day + 1);
    }
    line(b, "SUMMARY:", e->title);
    if (e->text.n) line(b, "DESCRIPTION:", e->text);
    buf_c(b, "END:VEVENT\r\n");
}

void ics_end(Buf *b) { buf_c(b, "END:VCALENDAR\r\n"); }
