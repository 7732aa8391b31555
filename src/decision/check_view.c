// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// check_view.c - the check of a table as a page shows it.
#include "decision/rules_view.h"

// What a case asks for, in one line.
static Str expected(Arena *mem, const RuleCase *c)
{
    Buf b = buf_new(mem, CASES_TEXT_MAX);
    for (size_t i = 0; i < c->rule_count; i++) buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(c->rules[i]));
    if (c->out.n) buf_fmt(&b, "%s%.*s", b.n ? ": " : "", STR_ARG(c->out));
    return buf_str(&b);
}

static StaffForm form_remove(Req *rq, const Draft *d, size_t at)
{
    StaffForm f =
        form_start(rq, str_z(rq->mem, str_fmt(rq->mem, "weg%zu", at)),
                   draft_path(rq->mem, d->id, str_z(rq->mem, str_fmt(rq->mem, "/proef/%zu", at + 1))), N_("Haal weg"));
    form_add(&f, FORM_HIDDEN, "stand", "")->value = str_fmt(rq->mem, "%lld", (long long)d->revision);
    return f;
}

CheckView check_view(Req *rq, Arena *mem, const Vetted *v, const Draft *d)
{
    RulesLang lang = rq->lang == LANG_EN ? RULES_EN : RULES_NL;
    Str *errors = NEW_ARRAY(mem, Str, v->finding_count + 1), *remarks = NEW_ARRAY(mem, Str, v->finding_count + 1);
    CheckView out = {.vetted = v,
                     .words = vet_words(mem, rq->lang, v),
                     .errors = errors,
                     .remarks = remarks,
                     .cases = NEW_ARRAY(mem, CaseLine, v->case_count + 1),
                     .can_edit = d != NULL};
    for (size_t i = 0; i < v->finding_count; i++) {
        Str words = finding_text(mem, &v->findings[i], lang);
        if (finding_is_error(&v->findings[i])) errors[out.error_count++] = words;
        else remarks[out.remark_count++] = words;
    }
    for (size_t i = 0; i < v->case_count; i++) {
        out.cases[i] = (CaseLine){.c = &v->cases[i], .result = &v->results[i], .expected = expected(mem, &v->cases[i])};
        if (d) out.cases[i].remove = form_remove(rq, d, i);
    }
    return out;
}
