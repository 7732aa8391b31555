// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// view.c - a desk in the words of a visitor.
#include "directory/pages.h"

enum { OPTIONS_TEXT_MAX = 400 };

Str web_name(Str url)
{
    if (str_starts(url, S("https://"))) url = (Str){url.p + 8, url.n - 8};
    if (str_ends(url, S("/"))) url.n--;
    return url;
}

Str hours_days_words(Arena *mem, Lang lang, const Hours *h)
{
    int all = 0, done = 0;
    for (int i = 0; i < 7; i++) all += h->day[i];
    if (all == 7) return str_c(T(lang, "alle dagen"));
    Buf b = buf_new(mem, OPTIONS_TEXT_MAX);
    for (int i = 0; i < 7; i++) {
        if (!h->day[i]) continue;
        if (done) buf_c(&b, done + 1 == all ? T(lang, " en ") : ", ");
        buf_c(&b, tr(lang, weekday_name(i)));
        done++;
    }
    return buf_str(&b);
}

// "+31 10 123" -> "tel:+3110123"
static Str tel_of(Arena *mem, Str phone)
{
    Buf b = buf_new(mem, 40);
    if (phone.n) buf_c(&b, "tel:");
    for (size_t i = 0; i < phone.n; i++)
        if (phone.p[i] == '+' || (phone.p[i] >= '0' && phone.p[i] <= '9')) buf_char(&b, phone.p[i]);
    return buf_str(&b);
}

DeskView desk_view(Req *rq, const Desk *d)
{
    const char *kind = code_label(&desk_kinds, d->kind);
    DeskView v = {.desk = d,
                  .area = desk_area_name(rq->db, rq->mem, rq->lang, d),
                  .tel = tel_of(rq->mem, d->phone),
                  .kind_label = kind ? kind : N_("loket"),
                  .open = hours_state(&d->hours, rq->now),
                  .contact = d->phone.n || d->chat.n || d->web.n || d->email.n || d->address.n,
                  .well_known = d->reach == REACH_ALARM,
                  .dutch = rq->lang != LANG_NL && d->summary_en.n == 0};
    if (date_parse(d->verified_on, &v.verified) != OK) v.verified = 0; // empty: never checked
    return v;
}

DeskView desk_view_whole(Req *rq, const Desk *d)
{
    DeskView v = desk_view(rq, d);
    v.what_for = codes_words(rq->mem, rq->lang, &desk_purposes, d->what_for);
    v.for_whom = codes_words(rq->mem, rq->lang, &desk_audiences, d->for_whom);
    v.forms = codes_words(rq->mem, rq->lang, &desk_forms, d->forms);
    v.languages = codes_words(rq->mem, rq->lang, &desk_languages, d->languages);
    return v;
}

Options options_of(Arena *mem, Lang lang, const CodeList *list, Str selected)
{
    Options o = {NEW_ARRAY(mem, Option, list->n), list->n};
    for (size_t i = 0; i < list->n; i++) {
        Str code = str_c(list->v[i].code);
        o.v[i] = (Option){code, str_c(tr(lang, list->v[i].label)), codes_have(selected, code)};
    }
    return o;
}

Str form_codes(Req *rq, const char *name, const CodeList *list)
{
    Buf b = buf_new(rq->mem, OPTIONS_TEXT_MAX);
    for (size_t i = 0; i < list->n; i++) {
        bool ticked = false;
        for (size_t k = 0; k < rq->http->form.n; k++)
            if (str_eq_c(rq->http->form.v[k].name, name) && str_eq_c(rq->http->form.v[k].value, list->v[i].code))
                ticked = true;
        if (!ticked) continue;
        if (b.n) buf_char(&b, ' ');
        buf_c(&b, list->v[i].code);
    }
    return buf_str(&b);
}
