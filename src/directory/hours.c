// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// hours.c - see hours.h
#include "directory/hours.h"
#include <assert.h>
#include <jansson.h>
#include <string.h>

enum { DAY_MINUTES = 24 * 60 };

static const char *const day_codes[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

const char *weekday_name(int weekday)
{
    static const char *const names[7] = {N_("maandag"), N_("dinsdag"),  N_("woensdag"), N_("donderdag"),
                                         N_("vrijdag"), N_("zaterdag"), N_("zondag")};
    assert(weekday >= 0 && weekday < 7);
    return names[weekday];
}

static int day_of(Str code)
{
    for (int i = 0; i < 7; i++)
        if (str_eq_c(code, day_codes[i])) return i;
    return -1;
}

// "09:00" or "9.00"; 24:00 is the end of the day
static Err minutes_of(Str s, int *ret_minutes)
{
    Str rest = str_trim(s);
    char sep = str_has(rest, S(":")) ? ':' : '.';
    Str hour = str_cut(&rest, sep);
    int64_t h, m;
    if (hour.n > 2 || rest.n != 2) return E_INPUT;
    TRY(str_int(hour, 0, 24, &h));
    TRY(str_int(rest, 0, 59, &m));
    if (h == 24 && m != 0) return E_INPUT;
    *ret_minutes = (int)(h * 60 + m);
    return OK;
}

static Err range_of(Str from, Str to, HoursRange *ret_range)
{
    HoursRange r;
    TRY(minutes_of(from, &r.from));
    TRY(minutes_of(to, &r.to));
    if (r.from >= DAY_MINUTES) return E_INPUT;
    if (r.to <= r.from) r.to += DAY_MINUTES;
    *ret_range = r;
    return OK;
}

// "mon-fri" or "sat"; a span may run over the end of the week
static Err days_of(Str span, bool ret_day[7])
{
    Str last = span, first = str_cut(&last, '-');
    int from = day_of(first), to = last.n ? day_of(last) : from;
    if (from < 0 || to < 0) return E_INPUT;
    bool day[7] = {false};
    for (int i = from;; i = (i + 1) % 7) {
        day[i] = true;
        if (i == to) break;
    }
    memcpy(ret_day, day, sizeof day);
    return OK;
}

static Str text_of(const json_t *v)
{
    return json_is_string(v) ? (Str){json_string_value(v), json_string_length(v)} : STR_NONE;
}

static Err read_day(const json_t *list, HoursRange ret_ranges[HOURS_RANGES_MAX], int *ret_count)
{
    if (!json_is_array(list) || json_array_size(list) > HOURS_RANGES_MAX) return E_INPUT;
    HoursRange ranges[HOURS_RANGES_MAX] = {0};
    int count = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);
        if (!json_is_array(pair) || json_array_size(pair) != 2) return E_INPUT;
        TRY(range_of(text_of(json_array_get(pair, 0)), text_of(json_array_get(pair, 1)), &ranges[count++]));
    }
    memcpy(ret_ranges, ranges, sizeof ranges);
    *ret_count = count;
    return OK;
}

static Err read_root(json_t *root, Hours *ret_hours)
{
    Hours h = {.kind = HOURS_UNKNOWN};
    if (json_is_null(root)) {
        *ret_hours = h;
        return OK;
    }
    if (!json_is_object(root) || json_object_size(root) == 0) return E_INPUT;
    const json_t *always = json_object_get(root, "always"), *days = json_object_get(root, "days");
    if (always || days) {
        if (json_object_size(root) != 1) return E_INPUT;
        h.kind = always ? HOURS_ALWAYS : HOURS_DAYS;
        if (always && !json_is_true(always)) return E_INPUT;
        if (days) TRY(days_of(text_of(days), h.day));
        *ret_hours = h;
        return OK;
    }
    h.kind = HOURS_TIMES;
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        int day = day_of(str_c(key));
        if (day < 0) return E_INPUT;
        TRY(read_day(value, h.ranges[day], &h.count[day]));
        h.day[day] = h.count[day] > 0;
    }
    *ret_hours = h;
    return OK;
}

Err hours_parse(Str json, Hours *ret_hours, Why *w)
{
    Str s = str_trim(json);
    if (s.n == 0) {
        *ret_hours = (Hours){.kind = HOURS_UNKNOWN};
        return OK;
    }
    if (s.n > HOURS_JSON_MAX) return why(w, E_INPUT, "De openingstijden zijn te lang.");
    json_t *root = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    Err e = root ? read_root(root, ret_hours) : E_INPUT;
    json_decref(root);
    return e == OK ? OK : why(w, e, "De openingstijden zijn niet leesbaar.");
}

static bool within(const Hours *h, int weekday, int minute)
{
    for (int i = 0; i < h->count[weekday]; i++)
        if (h->ranges[weekday][i].from <= minute && minute < h->ranges[weekday][i].to) return true;
    return false;
}

OpenState hours_state(const Hours *h, Time now)
{
    Civil c = civil_nl(now);
    switch (h->kind) {
    case HOURS_ALWAYS: return OPEN_NOW;
    // Which days is known, the times are not: on such a day we can't say.
    case HOURS_DAYS: return h->day[c.weekday] ? OPEN_UNKNOWN : OPEN_CLOSED;
    case HOURS_TIMES: {
        int minute = c.hour * 60 + c.minute, yesterday = (c.weekday + 6) % 7;
        bool open = within(h, c.weekday, minute) || within(h, yesterday, minute + DAY_MINUTES);
        return open ? OPEN_NOW : OPEN_CLOSED;
    }
    case HOURS_UNKNOWN: break;
    }
    return OPEN_UNKNOWN;
}

Err hours_parse_day(Str text, HoursRange ret_ranges[HOURS_RANGES_MAX], int *ret_count)
{
    HoursRange ranges[HOURS_RANGES_MAX] = {0};
    int count = 0;
    Str rest = str_trim(text);
    while (rest.n) {
        Str to = str_cut(&rest, ','), from = str_cut(&to, '-');
        if (count == HOURS_RANGES_MAX) return E_INPUT;
        TRY(range_of(from, to, &ranges[count++]));
    }
    memcpy(ret_ranges, ranges, sizeof ranges);
    *ret_count = count;
    return OK;
}

static void add_time(Buf *b, int minutes)
{
    int m = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
    buf_fmt(b, "%02d:%02d", m / 60, m % 60);
}

Str hours_day_text(Arena *mem, const Hours *h, int weekday)
{
    Buf b = buf_new(mem, 200);
    for (int i = 0; i < h->count[weekday]; i++) {
        if (i) buf_c(&b, ", ");
        add_time(&b, h->ranges[weekday][i].from);
        buf_char(&b, '-');
        add_time(&b, h->ranges[weekday][i].to);
    }
    return buf_str(&b);
}

static void days_json(Buf *b, const Hours *h)
{
    int first = -1, last = -1;
    for (int i = 0; i < 7; i++) {
        if (!h->day[i]) continue;
        if (!h->day[(i + 6) % 7]) first = i;
        if (!h->day[(i + 1) % 7]) last = i;
    }
    // every day: no day begins a span
    buf_fmt(b, "{\"days\":\"%s-%s\"}", day_codes[first < 0 ? 0 : first], day_codes[last < 0 ? 6 : last]);
}

static void times_json(Buf *b, const Hours *h)
{
    buf_char(b, '{');
    bool any = false;
    for (int d = 0; d < 7; d++) {
        if (h->count[d] == 0) continue;
        buf_fmt(b, "%s\"%s\":[", any ? "," : "", day_codes[d]);
        for (int i = 0; i < h->count[d]; i++) {
            buf_c(b, i ? ",[\"" : "[\"");
            add_time(b, h->ranges[d][i].from);
            buf_c(b, "\",\"");
            add_time(b, h->ranges[d][i].to);
            buf_c(b, "\"]");
        }
        buf_char(b, ']');
        any = true;
    }
    buf_char(b, '}');
}

Str hours_json(Arena *mem, const Hours *h)
{
    Buf b = buf_new(mem, HOURS_JSON_MAX);
    switch (h->kind) {
    case HOURS_ALWAYS: buf_c(&b, "{\"always\":true}"); break;
    case HOURS_DAYS: days_json(&b, h); break;
    case HOURS_TIMES: {
        bool any = false;
        for (int d = 0; d < 7; d++) any = any || h->count[d] > 0;
        if (any) times_json(&b, h);
        break;
    }
    case HOURS_UNKNOWN: break;
    }
    return buf_str(&b);
}
