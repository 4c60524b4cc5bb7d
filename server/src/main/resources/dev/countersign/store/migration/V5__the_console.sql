-- What the operator's console needs of the record. A server of the release before goes on beside these: it reads none of it,
-- and what it does leaves no word here.

-- Who is signed in, under a hash of what their cookie holds. A reference table: a handful of rows an account, each written once
-- a minute at most.
CREATE TABLE console_session (
    sid         BYTEA  NOT NULL PRIMARY KEY,
    account_sid BYTEA  NOT NULL,
    key_sid     BYTEA,
    created     BIGINT NOT NULL,
    seen        BIGINT NOT NULL,
    credential  BYTEA  NOT NULL
);
CREATE INDEX console_session_by_account ON console_session (account_sid, created);
CREATE INDEX console_session_by_age ON console_session (created);

-- Whoever looks at an account's API keys is shown them a page at a time.
CREATE INDEX api_key_by_account ON api_key (account_sid, sid);

-- What happened to a person and no other row tells of, written in the unit that did it; that a challenge was created and how it
-- was answered its own row tells, until its factor goes. What a column holds besides the SIDs goes by the type.
CREATE TABLE trail (
    person        BYTEA  NOT NULL,
    sid           BYTEA  NOT NULL,
    type          TEXT   NOT NULL,
    factor_sid    BYTEA,
    challenge_sid BYTEA,
    other_sid     BYTEA,
    word          TEXT,
    number        BIGINT,
    answer        TEXT,
    PRIMARY KEY (person, sid)
);

-- Behind this the latest of everybody's come together: rows are added at its end, and hours are added up along it. What it asks
-- for is true of every row; but only who asks for it, too, is led here. An engine that looks for one person's latest might
-- otherwise take this way, past everybody else's.
CREATE INDEX trail_by_time ON trail (sid) WHERE type <> '';

-- What happened within an hour in a Service, added up, as of when that was done last. A reference table.
CREATE TABLE hour_count (
    service_sid   BYTEA  NOT NULL,
    hour          BIGINT NOT NULL,
    counted       BIGINT NOT NULL,
    created       BIGINT NOT NULL,
    approved      BIGINT NOT NULL,
    denied        BIGINT NOT NULL,
    expired       BIGINT NOT NULL,
    wrong_codes   BIGINT NOT NULL,
    pushes_failed BIGINT NOT NULL,
    events_sent   BIGINT NOT NULL,
    events_failed BIGINT NOT NULL,
    le_5          BIGINT NOT NULL,
    le_15         BIGINT NOT NULL,
    le_30         BIGINT NOT NULL,
    le_60         BIGINT NOT NULL,
    le_120        BIGINT NOT NULL,
    le_300        BIGINT NOT NULL,
    more          BIGINT NOT NULL,
    PRIMARY KEY (service_sid, hour)
);
CREATE INDEX hour_count_by_hour ON hour_count (hour);

-- Which server adds hours up, until when it alone does, and the hour before which they are added up for good. One row, or none yet.
CREATE TABLE counting (
    one     BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    holder  BYTEA  NOT NULL,
    leased  BIGINT NOT NULL,
    through BIGINT NOT NULL
);
