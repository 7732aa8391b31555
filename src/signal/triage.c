// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal/triage.h"
#include "base/json.h"

const Choice triage_outcomes[] = {
    {"no_suspicion", "geenVermoeden", N_("geen vermoeden van mensenhandel"), "",
     N_("Gewone hulp kan nog steeds nodig zijn.")},
    {"care", "zorg", N_("vermoeden: alleen zorg"), "", N_("Hulp en veiligheid, nog geen strafzaak.")},
    {"care_criminal", "zorgEnStrafrecht", N_("vermoeden: zorg en strafrecht"), "",
     N_("Hulp en opsporing naast elkaar.")},
    {"organised", "georganiseerd", N_("vermoeden: georganiseerde misdaad"), "",
     N_("Een netwerk, of misdaad die de samenleving ondermijnt.")},
    {0}};

const Choice triage_tables[] = {{"regular", "regulier", N_("gewone hulp"), "", ""},
                                {"care", "zorg", N_("zorgcoördinator of Veilig Thuis"), "", ""},
                                {"safety_house", "zorgEnVeiligheidshuis", N_("Zorg- en Veiligheidshuis"), "", ""},
                                {"riec", "riec", N_("RIEC"), "", ""},
                                {0}};

Err triage_advise(Arena *mem, Str police_unit, const TriageInputs *in, TriageAdvice *ret_advice, Why *w)
{
    const DecisionValue values[] = {
        DECIDE_NUMBER("vermoeden_score", (double)in->score),
        DECIDE_NUMBER("aantal_indicatoren", (double)in->count),
        DECIDE_TEXT("minderjarig", in->minor),
        DECIDE_BOOL("gevaar", in->danger),
        DECIDE_TEXT("slachtoffer_wil_strafzaak", in->wants_case),
        DECIDE_BOOL("georganiseerd", in->organised),
        DECIDE_BOOL("strafbaar_feit", in->offence),
        DECIDE_TEXT("vorm", in->form),
    };
    TriageAdvice a = {0};
    TRY(decision_eval(mem, "triage", police_unit, values, COUNT(values), &a.ruling, w));
    if (a.ruling.hit_count) {
        a.hit = &a.ruling.hits[0];
        a.outcome = hit_text(a.hit, "advies");
        a.table_code = hit_text(a.hit, "tafel");
        a.urgent = hit_bool(a.hit, "spoed", false);
    }
    *ret_advice = a;
    return OK;
}

bool triage_differs(const TriageAdvice *a, Str outcome, Str table_code)
{
    return !str_eq(a->outcome, outcome) || !str_eq(a->table_code, table_code);
}

bool triage_fits(Str outcome, Str table_code)
{
    if (!choice_find(triage_outcomes, outcome) || !choice_find(triage_tables, table_code)) return false;
    if (choice_is(outcome, "no_suspicion"))
        return choice_is(table_code, "regular") || choice_is(table_code, "safety_house");
    if (choice_is(outcome, "organised")) return choice_is(table_code, "riec") || choice_is(table_code, "safety_house");
    if (choice_is(outcome, "care_criminal")) return choice_is(table_code, "safety_house");
    return choice_is(table_code, "care") || choice_is(table_code, "safety_house") || choice_is(table_code, "regular");
}

enum { INPUTS_MAX = 1024 };

Str triage_inputs_json(Arena *mem, const TriageInputs *in)
{
    Buf b = buf_new(mem, INPUTS_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kint(&j, "vermoeden_score", in->score);
    json_kint(&j, "aantal_indicatoren", in->count);
    json_kstr(&j, "minderjarig", in->minor);
    json_kbool(&j, "gevaar", in->danger);
    json_kstr(&j, "slachtoffer_wil_strafzaak", in->wants_case);
    json_kbool(&j, "georganiseerd", in->organised);
    json_kbool(&j, "strafbaar_feit", in->offence);
    json_kstr(&j, "vorm", in->form);
    json_end(&j);
    return buf_str(&b);
}
