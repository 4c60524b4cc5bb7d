package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What these tests stand on. */
class FrameTest {

    @Test
    void noClassOfTheServerIsOnTheirClassPath() {
        assertThatThrownBy(() -> Class.forName("dev.countersign.Main")).isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("java.class.path")).doesNotContain("server/target");
    }

    @Test
    void theServerWasPackagedBefore() throws IOException {
        assertThat(Launcher.HOME.resolve("server/target/countersign.jar")).isRegularFile();
        try (var libraries = Files.list(Launcher.HOME.resolve("server/target/lib"))) {
            assertThat(libraries).isNotEmpty();
        }
    }

    @Test
    void theTokenOfTheFirstAccountIsInAFileForItsOwnerAlone() throws IOException {
        Product product = Product.shared();

        assertThat(product.printed()).contains(product.tokenFile().toString()).doesNotContain(product.token());
        assertThat(Files.getPosixFilePermissions(product.tokenFile()))
                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        product.api().get("/v2/Services").mustBe(200);
    }
}
