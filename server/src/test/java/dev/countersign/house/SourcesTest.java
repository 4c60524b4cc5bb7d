package dev.countersign.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is asked of sources, on sources that are written wrong on purpose. */
final class SourcesTest {
    private static final String MAIN = "server/src/main/java/dev/countersign/";

    @Test
    void aFileOfMoreThan350LinesIsTooLong() {
        assertThat(sources(Map.of("a.java", "x\n".repeat(350), "b.sql", "x\n".repeat(351)))
                        .tooLong())
                .containsExactly("b.sql");
    }

    @Test
    void aPackageWithoutAWordOrWithoutNullMarksIsFound() {
        String doc = "/** " + "What belongs here, what may never. ".repeat(3) + "*/\n";
        assertThat(sources(Map.of(
                                MAIN + "told/package-info.java",
                                doc + "@NullMarked\npackage dev.countersign.told;",
                                MAIN + "told/A.java",
                                "",
                                MAIN + "unmarked/package-info.java",
                                doc + "package dev.countersign.unmarked;",
                                MAIN + "terse/package-info.java",
                                "/** Things. */\n@NullMarked\npackage terse;",
                                MAIN + "padded/package-info.java",
                                "/**" + "\n * ".repeat(50) + "\n */\n@NullMarked\npackage padded;",
                                MAIN + "silent/A.java",
                                ""))
                        .packagesUnexplained())
                .containsExactly(MAIN + "padded", MAIN + "silent", MAIN + "terse", MAIN + "unmarked");
    }

    @Test
    void aRefusalsCodeMayStandInRefusalAndInCommentsOnly() {
        assertThat(sources(Map.of(
                                MAIN + "domain/Refusal.java", "A(60318, 403)",
                                MAIN + "core/Told.java", "/** Refuses with 60318. */ int other = 160318; // 20404",
                                MAIN + "core/Timeout.java", "int ms = 20000; int s = 60_000;",
                                MAIN + "core/Number.java", "int code = 60318;",
                                MAIN + "core/Text.java", "String code = \"20404\";"))
                        .holdingCodes())
                .containsExactly(MAIN + "core/Number.java", MAIN + "core/Text.java");
    }

    @Test
    void aCitationNamesSpecificationSectionAndWhatItRules() {
        Sources sources = sources(Map.of(MAIN + "crypto/Totp.java", """
                // spec RFC 6238 5.2: a code is accepted once
                int i; // spec SP 800-63B-4 3.1.4.2: at least six digits
                // spec RFC 6238: no section
                // spec: no specification
                //spec RFC 6238 5.2: not in the list
                // spec RFC 6238 5.2:
                """));
        assertThat(sources.citations()).isEqualTo(6);
        assertThat(sources.citationsMalformed())
                .containsExactly(
                        "// spec RFC 6238: no section",
                        "// spec: no specification",
                        "//spec RFC 6238 5.2: not in the list",
                        "// spec RFC 6238 5.2:");
    }

    private static Sources sources(Map<String, String> texts) {
        return new Sources(new TreeMap<>(texts));
    }
}
