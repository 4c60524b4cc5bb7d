-- The same of challenges, of which there may be many: built while they are written, where the engine can do that, and so outside of
-- a transaction. What a build that was cut off has left goes first.
DROP INDEX IF EXISTS challenge_by_time;
CREATE INDEX ${concurrently} challenge_by_time ON challenge (sid) WHERE expires > 0;
