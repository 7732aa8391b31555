// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/ledger_words.h"
#include "casework/casework.h"
#include "signal/referral.h"

static const LedgerWord actions[] = {
    {"account.create", N_("account gemaakt")},
    {"account.disable", N_("account gesloten")},
    {"account.enrol", N_("uitnodiging gebruikt: wachtwoord en app gekozen")},
    {"account.hand_over", N_("werk overgenomen van een collega die weggaat")},
    {"account.invite", N_("iemand uitgenodigd")},
    {"account.invite_withdraw", N_("uitnodiging ingetrokken")},
    {"account.password", N_("eigen wachtwoord veranderd")},
    {"account.password_failed", N_("wachtwoord veranderen mislukt")},
    {"account.reset", N_("nieuwe uitnodiging voor een bestaand account")},
    {"account.roles", N_("rollen veranderd")},
    {"account.signin", N_("ingelogd")},
    {"account.signin_failed", N_("inloggen mislukt")},
    {"account.signout", N_("uitgelogd")},
    {"advice.answer", N_("advies gegeven")},
    {"advice.ask", N_("advies gevraagd")},
    {"advice.read", N_("adviesvraag gelezen")},
    {"advice.withdraw", N_("adviesvraag ingetrokken")},
    {"backup.keys", N_("reservekopie van de sleutels gemaakt")},
    {"backup.make", N_("reservekopie gemaakt")},
    {"case.close", N_("casus gesloten")},
    {"case.director", N_("casus naar een andere regisseur")},
    {"case.list", N_("lijst van casussen gezien")},
    {"case.moving", N_("casus loopt weer")},
    {"case.note_add", N_("notitie bij een casus gemaakt")},
    {"case.open", N_("casus geopend")},
    {"case.participant_add", N_("deelnemer toegevoegd aan een casus")},
    {"case.participant_end", N_("deelnemer uit een casus gehaald")},
    {"case.read", N_("casus gelezen")},
    {"case.reopen", N_("gesloten casus weer geopend")},
    {"case.restrict", N_("casus alleen voor genoemde mensen gemaakt")},
    {"case.step_add", N_("stap aan een casus toegevoegd")},
    {"case.step_state", N_("stand van een stap veranderd")},
    {"case.stuck", N_("casus loopt vast")},
    {"case.task_add", N_("taak gemaakt")},
    {"case.task_done", N_("taak klaar")},
    {"case.task_take", N_("taak opgepakt")},
    {"case.unrestrict", N_("casus weer voor de hele organisatie")},
    {"desk.edit", N_("loket veranderd")},
    {"directory.seed", N_("loketten en gemeenten geladen")},
    {"file.sweep", N_("bestand gewist dat bij niets meer hoorde")},
    {"file.expire", N_("bestand van een niet verstuurde melding gewist")},
    {"file.receive", N_("bestand ontvangen")},
    {"ledger.export", N_("logboek als bestand opgehaald")},
    {"ledger.search", N_("in het logboek gezocht")},
    {"ledger.verify", N_("logboek nagekeken")},
    {"mailbox.delete", N_("postvak verwijderd door de melder")},
    {"mailbox.open", N_("postvak geopend met de code")},
    {"mailbox.refuse", N_("postvak niet geopend: verkeerde code")},
    {"message.receive", N_("bericht van de melder ontvangen")},
    {"org.area_add", N_("gebied toegevoegd")},
    {"org.area_remove", N_("gebied weggehaald")},
    {"org.close", N_("organisatie gesloten")},
    {"org.create", N_("organisatie gemaakt")},
    {"org.open", N_("organisatie weer geopend")},
    {"org.rename", N_("organisatie heet anders")},
    {"person.add", N_("persoon toegevoegd aan een casus")},
    {"person.change", N_("gegevens van een persoon veranderd")},
    {"person.identity_change", N_("identiteit van een persoon veranderd")},
    {"person.identity_open", N_("identiteit van een persoon geopend")},
    {"person.non_punishment", N_("niet straffen vastgelegd")},
    {"person.match", N_("gezien dat een persoon ook in een andere casus staat")},
    {"person.read", N_("persoon gelezen")},
    {"police.allow", N_("melder: de politie mag meekijken")},
    {"police.refuse", N_("melder: de politie mag niet meekijken")},
    {"receipt.confirm", N_("ontvangstcode bevestigd door de melder")},
    {"receipt.show", N_("ontvangstcode nog een keer getoond aan de melder")},
    {"record.erase", N_("gewist")},
    {"referral.accept", N_("verwijzing aangenomen")},
    {"referral.done", N_("verwijzing afgerond")},
    {"referral.expire", N_("verwijzing kreeg geen antwoord op tijd")},
    {"referral.file", N_("bestand van een verwijzing geopend")},
    {"referral.key_withdrawn", N_("ontvanger kan een verwijzing niet meer openen")},
    {"referral.read", N_("verwijzing gelezen")},
    {"referral.reject", N_("verwijzing geweigerd")},
    {"referral.reporter_withdrew", N_("verwijzing naar de politie vervallen: de melder wil dat niet meer")},
    {"referral.revoke", N_("verwijzing ingetrokken")},
    {"referral.send", N_("doorverwezen")},
    {"reporter.open", N_("identiteit van de melder geopend")},
    {"reporter.read", N_("identiteit van de melder gelezen")},
    {"reporter.share", N_("identiteit van de melder gedeeld")},
    {"retention.hold", N_("blokkade op het wissen gelegd")},
    {"retention.lift", N_("blokkade op het wissen opgeheven")},
    {"retention.plan", N_("nagegaan wat wanneer gewist wordt")},
    {"retention.refuse", N_("verzoek om wissen afgewezen")},
    {"rules.seed", N_("beslistabellen geladen")},
    {"signal.advice_read", N_("advies bij een signaal gelezen")},
    {"signal.assign", N_("signaal toegewezen")},
    {"signal.consult", N_("overleg vastgelegd")},
    {"signal.enter", N_("melding namens iemand ingevoerd")},
    {"signal.fact_add", N_("feit toegevoegd")},
    {"signal.fact_remove", N_("feit weggehaald")},
    {"signal.feedback", N_("teruggekoppeld aan de melder")},
    {"signal.feedback_withheld", N_("terugkoppeling niet gegeven")},
    {"signal.file", N_("bestand van een signaal geopend")},
    {"signal.hand_over", N_("open signalen van een collega overgedragen")},
    {"signal.indicators", N_("aanwijzingen aangevinkt")},
    {"signal.indicators_read", N_("aanwijzingen gelezen")},
    {"signal.link", N_("signalen met elkaar verbonden")},
    {"signal.link_remove", N_("verband tussen signalen weggehaald")},
    {"signal.message", N_("bericht geschreven")},
    {"signal.read", N_("signaal gelezen")},
    {"signal.receive", N_("melding ontvangen")},
    {"signal.report", N_("melding ontvangen")},
    {"signal.seen", N_("signaal voor het eerst bekeken")},
    {"signal.state", N_("stand van een signaal veranderd")},
    {"triage.decide", N_("signaal geduid")},
    {"triage.read", N_("duiding gelezen")},
    {0},
};

const LedgerWord ledger_objects[] = {
    {"signal", N_("signaal")},
    {"reporter", N_("naam en contact van de melder")},
    {"referral", N_("verwijzing")},
    {"advice", N_("adviesvraag")},
    {"case", N_("casus")},
    {"person", N_("persoon")},
    {"mailbox", N_("postvak")},
    {"account", N_("account")},
    {"org", N_("organisatie")},
    {"desk", N_("loket")},
    {"ledger", N_("logboek")},
    {"pending_file", N_("bestand van een melding die niet verstuurd is")},
    {"system", N_("systeem")},
    {0},
};

const LedgerWord ledger_kinds[] = {
    {"signal.", N_("signalen")},
    {"reporter.", N_("identiteit van melders")},
    {"triage.", N_("duidingen")},
    {"advice.", N_("adviezen")},
    {"referral.", N_("verwijzingen")},
    {"case.", N_("casussen")},
    {"person.", N_("personen")},
    {"message.", N_("berichten van melders")},
    {"mailbox.", N_("postvakken")},
    {"account.", N_("accounts en inloggen")},
    {"org.", N_("organisaties")},
    {"ledger.", N_("het logboek zelf")},
    {0},
};

// Beside those of referrals and cases.
static const LedgerWord grounds[] = {
    {"avg6-1c", N_("wettelijke plicht")},
    {"avg6-1e", N_("taak van algemeen belang")},
    {0},
};

static const char *words_in(const LedgerWord *list, Str code)
{
    for (; list->code; list++)
        if (str_eq_c(code, list->code)) return list->words;
    return NULL;
}

const char *ledger_action_words(Str action) { return words_in(actions, action); }
const char *ledger_object_words(Str object) { return words_in(ledger_objects, object); }

const char *ledger_ground_words(Str ground)
{
    const char *words = words_in(grounds, ground);
    const Choice *choice = choice_find(referral_grounds, ground);
    if (!choice) choice = choice_find(case_grounds, ground);
    return words || !choice ? words : choice->label;
}
