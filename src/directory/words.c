// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// words.c - the codes of the directory and their Dutch labels: for checks, screens and the API.
#include "directory/directory.h"

#define X(code, label) {#code, N_(label)},
static const Code kinds[] = {DESK_KINDS(X)};
static const Code audiences[] = {DESK_AUDIENCES(X)};
static const Code purposes[] = {DESK_PURPOSES(X)};
static const Code forms[] = {DESK_FORMS(X)};
static const Code scopes[] = {DESK_SCOPES(X)};
static const Code channels[] = {DESK_CHANNELS(X)};
static const Code anonymity[] = {DESK_ANONYMOUS(X)};
#undef X
// ISO 639-1
static const Code languages[] = {
    {"nl", N_("Nederlands")}, {"en", N_("Engels")},    {"de", N_("Duits")},      {"fr", N_("Frans")},
    {"es", N_("Spaans")},     {"pt", N_("Portugees")}, {"it", N_("Italiaans")},  {"pl", N_("Pools")},
    {"ro", N_("Roemeens")},   {"bg", N_("Bulgaars")},  {"hu", N_("Hongaars")},   {"uk", N_("Oekraïens")},
    {"ru", N_("Russisch")},   {"tr", N_("Turks")},     {"ar", N_("Arabisch")},   {"fa", N_("Farsi")},
    {"ti", N_("Tigrinya")},   {"so", N_("Somalisch")}, {"vi", N_("Vietnamees")}, {"zh", N_("Chinees")},
    {"th", N_("Thais")},      {"tl", N_("Tagalog")},   {"id", N_("Indonesisch")},
};

#define LIST(name, array) const CodeList name = {array, COUNT(array)}
LIST(desk_kinds, kinds);
LIST(desk_audiences, audiences);
LIST(desk_purposes, purposes);
LIST(desk_forms, forms);
LIST(desk_scopes, scopes);
LIST(desk_channels, channels);
LIST(desk_anonymous, anonymity);
LIST(desk_languages, languages);

const char *code_label(const CodeList *list, Str code)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq_c(code, list->v[i].code)) return list->v[i].label;
    return NULL;
}

bool codes_have(Str codes, Str code)
{
    while (codes.n)
        if (str_eq(str_cut(&codes, ' '), code) && code.n) return true;
    return false;
}

Str codes_words(Arena *mem, Lang lang, const CodeList *list, Str codes)
{
    size_t all = 0, done = 0;
    for (size_t i = 0; i < list->n; i++) all += codes_have(codes, str_c(list->v[i].code));
    Buf b = buf_new(mem, KB(4));
    for (size_t i = 0; i < list->n; i++) {
        if (!codes_have(codes, str_c(list->v[i].code))) continue;
        if (done) buf_c(&b, done + 1 == all ? T(lang, " en ") : ", ");
        buf_c(&b, tr(lang, list->v[i].label));
        done++;
    }
    return buf_str(&b);
}
