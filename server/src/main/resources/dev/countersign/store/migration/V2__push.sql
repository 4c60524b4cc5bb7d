-- Push factors beside TOTP ones, and the tokens that enrol them.

-- What belongs to one kind of factor is null for the other, so the table is made anew.
CREATE TABLE factor_of_any_kind (
    person              BYTEA  NOT NULL,
    sid                 BYTEA  NOT NULL,
    entity_sid          BYTEA  NOT NULL,
    friendly_name       TEXT   NOT NULL,
    verified            BIGINT NOT NULL,
    metadata            TEXT,
    updated             BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    type                TEXT   NOT NULL CHECK (type IN ('totp', 'push')),
    alg                 TEXT,
    time_step           BIGINT,
    skew                BIGINT,
    code_length         BIGINT,
    seed                BYTEA,
    fingerprint         BYTEA,
    wrong_verifications BIGINT,
    wrong_in_a_row      BIGINT,
    disabled            BIGINT,
    accepted_until      BIGINT,
    challenges          BYTEA,
    public_key          BYTEA,
    sdk_version         TEXT,
    app_id              TEXT,
    platform            TEXT CHECK (platform IN ('apn', 'fcm', 'none')),
    token               TEXT,
    CHECK (CASE type WHEN 'totp' THEN seed IS NOT NULL ELSE public_key IS NOT NULL AND platform IS NOT NULL END),
    PRIMARY KEY (person, sid)
);
INSERT INTO factor_of_any_kind (person, sid, entity_sid, friendly_name, verified, metadata, updated, version, type,
       alg, time_step, skew, code_length, seed, fingerprint,
       wrong_verifications, wrong_in_a_row, disabled, accepted_until, challenges)
SELECT person, sid, entity_sid, friendly_name, verified, metadata, updated, version, 'totp',
       alg, time_step, skew, code_length, seed, fingerprint,
       wrong_verifications, wrong_in_a_row, disabled, accepted_until, challenges
  FROM factor;
DROP TABLE factor;
ALTER TABLE factor_of_any_kind RENAME TO factor;

-- The factor's type, so that a list of challenges need not look at factors for it.
ALTER TABLE challenge ADD COLUMN type TEXT NOT NULL DEFAULT 'totp' CHECK (type IN ('totp', 'push'));

-- The tokens themselves are never kept: they are made again from these. Behind the index the oldest come first, which
-- is how what has expired is found.
CREATE TABLE access_token (
    person        BYTEA  NOT NULL,
    sid           BYTEA  NOT NULL,
    service_sid   BYTEA  NOT NULL,
    identity      TEXT   NOT NULL,
    entity_sid    BYTEA,
    friendly_name TEXT,
    expires       BIGINT NOT NULL,
    spent         BIGINT NOT NULL,
    PRIMARY KEY (person, sid)
);
CREATE INDEX access_token_by_sid ON access_token (sid);

-- A server of the release before cannot read a factor without a seed.
UPDATE schema_facts SET oldest_reader = 2;
