-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- ---- organisations ----

-- org_insert(kind text, name text, public_key bytes, now int) one: id int
-- No row when the name is taken.
INSERT INTO org (kind, name, public_key, state, created_at) VALUES (:kind, :name, :public_key, 'active', :now)
ON CONFLICT (name) DO NOTHING
RETURNING id;

-- org_by_id(id int) one: id int, kind text, name text, state text, created_at int, public_key bytes
SELECT id, kind, name, state, created_at, public_key FROM org WHERE id = :id;

-- org_all() many like org_by_id
-- scans: all organisations are wanted, some hundreds
SELECT id, kind, name, state, created_at, public_key FROM org ORDER BY name;

-- org_of_kind(kind text) many like org_by_id
SELECT id, kind, name, state, created_at, public_key FROM org WHERE kind = :kind ORDER BY name;

-- org_set_name(id int, name text) some
-- Not when another has this name.
UPDATE org SET name = :name
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM org other WHERE other.name = :name AND other.id <> :id);

-- org_set_state(id int, state text) some
UPDATE org SET state = :state WHERE id = :id;

-- org_set_key(id int, public_key bytes) some
-- Only while nobody and nothing depends on the old key.
UPDATE org SET public_key = :public_key WHERE id = :id
  AND NOT EXISTS (SELECT 1 FROM org_key WHERE org_key.org_id = :id)
  AND NOT EXISTS (SELECT 1 FROM record_key WHERE record_key.org_id = :id);

-- org_area_add(org int, scope text, code text) none
INSERT INTO org_area (org_id, scope, code) VALUES (:org, :scope, :code) ON CONFLICT DO NOTHING;

-- org_area_remove(org int, scope text, code text) some
DELETE FROM org_area WHERE org_id = :org AND scope = :scope AND code = :code;

-- org_area_list(org int) many: scope text, code text
SELECT scope, code FROM org_area WHERE org_id = :org ORDER BY scope, code;

-- org_serving(kind text, municipality text, region text, police_unit text) one: id int
-- The most specific active organisation of this kind. By area first: of a kind there may be one for each municipality,
-- and every report asks this.
SELECT id FROM org WHERE id = COALESCE(
    (SELECT a.org_id FROM org_area a WHERE a.scope = 'municipality' AND a.code = :municipality
        AND EXISTS (SELECT 1 FROM org o WHERE o.id = a.org_id AND o.kind = :kind AND o.state = 'active')
     ORDER BY a.org_id LIMIT 1),
    (SELECT a.org_id FROM org_area a WHERE a.scope = 'region' AND a.code = :region
        AND EXISTS (SELECT 1 FROM org o WHERE o.id = a.org_id AND o.kind = :kind AND o.state = 'active')
     ORDER BY a.org_id LIMIT 1),
    (SELECT a.org_id FROM org_area a WHERE a.scope = 'police_unit' AND a.code = :police_unit
        AND EXISTS (SELECT 1 FROM org o WHERE o.id = a.org_id AND o.kind = :kind AND o.state = 'active')
     ORDER BY a.org_id LIMIT 1),
    (SELECT a.org_id FROM org_area a WHERE a.scope = 'national' AND a.code = ''
        AND EXISTS (SELECT 1 FROM org o WHERE o.id = a.org_id AND o.kind = :kind AND o.state = 'active')
     ORDER BY a.org_id LIMIT 1));

-- org_sessions_end(org int) none
DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE org_id = :org);

-- ---- accounts ----

-- account_insert(org int, username text, display_name text, roles int, salt bytes, public_key bytes,
--   sealed_secret bytes, sealed_totp bytes, totp_step int, now int) one: id int
-- No row when the name is taken.
INSERT INTO account (org_id, username, display_name, roles, state, salt, public_key, sealed_secret, sealed_totp,
  totp_step, created_at, seen_at, disabled_at)
VALUES (:org, :username, :display_name, :roles, 'active', :salt, :public_key, :sealed_secret, :sealed_totp,
  :totp_step, :now, 0, 0)
ON CONFLICT (username) DO NOTHING
RETURNING id;

-- account_credentials(id int, salt bytes, public_key bytes, sealed_secret bytes, sealed_totp bytes, totp_step int) some
UPDATE account SET state = 'active', disabled_at = 0, salt = :salt, public_key = :public_key,
  sealed_secret = :sealed_secret, sealed_totp = :sealed_totp, totp_step = :totp_step
WHERE id = :id;

-- account_login(username text) one: id int, salt bytes, sealed_secret bytes, sealed_totp bytes
SELECT account.id, salt, sealed_secret, sealed_totp FROM account JOIN org ON org.id = account.org_id
WHERE username = :username AND account.state = 'active' AND org.state = 'active';

-- account_password(id int, old_salt bytes, salt bytes, sealed_secret bytes) some
UPDATE account SET salt = :salt, sealed_secret = :sealed_secret
WHERE id = :id AND salt = :old_salt AND state = 'active';

-- account_by_id(id int) one: id int, org int, username text, display_name text, roles int, state text,
--   created_at int, seen_at int, has_key int
SELECT id, org_id, username, display_name, roles, state, created_at, seen_at,
  EXISTS (SELECT 1 FROM org_key WHERE org_key.org_id = account.org_id AND org_key.account_id = account.id)
FROM account WHERE id = :id;

-- account_of_org(org int) many like account_by_id
SELECT id, org_id, username, display_name, roles, state, created_at, seen_at,
  EXISTS (SELECT 1 FROM org_key WHERE org_key.org_id = account.org_id AND org_key.account_id = account.id)
FROM account WHERE org_id = :org ORDER BY display_name, id;

-- account_id_of(username text) one: id int, org int
SELECT id, org_id FROM account WHERE username = :username;

-- account_display(id int) one: name text
SELECT display_name FROM account WHERE id = :id;

-- account_set_roles(id int, roles int) some
UPDATE account SET roles = :roles WHERE id = :id;

-- account_set_disabled(id int, now int) some
UPDATE account SET state = 'disabled', disabled_at = :now WHERE id = :id AND state = 'active';

-- account_step(id int, step int, salt bytes, now int) some
-- Each TOTP step counts once, and only when the credentials are still those that were checked. A last step that lies
-- further ahead than any code of now was used while the clock was wrong, and keeps nobody out.
UPDATE account SET totp_step = :step, seen_at = :now
WHERE id = :id AND (totp_step < :step OR totp_step > :step + 2) AND salt = :salt AND state = 'active';

-- org_key_put(org int, account int, box bytes) none
INSERT INTO org_key (org_id, account_id, box) VALUES (:org, :account, :box)
ON CONFLICT (org_id, account_id) DO UPDATE SET box = excluded.box;

-- org_key_remove(account int) none
DELETE FROM org_key WHERE account_id = :account;

-- org_key_others(account int) one: others int
-- How many other active colleagues hold the key of this person's organisation.
SELECT count(*) FROM org_key JOIN account ON account.id = org_key.account_id
WHERE org_key.org_id = (SELECT org_id FROM account WHERE id = :account)
  AND account.id <> :account AND account.state = 'active';

-- record_key_count(account int) one: records int
-- Does anything depend on the key of this person's organisation?
SELECT EXISTS (SELECT 1 FROM record_key WHERE org_id = (SELECT org_id FROM account WHERE id = :account));

-- ---- invites ----

-- invite_insert(token_hash bytes, org int, account int, username text, display_name text, roles int,
--   sealed_group bytes, invited_by int, now int, expires_at int) none
INSERT INTO invite (token_hash, org_id, account_id, username, display_name, roles, sealed_group, invited_by, created_at,
  expires_at)
VALUES (:token_hash, :org, :account, :username, :display_name, :roles, :sealed_group, :invited_by, :now, :expires_at);

-- invite_by_token(token_hash bytes, now int) one: id int, org int, account int, username text, display_name text,
--   roles int, sealed_group bytes, expires_at int, org_name text
SELECT invite.id, org_id, account_id, username, display_name, roles, sealed_group, expires_at, org.name
FROM invite JOIN org ON org.id = org_id
WHERE token_hash = :token_hash AND expires_at > :now AND org.state = 'active';

-- invite_take(token_hash bytes, now int) some
DELETE FROM invite WHERE token_hash = :token_hash AND expires_at > :now;

-- invite_replace(username text) none
-- A new invite for the same name makes the older link useless.
DELETE FROM invite WHERE username = :username;

-- invite_of_username(username text, now int) one: org int
SELECT org_id FROM invite WHERE username = :username AND expires_at > :now;

-- invite_prune(now int) none
DELETE FROM invite WHERE expires_at <= :now;

-- invite_remove(org int, id int) some
DELETE FROM invite WHERE id = :id AND org_id = :org;

-- invite_remove_account(account int, username text) none
DELETE FROM invite WHERE username = :username AND account_id = :account;

-- invite_of_org(org int, now int) many: id int, username text, display_name text, roles int, account int,
--   created_at int, expires_at int
SELECT id, username, display_name, roles, account_id, created_at, expires_at FROM invite
WHERE org_id = :org AND expires_at > :now ORDER BY created_at;

-- ---- sessions ----

-- session_insert(id bytes, account int, sealed_secret bytes, now int) none
INSERT INTO session (id, account_id, sealed_secret, created_at, seen_at)
VALUES (:id, :account, :sealed_secret, :now, :now);

-- session_by_id(id bytes) one: account int, sealed_secret bytes, created_at int, seen_at int, org int, roles int,
--   name text, org_name text, org_kind text, org_public bytes
SELECT account.id, session.sealed_secret, session.created_at, session.seen_at, account.org_id, account.roles,
  account.display_name, org.name, org.kind, org.public_key
FROM session JOIN account ON account.id = session.account_id JOIN org ON org.id = account.org_id
WHERE session.id = :id AND account.state = 'active' AND org.state = 'active';

-- session_seen(id bytes, now int) none
UPDATE session SET seen_at = :now WHERE id = :id AND seen_at < :now;

-- session_remove(id bytes) none
DELETE FROM session WHERE id = :id;

-- session_remove_account(account int) none
DELETE FROM session WHERE account_id = :account;

-- session_prune(seen_before int) none
DELETE FROM session WHERE seen_at < :seen_before;

-- org_key_of(org int, account int) one: box bytes
SELECT box FROM org_key WHERE org_id = :org AND account_id = :account;

-- ---- failed logins ----

-- login_failure_get(name_hash bytes) one: count int, last_at int, locked_until int
SELECT count, last_at, locked_until FROM login_failure WHERE name_hash = :name_hash;

-- login_failure_put(name_hash bytes, count int, now int, locked_until int) none
INSERT INTO login_failure (name_hash, count, last_at, locked_until) VALUES (:name_hash, :count, :now, :locked_until)
ON CONFLICT (name_hash) DO UPDATE SET count = excluded.count, last_at = excluded.last_at,
  locked_until = excluded.locked_until;

-- login_failure_clear(name_hash bytes) none
DELETE FROM login_failure WHERE name_hash = :name_hash;

-- login_failure_prune(last_before int) none
DELETE FROM login_failure WHERE last_at < :last_before;

-- ---- record keys and opened identities ----

-- record_key_put(kind text, record int, org int, box bytes, now int) none
INSERT INTO record_key (kind, record_id, org_id, box, created_at) VALUES (:kind, :record, :org, :box, :now)
ON CONFLICT (kind, record_id, org_id) DO UPDATE SET box = excluded.box;

-- record_key_get(kind text, record int, org int) one: box bytes
SELECT box FROM record_key WHERE kind = :kind AND record_id = :record AND org_id = :org;

-- record_key_orgs(kind text, record int) many: org int, name text
SELECT org_id, org.name FROM record_key JOIN org ON org.id = org_id
WHERE record_key.kind = :kind AND record_id = :record ORDER BY org.name;

-- record_key_remove(kind text, record int, org int) none
DELETE FROM record_key WHERE kind = :kind AND record_id = :record AND org_id = :org;

-- record_key_erase(kind text, record int) none
DELETE FROM record_key WHERE kind = :kind AND record_id = :record;

-- identity_put(account int, kind text, record int, now int) none
INSERT INTO identity_access (account_id, kind, record_id, opened_at) VALUES (:account, :kind, :record, :now)
ON CONFLICT (account_id, kind, record_id) DO UPDATE SET opened_at = excluded.opened_at;

-- identity_get(account int, kind text, record int) one: opened_at int
SELECT opened_at FROM identity_access WHERE account_id = :account AND kind = :kind AND record_id = :record;
