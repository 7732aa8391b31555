// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/load_words.h"

enum { HOLES_MAX = 4 };

// '*' stands for what the engine filled in, in the same order on both sides. Not marked for translation: the English
// is the engine's own.
typedef struct Pattern {
    const char *english, *dutch;
} Pattern;

static const Pattern places[] = {
    {"decision \"*\", input \"*\"", "beslissing \"*\", voorwaarde \"*\""},
    {"decision \"*\", output \"*\"", "beslissing \"*\", uitkomst \"*\""},
    {"*, input \"*\"", "regel *, voorwaarde \"*\""},
    {"*, output \"*\"", "regel *, uitkomst \"*\""},
    {"decision \"*\"", "beslissing \"*\""},
    {"allowed values of \"*\"", "toegestane waarden van \"*\""},
    {0},
};

static const Pattern reasons[] = {
    {"the file is empty", "het bestand is leeg"},
    {"the file is larger than * bytes", "het bestand is groter dan * bytes"},
    {"the file holds too much", "er staat te veel in het bestand"},
    {"this is not UTF-8 text", "dit is geen tekst in UTF-8"},
    {"the encoding is *; only UTF-8 is read", "de codering is *; alleen UTF-8 kan"},
    {"a tag is longer than * bytes: *", "een tag is langer dan * bytes: *"},
    {"a document type (DOCTYPE) is not allowed", "een documenttype (DOCTYPE) mag niet"},
    {"this is not well-formed XML: *", "dit is geen goede XML: *"},
    {"this is not a DMN file (versions 1.1 to 1.5)", "dit is geen DMN-bestand (versie 1.1 tot en met 1.5)"},
    {"elements are nested deeper than *", "elementen zitten dieper in elkaar dan * lagen"},
    {"more than * inputs", "meer dan * voorwaarden"},
    {"more than * outputs", "meer dan * uitkomsten"},
    {"more than * annotations", "meer dan * kolommen met uitleg"},
    {"more than * rules", "meer dan * regels"},
    {"more than * decisions", "meer dan * beslissingen"},
    {"the * is longer than * bytes", "dit is te lang: * (hooguit * bytes)"},
    {"<*> has no name", "<*> heeft geen naam"},
    {"the expression language '*' is not supported, only FEEL", "de taal '*' kan niet, alleen FEEL"},
    {"a * stands here, but the column is of type *", "hier staat een waarde van soort *, maar de kolom is van soort *"},
    {"true and false have no order", "ja en nee hebben geen volgorde"},
    {"decision \"*\" has no table and no expression", "beslissing \"*\" heeft geen tabel en geen expressie"},
    {"decision \"*\" has two kinds of logic", "beslissing \"*\" heeft twee soorten logica"},
    {"decision \"*\" requires itself", "beslissing \"*\" heeft zichzelf nodig"},
    {"decisions require each other too deep", "te veel beslissingen hebben elkaar nodig"},
    {"the file holds no decision", "er staat geen beslissing in het bestand"},
    {"a requirement names nothing", "een vereiste noemt niets"},
    {"\"*\" requires '*', which is not in this file", "\"*\" heeft '*' nodig, maar dat staat niet in dit bestand"},
    {"an import of another file is not supported", "een ander bestand erbij halen kan niet"},
    {"two inputs are called \"*\"", "twee gegevens heten \"*\""},
    {"two decisions are called \"*\"", "twee beslissingen heten \"*\""},
    {"the hit policy '*' does not exist", "de manier van kiezen '*' bestaat niet"},
    {"the aggregation '*' does not go with hit policy *", "de optelling '*' past niet bij de manier van kiezen *"},
    {"* goes with one output, not with *", "* past bij een uitkomst, niet bij *"},
    {"hit policy * needs a list of output values to order by",
     "de manier van kiezen * vraagt een lijst met toegestane uitkomsten, op volgorde"},
    {"input * has no expression", "voorwaarde * heeft geen expressie"},
    {"output * has no name; with several outputs each needs one",
     "uitkomst * heeft geen naam; bij meer uitkomsten heeft elke er een nodig"},
    {"the table has no output", "de tabel heeft geen uitkomst"},
    {"two outputs are called \"*\"", "twee uitkomsten heten \"*\""},
    {"* is not one of the output values", "* staat niet in de lijst met toegestane uitkomsten"},
    {"* must have * input and * output cells", "regel * moet * voorwaarden en * uitkomsten hebben"},
    {"* has more annotations than the table has columns", "regel * heeft meer uitleg dan de tabel kolommen heeft"},
    {"the table has too many cells", "de tabel heeft te veel cellen"},
    {"two rules have the id *", "twee regels heten *"},
    {"the type '*' is not supported", "de soort '*' kan niet"},
    {"'*' is not a date such as *", "'*' is geen datum zoals *"},
    {"'*' is used here, but the decision does not require it",
     "'*' wordt hier gebruikt, maar de beslissing vraagt er niet om"},
    {"'*' is not the name of a required input or decision; text stands between quotes",
     "'*' is geen naam van een gegeven of een beslissing; zet tekst tussen aanhalingstekens"},
    {"the function '*' is not supported", "de functie '*' kan niet"},
    {"the function '*' can't have * arguments", "de functie '*' kan geen * waarden krijgen"},
    {"'*' would let the outcome depend on when it is asked; make it an input",
     "door '*' hangt de uitkomst af van het moment; maak er een gegeven van"},
    {"the expression is nested too deep", "de expressie zit te diep in elkaar"},
    {"the expression has too many parts", "de expressie heeft te veel delen"},
    {"the text is longer than * bytes", "de tekst is langer dan * bytes"},
    {"the text that begins at position * has no closing quote",
     "de tekst die begint op plaats * heeft geen aanhalingsteken aan het eind"},
    {"the number at position * is too large", "het getal op plaats * is te groot"},
    {"a name is expected at position *", "op plaats * hoort een naam"},
    {"a character that is not understood at position *", "op plaats * staat een teken dat hier niet kan"},
    {"a value is expected, not 'the end', at position *", "op plaats * houdt de tekst op; daar hoort een waarde"},
    {"a value is expected, not '*', at position *", "hier hoort een waarde, niet '*', op plaats *"},
    {"nothing more is expected, not '*', at position *", "hier hoort niets meer, maar er staat '*', op plaats *"},
    {"* is expected, not 'the end', at position *", "hier hoort *, maar de tekst houdt op, op plaats *"},
    {"* is expected, not '*', at position *", "hier hoort *, niet '*', op plaats *"},
    {"a * has no order, so it can't be compared with < or >", "een * heeft geen volgorde: < en > kunnen niet"},
    {"the ends of a range are of different kinds", "het begin en het eind van een bereik zijn niet van dezelfde soort"},
    {"the range ends before it begins", "het bereik eindigt voor het begint"},
    {0},
};

static bool matches(const char *pattern, Str text, Str *holes, int depth)
{
    size_t n = 0;
    while (pattern[n] && pattern[n] != '*') n++;
    if (text.n < n || !str_eq(str_head(text, n), (Str){pattern, n})) return false;
    pattern += n;
    text = (Str){text.p + n, text.n - n};
    if (*pattern == 0) return text.n == 0;
    if (depth == HOLES_MAX) return false;
    for (size_t i = 0; i <= text.n; i++) {
        holes[depth] = str_head(text, i);
        if (matches(pattern + 1, (Str){text.p + i, text.n - i}, holes, depth + 1)) return true;
    }
    return false;
}

static bool dutch(Arena *mem, const Pattern *list, Str text, Str *ret_words)
{
    Str holes[HOLES_MAX] = {{0}};
    while (list->english && !matches(list->english, text, holes, 0)) list++;
    if (!list->english) return false;
    Buf b = buf_new(mem, WHY_MAX * 2);
    size_t hole = 0;
    for (const char *c = list->dutch; *c; c++) {
        if (*c == '*') buf_add(&b, holes[hole++]);
        else buf_char(&b, *c);
    }
    *ret_words = buf_str(&b);
    return true;
}

// "r1, input \"n\": reason": the place ends at the first quote with a colon behind it.
static Str reason_words(Arena *mem, Str text)
{
    Str words, place;
    for (size_t i = 0; i + 2 < text.n; i++) {
        if (text.p[i] != '"' || text.p[i + 1] != ':' || text.p[i + 2] != ' ') continue;
        Str head = str_head(text, i + 1), rest = {text.p + i + 3, text.n - i - 3};
        if (!dutch(mem, places, head, &place)) place = head;
        if (!dutch(mem, reasons, rest, &words)) words = rest;
        return str_fmt(mem, "%.*s: %.*s", STR_ARG(place), STR_ARG(words));
    }
    return dutch(mem, reasons, text, &words) ? words : text;
}

Str load_words(Arena *mem, Lang lang, Str message)
{
    Str rest = message, name = str_cut(&rest, ':'), after = rest, line = str_cut(&after, ':');
    int64_t number;
    if (lang != LANG_NL || name.n == message.n) return message;
    if (str_int(line, 0, INT32_MAX, &number) != OK) return reason_words(mem, str_trim(rest));
    return str_fmt(mem, "Regel %.*s van het bestand: %.*s", STR_ARG(line), STR_ARG(reason_words(mem, str_trim(after))));
}
