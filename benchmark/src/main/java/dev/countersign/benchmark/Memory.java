package dev.countersign.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What another Java process holds, in KiB.
 *
 * @param heap after a full collection, which looking causes
 * @param resident of the process, after that
 */
record Memory(long heap, long resident) {
    /** A generation, or all of them; what is shared out below it is indented further or called otherwise. */
    private static final Pattern USED = Pattern.compile(
            "(?m)^\\s*(?:def new generation|DefNew|tenured generation|Tenured|garbage-first heap)\\b.*?used (\\d+)K");

    static Memory of(long pid) throws IOException, InterruptedException {
        ask(pid, "GC.run");
        Matcher used = USED.matcher(ask(pid, "GC.heap_info"));
        long heap = 0;
        while (used.find()) {
            heap += Long.parseLong(used.group(1));
        }
        if (heap == 0) {
            throw new IOException("the collector's words were not understood");
        }
        return new Memory(heap, resident(pid));
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static String ask(long pid, String what) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asking = new ProcessBuilder(List.of(jcmd.toString(), Long.toString(pid), what))
                .redirectErrorStream(true)
                .start();
        String told = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asking.waitFor() != 0) {
            throw new IOException(told);
        }
        return told;
    }

    @Override
    public String toString() {
        return heap + " " + resident;
    }
}
