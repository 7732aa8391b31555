// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "app/form.h"
#include "app/form_html.h"
#include <assert.h>

const Choice *choice_find(const Choice *list, Str code)
{
    for (const Choice *c = list; c->code; c++)
        if (str_eq_c(code, c->code)) return c;
    return NULL;
}

const Choice *choice_find_api(const Choice *list, Str word)
{
    for (const Choice *c = list; c->code; c++)
        if (str_eq_c(word, c->api)) return c;
    return choice_find(list, word);
}

const char *choice_label(const Choice *list, Str code)
{
    const Choice *c = choice_find(list, code);
    return c ? c->label : "";
}

bool choice_is(Str code, const char *one) { return str_eq_c(code, one); }

StaffForm form_start(Req *rq, const char *id, Str action, const char *button)
{
    unsigned char fresh[SUBMISSION_SIZE];
    random_bytes(fresh, sizeof fresh);
    return (StaffForm){.id = id,
                       .action = action,
                       .button = button,
                       .csrf = rq->csrf,
                       .submission = str_hex(rq->mem, fresh, sizeof fresh)};
}

FormInput *form_add(StaffForm *f, FormKind kind, const char *name, const char *label)
{
    assert(f->input_count < FORM_INPUTS_MAX);
    FormInput *in = &f->inputs[f->input_count++];
    *in = (FormInput){.name = name, .label = label, .hint = "", .kind = kind, .rows = 3};
    return in;
}

void form_choices(Req *rq, FormInput *in, const Choice *list, Str selected)
{
    size_t n = 0;
    while (list[n].code) n++;
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n);
    for (size_t i = 0; i < n; i++)
        options[i] =
            (FormOption){str_c(list[i].code), str_c(tr(rq->lang, list[i].label)), str_eq_c(selected, list[i].code)};
    in->options = options;
    in->option_count = n;
    in->value = selected;
}

static bool one_of(Str codes, Str code)
{
    while (codes.n)
        if (str_eq(str_cut(&codes, ' '), code)) return true;
    return false;
}

void form_ticks(Req *rq, FormInput *in, const Choice *list, Str codes)
{
    size_t n = 0;
    while (list[n].code) n++;
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n);
    for (size_t i = 0; i < n; i++)
        options[i] =
            (FormOption){str_c(list[i].code), str_c(tr(rq->lang, list[i].label)), one_of(codes, str_c(list[i].code))};
    in->options = options;
    in->option_count = n;
}

static bool was_sent(Req *rq, const char *name, Str value)
{
    const Fields *form = &rq->http->form;
    for (size_t i = 0; i < form->n; i++)
        if (str_eq_c(form->v[i].name, name) && str_eq(form->v[i].value, value)) return true;
    return false;
}

Str form_ticked(Req *rq, const char *name, const Choice *list)
{
    Buf b = buf_new(rq->mem, FORM_CODES_MAX);
    for (size_t i = 0; list[i].code; i++)
        if (was_sent(rq, name, str_c(list[i].code))) buf_fmt(&b, "%s%s", b.n ? " " : "", list[i].code);
    return buf_str(&b);
}

Err form_moment(Req *rq, const char *day, const char *time, Time otherwise, Time *ret_t)
{
    Str d = req_field(rq, day), clock = req_field(rq, time), minutes = clock, hours = str_cut(&minutes, ':');
    Date date = 0;
    int64_t hour = 0, minute = 0;
    if (d.n == 0 && clock.n == 0) {
        *ret_t = otherwise;
        return OK;
    }
    if (d.n == 0) date = date_nl(rq->now);
    else if (date_parse(d, &date) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
    if (clock.n && (str_int(hours, 0, 23, &hour) != OK || str_int(minutes, 0, 59, &minute) != OK))
        return req_fail(rq, E_INPUT, N_("Vul een tijd in, bijvoorbeeld 23:40."));
    *ret_t = time_of_day(date, (int)(hour * 60 + minute));
    return OK;
}

void form_typed(Req *rq, StaffForm *f)
{
    for (size_t i = 0; i < f->input_count; i++) {
        FormInput *in = &f->inputs[i];
        if (in->kind == FORM_HIDDEN) continue;
        in->value = req_field(rq, in->name);
        in->ticked = req_flag(rq, in->name);
        FormOption *options = NEW_ARRAY(rq->mem, FormOption, in->option_count + 1);
        for (size_t k = 0; k < in->option_count; k++) {
            options[k] = in->options[k];
            options[k].selected =
                in->kind == FORM_TICKS ? was_sent(rq, in->name, options[k].value) : str_eq(options[k].value, in->value);
        }
        in->options = options;
    }
}

void form_say(Req *rq, const char *dutch)
{
    Err e = req_fail(rq, E_INPUT, dutch);
    (void)e; // the form is the answer
}

// The menu entry is the first part of the path: "/casussen/12/taken" belongs to "casussen".
static const char *section_of(Req *rq, const StaffForm *f)
{
    Str rest = {f->action.p + 1, f->action.n - 1};
    return str_z(rq->mem, str_cut(&rest, '/'));
}

static Err page_of(Req *rq, const StaffForm *f, const char *title, Str back, int status)
{
    const Frame frame = {.title = title,
                         .section = section_of(rq, f),
                         .back_path = str_z(rq->mem, back),
                         .back_title = N_("Terug"),
                         .narrow = true};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    form_page_html(o, f, title);
    page_end(rq, o, &frame);
    return req_html(rq, status);
}

Err form_show(Req *rq, const StaffForm *f, const char *title, Str back) { return page_of(rq, f, title, back, 200); }

Err form_again(Req *rq, StaffForm *f, const char *error_input, const char *title, Str back)
{
    form_typed(rq, f);
    f->error = str_c(rq->why.text);
    f->error_input = error_input;
    return page_of(rq, f, title, back, 422);
}

Str submission_new(Arena *mem)
{
    char *bytes = arena_alloc(mem, SUBMISSION_SIZE);
    random_bytes(bytes, SUBMISSION_SIZE);
    return (Str){bytes, SUBMISSION_SIZE};
}

Str form_submission(Req *rq)
{
    unsigned char *bytes = arena_alloc(rq->mem, SUBMISSION_SIZE);
    if (str_unhex(req_field(rq, "inzending"), bytes, SUBMISSION_SIZE) != OK) return submission_new(rq->mem);
    return (Str){(const char *)bytes, SUBMISSION_SIZE};
}
