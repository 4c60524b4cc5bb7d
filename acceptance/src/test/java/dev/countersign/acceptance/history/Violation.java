package dev.countersign.acceptance.history;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A promise that was broken.
 *
 * @param words what was promised and what came of it
 * @param operations those by which one sees it
 */
public record Violation(String words, List<Operation> operations) {
    static Violation of(String words, Operation... operations) {
        return new Violation(
                words,
                Stream.of(operations)
                        .sorted(Comparator.comparingInt(Operation::number))
                        .toList());
    }

    @Override
    public String toString() {
        return operations.stream().map(Operation::line).collect(Collectors.joining("\n    ", words + "\n    ", ""));
    }
}
