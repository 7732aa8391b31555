// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// case_forms.c - every form of a case and its persons, made once: the page shows it, the handler shows it again.
#include "casework/case_view.h"
#include "directory/directory.h"

static Str under(Arena *mem, const CaseWork *w, const char *folder, int64_t id, const char *rest)
{
    return str_fmt(mem, "/casussen/%lld/%s/%lld%s", (long long)w->c.id, folder, (long long)id, rest);
}

static FormInput *text(StaffForm *f, const char *name, const char *label, const char *hint, int rows)
{
    FormInput *in = form_add(f, FORM_TEXT, name, label);
    in->hint = hint;
    in->rows = rows;
    return in;
}

static FormInput *choice(Req *rq, StaffForm *f, const char *name, const char *label, const Choice *list, Str selected)
{
    FormInput *in = form_add(f, FORM_SELECT, name, label);
    form_choices(rq, in, list, selected);
    return in;
}

static void hidden(StaffForm *f, const char *name, Str value) { form_add(f, FORM_HIDDEN, name, "")->value = value; }

StaffForm case_form_new(Req *rq, const ReferralPackage *p, int64_t referral)
{
    StaffForm f = form_start(rq, "casus", S("/casussen/nieuw"), N_("Open de casus"));
    f.title = N_("Nieuwe casus");
    hidden(&f, "verwijzing", str_fmt(rq->mem, "%lld", (long long)referral));
    FormInput *title = form_add(&f, FORM_LINE, "titel", N_("Werktitel"));
    title->hint = N_("Kort en zonder namen. Deze titel staat in lijsten.");
    text(&f, "samenvatting", N_("Samenvatting"),
         N_("Wat is er aan de hand, en wat moet er gebeuren? Namen horen bij de personen."), 6);
    if (!p) choice(rq, &f, "vorm", N_("Vorm"), signal_forms, S("unknown"));
    if (!p) choice(rq, &f, "tafel", N_("Tafel"), case_tables, S("care"));
    FormInput *closed = form_add(&f, FORM_TICK, "besloten", N_("Alleen voor mij en wie ik bij naam toevoeg"));
    closed->optional = true;
    return f;
}

StaffForm case_form_step(Req *rq, const CaseWork *w, const Choice *track)
{
    StaffForm f = form_start(rq, str_z(rq->mem, str_fmt(rq->mem, "stap-%s", track->code)),
                             case_path(rq->mem, w, "/stappen"), N_("Stap toevoegen"));
    f.title = N_("Stap toevoegen");
    f.secondary = true;
    hidden(&f, "spoor", str_c(track->code));
    choice(rq, &f, "soort", N_("Stap"), track_steps(str_c(track->code)), STR_NONE);
    choice(rq, &f, "toestand", N_("Toestand"), step_states, S("planned"));
    form_add(&f, FORM_DATE, "dag", N_("Datum"))->optional = true;
    text(&f, "notitie", N_("Toelichting"), "", 2)->optional = true;
    return f;
}

StaffForm case_form_step_state(Req *rq, const CaseWork *w, int64_t step, const char *state)
{
    bool done = str_eq_c(S("done"), state);
    StaffForm f = form_start(rq, str_z(rq->mem, str_fmt(rq->mem, "stap-%lld-%s", (long long)step, state)),
                             under(rq->mem, w, "stappen", step, ""), done ? N_("Gedaan") : N_("Gaat niet door"));
    hidden(&f, "toestand", str_c(state));
    return f;
}

static FormInput *organisations(Req *rq, StaffForm *f, const char *name, const char *label, OrgId own, bool others_only)
{
    FormInput *in = form_add(f, FORM_SELECT, name, label);
    Org *orgs;
    size_t n;
    if (org_list(rq->db, rq->mem, ORG_KIND_COUNT, &orgs, &n) != OK) n = 0;
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!orgs[i].active || orgs[i].kind == ORG_platform || (others_only && orgs[i].id.v == own.v)) continue;
        options[in->option_count++] =
            (FormOption){str_fmt(rq->mem, "%lld", (long long)orgs[i].id.v), orgs[i].name, orgs[i].id.v == own.v};
    }
    in->options = options;
    return in;
}

// The organisations that take part; a task can only be theirs.
static FormInput *partners(Req *rq, StaffForm *f, const CaseWork *w)
{
    FormInput *in = form_add(f, FORM_SELECT, "organisatie", N_("Voor wie"));
    ParticipantsOfRow *parts;
    size_t n;
    if (q_participants_of(rq->db, rq->mem, w->c.id, &parts, &n) != OK) n = 0;
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    Org own;
    if (org_get(rq->db, rq->mem, (OrgId){w->c.org_id}, &own) == OK)
        options[in->option_count++] =
            (FormOption){str_fmt(rq->mem, "%lld", (long long)own.id.v), own.name, own.id.v == rq->actor.org.v};
    for (size_t i = 0; i < n; i++) {
        bool twice = parts[i].until != 0;
        Str id = str_fmt(rq->mem, "%lld", (long long)parts[i].org_id);
        for (size_t k = 0; k < in->option_count; k++) twice |= str_eq(options[k].value, id);
        if (!twice)
            options[in->option_count++] = (FormOption){id, parts[i].org_name, parts[i].org_id == rq->actor.org.v};
    }
    in->options = options;
    return in;
}

StaffForm case_form_task(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "taak", case_path(rq->mem, w, "/taken"), N_("Taak toevoegen"));
    f.title = N_("Taak toevoegen");
    f.secondary = true;
    text(&f, "wat", N_("Wat moet er gebeuren?"), "", 2);
    partners(rq, &f, w);
    form_add(&f, FORM_DATE, "voor", N_("Klaar voor"))->optional = true;
    return f;
}

StaffForm case_form_task_state(Req *rq, const CaseWork *w, int64_t task, const char *does)
{
    bool done = str_eq_c(S("klaar"), does);
    StaffForm f = form_start(rq, str_z(rq->mem, str_fmt(rq->mem, "taak-%lld-%s", (long long)task, does)),
                             under(rq->mem, w, "taken", task, ""), done ? N_("Klaar") : N_("Ik doe dit"));
    hidden(&f, "wat", str_c(does));
    return f;
}

StaffForm case_form_note(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "notitie", case_path(rq->mem, w, "/notities"), N_("Toevoegen"));
    f.title = N_("Notitie toevoegen");
    f.secondary = true;
    choice(rq, &f, "soort", N_("Soort"), note_kinds, S("note"));
    form_add(&f, FORM_DATE, "dag", N_("Datum"))->optional = true;
    text(&f, "tekst", N_("Wat is er gebeurd of besloten?"), N_("Noem personen bij hun letter: persoon A."), 4);
    return f;
}

StaffForm case_form_participant(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "deelnemer", case_path(rq->mem, w, "/deelnemers"), N_("Deelnemer toevoegen"));
    f.title = N_("Deelnemer toevoegen");
    f.secondary = true;
    organisations(rq, &f, "organisatie", N_("Organisatie"), rq->actor.org, !w->c.restricted);
    FormInput *name = form_add(&f, FORM_LINE, "gebruikersnaam", N_("Gebruikersnaam van een medewerker"));
    name->hint = N_("Laat leeg als de hele organisatie meedoet. Bij een besloten casus is een naam verplicht.");
    name->optional = true;
    choice(rq, &f, "deel", N_("Deel in de casus"), case_parts, STR_NONE);
    FormInput *ground = choice(rq, &f, "grondslag", N_("Grondslag om gegevens te delen"), case_grounds, STR_NONE);
    ground->hint = N_("Deze lijst is een concept. Een jurist heeft hem nog niet beoordeeld.");
    return f;
}

// Colleagues of the directing organisation who may direct, without who directs now.
StaffForm case_form_director(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "regisseur", case_path(rq->mem, w, "/regisseur"), N_("Draag de casus over"));
    f.title = N_("Andere casusregisseur");
    f.secondary = true;
    FormInput *in = form_add(&f, FORM_SELECT, "collega", N_("Wie neemt de casus over?"));
    if (w->c.restricted)
        in->hint = N_("De casus is besloten. Daarna zie je hem alleen nog als je bij naam meedoet.");
    Account *all;
    size_t n;
    if (account_list(rq->db, rq->mem, (OrgId){w->c.org_id}, &all, &n) != OK) n = 0;
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    for (size_t i = 0; i < n; i++)
        if (all[i].id.v != w->c.director && case_may_direct(&all[i]))
            options[in->option_count++] =
                (FormOption){str_fmt(rq->mem, "%lld", (long long)all[i].id.v), all[i].display_name, false};
    in->options = options;
    return f;
}

StaffForm case_form_participant_end(Req *rq, const CaseWork *w, int64_t participant)
{
    return form_start(rq, str_z(rq->mem, str_fmt(rq->mem, "weg-%lld", (long long)participant)),
                      under(rq->mem, w, "deelnemers", participant, "/weg"), N_("Deelname beëindigen"));
}

StaffForm case_form_close(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "sluiten", case_path(rq->mem, w, "/sluiten"), N_("Sluit de casus"));
    f.title = N_("Casus sluiten");
    f.secondary = true;
    choice(rq, &f, "uitkomst", N_("Hoe is het afgelopen?"), case_outcomes, STR_NONE);
    text(&f, "tekst", N_("Toelichting"), N_("Dit komt als besluit in de casus."), 3);
    return f;
}

StaffForm case_form_stuck(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "vast", case_path(rq->mem, w, "/vast"), N_("Leg voor aan de ketenregisseur"));
    f.title = N_("De casus loopt vast");
    f.secondary = true;
    text(&f, "tekst", N_("Waar loopt het op vast?"),
         N_("De ketenregisseur van de regio ziet dat de casus vastloopt, niet de inhoud. Bel daarna zelf."), 3);
    return f;
}

StaffForm case_form_state(Req *rq, const CaseWork *w, const char *id, const char *rest, const char *button)
{
    StaffForm f = form_start(rq, id, case_path(rq->mem, w, rest), button);
    f.secondary = true;
    return f;
}

// ---- persons ------------------------------------------------------------------------------------------------------

static void traits(Req *rq, StaffForm *f, const PersonByIdRow *p)
{
    choice(rq, f, "rol", N_("Rol"), person_kinds, p ? p->kind : S("victim"));
    choice(rq, f, "leeftijd", N_("Leeftijd"), person_ages, p ? p->age_band : S("unknown"));
    choice(rq, f, "geslacht", N_("Geslacht"), person_sexes, p ? p->sex : S("unknown"));
    choice(rq, f, "nationaliteit", N_("Nationaliteit"), person_nationalities, p ? p->nationality : S("unknown"));
    choice(rq, f, "status", N_("Status als slachtoffer"), person_statuses, p ? p->status : S("presumed"));
    choice(rq, f, "vermoed_door", N_("Wie had het vermoeden?"), person_presumed_by,
           p ? p->presumed_by : S("focal_point"));
}

StaffForm person_form_new(Req *rq, const CaseWork *w)
{
    StaffForm f = form_start(rq, "persoon", case_path(rq->mem, w, "/personen/nieuw"), N_("Persoon toevoegen"));
    f.title = N_("Persoon toevoegen");
    traits(rq, &f, NULL);
    FormInput *name = form_add(&f, FORM_LINE, "naam", N_("Naam"));
    name->optional = true;
    name->hint = N_("Wordt apart verzegeld. Mag leeg blijven.");
    form_add(&f, FORM_DATE, "geboren", N_("Geboortedatum"))->optional = true;
    form_add(&f, FORM_LINE, "telefoon", N_("Telefoon"))->optional = true;
    return f;
}

StaffForm person_form_reason(Req *rq, const CaseWork *w, int64_t person)
{
    StaffForm f = form_start(rq, "openen", under(rq->mem, w, "personen", person, "/openen"), N_("Open de gegevens"));
    f.title = N_("Wie is deze persoon?");
    FormInput *in = form_add(&f, FORM_LINE, "reden", N_("Waarom moet je dit weten?"));
    in->hint = N_("De reden komt in het logboek, met jouw naam. Noem hier geen namen van anderen.");
    return f;
}

StaffForm person_form_identity(Req *rq, const CaseWork *w, int64_t person, const Identity *i)
{
    StaffForm f = form_start(rq, "identiteit", under(rq->mem, w, "personen", person, "/identiteit"), N_("Bewaar"));
    f.title = N_("Gegevens wijzigen");
    form_add(&f, FORM_LINE, "naam", N_("Naam"))->value = i->name;
    form_add(&f, FORM_DATE, "geboren", N_("Geboortedatum"))->value = i->birth_date;
    form_add(&f, FORM_LINE, "telefoon", N_("Telefoon"))->value = i->phone;
    form_add(&f, FORM_LINE, "adres", N_("Adres"))->value = i->address;
    form_add(&f, FORM_LINE, "document", N_("Document en nummer"))->value = i->document;
    text(&f, "bijzonderheden", N_("Bijzonderheden"), "", 3)->value = i->notes;
    for (size_t k = 0; k < f.input_count; k++) f.inputs[k].optional = true;
    return f;
}

StaffForm person_form_traits(Req *rq, const CaseWork *w, const PersonByIdRow *p)
{
    StaffForm f = form_start(rq, "kenmerken", under(rq->mem, w, "personen", p->id, "/kenmerken"), N_("Bewaar"));
    f.title = N_("Kenmerken wijzigen");
    f.secondary = true;
    traits(rq, &f, p);
    return f;
}

StaffForm person_form_weigh(Req *rq, const CaseWork *w, const PersonByIdRow *p)
{
    StaffForm f =
        form_start(rq, "afweging", under(rq->mem, w, "personen", p->id, "/afweging"), N_("Leg de afweging vast"));
    f.title = N_("Niet straffen wie werd gedwongen");
    f.secondary = true;
    choice(rq, &f, "uitkomst", N_("Uitkomst"), non_punishment_states, p->non_punishment);
    text(&f, "tekst", N_("Waarom?"), N_("Wat deed de persoon, en hoe werd die gedwongen?"), 3);
    return f;
}
