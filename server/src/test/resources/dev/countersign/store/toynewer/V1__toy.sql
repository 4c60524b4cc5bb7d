CREATE TABLE schema_facts (
    one           BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    oldest_reader BIGINT NOT NULL
);
INSERT INTO schema_facts (one, oldest_reader) VALUES (1, 1);
CREATE TABLE thing (
    person BYTEA  NOT NULL,
    id     BYTEA  NOT NULL,
    body   TEXT,
    born   BIGINT,
    PRIMARY KEY (person, id)
);
