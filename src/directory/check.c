// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// check.c - is a desk, as a person typed it or a data file has it, fit to be shown?
#include "directory/directory.h"

enum { NAME_MAX_BYTES = 200, SUMMARY_MAX = 1000, CONTACT_MAX = 300, PHONE_DIGITS_MIN = 3, PHONE_DIGITS_MAX = 15 };

static Err bad(const char *field, const char **ret_field, Why *w, const char *text)
{
    *ret_field = field;
    return why(w, E_INPUT, "%s", text);
}

// Digits with spaces, dashes, a leading + : what a tel: link and a person can both read.
static bool phone_ok(Str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') digits++;
        else if (!(s.p[i] == ' ' || s.p[i] == '-' || (s.p[i] == '+' && i == 0))) return false;
    }
    return digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

static bool link_ok(Str s)
{
    if (!str_starts(s, S("https://")) || s.n <= 8 + 3) return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '@')
            return false;
    return str_has((Str){s.p + 8, s.n - 8}, S("."));
}

static bool email_ok(Str s)
{
    Str host = s, name = str_cut(&host, '@');
    return name.n && str_has(host, S(".")) && !str_has(host, S("@")) && !str_has(s, S(" ")) && s.p[0] != '-';
}

static bool codes_ok(const CodeList *list, Str codes)
{
    while (codes.n)
        if (!code_label(list, str_cut(&codes, ' '))) return false;
    return true;
}

static Err check_words(const Desk *d, const char **ret_field, Why *w)
{
    if (d->name.n == 0) return bad("naam", ret_field, w, N_("Vul de naam van het loket in."));
    if (d->name.n > NAME_MAX_BYTES) return bad("naam", ret_field, w, N_("De naam is te lang."));
    if (d->organisation.n > NAME_MAX_BYTES)
        return bad("organisatie", ret_field, w, N_("De naam van de organisatie is te lang."));
    if (d->summary_nl.n == 0) return bad("uitleg_nl", ret_field, w, N_("Vul een korte uitleg in."));
    if (d->summary_nl.n > SUMMARY_MAX) return bad("uitleg_nl", ret_field, w, N_("De uitleg is te lang."));
    if (d->summary_en.n > SUMMARY_MAX) return bad("uitleg_en", ret_field, w, N_("De Engelse uitleg is te lang."));
    return OK;
}

static Err check_codes(const Desk *d, const char **ret_field, Why *w)
{
    if (!code_label(&desk_kinds, d->kind)) return bad("soort", ret_field, w, N_("Kies een soort loket."));
    if (d->for_whom.n == 0 || !codes_ok(&desk_audiences, d->for_whom))
        return bad("voor_wie", ret_field, w, N_("Kies voor wie het loket is."));
    if (d->what_for.n == 0 || !codes_ok(&desk_purposes, d->what_for))
        return bad("waarvoor", ret_field, w, N_("Kies waarvoor het loket is."));
    if (d->forms.n == 0 || !codes_ok(&desk_forms, d->forms))
        return bad("vormen", ret_field, w, N_("Kies bij welke vormen het loket helpt."));
    if (!codes_ok(&desk_languages, d->languages)) return bad("talen", ret_field, w, N_("Kies talen uit de lijst."));
    if (!code_label(&desk_anonymous, d->anonymous))
        return bad("anoniem", ret_field, w, N_("Kies of het zonder naam kan."));
    return OK;
}

static Err check_contact(const Desk *d, const char **ret_field, Why *w)
{
    if (d->phone.n && !phone_ok(d->phone))
        return bad("telefoon", ret_field, w, N_("Vul een telefoonnummer in met alleen cijfers en spaties."));
    if (d->chat.n && (d->chat.n > CONTACT_MAX || !link_ok(d->chat)))
        return bad("chat", ret_field, w, N_("Vul bij chat een webadres in dat begint met https://."));
    if (d->web.n && (d->web.n > CONTACT_MAX || !link_ok(d->web)))
        return bad("website", ret_field, w, N_("Vul bij website een webadres in dat begint met https://."));
    if (d->email.n && (d->email.n > CONTACT_MAX || !email_ok(d->email)))
        return bad("email", ret_field, w, N_("Vul een e-mailadres in, zoals naam@voorbeeld.nl."));
    if (d->address.n && str_eq_c(d->kind, "shelter"))
        return bad("adres", ret_field, w, N_("Het adres van een opvang blijft geheim. Laat dit veld leeg."));
    if (d->address.n > CONTACT_MAX) return bad("adres", ret_field, w, N_("Het adres is te lang."));
    bool contact = d->phone.n || d->chat.n || d->web.n || d->email.n || d->address.n;
    if (contact && d->channel_source.n == 0)
        return bad("bron", ret_field, w, N_("Vul in waar de contactgegevens vandaan komen."));
    if (d->channel_source.n > CONTACT_MAX) return bad("bron", ret_field, w, N_("De bron is te lang."));
    return OK;
}

Err desk_check(const Desk *d, const char **ret_field, Why *w)
{
    TRY(check_words(d, ret_field, w));
    TRY(check_codes(d, ret_field, w));
    TRY(check_contact(d, ret_field, w));
    Hours h;
    if (hours_parse(d->hours_json, &h, w) != OK) {
        *ret_field = "uren";
        return E_INPUT;
    }
    Date on;
    if (d->verified_on.n && (date_parse(d->verified_on, &on) != OK || d->verified_by.n == 0))
        return bad("gecontroleerd", ret_field, w, N_("Vul in wie de gegevens heeft gecontroleerd, en wanneer."));
    return OK;
}
