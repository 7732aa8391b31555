// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// directory.h - municipalities and desks: who is there, what for, for whom, where, when.
//
// municipality  one of the 342, with its safety region, police unit and province. Facts; staff do not change them.
// desk          (loket) a service people can be referred to. Comes from data/desks.json; staff of Baken edit it, and
//               what they edited is never overwritten by a newer data file. Each municipality has a desk of its own
//               (its focal point), made from a template.
// verified      a person checked the contact data on a day. Until then every screen says it has not been checked.
// hours         opening hours, when known. Not known is not open.
//
// All of it is kept in memory as one snapshot that never changes; a number in the store tells when it is old, and then
// the next reader makes a new one. Old ones are freed when no request can still look at them. So what the functions
// below return stays valid for the length of a request: copy what must live longer.
// What it must never do: show or store a phone number, address or opening hour that nobody gave a source for; the
// address of a shelter.
#pragma once
#include "directory/hours.h"
#include "html/html.h"
#include "store/db.h"

// ---- municipalities -----------------------------------------------------------------------------------------------
typedef struct Municipality {
    Str code, name, slug;          // "GM0502", "Capelle aan den IJssel", "capelle-aan-den-ijssel"
    Str region_code, region;       // "VR17", "Rotterdam-Rijnmond"
    Str police_unit, province;
    Str unit_code;                 // the police unit as a code in area_codes: no spaces, "Den-Haag"
    Str folded, short_folded;      // name for sorting and finding; without what stands in parentheses
} Municipality;

// Lower case without accents, every run of other signs a single space: "Súdwest-Fryslân" -> "sudwest fryslan".
Str name_fold(Arena *mem, Str s);
// By code ("GM0502"), slug or name; capitals, accents, hyphens and "'s-" do not matter, and what people call it counts
// ("Den Haag"). E_NOTFOUND, also when two fit ("Bergen").
Err municipality_find(Db *db, Str text, const Municipality **ret_m) MUST_USE;
// By name, sorted.
Err municipalities(Db *db, const Municipality *const **ret_list, size_t *ret_count) MUST_USE;
// The 342 as <option value="GM0502">; selected is a code or empty. Put it in a <select> of your own, after your own
// first option ("Ik weet het niet").
Err municipality_options(Db *db, Arena *mem, Str selected, Html *ret_options) MUST_USE;
// The safety regions as codes with their names, by name.
typedef struct Region {
    Str code, name;
} Region;
Err regions(Db *db, const Region **ret_regions, size_t *ret_count) MUST_USE;
// A name to show for a code; the code itself when it is not one of the 342; "" for "".
Str municipality_name(Db *db, Str code);

// ---- desks --------------------------------------------------------------------------------------------------------
// code, Dutch label
#define DESK_KINDS(X)                                                                                                  \
    X(emergency, "noodhulp")                                                                                           \
    X(police, "politie en opsporing")                                                                                  \
    X(report, "melden")                                                                                                \
    X(advice, "advies")                                                                                                \
    X(help, "hulp")                                                                                                    \
    X(shelter, "opvang")                                                                                               \
    X(legal, "recht en schade")                                                                                        \
    X(municipal, "gemeente")
#define DESK_AUDIENCES(X)                                                                                              \
    X(victim, "wie hulp nodig heeft")                                                                                  \
    X(minor, "wie jonger is dan 18")                                                                                   \
    X(citizen, "wie zich zorgen maakt om iemand")                                                                      \
    X(professional, "professionals")                                                                                   \
    X(organisation, "bedrijven en organisaties")
#define DESK_PURPOSES(X)                                                                                               \
    X(talk, "praten")                                                                                                  \
    X(advice, "advies")                                                                                                \
    X(help, "hulp")                                                                                                    \
    X(shelter, "opvang")                                                                                               \
    X(report, "melden")                                                                                                \
    X(crime_report, "aangifte")                                                                                        \
    X(legal, "recht en schade")                                                                                        \
    X(return, "terug naar het eigen land")
#define DESK_FORMS(X)                                                                                                  \
    X(all, "alle vormen van uitbuiting")                                                                               \
    X(sexual, "seksuele uitbuiting")                                                                                   \
    X(labour, "uitbuiting op het werk")                                                                                \
    X(criminal, "criminele uitbuiting")                                                                                \
    X(organ_removal, "orgaanhandel")                                                                                   \
    X(other, "andere vormen")
#define DESK_SCOPES(X)                                                                                                 \
    X(national, "heel Nederland")                                                                                      \
    X(police_unit, "politie-eenheid")                                                                                  \
    X(region, "regio")                                                                                                 \
    X(municipality, "gemeente")
#define DESK_CHANNELS(X)                                                                                               \
    X(phone, "bellen")                                                                                                 \
    X(chat, "chatten")                                                                                                 \
    X(web, "website")                                                                                                  \
    X(email, "e-mail")
#define DESK_ANONYMOUS(X)                                                                                              \
    X(unknown, "niet bekend")                                                                                          \
    X(yes, "ja")                                                                                                       \
    X(no, "nee")

typedef struct Code {
    const char *code, *label; // Dutch, translated where shown
} Code;
typedef struct CodeList {
    const Code *v;
    size_t n;
} CodeList;
extern const CodeList desk_kinds, desk_audiences, desk_purposes, desk_forms, desk_scopes, desk_channels,
    desk_anonymous, desk_languages;
const char *code_label(const CodeList *list, Str code); // NULL when it is not in the list
bool codes_have(Str codes, Str code);                   // is the code one of those with a space between?
Str codes_words(Arena *mem, Lang lang, const CodeList *list, Str codes); // "praten, hulp en opvang"

typedef struct Desk {
    int64_t id;
    Str slug, name, organisation, kind, summary_nl, summary_en;
    Str for_whom, what_for, forms;       // codes with a space between
    Str scope, area_codes, languages, anonymous;
    Str phone, chat, web, email, address; // empty: not known
    Str hours_json, channel_source, source;
    Str verified_on, verified_by;         // verified_on empty: never checked
    bool active;
    Time updated_at;
    Hours hours;
    enum DeskReach { REACH_ALARM, REACH_MUNICIPALITY, REACH_REGION, REACH_UNIT, REACH_COUNTRY } reach; // 112 first
    bool municipal;                       // the focal point of a municipality
    Str folded;                           // name and organisation, for searching
} Desk;

bool desk_verified(const Desk *d);
Str desk_summary(const Desk *d, Lang lang);
Str desk_area_name(Db *db, Arena *mem, Lang lang, const Desk *d); // "heel Nederland", "Capelle aan den IJssel"
bool desk_serves(const Desk *d, const Municipality *m);           // national desks serve all

typedef struct DeskFilter {
    Str for_whom, what_for, form, language, channel, kind; // a code; empty: any
    Str text;                    // words that the name or organisation has
    const Municipality *place;   // desks that serve it
    Str region_code;             // desks of this safety region or wider
    bool anonymous, open_now, verified, unverified;
    bool municipal;              // also the desk of each single municipality, without place
    bool inactive;               // staff: also those switched off
    Time now;                    // for open_now
} DeskFilter;

// Active desks that fit, by name within how far they reach. With a place or region the closest come first, without one
// those of the whole country; 112 before all.
Err directory_list(Db *db, Arena *mem, const DeskFilter *f, const Desk *const **ret_desks, size_t *ret_count) MUST_USE;
Err desk_by_slug(Db *db, Str slug, const Desk **ret_desk) MUST_USE; // E_NOTFOUND, also when switched off
Err desk_by_id(Db *db, int64_t id, const Desk **ret_desk) MUST_USE; // staff: also when switched off
// The focal point's desk of a municipality.
Err desk_of_municipality(Db *db, const Municipality *m, const Desk **ret_desk) MUST_USE;
// What a referral table names: a slug; "gemeente" is the desk of the municipality m (may be NULL).
Err desk_of_rule(Db *db, Str slug, const Municipality *m, const Desk **ret_desk) MUST_USE;

// ---- filling and changing (on the writer) -------------------------------------------------------------------------
// Municipalities and desks from the data that came with the program. What staff edited stays; what did not change is
// left alone. ret_changed: rows written.
Err directory_seed(Db *db, Arena *mem, Time now, int64_t *ret_changed, Why *w) MUST_USE;
// Checks every field as a person typed it; the message names the field. Marks the desk as edited.
Err desk_check(const Desk *d, const char **ret_field, Why *w) MUST_USE;
Err desk_save(Db *db, const Desk *d, int64_t account, Time now) MUST_USE;
void directory_forget(void); // drops what is kept in memory: at the end of the program and of tests
