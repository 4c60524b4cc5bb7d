package dev.countersign.phone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A phone's ear at its server: hears of each challenge as it is made, by no push service but over the phone's own line. */
public final class Hearing implements AutoCloseable {
    private static final int UNAUTHORIZED = 401;

    private final Transport.Ongoing stream;
    private final Iterator<String> lines;
    private final Habits habits;

    Hearing(Transport.Ongoing stream, Habits habits) {
        this.stream = stream;
        this.lines = stream.lines().iterator();
        this.habits = habits;
    }

    /**
     * Waits for the next challenge, and says its SID.
     *
     * @return null once the server says no more, as when the time of the phone's token is over: whoever wants to hear on
     *     begins anew
     * @throws Refused where the server says that there is nothing to hear any more
     */
    // spec HTML 9.2.6: a field a line, an empty line behind each event; all that is not known means nothing
    public @Nullable String next() throws IOException {
        String event = "";
        StringBuilder data = new StringBuilder();
        try {
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.isEmpty() && event.equals("challenge")) {
                    return Members.of(data.toString()).string("challenge_sid");
                } else if (line.isEmpty() && event.equals("error")) {
                    over(data.toString());
                    return null;
                } else if (line.isEmpty()) {
                    event = "";
                    data.setLength(0);
                } else if (line.startsWith("event:")) {
                    event = value(line);
                } else if (line.startsWith("data:")) {
                    data.append(value(line)).append('\n');
                }
            }
            return null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private void over(String error) {
        int status = Members.of(error).number("status");
        if (status != UNAUTHORIZED) {
            throw Refused.of(new Transport.Answer(status, Map.of(), error), habits);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
