package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The key with which a browser subscribes, told to the browser itself. */
@Tag("database")
class PushKeyTest {
    private Rig rig;
    private String service = "";
    private Hand ana;

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = Hand.enrolled(rig, service + "/Entities/ana-0001");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Answer asked() {
        return ana.ask("GET", ana.path() + "/PushKey", "");
    }

    @Test
    void itIsThatOfTheServicesCredentialForBrowsers() {
        Answer credential = rig.post("/v1/Credentials", "Type=webpush&Subject=mailto:ops@example.com");
        rig.post(service, "Push.WebpushCredentialSid=" + credential.text("sid"));
        assertThat(asked().status()).isEqualTo(200);
        assertThat(asked().text("factor_sid")).isEqualTo(ana.sid());
        assertThat(asked().text("notification_platform")).isEqualTo("webpush");
        assertThat(asked().text("public_key"))
                .isEqualTo(credential.text("public_key"))
                .matches("[\\w-]{87}");
        rig.as(Rig.ANA, "DELETE", "/v1/Credentials/" + credential.text("sid"), "");
        assertThat(asked().object()).containsEntry("public_key", null);
    }

    @Test
    void aServiceThatNamesNoneHasNone() {
        assertThat(asked().status()).isEqualTo(200);
        assertThat(asked().object()).containsEntry("public_key", null);
    }

    @Test
    void aDeviceIsToldOfItselfOnly() {
        Hand other = Hand.enrolled(rig, service + "/Entities/ana-0001");
        assertThat(ana.ask("GET", other.path() + "/PushKey", "").brief()).isEqualTo("404 20404");
    }

    @Test
    void aFactorOfAnotherTypeIsRungByNobody() {
        String totp = rig.post(service + "/Entities/ana-0001/Factors", "FactorType=totp&FriendlyName=app")
                .text("sid");
        assertThat(rig.get(service + "/Entities/ana-0001/Factors/" + totp + "/PushKey")
                        .brief())
                .isEqualTo("400 60306");
    }
}
