package dev.countersign.house;

import java.util.List;
import java.util.Set;

/**
 * One package of the house: which of our own packages it may look into ({@code "domain"}, or one class of it,
 * {@code "domain.Refusal"}) and which libraries it may use, by the beginning of their packages' names. {@link #ANY} among
 * either opens all of them.
 */
public record Room(String name, Set<String> doors, Set<String> libraries) {
    public static final String ANY = "*";

    /** Parts of the JDK that count as libraries; all the rest of {@code java.} is everybody's. */
    private static final List<String> GUARDED =
            List.of("java.sql.", "javax.sql.", "java.net.http.", "java.nio.file.", "java.awt.", "java.lang.reflect.");

    private static final List<String> EVERYBODYS = List.of("java.", "org.jspecify.annotations.");

    public static Room room(String name, String... doors) {
        return new Room(name, Set.of(doors), Set.of());
    }

    public Room with(String... libraries) {
        return new Room(name, doors, Set.of(libraries));
    }

    /** @param seen a class of ours without the leading {@code dev.countersign.}, in this room or another */
    boolean maySee(String seen) {
        return doors.contains(ANY)
                || Plan.roomOf(seen).equals(name)
                || doors.stream()
                        .anyMatch(door -> door.contains(".")
                                ? seen.equals(door) || seen.startsWith(door + "$")
                                : Plan.roomOf(seen).equals(door));
    }

    /** @param library a class that is not ours, by its full name */
    boolean mayUse(String library) {
        if (EVERYBODYS.stream().anyMatch(library::startsWith)
                && GUARDED.stream().noneMatch(library::startsWith)) {
            return true;
        }
        return libraries.contains(ANY) || libraries.stream().anyMatch(library::startsWith);
    }
}
