package dev.countersign.cli;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Hearing;
import dev.countersign.phone.Phone;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code countersign phone listen}: prints each challenge as the phone hears of it, until the factor is gone. */
final class PhoneListener {
    /** So that a server that is away, or hangs up at once, is not asked without a break. */
    private static final int PAUSE_MILLIS = 1000;

    private final Phone phone;
    private final Command.Line line;
    private final Function<Challenge, String> row;
    private final Set<String> heard = new HashSet<>();

    /** @param row how a challenge is shown */
    PhoneListener(Phone phone, Command.Line line, Function<Challenge, String> row) {
        this.phone = phone;
        this.line = line;
        this.row = row;
    }

    /** Ends by a refusal, or where the server cannot be reached when it begins. */
    void listen() throws IOException, InterruptedException {
        Hearing first = phone.listen();
        line.tell("Listening, until Ctrl-C.");
        listen(first);
        while (true) {
            Thread.sleep(PAUSE_MILLIS);
            Hearing again = again();
            if (again != null) {
                listen(again);
            }
        }
    }

    private @Nullable Hearing again() throws InterruptedException {
        try {
            return phone.listen();
        } catch (IOException e) {
            line.tell(e.getMessage() + " It will be asked again.");
            return null;
        }
    }

    private void listen(Hearing begun) throws InterruptedException {
        try (Hearing hearing = begun) {
            for (String sid = hearing.next(); sid != null; sid = hearing.next()) {
                // A line that begins anew says again what is pending.
                if (heard.add(sid)) {
                    line.say(row.apply(phone.show(sid)));
                }
            }
        } catch (IOException e) {
            line.tell("The line broke: " + e.getMessage());
        }
    }
}
