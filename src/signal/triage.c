// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal/triage.h"
#include "base/json.h"
#include <jansson.h>

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

// ---- conditions in words
// ------------------------------------------------------------------------------------------------

static const struct {
    const char *input, *label;
} input_labels[] = {
    {"vermoeden_score", N_("de aanwijzingen wegen samen")},
    {"aantal_indicatoren", N_("het aantal aanwijzingen is")},
    {"minderjarig", N_("iemand is jonger dan 18")},
    {"gevaar", N_("er is nu gevaar")},
    {"slachtoffer_wil_strafzaak", N_("het slachtoffer wil een strafzaak")},
    {"georganiseerd", N_("er zijn tekenen van een netwerk")},
    {"strafbaar_feit", N_("er lijkt een strafbaar feit te zijn")},
    {"vorm", N_("de vorm is")},
};

static const char *word_of(Lang lang, Str code)
{
    if (str_eq(code, S("true"))) return T(lang, "ja");
    if (str_eq(code, S("false"))) return T(lang, "nee");
    const char *form = choice_label(signal_forms, code);
    if (form[0]) return tr(lang, form);
    const char *yes_no = choice_label(signal_yes_no_unknown, code);
    return yes_no[0] ? tr(lang, yes_no) : NULL;
}

static void put_value(Buf *b, Lang lang, Str value)
{
    Str v = str_trim(value);
    if (v.n > 1 && v.p[0] == '"' && v.p[v.n - 1] == '"') v = (Str){v.p + 1, v.n - 2};
    const char *word = word_of(lang, v);
    if (word) buf_c(b, word);
    else buf_add(b, v);
}

// ">= 3" -> "3 of meer"; "\"ja\",\"nee\"" -> "ja of nee"
static Str condition_words(Arena *mem, Lang lang, Str condition)
{
    static const struct {
        const char *sign, *words;
    } signs[] = {
        {">=", N_("%s of meer")}, {"<=", N_("%s of minder")}, {">", N_("meer dan %s")}, {"<", N_("minder dan %s")}};
    Str c = str_trim(condition);
    for (size_t i = 0; i < COUNT(signs); i++) {
        Str sign = str_c(signs[i].sign);
        if (str_starts(c, sign))
            return tr_fmt(mem, lang, signs[i].words, str_z(mem, str_trim((Str){c.p + sign.n, c.n - sign.n})));
    }
    Buf b = buf_new(mem, KB(1));
    for (Str rest = c; rest.n;) {
        if (b.n) buf_fmt(&b, " %s ", T(lang, "of"));
        put_value(&b, lang, str_cut(&rest, ','));
    }
    return buf_str(&b);
}

Str triage_condition_words(Arena *mem, Lang lang, const DecisionCondition *c)
{
    Buf b = buf_new(mem, KB(2));
    const char *label = NULL;
    for (size_t i = 0; i < COUNT(input_labels); i++)
        if (str_eq_c(c->input, input_labels[i].input)) label = tr(lang, input_labels[i].label);
    if (label) buf_c(&b, label);
    else buf_add(&b, c->input);
    buf_c(&b, ": ");
    put_value(&b, lang, c->value);
    Str asked = condition_words(mem, lang, c->condition);
    Buf own = buf_new(mem, KB(1));
    put_value(&own, lang, c->value);
    if (!str_eq(asked, buf_str(&own))) buf_fmt(&b, " (%s %.*s)", T(lang, "de regel vraagt:"), STR_ARG(asked));
    return buf_str(&b);
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

static void jsonp(json_t **j) { json_decref(*j); }

static void take_code(Arena *mem, const json_t *root, const char *name, const Choice *list, Str *ret_code)
{
    const json_t *v = json_object_get(root, name);
    if (!json_is_string(v)) return;
    Str code = {json_string_value(v), json_string_length(v)};
    if (choice_find(list, code)) *ret_code = str_dup(mem, code);
}

Err triage_inputs_parse(Arena *mem, Str json, TriageInputs *in)
{
    CLEANUP(jsonp) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) return E_INPUT;
    take_code(mem, root, "minderjarig", signal_yes_no_unknown, &in->minor);
    take_code(mem, root, "slachtoffer_wil_strafzaak", signal_yes_no_unknown, &in->wants_case);
    take_code(mem, root, "vorm", signal_forms, &in->form);
    in->danger = json_is_true(json_object_get(root, "gevaar"));
    in->organised = json_is_true(json_object_get(root, "georganiseerd"));
    in->offence = json_is_true(json_object_get(root, "strafbaar_feit"));
    return OK;
}
