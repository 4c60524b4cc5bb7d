package dev.countersign.store;

import dev.countersign.domain.Factor;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Reach;
import dev.countersign.domain.Recent;
import dev.countersign.domain.TotpConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the sealed {@link Factor.Kind} lies flat in the columns of its kind. Both directions, side by side.
 *
 * @param fixed values of the columns that never change after the row was made, {@code changing} of those that do
 */
record FactorColumns(Own own, List<@Nullable Object> fixed, List<@Nullable Object> changing) {
    private static final List<String> SHARED =
            List.of("sid", "entity_sid", "friendly_name", "verified", "metadata", "updated", "version", "type");
    private static final Own TOTP = Own.of(
            "seed, fingerprint",
            "alg, time_step, skew, code_length, wrong_verifications, wrong_in_a_row, disabled, accepted_until,"
                    + " challenges");
    private static final Own PUSH =
            Own.of("public_key", "sdk_version, app_id, platform, token, rung, unanswered, token_gone");

    /**
     * The columns of one kind.
     *
     * @param insert makes a row: what is shared, then these
     * @param update writes a row over the version that was read
     */
    record Own(List<String> columns, String insert, String update) {
        static Own of(String fixed, String changing) {
            List<String> columns = Stream.of(fixed, changing)
                    .flatMap(all -> Arrays.stream(all.split(", ", -1)))
                    .toList();
            return new Own(
                    columns,
                    "INSERT INTO factor (person, sid, entity_sid, friendly_name, verified, updated, type, metadata,"
                            + " version, " + String.join(", ", columns) + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, "
                            + columns.stream().map(_ -> "?").collect(Collectors.joining(", ")) + ")",
                    "UPDATE factor SET friendly_name = ?, verified = ?, metadata = ?, updated = ?, "
                            + changing.replace(",", " = ?,") + " = ?, version = version + 1, unit = ?"
                            + " WHERE person = ? AND sid = ? AND version = ?");
        }
    }

    /** What a factor is read from, of whatever kind it is; of the table called {@code f}. */
    static final String ALL = columns().map(c -> "f." + c).collect(Collectors.joining(", "));

    static final int COUNT = Math.toIntExact(columns().count());

    private static Stream<String> columns() {
        return Stream.of(SHARED, TOTP.columns, PUSH.columns).flatMap(List::stream);
    }

    static FactorColumns of(Factor.Kind kind) {
        return switch (kind) {
            case Factor.Totp t -> totp(t, t.config());
            case Factor.Push p -> push(p, p.config());
        };
    }

    static Factor.Kind kind(Row row) {
        return switch (Factor.Type.valueOf(row.text(8).toUpperCase(Locale.ROOT))) {
            case TOTP -> totp(row);
            case PUSH -> push(row);
        };
    }

    private static FactorColumns totp(Factor.Totp t, TotpConfig c) {
        return new FactorColumns(
                TOTP,
                List.of(t.seed(), t.fingerprint()),
                List.of(
                        c.alg().word(),
                        c.timeStep(),
                        c.skew(),
                        c.codeLength(),
                        t.wrongVerifications(),
                        t.wrongInARow(),
                        t.disabled(),
                        t.acceptedUntil(),
                        t.challenges().bytes()));
    }

    private static Factor.Totp totp(Row row) {
        return new Factor.Totp(
                new TotpConfig(
                        TotpConfig.Alg.valueOf(row.text(11).toUpperCase(Locale.ROOT)),
                        Math.toIntExact(row.number(12)),
                        Math.toIntExact(row.number(13)),
                        Math.toIntExact(row.number(14))),
                row.bytes(9),
                row.bytes(10),
                Math.toIntExact(row.number(15)),
                Math.toIntExact(row.number(16)),
                row.flag(17),
                row.number(18),
                Recent.of(row.bytes(19)));
    }

    private static FactorColumns push(Factor.Push p, PushConfig c) {
        return new FactorColumns(
                PUSH,
                List.of(p.publicKey()),
                Arrays.asList(
                        c.sdkVersion(),
                        c.appId(),
                        c.platform().word(),
                        c.token(),
                        p.reach().rung().bytes(),
                        p.reach().unanswered(),
                        p.reach().gone()));
    }

    private static Factor.Push push(Row row) {
        PushConfig.Platform platform = PushConfig.Platform.valueOf(row.text(23).toUpperCase(Locale.ROOT));
        byte @Nullable [] rung = row.bytesOrNull(25);
        return new Factor.Push(
                row.bytes(20),
                new PushConfig(row.text(21), row.text(22), platform, row.textOrNull(24)),
                new Reach(
                        rung == null ? Recent.NONE : Recent.of(rung),
                        Math.toIntExact(row.number(26)),
                        row.instantOrNull(27)));
    }
}
