// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// words.h - the words of shelter: kinds of places, kinds of facilities, and the traits on which they are matched.
//
// kind       what a place is for: a crisis, one night, a long stay, moving on, help without a bed.
// facility   what sort of house it is (COSM, OMM, women's shelter ...).
// trait      one thing that is asked about a person and answered by a unit with yes, no or "ask us first": sex, form of
//            exploitation, right of residence, a need, a language, who pays. A set of traits is one 64-bit number.
// criterion  what a match is judged on: a group of traits, or a number (age, children, security ...).
//
// The place of a trait in its list is its bit in the store: lists are only added to, at the end, within their room.
// Sources: AP, "Slachtoffers" (kinds of shelter, who may place whom) and action 15; RB, "Opvang".
#pragma once
#include "app/form.h"

extern const Choice place_kinds[];    // crisis emergency_bed long_stay move_on outreach
extern const Choice facility_types[]; // cosm omm women men mixed youth nla_crisis family regular
extern const Choice sexes_asked[];    // woman man other
extern const Choice forms_asked[];    // sexual labour criminal organ_removal other unknown
extern const Choice residences[];     // dutch eu permit reflection none unknown
// What asks for care, and what providers often give as a ground to exclude somebody: addiction lvb psychiatric medical
// wheelchair pet aggression fire_setting active_use perpetrator_ties acute_crisis.
extern const Choice care_needs[];
extern const Choice languages_spoken[];
extern const Choice payers[];          // wmo cosm youth_act nla other none
extern const Choice placers[];         // municipality national care_coordinator police youth
extern const Choice security_levels[]; // 0 to 3

// Needs of which two or more make it hard to find a place: "several problems at once" in the picture.
#define HEAVY_NEEDS "addiction lvb psychiatric medical aggression"

// Bands of ages, as a case knows them (casework/words.c), with the age in their middle.
typedef struct AgeBand {
    const char *code;
    int64_t from, middle;
} AgeBand;
extern const AgeBand age_bands[]; // ended by {0}
int64_t age_in_band(int64_t age); // the middle of its band

// Places in place_kinds that the matching itself knows.
enum { PLACE_CRISIS, PLACE_EMERGENCY_BED, PLACE_LONG_STAY, PLACE_MOVE_ON, PLACE_OUTREACH };

typedef uint64_t Traits;

// criterion, what it is called in the decision tables and on screens
#define CRITERIA(X)                                                                                                    \
    X(kind, N_("soort plek"))                                                                                          \
    X(capacity, N_("vrije plek"))                                                                                      \
    X(intake, N_("opname nu"))                                                                                         \
    X(authority, N_("wie mag plaatsen"))                                                                               \
    X(area, N_("veilige regio"))                                                                                       \
    X(nearby, N_("gewenste regio"))                                                                                    \
    X(age, N_("leeftijd"))                                                                                             \
    X(children, N_("kinderen"))                                                                                        \
    X(security, N_("beveiliging"))                                                                                     \
    X(sex, N_("geslacht"))                                                                                             \
    X(form, N_("vorm van uitbuiting"))                                                                                 \
    X(residence, N_("verblijfsrecht"))                                                                                 \
    X(pays, N_("wie betaalt"))                                                                                         \
    X(language, N_("taal"))                                                                                            \
    X(addiction, N_("verslaving"))                                                                                     \
    X(lvb, N_("licht verstandelijke beperking"))                                                                       \
    X(psychiatric, N_("psychische zorg"))                                                                              \
    X(medical, N_("medische zorg"))                                                                                    \
    X(wheelchair, N_("rolstoel"))                                                                                      \
    X(pet, N_("huisdier"))                                                                                             \
    X(aggression, N_("agressie"))                                                                                      \
    X(fire_setting, N_("brandstichting"))                                                                              \
    X(active_use, N_("gebruik van drugs of alcohol"))                                                                  \
    X(perpetrator_ties, N_("contact met de dader"))                                                                    \
    X(acute_crisis, N_("acute psychische crisis"))
typedef enum Criterion {
#define X(name, label) CRITERION_##name,
    CRITERIA(X)
#undef X
        CRITERION_COUNT
} Criterion;
const char *criterion_name(Criterion c);
const char *criterion_label(Criterion c); // Dutch, translated where shown

// First bit of each group, and the room it has.
typedef struct TraitGroup {
    const Choice *list;
    int first, room;
} TraitGroup;
enum { TRAIT_GROUPS = 6 };
extern const TraitGroup trait_groups[TRAIT_GROUPS]; // sexes, forms, residences, care needs, languages, payers

// E_INPUT when the code is not in the list. list is one of those of trait_groups.
Err trait_of(const Choice *list, Str code, Traits *ret_bit) MUST_USE;
// Codes with a space between; empty is no trait. E_INPUT names the first that is not in the list.
Err traits_of(const Choice *list, Str codes, Traits *ret_traits, Why *w) MUST_USE;
Str trait_codes(Arena *mem, const Choice *list, Traits traits); // the other way round
Traits traits_mask(const Choice *list);                         // every bit of the group's room
int choice_at(const Choice *list, Str code);                    // its place; -1 when it is not in the list
