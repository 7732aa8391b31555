// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "guide/guide.h"
#include "crypt/crypt.h"
#include "guide/way.h"
#include "sys/file.h"
#include "unit.h"
#include "test_store.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Place {
    char dir[64];
    Arena *mem;
    Db *db;
} Place;

#define HEAD "---\ntitle: T\nsummary: S\nsection: wat\norder: 3\nreviewed: 2026-11-22\nreviewer: R\n"

static void a_head(void **state)
{
    (void)state;
    Front f;
    Why w = {{0}};
    assert_ok(front_parse(S(HEAD "form: labour\n---\n\nTekst: met een punt.\n"), &f, &w));
    assert_str(f.title, "T");
    assert_str(f.form, "labour");
    assert_int_equal(f.order, 3);
    assert_int_equal(f.reviewed, date_of(2026, 11, 22));
    assert_str(f.body, "Tekst: met een punt.");
    assert_ok(front_parse(
        S("---\r\ntitle: Een: twee\r\nsummary: S\r\nsection: s\r\nreviewed: 1-2-2026\r\nreviewer: R\r\n---\r\n"), &f,
        &w));
    assert_str(f.title, "Een: twee");
    assert_str(f.body, "");
}

static void heads_that_are_refused(void **state)
{
    (void)state;
    const char *bad[] = {"",
                         "title: T\n",
                         "---\n",
                         HEAD,                                // no end
                         HEAD "titel: X\n---\n",              // a name we do not know
                         HEAD "title: X\n---\n",              // twice
                         HEAD "form:\n---\n",                 // no value
                         HEAD "zomaar een regel\n---\n",
                         // no summary
                         "---\ntitle: T\nsection: wat\nreviewed: 2026-11-22\nreviewer: R\n---\n",
                         // never reviewed
                         "---\ntitle: T\nsummary: S\nsection: wat\nreviewer: R\n---\n",
                         // no such month
                         "---\ntitle: T\nsummary: S\nsection: wat\nreviewed: 2026-13-01\nreviewer: R\n---\n",
                         HEAD "order: veel\n---\n"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        Front f;
        Why w = {{0}};
        if (front_parse(str_c(bad[i]), &f, &w) == OK) print_error("taken: %s\n", bad[i]);
        assert_int_equal(front_parse(str_c(bad[i]), &f, &w), E_INPUT);
        assert_true(w.text[0] != 0);
    }
}

// ---- the pages themselves -----------------------------------------------------------------------------------------

// Doors of other folders that pages may point at.
static bool is_door(Str path)
{
    static const char *const doors[] = {
        "/",       "/loket",        "/loketten",   "/melden",            "/postvak",            "/hulp",
        "/zorgen", "/professional", "/informatie", "/loketten/gemeente", "/opvang-in-nederland"};
    for (size_t i = 0; i < COUNT(doors); i++)
        if (str_eq_c(path, doors[i])) return true;
    return false;
}

static bool leads_somewhere(const Place *p, Lang lang, Str path)
{
    if (lang == LANG_EN) { // in English every link stays English
        if (!str_starts(path, S("/en"))) return false;
        path = path.n == 3 ? S("/") : (Str){path.p + 3, path.n - 3};
    }
    if (is_door(path)) return true;
    if (str_starts(path, S("/informatie/"))) return guide_page(lang, (Str){path.p + 12, path.n - 12}) != NULL;
    const Desk *d;
    return str_starts(path, S("/loketten/")) && desk_by_slug(p->db, (Str){path.p + 10, path.n - 10}, &d) == OK;
}

static size_t check_links(const Place *p, const GuidePage *page)
{
    size_t links = 0;
    for (Str rest = page->body.s; rest.n;) {
        const char *at = memmem(rest.p, rest.n, "href=\"", 6);
        if (!at) break;
        rest = (Str){at + 6, rest.n - (size_t)(at + 6 - rest.p)};
        Str path = str_cut(&rest, '"');
        if (str_starts(path, S("https://")) || str_starts(path, S("tel:"))) continue;
        if (!leads_somewhere(p, page->lang, path))
            print_error("%.*s (%s) links to %.*s\n", STR_ARG(page->slug), lang_code(page->lang), STR_ARG(path));
        assert_true(leads_somewhere(p, page->lang, path));
        links++;
    }
    return links;
}

static void every_page(void **state)
{
    Place *p = *state;
    const GuidePage *const *nl, *const *en;
    size_t n, m, links = 0;
    guide_pages(LANG_NL, &nl, &n);
    guide_pages(LANG_EN, &en, &m);
    assert_true(n >= 45);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        assert_str(en[i]->slug, str_z(p->mem, nl[i]->slug)); // the same order in both
        assert_int_equal(en[i]->lang, LANG_EN);              // and nothing is left untranslated
        assert_true(nl[i]->related_count >= 1);
        assert_false(str_has(nl[i]->body.s, S("<!-- raw HTML omitted -->")));
        assert_false(str_has(en[i]->body.s, S("<!-- raw HTML omitted -->")));
        links += check_links(p, nl[i]) + check_links(p, en[i]);
    }
    assert_true(links > 100);
    assert_null(guide_page(LANG_NL, S("bestaat-niet")));
}

// What the templates and the frame link to by name.
static void pages_that_must_be_there(void **state)
{
    (void)state;
    const char *slugs[] = {"je-rechten",
                           "opvang-en-hulp",
                           "geen-straf-onder-dwang",
                           "bedenktijd",
                           "veilig-bezoeken",
                           "signalen",
                           "ben-je-slachtoffer",
                           "wat-kunt-u-doen",
                           "vriend-of-familie",
                           "signalen-kinderen",
                           "ondernemer",
                           "wat-is-het-niet",
                           "je-melding",
                           "meldcode",
                           "professional",
                           "privacy",
                           "toegankelijkheid",
                           "over-baken",
                           "wat-is-mensenhandel"};
    for (size_t i = 0; i < COUNT(slugs); i++) {
        if (!guide_page(LANG_NL, str_c(slugs[i]))) print_error("no page %s\n", slugs[i]);
        assert_non_null(guide_page(LANG_NL, str_c(slugs[i])));
    }
}

// ---- the way to the right desk ------------------------------------------------------------------------------------

static void the_order_of_questions(void **state)
{
    Place *p = *state;
    Way w = {0};
    assert_int_equal(way_next(&w, WAY_ROLE), WAY_DANGER);
    w.danger = S("ja");
    assert_int_equal(way_next(&w, WAY_DANGER), WAY_ALARM); // 112 before anything else
    assert_int_equal(way_next(&w, WAY_ALARM), WAY_FORM);
    assert_int_equal(way_before(&w, WAY_FORM), WAY_ALARM);
    w.danger = S("nee");
    assert_int_equal(way_next(&w, WAY_DANGER), WAY_FORM);
    assert_int_equal(way_before(&w, WAY_FORM), WAY_DANGER);
    assert_int_equal(way_before(&w, WAY_ROLE), WAY_ROLE);
    assert_int_equal(way_next(&w, WAY_WISH), WAY_OUTCOME);
    assert_int_equal(way_number(WAY_ROLE), 1);
    assert_int_equal(way_number(WAY_FORM), 3);
    assert_int_equal(way_number(WAY_WISH), WAY_QUESTIONS);
    for (int s = WAY_ROLE; s <= WAY_OUTCOME; s++) {
        WayStep back;
        assert_ok(way_step(str_c(way_code((WayStep)s)), &back));
        assert_int_equal(back, s);
    }
    assert_true(way_valid(p->db, WAY_PLACE, S("GM0502")));
    assert_true(way_valid(p->db, WAY_PLACE, S("geen")));
    assert_false(way_valid(p->db, WAY_PLACE, S("GM9999")));
    assert_false(way_valid(p->db, WAY_ROLE, S("koning")));
    assert_false(way_valid(p->db, WAY_ALARM, S("ja")));
}

// Every answer a visitor can give must be one the tables take, and must end in at least one desk.
static void no_dead_end(void **state)
{
    Place *p = *state;
    const char *places[] = {"geen", "GM0502", "GM0983"};
    const WayQuestion *roles = way_question(WAY_ROLE), *forms = way_question(WAY_FORM),
                      *minors = way_question(WAY_MINOR), *wishes = way_question(WAY_WISH);
    for (size_t a = 0; a < roles->choice_count; a++)
        for (size_t b = 0; b < forms->choice_count; b++)
            for (size_t c = 0; c < minors->choice_count; c++)
                for (size_t d = 0; d < wishes->choice_count; d++)
                    for (size_t e = 0; e < COUNT(places); e++) {
                        Way way = {str_c(roles->choices[a].code), S("nee"), str_c(forms->choices[b].code),
                                   str_c(minors->choices[c].code), str_c(places[e]), str_c(wishes->choices[d].code)};
                        Arena *mem = arena_new(MB(1));
                        WayOutcome out;
                        Why w = {{0}};
                        if (way_decide(p->db, mem, &way, &out, &w) != OK) fail_msg("%s", w.text);
                        assert_true(out.count >= 1 && out.count <= WAY_DESKS_MAX);
                        for (size_t i = 0; i < out.count; i++) assert_true(out.desks[i].hit->reason_nl.n > 0);
                        arena_free(mem);
                    }
}

static void goes_to(Place *p, Way way, const char *region, const char *const slugs[WAY_DESKS_MAX])
{
    WayOutcome out;
    Why w = {{0}};
    if (way_decide(p->db, p->mem, &way, &out, &w) != OK) fail_msg("%s", w.text);
    assert_str(out.ruling.region, region);
    for (size_t i = 0; i < WAY_DESKS_MAX && slugs[i]; i++) {
        assert_true(i < out.count);
        assert_str(out.desks[i].desk->slug, slugs[i]);
        assert_true(out.desks[i].hit->rule.n > 0 && out.desks[i].hit->reason_en.n > 0);
    }
}

static void personas(void **state)
{
    Place *p = *state;
    // A worried teacher in Capelle aan den IJssel, about a pupil.
    goes_to(p, (Way){S("professional"), S("nee"), S("unknown"), S("ja"), S("GM0502"), S("advies")}, "Rotterdam",
            (const char *const[]){"veilig-thuis", "essm-meldpunt", "gemeente-capelle-aan-den-ijssel"});
    // Someone exploited at work in Venlo.
    goes_to(p, (Way){S("slachtoffer"), S("nee"), S("labour"), S("nee"), S("GM0983"), S("hulp")}, "",
            (const char *const[]){"fairwork", "comensha", "zorgcoordinatie"});
    // A minor in Groningen who must do jobs for criminals, in danger now.
    goes_to(p, (Way){S("slachtoffer"), S("ja"), S("criminal"), S("ja"), S("GM0014"), S("praten")}, "",
            (const char *const[]){"noodnummer-112", "keerpunt", "veilig-thuis"});
    // A citizen in Amsterdam who wants to tell without a name.
    goes_to(p, (Way){S("burger"), S("nee"), S("sexual"), S("onbekend"), S("GM0363"), S("melden")}, "",
            (const char *const[]){"meld-misdaad-anoniem", "politie", "comensha"});
    // A hotel that tells no municipality.
    goes_to(p, (Way){S("organisatie"), S("nee"), S("sexual"), S("onbekend"), S("geen"), S("melden")}, "",
            (const char *const[]){"meld-misdaad-anoniem", "politie", "comensha"});
    // A victim in Rotterdam who needs a bed tonight: the region's own care coordination first.
    goes_to(p, (Way){S("slachtoffer"), S("nee"), S("sexual"), S("nee"), S("GM0599"), S("opvang")}, "Rotterdam",
            (const char *const[]){"essm-zorgcoordinatie", "comensha", "gemeente-rotterdam"});
}

static void a_desk_that_is_switched_off_is_passed_over(void **state)
{
    Place *p = *state;
    const Desk *there;
    assert_ok(desk_by_slug(p->db, S("fairwork"), &there));
    Desk d = *there;
    d.active = false;
    assert_ok(desk_save(p->db, &d, 1, DAYS(30000)));
    goes_to(p, (Way){S("slachtoffer"), S("nee"), S("labour"), S("nee"), S("GM0983"), S("hulp")}, "",
            (const char *const[]){"comensha", "zorgcoordinatie", "slachtofferhulp"});
}

static int place_open(void **state)
{
    static Place p;
    p = (Place){.dir = "/tmp/baken-guide-XXXXXX", .mem = arena_new(MB(64))};
    assert_ok(crypt_start());
    assert_non_null(mkdtemp(p.dir));
    Why w = {{0}};
    assert_ok(db_open(test_store(p.dir), DB_WRITE, &p.db, &w));
    assert_ok(db_migrate(p.db, &w));
    int64_t desks;
    bool rules;
    assert_ok(directory_seed(p.db, p.mem, 1000, &desks, &w));
    assert_ok(decision_seed(p.db, p.mem, 1000, &rules, &w));
    assert_ok(decision_load(p.db, &w));
    if (guide_load(&w) != OK) fail_msg("%s", w.text);
    *state = &p;
    return 0;
}

static int place_close(void **state)
{
    Place *p = *state;
    guide_unload();
    decision_unload();
    directory_forget();
    db_close(p->db);
    const char *names[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (file_remove(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, names[i]))) != OK) continue; // was not there
    rmdir(p->dir);
    arena_free(p->mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest pure[] = {
        cmocka_unit_test(a_head),
        cmocka_unit_test(heads_that_are_refused),
    };
    const struct CMUnitTest stored[] = {
        cmocka_unit_test(every_page),      cmocka_unit_test(pages_that_must_be_there),
        cmocka_unit_test(the_order_of_questions), cmocka_unit_test(no_dead_end),
        cmocka_unit_test(personas),        cmocka_unit_test(a_desk_that_is_switched_off_is_passed_over),
    };
    int failed = cmocka_run_group_tests_name("head of a page", pure, NULL, NULL);
    return failed + cmocka_run_group_tests_name("guide", stored, place_open, place_close);
}
