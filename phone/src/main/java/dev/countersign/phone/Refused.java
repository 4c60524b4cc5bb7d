package dev.countersign.phone;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's no. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int code;

    private Refused(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    // spec Verify 5.7: code is a number, which Android alone takes as text too; message is there
    static Refused of(Transport.Answer answer, Habits habits) {
        Map<String, @Nullable Object> body;
        try {
            body = Json.object(answer.body());
        } catch (Unusable e) {
            return new Refused(answer.status(), 0, "The server answered " + answer.status() + " and no reason");
        }
        String message = body.get("message") instanceof String s ? s : "no message";
        return new Refused(answer.status(), code(body.get("code"), habits), message);
    }

    private static int code(@Nullable Object code, Habits habits) {
        if (code instanceof BigInteger n) {
            return n.intValue();
        }
        if (code instanceof String s && habits == Habits.ANDROID && s.matches("\\d{1,9}")) {
            return Integer.parseInt(s);
        }
        return 0;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The number of the error; 0 where the answer had none that an SDK could read. */
    public int code() {
        return code;
    }

    /** What the server said. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
