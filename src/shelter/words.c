// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/words.h"
#include "base/buf.h"
#include <assert.h>
#include <stdlib.h>

#define X(c, l)                                                                                                        \
    {                                                                                                                  \
        .code = c, .api = c, .label = N_(l), .option = N_(l), .hint = ""                                               \
    }

const Choice place_kinds[] = {
    X("crisis", "crisisplek"),      X("emergency_bed", "noodbed"),    X("long_stay", "plek voor langere tijd"),
    X("move_on", "doorstroomplek"), X("outreach", "hulp zonder bed"), {0}};
const Choice facility_types[] = {X("cosm", "COSM"),
                                 X("omm", "OMM"),
                                 X("women", "vrouwenopvang"),
                                 X("men", "mannenopvang"),
                                 X("mixed", "opvang voor vrouwen en mannen"),
                                 X("youth", "jeugdhulp met verblijf"),
                                 X("nla_crisis", "crisisopvang van de Arbeidsinspectie"),
                                 X("family", "gezinsopvang"),
                                 X("regular", "maatschappelijke opvang"),
                                 {0}};
const Choice sexes_asked[] = {X("woman", "vrouw"), X("man", "man"), X("other", "anders"), {0}};
const Choice forms_asked[] = {X("sexual", "seksuele uitbuiting"),
                              X("labour", "uitbuiting op het werk"),
                              X("criminal", "criminele uitbuiting"),
                              X("organ_removal", "orgaanhandel"),
                              X("other", "andere vorm"),
                              X("unknown", "vorm nog niet bekend"),
                              {0}};
const Choice residences[] = {X("dutch", "Nederlander"),
                             X("eu", "burger van de EU"),
                             X("permit", "verblijfsvergunning"),
                             X("reflection", "bedenktijd"),
                             X("none", "geen verblijfsrecht"),
                             X("unknown", "verblijfsrecht nog niet bekend"),
                             {0}};
const Choice care_needs[] = {X("addiction", "verslaving"),
                             X("lvb", "licht verstandelijke beperking"),
                             X("psychiatric", "psychische zorg"),
                             X("medical", "medische zorg"),
                             X("wheelchair", "rolstoel"),
                             X("pet", "huisdier"),
                             X("aggression", "agressie"),
                             X("fire_setting", "brandstichting"),
                             X("active_use", "gebruikt nu drugs of alcohol"),
                             X("perpetrator_ties", "heeft nog contact met de dader of het netwerk"),
                             X("acute_crisis", "acute psychische crisis"),
                             {0}};
const Choice languages_spoken[] = {X("nl", "Nederlands"),
                                   X("en", "Engels"),
                                   X("pl", "Pools"),
                                   X("ro", "Roemeens"),
                                   X("bg", "Bulgaars"),
                                   X("hu", "Hongaars"),
                                   X("es", "Spaans"),
                                   X("pt", "Portugees"),
                                   X("fr", "Frans"),
                                   X("ar", "Arabisch"),
                                   X("ti", "Tigrinya"),
                                   X("vi", "Vietnamees"),
                                   X("zh", "Chinees"),
                                   X("uk", "Oekraïens"),
                                   X("ru", "Russisch"),
                                   X("tr", "Turks"),
                                   X("tl", "Filipijns"),
                                   X("th", "Thais"),
                                   X("id", "Indonesisch"),
                                   X("other", "andere taal, met tolk"),
                                   {0}};
const Choice payers[] = {X("wmo", "gemeente, Wmo"),
                         X("cosm", "rijk, COSM"),
                         X("youth_act", "gemeente, Jeugdwet"),
                         X("nla", "Arbeidsinspectie"),
                         X("other", "een andere regeling"),
                         X("none", "nog niet bekend"),
                         {0}};
const Choice placers[] = {X("municipality", "gemeente"),
                          X("national", "landelijk coördinatiepunt"),
                          X("care_coordinator", "zorgcoördinator"),
                          X("police", "politie of opsporing"),
                          X("youth", "jeugdbescherming of Veilig Thuis"),
                          {0}};
const Choice security_levels[] = {X("0", "geen beveiliging nodig"),
                                  X("1", "adres niet openbaar"),
                                  X("2", "geheim adres en toezicht"),
                                  X("3", "beveiligd, met bewaking"),
                                  {0}};

#undef X

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

const AgeBand age_bands[] = {
    {"0_11", 0, 6}, {"12_17", 12, 15}, {"18_23", 18, 21}, {"24_39", 24, 31}, {"40_64", 40, 52}, {"65_up", 65, 70}, {0}};

int64_t age_in_band(int64_t age)
{
    int64_t middle = 0;
    for (const AgeBand *b = age_bands; b->code; b++)
        if (age >= b->from) middle = b->middle;
    return middle;
}

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
    abort(); // not a list of traits
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
