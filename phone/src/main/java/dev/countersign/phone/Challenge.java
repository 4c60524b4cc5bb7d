package dev.countersign.phone;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A challenge as the phone has it.
 *
 * @param expires when it can no longer be answered
 * @param details what the person is shown
 * @param hidden what only the app is told; null for nothing
 * @param signatureFields which names are to be signed; empty where that was not said, as in a list
 * @param received the whole of it, as it came
 */
public record Challenge(
        String sid,
        Status status,
        Instant expires,
        Details details,
        @Nullable Map<String, String> hidden,
        List<String> signatureFields,
        Map<String, @Nullable Object> received) {

    public enum Status {
        PENDING,
        APPROVED,
        DENIED,
        EXPIRED;

        /** As it stands on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status read(String word, Habits habits) {
            return Arrays.stream(values())
                    .filter(s -> s.word().equals(word))
                    .findFirst()
                    .orElseGet(() -> {
                        if (habits.minds()) {
                            throw new Unusable("'status' is no word that is known");
                        }
                        return EXPIRED;
                    });
        }
    }

    /** @param date when it was asked, where the Service has it shown */
    public record Details(
            String message, List<Field> fields, @Nullable Instant date) {}

    public record Field(String label, String value) {}

    // spec Verify 5.7: sid, factor, status, message and three dates are needed; all else may be missing
    static Challenge read(Members members, List<String> signatureFields, Factor factor, Habits habits) {
        members.date("date_created");
        members.date("date_updated");
        if (!members.string("factor_sid").equals(factor.sid())) {
            throw new Unusable("the challenge is for another factor");
        }
        return new Challenge(
                members.string("sid"),
                Status.read(members.string("status"), habits),
                members.date("expiration_date"),
                details(members.object("details")),
                members.stringsOrNull("hidden_details"),
                signatureFields,
                members.tree());
    }

    private static Details details(Members details) {
        List<Field> fields = details.tree().get("fields") == null
                ? List.of()
                : details.objects("fields").stream()
                        .map(field -> new Field(field.string("label"), field.string("value")))
                        .toList();
        // spec Verify 11 T2: a date that is there is a date; null reads as a text that is none
        Instant date = details.has("date") ? details.date("date") : null;
        return new Details(details.string("message"), fields, date);
    }
}
