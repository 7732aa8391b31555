// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// campaign_pages.c - the inventory of campaigns, and the communication calendar.
#include "awareness/awareness_view.h"
#include "awareness/campaign_html.h"

enum {
    TITLE_MAX = 200,
    WORDS_MAX = 1000,
    MESSAGE_MAX = 500,
    CODES_MAX = 200,
    REACH_MAX = 100000000,
    CALENDAR_BACK = 92
};

const Choice target_groups[] = {{"public", "", N_("iedereen"), "", ""},
                                {"young", "", N_("jongeren"), "", ""},
                                {"parents", "", N_("ouders"), "", ""},
                                {"schools", "", N_("scholen"), "", ""},
                                {"victims", "", N_("mogelijke slachtoffers"), "", ""},
                                {"migrants", "", N_("arbeidsmigranten"), "", ""},
                                {"lvb", "", N_("mensen met een licht verstandelijke beperking"), "", ""},
                                {"care", "", N_("zorg en hulpverlening"), "", ""},
                                {"police", "", N_("politie en toezicht"), "", ""},
                                {"municipal", "", N_("gemeenten"), "", ""},
                                {"employers", "", N_("werkgevers en branches"), "", ""},
                                {"clients", "", N_("klanten van sekswerkers"), "", ""},
                                {0}};
const Choice campaign_forms[] = {{"sexual", "", N_("seksuele uitbuiting"), "", ""},
                                 {"labour", "", N_("arbeidsuitbuiting"), "", ""},
                                 {"criminal", "", N_("criminele uitbuiting"), "", ""},
                                 {0}};
const Choice campaign_means[] = {{"social", "", N_("social media"), "", ""},
                                 {"posters", "", N_("posters en folders"), "", ""},
                                 {"media", "", N_("radio, televisie of krant"), "", ""},
                                 {"lesson", "", N_("les of gastles"), "", ""},
                                 {"event", "", N_("bijeenkomst"), "", ""},
                                 {"online", "", N_("website of app"), "", ""},
                                 {"outreach", "", N_("mensen opzoeken"), "", ""},
                                 {0}};
const Choice evidence_kinds[] = {{"none", "", N_("niets gemeten"), "", ""},
                                 {"reach", "", N_("alleen bereik geteld"), "", ""},
                                 {"before_after", "", N_("voor en na gemeten"), "", ""},
                                 {"comparison", "", N_("vergeleken met wie de campagne niet zag"), "", ""},
                                 {0}};

static Str words_of(Req *rq, const Choice *list, Str codes)
{
    Buf b = buf_new(rq->mem, KB(1));
    for (; list->code; list++) {
        Str rest = codes;
        while (rest.n)
            if (choice_is(str_cut(&rest, ' '), list->code)) {
                buf_fmt(&b, "%s%s", b.n ? ", " : "", tr(rq->lang, list->label));
                break;
            }
    }
    return buf_str(&b);
}

static bool has_code(Str codes, const char *code)
{
    while (codes.n)
        if (choice_is(str_cut(&codes, ' '), code)) return true;
    return false;
}

static bool runs_on(const CampaignByIdRow *c, Date day)
{
    return c->from_day <= day && (c->until_day == 0 || c->until_day >= day);
}

static Str campaign_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/bewustwording/campagnes/%lld%s", (long long)id, rest);
}

// ---- the inventory ------------------------------------------------------------------------------------------------

// For whom, about what: empty places in this table are where nobody is reached.
static Sheet cover(Req *rq, const CampaignByIdRow *rows, size_t n)
{
    Str heads[COUNT(campaign_forms) + 2] = {str_c(T(rq->lang, "Voor wie"))};
    size_t forms = 0;
    for (; campaign_forms[forms].code; forms++) heads[forms + 1] = str_c(tr(rq->lang, campaign_forms[forms].label));
    Sheet s = sheet_new(rq->mem, S("bereik"), str_c(T(rq->lang, "Hoeveel campagnes er zijn, voor wie en waarover")),
                        heads, COUNT(target_groups), false);
    for (const Choice *g = target_groups; g->code; g++) {
        sheet_text(&s, str_c(tr(rq->lang, g->label)));
        for (size_t f = 0; f < forms; f++) {
            int64_t count = 0;
            for (size_t i = 0; i < n; i++)
                count += has_code(rows[i].for_groups, g->code) && has_code(rows[i].forms, campaign_forms[f].code);
            sheet_people(&s, count);
        }
    }
    return s;
}

static Err show_list(Req *rq)
{
    CampaignsView v = {.keeps = req_can(rq, ACT_awareness_keep, REL_NONE)};
    CampaignByIdRow *rows;
    Date today = date_nl(rq->now);
    TRY(q_campaigns(rq->db, rq->mem, CAMPAIGNS_MAX, &rows, &v.count));
    v.rows = NEW_ARRAY(rq->mem, CampaignRow, v.count + 1);
    for (size_t i = 0; i < v.count; i++) {
        v.rows[i] = (CampaignRow){.c = &rows[i],
                                  .groups = words_of(rq, target_groups, rows[i].for_groups),
                                  .means = words_of(rq, campaign_means, rows[i].means),
                                  .evidence = choice_label(evidence_kinds, rows[i].evidence),
                                  .running = runs_on(&rows[i], today)};
        v.running += v.rows[i].running;
        v.measured += choice_is(rows[i].evidence, "before_after") || choice_is(rows[i].evidence, "comparison");
    }
    v.cover = cover(rq, rows, v.count);
    const Frame f = {.title = N_("Bewustwording"), .section = "bewustwording"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    campaigns_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err campaign_of(Req *rq, CampaignByIdRow *ret_c)
{
    int64_t id = req_id(rq, 0);
    Err e = id ? q_campaign_by_id(rq->db, rq->mem, id, ret_c) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze campagne bestaat niet.")) : e;
}

static Str reach_text(Req *rq, const CampaignByIdRow *c)
{
    if (c->reach < 0) return str_c(T(rq->lang, "niet bekend"));
    Str n = text_count(rq->mem, rq->lang, c->reach);
    return c->reach_about.n ? str_fmt(rq->mem, "%.*s (%.*s)", STR_ARG(n), STR_ARG(c->reach_about)) : n;
}

static Err show_one(Req *rq)
{
    CampaignByIdRow c;
    TRY(campaign_of(rq, &c));
    CampaignView v = {.c = &c, .keeps = req_can(rq, ACT_awareness_keep, REL_NONE)};
    Str by;
    TRY(account_name(rq->db, rq->mem, (AccountId){c.changed_by}, &by));
    Str from = text_day(rq->mem, rq->lang, c.from_day);
    Str until = c.until_day ? text_day(rq->mem, rq->lang, c.until_day) : str_c(T(rq->lang, "loopt door"));
    Pair *p = v.pairs;
    size_t n = 0;
    p[n++] = (Pair){.label = N_("Van wie"), .value = c.runs};
    p[n++] = (Pair){.label = N_("Voor wie"), .value = words_of(rq, target_groups, c.for_groups)};
    p[n++] = (Pair){.label = N_("Waarover"), .value = words_of(rq, campaign_forms, c.forms)};
    p[n++] = (Pair){.label = N_("Hoe"), .value = words_of(rq, campaign_means, c.means)};
    p[n++] = (Pair){.label = N_("Waar"), .value = c.area.n ? c.area : str_c(T(rq->lang, "heel Nederland"))};
    p[n++] = (Pair){.label = N_("Van"), .value = from};
    p[n++] = (Pair){.label = N_("Tot en met"), .value = until};
    p[n++] = (Pair){.label = N_("Bereik"), .value = reach_text(rq, &c)};
    p[n++] = (Pair){.label = N_("Wat is er gemeten?"), .coded = choice_label(evidence_kinds, c.evidence)};
    if (c.effect.n) p[n++] = (Pair){.label = N_("Wat kwam daaruit?"), .value = c.effect};
    if (c.source.n) p[n++] = (Pair){.label = N_("Bron"), .value = c.source};
    Str at = text_datetime(rq->mem, rq->lang, c.changed_at);
    p[n++] = (Pair){.label = N_("Bijgewerkt"), .value = str_fmt(rq->mem, "%.*s, %.*s", STR_ARG(by), STR_ARG(at))};
    v.pair_count = n;
    const Frame f = {.title_text = c.title,
                     .section = "bewustwording",
                     .back_path = "/bewustwording",
                     .back_title = N_("Bewustwording")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    campaign_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- writing one --------------------------------------------------------------------------------------------------

static Str day_text(Arena *mem, Date d) { return d ? date_iso(mem, d) : STR_NONE; }

static FormInput *text_input(StaffForm *f, FormKind kind, const char *name, const char *label, Str value, bool optional)
{
    FormInput *in = form_add(f, kind, name, label);
    in->value = value;
    in->optional = optional;
    in->rows = 3;
    return in;
}

static StaffForm form_campaign(Req *rq, const CampaignByIdRow *c)
{
    StaffForm f = form_start(rq, "campagne",
                             c->id ? campaign_path(rq->mem, c->id, "/wijzigen") : S("/bewustwording/campagnes/nieuw"),
                             N_("Bewaar de campagne"));
    text_input(&f, FORM_LINE, "naam", N_("Naam van de campagne"), c->title, false);
    text_input(&f, FORM_LINE, "wie", N_("Welke organisaties voeren de campagne?"), c->runs, false);
    form_ticks(rq, form_add(&f, FORM_TICKS, "groepen", N_("Voor wie is de campagne?")), target_groups, c->for_groups);
    form_ticks(rq, form_add(&f, FORM_TICKS, "vormen", N_("Waarover gaat de campagne?")), campaign_forms, c->forms);
    form_ticks(rq, form_add(&f, FORM_TICKS, "middelen", N_("Hoe bereikt de campagne mensen?")), campaign_means,
               c->means);
    text_input(&f, FORM_LINE, "waar", N_("Waar?"), c->area, true)->hint = N_("Laat leeg als het heel Nederland is.");
    text_input(&f, FORM_DATE, "van", N_("Eerste dag"), day_text(rq->mem, c->from_day), false);
    text_input(&f, FORM_DATE, "tot", N_("Laatste dag"), day_text(rq->mem, c->until_day), true)->hint =
        N_("Laat leeg als de campagne doorloopt.");
    text_input(&f, FORM_NUMBER, "bereik", N_("Hoeveel mensen zijn bereikt?"),
               c->reach >= 0 ? str_fmt(rq->mem, "%lld", (long long)c->reach) : STR_NONE, true)
        ->hint = N_("Laat leeg als dat niet bekend is.");
    text_input(&f, FORM_LINE, "geteld", N_("Wat is er geteld?"), c->reach_about, true)->hint =
        N_("Bijvoorbeeld: keer bekeken, leerlingen in de les.");
    form_choices(rq, form_add(&f, FORM_SELECT, "meting", N_("Wat is er van het effect gemeten?")), evidence_kinds,
                 c->evidence);
    text_input(&f, FORM_TEXT, "effect", N_("Wat kwam daaruit?"), c->effect, true);
    text_input(&f, FORM_LINE, "bron", N_("Waar staat dat?"), c->source, true);
    return f;
}

static Err read_day(Req *rq, const char *name, bool optional, int64_t *ret_day)
{
    Str typed = req_field(rq, name);
    Date d;
    if (optional && typed.n == 0) {
        *ret_day = 0;
        return OK;
    }
    if (date_parse(typed, &d) != OK) return req_fail(rq, E_INPUT, N_("Vul een dag in."));
    *ret_day = d;
    return OK;
}

static Err read_optional(Req *rq, const char *name, size_t max, Str *ret_s)
{
    *ret_s = req_field(rq, name);
    return ret_s->n <= max ? OK : req_fail(rq, E_INPUT, N_("Deze tekst is te lang."));
}

// field: where the mistake is.
static Err read_campaign(Req *rq, CampaignByIdRow *c, const char **field)
{
    *field = "naam";
    TRY(req_text(rq, "naam", N_("Naam van de campagne"), TITLE_MAX, &c->title));
    *field = "wie";
    TRY(req_text(rq, "wie", N_("Organisaties"), WORDS_MAX, &c->runs));
    *field = "groepen";
    c->for_groups = form_ticked(rq, "groepen", target_groups);
    if (c->for_groups.n == 0) return req_fail(rq, E_INPUT, N_("Kies voor wie de campagne is."));
    c->forms = form_ticked(rq, "vormen", campaign_forms);
    c->means = form_ticked(rq, "middelen", campaign_means);
    *field = "waar";
    TRY(read_optional(rq, "waar", TITLE_MAX, &c->area));
    *field = "van";
    TRY(read_day(rq, "van", false, &c->from_day));
    *field = "tot";
    TRY(read_day(rq, "tot", true, &c->until_day));
    if (c->until_day && c->until_day < c->from_day)
        return req_fail(rq, E_INPUT, N_("De laatste dag ligt voor de eerste."));
    *field = "bereik";
    c->reach = -1;
    if (req_field(rq, "bereik").n) TRY(req_number(rq, "bereik", N_("Bereik"), 0, REACH_MAX, &c->reach));
    *field = "geteld";
    TRY(read_optional(rq, "geteld", TITLE_MAX, &c->reach_about));
    *field = "meting";
    c->evidence = req_field(rq, "meting");
    if (!choice_find(evidence_kinds, c->evidence)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    *field = "effect";
    TRY(read_optional(rq, "effect", WORDS_MAX, &c->effect));
    *field = "bron";
    return read_optional(rq, "bron", WORDS_MAX, &c->source);
}

static Err show_new(Req *rq)
{
    const CampaignByIdRow none = {.reach = -1, .evidence = S("none")};
    StaffForm f = form_campaign(rq, &none);
    return form_show(rq, &f, N_("Nieuwe campagne"), S("/bewustwording"));
}

static Err store_new(Req *rq)
{
    CampaignByIdRow c = {.reach = -1};
    const char *field;
    Err e = read_campaign(rq, &c, &field);
    if (e == E_INPUT) {
        StaffForm f = form_campaign(rq, &c);
        return form_again(rq, &f, field, N_("Nieuwe campagne"), S("/bewustwording"));
    }
    TRY(e);
    int64_t rows;
    CampaignBySubmissionRow made;
    Str submission = form_submission(rq);
    TRY(q_campaign_insert(rq->db, submission, c.title, c.runs, c.area, c.for_groups, c.forms, c.means, c.from_day,
                          c.until_day, c.reach, c.reach_about, c.evidence, c.effect, c.source, rq->actor.account.v,
                          rq->now, &rows));
    TRY(q_campaign_by_submission(rq->db, rq->mem, submission, &made));
    if (rows) req_log(rq, "campaign.create", "campaign", made.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, campaign_path(rq->mem, made.id, ""));
}

static Err show_edit(Req *rq)
{
    CampaignByIdRow c;
    TRY(campaign_of(rq, &c));
    StaffForm f = form_campaign(rq, &c);
    return form_show(rq, &f, N_("Campagne bijwerken"), campaign_path(rq->mem, c.id, ""));
}

static Err store_edit(Req *rq)
{
    CampaignByIdRow c;
    const char *field;
    int64_t rows;
    TRY(campaign_of(rq, &c));
    Err e = read_campaign(rq, &c, &field);
    if (e == E_INPUT) {
        StaffForm f = form_campaign(rq, &c);
        return form_again(rq, &f, field, N_("Campagne bijwerken"), campaign_path(rq->mem, c.id, ""));
    }
    TRY(e);
    TRY(q_campaign_update(rq->db, c.id, c.title, c.runs, c.area, c.for_groups, c.forms, c.means, c.from_day,
                          c.until_day, c.reach, c.reach_about, c.evidence, c.effect, c.source, rq->actor.account.v,
                          rq->now, &rows));
    req_log(rq, "campaign.change", "campaign", c.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, campaign_path(rq->mem, c.id, ""));
}

// ---- the calendar -------------------------------------------------------------------------------------------------

static Err campaign_options(Req *rq, FormInput *in, Str chosen)
{
    CampaignByIdRow *rows;
    size_t n;
    TRY(q_campaigns(rq->db, rq->mem, CAMPAIGNS_MAX, &rows, &n));
    FormOption *o = NEW_ARRAY(rq->mem, FormOption, n + 1);
    o[0] = (FormOption){.value = S("0"), .label = str_c(T(rq->lang, "geen campagne"))};
    for (size_t i = 0; i < n; i++) {
        Str id = str_fmt(rq->mem, "%lld", (long long)rows[i].id);
        o[i + 1] = (FormOption){.value = id, .label = rows[i].title, .selected = str_eq(id, chosen)};
    }
    in->options = o;
    in->option_count = n + 1;
    return OK;
}

static Err form_moment_new(Req *rq, StaffForm *f)
{
    *f = form_start(rq, "moment", S("/bewustwording/kalender"), N_("Zet op de kalender"));
    form_add(f, FORM_DATE, "dag", N_("Op welke dag?"));
    form_choices(rq, form_add(f, FORM_SELECT, "doelgroep", N_("Voor wie?")), target_groups, STR_NONE);
    text_input(f, FORM_TEXT, "boodschap", N_("Wat is de boodschap?"), STR_NONE, false);
    form_choices(rq, form_add(f, FORM_SELECT, "kanaal", N_("Hoe?")), campaign_means, STR_NONE);
    text_input(f, FORM_LINE, "organisatie", N_("Welke organisatie doet het?"), STR_NONE, false);
    return campaign_options(rq, form_add(f, FORM_SELECT, "campagne", N_("Bij welke campagne hoort het?")), STR_NONE);
}

static void moment_row(Req *rq, const MomentsRow *m, Date today, MomentRow *r)
{
    *r = (MomentRow){.m = m,
                     .target = choice_label(target_groups, m->target),
                     .channel = choice_label(campaign_means, m->channel),
                     .late = !m->done && m->day < today};
    Str path = str_fmt(rq->mem, "/bewustwording/kalender/%lld", (long long)m->id);
    r->done = form_start(rq, "gedaan", str_fmt(rq->mem, "%.*s/gedaan", STR_ARG(path)),
                         m->done ? N_("Toch niet gedaan") : N_("Gedaan"));
    form_add(&r->done, FORM_HIDDEN, "stand", "")->value = m->done ? S("0") : S("1");
    r->drop = form_start(rq, "weg", str_fmt(rq->mem, "%.*s/weg", STR_ARG(path)), N_("Haal weg"));
}

static Err show_calendar(Req *rq)
{
    CalendarView v = {.keeps = req_can(rq, ACT_awareness_keep, REL_NONE)};
    MomentsRow *rows;
    Date today = date_nl(rq->now);
    TRY(q_moments(rq->db, rq->mem, today - CALENDAR_BACK, months_later(today, CALENDAR_MONTHS), MOMENTS_MAX, &rows,
                  &v.count));
    v.rows = NEW_ARRAY(rq->mem, MomentRow, v.count + 1);
    for (size_t i = 0; i < v.count; i++) moment_row(rq, &rows[i], today, &v.rows[i]);
    if (v.keeps) TRY(form_moment_new(rq, &v.fresh));
    const Frame f = {.title = N_("Kalender van de communicatie"),
                     .section = "bewustwording",
                     .back_path = "/bewustwording",
                     .back_title = N_("Bewustwording")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    calendar_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

typedef struct NewMoment {
    int64_t day, campaign;
    Str target, message, channel, who;
} NewMoment;

static Err read_moment(Req *rq, NewMoment *m, const char **field)
{
    *field = "dag";
    TRY(read_day(rq, "dag", false, &m->day));
    *field = "doelgroep";
    m->target = req_field(rq, "doelgroep");
    m->channel = req_field(rq, "kanaal");
    if (!choice_find(target_groups, m->target)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    *field = "boodschap";
    TRY(req_text(rq, "boodschap", N_("Boodschap"), MESSAGE_MAX, &m->message));
    *field = "kanaal";
    if (!choice_find(campaign_means, m->channel)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    *field = "organisatie";
    TRY(req_text(rq, "organisatie", N_("Organisatie"), TITLE_MAX, &m->who));
    *field = "campagne";
    TRY(req_number(rq, "campagne", N_("Campagne"), 0, INT64_MAX, &m->campaign));
    CampaignByIdRow c;
    Err e = m->campaign ? q_campaign_by_id(rq->db, rq->mem, m->campaign, &c) : OK;
    return e == E_NOTFOUND ? req_fail(rq, E_INPUT, N_("Deze campagne bestaat niet.")) : e;
}

static Err store_moment(Req *rq)
{
    NewMoment m = {0};
    const char *field;
    int64_t rows;
    Err e = read_moment(rq, &m, &field);
    if (e == E_INPUT) {
        StaffForm f;
        Why why = rq->why;
        TRY(form_moment_new(rq, &f));
        rq->why = why;
        return form_again(rq, &f, field, N_("Nieuw op de kalender"), S("/bewustwording/kalender"));
    }
    TRY(e);
    TRY(q_moment_insert(rq->db, form_submission(rq), m.campaign, m.day, m.target, m.message, m.channel, m.who,
                        rq->actor.account.v, rq->now, &rows));
    if (rows) req_log(rq, "campaign.moment", "campaign", m.campaign, GROUND_TASK, STR_NONE);
    return req_redirect(rq, S("/bewustwording/kalender"));
}

static Err store_done(Req *rq)
{
    int64_t rows;
    bool done = str_eq(req_field(rq, "stand"), S("1"));
    TRY(q_moment_done(rq->db, req_id(rq, 0), done, rq->actor.account.v, rq->now, &rows));
    if (rows == 0) return req_fail(rq, E_NOTFOUND, N_("Dit staat niet op de kalender."));
    req_log(rq, done ? "campaign.done" : "campaign.undone", "moment", req_id(rq, 0), GROUND_TASK, STR_NONE);
    return req_redirect(rq, S("/bewustwording/kalender"));
}

static Err store_drop(Req *rq)
{
    int64_t rows;
    TRY(q_moment_delete(rq->db, req_id(rq, 0), &rows));
    if (rows == 0) return req_fail(rq, E_NOTFOUND, N_("Dit staat niet op de kalender."));
    req_log(rq, "campaign.drop", "moment", req_id(rq, 0), GROUND_TASK, STR_NONE);
    return req_redirect(rq, S("/bewustwording/kalender"));
}

static Err waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    MomentsLateRow late;
    const Date today = date_nl(rq->now);
    TRY(q_moments_late(rq->db, rq->mem, today - CALENDAR_BACK, today, &late));
    *ret_count = *ret_late = late.n;
    return OK;
}

const SteeringSection campaign_section = {
    "/bewustwording", N_("Bewustwording"),
    N_("Welke campagnes er zijn, wat van hun effect bekend is, en wat er op de kalender staat."), ACT_awareness_view,
    waiting};

const Route campaign_routes[] = {
    {M_GET, "/bewustwording", ACT_awareness_view, 0, 0, NULL, show_list},
    {M_GET, "/bewustwording/campagnes/nieuw", ACT_awareness_keep, 0, 0, NULL, show_new},
    {M_POST, "/bewustwording/campagnes/nieuw", ACT_awareness_keep, 0, 0, NULL, store_new},
    {M_GET, "/bewustwording/campagnes/:id", ACT_awareness_view, 0, 0, NULL, show_one},
    {M_GET, "/bewustwording/campagnes/:id/wijzigen", ACT_awareness_keep, 0, 0, NULL, show_edit},
    {M_POST, "/bewustwording/campagnes/:id/wijzigen", ACT_awareness_keep, 0, 0, NULL, store_edit},
    {M_GET, "/bewustwording/kalender", ACT_awareness_view, 0, 0, NULL, show_calendar},
    {M_POST, "/bewustwording/kalender", ACT_awareness_keep, 0, 0, NULL, store_moment},
    {M_POST, "/bewustwording/kalender/:id/gedaan", ACT_awareness_keep, 0, 0, NULL, store_done},
    {M_POST, "/bewustwording/kalender/:id/weg", ACT_awareness_keep, 0, 0, NULL, store_drop},
    {0},
};
