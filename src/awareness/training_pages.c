// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// training_pages.c - courses and sessions, signing up, who was there, and certificates that lapse.
#include "awareness/awareness_view.h"
#include "awareness/training_html.h"
#include <assert.h>

enum { COURSE_TITLE_MAX = 200, COURSE_TEXT_MAX = 2000, PLACE_MAX = 200 };

static_assert(SEATS_MAX + 16 <= HTTP_FIELDS_MAX, "everybody at a session fits in the form of who was there");

static bool keeps(const Req *rq) { return req_can(rq, ACT_training_keep, REL_NONE); }
static bool manages(const Req *rq) { return req_can(rq, ACT_account_manage, REL_OWN); }

static Str course_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/scholing/cursussen/%lld%s", (long long)id, rest);
}

static Str session_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/scholing/bijeenkomsten/%lld%s", (long long)id, rest);
}

static const char *role_words(Str role)
{
    Role r;
    return role.n && role_parse(role, &r) == OK ? role_label(r) : N_("iedereen");
}

static Frame frame_of(Str title)
{
    return (Frame){.title_text = title, .section = "scholing", .back_path = "/scholing", .back_title = N_("Scholing")};
}

static Err course_of(Req *rq, CourseByIdRow *ret_c)
{
    int64_t id = req_id(rq, 0);
    Err e = id ? q_course_by_id(rq->db, rq->mem, id, ret_c) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze cursus bestaat niet.")) : e;
}

static Err session_of(Req *rq, CourseSessionByIdRow *ret_s)
{
    int64_t id = req_id(rq, 0);
    Err e = id ? q_course_session_by_id(rq->db, rq->mem, id, ret_s) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze bijeenkomst bestaat niet.")) : e;
}

// ---- sessions -----------------------------------------------------------------------------------------------------

static const Choice session_states[] = {{"planned", "", N_("gepland"), "", ""},
                                        {"held", "", N_("geweest"), "", ""},
                                        {"cancelled", "", N_("gaat niet door"), "", ""},
                                        {0}};

static SessionView session_view(Req *rq, const CourseSessionByIdRow *s, const CertificatesRow *mine, size_t mine_count)
{
    SessionView v = {.s = s, .state = choice_label(session_states, s->state)};
    for (size_t i = 0; i < mine_count; i++) v.joined = v.joined || mine[i].session_id == s->id;
    bool open = str_eq_c(s->state, "planned") && s->starts_at > rq->now;
    v.can_join = open && !v.joined && s->taken < s->seats;
    v.joined = v.joined && open;
    v.join = form_start(rq, "aanmelden", session_path(rq->mem, s->id, "/aanmelden"), N_("Meld mij aan"));
    v.leave = form_start(rq, "afmelden", session_path(rq->mem, s->id, "/afmelden"), N_("Meld mij af"));
    return v;
}

static SessionView *session_views(Req *rq, const CourseSessionByIdRow *rows, size_t n, const CertificatesRow *mine,
                                  size_t mine_count)
{
    SessionView *v = NEW_ARRAY(rq->mem, SessionView, n + 1);
    for (size_t i = 0; i < n; i++) v[i] = session_view(rq, &rows[i], mine, mine_count);
    return v;
}

// ---- the first page -----------------------------------------------------------------------------------------------

static Err fill_colleagues(Req *rq, TrainingView *v)
{
    ColleaguesRow *rows;
    TRY(q_colleagues(rq->db, rq->mem, rq->actor.org.v, &rows, &v->colleague_count));
    v->colleagues = NEW_ARRAY(rq->mem, ColleagueView, v->colleague_count + 1);
    for (size_t i = 0; i < v->colleague_count; i++) {
        CertificateState state = certificate_state(rows[i].state, rows[i].until_at, rq->now);
        v->colleagues[i] = (ColleagueView){&rows[i], certificate_words(state), certificate_css(state)};
    }
    req_log(rq, "training.people", "org", rq->actor.org.v, GROUND_TASK, STR_NONE);
    return OK;
}

// Who is trained for the role they have, of the roles that any course is for.
static Err fill_stand(Req *rq, TrainingView *v)
{
    const Str heads[] = {str_c(T(rq->lang, "Functie")), str_c(T(rq->lang, "Mensen")),
                         str_c(T(rq->lang, "Met een geldig certificaat")), str_c(T(rq->lang, "Procent")), STR_NONE};
    v->stand = sheet_new(rq->mem, S("scholing"), str_c(T(rq->lang, "Wie is geschoold?")), heads, ROLE_COUNT, true);
    for (Role r = 0; r < ROLE_COUNT; r++) {
        Trained t;
        bool any = false;
        for (size_t i = 0; i < v->course_count && !any; i++) any = str_eq_c(v->courses[i].role, role_name(r));
        if (!any) continue;
        TRY(training_count(rq->db, rq->mem, r, rq->now, &t));
        sheet_text(&v->stand, str_c(tr(rq->lang, role_label(r))));
        sheet_people(&v->stand, t.all);
        sheet_people(&v->stand, t.trained);
        sheet_share(&v->stand, t.trained, t.all);
    }
    return OK;
}

static Err show_training(Req *rq)
{
    TrainingView v = {.keeps = keeps(rq), .manages = manages(rq), .counts = req_can(rq, ACT_steering_view, REL_NONE)};
    CertificatesRow *mine;
    CourseSessionByIdRow *coming;
    CourseByIdRow *courses;
    TRY(q_certificates(rq->db, rq->mem, rq->actor.account.v, &mine, &v.mine_count));
    TRY(q_course_sessions_coming(rq->db, rq->mem, rq->now, COURSE_SESSIONS_MAX, &coming, &v.coming_count));
    TRY(q_courses(rq->db, rq->mem, COURSES_MAX, &courses, &v.course_count));
    v.courses = courses;
    v.mine = NEW_ARRAY(rq->mem, CertificateView, v.mine_count + 1);
    for (size_t i = 0; i < v.mine_count; i++) {
        CertificateState state = certificate_state(mine[i].state, mine[i].until_at, rq->now);
        v.mine[i] = (CertificateView){&mine[i], certificate_words(state), certificate_css(state)};
    }
    v.coming = session_views(rq, coming, v.coming_count, mine, v.mine_count);
    if (v.manages) TRY(fill_colleagues(rq, &v));
    if (v.counts || v.keeps) TRY(fill_stand(rq, &v));
    const Frame f = {.title = N_("Scholing"), .section = "scholing"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    training_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- courses ------------------------------------------------------------------------------------------------------

static void role_options(Req *rq, FormInput *in, Str chosen)
{
    FormOption *o = NEW_ARRAY(rq->mem, FormOption, ROLE_COUNT + 1);
    o[0] = (FormOption){.value = S("-"), .label = str_c(T(rq->lang, "iedereen"))};
    for (Role r = 0; r < ROLE_COUNT; r++) {
        Str name = str_c(role_name(r));
        o[r + 1] = (FormOption){name, str_c(tr(rq->lang, role_label(r))), str_eq(name, chosen)};
    }
    in->options = o;
    in->option_count = ROLE_COUNT + 1;
}

static StaffForm form_course(Req *rq, const CourseByIdRow *c)
{
    StaffForm f = form_start(rq, "cursus", c->id ? course_path(rq->mem, c->id, "/wijzigen") : S("/scholing/cursussen"),
                             N_("Bewaar de cursus"));
    form_add(&f, FORM_LINE, "naam", N_("Naam van de cursus"))->value = c->title;
    form_add(&f, FORM_LINE, "door", N_("Wie geeft de cursus?"))->value = c->provider;
    role_options(rq, form_add(&f, FORM_SELECT, "functie", N_("Voor wie?")), c->role);
    FormInput *in = form_add(&f, FORM_TEXT, "inhoud", N_("Waar gaat de cursus over?"));
    in->value = c->about;
    in->optional = true;
    in->rows = 4;
    in = form_add(&f, FORM_NUMBER, "maanden", N_("Hoeveel maanden is het certificaat geldig?"));
    in->hint = N_("0 betekent: het verloopt niet.");
    in->value = str_fmt(rq->mem, "%lld", (long long)c->months);
    if (c->id)
        form_add(&f, FORM_TICK, "dicht", N_("Deze cursus wordt niet meer gegeven"))->ticked =
            !str_eq_c(c->state, "open");
    return f;
}

static Err read_course(Req *rq, CourseByIdRow *c, const char **field)
{
    Role r;
    *field = "naam";
    TRY(req_text(rq, "naam", N_("Naam van de cursus"), COURSE_TITLE_MAX, &c->title));
    *field = "door";
    TRY(req_text(rq, "door", N_("Wie geeft de cursus?"), COURSE_TITLE_MAX, &c->provider));
    *field = "functie";
    c->role = req_field(rq, "functie");
    if (str_eq_c(c->role, "-")) c->role = STR_NONE;
    else if (role_parse(c->role, &r) != OK) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    *field = "inhoud";
    c->about = req_field(rq, "inhoud");
    if (c->about.n > COURSE_TEXT_MAX) return req_fail(rq, E_INPUT, N_("Deze tekst is te lang."));
    *field = "maanden";
    TRY(req_number(rq, "maanden", N_("Maanden"), 0, COURSE_MONTHS_MAX, &c->months));
    c->state = req_flag(rq, "dicht") ? S("closed") : S("open");
    return OK;
}

static Err show_course_new(Req *rq)
{
    const CourseByIdRow none = {.months = 24, .state = S("open")};
    StaffForm f = form_course(rq, &none);
    return form_show(rq, &f, N_("Nieuwe cursus"), S("/scholing"));
}

static Err store_course_new(Req *rq)
{
    CourseByIdRow c = {.state = S("open")};
    const char *field;
    int64_t rows;
    CourseBySubmissionRow made;
    Err e = read_course(rq, &c, &field);
    if (e == E_INPUT) {
        StaffForm f = form_course(rq, &c);
        return form_again(rq, &f, field, N_("Nieuwe cursus"), S("/scholing"));
    }
    TRY(e);
    Str submission = form_submission(rq);
    TRY(q_course_insert(rq->db, submission, c.title, c.provider, c.about, c.role, c.months, rq->actor.account.v,
                        rq->now, &rows));
    TRY(q_course_by_submission(rq->db, rq->mem, submission, &made));
    if (rows) req_log(rq, "course.create", "course", made.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, course_path(rq->mem, made.id, ""));
}

static Err show_course_edit(Req *rq)
{
    CourseByIdRow c;
    TRY(course_of(rq, &c));
    StaffForm f = form_course(rq, &c);
    return form_show(rq, &f, N_("Cursus wijzigen"), course_path(rq->mem, c.id, ""));
}

static Err store_course_edit(Req *rq)
{
    CourseByIdRow c;
    const char *field;
    int64_t rows;
    TRY(course_of(rq, &c));
    Err e = read_course(rq, &c, &field);
    if (e == E_INPUT) {
        StaffForm f = form_course(rq, &c);
        return form_again(rq, &f, field, N_("Cursus wijzigen"), course_path(rq->mem, c.id, ""));
    }
    TRY(e);
    TRY(q_course_update(rq->db, c.id, c.title, c.provider, c.about, c.role, c.months, c.state, rq->actor.account.v,
                        rq->now, &rows));
    req_log(rq, "course.change", "course", c.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, course_path(rq->mem, c.id, ""));
}

static StaffForm form_session(Req *rq, const CourseByIdRow *c)
{
    StaffForm f =
        form_start(rq, "bijeenkomst", course_path(rq->mem, c->id, "/bijeenkomsten"), N_("Plan de bijeenkomst"));
    form_add(&f, FORM_DATE, "dag", N_("Op welke dag?"));
    form_add(&f, FORM_TIME, "tijd", N_("Hoe laat?"));
    form_add(&f, FORM_LINE, "plaats", N_("Waar?"))->hint = N_("Een adres, of: online.");
    form_add(&f, FORM_NUMBER, "stoelen", N_("Voor hoeveel mensen?"))->value = S("20");
    return f;
}

static Err show_course(Req *rq)
{
    CourseByIdRow c;
    CourseView v = {.c = &c, .keeps = keeps(rq)};
    CourseSessionByIdRow *rows;
    CertificatesRow *mine;
    size_t mine_count;
    TRY(course_of(rq, &c));
    TRY(q_certificates(rq->db, rq->mem, rq->actor.account.v, &mine, &mine_count));
    TRY(q_course_sessions_of_course(rq->db, rq->mem, c.id, COURSE_SESSIONS_MAX, &rows, &v.session_count));
    v.sessions = session_views(rq, rows, v.session_count, mine, mine_count);
    v.pairs[v.pair_count++] = (Pair){.label = N_("Van wie"), .value = c.provider};
    v.pairs[v.pair_count++] = (Pair){.label = N_("Voor wie"), .coded = role_words(c.role)};
    v.pairs[v.pair_count++] = (Pair){.label = N_("Geldig"),
                                     .value = c.months ? tr_fmt(rq->mem, rq->lang, N_("%d maanden"), (int)c.months)
                                                       : str_c(T(rq->lang, "verloopt niet"))};
    if (c.about.n) v.pairs[v.pair_count++] = (Pair){.label = N_("Inhoud"), .value = c.about};
    if (!str_eq_c(c.state, "open"))
        v.pairs[v.pair_count++] = (Pair){.label = N_("Stand"), .coded = N_("wordt niet meer gegeven")};
    v.fresh = form_session(rq, &c);
    const Frame f = frame_of(c.title);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    course_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err store_session(Req *rq)
{
    CourseByIdRow c;
    Time starts;
    Str place;
    int64_t seats, rows;
    const char *field = "dag";
    TRY(course_of(rq, &c));
    Err e = form_moment(rq, "dag", "tijd", 0, &starts);
    if (e == OK && starts == 0) e = req_fail(rq, E_INPUT, N_("Vul een dag in."));
    if (e == OK) {
        field = "plaats";
        e = req_text(rq, "plaats", N_("Waar?"), PLACE_MAX, &place);
    }
    if (e == OK) {
        field = "stoelen";
        e = req_number(rq, "stoelen", N_("Hoeveel mensen"), 1, SEATS_MAX, &seats);
    }
    if (e == E_INPUT) {
        StaffForm f = form_session(rq, &c);
        return form_again(rq, &f, field, N_("Nieuwe bijeenkomst"), course_path(rq->mem, c.id, ""));
    }
    TRY(e);
    Str submission = form_submission(rq);
    CourseSessionBySubmissionRow made;
    TRY(q_course_session_insert(rq->db, submission, c.id, starts, place, seats, rq->actor.account.v, rq->now, &rows));
    TRY(q_course_session_by_submission(rq->db, rq->mem, submission, &made));
    if (rows) req_log(rq, "course.session", "session", made.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, course_path(rq->mem, c.id, ""));
}

// ---- one session --------------------------------------------------------------------------------------------------

static const Choice presences[] = {{"signed_up", "", N_("aangemeld"), "", ""},
                                   {"present", "", N_("was er"), "", ""},
                                   {"absent", "", N_("was er niet"), "", ""},
                                   {0}};

// Who keeps the courses sees everybody; who manages an organisation its own people; others nobody.
static Err fill_people(Req *rq, SessionPageView *v)
{
    ParticipantsRow *rows;
    size_t n;
    bool all = keeps(rq), own = manages(rq);
    TRY(q_participants(rq->db, rq->mem, v->s.s->id, &rows, &n));
    v->people = NEW_ARRAY(rq->mem, ParticipantView, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool ours = rows[i].org_id == rq->actor.org.v;
        if (!all && !(own && ours)) continue;
        ParticipantView *p = &v->people[v->count++];
        *p = (ParticipantView){.p = &rows[i], .state = choice_label(presences, rows[i].state)};
        p->can_drop = own && ours && str_eq_c(rows[i].state, "signed_up");
        p->drop = form_start(rq, "afmelden", session_path(rq->mem, v->s.s->id, "/afmelden"), N_("Meld af"));
        form_add(&p->drop, FORM_HIDDEN, "wie", "")->value = str_fmt(rq->mem, "%lld", (long long)rows[i].account_id);
    }
    if (v->count) req_log(rq, "training.people", "session", v->s.s->id, GROUND_TASK, STR_NONE);
    return OK;
}

static Err colleague_options(Req *rq, FormInput *in)
{
    Account *accounts;
    size_t n, count = 0;
    TRY(account_list(rq->db, rq->mem, rq->actor.org, &accounts, &n));
    FormOption *o = NEW_ARRAY(rq->mem, FormOption, n + 1);
    for (size_t i = 0; i < n; i++)
        if (accounts[i].active)
            o[count++] = (FormOption){.value = str_fmt(rq->mem, "%lld", (long long)accounts[i].id.v),
                                      .label = accounts[i].display_name};
    in->options = o;
    in->option_count = count;
    return OK;
}

static StaffForm form_presence(Req *rq, const SessionPageView *v)
{
    StaffForm f = form_start(rq, "aanwezig", session_path(rq->mem, v->s.s->id, "/aanwezig"), N_("Leg vast wie er was"));
    FormInput *in = form_add(&f, FORM_TICKS, "was", N_("Wie was er?"));
    in->hint = N_("Wie je niet aanvinkt, was er niet en krijgt geen certificaat.");
    FormOption *o = NEW_ARRAY(rq->mem, FormOption, v->count + 1);
    for (size_t i = 0; i < v->count; i++) {
        const ParticipantsRow *p = v->people[i].p;
        o[i] = (FormOption){.value = str_fmt(rq->mem, "%lld", (long long)p->account_id),
                            .label = str_fmt(rq->mem, "%.*s, %.*s", STR_ARG(p->name), STR_ARG(p->org)),
                            .selected = str_eq_c(p->state, "present")};
    }
    in->options = o;
    in->option_count = v->count;
    return f;
}

static Err fill_session_forms(Req *rq, SessionPageView *v)
{
    const CourseSessionByIdRow *s = v->s.s;
    bool planned = str_eq_c(s->state, "planned");
    if (manages(rq) && planned && s->taken < s->seats && s->starts_at > rq->now) {
        StaffForm *f = &v->forms[v->form_count++];
        *f = form_start(rq, "collega", session_path(rq->mem, s->id, "/aanmelden"), N_("Meld deze collega aan"));
        f->secondary = true;
        TRY(colleague_options(rq, form_add(f, FORM_SELECT, "wie", N_("Welke collega?"))));
    }
    if (!keeps(rq)) return OK;
    if (!str_eq_c(s->state, "cancelled") && s->starts_at <= rq->now && v->count)
        v->forms[v->form_count++] = form_presence(rq, v);
    if (planned) {
        StaffForm *f = &v->forms[v->form_count++];
        *f = form_start(rq, "afgelast", session_path(rq->mem, s->id, "/afgelast"),
                        N_("Deze bijeenkomst gaat niet door"));
        f->secondary = true;
    }
    return OK;
}

static Err show_session(Req *rq)
{
    CourseSessionByIdRow s;
    CertificatesRow *mine;
    size_t mine_count;
    SessionPageView *v = NEW(rq->mem, SessionPageView);
    TRY(session_of(rq, &s));
    TRY(q_certificates(rq->db, rq->mem, rq->actor.account.v, &mine, &mine_count));
    v->s = session_view(rq, &s, mine, mine_count);
    TRY(fill_people(rq, v));
    TRY(fill_session_forms(rq, v));
    v->pairs[v->pair_count++] = (Pair){.label = N_("Wanneer"), .value = text_datetime(rq->mem, rq->lang, s.starts_at)};
    v->pairs[v->pair_count++] = (Pair){.label = N_("Waar"), .value = s.place};
    v->pairs[v->pair_count++] = (Pair){.label = N_("Voor wie"), .coded = role_words(s.role)};
    v->pairs[v->pair_count++] = (Pair){
        .label = N_("Aangemeld"), .value = str_fmt(rq->mem, "%lld / %lld", (long long)s.taken, (long long)s.seats)};
    v->pairs[v->pair_count++] = (Pair){.label = N_("Stand"), .coded = v->s.state};
    const Frame f = frame_of(s.title);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    session_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// Whom this is about: oneself, or with the right to manage accounts somebody of the own organisation.
static Err whom(Req *rq, int64_t *ret_account)
{
    Account a;
    int64_t id = rq->actor.account.v;
    if (req_field(rq, "wie").n) TRY(req_number(rq, "wie", N_("Collega"), 1, INT64_MAX, &id));
    if (id == rq->actor.account.v) {
        *ret_account = id;
        return OK;
    }
    TRY(req_may(rq, ACT_account_manage, REL_OWN));
    Err e = account_get(rq->db, rq->mem, (AccountId){id}, &a);
    if (e == E_NOTFOUND || (e == OK && (a.org.v != rq->actor.org.v || !a.active)))
        return req_fail(rq, E_NOTFOUND, N_("Deze collega werkt niet bij jullie."));
    *ret_account = id;
    return e;
}

static Err store_join(Req *rq)
{
    CourseSessionByIdRow s;
    CertificatesRow *theirs;
    size_t n;
    int64_t account;
    TRY(session_of(rq, &s));
    TRY(whom(rq, &account));
    if (!str_eq_c(s.state, "planned") || s.starts_at <= rq->now)
        return req_fail(rq, E_CONFLICT, N_("Aanmelden voor deze bijeenkomst kan niet meer."));
    TRY(q_certificates(rq->db, rq->mem, account, &theirs, &n));
    for (size_t i = 0; i < n; i++) // sent twice: the last seat may be their own
        if (theirs[i].session_id == s.id) return req_redirect(rq, session_path(rq->mem, s.id, ""));
    if (s.taken >= s.seats) return req_fail(rq, E_CONFLICT, N_("Deze bijeenkomst is vol."));
    TRY(q_sign_up(rq->db, s.id, s.course_id, account, rq->actor.org.v, rq->actor.account.v, rq->now));
    req_log(rq, "training.join", "session", s.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, session_path(rq->mem, s.id, ""));
}

static Err store_leave(Req *rq)
{
    CourseSessionByIdRow s;
    int64_t account, rows;
    TRY(session_of(rq, &s));
    TRY(whom(rq, &account));
    TRY(q_withdraw(rq->db, s.id, account, rq->actor.account.v, rq->now, &rows));
    if (rows == 0) return req_fail(rq, E_CONFLICT, N_("Afmelden kan niet (meer)."));
    req_log(rq, "training.leave", "session", s.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, session_path(rq->mem, s.id, ""));
}

static Err store_presence(Req *rq)
{
    CourseSessionByIdRow s;
    ParticipantsRow *people;
    size_t n;
    int64_t rows;
    TRY(session_of(rq, &s));
    if (str_eq_c(s.state, "cancelled") || s.starts_at > rq->now)
        return req_fail(rq, E_CONFLICT, N_("Deze bijeenkomst is nog niet geweest."));
    TRY(q_participants(rq->db, rq->mem, s.id, &people, &n));
    Time until = certificate_until(s.starts_at, s.months);
    for (size_t i = 0; i < n; i++) {
        const Choice one[] = {{.code = str_z(rq->mem, str_fmt(rq->mem, "%lld", (long long)people[i].account_id))}, {0}};
        bool was = form_ticked(rq, "was", one).n > 0;
        TRY(q_was_there(rq->db, s.id, people[i].account_id, was ? S("present") : S("absent"), s.starts_at,
                        was ? until : 0, rq->actor.account.v, rq->now, &rows));
    }
    TRY(q_course_session_state(rq->db, s.id, S("held"), rq->actor.account.v, rq->now, &rows));
    req_log(rq, "training.presence", "session", s.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, session_path(rq->mem, s.id, ""));
}

static Err store_cancel(Req *rq)
{
    CourseSessionByIdRow s;
    int64_t rows;
    TRY(session_of(rq, &s));
    TRY(q_course_session_state(rq->db, s.id, S("cancelled"), rq->actor.account.v, rq->now, &rows));
    if (rows == 0) return req_fail(rq, E_CONFLICT, N_("Deze bijeenkomst is al geweest of afgelast."));
    req_log(rq, "training.cancel", "session", s.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, session_path(rq->mem, s.id, ""));
}

const SteeringSection training_section = {
    "/scholing", N_("Scholing"), N_("Welke cursussen er zijn, wie geschoold is, en wiens certificaat verloopt."),
    ACT_steering_view, NULL};

const Route training_routes[] = {
    {M_GET, "/scholing", ACT_signed_in, 0, 0, NULL, show_training},
    {M_GET, "/scholing/cursussen/nieuw", ACT_training_keep, 0, 0, NULL, show_course_new},
    {M_POST, "/scholing/cursussen", ACT_training_keep, 0, 0, NULL, store_course_new},
    {M_GET, "/scholing/cursussen/:id", ACT_signed_in, 0, 0, NULL, show_course},
    {M_GET, "/scholing/cursussen/:id/wijzigen", ACT_training_keep, 0, 0, NULL, show_course_edit},
    {M_POST, "/scholing/cursussen/:id/wijzigen", ACT_training_keep, 0, 0, NULL, store_course_edit},
    {M_POST, "/scholing/cursussen/:id/bijeenkomsten", ACT_training_keep, 0, 0, NULL, store_session},
    {M_GET, "/scholing/bijeenkomsten/:id", ACT_signed_in, 0, 0, NULL, show_session},
    {M_POST, "/scholing/bijeenkomsten/:id/aanmelden", ACT_signed_in, 0, 0, NULL, store_join},
    {M_POST, "/scholing/bijeenkomsten/:id/afmelden", ACT_signed_in, 0, 0, NULL, store_leave},
    {M_POST, "/scholing/bijeenkomsten/:id/aanwezig", ACT_training_keep, 0, 0, NULL, store_presence},
    {M_POST, "/scholing/bijeenkomsten/:id/afgelast", ACT_training_keep, 0, 0, NULL, store_cancel},
    {0},
};
