// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_orgs.c - who takes part in the demo. The people are invented; the organisations have the names of their role.
#include "commands/demo.h"
#include <assert.h>
#include <string.h>

const DemoOrg demo_orgs[] = {
    {"capelle", ORG_municipality, "Gemeente Capelle aan den IJssel", SCOPE_municipality, "GM0502"},
    {"rotterdam", ORG_municipality, "Gemeente Rotterdam", SCOPE_municipality, "GM0599"},
    {"schiedam", ORG_municipality, "Gemeente Schiedam", SCOPE_municipality, "GM0606"},
    {"amsterdam", ORG_municipality, "Gemeente Amsterdam", SCOPE_municipality, "GM0363"},
    {"denhaag", ORG_municipality, "Gemeente Den Haag", SCOPE_municipality, "GM0518"},
    {"utrecht", ORG_municipality, "Gemeente Utrecht", SCOPE_municipality, "GM0344"},
    {"groningen", ORG_municipality, "Gemeente Groningen", SCOPE_municipality, "GM0014"},
    {"eindhoven", ORG_municipality, "Gemeente Eindhoven", SCOPE_municipality, "GM0772"},
    {"venlo", ORG_municipality, "Gemeente Venlo", SCOPE_municipality, "GM0983"},
    {"tilburg", ORG_municipality, "Gemeente Tilburg", SCOPE_municipality, "GM0855"},
    {"zwolle", ORG_municipality, "Gemeente Zwolle", SCOPE_municipality, "GM0193"},
    {"arnhem", ORG_municipality, "Gemeente Arnhem", SCOPE_municipality, "GM0202"},
    {"westland", ORG_municipality, "Gemeente Westland", SCOPE_municipality, "GM1783"},
    {"zorg.rijnmond", ORG_care, "Zorgcoördinatie Rotterdam-Rijnmond", SCOPE_region, "VR17"},
    {"zorg.amsterdam", ORG_care, "Zorgcoördinatie Amsterdam-Amstelland", SCOPE_region, "VR13"},
    {"zorg.brabant", ORG_care, "Zorgcoördinatie Brabant-Zuidoost", SCOPE_region, "VR22"},
    {"zorg.overig", ORG_care, "Zorgcoördinatie overige regio's", SCOPE_national, ""},
    {"veiligthuis", ORG_veilig_thuis, "Veilig Thuis Rotterdam-Rijnmond", SCOPE_region, "VR17"},
    {"zvh.rijnmond", ORG_safety_house, "Zorg- en Veiligheidshuis Rotterdam-Rijnmond", SCOPE_region, "VR17"},
    {"zvh.brabant", ORG_safety_house, "Zorg- en Veiligheidshuis Brabant-Zuidoost", SCOPE_region, "VR22"},
    {"riec", ORG_riec, "RIEC Rotterdam", SCOPE_police_unit, "Rotterdam"},
    {"avim", ORG_police, "Politie-eenheid Rotterdam, AVIM", SCOPE_police_unit, "Rotterdam"},
    {"expertise", ORG_expertise, "Expertisecentrum mensenhandel Rotterdam", SCOPE_police_unit, "Rotterdam"},
    {"hulp.capelle", ORG_regular_help, "Maatschappelijk werk Capelle aan den IJssel", SCOPE_municipality, "GM0502"},
    {"jeugd", ORG_regular_help, "Jeugdhulp Rotterdam-Rijnmond", SCOPE_region, "VR17"},
    {"landelijk", ORG_national, "Landelijk coördinatiepunt mensenhandel", SCOPE_national, ""},
    {"opvang.noord", ORG_shelter, "Opvanghuizen Noord", SCOPE_COUNT, ""},
    {"opvang.midden", ORG_shelter, "Opvanghuizen Midden", SCOPE_COUNT, ""},
    {"opvang.west", ORG_shelter, "Opvanghuizen West", SCOPE_COUNT, ""},
    {"opvang.zuid", ORG_shelter, "Opvanghuizen Zuid", SCOPE_COUNT, ""},
    {"programma", ORG_programme, "Programma Samen tegen mensenhandel", SCOPE_COUNT, ""},
    {"beheer", ORG_platform, "Beheer van Baken", SCOPE_COUNT, ""},
};
const size_t demo_org_count = COUNT(demo_orgs);

#define R(role) ROLE_BIT(ROLE_##role)
const DemoAccount demo_accounts[] = {
    {"aandacht.capelle", "Noor Wiegers", "capelle", R(focal_point), true},
    {"aandacht2.capelle", "Ruben Staalman", "capelle", R(focal_point), true},
    {"privacy.capelle", "Pieter Oldersma", "capelle", R(privacy_officer), true},
    {"beheer.capelle", "Fatima Zerrouk", "capelle", R(org_admin), true},
    {"aandacht.rotterdam", "Daan Koelewijn", "rotterdam", R(focal_point), true},
    {"aandacht2.rotterdam", "Samira Bouhlal", "rotterdam", R(focal_point), false},
    {"beheer.rotterdam", "Kees Druijf", "rotterdam", R(org_admin) | R(privacy_officer), false},
    {"aandacht.schiedam", "Marloes Vroegop", "schiedam", R(focal_point), false},
    {"aandacht.amsterdam", "Yara Blokzijl", "amsterdam", R(focal_point), false},
    {"aandacht2.amsterdam", "Tom Hazekamp", "amsterdam", R(focal_point), false},
    {"aandacht.denhaag", "Iris Verschuur", "denhaag", R(focal_point), false},
    {"aandacht.utrecht", "Jeroen Moespot", "utrecht", R(focal_point), false},
    {"aandacht.groningen", "Femke Tammens", "groningen", R(focal_point), false},
    {"aandacht.eindhoven", "Lotte Schellekens", "eindhoven", R(focal_point), false},
    {"aandacht.venlo", "Bram Geurtjens", "venlo", R(focal_point), false},
    {"aandacht.tilburg", "Mirjam Vossenaar", "tilburg", R(focal_point), false},
    {"aandacht.zwolle", "Wouter Bisschop", "zwolle", R(focal_point), false},
    {"aandacht.arnhem", "Selma Kaplan", "arnhem", R(focal_point), false},
    {"aandacht.westland", "Gijs Zuiderwijk", "westland", R(focal_point), false},
    {"zorg.rijnmond", "Esther Langbroek", "zorg.rijnmond", R(care_coordinator), true},
    {"zorg2.rijnmond", "Milan Petrovik", "zorg.rijnmond", R(care_coordinator) | R(helper), false},
    {"keten.rijnmond", "Anouk Rietdijk", "zorg.rijnmond", R(chain_director), true},
    {"zorg.amsterdam", "Chantal Meerhof", "zorg.amsterdam", R(care_coordinator), false},
    {"zorg.brabant", "Rik Hoeven", "zorg.brabant", R(care_coordinator) | R(chain_director), false},
    {"zorg.overig", "Carla Middelbos", "zorg.overig", R(care_coordinator), false},
    {"hulp.veiligthuis", "Jolien Aartsma", "veiligthuis", R(helper), false},
    {"regie.zvh", "Marco Stehouwer", "zvh.rijnmond", R(case_director), true},
    {"keten.zvh", "Petra Nijland", "zvh.rijnmond", R(chain_director), false},
    {"regie.brabant", "Ilse Kuijken", "zvh.brabant", R(case_director), false},
    {"regie.riec", "Victor Haanstra", "riec", R(case_director), true},
    {"opsporing.avim", "Sanne Duivestein", "avim", R(investigator), true},
    {"advies.expertise", "Loes Wagtendonk", "expertise", R(adviser), true},
    {"hulp.capelle", "Amir Sadeghi", "hulp.capelle", R(helper), true},
    {"hulp.jeugd", "Naomi Blankert", "jeugd", R(helper), false},
    {"landelijk.registratie", "Bernice Overdijk", "landelijk", R(registrar), true},
    {"landelijk.aandacht", "Floor Santegoed", "landelijk", R(focal_point), true},
    {"onderzoek.landelijk", "Wendela Broekhof", "landelijk", R(analyst), true},
    {"privacy.landelijk", "Hugo Reitsema", "landelijk", R(privacy_officer), false},
    {"regels.landelijk", "Willemijn Oostra", "landelijk", R(rules_editor), true},
    {"regels2.landelijk", "Johan Brakel", "landelijk", R(rules_editor), true},
    {"regels.rotterdam", "Esma Yilgin", "expertise", R(rules_editor), false},
    {"regels2.rotterdam", "Lars Dekhuis", "expertise", R(rules_editor), false},
    {"opvang.noord", "Geertje Poelstra", "opvang.noord", R(shelter_worker), true},
    {"opvang.midden", "Remco Zandbelt", "opvang.midden", R(shelter_worker), true},
    {"opvang.west", "Soraya Lindeboom", "opvang.west", R(shelter_worker), true},
    {"opvang.zuid", "Maarten Quaedackers", "opvang.zuid", R(shelter_worker), true},
    {"beheer.opvang", "Hilde Wieringa", "opvang.noord", R(org_admin) | R(privacy_officer), false},
    {"kern.programma", "Liesbeth Aukema", "programma", R(core_team), true},
    {"kern2.programma", "Stefan Wijbenga", "programma", R(core_team), false},
    {"actie.programma", "Marit Oldenkamp", "programma", R(action_owner), true},
    {"opdracht.programma", "Frederik Nauta", "programma", R(principal), true},
    {"beheer.programma", "Ingrid Swaan", "programma", R(org_admin) | R(privacy_officer), false},
    {"actie.landelijk", "Jantine Kloosterman", "landelijk", R(action_owner), true},
    {"actie.politie", "Ronald Terpstra", "avim", R(action_owner), false},
    {"beheer.baken", "Thea Mulderij", "beheer", R(administrator) | R(org_admin), true},
    {"beheer2.baken", "Gerard Vinkenoog", "beheer", R(administrator), true},
    {"privacy.baken", "Omar Lachkar", "beheer", R(privacy_officer), true},
};
const size_t demo_account_count = COUNT(demo_accounts);
#undef R

size_t demo_org_at(const char *key)
{
    size_t i = 0;
    while (i < demo_org_count && strcmp(demo_orgs[i].key, key) != 0) i++;
    assert(i < demo_org_count);
    return i;
}
