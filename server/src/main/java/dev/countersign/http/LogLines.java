package dev.countersign.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Brings what is logged by the engine, the libraries and ourselves into the same stream and form as the requests. */
public final class LogLines extends Handler {
    // The logging system forgets the level of a logger that nobody holds.
    private static final List<Logger> TALKERS =
            List.of("org.eclipse.jetty", "org.flywaydb", "com.eatthepath.pushy", "io.netty").stream()
                    .map(Logger::getLogger)
                    .toList();
    // These warn of every malformed request, and quote it; the line of the request itself says enough.
    private static final List<Logger> COMPLAINERS = List.of(
            Logger.getLogger("org.eclipse.jetty.http.HttpParser"), Logger.getLogger("org.eclipse.jetty.util.HostPort"));

    private record Entry(LogRecord record, String message) implements LogSink.Line {
        @Override
        public void writeTo(JsonLine line) {
            String logger = record.getLoggerName();
            line.time(record.getInstant().toEpochMilli())
                    .text("level", level(record.getLevel()))
                    .text("event", "log")
                    .text("logger", logger == null ? "" : logger)
                    .text("message", message);
            Throwable thrown = record.getThrown();
            if (thrown != null) {
                line.text("exception", stack(thrown));
            }
        }
    }

    private final LogSink sink;
    private final SimpleFormatter formatter = new SimpleFormatter();

    private LogLines(LogSink sink) {
        this.sink = sink;
    }

    /** Makes this sink the only place where records go. */
    public static void install(LogSink sink) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(new LogLines(sink));
        TALKERS.forEach(logger -> logger.setLevel(Level.WARNING));
        COMPLAINERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    @Override
    public void publish(@Nullable LogRecord record) {
        if (record != null && isLoggable(record)) {
            sink.add(new Entry(record, formatter.formatMessage(record)));
        }
    }

    @Override
    public void flush() {
        // The sink flushes whenever it has nothing more to write.
    }

    @Override
    public void close() {
        // The sink is closed by whoever opened it.
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        return value >= Level.WARNING.intValue() ? "warn" : value >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
