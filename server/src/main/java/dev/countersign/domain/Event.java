package dev.countersign.domain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a factor or a challenge and that the application is told of.
 *
 * @param id told with every try and to every Webhook alike, so that whoever hears of it twice knows
 * @param challenge null where it is about the factor alone
 */
public record Event(
        Type type, Sid.Id id, Factor factor, @Nullable Challenge challenge) {

    // spec Verify 7.1: the five there are; nothing is told of expiry
    public enum Type {
        FACTOR_CREATED("factor.created"),
        FACTOR_VERIFIED("factor.verified"),
        FACTOR_DELETED("factor.deleted"),
        CHALLENGE_APPROVED("challenge.approved"),
        CHALLENGE_DENIED("challenge.denied");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** The type of that word, which must be one. */
        public static Type of(String word) {
            for (Type type : values()) {
                if (type.word.equals(word)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("no event is called " + word);
        }

        /** As the wire and the record have it. */
        public String word() {
            return word;
        }
    }

    /** The id of an event as the world is told it: 48 bits of milliseconds, then chance. */
    // spec RFC 9562 5.7: version 7 and the variant stand where the format wants them, and displace six bits of chance
    public static UUID uuid(Sid.Id id) {
        return new UUID((id.high() & ~0xF000L) | 0x7000L, (id.low() & (Long.MAX_VALUE >>> 1)) | Long.MIN_VALUE);
    }

    /** The form a Webhook of that version is sent: names and values, encoded. */
    // spec Verify 7.2: version 1 has the names and SIDs, version 2 what is known of factor and challenge as well
    public String body(Webhook.Version version) {
        boolean whole = version == Webhook.Version.V2;
        Person person = factor.person();
        Form form = new Form()
                .with("uuid", uuid(id).toString())
                .with("type", type.word)
                .with("account_sid", person.account().text())
                .with("service_sid", person.service().text())
                .with("entity_identity", person.identity().text())
                .with("factor_sid", factor.sid().text())
                .with("factor_type", factor.type().word());
        if (whole) {
            form.with("factor_friendly_name", factor.friendlyName()).with("factor_metadata", factor.metadata());
        }
        if (challenge != null) {
            form.with("challenge_sid", challenge.sid().text());
            if (whole) {
                form.with("challenge_details", challenge.details())
                        .with("challenge_hidden_details", challenge.hiddenDetails())
                        .with("challenge_metadata", challenge.metadata())
                        .with("challenge_creation_date", date(challenge.sid().created()))
                        .with("challenge_expiration_date", date(challenge.expires()));
            }
        }
        return form.pairs.toString();
    }

    /** The form by which a Webhook is tried out: it is about nobody. */
    public static String trial(Sid.Id id, Webhook webhook) {
        return new Form()
                .with("uuid", uuid(id).toString())
                .with("type", "test")
                .with("account_sid", webhook.account().text())
                .with("service_sid", webhook.service().text())
                .pairs
                .toString();
    }

    // spec Verify 2.6: whole seconds, UTC, a literal Z
    private static String date(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Names and values on their way into a body; what there is none of is left out. */
    private record Form(StringJoiner pairs) {
        Form() {
            this(new StringJoiner("&"));
        }

        Form with(String name, @Nullable String value) {
            if (value != null) {
                pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
            return this;
        }
    }
}
