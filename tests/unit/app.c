// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The floor under every handler: what becomes of the names of uploads.
#include "unit.h"

#include "app/state.h"

static void names_of_uploads_hide_nothing(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    assert_str(upload_safe_name(mem, S("C:\\map\\foto één.jpg")), "foto één.jpg");
    assert_str(upload_safe_name(mem, S("../../etc/passwd")), "passwd");
    assert_str(upload_safe_name(mem, S("a\"b<c>\nd.png")), "a_b_c__d.png");
    assert_str(upload_safe_name(mem, S("foto\u202Egpj.exe")), "foto_gpj.exe"); // shown as fotoexe.jpg otherwise
    assert_str(upload_safe_name(mem, S("\uFEFFa\u200B\u2067b\u061C")), "_a__b_");
    assert_str(upload_safe_name(mem, S("/")), "bestand");
    assert_str(upload_safe_name(mem, S("\xE2\x80")), "\xE2\x80"); // a cut character is not read past its end
}

static void a_file_is_called_what_it_is(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    assert_str(upload_name_for(mem, S("foto.JPEG"), S("image/jpeg")), "foto.JPEG");
    assert_str(upload_name_for(mem, S("foto.hta"), S("image/jpeg")), "foto.hta.jpg");
    assert_str(upload_name_for(mem, S("start.bat"), S("text/plain")), "start.bat.txt");
    assert_str(upload_name_for(mem, S("notities"), S("text/plain")), "notities.txt");
    assert_str(upload_name_for(mem, S("docx"), S("application/pdf")), "docx.pdf");
    assert_str(upload_name_for(mem, S("iets.bin"), S("application/octet-stream")), "iets.bin"); // who takes it decides
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_uploads_hide_nothing),
        cmocka_unit_test(a_file_is_called_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
