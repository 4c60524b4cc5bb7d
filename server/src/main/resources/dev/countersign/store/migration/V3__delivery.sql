-- What leaves the house: who we are to push services, where events go, and the rows of what is owed to either.

-- Reference tables: small, and the same on every machine.

CREATE TABLE credential (
    sid           BYTEA  NOT NULL PRIMARY KEY,
    account_sid   BYTEA  NOT NULL,
    type          TEXT   NOT NULL CHECK (type IN ('apn', 'fcm', 'gcm', 'webpush')),
    friendly_name TEXT,
    sandbox       BIGINT NOT NULL,
    public_key    TEXT,
    sealed        BYTEA  NOT NULL,
    updated       BIGINT NOT NULL
);
CREATE INDEX credential_by_account ON credential (account_sid, sid);

CREATE TABLE webhook (
    sid           BYTEA  NOT NULL PRIMARY KEY,
    service_sid   BYTEA  NOT NULL,
    friendly_name TEXT   NOT NULL,
    event_types   TEXT   NOT NULL,
    url           TEXT   NOT NULL,
    enabled       BIGINT NOT NULL,
    version       TEXT   NOT NULL CHECK (version IN ('v1', 'v2')),
    updated       BIGINT NOT NULL
);
CREATE INDEX webhook_by_service ON webhook (service_sid, sid);

ALTER TABLE service ADD COLUMN push_message BIGINT NOT NULL DEFAULT 1;
ALTER TABLE service ADD COLUMN push_apn BYTEA;
ALTER TABLE service ADD COLUMN push_fcm BYTEA;
ALTER TABLE service ADD COLUMN push_webpush BYTEA;

-- A further platform, and how often a device was rung of late; a check cannot be changed, so the table is made anew.
CREATE TABLE factor_that_rings (
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
    platform            TEXT CHECK (platform IN ('apn', 'fcm', 'webpush', 'none')),
    token               TEXT,
    rung                BYTEA,
    unanswered          BIGINT,
    token_gone          BIGINT,
    CHECK (CASE type WHEN 'totp' THEN seed IS NOT NULL
                     ELSE public_key IS NOT NULL AND platform IS NOT NULL AND unanswered IS NOT NULL END),
    PRIMARY KEY (person, sid)
);
INSERT INTO factor_that_rings (person, sid, entity_sid, friendly_name, verified, metadata, updated, version, type,
       alg, time_step, skew, code_length, seed, fingerprint, wrong_verifications, wrong_in_a_row, disabled,
       accepted_until, challenges, public_key, sdk_version, app_id, platform, token, unanswered)
SELECT person, sid, entity_sid, friendly_name, verified, metadata, updated, version, type,
       alg, time_step, skew, code_length, seed, fingerprint, wrong_verifications, wrong_in_a_row, disabled,
       accepted_until, challenges, public_key, sdk_version, app_id, platform, token,
       CASE type WHEN 'push' THEN 0 END
  FROM factor;
DROP TABLE factor;
ALTER TABLE factor_that_rings RENAME TO factor;

-- How often its device was asked to be rung again.
ALTER TABLE challenge ADD COLUMN notifications BIGINT NOT NULL DEFAULT 0;

-- What is owed outside, written with what causes it. A row may be taken by anybody once it is due, and whoever takes it
-- puts that off; once nothing more is to be done about it, it is due no more. Rows of one factor and one webhook go out by
-- place. Pushes leave the table when they are over, events stay for the operator to see.
CREATE TABLE outbox (
    person        BYTEA  NOT NULL,
    sid           BYTEA  NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('push', 'event')),
    destination   BYTEA  NOT NULL,
    factor_sid    BYTEA  NOT NULL,
    challenge_sid BYTEA,
    place         BIGINT NOT NULL,
    due           BIGINT,
    until         BIGINT NOT NULL,
    tries         BIGINT NOT NULL,
    event_type    TEXT,
    event_id      BYTEA,
    body          TEXT,
    sent          BIGINT,
    answer        TEXT,
    updated       BIGINT NOT NULL,
    erase         BIGINT NOT NULL,
    CHECK (kind = 'push' OR (event_type IS NOT NULL AND event_id IS NOT NULL AND body IS NOT NULL)),
    PRIMARY KEY (person, sid)
);
CREATE INDEX outbox_owed ON outbox (destination, due) WHERE due IS NOT NULL;
CREATE INDEX outbox_by_place ON outbox (person, factor_sid, destination, place, sid) WHERE kind = 'event' AND due IS NOT NULL;
CREATE INDEX outbox_by_webhook ON outbox (destination, sid) WHERE kind = 'event';

-- A server of the release before knows neither the platform nor the counters.
UPDATE schema_facts SET oldest_reader = 3;
