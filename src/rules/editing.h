// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// editing.h - what changing the text of a table shares, inside the rules engine only.
#pragma once
#include "rules/xml.h"

xmlNode *edit_own(const xmlNode *node);                      // the tree is ours alone while it is edited
const xmlNode *edit_table(const xmlDoc *doc);                // of the first decision; NULL: it is no table
void edit_text(Arena *mem, xmlNode *element, Str value);     // <text> inside the element; made when it is not there
void edit_remove(xmlNode *node);                             // with the white space before it
bool edit_id_taken(Arena *mem, const xmlNode *from, Str id); // from or anything inside it
Err edit_written(Arena *mem, xmlDoc *doc, Str *ret_xml, Why *w) MUST_USE;
