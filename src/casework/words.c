// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// words.c - the lists of words that a case uses: code in the store, Dutch on screen.
#include "casework/casework.h"

#define WORD(code, label)                                                                                              \
    {                                                                                                                  \
        code, code, N_(label), N_(label), ""                                                                           \
    }
#define HINTED(code, label, hint)                                                                                      \
    {                                                                                                                  \
        code, code, N_(label), N_(label), N_(hint)                                                                     \
    }

const Choice case_tables[] = {
    WORD("regular", "reguliere hulp"),
    WORD("care", "zorg"),
    WORD("safety_house", "Zorg- en Veiligheidshuis"),
    WORD("riec", "RIEC"),
    {0},
};

const Choice case_states[] = {
    WORD("open", "loopt"),
    WORD("stuck", "loopt vast"),
    WORD("closed", "gesloten"),
    {0},
};

const Choice case_outcomes[] = {
    WORD("safe", "slachtoffer is veilig en heeft geen hulp meer nodig"),
    WORD("in_care", "slachtoffer krijgt hulp bij een andere organisatie"),
    WORD("returned", "slachtoffer is teruggekeerd naar het eigen land"),
    WORD("declined", "slachtoffer wilde geen hulp"),
    WORD("lost", "geen contact meer met het slachtoffer"),
    WORD("criminal", "strafzaak loopt verder, zorg is klaar"),
    WORD("no_trafficking", "geen mensenhandel gebleken"),
    WORD("transferred", "overgedragen aan een andere tafel"),
    {0},
};

const Choice case_parts[] = {
    WORD("care", "zorg"),
    WORD("criminal", "strafrecht"),
    WORD("safety", "veiligheid"),
    WORD("residence", "verblijf"),
    WORD("youth", "jeugdhulp"),
    WORD("shelter", "opvang"),
    WORD("legal", "rechtsbijstand"),
    WORD("experience", "ervaringsdeskundige"),
    WORD("other", "anders"),
    {0},
};

// A draft: which ground fits which exchange must be reviewed by a lawyer.
const Choice case_grounds[] = {
    HINTED("zvh", "convenant Zorg- en Veiligheidshuis", "Alleen voor partners van dit convenant."),
    HINTED("riec", "convenant RIEC", "Alleen bij ondermijnende of georganiseerde misdaad."),
    HINTED("consent", "toestemming van de betrokkene", "Leg vast wanneer en waarvoor die is gegeven."),
    HINTED("wmo", "Wet maatschappelijke ondersteuning", "Voor opvang en ondersteuning door de gemeente."),
    HINTED("youth", "Jeugdwet", "Voor hulp aan een minderjarige."),
    HINTED("report_right", "meldrecht Veilig Thuis", "Bij een vermoeden van huiselijk geweld of kindermishandeling."),
    HINTED("vital", "vitaal belang", "Alleen bij acuut gevaar, als vragen niet kan."),
    {0},
};

const Choice person_kinds[] = {
    WORD("victim", "vermoedelijk slachtoffer"),
    WORD("suspect", "verdachte"),
    WORD("both", "slachtoffer en verdachte tegelijk"),
    {0},
};

const Choice person_ages[] = {
    WORD("0_11", "jonger dan 12"),     WORD("12_17", "12 tot en met 17"),
    WORD("18_23", "18 tot en met 23"), WORD("24_39", "24 tot en met 39"),
    WORD("40_64", "40 tot en met 64"), WORD("65_up", "65 of ouder"),
    WORD("unknown", "niet bekend"),    {0},
};

const Choice person_sexes[] = {
    WORD("female", "vrouw"), WORD("male", "man"), WORD("other", "anders"), WORD("unknown", "niet bekend"), {0},
};

// Groups, not countries: a rare country would point at one person.
const Choice person_nationalities[] = {
    WORD("dutch", "Nederlandse"),
    WORD("eu", "ander land in de EU"),
    WORD("europe_other", "Europa buiten de EU"),
    WORD("africa", "Afrika"),
    WORD("asia", "Azië"),
    WORD("americas", "Noord-, Midden- of Zuid-Amerika"),
    WORD("stateless", "staatloos"),
    WORD("unknown", "niet bekend"),
    {0},
};

const Choice person_statuses[] = {
    WORD("presumed", "vermoedelijk slachtoffer"),
    WORD("recognised", "vastgesteld als slachtoffer"),
    WORD("not_a_victim", "geen slachtoffer gebleken"),
    WORD("not_applicable", "niet van toepassing"),
    {0},
};

const Choice person_presumed_by[] = {
    WORD("focal_point", "gemeente"),
    WORD("police", "politie of Koninklijke Marechaussee"),
    WORD("labour", "Nederlandse Arbeidsinspectie"),
    WORD("care", "zorg of hulpverlening"),
    WORD("school", "school"),
    WORD("self", "de persoon zelf"),
    WORD("other", "een ander"),
    {0},
};

const Choice non_punishment_states[] = {
    HINTED("not_yet", "nog niet afgewogen", "Deed iemand iets strafbaars omdat die werd gedwongen? Weeg dat dan af."),
    HINTED("applies", "afgewogen: niet straffen past", "Wie werd gedwongen, hoort daarvoor geen straf te krijgen."),
    HINTED("does_not_apply", "afgewogen: past hier niet", ""),
    HINTED("not_applicable", "niet van toepassing", "Er is niets strafbaars bekend."),
    {0},
};

const Choice tracks[] = {
    WORD("care", "Zorg"),
    WORD("criminal", "Strafrecht"),
    WORD("residence", "Verblijf"),
    {0},
};

static const Choice care_steps[] = {
    WORD("intake", "intake"),
    WORD("safety_plan", "veiligheidsplan"),
    WORD("shelter", "plek in de opvang"),
    WORD("medical", "medische zorg"),
    WORD("psychosocial", "psychische hulp"),
    WORD("legal_aid", "advocaat"),
    WORD("daily", "school, werk of dagbesteding"),
    WORD("debt", "hulp bij schulden"),
    WORD("registration", "aanmelding bij CoMensha"),
    WORD("aftercare", "nazorg"),
    {0},
};

static const Choice criminal_steps[] = {
    WORD("talk", "informatief gesprek met de politie"),
    WORD("complaint", "aangifte"),
    WORD("ex_officio", "onderzoek zonder aangifte"),
    WORD("prosecution", "ingeschreven bij het OM"),
    WORD("summons", "dagvaarding"),
    WORD("dismissal", "sepot"),
    WORD("verdict", "uitspraak van de rechter"),
    WORD("compensation", "schadevergoeding"),
    {0},
};

static const Choice residence_steps[] = {
    WORD(STEP_REFLECTION, "bedenktijd begonnen"),
    WORD(STEP_REFLECTION_END, "bedenktijd geëindigd"),
    WORD("permit_asked", "verblijfsvergunning gevraagd"),
    WORD("permit_given", "verblijfsvergunning gekregen"),
    WORD("permit_refused", "verblijfsvergunning geweigerd"),
    WORD("continued", "voortgezet verblijf"),
    WORD("return", "terugkeer naar het eigen land"),
    {0},
};

const Choice *track_steps(Str track)
{
    if (str_eq(track, S("care"))) return care_steps;
    if (str_eq(track, S("criminal"))) return criminal_steps;
    return str_eq(track, S("residence")) ? residence_steps : NULL;
}

const Choice step_states[] = {
    WORD("planned", "gepland"),
    WORD("done", "gedaan"),
    WORD("not_done", "gaat niet door"),
    {0},
};

const Choice note_kinds[] = {
    WORD("note", "notitie"),
    WORD("contact", "contact"),
    WORD("decision", "besluit"),
    WORD("escalation", "vastgelopen"),
    {0},
};
