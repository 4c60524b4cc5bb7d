package dev.countersign.cli;

import dev.countersign.store.CopyProgress;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows how a copy goes on: as a bar at a terminal, elsewhere as a line every so often. Lets it be broken off cleanly. */
final class CopyScreen implements CopyProgress {
    private static final Duration BETWEEN_BARS = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int WIDTH = 30;

    private final Command.Line line;
    private final LongSupplier nanos;
    private final boolean terminal;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean stop;
    private String what = "";
    private long rows;
    private long gone;
    private long shown;

    CopyScreen(Command.Line line) {
        this.line = line;
        this.nanos = line.given().outside().nanos();
        this.terminal = atTerminal();
    }

    @SuppressWarnings("SystemConsoleNull") // where nobody is there it is null after all, and that is what we ask
    private static boolean atTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Somebody has asked the process to stop. */
    static final class BrokenOff extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Called where the process is told to stop: waits until the source is in use again. */
    void breakOff() {
        stop = true;
        try {
            if (!over.await(60, TimeUnit.SECONDS)) {
                line.tell("countersign: The copy does not end; see whether its source is in use.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void over() {
        over.countDown();
    }

    @Override
    public void begins(Stage stage, int pass, long about) {
        what = switch (stage) {
            case COPYING -> "Copying, pass " + pass;
            case LAST_PASS -> "Last pass, no writes are taken";
            case VERIFYING -> "Verifying";
        };
        rows = about;
        gone = 0;
        if (terminal) {
            draw("");
        } else {
            line.tell(what + ": " + about + " rows");
        }
        shown = nanos.getAsLong();
    }

    @Override
    public void went(String table, int some) {
        if (stop) {
            throw new BrokenOff();
        }
        gone += some;
        Duration since = Duration.ofNanos(nanos.getAsLong() - shown);
        if (since.compareTo(terminal ? BETWEEN_BARS : BETWEEN_LINES) >= 0) {
            if (terminal) {
                draw(table);
            } else {
                line.tell(String.format(Locale.ROOT, "%s: %d of %d rows, %s", what, gone, rows, table));
            }
            shown = nanos.getAsLong();
        }
    }

    private void draw(String table) {
        double part = rows == 0 ? 1 : Math.min(1, (double) gone / rows);
        int full = (int) (part * WIDTH);
        line.err()
                .print(String.format(
                        Locale.ROOT,
                        "\r\u001b[K%s [%s%s] %3d%% %s",
                        what,
                        "#".repeat(full),
                        ".".repeat(WIDTH - full),
                        (int) (part * 100),
                        table));
        line.err().flush();
    }

    /** Takes the bar away. */
    void clear() {
        if (terminal) {
            line.err().print("\r\u001b[K");
            line.err().flush();
        }
    }
}
