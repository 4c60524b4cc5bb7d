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
