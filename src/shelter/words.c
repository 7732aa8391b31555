// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/words.h"
#include "base/buf.h"
#include <assert.h>

#define WORD(c, l)                                                                                                     \
    {                                                                                                                  \
        .code = c, .api = c, .label = N_(l), .option = N_(l), .hint = ""                                               \
    }

const Choice place_kinds[] = {
    WORD("crisis", "crisisplek"),      WORD("emergency_bed", "noodbed"),    WORD("long_stay", "plek voor langere tijd"),
    WORD("move_on", "doorstroomplek"), WORD("outreach", "hulp zonder bed"), {0}};
const Choice facility_types[] = {WORD("cosm", "COSM"),
                                 WORD("omm", "OMM"),
                                 WORD("women", "vrouwenopvang"),
                                 WORD("men", "mannenopvang"),
                                 WORD("mixed", "opvang voor vrouwen en mannen"),
                                 WORD("youth", "jeugdhulp met verblijf"),
                                 WORD("nla_crisis", "crisisopvang van de Arbeidsinspectie"),
                                 WORD("family", "gezinsopvang"),
                                 WORD("regular", "maatschappelijke opvang"),
                                 {0}};
const Choice sexes_asked[] = {WORD("woman", "vrouw"), WORD("man", "man"), WORD("other", "anders"), {0}};
const Choice forms_asked[] = {WORD("sexual", "seksuele uitbuiting"),
                              WORD("labour", "uitbuiting op het werk"),
                              WORD("criminal", "criminele uitbuiting"),
                              WORD("organ_removal", "orgaanhandel"),
                              WORD("other", "andere vorm"),
                              WORD("unknown", "vorm nog niet bekend"),
                              {0}};
const Choice residences[] = {WORD("dutch", "Nederlander"),
                             WORD("eu", "burger van de EU"),
                             WORD("permit", "verblijfsvergunning"),
                             WORD("reflection", "bedenktijd"),
                             WORD("none", "geen verblijfsrecht"),
                             WORD("unknown", "verblijfsrecht nog niet bekend"),
                             {0}};
const Choice care_needs[] = {WORD("addiction", "verslaving"),        WORD("lvb", "licht verstandelijke beperking"),
                             WORD("psychiatric", "psychische zorg"), WORD("medical", "medische zorg"),
                             WORD("wheelchair", "rolstoel"),         WORD("pet", "huisdier"),
                             WORD("aggression", "agressie"),         {0}};
const Choice languages_spoken[] = {WORD("nl", "Nederlands"),
                                   WORD("en", "Engels"),
                                   WORD("pl", "Pools"),
                                   WORD("ro", "Roemeens"),
                                   WORD("bg", "Bulgaars"),
                                   WORD("hu", "Hongaars"),
                                   WORD("es", "Spaans"),
                                   WORD("pt", "Portugees"),
                                   WORD("fr", "Frans"),
                                   WORD("ar", "Arabisch"),
                                   WORD("ti", "Tigrinya"),
                                   WORD("vi", "Vietnamees"),
                                   WORD("zh", "Chinees"),
                                   WORD("uk", "Oekraïens"),
                                   WORD("ru", "Russisch"),
                                   WORD("tr", "Turks"),
                                   WORD("tl", "Filipijns"),
                                   WORD("th", "Thais"),
                                   WORD("id", "Indonesisch"),
                                   WORD("other", "andere taal, met tolk"),
                                   {0}};
const Choice payers[] = {WORD("wmo", "gemeente, Wmo"),
                         WORD("cosm", "rijk, COSM"),
                         WORD("youth_act", "gemeente, Jeugdwet"),
                         WORD("nla", "Arbeidsinspectie"),
                         WORD("other", "een andere regeling"),
                         WORD("none", "nog niet bekend"),
                         {0}};
const Choice placers[] = {WORD("municipality", "gemeente"),
                          WORD("national", "landelijk coördinatiepunt"),
                          WORD("care_coordinator", "zorgcoördinator"),
                          WORD("police", "politie of opsporing"),
                          WORD("youth", "jeugdbescherming of Veilig Thuis"),
                          {0}};
const Choice security_levels[] = {WORD("0", "geen beveiliging nodig"),
                                  WORD("1", "adres niet openbaar"),
                                  WORD("2", "geheim adres en toezicht"),
                                  WORD("3", "beveiligd, met bewaking"),
                                  {0}};

const TraitGroup trait_groups[TRAIT_GROUPS] = {{sexes_asked, 0, 4},  {forms_asked, 4, 8},        {residences, 12, 8},
                                               {care_needs, 20, 12}, {languages_spoken, 32, 24}, {payers, 56, 8}};

static const char *const names[] = {
#define X(name, label) #name,
    CRITERIA(X)
#undef X
};
static const char *const labels[] = {
#define X(name, label) label,
    CRITERIA(X)
#undef X
};

const char *criterion_name(Criterion c) { return names[c]; }
const char *criterion_label(Criterion c) { return labels[c]; }

int choice_at(const Choice *list, Str code)
{
    for (int i = 0; list[i].code; i++)
        if (str_eq_c(code, list[i].code)) return i;
    return -1;
}

static const TraitGroup *group_of(const Choice *list)
{
    for (size_t i = 0; i < TRAIT_GROUPS; i++)
        if (trait_groups[i].list == list) return &trait_groups[i];
    assert(!"not a list of traits");
    return NULL;
}

Traits traits_mask(const Choice *list)
{
    const TraitGroup *g = group_of(list);
    return ((UINT64_C(1) << g->room) - 1) << g->first;
}

Err trait_of(const Choice *list, Str code, Traits *ret_bit)
{
    const TraitGroup *g = group_of(list);
    int at = choice_at(list, code);
    if (at < 0) return E_INPUT;
    assert(at < g->room);
    *ret_bit = UINT64_C(1) << (g->first + at);
    return OK;
}

Err traits_of(const Choice *list, Str codes, Traits *ret_traits, Why *w)
{
    Traits all = 0;
    while (codes.n) {
        Str code = str_cut(&codes, ' ');
        Traits bit;
        if (code.n == 0) continue;
        if (trait_of(list, code, &bit) != OK) return why(w, E_INPUT, "\"%.*s\" is not in the list", STR_ARG(code));
        all |= bit;
    }
    *ret_traits = all;
    return OK;
}

Str trait_codes(Arena *mem, const Choice *list, Traits traits)
{
    const TraitGroup *g = group_of(list);
    Buf b = buf_new(mem, KB(1));
    for (int i = 0; list[i].code; i++)
        if (traits >> (g->first + i) & 1) buf_fmt(&b, "%s%s", buf_str(&b).n ? " " : "", list[i].code);
    return buf_str(&b);
}
