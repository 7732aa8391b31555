// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// xml.h - reading an XML file that may be hostile, inside the rules engine only.
//
// No network, no document type, no entities but the five of XML itself, libxml2's own limits on.
// Names are compared without their prefix; elements of another namespace than the root's are not seen.
#pragma once
#include "base/str.h"
#include <libxml/tree.h>

// The message is "NAME:LINE: reason". The caller frees the document with xml_close.
Err xml_open(Str text, const char *name, size_t max, xmlDoc **ret_doc, Why *w) MUST_USE;
void xml_close(xmlDoc **doc);

const xmlNode *xml_root(const xmlDoc *doc);
const xmlNode *xml_first(const xmlNode *parent, const char *tag); // NULL tag: any
const xmlNode *xml_next(const xmlNode *node, const char *tag);    // a later sibling
size_t xml_count(const xmlNode *parent, const char *tag);
bool xml_is(const xmlNode *node, const char *tag);
Str xml_tag(const xmlNode *node);
Str xml_attr(Arena *mem, const xmlNode *node, const char *attr); // empty when absent; copied
Str xml_content(Arena *mem, const xmlNode *node);                // text inside, trimmed; copied
Str xml_whole(Arena *mem, const xmlNode *node);                  // white space around it kept
Str xml_child_content(Arena *mem, const xmlNode *parent, const char *tag);
int xml_line(const xmlNode *node);
