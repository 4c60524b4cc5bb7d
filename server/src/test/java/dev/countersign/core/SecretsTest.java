package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.crypto.Base32;
import dev.countersign.crypto.Unreadable;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What is secret lies sealed, each to its own row, and whoever cannot be opened is refused. */
class SecretsTest {

    @EachDatabase
    void noSecretIsFoundInAnyFileInAnySpelling(Database database) {
        Rig rig = new Rig(database);
        Accounts.WithToken account = rig.accounts.create("a");
        String second = rig.accounts.addToken(account.account().sid());
        Accounts.WithSecret key = rig.accounts.createKey(rig.account, "ci");
        List<byte[]> spellings = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Rig.Holder ana = rig.enrol("user-000" + i);
            ana.create(ana.code());
            byte[] seed = ana.seed().reveal();
            spellings.add(seed);
            String hex = HexFormat.of().formatHex(seed);
            for (String text : List.of(Base32.encode(seed), hex)) {
                spellings.add(text.getBytes(StandardCharsets.US_ASCII));
                spellings.add(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
                spellings.add(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
            }
        }
        for (String text : List.of(account.token(), second, key.secret(), Rig.MASTER.text())) {
            spellings.add(text.getBytes(StandardCharsets.US_ASCII));
        }
        spellings.add(HexFormat.of().parseHex(account.token()));
        spellings.add(HexFormat.of().parseHex(Rig.MASTER.text()));
        List<byte[]> files = database.bytes();
        assertThat(files.stream().mapToInt(f -> f.length).sum()).isGreaterThan(5_000);
        assertThat(files)
                .as("the search finds what is there")
                .anyMatch(f -> holds(f, "user-0007".getBytes(StandardCharsets.US_ASCII)));
        for (byte[] spelling : spellings) {
            assertThat(files).noneMatch(f -> holds(f, spelling));
        }
    }

    private static boolean holds(byte[] file, byte[] needle) {
        for (int at = 0; at <= file.length - needle.length; at++) {
            if (file[at] == needle[0] && Arrays.equals(file, at, at + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }

    @EachDatabase
    void aSeedCarriedToAnotherRowOpensNothingThere(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        Rig.Holder bea = rig.enrol("user-0002");
        ChallengeSid sid = ana.ask();
        byte[] anas = ana.found().totp().seed();
        byte[] beas = bea.found().totp().seed();
        Database.aboutSeveral(
                rig.db,
                tx -> tx.update(
                                "UPDATE factor SET seed = ? WHERE sid = ?",
                                beas,
                                ana.factor().id().bytes())
                        + tx.update(
                                "UPDATE factor SET seed = ? WHERE sid = ?",
                                anas,
                                bea.factor().id().bytes()));
        String code = ana.code();
        String others = bea.code();
        assertThatThrownBy(() -> ana.answer(sid, code)).isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> ana.answer(sid, others)).isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> bea.create(others)).isInstanceOf(Unreadable.class);
        assertThat(ana.state(sid)).isEqualTo(new State.Pending(0));
        assertThat(bea.list()).isEmpty();
    }

    @EachDatabase
    void aDamagedSeedDeniesAndChangesNothing(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = ana.ask();
        Factor before = ana.found();
        byte[] seed = before.totp().seed();
        for (byte[] damaged : damages(seed)) {
            rig.db.write(tx -> tx.update("UPDATE factor SET seed = ?", (Object) damaged));
            String code = ana.code();
            assertThatThrownBy(() -> ana.answer(sid, code)).isInstanceOf(Unreadable.class);
            assertThatThrownBy(() -> ana.create(code)).isInstanceOf(Unreadable.class);
            assertThat(ana.state(sid)).isEqualTo(new State.Pending(0));
            assertThat(ana.list()).hasSize(1);
            assertThat(ana.found())
                    .usingRecursiveComparison()
                    .ignoringFields("kind.seed")
                    .isEqualTo(before);
        }
        rig.db.write(tx -> tx.update("UPDATE factor SET seed = ?", (Object) seed));
        assertThat(ana.answer(sid, ana.code())).isEqualTo(Challenges.Verdict.RIGHT);
    }

    private static List<byte[]> damages(byte[] seed) {
        List<byte[]> all = new ArrayList<>(List.of(new byte[0], new byte[] {1}, Arrays.copyOf(seed, seed.length - 1)));
        for (int at = 0; at < seed.length; at += 5) {
            byte[] flipped = seed.clone();
            flipped[at] ^= 1;
            all.add(flipped);
        }
        return all;
    }

    @EachDatabase
    void anUnverifiedFactorWithADamagedSeedIsNotVerifiedAndNothingIsCounted(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.unverified(rig.person("user-0001"), Rig.USUAL);
        rig.db.write(tx -> tx.update("UPDATE factor SET seed = substr(seed, 1, 2)"));
        String code = ana.code();
        assertThatThrownBy(() -> rig.factors.update(
                        ana.person(),
                        ana.factor(),
                        new Factors.Update("other", Rig.USUAL, Factors.PushChange.NONE, code)))
                .isInstanceOf(Unreadable.class);
        assertThat(ana.found().verified()).isFalse();
        assertThat(ana.found().friendlyName()).isEqualTo("ana");
        assertThat(ana.found().totp().wrongVerifications()).isZero();
    }

    @EachDatabase
    void aConfigurationThatCannotBeDeniesAndChangesNothing(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = ana.ask();
        String code = ana.code();
        rig.db.write(tx -> tx.update("UPDATE factor SET time_step = 0"));
        assertThatThrownBy(() -> ana.answer(sid, code)).isInstanceOf(RuntimeException.class);
        assertThat(ana.state(sid)).isEqualTo(new State.Pending(0));
    }

    @EachDatabase
    void theSameMasterKeyOpensTheRecordAgainAndNoOtherDoes(Database database) {
        Rig rig = new Rig(database);
        byte[] mac = rig.secrets.mac("page token").sign(new byte[] {1});
        assertThat(Secrets.open(rig.db, Rig.MASTER, () -> Rig.MASTER, new Random(3))
                        .mac("page token")
                        .sign(new byte[] {1}))
                .isEqualTo(mac);
        assertThatThrownBy(() -> Secrets.open(rig.db, Rig.master(8), () -> Rig.master(8), new Random(3)))
                .isInstanceOf(WrongMasterKey.class)
                .hasMessage("The master key is not the one this database was made with.");
        assertThat(rig.rows("data_key")).isEqualTo(2);
    }
}
