\set number random(0, :people - 1)
\set turn random(1, :each)
SELECT c.sid, c.entity_sid, c.factor_sid, c.expires, c.updated, c.status, c.attempts, c.responded, c.details, c.hidden_details,
       c.metadata, c.type, c.closed
  FROM challenge c
 WHERE c.person = public.day_person(:number)
   AND c.sid = public.day_sid((SELECT min(at) FROM parted.days) + (:turn - 1) * (CAST(86400000 AS bigint) * 90 / :each), public.day_person(:number));
