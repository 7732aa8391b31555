// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// survey_pages.c - making a survey, opening and closing it, and its results.
#include "app/sheets_file.h"
#include "awareness/awareness_view.h"
#include "awareness/survey_html.h"
#include "crypt/crypt.h"

static Str survey_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/bewustwording/peilingen/%lld%s", (long long)id, rest);
}

static bool is(Str state, const char *one) { return str_eq_c(state, one); }

static bool keeps(const Req *rq) { return req_can(rq, ACT_awareness_keep, REL_NONE); }

static Err survey_of(Req *rq, int64_t id, Survey *ret_s)
{
    Err e = id ? survey_load(rq->db, rq->mem, id, ret_s) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, e, N_("Deze peiling bestaat niet.")) : e;
}

// What is open or closed stays as it is: else answers would belong to other questions.
static Err draft_of(Req *rq, int64_t id, Survey *ret_s)
{
    TRY(survey_of(rq, id, ret_s));
    if (is(ret_s->about.state, "draft")) return OK;
    return req_fail(rq, E_CONFLICT, N_("Deze peiling is al open geweest en verandert niet meer."));
}

static Frame frame_of(Str title)
{
    return (Frame){.title_text = title,
                   .section = "bewustwording",
                   .back_path = "/bewustwording/peilingen",
                   .back_title = N_("Peilingen")};
}

static Err show_list(Req *rq)
{
    SurveysView v = {.keeps = keeps(rq)};
    TRY(q_surveys(rq->db, rq->mem, SURVEYS_MAX, &v.rows, &v.count));
    const Frame f = {.title = N_("Peilingen"),
                     .section = "bewustwording",
                     .back_path = "/bewustwording",
                     .back_title = N_("Bewustwording")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    surveys_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- one survey ---------------------------------------------------------------------------------------------------

static Err results(Req *rq, const Survey *s, Sheet **ret_sheets, size_t *ret_count)
{
    Survey earlier;
    bool repeats = false;
    if (s->about.repeats_id) {
        Err e = survey_load(rq->db, rq->mem, s->about.repeats_id, &earlier);
        if (e != OK && e != E_NOTFOUND) return e;
        repeats = e == OK && is(earlier.about.state, "closed");
    }
    return survey_results(rq->db, rq->mem, rq->lang, s, repeats ? &earlier : NULL, ret_sheets, ret_count);
}

static StaffForm button(Req *rq, const Survey *s, const char *id, const char *rest, const char *label, bool secondary)
{
    StaffForm f = form_start(rq, id, survey_path(rq->mem, s->about.id, rest), label);
    f.secondary = secondary;
    return f;
}

static void fill_forms(Req *rq, const Survey *s, SurveyView *v)
{
    size_t n = 0;
    if (is(s->about.state, "draft") && s->count)
        v->forms[n++] = button(rq, s, "open", "/open", N_("Zet de peiling open"), false);
    if (is(s->about.state, "draft")) v->forms[n++] = button(rq, s, "weg", "/weg", N_("Gooi dit concept weg"), true);
    if (is(s->about.state, "open"))
        v->forms[n++] = button(rq, s, "dicht", "/sluiten", N_("Sluit de peiling voorgoed"), false);
    if (is(s->about.state, "closed"))
        v->forms[n++] = button(rq, s, "herhaal", "/herhalen", N_("Herhaal deze peiling"), true);
    v->form_count = n;
}

// While it is open only whether it is enough to show: a count that goes up by one tells who came.
static Str sent_words(Req *rq, const Survey *s)
{
    if (is(s->about.state, "draft")) return STR_NONE;
    if (s->about.sent < SHEET_SHARE_LEAST) return str_c(T(rq->lang, "Minder dan 20 keer ingevuld."));
    int64_t about = s->about.sent / SHEET_SMALL * SHEET_SMALL;
    return tr_fmt(rq->mem, rq->lang, N_("Ten minste %d keer ingevuld."), (int)about);
}

static void fill_questions(Req *rq, const Survey *s, SurveyView *v)
{
    v->questions = NEW_ARRAY(rq->mem, QuestionView, s->count + 1);
    for (size_t i = 0; i < s->count; i++) {
        QuestionView *q = &v->questions[i];
        const long long id = (long long)s->questions[i].id;
        q->q = &s->questions[i];
        q->up =
            form_start(rq, "omhoog", str_fmt(rq->mem, "/bewustwording/peilingen/vragen/%lld/omhoog", id), N_("Eerder"));
        q->drop =
            form_start(rq, "weg", str_fmt(rq->mem, "/bewustwording/peilingen/vragen/%lld/weg", id), N_("Haal weg"));
    }
}

static Err show_one(Req *rq)
{
    Survey s;
    Sheet *sheets = NULL;
    TRY(survey_of(rq, req_id(rq, 0), &s));
    SurveyView v = {
        .s = &s, .keeps = keeps(rq), .results = is(s.about.state, "closed"), .about_sent = sent_words(rq, &s)};
    if (v.results) TRY(results(rq, &s, &sheets, &v.sheet_count));
    v.sheets = sheets;
    if (is(s.about.state, "open")) v.link = str_fmt(rq->mem, "/peiling/%.*s", STR_ARG(s.about.code));
    fill_questions(rq, &s, &v);
    if (v.keeps) fill_forms(rq, &s, &v);
    const Frame f = frame_of(s.about.title);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    survey_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err download(Req *rq)
{
    Survey s;
    Sheet *sheets;
    size_t n;
    const Str name = req_part(rq, 1);
    TRY(survey_of(rq, req_id(rq, 0), &s));
    if (!is(s.about.state, "closed"))
        return req_fail(rq, E_CONFLICT, N_("Uitkomsten zijn er als de peiling is gesloten."));
    TRY(results(rq, &s, &sheets, &n));
    const SheetFact facts[] = {
        {str_c(T(rq->lang, "Peiling")), s.about.title},
        {str_c(T(rq->lang, "Open van")), text_date(rq->mem, rq->lang, s.about.opened_at)},
        {str_c(T(rq->lang, "Gesloten")), text_date(rq->mem, rq->lang, s.about.closed_at)},
        {str_c(T(rq->lang, "Let op")), str_c(T(rq->lang, "Wie wilde, vulde in: dit is geen steekproef."))}};
    return req_sheets(rq, name, "peiling", facts, COUNT(facts), sheets, n);
}

// ---- making one ---------------------------------------------------------------------------------------------------

static StaffForm form_survey(Req *rq, Str title, Str intro)
{
    StaffForm f = form_start(rq, "peiling", S("/bewustwording/peilingen/nieuw"), N_("Maak de peiling"));
    form_add(&f, FORM_LINE, "naam", N_("Naam van de peiling"))->value = title;
    FormInput *in = form_add(&f, FORM_TEXT, "inleiding", N_("Inleiding"));
    in->hint = N_("Waarom vragen jullie dit, en wat gebeurt er met de uitkomsten?");
    in->rows = 4;
    in->value = intro;
    return f;
}

static Err show_new(Req *rq)
{
    StaffForm f = form_survey(rq, STR_NONE, STR_NONE);
    return form_show(rq, &f, N_("Nieuwe peiling"), S("/bewustwording/peilingen"));
}

static Str new_code(Arena *mem)
{
    static const char letters[] = "bcdfghjkmnpqrstvwxz23456789"; // none that look alike, and no words
    char *p = arena_alloc(mem, SURVEY_CODE);
    for (int i = 0; i < SURVEY_CODE; i++) p[i] = letters[random_below(sizeof letters - 1)];
    return (Str){p, SURVEY_CODE};
}

static Err make_survey(Req *rq, Str title, Str intro, int64_t repeats, int64_t *ret_id, bool *ret_made)
{
    int64_t rows;
    SurveyBySubmissionRow made;
    Str submission = form_submission(rq);
    TRY(q_survey_insert(rq->db, submission, new_code(rq->mem), title, intro, repeats, rq->actor.account.v, rq->now,
                        &rows));
    TRY(q_survey_by_submission(rq->db, rq->mem, submission, &made));
    *ret_id = made.id;
    *ret_made = rows > 0;
    if (rows) req_log(rq, "survey.create", "survey", made.id, GROUND_TASK, STR_NONE);
    return OK;
}

static Err store_new(Req *rq)
{
    Str title = STR_NONE, intro = STR_NONE;
    int64_t id;
    bool made;
    const char *field = "naam";
    Err e = req_text(rq, "naam", N_("Naam van de peiling"), SURVEY_TITLE_MAX, &title);
    if (e == OK) {
        field = "inleiding";
        e = req_text(rq, "inleiding", N_("Inleiding"), SURVEY_INTRO_MAX, &intro);
    }
    if (e == E_INPUT) {
        StaffForm f = form_survey(rq, title, intro);
        return form_again(rq, &f, field, N_("Nieuwe peiling"), S("/bewustwording/peilingen"));
    }
    TRY(e);
    TRY(make_survey(rq, title, intro, 0, &id, &made));
    return req_redirect(rq, survey_path(rq->mem, id, ""));
}

// ---- questions ----------------------------------------------------------------------------------------------------

static const Choice fixed_lists[] = {{"own", "", N_("eigen antwoorden, hieronder"), "", ""},
                                     {"yesno", "", N_("ja, nee, weet ik niet"), "", ""},
                                     {"agree", "", N_("van helemaal oneens tot helemaal eens"), "", ""},
                                     {"often", "", N_("van nooit tot vaak"), "", ""},
                                     {0}};

static Str fixed_lines(Str code)
{
    if (choice_is(code, "yesno")) return S("Ja\nNee\nWeet ik niet");
    if (choice_is(code, "agree")) return S("Helemaal oneens\nOneens\nNiet eens, niet oneens\nEens\nHelemaal eens");
    if (choice_is(code, "often")) return S("Nooit\nZelden\nSoms\nVaak");
    return STR_NONE;
}

static StaffForm form_question(Req *rq, Str action, const Question *q)
{
    StaffForm f = form_start(rq, "vraag", action, N_("Bewaar de vraag"));
    form_add(&f, FORM_LINE, "vraag", N_("Vraag"))->value = q->words;
    FormInput *in = form_add(&f, FORM_LINE, "uitleg", N_("Uitleg bij de vraag"));
    in->value = q->hint;
    in->optional = true;
    form_choices(rq, form_add(&f, FORM_SELECT, "lijst", N_("Welke antwoorden?")), fixed_lists, S("own"));
    in = form_add(&f, FORM_TEXT, "antwoorden", N_("Antwoorden, elk op een eigen regel"));
    in->hint = N_("Zet een sterretje voor het goede antwoord als je kennis meet. Open vragen zijn er niet: daar zetten "
                  "mensen namen in.");
    in->rows = 6;
    in->optional = true;
    in->value = options_text(rq->mem, q);
    form_add(&f, FORM_TICK, "meer", N_("Meer antwoorden mogen"))->ticked = q->several;
    form_add(&f, FORM_TICK, "splitst", N_("Laat de uitkomsten ook zien per antwoord op deze vraag"))->ticked =
        q->splits;
    return f;
}

static Err read_question(Req *rq, const Survey *s, int64_t id, Question *q, const char **field)
{
    Option *options;
    *field = "vraag";
    TRY(req_text(rq, "vraag", N_("Vraag"), SURVEY_WORDS_MAX, &q->words));
    *field = "uitleg";
    q->hint = req_field(rq, "uitleg");
    if (q->hint.n > SURVEY_WORDS_MAX) return req_fail(rq, E_INPUT, N_("Deze tekst is te lang."));
    *field = "lijst";
    Str list = req_field(rq, "lijst");
    if (!choice_find(fixed_lists, list)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    *field = "antwoorden";
    Str lines = choice_is(list, "own") ? req_field(rq, "antwoorden") : fixed_lines(list);
    TRY(options_parse(rq->mem, lines, &options, &q->count, &rq->why));
    q->options = options;
    q->several = req_flag(rq, "meer");
    q->splits = req_flag(rq, "splitst");
    *field = "splitst";
    if (q->splits && q->several) return req_fail(rq, E_INPUT, N_("Een vraag die groepen maakt, heeft één antwoord."));
    if (q->splits && s->split && s->split->id != id)
        return req_fail(rq, E_INPUT, N_("Er is al een vraag die groepen maakt. Eén is genoeg."));
    return OK;
}

static Err write_options(Req *rq, int64_t question, const Question *q)
{
    int64_t rows;
    TRY(q_options_delete(rq->db, question, &rows));
    for (size_t i = 0; i < q->count; i++)
        TRY(q_option_insert(rq->db, question, (int64_t)i + 1, q->options[i].words, q->options[i].correct));
    return OK;
}

static Err show_question_new(Req *rq)
{
    Survey s;
    TRY(draft_of(rq, req_id(rq, 0), &s));
    StaffForm f = form_question(rq, survey_path(rq->mem, s.about.id, "/vraag"), &(Question){0});
    return form_show(rq, &f, N_("Nieuwe vraag"), survey_path(rq->mem, s.about.id, ""));
}

static Err store_question_new(Req *rq)
{
    Survey s;
    Question q = {0};
    const char *field;
    int64_t rows;
    QuestionBySubmissionRow made;
    TRY(draft_of(rq, req_id(rq, 0), &s));
    if (s.count >= SURVEY_QUESTIONS_MAX) return req_fail(rq, E_LIMIT, N_("Een peiling heeft hooguit 30 vragen."));
    Err e = read_question(rq, &s, 0, &q, &field);
    if (e == E_INPUT) {
        StaffForm f = form_question(rq, survey_path(rq->mem, s.about.id, "/vraag"), &q);
        return form_again(rq, &f, field, N_("Nieuwe vraag"), survey_path(rq->mem, s.about.id, ""));
    }
    TRY(e);
    Str submission = form_submission(rq);
    TRY(q_question_insert(rq->db, submission, s.about.id, (int64_t)s.count + 1, q.words, q.hint, q.several, q.splits,
                          &rows));
    TRY(q_question_by_submission(rq->db, rq->mem, submission, &made));
    if (rows) TRY(write_options(rq, made.id, &q));
    req_log(rq, "survey.question", "survey", s.about.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, survey_path(rq->mem, s.about.id, ""));
}

// The question of the address, in a survey that may still change.
static Err question_of(Req *rq, Survey *ret_s, const Question **ret_q)
{
    QuestionsRow row;
    int64_t id = req_id(rq, 0);
    Err e = id ? q_question_by_id(rq->db, rq->mem, id, &row) : E_NOTFOUND;
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze vraag bestaat niet."));
    TRY(e);
    TRY(draft_of(rq, row.survey_id, ret_s));
    for (size_t i = 0; i < ret_s->count; i++)
        if (ret_s->questions[i].id == id) {
            *ret_q = &ret_s->questions[i];
            return OK;
        }
    return req_fail(rq, E_NOTFOUND, N_("Deze vraag bestaat niet."));
}

static Str question_path(Req *rq, const Question *q)
{
    return str_fmt(rq->mem, "/bewustwording/peilingen/vragen/%lld", (long long)q->id);
}

static Err show_question(Req *rq)
{
    Survey s;
    const Question *q;
    TRY(question_of(rq, &s, &q));
    StaffForm f = form_question(rq, question_path(rq, q), q);
    return form_show(rq, &f, N_("Vraag wijzigen"), survey_path(rq->mem, s.about.id, ""));
}

static Err store_question(Req *rq)
{
    Survey s;
    const Question *was;
    const char *field;
    int64_t rows;
    TRY(question_of(rq, &s, &was));
    Question q = *was;
    Err e = read_question(rq, &s, was->id, &q, &field);
    if (e == E_INPUT) {
        StaffForm f = form_question(rq, question_path(rq, was), &q);
        return form_again(rq, &f, field, N_("Vraag wijzigen"), survey_path(rq->mem, s.about.id, ""));
    }
    TRY(e);
    TRY(q_question_update(rq->db, was->id, q.words, q.hint, q.several, q.splits, &rows));
    TRY(write_options(rq, was->id, &q));
    req_log(rq, "survey.question", "survey", s.about.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, survey_path(rq->mem, s.about.id, ""));
}

static Err store_up(Req *rq)
{
    Survey s;
    const Question *q;
    int64_t rows;
    TRY(question_of(rq, &s, &q));
    if (q->place > 1) {
        const Question *before = q - 1;
        TRY(q_question_place(rq->db, q->id, before->place, &rows));
        TRY(q_question_place(rq->db, before->id, q->place, &rows));
    }
    req_log(rq, "survey.question", "survey", s.about.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, survey_path(rq->mem, s.about.id, ""));
}

static Err store_drop(Req *rq)
{
    Survey s;
    const Question *q;
    int64_t rows;
    TRY(question_of(rq, &s, &q));
    TRY(q_options_delete(rq->db, q->id, &rows));
    TRY(q_question_delete(rq->db, q->id, &rows));
    for (size_t i = (size_t)q->place; i < s.count; i++)
        TRY(q_question_place(rq->db, s.questions[i].id, (int64_t)i, &rows));
    req_log(rq, "survey.question", "survey", s.about.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, survey_path(rq->mem, s.about.id, ""));
}

// ---- opening, closing, again --------------------------------------------------------------------------------------

static Err done(Req *rq, const Survey *s, int64_t rows, const char *action)
{
    if (rows == 0) return req_fail(rq, E_CONFLICT, N_("Iemand was je voor. Bekijk de peiling opnieuw."));
    req_log(rq, action, "survey", s->about.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, survey_path(rq->mem, s->about.id, ""));
}

static Err store_open(Req *rq)
{
    Survey s;
    int64_t rows;
    TRY(draft_of(rq, req_id(rq, 0), &s));
    TRY(survey_ready(&s, &rq->why));
    TRY(q_survey_open(rq->db, s.about.id, rq->now, &rows));
    return done(rq, &s, rows, "survey.open");
}

static Err store_close(Req *rq)
{
    Survey s;
    int64_t rows, gone;
    TRY(survey_of(rq, req_id(rq, 0), &s));
    TRY(q_survey_close(rq->db, s.about.id, rq->now, &rows));
    TRY(q_sent_delete(rq->db, s.about.id, &gone));
    return done(rq, &s, rows, "survey.close");
}

static Err store_weg(Req *rq)
{
    Survey s;
    int64_t rows;
    TRY(draft_of(rq, req_id(rq, 0), &s));
    TRY(q_survey_options_delete_all(rq->db, s.about.id, &rows));
    TRY(q_survey_questions_delete(rq->db, s.about.id, &rows));
    TRY(q_survey_delete(rq->db, s.about.id, &rows));
    if (rows == 0) return req_fail(rq, E_CONFLICT, N_("Iemand was je voor. Bekijk de peiling opnieuw."));
    req_log(rq, "survey.delete", "survey", s.about.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, S("/bewustwording/peilingen"));
}

// The same questions once more, so that the results can be laid beside each other.
static Err store_again(Req *rq)
{
    Survey s;
    int64_t id, rows;
    bool made;
    TRY(survey_of(rq, req_id(rq, 0), &s));
    if (!is(s.about.state, "closed")) return req_fail(rq, E_CONFLICT, N_("Sluit deze peiling eerst."));
    TRY(make_survey(rq, s.about.title, s.about.intro, s.about.id, &id, &made));
    for (size_t i = 0; made && i < s.count; i++) {
        const Question *q = &s.questions[i];
        Str submission = submission_new(rq->mem);
        QuestionBySubmissionRow copy;
        TRY(q_question_insert(rq->db, submission, id, q->place, q->words, q->hint, q->several, q->splits, &rows));
        TRY(q_question_by_submission(rq->db, rq->mem, submission, &copy));
        TRY(write_options(rq, copy.id, q));
    }
    return req_redirect(rq, survey_path(rq->mem, id, ""));
}

const SteeringSection survey_section = {"/bewustwording/peilingen", N_("Peilingen"),
                                        N_("Meet wat professionals weten, zonder te weten wie antwoordt."),
                                        ACT_awareness_view, NULL};

const Route survey_routes[] = {
    {M_GET, "/bewustwording/peilingen", ACT_awareness_view, 0, 0, NULL, show_list},
    {M_GET, "/bewustwording/peilingen/nieuw", ACT_awareness_keep, 0, 0, NULL, show_new},
    {M_POST, "/bewustwording/peilingen/nieuw", ACT_awareness_keep, 0, 0, NULL, store_new},
    {M_GET, "/bewustwording/peilingen/vragen/:id", ACT_awareness_keep, 0, 0, NULL, show_question},
    {M_POST, "/bewustwording/peilingen/vragen/:id", ACT_awareness_keep, 0, 0, NULL, store_question},
    {M_POST, "/bewustwording/peilingen/vragen/:id/omhoog", ACT_awareness_keep, 0, 0, NULL, store_up},
    {M_POST, "/bewustwording/peilingen/vragen/:id/weg", ACT_awareness_keep, 0, 0, NULL, store_drop},
    {M_GET, "/bewustwording/peilingen/:id", ACT_awareness_view, 0, 0, NULL, show_one},
    {M_GET, "/bewustwording/peilingen/:id/bestand/:naam", ACT_awareness_view, 0, 0, NULL, download},
    {M_GET, "/bewustwording/peilingen/:id/vraag", ACT_awareness_keep, 0, 0, NULL, show_question_new},
    {M_POST, "/bewustwording/peilingen/:id/vraag", ACT_awareness_keep, 0, 0, NULL, store_question_new},
    {M_POST, "/bewustwording/peilingen/:id/open", ACT_awareness_keep, 0, 0, NULL, store_open},
    {M_POST, "/bewustwording/peilingen/:id/sluiten", ACT_awareness_keep, 0, 0, NULL, store_close},
    {M_POST, "/bewustwording/peilingen/:id/weg", ACT_awareness_keep, 0, 0, NULL, store_weg},
    {M_POST, "/bewustwording/peilingen/:id/herhalen", ACT_awareness_keep, 0, 0, NULL, store_again},
    {0},
};
