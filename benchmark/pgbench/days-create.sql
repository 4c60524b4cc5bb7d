\set number random(0, :people - 1)
\set at :now + random(0, 3600000)
INSERT INTO challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts, responded, details,
       hidden_details, metadata, type)
VALUES (public.day_person(:number), public.day_sid(:at, public.day_person(:number)), public.day_person(:number),
        public.day_person(:number), CAST(:at AS bigint) + 300000, CAST(:at AS bigint), 'pending', 0, NULL,
        '{"message":"Sign in to Acme from a new device","fields":[{"label":"Browser","value":"Firefox 145 on Linux"},{"label":"Place","value":"Lisbon, Portugal"}]}',
        '{"session":"5d41402abc4b2a76b9719d911017c592","ip":"203.0.113.77"}', NULL, 'push')
    ON CONFLICT DO NOTHING;
