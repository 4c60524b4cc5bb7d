-- What several servers on one database need of the record. A server of the release before goes on beside these: it reads
-- none of it, and what it writes leaves it empty.

-- The unit of work that wrote the row last, so that one whose commit was never answered for knows its own deed.
ALTER TABLE factor ADD COLUMN unit BYTEA;
ALTER TABLE challenge ADD COLUMN unit BYTEA;

-- Whether somebody was told that it is over: from then on no answer is taken, whatever the time is at another server.
ALTER TABLE challenge ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;

-- Why no server may use this record, where that is so: it was moved elsewhere, or is still being filled.
ALTER TABLE schema_facts ADD COLUMN moved TEXT;

-- From when on an account may again ask a whole second's worth at once, in microseconds: what all servers together have
-- let it ask. Only of accounts that have a limit.
CREATE TABLE allowance (
    account_sid BYTEA  NOT NULL PRIMARY KEY,
    full_at     BIGINT NOT NULL
);
