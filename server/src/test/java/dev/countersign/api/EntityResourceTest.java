package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class EntityResourceTest {
    private static final String HEX = "0123456789abcdef0123456789ABCDEF";

    private Rig rig;
    private String entities = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        entities = rig.service() + "/Entities";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void anIdentityIsThereOnce() {
        assertThat(rig.post(entities, "Identity=ana-0001").brief()).isEqualTo("201");
        assertThat(rig.post(entities, "Identity=ana-0001").brief()).isEqualTo("409 60301");
        assertThat(rig.post(entities, "Identity=Ana-0001").brief()).isEqualTo("201");
        String other = rig.service() + "/Entities";
        assertThat(rig.post(other, "Identity=ana-0001").brief()).isEqualTo("201");
    }

    @Test
    void anIdentityThatIsNoneIsABadRequestInFormAndPath() {
        for (String bad : List.of("1234567", "a".repeat(65), "ana_0001", "ana.0001", "ana%200001", "an%C3%A1-0001")) {
            Answer created = rig.post(entities, "Identity=" + bad);
            assertThat(created.brief()).as(bad).isEqualTo("400 60306");
            assertThat(created.text("message"))
                    .isEqualTo("Invalid parameter: Identity must be 8 to 64 letters, digits and dashes");
            assertThat(rig.get(entities + "/" + bad).brief()).isEqualTo("400 60306");
            assertThat(rig.delete(entities + "/" + bad).brief()).isEqualTo("400 60306");
            assertThat(rig.get(entities + "/" + bad + "/Factors").brief()).isEqualTo("400 60306");
            assertThat(rig.post(entities + "/" + bad + "/Factors", "").brief()).isEqualTo("400 60306");
            assertThat(rig.get(entities + "/" + bad + "/Challenges").brief()).isEqualTo("400 60306");
        }
        assertThat(rig.post(entities, "").text("message")).isEqualTo("Invalid parameter: Identity is required");
        for (String good : List.of("12345678", "a".repeat(64), "--------")) {
            assertThat(rig.post(entities, "Identity=" + good).brief()).isEqualTo("201");
            assertThat(rig.get(entities + "/" + good).text("identity")).isEqualTo(good);
        }
        assertThat(rig.get(entities + "/%31%32345678").text("identity")).isEqualTo("12345678");
    }

    @Test
    void anIdentityOfASidsShapeIsKnownUnderEitherCaseOfItsFirstLetters() {
        Answer created = rig.post(entities, "Identity=ye" + HEX);
        assertThat(created.text("identity")).isEqualTo("YE" + HEX);
        assertThat(created.text("url")).endsWith("/Entities/YE" + HEX);
        assertThat(rig.get(entities + "/ye" + HEX).json()).isEqualTo(created.json());
        assertThat(rig.get(entities + "/YE" + HEX).json()).isEqualTo(created.json());
        assertThat(rig.get(entities + "/ye" + HEX.toLowerCase(java.util.Locale.ROOT))
                        .brief())
                .isEqualTo("404 20404");
        assertThat(rig.post(entities, "Identity=Ye" + HEX).brief()).isEqualTo("409 60301");
    }

    @Test
    void anEntityAppearsWithItsFirstFactor() {
        assertThat(rig.get(entities + "/ana-0001").brief()).isEqualTo("404 20404");
        Answer factor = rig.post(entities + "/ana-0001/Factors", "FactorType=totp&FriendlyName=x");
        assertThat(rig.get(entities + "/ana-0001").text("sid")).isEqualTo(factor.text("entity_sid"));
        assertThat(rig.post(entities, "Identity=ana-0001").brief()).isEqualTo("409 60301");
    }

    @Test
    void aFactorThatIsRefusedLeavesNoEntity() {
        assertThat(rig.post(entities + "/ana-0001/Factors", "FactorType=totp&FriendlyName=x&Binding.Secret=1")
                        .brief())
                .isEqualTo("400 60314");
        assertThat(rig.get(entities + "/ana-0001").brief()).isEqualTo("404 20404");
        assertThat(rig.get(entities + "/ana-0001/Challenges").brief()).isEqualTo("404 20404");
    }

    @Test
    void entitiesAreListedByCreation() {
        for (int i = 0; i < 5; i++) {
            rig.post(entities, "Identity=user-000" + i);
            rig.seconds(1);
        }
        Answer first = rig.get(entities + "?PageSize=3");
        assertThat(first.json()).contains("user-0000", "user-0002").doesNotContain("user-0003");
        assertThat(first.at("meta", "key")).isEqualTo("entities");
        Answer second = rig.follow(String.valueOf(first.link("next_page_url")));
        assertThat(second.sids("entities")).hasSize(2);
        assertThat(second.link("next_page_url")).isNull();
        assertThat(rig.follow(String.valueOf(second.link("previous_page_url"))).sids("entities"))
                .isEqualTo(first.sids("entities"));
    }
}
