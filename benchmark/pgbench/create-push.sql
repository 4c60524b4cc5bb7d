-- What a server does at PostgreSQL to create a challenge for a phone, ring it and leave word of that: the same statements in as many round
-- trips and transactions, of the same people, whose factors are named like them. Like a driver's, a transaction begins in
-- one round trip with its first statement.
--
--   pgbench -n -M prepared -f create-push.sql -D people=COUNT -D service=HEX -D account=HEX -D now=MILLIS
--
-- What a server carries from one statement to the next, that the factor is still the one it read, cannot be carried here:
-- every version will do.
\set person random(0, :people - 1)
\set challenge random(1, 4611686018427387904)
\set push random(1, 4611686018427387904)

\startpipeline
BEGIN;
SELECT f.sid, f.entity_sid, f.friendly_name, f.verified, f.metadata, f.updated, f.version, f.type, f.seed, f.fingerprint,
       f.alg, f.time_step, f.skew, f.code_length, f.wrong_verifications, f.wrong_in_a_row, f.disabled, f.accepted_until,
       f.challenges, f.public_key, f.sdk_version, f.app_id, f.platform, f.token, f.rung, f.unanswered, f.token_gone,
       s.push_include_date, s.push_message, s.push_apn, s.push_fcm, s.push_webpush
  FROM factor f
  JOIN entity e ON e.person = f.person AND e.sid = f.entity_sid
  JOIN service s ON s.sid = e.service_sid
 WHERE f.person = bench_person(:service, :person) AND f.sid = bench_person(:service, :person)
   AND s.account_sid = decode(:account, 'hex');
\endpipeline
INSERT INTO challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts,
       responded, details, hidden_details, metadata, type)
VALUES (bench_person(:service, :person), bench_sid(:now, :challenge), bench_person(:service, :person),
        bench_person(:service, :person), CAST(:now AS bigint) + 300000, CAST(:now AS bigint), 'pending', 0, NULL,
        '{"message":"Sign in to Acme from a new device","fields":[{"label":"Browser","value":"Firefox 145 on Linux"},{"label":"Place","value":"Lisbon, Portugal"}]}',
        '{"session":"5d41402abc4b2a76b9719d911017c592","ip":"203.0.113.77"}', NULL, 'push');
INSERT INTO outbox (person, sid, kind, destination, factor_sid, challenge_sid, place, due, until, tries,
       body, updated, erase)
VALUES (bench_person(:service, :person), bench_sid(:now, :push), 'push', decode(:service, 'hex'),
        bench_person(:service, :person), bench_sid(:now, :challenge), 0, CAST(:now AS bigint) + 600000,
        CAST(:now AS bigint) + 900000, 0, 'Sign in to Acme from a new device', CAST(:now AS bigint), 0);
UPDATE factor SET friendly_name = 'Ana''s phone', verified = 1, metadata = NULL, updated = CAST(:now AS bigint),
       sdk_version = '1.0.0', app_id = 'com.example.bench', platform = 'fcm', token = token, rung = '', unanswered = 1,
       token_gone = NULL, version = version + 1, unit = bench_sid(:now, :push)
 WHERE person = bench_person(:service, :person) AND sid = bench_person(:service, :person) AND version >= 0;
COMMIT;

\startpipeline
BEGIN;
DELETE FROM outbox
 WHERE person = bench_person(:service, :person) AND sid = bench_sid(:now, :push) AND due IS NOT NULL;
\endpipeline
SELECT 1 FROM entity WHERE person = bench_person(:service, :person);
INSERT INTO trail (person, sid, type, factor_sid, challenge_sid, other_sid, word, number, answer)
VALUES (bench_person(:service, :person), bench_sid(:now, :push), 'challenge_pushed', bench_person(:service, :person),
        bench_sid(:now, :challenge), NULL, 'fcm', NULL, 'written to the log') ON CONFLICT (person, sid) DO NOTHING;
COMMIT;
