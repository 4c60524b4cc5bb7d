package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Recent;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.TotpConfig;
import dev.countersign.store.Graves.Grave;
import dev.countersign.store.Graves.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A record of the release before, which knew nothing but codes, in the hands of this one. */
class OlderRecordTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant ENDS = THEN.plusSeconds(300);
    private static final Recent ASKED = Recent.NONE.and(THEN.minusSeconds(60)).and(THEN);

    @TempDir
    private Path dir;

    private final Toy.Hand clock = new Toy.Hand();

    private Path file() {
        return dir.resolve("record.db");
    }

    private Db open(Schema schema) {
        Options options = Options.standard(() -> {}).schema(schema);
        return Db.open(file(), options, clock, new Random(3), System::nanoTime);
    }

    private static byte[] id(int number) {
        return sid(number).bytes();
    }

    private static Sid.Id sid(int number) {
        return new Sid.Id((THEN.toEpochMilli() << 16) + number, number);
    }

    /** What the release before left behind, in its own words. */
    @BeforeEach
    void leave() throws SQLException {
        SqliteFile file = new SqliteFile(file());
        file.createIfAbsent();
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(file.url());
        Flyway.configure(OlderRecordTest.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + Schema.OURS.location())
                .target("1")
                .load()
                .migrate();
        try (Session session = new Session(file.connect(Role.WRITER))) {
            session.update(
                    "INSERT INTO service (sid, account_sid, friendly_name, updated, code_length, lookup, psd2,"
                            + " skip_sms_to_landlines, dtmf_input, no_sharing_warning, custom_code, events,"
                            + " push_include_date) VALUES (?, ?, ?, ?, 6, 0, 0, 0, 1, 0, 0, 0, 0)",
                    id(2),
                    id(1),
                    "Acme",
                    THEN);
            session.update(
                    "INSERT INTO entity (person, sid, service_sid, identity, updated) VALUES (?, ?, ?, ?, ?)",
                    Toy.person(1),
                    id(3),
                    id(2),
                    "user-0001",
                    THEN);
            factor(session, 4, true, "{\"os\":\"ü\"}");
            factor(session, 5, false, null);
            challenge(session, 10, "pending", 2, null, null);
            challenge(session, 11, "approved", 0, THEN.plusSeconds(1), "{\"by\":\"ana\"}");
            challenge(session, 12, "pending", 0, null, null);
            challenge(session, 13, "denied", 0, THEN.plusSeconds(2), null);
            session.update(
                    "INSERT INTO grave (person, sid, kind, due) VALUES (?, ?, ?, ?)",
                    Toy.person(1),
                    id(6),
                    "factor",
                    THEN);
        }
    }

    private static void factor(Session session, int number, boolean verified, @Nullable String metadata)
            throws SQLException {
        session.update(
                """
                INSERT INTO factor (person, sid, entity_sid, friendly_name, verified, metadata, updated, version,
                       alg, time_step, skew, code_length, seed, fingerprint,
                       wrong_verifications, wrong_in_a_row, disabled, accepted_until, challenges)
                VALUES (?, ?, ?, ?, ?, ?, ?, 7, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                Toy.person(1),
                id(number),
                id(3),
                "app " + number,
                verified,
                metadata,
                THEN.plusMillis(3),
                "sha256",
                60,
                2,
                8,
                new byte[] {1, (byte) number},
                new byte[] {2, (byte) number},
                3,
                4,
                !verified,
                THEN.getEpochSecond(),
                ASKED.bytes());
    }

    private static void challenge(
            Session session,
            int number,
            String status,
            int attempts,
            @Nullable Instant responded,
            @Nullable String metadata)
            throws SQLException {
        session.update(
                """
                INSERT INTO challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts,
                       responded, details, hidden_details, metadata)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                Toy.person(1),
                id(number),
                id(3),
                id(number == 13 ? 5 : 4),
                ENDS,
                THEN,
                status,
                attempts,
                responded,
                "{\"message\":\"?\"}",
                "{\"ip\":\"::1\"}",
                metadata);
    }

    private static Nouns nouns(Db db) {
        return new Nouns(db, new AccountSid(sid(1)), new ServiceSid(sid(2)));
    }

    private static Entity ana(Nouns n) {
        return Objects.requireNonNull(
                n.db().<@Nullable Entity>read(tx -> new EntityTable(tx).find(n.person(1))), "an entity");
    }

    private static Factor was(Nouns n, int number, boolean verified, @Nullable String metadata) {
        Factor.Totp totp = new Factor.Totp(
                new TotpConfig(TotpConfig.Alg.SHA256, 60, 2, 8),
                new byte[] {1, (byte) number},
                new byte[] {2, (byte) number},
                3,
                4,
                !verified,
                THEN.getEpochSecond(),
                ASKED);
        return new Factor(
                new FactorSid(sid(number)),
                n.person(1),
                new EntitySid(sid(3)),
                "app " + number,
                verified,
                metadata,
                totp,
                THEN.plusMillis(3));
    }

    private static Challenge found(Nouns n, int number) {
        Challenge found = n.db().<@Nullable Challenge>read(
                        tx -> new ChallengeTable(tx).find(n.person(1), new ChallengeSid(sid(number))));
        return Objects.requireNonNull(found, "a challenge");
    }

    @Test
    void everyFactorIsThereAsItWas() {
        try (Db db = open(Schema.OURS)) {
            Nouns n = nouns(db);
            for (Factor was : List.of(was(n, 4, true, "{\"os\":\"ü\"}"), was(n, 5, false, null))) {
                assertThat(n.found(was).factor()).usingRecursiveComparison().isEqualTo(was);
                assertThat(n.found(was).version()).isEqualTo(7);
            }
            List<FactorTable.Seed> seeds = db.read(tx -> new FactorTable(tx).seeds(FactorTable.Place.FIRST, 9));
            assertThat(seeds).extracting(s -> s.place().sid()).containsExactly(sid(4), sid(5));
        }
    }

    @Test
    void everyChallengeIsThereAsItWasAndKnowsThatItIsOfCodes() {
        try (Db db = open(Schema.OURS)) {
            Nouns n = nouns(db);
            Entity ana = ana(n);
            List<Challenge> all = db.read(tx -> new ChallengeTable(tx)
                    .list(ana, new Challenge.Filter(null, null), new Slice(50, null, false, false))
                    .rows());
            assertThat(all).extracting(Challenge::type).containsOnly(Factor.Type.TOTP);
            assertThat(all)
                    .extracting(Challenge::state)
                    .containsExactly(
                            new State.Pending(2),
                            new State.Approved(THEN.plusSeconds(1)),
                            new State.Pending(0),
                            new State.Denied(THEN.plusSeconds(2)));
            assertThat(found(n, 11))
                    .isEqualTo(new Challenge(
                            new ChallengeSid(sid(11)),
                            n.person(1),
                            new EntitySid(sid(3)),
                            new FactorSid(sid(4)),
                            Factor.Type.TOTP,
                            ENDS,
                            THEN,
                            new State.Approved(THEN.plusSeconds(1)),
                            "{\"message\":\"?\"}",
                            "{\"ip\":\"::1\"}",
                            "{\"by\":\"ana\"}"));
        }
    }

    @Test
    void whatWasPendingIsAnswered() {
        try (Db db = open(Schema.OURS)) {
            Nouns n = nouns(db);
            Factor factor = was(n, 4, true, null);
            db.write(tx -> {
                FactorTable.Stored stored =
                        Objects.requireNonNull(new FactorTable(tx).find(n.person(1), factor.sid()), "a factor");
                Factor.Judged judged = stored.factor().judge(THEN.getEpochSecond() + 60, Policy.DEFAULT);
                assertThat(judged.right()).isTrue();
                Challenge pending = Objects.requireNonNull(
                        new ChallengeTable(tx).find(n.person(1), new ChallengeSid(sid(10))), "a challenge");
                new FactorTable(tx).replace(stored, judged.next());
                new ChallengeTable(tx).replace(pending, pending.tried(true, "{}", tx.now()));
                return true;
            });
            assertThat(found(n, 10).state()).isInstanceOf(State.Approved.class);
            assertThat(n.found(factor).version()).isEqualTo(8);
            assertThat(n.found(factor).factor().totp().wrongInARow()).isZero();
            clock.set(ENDS);
            assertThat(found(n, 12).state()).isEqualTo(new State.Expired());
        }
    }

    @Test
    void whatWasDeletedIsStillToBeClearedAway() {
        try (Db db = open(Schema.OURS)) {
            Nouns n = nouns(db);
            assertThat(db.<List<Grave>>read(tx -> new Graves(tx).due(9)))
                    .containsExactly(new Grave(n.person(1).key(), sid(6), Kind.FACTOR));
        }
    }

    @Test
    void phonesMoveInBesideWhatIsThere() {
        try (Db db = open(Schema.OURS)) {
            Nouns n = nouns(db);
            Entity ana = ana(n);
            Factor phone = n.phone(ana);
            Challenge asked = n.challenge(phone);
            assertThat(found(n, 10).type()).isEqualTo(Factor.Type.TOTP);
            assertThat(n.found(asked)).isEqualTo(asked);
            assertThat(Database.list(db, tx -> new FactorTable(tx).all(ana))).hasSize(3);
        }
        open(Schema.OURS).close();
    }

    @Test
    void theServerThatLeftItRefusesItFromThenOn() {
        Schema before = new Schema(Schema.OURS.location(), List.of(1));
        open(before).close();
        open(Schema.OURS).close();
        assertThatThrownBy(() -> open(before))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("needs schema level 3, while this server knows level 1");
    }
}
