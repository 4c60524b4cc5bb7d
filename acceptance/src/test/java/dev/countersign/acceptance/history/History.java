package dev.countersign.acceptance.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The record of what was asked and answered, and of what went wrong meanwhile: written by many, and only added to. */
public final class History {
    private final long began = System.nanoTime();
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Operation> operations = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    /** Something that was done to a server rather than asked of it. */
    record Note(long at, String words) {}

    /** The number of the next request. It is drawn before the request is sent, so that what it makes can carry it. */
    int draw() {
        return numbers.incrementAndGet();
    }

    /** Nanoseconds since this began. */
    long now() {
        return System.nanoTime() - began;
    }

    synchronized void add(Operation operation) {
        operations.add(operation);
    }

    synchronized void note(String words) {
        notes.add(new Note(now(), words));
    }

    /** Every operation, in the order of their numbers. */
    public synchronized List<Operation> operations() {
        return operations.stream()
                .sorted(Comparator.comparingInt(Operation::number))
                .toList();
    }

    private synchronized List<Note> notes() {
        return List.copyOf(notes);
    }

    private record Line(long at, String text) {}

    /** Writes it down, a line each, by the time at which it was asked or done. */
    public void save(Path file) {
        Stream<Line> asked = operations().stream().map(o -> new Line(o.invoked(), o.line()));
        Stream<Line> done =
                notes().stream().map(n -> new Line(n.at(), "------ %.6f %s".formatted(n.at() / 1e9, n.words())));
        List<String> lines = Stream.concat(asked, done)
                .sorted(Comparator.comparingLong(Line::at))
                .map(Line::text)
                .toList();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
