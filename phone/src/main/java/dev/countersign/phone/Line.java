package dev.countersign.phone;

import dev.countersign.phone.Transport.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A phone's line to its server: writes requests with the habits of its SDK, and finds out by itself how wrong its clock is.
 */
public final class Line {
    private static final int UNAUTHORIZED = 401;

    // spec Verify 5.4: two digits of day, in English; whatever else it may be corrects no clock
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss zzz", Locale.US);

    private final World world;
    private final Habits habits;
    private final Place place;
    private volatile Duration correction;

    Line(World world, Habits habits, Place place, Duration correction) {
        this.world = world;
        this.habits = habits;
        this.place = place;
        this.correction = correction;
    }

    /** Who asks: the access token, or a device JWT; written anew for each try. */
    @FunctionalInterface
    public interface Credentials {
        String at(Instant now);
    }

    /** What the phone's clock and its correction show. */
    public Instant now() {
        return world.clock().instant().plus(correction);
    }

    /** How far the phone believes its clock to be behind the server's. */
    public Duration correction() {
        return correction;
    }

    /** Asks once, and takes whatever is answered. */
    public Answer once(String method, String path, Form form, String password)
            throws IOException, InterruptedException {
        boolean posts = method.equals("POST");
        String query = posts || form.isEmpty() ? "" : "?" + form.encoded(habits);
        Map<String, String> headers = headers(method, password);
        URI url = place.url(path + query);
        return world.transport().send(new Transport.Request(method, url, headers, posts ? form.encoded(habits) : null));
    }

    private Map<String, String> headers(String method, String password) {
        Map<String, String> headers = habits.headers(method);
        headers.put(
                "Authorization",
                // spec Verify 2.2: HTTP Basic; the user is the word token, the password who asks
                "Basic " + Base64.getEncoder().encodeToString(("token:" + password).getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    /** Asks; on a 401 that says what time it is, sets the correction and asks once more. */
    public Answer ask(String method, String path, Form form, Credentials credentials)
            throws IOException, InterruptedException {
        Answer first = once(method, path, form, credentials.at(now()));
        return corrects(first) ? once(method, path, form, credentials.at(now())) : first;
    }

    /** Asks for a stream of events, and once more as {@link #ask} does. */
    Transport.Ongoing listen(String path, Credentials credentials) throws IOException, InterruptedException {
        Transport.Ongoing first = listenOnce(path, credentials);
        return corrects(first.head()) ? listenOnce(path, credentials) : first;
    }

    private Transport.Ongoing listenOnce(String path, Credentials credentials)
            throws IOException, InterruptedException {
        Map<String, String> headers = headers("GET", credentials.at(now()));
        headers.put("Accept", "text/event-stream");
        return world.transport().begin(new Transport.Request("GET", place.url(path), headers, null));
    }

    // spec Verify 5.4: the difference to the Date of a 401 is kept, and the request repeated once
    private boolean corrects(Answer first) {
        Instant theirs = first.status() == UNAUTHORIZED ? date(first) : null;
        if (theirs == null) {
            return false;
        }
        correction = Duration.between(world.clock().instant(), theirs);
        return true;
    }

    private @Nullable Instant date(Answer answer) {
        String date = habits.header(answer, "Date");
        try {
            return date == null ? null : ZonedDateTime.parse(date, DATE).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
