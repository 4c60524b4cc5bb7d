package dev.countersign.domain;

import java.time.Instant;

/** A user of the application's, known to us by an opaque identity only. */
public record Entity(EntitySid sid, Person person, Instant updated) {}
