-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- directory_version() one: version int
SELECT version FROM directory_version WHERE id = 1;

-- directory_changed(now int) none
-- The moment, so that two stores or an undone change never share a number.
UPDATE directory_version SET version = CASE WHEN :now > version THEN :now ELSE version + 1 END WHERE id = 1;

-- municipality_all() many: code text, name text, slug text, region_code text, region text, police_unit text,
--   province text
-- scans: all 342, once for each snapshot
SELECT code, name, slug, region_code, region, police_unit, province FROM municipality ORDER BY code;

-- municipality_put(code text, name text, slug text, region_code text, region text, police_unit text, province text) some
-- Nothing is written when nothing differs.
INSERT INTO municipality (code, name, slug, region_code, region, police_unit, province)
VALUES (:code, :name, :slug, :region_code, :region, :police_unit, :province)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, slug = excluded.slug, region_code = excluded.region_code,
    region = excluded.region, police_unit = excluded.police_unit, province = excluded.province
WHERE (municipality.name, municipality.slug, municipality.region_code, municipality.region, municipality.police_unit,
       municipality.province)
   <> (excluded.name, excluded.slug, excluded.region_code, excluded.region, excluded.police_unit, excluded.province);

-- desk_all() many: id int, slug text, name text, organisation text, kind text, summary_nl text, summary_en text,
--   for_whom text, what_for text, forms text, scope text, area_codes text, languages text, anonymous text, phone text,
--   chat text, web text, email text, address text, hours text, channel_source text, source text, verified_on text,
--   verified_by text, active int, updated_at int
-- scans: all desks, once for each snapshot
SELECT id, slug, name, organisation, kind, summary_nl, summary_en, for_whom, what_for, forms, scope, area_codes,
    languages, anonymous, phone, chat, web, email, address, hours, channel_source, source, verified_on, verified_by,
    active, updated_at
FROM desk ORDER BY id;

-- desk_seeded() many: id int, slug text, seed_hash text, edited int
-- scans: all desks, once at the start
SELECT id, slug, seed_hash, edited FROM desk ORDER BY slug;

-- desk_add(slug text, name text, organisation text, kind text, summary_nl text, summary_en text, for_whom text,
--   what_for text, forms text, scope text, area_codes text, languages text, anonymous text, phone text, chat text,
--   web text, email text, hours text, channel_source text, source text, verified_on text, verified_by text,
--   seed_hash text, now int) none
-- Takes the place of the entry of an older data file, unless staff edited it.
INSERT INTO desk (slug, name, organisation, kind, summary_nl, summary_en, for_whom, what_for, forms, scope, area_codes,
    languages, anonymous, phone, chat, web, email, hours, channel_source, source, verified_on, verified_by, seed_hash,
    updated_at)
VALUES (:slug, :name, :organisation, :kind, :summary_nl, :summary_en, :for_whom, :what_for, :forms, :scope, :area_codes,
    :languages, :anonymous, :phone, :chat, :web, :email, :hours, :channel_source, :source, :verified_on, :verified_by,
    :seed_hash, :now)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name, organisation = excluded.organisation, kind = excluded.kind,
    summary_nl = excluded.summary_nl, summary_en = excluded.summary_en, for_whom = excluded.for_whom,
    what_for = excluded.what_for, forms = excluded.forms, scope = excluded.scope, area_codes = excluded.area_codes,
    languages = excluded.languages, anonymous = excluded.anonymous, phone = excluded.phone, chat = excluded.chat,
    web = excluded.web, email = excluded.email, hours = excluded.hours, channel_source = excluded.channel_source,
    source = excluded.source, verified_on = excluded.verified_on, verified_by = excluded.verified_by,
    seed_hash = excluded.seed_hash, updated_at = excluded.updated_at
WHERE desk.edited = 0;

-- desk_update(id int, name text, organisation text, kind text, summary_nl text, summary_en text, for_whom text,
--   what_for text, forms text, languages text, anonymous text, phone text, chat text, web text, email text,
--   address text, hours text, channel_source text, verified_on text, verified_by text, active int, now int,
--   account int, seen_at int) some
-- Nothing when someone else changed it after seen_at. Scope, area and source stay: they come with the data.
UPDATE desk SET name = :name, organisation = :organisation, kind = :kind, summary_nl = :summary_nl,
    summary_en = :summary_en, for_whom = :for_whom, what_for = :what_for, forms = :forms, languages = :languages,
    anonymous = :anonymous, phone = :phone, chat = :chat, web = :web, email = :email, address = :address,
    hours = :hours, channel_source = :channel_source, verified_on = :verified_on, verified_by = :verified_by,
    active = :active, edited = 1, updated_at = :now, updated_by = :account
WHERE id = :id AND updated_at = :seen_at;
