// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// editor_pages.c - the whole table as text, and in the modeller dmn-js.
//
// The modeller sets style attributes, adds two style sheets of its own (named here by their hash; another version of
// dmn-js has others, and its test says so) and makes its page out of pieces of HTML, all of which the policy of all
// other pages forbids. So its page, and no other, has a policy of its own: that much is allowed, and HTML only through
// the one trusted-types policy that web/js/modeller.js makes, which refuses scripts. Nothing else differs: no other
// origin, no inline script, no frames. Saving is an ordinary form, to the same check.
#include "decision/edit_html.h"
#include "decision/rules_pages.h"
#include "decision/rules_view.h"

#define MODELLER_POLICY                                                                                                \
    "default-src 'none'; style-src 'self' 'sha256-8bpD4ziF/b6m8kTyhNDPcw9xux1Aqbya63O4L1zc+qw=' "                      \
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src-attr 'unsafe-inline'; script-src 'self'; "       \
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "          \
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types default"

static Err editor(Req *rq, const char *field, const char *title, bool modeller)
{
    Draft *d = NEW(rq->mem, Draft);
    TRY(draft_for_edit(rq, d));
    TextView v = {.d = d,
                  .csrf = rq->csrf,
                  .title = str_c(tr(rq->lang, title)),
                  .field = field,
                  .modeller = modeller,
                  .text = str_eq_c(str_c(field), "tabel") ? d->xml : d->tests};
    Str back = draft_path(rq->mem, d->id, "");
    const Frame frame = {
        .title = title, .section = "regels", .back_path = str_z(rq->mem, back), .back_title = N_("Concept")};
    if (modeller) req_header(rq, "Content-Security-Policy", S(MODELLER_POLICY));
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    text_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

static Err table_text(Req *rq) { return editor(rq, "tabel", N_("De tabel als tekst"), false); }
static Err tests_text(Req *rq) { return editor(rq, "proeven", N_("De proeven als tekst"), false); }
static Err modeller(Req *rq) { return editor(rq, "tabel", N_("De tabel tekenen"), true); }

#define D "/beheer/regels/concept/:id"
const Route editor_routes[] = {
    {M_GET, D "/tekst", ACT_rules_edit, 0, 0, NULL, table_text},
    {M_GET, D "/proeven", ACT_rules_edit, 0, 0, NULL, tests_text},
    {M_GET, D "/tekenen", ACT_rules_edit, 0, 0, NULL, modeller},
    {0},
};
