package dev.countersign.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** How a counterpart treats a request: as it should, or in one of the ways in which the other end of a wire goes wrong. */
public sealed interface Misbehaviour {

    /** Whether it acts on the request as if nothing were wrong, whatever becomes of the answer. */
    default boolean acts() {
        return switch (this) {
            case None _, CutShort _, Drip _, Huge _ -> true;
            case Status status -> status.status() / 100 == 2;
            case Redirect _, Hang _, HangUp _, Reset _ -> false;
        };
    }

    /** It does what it should. */
    record None() implements Misbehaviour {}

    /** It answers that status. Of the 2xx it acts on the request; any other it answers instead of acting. */
    record Status(int status, Map<String, String> headers) implements Misbehaviour {}

    /** It sends the request on to somewhere else, to be asked again by the same method. */
    record Redirect(URI to) implements Misbehaviour {}

    /** It takes the request in and says nothing for as long as anyone listens. */
    record Hang() implements Misbehaviour {}

    /** It takes the request in and closes the connection without a word. */
    record HangUp() implements Misbehaviour {}

    /** It takes the request in and resets the connection, as a process does that dies. */
    record Reset() implements Misbehaviour {}

    /** It acts on the request, and closes the connection midway through the answer's body. */
    record CutShort() implements Misbehaviour {}

    /** It acts on the request, and answers byte by byte with that pause before each. */
    record Drip(Duration pause) implements Misbehaviour {}

    /** It acts on the request, and follows the answer's head with that many bytes. */
    record Huge(long bytes) implements Misbehaviour {}

    static Misbehaviour none() {
        return new None();
    }

    static Misbehaviour status(int status) {
        return new Status(status, Map.of());
    }

    /** It answers that status and says when to come again. */
    static Misbehaviour status(int status, Duration retryAfter) {
        return status(status, Long.toString(retryAfter.toSeconds()));
    }

    /** It answers that status with that text, a date for instance, for when to come again. */
    static Misbehaviour status(int status, String retryAfter) {
        return new Status(status, Map.of("Retry-After", retryAfter));
    }

    static Misbehaviour redirect(URI to) {
        return new Redirect(to);
    }

    static Misbehaviour hang() {
        return new Hang();
    }

    static Misbehaviour hangUp() {
        return new HangUp();
    }

    static Misbehaviour reset() {
        return new Reset();
    }

    static Misbehaviour cutShort() {
        return new CutShort();
    }

    static Misbehaviour drip(Duration pause) {
        return new Drip(pause);
    }

    static Misbehaviour huge(long bytes) {
        return new Huge(bytes);
    }
}
