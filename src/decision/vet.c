// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/vet.h"
#include "decision/decision.h"
#include "decision/load_words.h"

typedef struct Contract {
    Arena *mem;
    Lang lang;
    Vetted *v;
} Contract;

static void misfit(Contract *c, const char *dutch, Str what)
{
    if (c->v->contract_count == VET_FAULTS_MAX) return;
    c->v->contract[c->v->contract_count++] = tr_fmt(c->mem, c->lang, dutch, str_z(c->mem, what));
}

static void check_inputs(Contract *c, const Decision *own, const Decision *asked)
{
    for (size_t i = 0; i < own->need_count; i++) {
        size_t k = 0;
        while (k < asked->need_count && !str_eq(asked->needs[k]->name, own->needs[i]->name)) k++;
        if (k == asked->need_count)
            misfit(c, N_("Het gegeven \"%s\" geeft het programma niet. Haal het weg."), own->needs[i]->name);
        else if (own->needs[i]->type != TYPE_ANY && own->needs[i]->type != asked->needs[k]->type)
            misfit(c, N_("Het gegeven \"%s\" heeft een andere soort dan het programma geeft."), own->needs[i]->name);
    }
}

static Str compact(Arena *mem, Str s)
{
    Buf b = buf_new(mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' && s.p[i] != '\n') buf_char(&b, s.p[i]);
    return buf_str(&b);
}

static void check_outputs(Contract *c, const Decision *own, const Decision *asked)
{
    for (size_t i = 0; i < asked->output_count; i++) {
        const TableOutput *need = &asked->outputs[i];
        size_t k = 0;
        while (k < own->output_count && !str_eq(own->outputs[k].name, need->name)) k++;
        if (k == own->output_count) {
            misfit(c, N_("De uitkomst \"%s\" ontbreekt. Het programma heeft die nodig."), need->name);
            continue;
        }
        if (own->outputs[k].type != need->type)
            misfit(c, N_("De uitkomst \"%s\" heeft een andere soort dan het programma verwacht."), need->name);
        if (need->allowed.n && !str_eq(compact(c->mem, own->outputs[k].allowed), compact(c->mem, need->allowed)))
            misfit(c, N_("De uitkomst \"%s\" heeft andere toegestane waarden dan het programma kent."), need->name);
    }
}

// The table of this name that came with the program says what is asked and what is needed.
static void check_contract(Contract *c, Str name)
{
    Str tests, built_in = decision_built_in(name, &tests);
    Rules *rules;
    Why w;
    if (built_in.n == 0) misfit(c, N_("Het programma vraagt niets aan een tabel met de naam \"%s\"."), name);
    else if (rules_load(c->mem, built_in, "built in", &rules, &w) == OK) {
        check_inputs(c, c->v->decision, rules_decision(rules, 0));
        check_outputs(c, c->v->decision, rules_decision(rules, 0));
    }
}

static void run_cases(Arena *mem, Lang lang, Str cases, Vetted *v)
{
    RuleCase *list;
    Why w = {{0}};
    if (cases_parse(mem, lang, cases, &list, &v->case_count, &w) != OK) {
        v->case_count = 0;
        v->case_fault = str_dup(mem, str_c(w.text));
        return;
    }
    v->cases = list;
    v->results = NEW_ARRAY(mem, CaseResult, v->case_count + 1);
    for (size_t i = 0; i < v->case_count; i++) {
        if (v->rules) v->results[i] = case_run(v->rules, v->decision, &list[i], lang, mem);
        v->failed_count += !v->results[i].passed;
    }
}

static void load(Arena *mem, Lang lang, Str name, Str xml, Vetted *v)
{
    Rules *rules;
    Why w = {{0}};
    if (rules_load(mem, xml, "tabel", &rules, &w) != OK) {
        v->load_fault = str_dup(mem, load_words(mem, lang, str_c(w.text)));
        return;
    }
    if (rules_decision_count(rules) == 0 || !rules_decision(rules, 0)->is_table) {
        v->load_fault = str_c(T(lang, "De eerste beslissing in het bestand is geen tabel."));
        return;
    }
    v->rules = rules;
    v->decision = rules_decision(rules, 0);
    check_contract(&(Contract){mem, lang, v}, name);
}

static void analyse(Arena *mem, Vetted *v)
{
    Finding *findings;
    rules_check(v->rules, mem, &findings, &v->finding_count);
    v->findings = findings;
    for (size_t i = 0; i < v->finding_count; i++) v->error_count += finding_is_error(&findings[i]);
}

void vet(Arena *mem, Lang lang, Str name, Str xml, Str cases, Vetted *ret_vetted)
{
    Vetted v = {.contract = NEW_ARRAY(mem, Str, VET_FAULTS_MAX)};
    load(mem, lang, name, xml, &v);
    if (v.rules) analyse(mem, &v);
    run_cases(mem, lang, cases, &v);
    v.good = v.rules && v.contract_count == 0 && v.error_count == 0 && v.case_count > 0 && v.failed_count == 0 &&
             v.case_fault.n == 0 && !arena_over(mem);
    *ret_vetted = v;
}

bool vet_fits(Str name, Str xml)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Vetted v = {.contract = NEW_ARRAY(mem, Str, VET_FAULTS_MAX)};
    load(mem, LANG_NL, name, xml, &v);
    return v.rules && v.contract_count == 0 && !arena_over(mem);
}

Str vet_words(Arena *mem, Lang lang, const Vetted *v)
{
    if (v->good) return str_c(T(lang, "De tabel is goed: hij laadt, er zijn geen fouten, en alle proeven kloppen."));
    if (!v->rules) return str_c(T(lang, "De tabel laadt niet."));
    if (v->contract_count) return str_c(T(lang, "De tabel past niet bij wat het programma vraagt."));
    if (v->error_count) return tr_fmt(mem, lang, "Fouten in de tabel: %d.", (int)v->error_count);
    if (v->case_fault.n) return v->case_fault;
    if (v->case_count == 0)
        return str_c(T(lang, "Er zijn nog geen proeven. Zonder proef kan een tabel niet in gebruik."));
    return tr_fmt(mem, lang, "Proeven die niet kloppen: %d van de %d.", (int)v->failed_count, (int)v->case_count);
}
