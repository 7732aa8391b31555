// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// way.c - the questions, their order, and what the rules make of the answers.
#include "guide/way.h"
#include <assert.h>

static const WayChoice roles[] = {
    {"slachtoffer", NULL, N_("Ik heb zelf hulp nodig"), N_("Je maakt iets mee wat niet klopt, of iemand dwingt je.")},
    {"burger", NULL, N_("Ik maak me zorgen om iemand"),
     N_("Bijvoorbeeld om een buur, een vriend of iemand op straat.")},
    {"professional", NULL, N_("Ik werk met mensen"),
     N_("Bijvoorbeeld in de zorg, op school, bij de gemeente of de politie.")},
    {"organisatie", NULL, N_("Ik vraag het voor een bedrijf of organisatie"),
     N_("Bijvoorbeeld een hotel, een winkel of een verhuurder.")},
};
static const WayChoice dangers[] = {
    {"nee", NULL, N_("Nee, niet op dit moment"), NULL},
    {"ja", N_("Ja, ik ben nu in gevaar"), N_("Ja, iemand is nu in gevaar"), NULL},
};
static const WayChoice forms[] = {
    {"sexual", N_("Ik moet seks hebben, of iemand verdient daaraan"),
     N_("Iemand moet seks hebben, of een ander verdient daaraan"),
     N_("Ook voor de webcam, of met foto's en filmpjes.")},
    {"labour", N_("Ik moet werken en kan niet weg"), N_("Iemand moet werken en kan niet weg"),
     N_("Bijvoorbeeld veel uren, weinig loon, geen eigen paspoort.")},
    {"criminal", N_("Ik moet dingen doen die niet mogen"), N_("Iemand moet dingen doen die niet mogen"),
     N_("Bijvoorbeeld drugs wegbrengen, stelen of een bankrekening uitlenen.")},
    {"organ_removal", N_("Ik moet een orgaan afstaan"), N_("Iemand moet een orgaan afstaan"), NULL},
    {"other", NULL, N_("Iets anders"),
     N_("Bijvoorbeeld gedwongen trouwen, bedelen of dag en nacht werken in een huis.")},
    {"unknown", NULL, N_("Ik weet het niet"), NULL},
};
static const WayChoice minors[] = {
    {"ja", NULL, N_("Ja"), NULL},
    {"nee", NULL, N_("Nee"), NULL},
    {"onbekend", N_("Dat zeg ik liever niet"), N_("Ik weet het niet"), NULL},
};
static const WayChoice wishes[] = {
    {"praten", N_("Met iemand praten"), N_("Met iemand overleggen"), NULL},
    {"advies", N_("Weten wat ik kan doen"), N_("Advies over wat ik kan doen"), NULL},
    {"hulp", N_("Hulp"), N_("Hulp voor iemand"), N_("Bijvoorbeeld met geld, papieren, gezondheid of een advocaat.")},
    {"opvang", N_("Een veilige plek om te slapen"), N_("Een veilige plek voor iemand"), NULL},
    {"melden", N_("Doorgeven wat er gebeurt"), N_("Een signaal doorgeven"), N_("Dat kan ook zonder je naam.")},
    {"aangifte", NULL, N_("Aangifte doen"), N_("Dan kan de politie een onderzoek beginnen.")},
};

#define CHOICES(list) (list), COUNT(list)
static const WayQuestion questions[] = {
    {WAY_ROLE, "rol", NULL, N_("Wie ben je?"), N_("Kies wat het beste past. Je hoeft je naam niet te geven."),
     CHOICES(roles)},
    {WAY_DANGER, "gevaar", N_("Ben je nu in gevaar?"), N_("Is er nu iemand in gevaar?"),
     N_("Bijvoorbeeld door geweld, of omdat iemand is opgesloten."), CHOICES(dangers)},
    {WAY_FORM, "vorm", N_("Wat maak je mee?"), N_("Wat zie of hoor je?"),
     N_("Kies wat het meest lijkt. Je hoeft het niet zeker te weten."), CHOICES(forms)},
    {WAY_MINOR, "minderjarig", N_("Ben je jonger dan 18?"), N_("Is de persoon jonger dan 18?"),
     N_("Voor jongeren zijn er soms andere loketten."), CHOICES(minors)},
    {WAY_PLACE, "gemeente", N_("In welke gemeente ben je?"), N_("In welke gemeente speelt het?"),
     N_("Dan zien we ook de loketten in de buurt. Je mag dit overslaan."), NULL, 0},
    {WAY_WISH, "wens", N_("Wat wil je het liefst?"), N_("Wat zoek je?"),
     N_("Kies één ding. Je kunt later iets anders kiezen."), CHOICES(wishes)},
};

static const char *const codes[] = {"rol", "gevaar", "alarm", "vorm", "minderjarig", "gemeente", "wens", "uitkomst"};

const WayQuestion *way_question(WayStep step)
{
    for (size_t i = 0; i < COUNT(questions); i++)
        if (questions[i].step == step) return &questions[i];
    return NULL;
}

const char *way_code(WayStep step) { return codes[step]; }

Err way_step(Str code, WayStep *ret_step)
{
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (!str_eq_c(code, codes[i])) continue;
        *ret_step = (WayStep)i;
        return OK;
    }
    return E_INPUT;
}

int way_number(WayStep step)
{
    if (step == WAY_OUTCOME) return WAY_QUESTIONS;
    return step <= WAY_DANGER ? (int)step + 1 : (int)step; // the alarm belongs to the question before it
}

Str *way_answer(Way *w, WayStep step)
{
    Str *const answers[] = {&w->role, &w->danger, NULL, &w->form, &w->minor, &w->place, &w->wish, NULL};
    return answers[step];
}

bool way_valid(Db *db, WayStep step, Str answer)
{
    const WayQuestion *q = way_question(step);
    if (!q || answer.n == 0) return false;
    if (step == WAY_PLACE) {
        const Municipality *m;
        return str_eq_c(answer, "geen") || municipality_find(db, answer, &m) == OK;
    }
    for (size_t i = 0; i < q->choice_count; i++)
        if (str_eq_c(answer, q->choices[i].code)) return true;
    return false;
}

WayStep way_next(const Way *w, WayStep step)
{
    if (step == WAY_OUTCOME) return WAY_OUTCOME;
    if (step == WAY_DANGER && !str_eq_c(w->danger, "ja")) return WAY_FORM;
    return (WayStep)(step + 1);
}

WayStep way_before(const Way *w, WayStep step)
{
    if (step == WAY_ROLE) return WAY_ROLE;
    if (step == WAY_FORM && !str_eq_c(w->danger, "ja")) return WAY_DANGER;
    return (WayStep)(step - 1);
}

bool way_victim(const Way *w) { return str_eq_c(w->role, "slachtoffer"); }

const char *way_words(const Way *w, const char *self, const char *other)
{
    return self && way_victim(w) ? self : other;
}


static bool shown_already(const WayOutcome *out, const Desk *d)
{
    for (size_t i = 0; i < out->count; i++)
        if (out->desks[i].desk->id == d->id) return true;
    return false;
}

Err way_decide(Db *db, Arena *mem, const Way *way, WayOutcome *ret_outcome, Why *w)
{
    WayOutcome out = {0};
    Err e = municipality_find(db, way->place, &out.place);
    if (e != OK && e != E_NOTFOUND) return e;
    if (e != OK) out.place = NULL;
    const Municipality *m = out.place;
    const DecisionValue inputs[] = {
        DECIDE_TEXT("rol", way->role),
        DECIDE_BOOL("gevaar", str_eq_c(way->danger, "ja")),
        DECIDE_TEXT("vorm", way->form),
        DECIDE_TEXT("minderjarig", way->minor),
        DECIDE_TEXT("politie_eenheid", m ? m->police_unit : STR_NONE),
        DECIDE_TEXT("regio", m ? m->region_code : STR_NONE),
        DECIDE_TEXT("gemeente", m ? m->code : STR_NONE),
        DECIDE_TEXT("wens", way->wish),
    };
    TRY(decision_eval(mem, "referral", m ? m->police_unit : STR_NONE, inputs, COUNT(inputs), &out.ruling, w));
    for (size_t i = 0; i < out.ruling.hit_count && out.count < WAY_DESKS_MAX; i++) {
        const DecisionHit *hit = &out.ruling.hits[i];
        const Desk *d;
        e = desk_of_rule(db, hit_text(hit, "loket"), m, &d);
        if (e == E_NOTFOUND) continue; // switched off by staff: the next rule may know another
        TRY(e);
        if (!shown_already(&out, d)) out.desks[out.count++] = (WayDesk){d, hit};
    }
    *ret_outcome = out;
    return OK;
}
