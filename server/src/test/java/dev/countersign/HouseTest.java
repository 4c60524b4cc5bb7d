package dev.countersign;

import static dev.countersign.house.Room.ANY;
import static dev.countersign.house.Room.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.house.BuiltClass;
import dev.countersign.house.Plan;
import dev.countersign.house.Sources;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The plan of the house, and the proof that the house is built to it. */
final class HouseTest {

    /** Which rooms each room may look into, and with which libraries it works. A package not named here may not exist. */
    private static final Plan PLAN = Plan.of(
            room("domain"),
            room("crypto")
                    .with(
                            "com.google.crypto.tink.",
                            "com.eatthepath.otp.",
                            "com.amazon.corretto.crypto.provider.",
                            "tools.jackson.core.",
                            "javax.crypto."),
            room(
                            "contract",
                            "domain.Refusal",
                            "domain.Refused",
                            "domain.Unavailable",
                            "domain.Caller",
                            "domain.AccountSid",
                            "domain.Rows",
                            "domain.Slice",
                            "domain.Sid")
                    .with("tools.jackson.core."),
            room("store", "domain")
                    .with(
                            "java.sql.",
                            "javax.sql.",
                            "java.nio.file.",
                            "org.flywaydb.",
                            "org.sqlite.",
                            "org.postgresql.",
                            "com.zaxxer.hikari."),
            room("core", "domain", "store", "crypto"),
            room("api", "contract", "core", "domain"),
            room("delivery", "domain", "store", "crypto")
                    .with(
                            "org.eclipse.jetty.",
                            "com.eatthepath.pushy.",
                            "tools.jackson.core.",
                            "io.micrometer.",
                            "org.slf4j.",
                            "javax.net.ssl."),
            room("http", "contract", "domain.Refusal", "domain.Refused", "domain.AddressRange")
                    .with(
                            "org.eclipse.jetty.",
                            "io.micrometer.",
                            "io.prometheus.",
                            "org.slf4j.",
                            "javax.net.ssl.",
                            "java.nio.file."),
            room("demo", "crypto", "phone", "contract.Fields", "contract.Json", "contract.Unfit")
                    .with("java.net.http.", "com.google.zxing.", "com.sun.net.httpserver.", "javax.net.ssl."),
            room("cli", ANY)
                    .with("picocli.", "com.google.zxing.", "java.net.http.", "java.nio.file.", "javax.net.ssl."),
            room("", ANY).with(ANY));

    /** The phone is a device of the protocol, and not of our server. */
    private static final Plan PHONE =
            Plan.of(room("phone").with("tools.jackson.core.", "java.net.http.", "java.nio.file.", "javax.net.ssl."));

    /** The fakes we test against share no code with what is tested. */
    private static final Plan TESTKIT = Plan.of(room("testkit", "phone").with(ANY));

    private static final String A_PHONE = "dev.countersign.phone.";

    private static final Sources SOURCES =
            Sources.under(Path.of("").toAbsolutePath().resolveSibling(""));

    @Test
    void theServerIsBuiltToThePlan() {
        List<BuiltClass> server = BuiltClass.under(Path.of("target/classes"));
        assertThat(server).isNotEmpty();
        assertThat(PLAN.breaches(server)).isEmpty();
    }

    @Test
    void onlyTheCommandLineAndTheDemoHoldAPhone() {
        assertThat(BuiltClass.under(Path.of("target/classes")))
                .filteredOn(built -> built.classesSeen().stream().anyMatch(seen -> seen.startsWith(A_PHONE)))
                .isNotEmpty()
                .allSatisfy(built -> assertThat(built.name()).matches("dev\\.countersign\\.(cli|demo)\\.\\w+[$\\w]*"));
    }

    @Test
    void thePhoneKnowsNothingOfTheServer() {
        List<BuiltClass> phone = BuiltClass.under(Path.of("../phone/target/classes"));
        assertThat(phone).isNotEmpty();
        // The one line that looks like chance of its own is where it takes on what was handed in.
        assertThat(PHONE.breaches(phone))
                .singleElement()
                .asString()
                .startsWith("phone.Chance takes time or chance by itself: java.security.SecureRandom.<init>");
    }

    @Test
    void theTestkitKnowsNothingOfTheServer() {
        assertThat(TESTKIT.breaches(BuiltClass.under(Path.of("../testkit/target/classes"))))
                .noneMatch(breach -> breach.contains(" looks into ") || breach.contains(" a room "));
    }

    @Test
    void everyPackageSaysWhatBelongsInIt() {
        assertThat(SOURCES.packagesUnexplained()).isEmpty();
    }

    @Test
    void noFileIsLongerThanANounDeserves() {
        assertThat(SOURCES.tooLong()).isEmpty();
    }

    @Test
    void theCodesOfRefusalsStandInOnePlace() {
        assertThat(SOURCES.holdingCodes()).isEmpty();
    }

    @Test
    void whatASpecificationRulesIsCitedInOneForm() {
        assertThat(SOURCES.citationsMalformed()).isEmpty();
    }
}
