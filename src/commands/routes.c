// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// routes.c - the whole platform on one page: every table of routes, what is prepared at the start, what runs by itself.
#include "admin/admin.h"
#include "app/visits.h"
#include "app/stored.h"
#include "awareness/awareness.h"
#include "casework/case_erase.h"
#include "casework/casework.h"
#include "clock/clock_past.h"
#include "commands/home.h"
#include "commands/jobs.h"
#include "commands/measures.h"
#include "commands/routes.h"
#include "decision/decision.h"
#include "decision/past.h"
#include "decision/rules_pages.h"
#include "directory/pages.h"
#include "figures/figures.h"
#include "guide/guide.h"
#include "programme/plan_view.h"
#include "signal/advice.h"
#include "signal/referral.h"
#include "signal/report.h"
#include "signal/sharing.h"
#include "signal/report_pages.h"
#include "signal/signal_erase.h"
#include "shelter/picture.h"
#include "shelter/placing_erase.h"
#include "shelter/placing_view.h"
#include "shelter/supply_view.h"
#include "signal/tray.h"
#include "signal/triage.h"
#include "signal/work.h"
#include "steering/govern.h"
#include "steering/money_view.h"
#include "steering/progress_view.h"
#include "steering/reporting.h"
#include "steering/risk.h"
#include "steering/steering.h"
#include "sys/clock.h"

const Route *const route_tables[] = {
    app_routes,
    report_routes, // before the routes of signals: /signalen/nieuw
    mailbox_routes,
    signal_api_routes,
    desk_api_routes,
    signin_routes,
    case_routes,
    person_routes,
    case_write_routes,
    figure_table_routes, // before the runs: /schattingen/nieuw
    figure_run_routes,
    enrol_routes,
    account_routes,
    org_routes,
    ledger_routes,
    rules_routes,
    draft_routes,
    draft_edit_routes,
    editor_routes,
    lawyer_routes,
    column_routes,
    system_routes,
    password_routes,
    guide_routes,
    way_routes,
    directory_routes,
    desk_staff_routes,
    home_routes,
    tray_routes,
    work_routes,
    work_write_routes,
    triage_routes,
    advice_routes,
    referral_send_routes,
    referral_routes,
    retention_routes,
    request_new_routes, // before the routes of requests: /opvang/nieuw
    facility_routes, // /opvang/plekken, and so on
    unit_routes,
    ask_routes,
    stay_routes,
    picture_routes,
    request_routes,
    shelter_public_routes,
    plan_routes,
    steering_routes,
    reporting_routes,
    reporting_page_routes,
    indicator_routes,
    risk_routes,
    meeting_routes,
    decision_routes,
    campaign_routes,
    survey_routes,
    survey_public_routes,
    training_routes,
    progress_write_routes, // before the routes of actions: /sturing/acties/herinneren
    progress_routes,
    progress_report_routes,
    money_routes,
};
const size_t route_table_count = COUNT(route_tables);

const RetentionKind *const retention_kinds[] = {&signal_retention, &reporter_retention, &advice_retention,
                                                &referral_retention, &case_retention, &placement_retention,
                                                &stay_retention, &facility_retention, NULL};

const SteeringSection *const steering_sections[] = {
    &progress_section, &money_section, &meeting_section, &decision_section, &risk_section, &indicator_section,
    &reporting_section, &campaign_section, &survey_section, &training_section, NULL};

// What may need a decision, in the order of an agenda.
const AgendaSource agenda_sources[] = {
    {"asked", N_("Besluiten die zijn gevraagd"), "/sturing/besluiten/", agenda_asked},
    {"due", N_("Besluiten die klaar moeten zijn"), "/sturing/besluiten/", agenda_due},
    {"report", N_("Rapportages"), "/sturing/rapportages/", agenda_reports},
    {"action", N_("Acties"), "/sturing/acties/", agenda_actions},
    {"late", N_("Berichten van actiehouders"), NULL, agenda_late},
    {"risk", N_("Risico's boven het aanvaarde niveau"), "/sturing/risicos/", agenda_risks},
    {0},
};

const IndicatorSource indicator_sources[] = {
    {"meldingen", measure_reports},
    {"terugkoppeling", measure_feedback},
    {"op-tijd", measure_weighed_in_time},
    {"bezoeken", measure_visits},
    {"plek-36-uur", measure_placed_in_time},
    {"plek-uren", measure_hours_to_place},
    {"gemeenten-paraat", measure_municipalities_ready},
    {"ketenregisseurs", measure_regions_directed},
    {"opgeleid", measure_trained_focal_points},
    {0},
};

static const CaseSection *const case_sections[] = {&case_shelter, NULL};

const PeriodicJob periodic_jobs[] = {
    {"files of reports never sent", 3600, stored_clean},
    {"referrals without an answer", 600, referral_expire},
    {"questions for shelter without an answer", 60, placing_expire},
    {"what is kept long enough", 86400, retention_job},
    {"rules whose moment has come", 15, rules_job},
    {"months of indicators that are over", 3600, indicator_job},
    {"training of long ago", 86400, training_clean},
    {"reminders to report on actions", 3600, progress_job},
    {0},
};

const PastSource past_sources[] = {{"triage", triage_past}, {"termijnen", clock_past}, {"sharing", sharing_past}, {0}};

// Another node may have changed what decides.
static Err rules_refresh(App *app, Why *w)
{
    Db *db = app_reader(app);
    Err e = decision_refresh(db, w);
    app_reader_back(app, db);
    return e;
}

const PeriodicJob node_jobs[] = {
    {"live rules", 15, rules_refresh},
    {"pages shown", 10, visits_keep},
    {0},
};

typedef struct Seeding {
    Why *why;
} Seeding;

static Err log_seed(App *app, Db *db, const char *action)
{
    return app_log(app, db, &(Entry){.action = str_c(action), .object = S("system")});
}

static Err seed(App *app, Db *db, Arena *mem, void *arg)
{
    Why *w = ((Seeding *)arg)->why;
    int64_t desks = 0;
    int64_t risks = 0;
    bool rules = false;
    TRY(directory_seed(db, mem, clock_now(), &desks, w));
    if (desks) TRY(log_seed(app, db, "directory.seed"));
    TRY(decision_seed(db, mem, clock_now(), &rules, w));
    if (rules) TRY(log_seed(app, db, "rules.seed"));
    TRY(risk_seed(db, mem, clock_now(), &risks));
    if (risks) TRY(log_seed(app, db, "risk.seed"));
    return OK;
}

Err app_prepare(App *app, Why *w)
{
    retention_use(retention_kinds);
    case_sections_use(case_sections);
    TRY(guide_load(w));
    TRY(plan_start(w));
    plan_progress_use(progress_public);
    TRY(app_write(app, seed, &(Seeding){w}, w));
    return decision_load(app->read[0], w);
}
