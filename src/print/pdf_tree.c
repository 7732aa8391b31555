// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pdf_tree.c - the objects of a PDF behind its pages: fonts, the tree of tags, bookmarks, links, and where all is.
//
// Objects have their numbers before they are written: a fixed few, then pages, links, tags and bookmarks. All but
// streams go together into one compressed stream (ISO 32000-1, 7.5.7), for the tree is large and alike.
#include "print/pdf_inside.h"
#include <string.h>
#include <zlib.h>

enum {
    N_CATALOG = 1,
    N_PAGES,
    N_INFO,
    N_TREE,
    N_PARENTS,
    N_OUTLINE,
    N_META,
    N_PACK,
    N_XREF,
    N_FONTS, // five for each face
    N_FONT_PARTS = 5,
    N_FIRST_PAGE = N_FONTS + N_FONT_PARTS * FACE_COUNT,
    PIECE_MAX = 8 * 1024 * 1024,
};

typedef struct Place {
    bool packed;
    size_t at; // in the file, or which in the pack
} Place;

typedef struct Made {
    Pdf *p;
    Buf out, pack, index;
    Place *places;
    int count, links, tags, bookmarks, packed; // first numbers of each kind; how many are in the pack
    bool failed;
} Made;

static int page_number(int page) { return N_FIRST_PAGE + page * 2; }

// ---- objects ------------------------------------------------------------------------------------------------------

static Buf *object(Made *m, int number)
{
    m->places[number] = (Place){true, (size_t)m->packed++};
    buf_fmt(&m->index, "%d %zu ", number, m->pack.n);
    return &m->pack;
}

static Str squeezed(Made *m, Str s)
{
    uLongf n = compressBound((uLong)s.n);
    Bytef *to = arena_alloc(m->p->mem, n + 1);
    if (compress2(to, &n, (const Bytef *)(s.n ? s.p : ""), (uLong)s.n, Z_BEST_COMPRESSION) != Z_OK) m->failed = true;
    return (Str){(const char *)to, n};
}

// extra: more of its dictionary. plain: as it is, for those who search a file for its metadata.
static void stream(Made *m, int number, Str extra, Str content, bool plain)
{
    Str body = plain ? content : squeezed(m, content);
    m->places[number] = (Place){false, m->out.n};
    buf_fmt(&m->out, "%d 0 obj\n<<%.*s%s/Length %zu>>\nstream\n", number, STR_ARG(extra),
            plain ? "" : "/Filter/FlateDecode", body.n);
    buf_add(&m->out, body);
    buf_c(&m->out, "\nendstream\nendobj\n");
}

static void utf16(Buf *b, uint32_t c)
{
    enum { PLANE = 0x10000, HIGH = 0xd800, LOW = 0xdc00, HALF = 10, HALF_MASK = 0x3ff };
    if (c < PLANE) {
        buf_fmt(b, "%04X", c);
        return;
    }
    c -= PLANE;
    buf_fmt(b, "%04X%04X", HIGH + (c >> HALF), LOW + (c & HALF_MASK));
}

static void words(Buf *b, Str s)
{
    buf_c(b, "<FEFF");
    while (s.n) utf16(b, font_next(&s));
    buf_c(b, ">");
}

// ---- fonts --------------------------------------------------------------------------------------------------------

static Str to_unicode(Made *m, Face face)
{
    Buf b = buf_new(m->p->mem, PIECE_MAX);
    buf_c(&b, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) "
              "/Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
              "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (uint32_t g = 0; g < FONT_GLYPHS_MAX; g++) {
        if (!m->p->used[face][g]) continue;
        buf_fmt(&b, "1 beginbfchar\n<%04X> <", g);
        utf16(&b, m->p->letter[face][g]);
        buf_c(&b, ">\nendbfchar\n");
    }
    buf_c(&b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    return buf_str(&b);
}

static void put_font(Made *m, Face face)
{
    const Font *f = m->p->font[face];
    int first = N_FONTS + N_FONT_PARTS * (int)face;
    Str name = str_fmt(m->p->mem, "BAKEN%c+%.*s", face == FACE_BOLD ? 'B' : 'A', STR_ARG(f->name)), bytes = STR_NONE;
    if (font_subset(m->p->mem, f, m->p->used[face], &bytes) != OK) m->failed = true;
    buf_fmt(object(m, first),
            "<</Type/Font/Subtype/Type0/BaseFont/%.*s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
            "/ToUnicode %d 0 R>>\n",
            STR_ARG(name), first + 1, first + 4);
    Buf *b = object(m, first + 1);
    buf_fmt(b,
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/%.*s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            "/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[",
            STR_ARG(name), first + 2);
    for (uint32_t g = 0; g < FONT_GLYPHS_MAX; g++)
        if (m->p->used[face][g]) buf_fmt(b, "%u[%d]", g, font_width(f, g));
    buf_c(b, "]>>\n");
    buf_fmt(object(m, first + 2),
            "<</Type/FontDescriptor/FontName/%.*s/Flags 32/FontBBox[%d %d %d %d]/ItalicAngle 0"
            "/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>\n",
            STR_ARG(name), f->box[0], f->box[1], f->box[2], f->box[3], f->ascent, f->descent, f->cap_height,
            face == FACE_BOLD ? 140 : 80, first + 3);
    stream(m, first + 3, str_fmt(m->p->mem, "/Length1 %zu", bytes.n), bytes, false);
    stream(m, first + 4, STR_NONE, to_unicode(m, face), false);
}

// ---- pages --------------------------------------------------------------------------------------------------------

static void put_pages(Made *m)
{
    Pdf *p = m->p;
    Buf *b = object(m, N_PAGES);
    buf_fmt(b, "<</Type/Pages/Count %d/MediaBox[0 0 %.2f %.2f]/Resources<</Font<</F0 %d 0 R/F1 %d 0 R>>>>/Kids[",
            p->page_count, PDF_WIDTH, PDF_HEIGHT, N_FONTS, N_FONTS + N_FONT_PARTS);
    for (int i = 0; i < p->page_count; i++) buf_fmt(b, "%d 0 R ", page_number(i));
    buf_c(b, "]>>\n");
    for (int i = 0; i < p->page_count; i++) {
        b = object(m, page_number(i));
        buf_fmt(b, "<</Type/Page/Parent %d 0 R/Contents %d 0 R/StructParents %d/Tabs/S/Annots[", N_PAGES,
                page_number(i) + 1, i);
        for (int k = 0; k < p->link_count; k++)
            if (p->links[k].from == i) buf_fmt(b, "%d 0 R ", m->links + k);
        buf_c(b, "]>>\n");
        if (p->pages[i].content.over) m->failed = true;
        stream(m, page_number(i) + 1, STR_NONE, buf_str(&p->pages[i].content), false);
    }
    for (int k = 0; k < p->link_count; k++) {
        const Link *l = &p->links[k];
        b = object(m, m->links + k);
        buf_fmt(b,
                "<</Type/Annot/Subtype/Link/Rect[%.2f %.2f %.2f %.2f]/Border[0 0 0]/F 4/StructParent %d"
                "/Dest[%d 0 R/XYZ 0 %.2f null]/Contents",
                l->x, PDF_HEIGHT - l->y - l->height, l->x + l->width, PDF_HEIGHT - l->y, p->page_count + k,
                page_number(l->page), PDF_HEIGHT - l->to_y);
        words(b, l->about);
        buf_c(b, ">>\n");
    }
}

// ---- the tree of tags ---------------------------------------------------------------------------------------------

static void put_tag(Made *m, int tag)
{
    const Tag *t = &m->p->tags[tag];
    Buf *b = object(m, m->tags + tag);
    buf_fmt(b, "<</S/%s/P %d 0 R", t->type, tag == PDF_ROOT ? N_TREE : m->tags + t->parent);
    if (t->alt.n) {
        buf_c(b, "/Alt");
        words(b, t->alt);
    }
    if (t->lang) buf_fmt(b, "/Lang(%s)", t->lang);
    if (t->scope) buf_fmt(b, "/A<</O/Table/Scope/%s>>", t->scope);
    buf_c(b, "/K[");
    for (const Kid *k = t->first; k; k = k->next) {
        if (k->kind == KID_TAG) buf_fmt(b, "%d 0 R ", m->tags + k->value);
        else if (k->kind == KID_CONTENT) buf_fmt(b, "<</Type/MCR/Pg %d 0 R/MCID %d>>", page_number(k->page), k->value);
        else buf_fmt(b, "<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>", page_number(k->page), m->links + k->value);
    }
    buf_c(b, "]>>\n");
}

static void put_tree(Made *m)
{
    const Pdf *p = m->p;
    buf_fmt(object(m, N_TREE), "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>\n",
            m->tags + PDF_ROOT, N_PARENTS, p->page_count + p->link_count);
    for (int i = PDF_ROOT; i < p->tag_count; i++) put_tag(m, i);
    Buf *b = object(m, N_PARENTS);
    buf_c(b, "<</Nums[");
    for (int i = 0; i < p->page_count; i++) {
        buf_fmt(b, "%d[", i);
        for (int k = 0; k < p->pages[i].mark_count; k++) buf_fmt(b, "%d 0 R ", m->tags + p->pages[i].marks[k]);
        buf_c(b, "]");
    }
    for (int k = 0; k < p->link_count; k++) buf_fmt(b, "%d %d 0 R ", p->page_count + k, m->tags + p->links[k].tag);
    buf_c(b, "]>>\n");
}

// ---- bookmarks ----------------------------------------------------------------------------------------------------

// The next of the same level under the same parent, or -1.
static int sibling(const Pdf *p, int i, int step)
{
    int level = p->bookmarks[i].level;
    for (int k = i + step; k >= 0 && k < p->bookmark_count; k += step) {
        if (p->bookmarks[k].level == level) return k;
        if (p->bookmarks[k].level < level) return -1;
    }
    return -1;
}

static void put_bookmark(Made *m, int i)
{
    const Pdf *p = m->p;
    const Bookmark *x = &p->bookmarks[i];
    int parent = -1, first = -1, last = -1, kids = 0;
    for (int k = i - 1; k >= 0 && parent < 0; k--)
        if (p->bookmarks[k].level < x->level) parent = k;
    for (int k = i + 1; k < p->bookmark_count && p->bookmarks[k].level > x->level; k++) {
        if (first < 0) first = k;
        last = k;
        kids++;
    }
    Buf *b = object(m, m->bookmarks + i);
    buf_c(b, "<</Title");
    words(b, x->title);
    buf_fmt(b, "/Parent %d 0 R/Dest[%d 0 R/XYZ 0 %.2f null]", parent < 0 ? N_OUTLINE : m->bookmarks + parent,
            page_number(x->page), PDF_HEIGHT - x->y);
    if (sibling(p, i, -1) >= 0) buf_fmt(b, "/Prev %d 0 R", m->bookmarks + sibling(p, i, -1));
    if (sibling(p, i, 1) >= 0) buf_fmt(b, "/Next %d 0 R", m->bookmarks + sibling(p, i, 1));
    if (kids) buf_fmt(b, "/First %d 0 R/Last %d 0 R/Count -%d", m->bookmarks + first, m->bookmarks + last, kids);
    buf_c(b, ">>\n");
}

static void put_outline(Made *m)
{
    const Pdf *p = m->p;
    int last = -1, top = 0;
    for (int i = 0; i < p->bookmark_count; i++) {
        put_bookmark(m, i);
        if (p->bookmarks[i].level != 1) continue;
        last = i;
        top++;
    }
    Buf *b = object(m, N_OUTLINE);
    buf_c(b, "<</Type/Outlines");
    if (top) buf_fmt(b, "/First %d 0 R/Last %d 0 R/Count %d", m->bookmarks, m->bookmarks + last, top);
    buf_c(b, ">>\n");
}

// ---- about the document -------------------------------------------------------------------------------------------

static void xml(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<') buf_c(b, "&lt;");
        else if (s.p[i] == '&') buf_c(b, "&amp;");
        else buf_char(b, s.p[i]);
    }
}

static void put_about(Made *m)
{
    const PdfAbout *a = &m->p->about;
    Civil c = civil_utc(a->made);
    Str made = time_iso(m->p->mem, a->made);
    Buf *b = object(m, N_INFO), x = buf_new(m->p->mem, KB(64));
    buf_c(b, "<</Title");
    words(b, a->title);
    buf_c(b, "/Author");
    words(b, a->author);
    buf_c(b, "/Subject");
    words(b, a->subject);
    buf_fmt(b, "/Producer(Baken)/CreationDate(D:%04d%02d%02d%02d%02d%02dZ)>>\n", c.year, c.month, c.day, c.hour,
            c.minute, c.second);
    buf_c(&x,
          "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
          "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
          "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
          "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    xml(&x, a->title);
    buf_fmt(&x,
            "</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>%.*s</rdf:li></rdf:Bag></dc:language>"
            "<xmp:CreateDate>%.*s</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>",
            STR_ARG(a->lang), STR_ARG(made));
    stream(m, N_META, S("/Type/Metadata/Subtype/XML"), buf_str(&x), true);
    buf_fmt(object(m, N_CATALOG),
            "<</Type/Catalog/Pages %d 0 R/Lang(%.*s)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/Outlines %d 0 R"
            "/PageMode/UseOutlines/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R>>\n",
            N_PAGES, STR_ARG(a->lang), N_TREE, N_OUTLINE, N_META);
}

// ---- where all is -------------------------------------------------------------------------------------------------

static uint64_t fnv1a(Str s, uint64_t h) // tells files apart; not against an attacker
{
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}

static void put_bytes(Buf *b, size_t v, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) buf_char(b, (char)(v >> (i * 8) & 0xff));
}

static void put_xref(Made *m)
{
    Buf rows = buf_new(m->p->mem, PIECE_MAX);
    size_t at = m->out.n;
    uint64_t one = fnv1a(buf_str(&m->out), 0xcbf29ce484222325u), other = fnv1a(buf_str(&m->out), one | 1);
    m->places[N_XREF] = (Place){false, at};
    for (int i = 0; i < m->count; i++) { // kind, where, which
        const Place *x = &m->places[i];
        put_bytes(&rows, i == 0 ? 0 : x->packed ? 2 : 1, 1);
        put_bytes(&rows, i == 0 ? 0 : x->packed ? (size_t)N_PACK : x->at, 4);
        put_bytes(&rows, i == 0 ? 0xffff : x->packed ? x->at : 0, 3);
    }
    Str extra =
        str_fmt(m->p->mem, "/Type/XRef/Size %d/W[1 4 3]/Root %d 0 R/Info %d 0 R/ID[<%016llX%016llX><%016llX%016llX>]",
                m->count, N_CATALOG, N_INFO, (unsigned long long)one, (unsigned long long)other,
                (unsigned long long)one, (unsigned long long)other);
    stream(m, N_XREF, extra, buf_str(&rows), false);
    buf_fmt(&m->out, "startxref\n%zu\n%%%%EOF\n", at);
}

Err pdf_done(Pdf *p, Str *ret_pdf, Why *w)
{
    Made m = {.p = p,
              .out = buf_new(p->mem, PDF_OUT_MAX),
              .pack = buf_new(p->mem, PIECE_MAX),
              .index = buf_new(p->mem, PIECE_MAX)};
    m.links = page_number(p->page_count);
    m.tags = m.links + p->link_count;
    m.bookmarks = m.tags + p->tag_count;
    m.count = m.bookmarks + p->bookmark_count;
    m.places = NEW_ARRAY(p->mem, Place, (size_t)m.count);
    buf_c(&m.out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    put_about(&m);
    for (int i = 0; i < FACE_COUNT; i++) put_font(&m, (Face)i);
    put_pages(&m);
    put_tree(&m);
    put_outline(&m);
    buf_c(object(&m, m.tags), "null\n"); // there is no tag 0
    if (m.pack.over || m.index.over || p->over) return why(w, E_LIMIT, "the PDF is too large");
    Buf both = buf_new(p->mem, PIECE_MAX * 2);
    buf_add(&both, buf_str(&m.index));
    buf_add(&both, buf_str(&m.pack));
    stream(&m, N_PACK, str_fmt(p->mem, "/Type/ObjStm/N %d/First %zu", m.packed, m.index.n), buf_str(&both), false);
    put_xref(&m);
    if (m.failed) return why(w, E_BUG, "the PDF could not be made");
    return buf_done(&m.out, ret_pdf);
}
