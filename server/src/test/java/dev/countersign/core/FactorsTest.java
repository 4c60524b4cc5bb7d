package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Factors.NewTotp;
import dev.countersign.core.Factors.TotpChange;
import dev.countersign.core.Factors.Update;
import dev.countersign.crypto.Base32;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Service;
import dev.countersign.domain.TotpConfig;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;

/** What can be done with factors. */
class FactorsTest {
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @EachDatabase
    void aFactorTakesWhatItIsGivenElseTheServicesDefaultsElseTheUsual(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("user-0001");
        assertThat(create(rig, ana, Rig.USUAL).totp().config()).isEqualTo(TotpConfig.DEFAULT);
        rig.services.update(
                rig.account,
                rig.service,
                s -> new Service(
                        s.sid(),
                        s.account(),
                        s.friendlyName(),
                        s.codes(),
                        s.push(),
                        new Service.TotpDefaults("Acme", 60, 8, 0),
                        s.passkeys(),
                        s.updated()));
        assertThat(create(rig, ana, Rig.USUAL).totp().config())
                .isEqualTo(new TotpConfig(TotpConfig.Alg.SHA1, 60, 0, 8));
        TotpChange all = new TotpChange(TotpConfig.Alg.SHA512, 20, 2, 3);
        assertThat(create(rig, ana, all).totp().config()).isEqualTo(new TotpConfig(TotpConfig.Alg.SHA512, 20, 2, 3));
        assertThat(Rig.seed(rig.factors.create(ana, new NewTotp("x", null, Rig.USUAL, null)))
                        .issuer())
                .isEqualTo("Acme");
        assertThat(rig.factors
                        .list(ana, null, Rig.FIRST)
                        .rows()
                        .getFirst()
                        .totp()
                        .config())
                .as("defaults that change do not change a factor")
                .isEqualTo(TotpConfig.DEFAULT);
    }

    private static Factor create(Rig rig, Person person, TotpChange config) {
        rig.clock.forward(Duration.ofMillis(1));
        return rig.factors
                .create(person, new NewTotp("ana", null, config, "{\"a\":\"b\"}"))
                .factor();
    }

    @EachDatabase
    void aSeedIsDrawnWithAHundredAndSixtyBitsAndOneBroughtAlongIsKept(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Person ana = rig.person("user-0001");
        String drawn = Rig.seed(rig.factors.create(ana, new NewTotp("x", null, Rig.USUAL, null)))
                .secret();
        String other = Rig.seed(rig.factors.create(ana, new NewTotp("x", null, Rig.USUAL, null)))
                .secret();
        assertThat(Base32.decode(drawn)).hasSize(20);
        assertThat(other).isNotEqualTo(drawn);
        assertThat(Rig.seed(rig.create(ana, SECRET.toLowerCase(java.util.Locale.ROOT)))
                        .secret())
                .isEqualTo(SECRET);
        assertThat(Rig.refusal(() -> rig.create(ana, "not base32!"))).isEqualTo(Refusal.INVALID_BINDING);
        assertThat(Rig.refusal(() -> rig.create(ana, SECRET.substring(0, 14)))).isEqualTo(Refusal.INVALID_BINDING);
        assertThat(Rig.seed(rig.create(ana, SECRET.substring(0, 16))).secret()).hasSize(16);
    }

    @EachDatabase
    void theStrictProfileTakesNoShortSeedAndNoShortCode(Database database) throws Throwable {
        Rig rig = new Rig(database, new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT));
        Person ana = rig.person("user-0001");
        assertThat(Rig.refusal(() -> rig.create(ana, SECRET.substring(0, 24)))).isEqualTo(Refusal.INVALID_BINDING);
        assertThat(Rig.refusal(() -> create(rig, ana, new TotpChange(null, null, null, 4))))
                .isEqualTo(Refusal.INVALID_PARAMETER);
        Factor six = create(rig, ana, Rig.USUAL);
        assertThat(Rig.refusal(() -> rig.factors.update(
                        ana,
                        six.sid(),
                        new Update(null, new TotpChange(null, null, null, 5), Factors.PushChange.NONE, null))))
                .isEqualTo(Refusal.INVALID_PARAMETER);
    }

    @EachDatabase
    void aRefusedFactorLeavesNoEntityAndCountsNothing(Database database) throws Throwable {
        Rig rig = new Rig(database, new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT));
        Person ana = rig.person("user-0001");
        assertThat(Rig.refusal(() -> create(rig, ana, new TotpChange(null, null, null, 4))))
                .isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(rig.rows("entity")).isZero();
        rig.create(ana, SECRET);
        for (int i = 0; i < 120; i++) {
            assertThat(Rig.refusal(() -> rig.create(ana, SECRET))).isEqualTo(Refusal.FACTOR_EXISTS);
        }
        assertThat(Rig.refusal(() -> create(rig, ana, Rig.USUAL))).isNull();
    }

    @EachDatabase
    void aDayOldFactorThatWasNeverVerifiedStandsInNobodysWay(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Person ana = rig.person("user-0001");
        Factor old = rig.create(ana, SECRET).factor();
        rig.clock.forward(Duration.ofHours(24).minusMillis(1));
        assertThat(Rig.refusal(() -> rig.create(ana, SECRET))).isEqualTo(Refusal.FACTOR_EXISTS);
        rig.clock.forward(Duration.ofMillis(1));
        Factor next = rig.create(ana, SECRET).factor();
        assertThat(rig.factors.list(ana, null, Rig.FIRST).rows()).hasSize(2);
        Rig.Holder late = new Rig.Holder(rig, ana, old.sid(), seed());
        assertThat(Rig.refusal(() -> rig.factors.update(
                        ana, old.sid(), new Update(null, Rig.USUAL, Factors.PushChange.NONE, late.code()))))
                .as("once verified it would stand beside its like")
                .isEqualTo(Refusal.FACTOR_EXISTS);
        assertThat(late.found().verified()).isFalse();
        assertThat(late.found().totp().wrongVerifications()).isZero();
        rig.factors.delete(ana, next.sid());
        rig.factors.update(ana, old.sid(), new Update(null, Rig.USUAL, Factors.PushChange.NONE, late.code()));
        assertThat(late.found().verified()).isTrue();
        assertThat(Rig.refusal(() -> rig.create(ana, SECRET))).isEqualTo(Refusal.FACTOR_EXISTS);
    }

    private static dev.countersign.crypto.Secret seed() {
        return dev.countersign.crypto.Secret.of(java.util.Objects.requireNonNull(Base32.decode(SECRET), "a seed"));
    }

    @EachDatabase
    void onceVerifiedNothingTakesItBack(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        rig.factors.update(
                ana.person(), ana.factor(), new Update(null, Rig.USUAL, Factors.PushChange.NONE, ana.wrong()));
        assertThat(ana.found().verified()).isTrue();
        assertThat(ana.found().totp().wrongVerifications()).isZero();
    }

    @EachDatabase
    void anUpdateChangesWhatItNamesAndTheRestHolds(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        Factor before = ana.found();
        rig.clock.forward(Duration.ofSeconds(3));
        rig.factors.update(ana.person(), ana.factor(), new Update("bea", Rig.USUAL, Factors.PushChange.NONE, null));
        assertThat(ana.found().friendlyName()).isEqualTo("bea");
        assertThat(ana.found().updated()).isEqualTo(rig.clock.instant());
        assertThat(ana.found().totp()).usingRecursiveComparison().isEqualTo(before.totp());
        rig.factors.update(
                ana.person(),
                ana.factor(),
                new Update(null, new TotpChange(null, null, null, 8), Factors.PushChange.NONE, null));
        assertThat(ana.found().friendlyName()).isEqualTo("bea");
        assertThat(ana.found().verified()).isTrue();
        assertThat(ana.code()).hasSize(8);
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Challenges.Verdict.RIGHT);
    }
}
