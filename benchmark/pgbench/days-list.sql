\set number random(0, :people - 1)
SELECT c.sid, c.entity_sid, c.factor_sid, c.expires, c.updated, c.status, c.attempts, c.responded, c.details, c.hidden_details,
       c.metadata, c.type, c.closed
  FROM challenge c
 WHERE c.person = public.day_person(:number)
   AND CASE WHEN c.entity_sid = public.day_person(:number) THEN 1 END IS NOT NULL
 ORDER BY c.sid DESC LIMIT 51;
