// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/doctor.h"
#include "access/access.h"
#include "admin/admin_sql.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "ledger/ledger.h"
#include "sys/file.h"
#include <assert.h>

enum { MB_LOW = 1024, MB_EMPTY = 100, BACKUP_DAYS = 7, OVERDUE_DAYS = 3, IDLE_DAYS = 90, MODE_OTHERS = 0077, YEAR_LEAST = 2026 };

typedef struct Doctor {
    Db *db;
    Arena *mem;
    const DoctorCall *call;
    Finding *v;
    size_t n;
} Doctor;

const char *health_name(Health h) { return h == HEALTH_OK ? "OK" : h == HEALTH_WARNING ? "WARNING" : "DANGER"; }

static void say(Doctor *d, Health health, const char *code, Str text, const char *advice)
{
    assert(d->n < FINDINGS_MAX);
    d->v[d->n++] = (Finding){health, code, text, advice ? str_c(tr(d->call->lang, advice)) : STR_NONE};
}

static void plain(Doctor *d, Health health, const char *code, const char *text, const char *advice)
{
    say(d, health, code, str_c(tr(d->call->lang, text)), advice);
}

static const char *path_of(Doctor *d, const char *name)
{
    return str_z(d->mem, str_fmt(d->mem, "%s/%s", d->call->dir, name));
}

// ---- the data folder ------------------------------------------------------------------------------------------------

static void check_folder(Doctor *d)
{
    static const char *const names[] = {
        "", "keys", "baken.db", "keys/pepper.key", "keys/draft.key", "keys/ledger.key"};
    bool open = false;
    for (size_t i = 0; i < COUNT(names); i++) {
        unsigned mode = 0;
        const char *path = names[i][0] ? path_of(d, names[i]) : d->call->dir;
        // The store stands in a folder that others can't enter; its own bits may be wider.
        if (str_eq_c(S("baken.db"), names[i]) || file_mode(path, &mode) != OK) continue;
        open |= (mode & MODE_OTHERS) != 0;
    }
    if (open)
        plain(d, HEALTH_DANGER, "folder",
              N_("Andere gebruikers van deze computer kunnen in de gegevensmap of bij de sleutels."),
              N_("Geef alleen de gebruiker van Baken toegang: chmod -R go= op de gegevensmap."));
    else plain(d, HEALTH_OK, "folder", N_("Alleen Baken kan bij de gegevensmap en de sleutels."), NULL);
}

static void check_keys(Doctor *d)
{
    static const char *const names[] = {"keys/pepper.key", "keys/draft.key", "keys/ledger.key"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (file_exists(path_of(d, names[i]))) continue;
        say(d, HEALTH_DANGER, "keys", tr_fmt(d->mem, d->call->lang, "Een sleutel ontbreekt: %s.", names[i]),
            N_("Zet de sleutel terug uit de reservekopie. Zonder deze sleutel gaat een deel van de gegevens niet "
               "open."));
        return;
    }
    plain(d, HEALTH_OK, "keys", N_("Alle sleutels van de installatie zijn er."), NULL);
}

static void check_disk(Doctor *d)
{
    int64_t bytes = 0;
    if (disk_free(d->call->dir, &bytes) != OK) return;
    int mb = (int)(bytes / (1024 * 1024) > 1000000000 ? 1000000000 : bytes / (1024 * 1024));
    Health h = mb < MB_EMPTY ? HEALTH_DANGER : mb < MB_LOW ? HEALTH_WARNING : HEALTH_OK;
    say(d, h, "disk", tr_fmt(d->mem, d->call->lang, "Er is nog %d MB vrij op de schijf.", mb),
        h == HEALTH_OK ? NULL : N_("Maak ruimte. Als de schijf vol is, kan niemand meer melden."));
}

static void check_demo(Doctor *d)
{
    if (!file_exists(path_of(d, "demo-accounts.json"))) return;
    bool meant = d->call->serving && d->call->demo;
    plain(d, meant ? HEALTH_WARNING : HEALTH_DANGER, "demo",
          N_("Hier staan verzonnen gegevens en accounts waarvan het wachtwoord in een bestand staat."),
          N_("Gebruik deze map alleen om Baken uit te proberen. Begin voor echt werk met een lege map."));
}

// ---- the store ------------------------------------------------------------------------------------------------------

static Err check_store(Doctor *d)
{
    DbSchema schema;
    TRY(db_schema(d->db, &schema));
    if (!db_settings_good(d->db) && str_eq_c(S("postgres"), db_engine(d->db)))
        plain(d, HEALTH_DANGER, "store",
              N_("De database belooft niet dat opgeslagen gegevens een stroomstoring overleven."),
              N_("Zet fsync en full_page_writes aan in de instellingen van PostgreSQL."));
    else if (!db_settings_good(d->db))
        plain(d, HEALTH_WARNING, "store",
              N_("De opslag staat niet in de stand die lezen en schrijven naast elkaar toelaat."),
              N_("Start Baken opnieuw met schrijfrechten op de gegevensmap."));
    else if (!db_schema_fits(&schema))
        say(d, HEALTH_WARNING, "store",
            tr_fmt(d->mem, d->call->lang, "De opslag heeft versie %d, het programma kent versie %d.", (int)schema.last,
                   (int)db_version_of_program()),
            N_("Start Baken met het nieuwste programma; dat werkt de opslag bij."));
    else plain(d, HEALTH_OK, "store", N_("De opslag staat goed ingesteld en is bij de tijd."), NULL);
    if (!d->call->thorough) return OK;
    Why w = {{0}};
    if (db_check(d->db, &w) == OK) plain(d, HEALTH_OK, "pages", N_("De opslag is heel."), NULL);
    else
        plain(d, HEALTH_DANGER, "pages", N_("De opslag is beschadigd."),
              N_("Stop Baken, bewaar een kopie van de map en zet de laatste goede reservekopie terug."));
    return OK;
}

static void check_ledger(Doctor *d)
{
    if (!d->call->thorough) return;
    LedgerReport report = {0};
    Why w = {{0}};
    Err e = ledger_verify(d->db, d->call->dir, &report, d->call->progress, &w);
    if (e == OK)
        say(d, HEALTH_OK, "ledger",
            tr_fmt(d->mem, d->call->lang, "Het logboek klopt: %d regels nagekeken.", (int)report.entries), NULL);
    else if (e == E_CONFLICT)
        say(d, HEALTH_DANGER, "ledger",
            tr_fmt(d->mem, d->call->lang, "Het logboek klopt niet bij regel %d.", (int)report.bad_seq),
            N_("Bewaar alles zoals het is en zoek uit wie erbij kon: baken audit verify."));
    else
        plain(d, HEALTH_DANGER, "ledger", N_("Het logboek kan niet nagekeken worden."),
              N_("Kijk of keys/ledger.key er is en leesbaar is."));
}

static Err last_entry(Doctor *d, Str action, Time *ret_at)
{
    LedgerLine *lines;
    size_t n;
    const LedgerFilter f = {.action = action, .max = 1};
    TRY(ledger_search(d->db, d->mem, &f, &lines, &n));
    *ret_at = n ? lines[0].at : 0;
    return OK;
}

static Err check_clock(Doctor *d)
{
    Time at;
    TRY(last_entry(d, STR_NONE, &at));
    if (at > d->call->now + MINUTES(5) || civil_utc(d->call->now).year < YEAR_LEAST)
        plain(d, HEALTH_DANGER, "clock", N_("De klok van deze computer loopt achter op het logboek."),
              N_("Zet de klok gelijk met een tijdserver. Codes en termijnen kloppen anders niet."));
    else plain(d, HEALTH_OK, "clock", N_("De klok loopt niet achter op het logboek."), NULL);
    return OK;
}

static Err check_backup(Doctor *d)
{
    Time at;
    TRY(last_entry(d, S("backup."), &at));
    if (at == 0)
        plain(d, HEALTH_WARNING, "backup", N_("Er is nog nooit een reservekopie gemaakt."),
              N_("Maak er elke dag een: baken backup. Bewaar hem op een andere plek."));
    else if (d->call->now - at > DAYS(BACKUP_DAYS))
        say(d, HEALTH_WARNING, "backup",
            tr_fmt(d->mem, d->call->lang, "De laatste reservekopie is %d dagen oud.",
                   (int)((d->call->now - at) / DAYS(1))),
            N_("Maak er elke dag een: baken backup. Bewaar hem op een andere plek."));
    else plain(d, HEALTH_OK, "backup", N_("Er is een verse reservekopie."), NULL);
    return OK;
}

// While the newest keys are from before the last erasing, they open what was erased.
static Err check_erased(Doctor *d)
{
    Time erased, backed_up;
    DoctorOverdueRow overdue;
    TRY(last_entry(d, S("record.erase"), &erased));
    TRY(last_entry(d, S("backup."), &backed_up));
    TRY(q_doctor_overdue(d->db, d->mem, d->call->now - DAYS(OVERDUE_DAYS), &overdue));
    if (backed_up && erased > backed_up && d->call->now - erased > DAYS(BACKUP_DAYS))
        plain(d, HEALTH_WARNING, "erased", N_("Er is gewist, en daarna zijn de sleutels niet opnieuw veiliggesteld."),
              N_("Maak een nieuwe reservekopie en vernietig de oude sleutels: die openen wat gewist is."));
    if (overdue.count)
        say(d, HEALTH_WARNING, "overdue",
            tr_fmt(d->mem, d->call->lang, "Te lang bewaard: %d.", (int)overdue.count),
            N_("Kijk in het journaal waarom het wissen niet lukt, en probeer: baken retention --run."));
    else plain(d, HEALTH_OK, "overdue", N_("Er wordt niets te lang bewaard."), NULL);
    return OK;
}

// ---- people ---------------------------------------------------------------------------------------------------------

static Err with_role(Doctor *d, Role role, int64_t *ret_n)
{
    DoctorRolesRow row;
    TRY(q_doctor_roles(d->db, d->mem, ROLE_BIT(role), &row));
    *ret_n = row.count;
    return OK;
}

static Err check_people(Doctor *d)
{
    int64_t administrators, officers;
    DoctorIdleRow idle;
    TRY(with_role(d, ROLE_administrator, &administrators));
    TRY(with_role(d, ROLE_privacy_officer, &officers));
    TRY(q_doctor_idle(d->db, d->mem, d->call->now - DAYS(IDLE_DAYS), &idle));
    if (administrators == 0)
        plain(d, HEALTH_WARNING, "administrator", N_("Niemand kan Baken beheren."),
              N_("Maak een eerste account: baken account create."));
    if (officers == 0)
        plain(d, HEALTH_WARNING, "privacy_officer", N_("Niemand houdt toezicht op het logboek."),
              N_("Nodig een functionaris gegevensbescherming uit."));
    if (idle.count)
        say(d, HEALTH_WARNING, "idle",
            tr_fmt(d->mem, d->call->lang, "Accounts die al %d dagen niemand gebruikte: %d.", IDLE_DAYS,
                   (int)idle.count),
            N_("Sluit de accounts van mensen die weg zijn."));
    else plain(d, HEALTH_OK, "idle", N_("Er zijn geen vergeten accounts."), NULL);
    return OK;
}

static Err check_holders(Doctor *d)
{
    DoctorLockedOrgsRow locked;
    DoctorSingleOrgsRow single;
    TRY(q_doctor_locked_orgs(d->db, d->mem, &locked));
    TRY(q_doctor_single_orgs(d->db, d->mem, &single));
    if (locked.count)
        say(d, HEALTH_DANGER, "locked",
            tr_fmt(d->mem, d->call->lang, "Organisaties met gegevens die niemand meer kan openen: %d.",
                   (int)locked.count),
            N_("Zet een reservekopie terug van toen nog iemand de sleutel had."));
    if (single.count)
        say(d, HEALTH_WARNING, "single",
            tr_fmt(d->mem, d->call->lang, "Organisaties waarvan maar een persoon de gegevens kan openen: %d.",
                   (int)single.count),
            N_("Laat ze een tweede collega uitnodigen. Raakt die ene persoon het wachtwoord kwijt, dan is alles "
               "dicht."));
    if (!locked.count && !single.count)
        plain(d, HEALTH_OK, "holders", N_("Van elke organisatie kunnen minstens twee mensen de gegevens openen."),
              NULL);
    return OK;
}

// ---- content --------------------------------------------------------------------------------------------------------

static Err check_desks(Doctor *d)
{
    const Desk *const *desks;
    size_t n, unverified = 0;
    const DeskFilter all = {.now = d->call->now};
    TRY(directory_list(d->db, d->mem, &all, &desks, &n));
    for (size_t i = 0; i < n; i++) unverified += !desk_verified(desks[i]);
    if (unverified)
        say(d, HEALTH_WARNING, "desks",
            tr_fmt(d->mem, d->call->lang, "Loketten die niemand heeft nagekeken: %d van de %d.", (int)unverified,
                   (int)n),
            N_("Bel of mail het loket, en leg vast wie de gegevens nakeek."));
    else plain(d, HEALTH_OK, "desks", N_("Alle loketten zijn nagekeken."), NULL);
    return OK;
}

static Err check_rules(Doctor *d)
{
    TableVersion *tables;
    size_t n, drafts = 0, live = 0;
    TRY(decision_versions(d->db, d->mem, &tables, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq_c(tables[i].state, "live")) continue;
        live++;
        drafts += str_eq_c(tables[i].status, "draft");
    }
    if (live == 0)
        plain(d, HEALTH_DANGER, "rules", N_("Er is geen enkele beslistabel in gebruik."),
              N_("Start Baken opnieuw; dat laadt de tabellen."));
    else if (drafts)
        say(d, HEALTH_WARNING, "rules",
            tr_fmt(d->mem, d->call->lang, "Beslistabellen die nog geen jurist heeft beoordeeld: %d van de %d.",
                   (int)drafts, (int)live),
            N_("Laat ze beoordelen voor je er in het echt mee werkt."));
    else plain(d, HEALTH_OK, "rules", N_("Alle beslistabellen zijn beoordeeld."), NULL);
    return OK;
}

static void check_serving(Doctor *d)
{
    if (!d->call->serving) return;
    if (!d->call->secure_cookies)
        plain(d, HEALTH_WARNING, "cookies", N_("Cookies mogen nu ook zonder versleutelde verbinding mee."),
              N_("Zet Baken achter https en start met --secure-cookies."));
    else plain(d, HEALTH_OK, "cookies", N_("Cookies gaan alleen over een versleutelde verbinding."), NULL);
    if (!d->call->limits)
        plain(d, HEALTH_WARNING, "limits", N_("Er zijn geen grenzen aan hoe vaak iemand iets mag proberen."),
              N_("Start zonder --no-limits."));
}

Err doctor_run(Db *db, Arena *mem, const DoctorCall *call, Finding **ret_findings, size_t *ret_count)
{
    Doctor d = {.db = db, .mem = mem, .call = call, .v = NEW_ARRAY(mem, Finding, FINDINGS_MAX)};
    check_folder(&d);
    check_keys(&d);
    check_disk(&d);
    check_demo(&d);
    check_serving(&d);
    TRY(check_store(&d));
    check_ledger(&d);
    TRY(check_clock(&d));
    TRY(check_backup(&d));
    TRY(check_erased(&d));
    TRY(check_people(&d));
    TRY(check_holders(&d));
    TRY(check_desks(&d));
    TRY(check_rules(&d));
    *ret_findings = d.v;
    *ret_count = d.n;
    return OK;
}
