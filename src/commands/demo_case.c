// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_case.c - the steps of a case that came of a referral.
#include "casework/casework.h"
#include "commands/demo_life.h"
#include "directory/directory.h"
#include <string.h>

static Str line(const World *w, Life *l, const char *section) { return story_line(w->stories, &l->dice, section); }

static Time later(Life *l, Time from, int min_days, int max_days)
{
    size_t minutes = (size_t)(max_days - min_days) * 24 * 60;
    return from + DAYS(min_days) + MINUTES((int64_t)dice_below(&l->dice, minutes));
}

static Err form(const World *w, Arena *mem, Life *l, Act *a, const char *rest)
{
    return act_prepare(w, mem, a, l->receiver, str_fmt(mem, "/casussen/%lld%s", (long long)l->case_id, rest));
}

static Err open_case(const World *w, Arena *mem, Life *l, Act *a)
{
    act_int(mem, a, "verwijzing", l->referral);
    Str title = story_line_of(mem, w->stories, &l->dice, "casus.titel", l->plan.form);
    Str place = municipality_name(w->db, l->plan.gm_code);
    act_field(a, "titel", str_fmt(mem, "%.*s, %.*s", STR_ARG(title), STR_ARG(place)));
    act_field(a, "samenvatting", line(w, l, "casus.samenvatting"));
    return act_prepare(w, mem, a, l->receiver, S("/casussen/nieuw"));
}

static Err add_part(const World *w, Arena *mem, Life *l, const Step *s, Act *a)
{
    size_t org = demo_org_at(s->text);
    const Municipality *m = NULL;
    a->skip = org == l->to_org || municipality_find(w->db, l->plan.gm_code, &m) != OK ||
              !demo_serves(org, m->code, m->region_code, m->police_unit);
    OrgKind kind = demo_orgs[org].kind;
    a->skip = a->skip || (kind == ORG_police && !l->police_ok);
    if (a->skip) return OK;
    act_int(mem, a, "organisatie", w->people->orgs[org].v);
    act_field(a, "deel",
              kind == ORG_police         ? S("criminal")
              : kind == ORG_veilig_thuis ? S("safety")
              : kind == ORG_regular_help ? S("youth")
                                         : S("care"));
    act_field(a, "grondslag",
              demo_orgs[l->to_org].kind == ORG_riec           ? S("riec")
              : demo_orgs[l->to_org].kind == ORG_safety_house ? S("zvh")
                                                              : S("consent"));
    return form(w, mem, l, a, "/deelnemers");
}

static Str pick(Life *l, const Choice *list)
{
    size_t n = 0;
    while (list[n].code) n++;
    return str_c(list[dice_below(&l->dice, n)].code);
}

static Str age_of(Life *l)
{
    if (strcmp(l->plan.minor, "ja") == 0) return S("12_17");
    return dice_chance(&l->dice, 55) ? S("18_23") : S("24_39");
}

// Of the victims with a name many turn up more than once, in cases of several organisations: estimates of those whom
// nobody sees rest on that. KNOWN_PEOPLE minors and as many adults are drawn from; the rest is met once.
enum { KNOWN_PEOPLE = 40, KNOWN_PERCENT = 70 };

static void name_person(const World *w, Arena *mem, Life *l, bool victim, Date born, Act *a)
{
    Dice own = {.state = dice_next(&l->dice)}, *d = victim && dice_chance(&own, KNOWN_PERCENT) ? &own : &l->dice;
    if (d == &own) {
        bool minor = strcmp(l->plan.minor, "ja") == 0;
        own.state = 1 + dice_below(&own, KNOWN_PEOPLE) + (minor ? KNOWN_PEOPLE : 0);
        born = date_nl(w->now) - (minor ? 17 * 365 : 38 * 365) + (Date)dice_below(d, minor ? 365 : 16 * 365);
    }
    Str first = story_line(w->stories, d, "voornaam"), last = story_line(w->stories, d, "achternaam");
    act_field(a, "naam", str_fmt(mem, "%.*s %.*s", STR_ARG(first), STR_ARG(last)));
    act_field(a, "geboren", date_iso(mem, born));
    act_field(a, "toch", S("1")); // two people may have one invented name
}

static Err add_person(const World *w, Arena *mem, Life *l, const Step *s, Act *a)
{
    Dice *d = &l->dice;
    bool suspect = strcmp(s->text, "suspect") == 0;
    bool woman = strcmp(l->plan.form, "sexual") == 0 ? dice_chance(d, 90) : dice_chance(d, 35);
    Date born = date_nl(a->at) - 365 * (Date)(strcmp(l->plan.minor, "ja") == 0 && !suspect ? 15 + dice_below(d, 3)
                                                                                           : 19 + dice_below(d, 22));
    act_field(a, "rol", str_c(s->text));
    act_field(a, "leeftijd", suspect ? S("24_39") : age_of(l));
    act_field(a, "geslacht", suspect ? S("male") : woman ? S("female") : S("male"));
    act_field(a, "nationaliteit", dice_chance(d, 40) ? S("dutch") : pick(l, person_nationalities));
    act_field(a, "status", suspect ? S("not_applicable") : dice_chance(d, 25) ? S("recognised") : S("presumed"));
    act_field(a, "vermoed_door", pick(l, person_presumed_by));
    if (dice_chance(d, 80)) name_person(w, mem, l, !suspect, born, a);
    return form(w, mem, l, a, "/personen/nieuw");
}

static Err weigh(const World *w, Arena *mem, Life *l, Act *a)
{
    PersonsOfRow *rows;
    size_t n = 0;
    TRY(q_persons_of(w->db, mem, l->case_id, &rows, &n));
    a->skip = n == 0;
    if (n == 0) return OK;
    act_field(a, "uitkomst", dice_chance(&l->dice, 70) ? S("applies") : S("does_not_apply"));
    act_field(a, "tekst", line(w, l, "casus.afweging"));
    return form(w, mem, l, a, str_z(mem, str_fmt(mem, "/personen/%lld/afweging", (long long)rows[0].id)));
}

// text: "care.intake.done"
static Err add_step(const World *w, Arena *mem, Life *l, const Step *s, Act *a)
{
    Str rest = str_c(s->text);
    act_field(a, "spoor", str_cut(&rest, '.'));
    act_field(a, "soort", str_cut(&rest, '.'));
    bool done = str_eq(rest, S("done"));
    act_field(a, "toestand", rest);
    act_field(a, "dag", date_iso(mem, date_nl(a->at) + (done ? 0 : 14)));
    return form(w, mem, l, a, "/stappen");
}

static Err finish_task(const World *w, Arena *mem, Life *l, Act *a)
{
    TasksOfRow *rows;
    size_t n = 0;
    TRY(q_tasks_of(w->db, mem, l->case_id, &rows, &n));
    a->skip = true;
    for (size_t i = 0; i < n && a->skip; i++) {
        if (!str_eq(rows[i].state, S("open"))) continue;
        a->skip = false;
        act_field(a, "wat", S("klaar"));
        TRY(form(w, mem, l, a, str_z(mem, str_fmt(mem, "/taken/%lld", (long long)rows[i].id))));
    }
    return OK;
}

static Err text_form(const World *w, Arena *mem, Life *l, Act *a, const char *section, const char *rest)
{
    act_field(a, "tekst", line(w, l, section));
    return form(w, mem, l, a, rest);
}

Err case_prepare_step(const World *w, Arena *mem, Life *l, const Step *s, Act *a)
{
    switch ((int)s->kind) {
    case STEP_case_open: return open_case(w, mem, l, a);
    case STEP_case_part: return add_part(w, mem, l, s, a);
    case STEP_case_person: return add_person(w, mem, l, s, a);
    case STEP_case_weigh: return weigh(w, mem, l, a);
    case STEP_case_step: return add_step(w, mem, l, s, a);
    case STEP_case_task:
        act_field(a, "wat", line(w, l, "casus.taak"));
        act_int(mem, a, "organisatie", w->people->orgs[l->to_org].v);
        act_field(a, "voor", date_iso(mem, date_nl(a->at) + 14));
        return form(w, mem, l, a, "/taken");
    case STEP_case_task_done: return finish_task(w, mem, l, a);
    case STEP_case_note:
        act_field(a, "soort", dice_chance(&l->dice, 60) ? S("contact") : S("note"));
        return text_form(w, mem, l, a, "casus.notitie", "/notities");
    case STEP_case_stuck: return text_form(w, mem, l, a, "casus.vast", "/vast");
    case STEP_case_moving: return form(w, mem, l, a, "/loopt");
    default:
        act_field(a, "uitkomst", pick(l, case_outcomes));
        return text_form(w, mem, l, a, "casus.gesloten", "/sluiten");
    }
}

// ---- planning
// -----------------------------------------------------------------------------------------------------------

static void plan_tracks(Life *l, Time t)
{
    Dice *d = &l->dice;
    life_add(l, later(l, t, 0, 3), STEP_case_step, "care.intake.done");
    life_add(l, later(l, t, 2, 9), STEP_case_step, "care.safety_plan.done");
    if (dice_chance(d, 60)) life_add(l, later(l, t, 3, 12), STEP_case_step, "care.shelter.done");
    if (dice_chance(d, 60)) life_add(l, later(l, t, 5, 25), STEP_case_step, "care.registration.done");
    if (dice_chance(d, 50)) life_add(l, later(l, t, 20, 50), STEP_case_step, "care.psychosocial.planned");
    if (l->police_ok && dice_chance(d, 60)) {
        life_add(l, later(l, t, 4, 20), STEP_case_step, "criminal.talk.done");
        if (dice_chance(d, 50)) life_add(l, later(l, t, 20, 60), STEP_case_step, "criminal.complaint.done");
        if (dice_chance(d, 25)) life_add(l, later(l, t, 70, 150), STEP_case_step, "criminal.prosecution.done");
    }
    if (dice_chance(d, 30)) life_add(l, later(l, t, 2, 15), STEP_case_step, "residence." STEP_REFLECTION ".done");
}

void plan_case(Life *l, Time t)
{
    static const char *const partners[] = {"zorg.rijnmond", "veiligthuis",    "avim",        "jeugd",
                                           "hulp.capelle",  "zorg.amsterdam", "zorg.brabant"};
    Dice *d = &l->dice;
    for (size_t i = 0; i < COUNT(partners); i++)
        if (dice_chance(d, 50)) life_add(l, later(l, t, 0, 10), STEP_case_part, partners[i]);
    bool criminal = strcmp(l->plan.form, "criminal") == 0;
    life_add(l, later(l, t, 0, 1), STEP_case_person, criminal && dice_chance(d, 50) ? "both" : "victim");
    if (dice_chance(d, 25)) life_add(l, later(l, t, 1, 20), STEP_case_person, "victim");
    if (dice_chance(d, 30)) life_add(l, later(l, t, 2, 30), STEP_case_person, "suspect");
    if (criminal) life_add(l, later(l, t, 10, 40), STEP_case_weigh, NULL);
    plan_tracks(l, t);
    for (size_t i = 0, n = 1 + dice_below(d, 3); i < n; i++) {
        life_add(l, later(l, t, 0, 40), STEP_case_task, NULL);
        if (dice_chance(d, 70)) life_add(l, later(l, t, 41, 60), STEP_case_task_done, NULL);
    }
    for (size_t i = 0, n = 1 + dice_below(d, 4); i < n; i++) life_add(l, later(l, t, 1, 80), STEP_case_note, NULL);
    bool stuck = dice_chance(d, 12);
    Time at = later(l, t, 20, 80);
    if (stuck) life_add(l, at, STEP_case_stuck, NULL);
    if (stuck && dice_chance(d, 60)) life_add(l, later(l, at, 5, 30), STEP_case_moving, NULL);
    if (dice_chance(d, 65)) life_add(l, later(l, t, 151, 400), STEP_case_close, NULL);
}
