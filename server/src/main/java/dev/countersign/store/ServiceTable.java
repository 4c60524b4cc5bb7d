package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Services at rest. */
public final class ServiceTable {
    private static final List<String> COLUMNS = List.of(
            "sid",
            "account_sid",
            "friendly_name",
            "updated",
            "code_length",
            "lookup",
            "psd2",
            "skip_sms_to_landlines",
            "dtmf_input",
            "no_sharing_warning",
            "custom_code",
            "events",
            "tts_name",
            "default_template_sid",
            "whatsapp_service_sid",
            "whatsapp_from",
            "push_include_date",
            "totp_issuer",
            "totp_time_step",
            "totp_code_length",
            "totp_skew",
            "passkeys_id",
            "passkeys_name",
            "passkeys_origins",
            "passkeys_attachment",
            "passkeys_discoverable",
            "passkeys_verification",
            "push_message",
            "push_apn",
            "push_fcm",
            "push_webpush");

    /** What says how devices of a Service are rung; of the table called {@code s}. */
    static final String PUSH = "s.push_include_date, s.push_message, s.push_apn, s.push_fcm, s.push_webpush";

    private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM service";
    private static final String INSERT = "INSERT INTO service (" + String.join(", ", COLUMNS) + ") VALUES ("
            + COLUMNS.stream().map(_ -> "?").collect(Collectors.joining(", ")) + ")";
    private static final String UPDATE = "UPDATE service SET "
            + COLUMNS.stream().skip(2).map(c -> c + " = ?").collect(Collectors.joining(", "))
            + " WHERE sid = ? AND account_sid = ?";

    private final Tx tx;

    public ServiceTable(Tx tx) {
        this.tx = tx;
    }

    /** The Service, if it is the account's. */
    public @Nullable Service find(AccountSid account, ServiceSid sid) {
        return tx.one(
                SELECT + " WHERE sid = ? AND account_sid = ?",
                ServiceTable::read,
                sid.id().bytes(),
                account.id().bytes());
    }

    public boolean stands(AccountSid account, ServiceSid sid) {
        return tx.one(
                        "SELECT 1 FROM service WHERE sid = ? AND account_sid = ?",
                        row -> row.number(1),
                        sid.id().bytes(),
                        account.id().bytes())
                != null;
    }

    public Rows<Service> list(AccountSid account, Slice slice) {
        return new Keyset<>(
                        SELECT + " WHERE account_sid = ?",
                        List.of(account.id().bytes()),
                        "sid",
                        ServiceTable::read,
                        Service::sid)
                .page(tx, slice);
    }

    /** Keeps others from changing the Service, and what is counted of it, until this unit is over. */
    public void hold(ServiceSid sid) {
        tx.update("UPDATE service SET updated = updated WHERE sid = ?", (Object)
                sid.id().bytes());
    }

    public void add(Service s) {
        tx.trace("SELECT 1 FROM service WHERE sid = ?", (Object) s.sid().id().bytes());
        tx.update(INSERT, Stream.concat(key(s), settings(s)).toArray());
    }

    public void replace(Service s) {
        tx.update(UPDATE, Stream.concat(settings(s), key(s)).toArray());
    }

    /** Removes the Service and leaves word for the reaper; says whether it was there. */
    public boolean remove(AccountSid account, ServiceSid sid) {
        byte[] id = sid.id().bytes();
        int removed = tx.update(
                "DELETE FROM service WHERE sid = ? AND account_sid = ?",
                id,
                account.id().bytes());
        if (removed > 0) {
            tx.update("INSERT INTO service_grave (sid) VALUES (?)", (Object) id);
        }
        return removed > 0;
    }

    /** No Service of the account names that Credential any more. */
    public void forget(AccountSid account, CredentialSid credential) {
        for (String column : List.of("push_apn", "push_fcm", "push_webpush")) {
            tx.update(
                    "UPDATE service SET " + column + " = NULL, updated = ? WHERE account_sid = ? AND " + column
                            + " = ?",
                    tx.now(),
                    account.id().bytes(),
                    credential.id().bytes());
        }
    }

    private static Stream<@Nullable Object> key(Service s) {
        return Stream.of(s.sid().id().bytes(), s.account().id().bytes());
    }

    private static Stream<@Nullable Object> settings(Service s) {
        Service.Codes c = s.codes();
        Service.Passkeys p = s.passkeys();
        List<String> origins = p.origins();
        return Arrays.asList(new @Nullable Object[] {
                    s.friendlyName(),
                    s.updated(),
                    c.length(),
                    c.lookup(),
                    c.psd2(),
                    c.skipSmsToLandlines(),
                    c.dtmfInput(),
                    c.noSharingWarning(),
                    c.customCode(),
                    c.events(),
                    c.ttsName(),
                    c.defaultTemplateSid(),
                    c.whatsappServiceSid(),
                    c.whatsappFrom(),
                    s.push().includeDate(),
                    s.totp().issuer(),
                    s.totp().timeStep(),
                    s.totp().codeLength(),
                    s.totp().skew(),
                    p.relyingPartyId(),
                    p.relyingPartyName(),
                    origins == null ? null : String.join(",", origins),
                    p.attachment(),
                    p.discoverable(),
                    p.userVerification(),
                    s.push().includeMessage(),
                    sid(s.push().apn()),
                    sid(s.push().fcm()),
                    sid(s.push().webpush())
                })
                .stream();
    }

    private static Service read(Row row) {
        return new Service(
                new ServiceSid(Sid.Id.of(row.bytes(1))),
                new AccountSid(Sid.Id.of(row.bytes(2))),
                row.text(3),
                codes(row),
                push(row),
                new Service.TotpDefaults(row.textOrNull(18), number(row, 19), number(row, 20), number(row, 21)),
                passkeys(row),
                row.instant(4));
    }

    private static Service.Push push(Row row) {
        return new Service.Push(row.flag(17), row.flag(28), sid(row, 29), sid(row, 30), sid(row, 31));
    }

    /** From the columns called {@link #PUSH}, of which the first is that one. */
    static Service.Push push(Row row, int first) {
        return new Service.Push(
                row.flag(first), row.flag(first + 1), sid(row, first + 2), sid(row, first + 3), sid(row, first + 4));
    }

    private static byte @Nullable [] sid(@Nullable CredentialSid sid) {
        return sid == null ? null : sid.id().bytes();
    }

    private static @Nullable CredentialSid sid(Row row, int column) {
        byte @Nullable [] id = row.bytesOrNull(column);
        return id == null ? null : new CredentialSid(Sid.Id.of(id));
    }

    private static Service.Codes codes(Row row) {
        return new Service.Codes(
                Math.toIntExact(row.number(5)),
                row.flag(6),
                row.flag(7),
                row.flag(8),
                row.flag(9),
                row.flag(10),
                row.flag(11),
                row.flag(12),
                row.textOrNull(13),
                row.textOrNull(14),
                row.textOrNull(15),
                row.textOrNull(16));
    }

    private static Service.Passkeys passkeys(Row row) {
        String origins = row.textOrNull(24);
        return new Service.Passkeys(
                row.textOrNull(22),
                row.textOrNull(23),
                origins == null ? null : List.of(origins.split(",", -1)),
                row.textOrNull(25),
                row.textOrNull(26),
                row.textOrNull(27));
    }

    private static @Nullable Integer number(Row row, int column) {
        Long n = row.numberOrNull(column);
        return n == null ? null : Math.toIntExact(n);
    }
}
