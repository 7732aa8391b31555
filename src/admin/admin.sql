-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- admin_orgs() many: id int, kind text, name text, state text, accounts int, holders int, areas int
-- Every organisation, with how many can work in it and open its records.
-- scans: all organisations are wanted, some hundreds
SELECT org.id, kind, name, state,
  (SELECT count(*) FROM account WHERE account.org_id = org.id AND account.state = 'active'),
  (SELECT count(*) FROM org_key WHERE org_key.org_id = org.id),
  (SELECT count(*) FROM org_area WHERE org_area.org_id = org.id)
FROM org ORDER BY org.name;

-- admin_org(id int) one like admin_orgs
SELECT org.id, kind, name, state,
  (SELECT count(*) FROM account WHERE account.org_id = org.id AND account.state = 'active'),
  (SELECT count(*) FROM org_key WHERE org_key.org_id = org.id),
  (SELECT count(*) FROM org_area WHERE org_area.org_id = org.id)
FROM org WHERE org.id = :id;

-- admin_managers(org int, but int, role int) one: others int
-- Other active accounts of the organisation with this role, given as its bit.
SELECT count(*) FROM account WHERE org_id = :org AND id <> :but AND state = 'active' AND (roles & :role) <> 0;

-- admin_areas() many: org int, org_name text, kind text, state text, scope text, code text
-- Who serves what.
-- scans: all areas are wanted, some hundreds
SELECT org.id, org.name, org.kind, org.state, org_area.scope, org_area.code
FROM org_area JOIN org ON org.id = org_area.org_id ORDER BY org_area.scope, org_area.code, org.name;
