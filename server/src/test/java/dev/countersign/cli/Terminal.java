package dev.countersign.cli;

import dev.countersign.Given;
import dev.countersign.http.LogSink;
import dev.countersign.http.TimeAndChance;
import dev.countersign.store.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody at a terminal, with a data folder of their own: what they typed, and what they were told. */
final class Terminal implements AutoCloseable {
    static final String KEY = "0123456789abcdef".repeat(4);

    final Path folder;
    final Map<String, String> environment = new HashMap<>();
    String typed = "";
    final Database.Hand clock = new Database.Hand();
    private final LogSink log = new LogSink(OutputStream.nullOutputStream());
    private final Given given =
            new Given(new TimeAndChance(clock, System::nanoTime, new Random(1)), new Random(2), log, () -> {
                throw new AssertionError("the store failed");
            });

    Terminal(Path folder) {
        this.folder = folder;
        environment.put("COUNTERSIGN_DATA", folder.toString());
    }

    /** A Countersign that was started once, with the master key {@link #KEY}. */
    static Terminal withRecord(Path folder) throws IOException {
        Files.write(folder.resolve("countersign.db"), Database.empty());
        Files.writeString(folder.resolve("master.key"), KEY);
        return new Terminal(folder);
    }

    /** What a command ended with, and what it said. */
    record Told(int code, String out, String err) {
        /** What stands behind a word at a line's beginning. */
        String after(String label) {
            Matcher m = Pattern.compile("(?m)^" + label + " +(\\S+)").matcher(out);
            if (!m.find()) {
                throw new AssertionError("no " + label + " in: " + out + err);
            }
            return m.group(1);
        }
    }

    Told run(String line) {
        return run(line.split(" "));
    }

    Told run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        int code = new CommandLines(environment, given, in, new PrintWriter(out), new PrintWriter(err)).run(args);
        return new Told(code, out.toString(), err.toString());
    }

    /** The command runs to its end and has nothing to complain of. */
    Told fine(String line) {
        Told told = run(line);
        if (told.code() != 0 || !told.err().isEmpty()) {
            throw new AssertionError(line + " ended with " + told);
        }
        return told;
    }

    /** The one sentence with which a command refuses. */
    String refused(String line) {
        Told told = run(line);
        List<String> lines = new ArrayList<>(Arrays.asList(told.err().split("\n", -1)));
        if (told.code() != 1 || lines.size() != 2 || !told.out().isEmpty()) {
            throw new AssertionError(line + " ended with " + told);
        }
        return lines.getFirst();
    }

    @Override
    public void close() {
        log.close();
    }
}
