-- One text for every database: BYTEA, BIGINT and TEXT only, no generated keys.

-- What a server must know before it touches anything else. One row.
-- oldest_reader is the oldest schema level (the last migration a server's jar carries) that may still use this record;
-- a migration that would break servers of the release before raises it, so that upgrades can roll.
CREATE TABLE schema_facts (
    one           BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    oldest_reader BIGINT NOT NULL
);
INSERT INTO schema_facts (one, oldest_reader) VALUES (1, 1);

-- Reference tables: small, and the same on every machine.

CREATE TABLE account (
    sid                 BYTEA  NOT NULL PRIMARY KEY,
    friendly_name       TEXT   NOT NULL,
    active              BIGINT NOT NULL,
    requests_per_second BIGINT,
    updated             BIGINT NOT NULL
);

-- Up to two tokens are good at once; the primary one signs.
CREATE TABLE auth_token (
    account_sid BYTEA  NOT NULL,
    place       TEXT   NOT NULL CHECK (place IN ('primary', 'secondary')),
    hash        BYTEA  NOT NULL,
    sealed      BYTEA  NOT NULL,
    created     BIGINT NOT NULL,
    PRIMARY KEY (account_sid, place)
);

CREATE TABLE api_key (
    sid           BYTEA  NOT NULL PRIMARY KEY,
    account_sid   BYTEA  NOT NULL,
    friendly_name TEXT   NOT NULL,
    hash          BYTEA  NOT NULL,
    updated       BIGINT NOT NULL
);

-- The keys that seal secrets, each wrapped by the master key of that id; a rotation has every key under two masters for
-- a while. Key 0 makes fingerprints and page tokens and stays; of the others the highest seals.
CREATE TABLE data_key (
    id        BIGINT NOT NULL,
    master_id TEXT   NOT NULL,
    wrapped   BYTEA  NOT NULL,
    created   BIGINT NOT NULL,
    PRIMARY KEY (id, master_id)
);

CREATE TABLE service (
    sid                      BYTEA  NOT NULL PRIMARY KEY,
    account_sid              BYTEA  NOT NULL,
    friendly_name            TEXT   NOT NULL,
    updated                  BIGINT NOT NULL,
    code_length              BIGINT NOT NULL,
    lookup                   BIGINT NOT NULL,
    psd2                     BIGINT NOT NULL,
    skip_sms_to_landlines    BIGINT NOT NULL,
    dtmf_input               BIGINT NOT NULL,
    no_sharing_warning       BIGINT NOT NULL,
    custom_code              BIGINT NOT NULL,
    events                   BIGINT NOT NULL,
    tts_name                 TEXT,
    default_template_sid     TEXT,
    whatsapp_service_sid     TEXT,
    whatsapp_from            TEXT,
    push_include_date        BIGINT NOT NULL,
    totp_issuer              TEXT,
    totp_time_step           BIGINT,
    totp_code_length         BIGINT,
    totp_skew                BIGINT,
    passkeys_id              TEXT,
    passkeys_name            TEXT,
    passkeys_origins         TEXT,
    passkeys_attachment      TEXT,
    passkeys_discoverable    TEXT,
    passkeys_verification    TEXT
);
CREATE INDEX service_by_account ON service (account_sid, sid);

-- Services that are gone, until the reaper has found all their entities.
CREATE TABLE service_grave (
    sid BYTEA NOT NULL PRIMARY KEY
);

-- Everything below hangs on a person: the first 16 bytes of a hash over Service and identity.

CREATE TABLE entity (
    person      BYTEA  NOT NULL PRIMARY KEY,
    sid         BYTEA  NOT NULL,
    service_sid BYTEA  NOT NULL,
    identity    TEXT   NOT NULL,
    updated     BIGINT NOT NULL
);
CREATE INDEX entity_by_service ON entity (service_sid, sid);

-- What must outlive an entity's deletion: when factors were created, eight bytes each.
CREATE TABLE person (
    person    BYTEA NOT NULL PRIMARY KEY,
    creations BYTEA NOT NULL
);

CREATE TABLE factor (
    person              BYTEA  NOT NULL,
    sid                 BYTEA  NOT NULL,
    entity_sid          BYTEA  NOT NULL,
    friendly_name       TEXT   NOT NULL,
    verified            BIGINT NOT NULL,
    metadata            TEXT,
    updated             BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    alg                 TEXT   NOT NULL,
    time_step           BIGINT NOT NULL,
    skew                BIGINT NOT NULL,
    code_length         BIGINT NOT NULL,
    seed                BYTEA  NOT NULL,
    fingerprint         BYTEA  NOT NULL,
    wrong_verifications BIGINT NOT NULL,
    wrong_in_a_row      BIGINT NOT NULL,
    disabled            BIGINT NOT NULL,
    accepted_until      BIGINT NOT NULL,
    challenges          BYTEA  NOT NULL,
    PRIMARY KEY (person, sid)
);

CREATE TABLE challenge (
    person         BYTEA  NOT NULL,
    sid            BYTEA  NOT NULL,
    entity_sid     BYTEA  NOT NULL,
    factor_sid     BYTEA  NOT NULL,
    expires        BIGINT NOT NULL,
    updated        BIGINT NOT NULL,
    status         TEXT   NOT NULL CHECK (status IN ('pending', 'approved', 'denied')),
    attempts       BIGINT NOT NULL,
    responded      BIGINT,
    details        TEXT,
    hidden_details TEXT,
    metadata       TEXT,
    PRIMARY KEY (person, sid)
);

-- Entities and factors that are gone, until the reaper has removed what hung on them; an entity's stays until the
-- counters of its person may go, too.
CREATE TABLE grave (
    person BYTEA  NOT NULL,
    sid    BYTEA  NOT NULL,
    kind   TEXT   NOT NULL CHECK (kind IN ('entity', 'factor', 'counters')),
    due    BIGINT NOT NULL,
    PRIMARY KEY (person, sid)
);
CREATE INDEX grave_by_due ON grave (due);
