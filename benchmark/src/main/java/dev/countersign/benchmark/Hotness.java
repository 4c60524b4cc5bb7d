package dev.countersign.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Where a flight recording saw the processor, and the memory, go. */
final class Hotness {
    private static final String OURS = "dev.countersign.";

    private final Tally leaves = new Tally("At the top of the stack");
    private final Tally nearest = new Tally("Our nearest frame, with the libraries below it");
    private final Tally within = new Tally("Our frames anywhere on the stack, with all below them");
    private final Tally allocated = new Tally("Bytes allocated, by our nearest frame");
    private final Tally kinds = new Tally("Bytes allocated, by class");

    private Hotness() {}

    static void print(Path recording, int most) throws IOException {
        Hotness hotness = new Hotness();
        Map<String, Integer> samples = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                samples.merge(file.readEvent().getEventType().getName(), 1, Integer::sum);
            }
        }
        boolean byProcessorTime = samples.getOrDefault("jdk.CPUTimeSample", 0) > 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                hotness.add(file.readEvent(), byProcessorTime);
            }
        }
        System.out.println("Samples by " + (byProcessorTime ? "processor time" : "wall time of running threads"));
        hotness.print(most);
    }

    private void print(int most) {
        leaves.print(most, leaves.sum());
        nearest.print(most, leaves.sum());
        within.print(most, leaves.sum());
        allocated.print(most, allocated.sum());
        kinds.print(most, kinds.sum());
    }

    private void add(RecordedEvent event, boolean byProcessorTime) {
        switch (event.getEventType().getName()) {
            case "jdk.CPUTimeSample" -> sample(event.getStackTrace());
            // Native samples are of threads that may be waiting in the kernel, so they are not mixed with the others.
            case "jdk.ExecutionSample" -> {
                if (!byProcessorTime) {
                    sample(event.getStackTrace());
                }
            }
            case "jdk.ObjectAllocationSample" -> {
                long bytes = event.getLong("weight");
                allocated.add(ourNearest(event.getStackTrace()), bytes);
                kinds.add(event.getClass("objectClass").getName(), bytes);
            }
            default -> {}
        }
    }

    private void sample(@Nullable RecordedStackTrace trace) {
        if (trace == null || trace.getFrames().isEmpty()) {
            leaves.add("(no stack)", 1);
            nearest.add("(no stack)", 1);
            return;
        }
        leaves.add(name(trace.getFrames().getFirst()), 1);
        nearest.add(ourNearest(trace), 1);
        Set<String> seen = new HashSet<>();
        for (RecordedFrame frame : trace.getFrames()) {
            String name = name(frame);
            if (name.startsWith(OURS)) {
                seen.add(name);
            }
        }
        seen.forEach(name -> within.add(name, 1));
    }

    private static String ourNearest(@Nullable RecordedStackTrace trace) {
        if (trace == null) {
            return "(no stack)";
        }
        return trace.getFrames().stream()
                .map(Hotness::name)
                .filter(name -> name.startsWith(OURS))
                .findFirst()
                .orElseGet(() -> "(none of ours: " + room(trace) + ")");
    }

    /** What kind of thread it is, told by the outermost frame that is not the JDK's. */
    private static String room(RecordedStackTrace trace) {
        return trace.getFrames().reversed().stream()
                .map(Hotness::name)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                .findFirst()
                .orElseGet(() -> name(trace.getFrames().getLast()));
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        // Lambdas are numbered anew at every start.
        return method.getType().getName().replaceAll("(\\$\\$Lambda).*", "$1") + "." + method.getName();
    }

    /** Names and how much fell to each. */
    private static final class Tally {
        private final String title;
        private final Map<String, Long> amounts = new HashMap<>();

        Tally(String title) {
            this.title = title;
        }

        void add(String name, long amount) {
            amounts.merge(name, amount, Long::sum);
        }

        long sum() {
            return amounts.values().stream().mapToLong(Long::longValue).sum();
        }

        /** @param whole what a hundred per cent are: a stack has many frames, so their sum is no measure */
        void print(int most, long whole) {
            System.out.printf("%n%s%n", title);
            amounts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(most)
                    .forEach(e -> System.out.printf("%6.2f %%  %s%n", 100.0 * e.getValue() / whole, e.getKey()));
        }
    }
}
