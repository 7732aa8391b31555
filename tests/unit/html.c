// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "unit.h"

#include "html/html.h"
#include "html/lang.h"
#include <string.h>

static Arena *mem;
static Buf made;

static Out fresh(Lang lang)
{
    made = buf_new(mem, KB(64));
    return (Out){&made, lang, mem};
}

static void text_is_escaped(void **state)
{
    (void)state;
    Out o = fresh(LANG_NL);
    out_text(&o, S("<b a=\"1\" c='2'>&amp; één</b>"));
    assert_str(buf_str(&made), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp; één&lt;/b&gt;");
    o = fresh(LANG_NL);
    out_text(&o, S("gewoon"));
    out_text(&o, STR_NONE);
    out_raw(&o, (Html){S("<hr>")});
    assert_str(buf_str(&made), "gewoon<hr>");
    assert_str(html_escape(mem, S("''''")).s, "&#39;&#39;&#39;&#39;");
}

static void paths_stay_on_the_site(void **state)
{
    (void)state;
    static const struct {
        const char *path, *dutch, *english;
    } cases[] = {
        {"/loket", "/loket", "/en/loket"},
        {"/", "/", "/en/"},
        {"/a?b=1&c", "/a?b=1&amp;c", "/en/a?b=1&amp;c"},
        {"//evil.example", "#", "#"},
        {"/\\evil", "#", "#"},
        {"javascript:x", "#", "#"},
        {"", "#", "#"},
        {"https://a.example", "#", "#"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Out o = fresh(LANG_NL);
        out_url(&o, str_c(cases[i].path));
        assert_str(buf_str(&made), cases[i].dutch);
        o = fresh(LANG_EN);
        out_url(&o, str_c(cases[i].path));
        assert_str(buf_str(&made), cases[i].english);
    }
}

static void links_are_of_known_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *url, *want;
    } cases[] = {
        {"https://a.example/?b&c", "https://a.example/?b&amp;c"},
        {"tel:+31000", "tel:+31000"},
        {"mailto:a@b.example", "mailto:a@b.example"},
        {"/en/loket", "/en/loket"},
        {"javascript:alert(1)", "#"},
        {" javascript:alert(1)", "#"},
        {"JAVASCRIPT:x", "#"},
        {"data:text/html,x", "#"},
        {"//evil.example", "#"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Out o = fresh(LANG_EN);
        out_link(&o, str_c(cases[i].url));
        assert_str(buf_str(&made), cases[i].want);
    }
    Out o = fresh(LANG_NL);
    out_query(&o, S("a b&c=é/~"));
    assert_str(buf_str(&made), "a%20b%26c%3D%C3%A9%2F~");
}

static void dates_are_in_words(void **state)
{
    (void)state;
    Time t = 1795000000000; // 2026-11-18T11:06:40Z
    assert_str(text_date(mem, LANG_NL, t), "18 november 2026");
    assert_str(text_date(mem, LANG_EN, t), "18 November 2026");
    assert_str(text_datetime(mem, LANG_NL, t), "18 november 2026, 12.06 uur");
    assert_str(text_datetime(mem, LANG_EN, t), "18 November 2026, 12:06");
    assert_str(text_date(mem, LANG_NL, 0), "");
    assert_str(text_datetime(mem, LANG_NL, 0), "");
    assert_str(text_day(mem, LANG_NL, date_of(2026, 3, 1)), "1 maart 2026");
    assert_str(text_day(mem, LANG_NL, 0), "");
    // a summer evening in UTC is the next day in the Netherlands
    assert_str(text_date(mem, LANG_NL, time_of_date(date_of(2026, 7, 1)) - 1), "30 juni 2026");
    assert_str(text_date(mem, LANG_NL, time_of_date(date_of(2026, 7, 1))), "1 juli 2026");
}

static void numbers_are_grouped(void **state)
{
    (void)state;
    assert_str(text_count(mem, LANG_NL, 0), "0");
    assert_str(text_count(mem, LANG_NL, 999), "999");
    assert_str(text_count(mem, LANG_NL, 1000), "1.000");
    assert_str(text_count(mem, LANG_EN, 1234567), "1,234,567");
    assert_str(text_count(mem, LANG_NL, -100), "-100");
    assert_str(text_count(mem, LANG_NL, -123456), "-123.456");
}

static void every_translation_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < texts_en_count; i++) assert_ptr_equal(tr(LANG_EN, texts_en[i].from), texts_en[i].to);
    const char *unknown = "een tekst die niemand vertaalde";
    assert_ptr_equal(tr(LANG_EN, unknown), unknown);
    assert_ptr_equal(tr(LANG_NL, unknown), unknown);
    assert_str(tr_fmt(mem, LANG_EN, "%d van %s", 2, "drie"), "2 van drie");
    assert_string_equal(lang_code(LANG_EN), "en");
}

static void paragraphs_are_kept(void **state)
{
    (void)state;
    assert_str(html_paragraphs(mem, S("a\nb\n\n\n <c>\n")).s, "<p>a<br>\nb</p>\n<p>&lt;c&gt;</p>\n");
    assert_str(html_paragraphs(mem, S("")).s, "");
    assert_str(html_paragraphs(mem, STR_NONE).s, "");
    assert_str(html_paragraphs(mem, S("\n\n\n")).s, "");
    Str tight = html_paragraphs(mem, S("\"\n\"\n\n\"\n\n'\n\n&\n\n<")).s; // the longest output for its input
    assert_true(str_ends(tight, S("<p>&lt;</p>\n")));
}

static void markdown_is_safe(void **state)
{
    (void)state;
    assert_str(html_markdown(mem, LANG_NL, S("# Kop\n\nEen *woord*.")).s, "<h1>Kop</h1>\n<p>Een <em>woord</em>.</p>\n");
    assert_false(str_has(html_markdown(mem, LANG_NL, S("a <script>x</script>")).s, S("<script")));
    assert_false(str_has(html_markdown(mem, LANG_NL, S("<div onclick=x>y</div>")).s, S("onclick")));
    assert_false(str_has(html_markdown(mem, LANG_NL, S("[a](javascript:x)")).s, S("javascript")));
    assert_false(str_has(html_markdown(mem, LANG_NL, S("[a](JaVaScript&#58;x)")).s, S("cript")));
}

static void markdown_links_stay_in_the_language(void **state)
{
    (void)state;
    Str text = S("[a](/loket) [b](//c.example) [d](https://e.example/) [f](/assets/g.svg)");
    assert_str(html_markdown(mem, LANG_EN, text).s,
               "<p><a href=\"/en/loket\">a</a> <a href=\"//c.example\">b</a> <a href=\"https://e.example/\">d</a> "
               "<a href=\"/assets/g.svg\">f</a></p>\n");
    assert_true(str_has(html_markdown(mem, LANG_NL, text).s, S("<a href=\"/loket\">a</a>")));
    assert_str(html_markdown(mem, LANG_EN, STR_NONE).s, "");
}

static int begin(void **state)
{
    (void)state;
    mem = arena_new(MB(1));
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(paths_stay_on_the_site),
        cmocka_unit_test(links_are_of_known_kinds),
        cmocka_unit_test(dates_are_in_words),
        cmocka_unit_test(numbers_are_grouped),
        cmocka_unit_test(every_translation_is_found),
        cmocka_unit_test(paragraphs_are_kept),
        cmocka_unit_test(markdown_is_safe),
        cmocka_unit_test(markdown_links_stay_in_the_language),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
