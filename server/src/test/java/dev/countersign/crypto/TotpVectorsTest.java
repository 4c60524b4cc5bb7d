package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.Totp.Algorithm;
import dev.countersign.crypto.Totp.Match;
import dev.countersign.crypto.Totp.Parameters;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codes that others have published: the RFCs' own, and those of the contract this server keeps. */
class TotpVectorsTest {
    private static final String TEN_DIGITS = "1234567890";

    // spec RFC 6238 B: the test vectors. By the erratum the seeds are as long as the hash: 20, 32 and 64 bytes
    @ParameterizedTest
    @CsvSource({
        "59, 94287082, 46119246, 90693936",
        "1111111109, 07081804, 68084774, 25091201",
        "1111111111, 14050471, 67062674, 99943326",
        "1234567890, 89005924, 91819424, 93441116",
        "2000000000, 69279037, 90698825, 38618901",
        "20000000000, 65353130, 77737706, 47863826"
    })
    void theCodesOfRfc6238AreMadeAndMatched(long time, String sha1, String sha256, String sha512) {
        assertCode(seed(20), new Parameters(Algorithm.SHA1, 8, 30, 0), time, sha1);
        assertCode(seed(32), new Parameters(Algorithm.SHA256, 8, 30, 0), time, sha256);
        assertCode(seed(64), new Parameters(Algorithm.SHA512, 8, 30, 0), time, sha512);
    }

    // spec RFC 4226 D: the test vectors; the counter is the number of the step
    @ParameterizedTest
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void theCodesOfRfc4226AreMadeAndMatched(long counter, String code) {
        assertCode(seed(20), new Parameters(Algorithm.SHA1, 6, 30, 0), counter * 30, code);
        assertCode(seed(20), new Parameters(Algorithm.SHA1, 6, 1, 0), counter, code);
    }

    @Test
    void theCodesOfTheContractAreMadeAndMatched() {
        List<Contract> vectors = Contract.read("vectors.json", "RFC 6238 appendix B, whose codes are tested above")
                .objects("totp");
        assertThat(vectors).isNotEmpty();
        for (Contract vector : vectors) {
            byte[] seed = requireNonNull(Base32.decode(vector.text("secret")));
            Parameters p = new Parameters(
                    Algorithm.valueOf(vector.text("alg").toUpperCase(Locale.ROOT)),
                    Integer.parseInt(vector.text("digits")),
                    Integer.parseInt(vector.text("step")),
                    0);
            assertCode(Secret.of(seed), p, Long.parseLong(vector.text("time")), vector.text("code"));
        }
    }

    private static void assertCode(Secret seed, Parameters p, long time, String code) {
        assertThat(Totp.code(seed, p, time)).as("%s at %d", p, time).isEqualTo(code);
        long stepEnds = time - time % p.stepSeconds() + p.stepSeconds();
        assertThat(Totp.match(seed, p, code, time)).as("%s at %d", p, time).isEqualTo(new Match(stepEnds, 0));
    }

    private static Secret seed(int length) {
        return Secret.of(TEN_DIGITS.repeat(7).substring(0, length).getBytes(US_ASCII));
    }
}
