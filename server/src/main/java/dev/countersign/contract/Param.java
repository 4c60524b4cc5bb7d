package dev.countersign.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing a caller may send, and the typed key to what they sent. A handler reads it with {@link Call#get} where it is
 * required, {@link Call#find} where it is not, {@link Call#all} where it may be repeated.
 */
public record Param<T>(String name, Place place, Need need, Shape<T> shape) {

    /** Where in the request it travels. */
    public enum Place {
        PATH,
        QUERY,
        FORM
    }

    /** Whether it must be there, and what its being empty means. */
    public enum Need {
        REQUIRED,
        /** Empty is as good as absent. */
        OPTIONAL,
        /** Empty is as good as absent, and so is JSON's null. */
        OPTIONAL_JSON,
        /** Empty is a value: it clears what was there. */
        CLEARABLE,
        /** Any number of times; empty ones do not count. */
        REPEATED,
        /** Likewise, and at least once. */
        AT_LEAST_ONCE,
        /** Part of a path, where misspelling it is a bad request and not a missing thing. */
        SPELT
    }

    public static <T> Param<T> path(String name, Shape<T> shape) {
        return new Param<>(name, Place.PATH, Need.REQUIRED, shape);
    }

    public static <T> Param<T> query(String name, Shape<T> shape) {
        return new Param<>(name, Place.QUERY, Need.OPTIONAL, shape);
    }

    public static <T> Param<T> form(String name, Shape<T> shape) {
        return new Param<>(name, Place.FORM, Need.OPTIONAL, shape);
    }

    public Param<T> required() {
        return new Param<>(name, place, Need.REQUIRED, shape);
    }

    public Param<T> spelt() {
        return new Param<>(name, place, Need.SPELT, shape);
    }

    public Param<T> json() {
        return new Param<>(name, place, Need.OPTIONAL_JSON, shape);
    }

    public Param<T> clearable() {
        return new Param<>(name, place, Need.CLEARABLE, shape);
    }

    public Param<T> repeated() {
        return new Param<>(name, place, Need.REPEATED, shape);
    }

    public Param<T> atLeastOnce() {
        return new Param<>(name, place, Need.AT_LEAST_ONCE, shape);
    }

    /** Whether it may be sent more than once. */
    public boolean many() {
        return need == Need.REPEATED || need == Need.AT_LEAST_ONCE;
    }

    /** Whether a call without it is refused. */
    public boolean mustBeSent() {
        return need == Need.REQUIRED || need == Need.AT_LEAST_ONCE;
    }

    /** What was sent under this name, read; a list where it may be repeated; null where there was nothing. */
    // spec Verify 11 T29: of a repeated scalar the last counts; T9: empty is absent
    @Nullable
    Object read(List<String> raw) {
        if (many()) {
            List<T> all =
                    raw.stream().filter(s -> !s.isEmpty()).map(shape.read()).toList();
            if (all.isEmpty() && mustBeSent()) {
                throw new Unfit("is required");
            }
            return all;
        }
        // an SDK that is given null for an object writes the word
        if (need == Need.OPTIONAL_JSON
                && !raw.isEmpty()
                && (raw.getLast().isEmpty() || raw.getLast().equals("null"))) {
            return null;
        }
        if (raw.isEmpty() || (raw.getLast().isEmpty() && need == Need.OPTIONAL)) {
            if (need == Need.REQUIRED) {
                throw new Unfit("is required");
            }
            return null;
        }
        if (raw.getLast().isEmpty() && need == Need.REQUIRED) {
            throw new Unfit("is required");
        }
        return shape.read().apply(raw.getLast());
    }
}
