-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Organisations, accounts, keys and sessions (src/access/access.h). No secret stands here unsealed.
CREATE TABLE org (
  id {id},
  kind TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  public_key {bytes} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'closed')),
  created_at {int} NOT NULL
) {strict};
CREATE INDEX org_by_kind ON org (kind, name);

-- What an organisation serves; code is '' for national.
CREATE TABLE org_area (
  org_id {int} NOT NULL REFERENCES org (id),
  scope TEXT NOT NULL CHECK (scope IN ('municipality', 'region', 'police_unit', 'national')),
  code TEXT NOT NULL,
  PRIMARY KEY (scope, code, org_id)
) {strict};
CREATE INDEX org_area_by_org ON org_area (org_id);

CREATE TABLE account (
  id {id},
  org_id {int} NOT NULL REFERENCES org (id),
  username TEXT NOT NULL UNIQUE, -- lower case
  display_name TEXT NOT NULL,
  roles {int} NOT NULL, -- bits, see ROLES
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
  salt {bytes} NOT NULL,
  public_key {bytes} NOT NULL,
  sealed_secret {bytes} NOT NULL, -- with the password key
  sealed_totp {bytes} NOT NULL,   -- with a key derived from that secret
  totp_step {int} NOT NULL,       -- the last one used
  created_at {int} NOT NULL,
  seen_at {int} NOT NULL,         -- last time signed in
  disabled_at {int} NOT NULL
) {strict};
CREATE INDEX account_by_org ON account (org_id, display_name);

-- The group secret of the organisation, boxed to a member.
CREATE TABLE org_key (
  org_id {int} NOT NULL REFERENCES org (id),
  account_id {int} NOT NULL REFERENCES account (id),
  box {bytes} NOT NULL,
  PRIMARY KEY (org_id, account_id)
) {strict};
CREATE INDEX org_key_by_account ON org_key (account_id);

CREATE TABLE invite (
  id {id},
  token_hash {bytes} NOT NULL UNIQUE,
  org_id {int} NOT NULL REFERENCES org (id),
  account_id {int} NOT NULL, -- 0: a new account; else whose credentials are replaced
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  roles {int} NOT NULL,
  sealed_group {bytes} NOT NULL,
  invited_by {int} NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL
) {strict};
CREATE INDEX invite_by_org ON invite (org_id);
CREATE INDEX invite_by_expiry ON invite (expires_at);

CREATE TABLE session (
  id {bytes} PRIMARY KEY NOT NULL, -- hash of the token in the cookie
  account_id {int} NOT NULL REFERENCES account (id),
  sealed_secret {bytes} NOT NULL,  -- the account's secret, sealed with the token
  created_at {int} NOT NULL,
  seen_at {int} NOT NULL
) {strict};
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_seen ON session (seen_at);

-- Counted by the hash of the name that was typed, known or not, so that the answer tells nothing.
CREATE TABLE login_failure (
  name_hash {bytes} PRIMARY KEY NOT NULL,
  count {int} NOT NULL,
  last_at {int} NOT NULL,
  locked_until {int} NOT NULL
) {strict};
CREATE INDEX login_failure_by_time ON login_failure (last_at);

CREATE TABLE record_key (
  kind TEXT NOT NULL,
  record_id {int} NOT NULL,
  org_id {int} NOT NULL REFERENCES org (id),
  box {bytes} NOT NULL, -- the record's key, boxed to the organisation
  created_at {int} NOT NULL,
  PRIMARY KEY (kind, record_id, org_id)
) {strict};
CREATE INDEX record_key_by_org ON record_key (org_id);

CREATE TABLE identity_access (
  account_id {int} NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL,
  record_id {int} NOT NULL,
  opened_at {int} NOT NULL,
  PRIMARY KEY (account_id, kind, record_id)
) {strict};
