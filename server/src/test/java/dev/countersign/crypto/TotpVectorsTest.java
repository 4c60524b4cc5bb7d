package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.Totp.Algorithm;
import dev.countersign.crypto.Totp.Match;
import dev.countersign.crypto.Totp.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

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
    void theCodesOfTheContractAreMadeAndMatched() throws Exception {
        Path file = Path.of(System.getProperty("countersign.shared", "../../shared"), "contract", "vectors.json");
        if (!Files.exists(file)) {
            Assumptions.abort(
                    file + " is not here: get the vectors from RFC 6238 appendix B, whose codes are tested above, "
                            + "or name the directory that has contract/vectors.json by -Dcountersign.shared");
        }
        List<Map<String, String>> vectors = totp(Files.readAllBytes(file));
        assertThat(vectors).isNotEmpty();
        for (Map<String, String> vector : vectors) {
            byte[] seed = requireNonNull(Base32.decode(field(vector, "secret")));
            Parameters p = new Parameters(
                    Algorithm.valueOf(field(vector, "alg").toUpperCase(Locale.ROOT)),
                    Integer.parseInt(field(vector, "digits")),
                    Integer.parseInt(field(vector, "step")),
                    0);
            assertCode(Secret.of(seed), p, Long.parseLong(field(vector, "time")), field(vector, "code"));
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

    private static String field(Map<String, String> vector, String name) {
        return requireNonNull(vector.get(name), name);
    }

    private static List<Map<String, String>> totp(byte[] json) {
        List<Map<String, String>> vectors = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals("totp");
                parser.nextToken();
                if (!wanted) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    vectors.add(flat(parser));
                }
            }
        }
        return vectors;
    }

    private static Map<String, String> flat(JsonParser parser) {
        Map<String, String> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, parser.getString());
        }
        return fields;
    }
}
