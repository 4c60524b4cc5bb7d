-- One table as the server has it, and the same in a partition for each day; each with as many challenges of as many people, who have
-- them over ninety days, in the order of time.
--
--   psql -v people=COUNT -v each=COUNT -f days.sql
CREATE FUNCTION day_person(number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN substr(sha256(int8send($1)), 1, 16);
CREATE FUNCTION day_sid(at bigint, person bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN substr(int8send($1), 3) || substr(sha256($2 || int8send($1)), 1, 10);

CREATE SCHEMA whole;
ALTER TABLE challenge SET SCHEMA whole;
CREATE SCHEMA parted;
CREATE TABLE parted.challenge (LIKE whole.challenge INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (person, sid))
       PARTITION BY RANGE (sid);
CREATE INDEX challenge_by_time ON parted.challenge (sid) WHERE expires > 0;

-- When each day begins, from ninety days ago to the day after tomorrow, in milliseconds.
CREATE TABLE parted.days AS
SELECT (CAST(extract(epoch FROM now()) AS bigint) / 86400 - 90 + day) * 86400000 AS at FROM generate_series(0, 92) AS day;
SELECT format('CREATE TABLE parted.day_%s PARTITION OF parted.challenge FOR VALUES FROM (%L) TO (%L)',
              lpad(CAST(row_number() OVER (ORDER BY at) AS text), 3, '0'), substr(int8send(at), 3), substr(int8send(at + 86400000), 3))
  FROM parted.days ORDER BY at
\gexec

INSERT INTO whole.challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts, responded, details,
       hidden_details, metadata, type)
SELECT p.person, day_sid(t.at, p.person), p.person, p.person, t.at + 300000, t.at + 5000, 'approved', 0, t.at + 5000,
       '{"message":"Sign in to Acme from a new device","fields":[{"label":"Browser","value":"Firefox 145 on Linux"},{"label":"Place","value":"Lisbon, Portugal"}]}',
       '{"session":"5d41402abc4b2a76b9719d911017c592","ip":"203.0.113.77"}', NULL, 'totp'
  FROM (SELECT (SELECT min(at) FROM parted.days) + (turn - 1) * (CAST(86400000 AS bigint) * 90 / :each) AS at
          FROM generate_series(1, :each) AS turn) AS t
 CROSS JOIN (SELECT day_person(number) AS person FROM generate_series(0, :people - 1) AS number) AS p
 ORDER BY t.at;
INSERT INTO parted.challenge SELECT * FROM whole.challenge ORDER BY sid;
VACUUM (ANALYZE) whole.challenge;
VACUUM (ANALYZE) parted.challenge;
