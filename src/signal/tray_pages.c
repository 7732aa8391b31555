// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tray_pages.c - the lists of signals, and how many of them wait.
#include "directory/directory.h"
#include "signal/advice_sql.h"
#include "signal/referral_sql.h"
#include "signal/tray.h"
#include "signal/tray_html.h"
#include "signal/tray_view.h"

// ---- the tray -----------------------------------------------------------------------------------

// A code of the list, or nothing.
static Str query_choice(Req *rq, const char *name, const Choice *list)
{
    Str v = req_query(rq, name);
    return choice_find(list, v) ? v : STR_NONE;
}

static size_t filters_on(const TrayFilter *f)
{
    return (f->form.n > 0) + (size_t)(f->minor.n > 0) + (f->state.n > 0) + (f->gm.n > 0) + f->urgent_only +
           f->by_receipt;
}

static void read_filter(Req *rq, TrayFilter *f)
{
    f->form = query_choice(rq, "vorm", signal_forms);
    f->minor = query_choice(rq, "minderjarig", signal_yes_no_unknown);
    f->state = query_choice(rq, "toestand", signal_states);
    Str gm = req_query(rq, "gemeente");
    const Municipality *m = NULL;
    if (gm.n && municipality_find(rq->db, gm, &m) == OK) f->gm = m->code;
    f->urgent_only = str_eq(req_query(rq, "spoed"), S("1"));
    f->by_receipt = str_eq(req_query(rq, "volgorde"), S("ontvangst"));
    f->org = rq->actor.org;
    f->account = rq->actor.account;
    Str from = req_query(rq, "na");
    if (from.n && tray_cursor_parse(from, f) != OK) f->after = false;
}

static void add_query(Buf *b, const char *name, Str value)
{
    if (value.n) buf_fmt(b, "&%s=%.*s", name, STR_ARG(value)); // codes and numbers only: nothing to escape
}

static Str next_path(Req *rq, const TrayFilter *f, const TrayRow *last)
{
    Buf b = buf_new(rq->mem, KB(1));
    buf_fmt(&b, "/signalen?lijst=%s", tray_tab_word(f->tab));
    add_query(&b, "regio", f->region);
    add_query(&b, "vorm", f->form);
    add_query(&b, "minderjarig", f->minor);
    add_query(&b, "toestand", f->state);
    add_query(&b, "gemeente", f->gm);
    if (f->urgent_only) buf_c(&b, "&spoed=1");
    if (f->by_receipt) buf_c(&b, "&volgorde=ontvangst");
    add_query(&b, "na", tray_cursor(rq->mem, last));
    return buf_str(&b);
}

// The running term that ends first.
static Err line_clock(Req *rq, TrayLine *l)
{
    ClockOfRow *rows;
    size_t n;
    TRY(q_clock_of(rq->db, rq->mem, S("signal"), l->row->id, &rows, &n));
    const ClockOfRow *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(rows[i].state, S("running"))) continue;
        if (!first || rows[i].due_at < first->due_at) first = &rows[i];
    }
    if (!first) return OK;
    l->has_clock = true;
    l->clock = clock_view(rq->mem, rq->lang, first, rq->now);
    l->clock_kind = l->clock.kind_label;
    return OK;
}

static Err fill_lines(Req *rq, TrayView *v)
{
    TrayRow *rows = NULL;
    size_t n = 0;
    bool more = false;
    TRY(tray_list(rq->db, rq->mem, &v->filter, &rows, &n, &more));
    v->lines = NEW_ARRAY(rq->mem, TrayLine, n + 1);
    v->line_count = n;
    for (size_t i = 0; i < n; i++) {
        v->lines[i].row = &rows[i];
        v->lines[i].place = municipality_name(rq->db, rows[i].gm_code);
        TRY(line_clock(rq, &v->lines[i]));
    }
    if (more) v->next = next_path(rq, &v->filter, &rows[n - 1]);
    return OK;
}

static const FormOption *options_of(Req *rq, const Choice *list, Str selected, size_t *ret_count)
{
    FormInput in = {0};
    form_choices(rq, &in, list, selected);
    *ret_count = in.option_count;
    return in.options;
}

static const char *region_name(Req *rq, Str code)
{
    const Municipality *const *list = NULL;
    size_t n = 0;
    if (municipalities(rq->db, &list, &n) != OK) return "";
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i]->region_code, code)) return str_z(rq->mem, list[i]->region);
    return str_z(rq->mem, code);
}

// The municipalities or, for who directs a chain, the regions of the own organisation. Without a choice: the first
// region.
static Err fill_places(Req *rq, TrayView *v)
{
    Area *areas = NULL;
    size_t n = 0;
    TRY(org_areas(rq->db, rq->mem, rq->actor.org, &areas, &n));
    FormOption *places = NEW_ARRAY(rq->mem, FormOption, n + 1), *regions = NEW_ARRAY(rq->mem, FormOption, n + 1);
    Str asked = req_query(rq, "regio");
    for (size_t i = 0; i < n; i++) {
        Str code = areas[i].code;
        if (areas[i].scope == SCOPE_municipality)
            places[v->place_count++] = (FormOption){code, municipality_name(rq->db, code), str_eq(code, v->filter.gm)};
        if (areas[i].scope != SCOPE_region || !v->region_only) continue;
        regions[v->region_count++] = (FormOption){code, str_c(region_name(rq, code)), str_eq(code, asked)};
        if (v->filter.region.n == 0 || str_eq(code, asked)) v->filter.region = code;
    }
    if (v->place_count < 2 || v->region_only) v->place_count = 0; // nothing to choose
    v->places = places;
    v->regions = regions;
    v->region_name = v->region_count ? str_c(region_name(rq, v->filter.region)) : STR_NONE;
    return OK;
}

static Err fill_tabs(Req *rq, TrayView *v)
{
    TrayCountsRow c;
    TRY(q_tray_counts(rq->db, rq->mem, rq->actor.org.v, rq->actor.account.v, rq->now, TRAY_COUNT_MAX + 1, &c));
    const int64_t counts[TRAY_TAB_COUNT] = {[TRAY_unassigned] = c.unassigned,
                                            [TRAY_mine] = c.mine,
                                            [TRAY_waiting] = c.waiting,
                                            [TRAY_open] = c.open,
                                            [TRAY_closed] = -1,
                                            [TRAY_region] = -1};
    bool own = req_can(rq, ACT_signal_list, REL_OWN), works = req_can(rq, ACT_signal_work, REL_OWN);
    for (size_t t = 0; t < TRAY_TAB_COUNT; t++) {
        bool region = t == TRAY_region;
        if (region ? !has_role(&rq->actor, ROLE_chain_director) : !(own && works)) continue;
        v->tabs[v->tab_count++] =
            (TabLink){tray_tab_label((TrayTab)t), tray_tab_word((TrayTab)t), counts[t], t == v->filter.tab};
    }
    return OK;
}

static Err show_tray(Req *rq)
{
    bool works = req_can(rq, ACT_signal_work, REL_OWN), directs = has_role(&rq->actor, ROLE_chain_director);
    if (!works && !directs)
        return req_fail(rq, E_DENIED,
                        N_("Jouw organisatie heeft geen eigen signalen. Je ziet hier wat met jullie is gedeeld: "
                           "verwijzingen, adviesvragen en casussen."));
    TrayView v = {.filter = {.tab = tray_tab_parse(req_query(rq, "lijst"), works ? TRAY_unassigned : TRAY_region)}};
    if (!works) v.filter.tab = TRAY_region;
    if (v.filter.tab == TRAY_region && !directs) v.filter.tab = TRAY_unassigned;
    v.region_only = v.filter.tab == TRAY_region;
    TRY(req_may(rq, ACT_signal_list, v.region_only ? REL_REGION : REL_OWN));
    read_filter(rq, &v.filter);
    TRY(fill_places(rq, &v));
    v.filters_on = filters_on(&v.filter);
    v.first = !v.filter.after;
    v.again = str_fmt(rq->mem, "/signalen?lijst=%s", tray_tab_word(v.filter.tab));
    v.can_enter = req_can(rq, ACT_signal_enter, REL_OWN);
    v.forms = options_of(rq, signal_forms, v.filter.form, &v.form_count);
    v.states = options_of(rq, signal_states, v.filter.state, &v.state_count);
    if (v.filter.tab == TRAY_waiting || v.filter.tab == TRAY_closed) v.state_count = 0;
    TRY(fill_tabs(rq, &v));
    TRY(fill_lines(rq, &v));
    const Frame f = {.title = N_("Signalen"), .section = "signalen"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    tray_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- what waits -----------------------------------------------------------------------------------

void waiting_add(Waiting *v, int64_t count, const char *label, const char *text, const char *path, bool late)
{
    if (v->count == WAITING_MAX) return;
    v->items[v->count++] = (WaitingItem){count, label, text, path, late};
    v->total += count;
}

static Err own_signals(Req *rq, Waiting *v)
{
    TrayCountsRow c;
    TrayMineUnreadRow unread;
    TRY(q_tray_counts(rq->db, rq->mem, rq->actor.org.v, rq->actor.account.v, rq->now, TRAY_COUNT_MAX + 1, &c));
    TRY(q_tray_mine_unread(rq->db, rq->mem, rq->actor.account.v, TRAY_COUNT_MAX + 1, &unread));
    waiting_add(v, c.unassigned, N_("Nieuwe signalen"), N_("Nog van niemand. Neem er een op je."),
                "/signalen?lijst=vrij", false);
    waiting_add(v, c.mine, N_("Signalen van mij"), N_("Je behandelt ze zelf."), "/signalen?lijst=mijn", false);
    waiting_add(v, unread.count, N_("Berichten van melders"), N_("Signalen van jou waarin de melder heeft geschreven."),
                "/signalen?lijst=mijn", false);
    waiting_add(v, c.late, N_("Termijnen voorbij"), N_("Beloofd, en nog niet gedaan."), "/signalen?lijst=open", true);
    return OK;
}

static Err referrals_of(Req *rq, Waiting *v)
{
    ReferralCountsRow c;
    TRY(q_referral_counts(rq->db, rq->mem, rq->actor.org.v, TRAY_COUNT_MAX + 1, &c));
    if (req_can(rq, ACT_referral_answer, REL_PARTICIPANT))
        waiting_add(v, c.to_answer, N_("Verwijzingen om te beantwoorden"),
                    N_("Een andere organisatie vraagt of jullie dit aannemen."), "/verwijzingen", false);
    if (req_can(rq, ACT_referral_send, REL_OWN)) {
        waiting_add(v, c.out_expired, N_("Verwijzingen zonder antwoord"),
                    N_("De termijn is voorbij. Bel de ontvanger of verwijs opnieuw."),
                    "/verwijzingen?lijst=verstuurd&toestand=expired", true);
        waiting_add(v, c.out_rejected, N_("Verwijzingen die zijn geweigerd"),
                    N_("Lees waarom en kies een andere organisatie."),
                    "/verwijzingen?lijst=verstuurd&toestand=rejected", false);
    }
    return OK;
}

Err signal_waiting(Req *rq, Waiting *v)
{
    if (req_can(rq, ACT_signal_work, REL_OWN)) TRY(own_signals(rq, v));
    if (may_ever(&rq->actor, ACT_referral_answer) || may_ever(&rq->actor, ACT_referral_send)) TRY(referrals_of(rq, v));
    if (may_ever(&rq->actor, ACT_advice_answer)) {
        AdviceCountRow c;
        TRY(q_advice_count(rq->db, rq->mem, rq->actor.org.v, TRAY_COUNT_MAX + 1, &c));
        waiting_add(v, c.count, N_("Adviesvragen"), N_("Een gemeente vraagt jullie oordeel."), "/adviezen", false);
    }
    if (has_role(&rq->actor, ROLE_chain_director)) {
        ReferralRegionCountRow c;
        TRY(q_referral_region_count(rq->db, rq->mem, rq->actor.org.v, TRAY_COUNT_MAX + 1, &c));
        waiting_add(v, c.count, N_("Vastgelopen in de regio"), N_("Verwijzingen die geen antwoord kregen."),
                    "/verwijzingen?lijst=regio", true);
    }
    return OK;
}

const Route tray_routes[] = {
    {M_GET, "/signalen", ACT_signal_list, 0, 0, NULL, show_tray},
    {0},
};
