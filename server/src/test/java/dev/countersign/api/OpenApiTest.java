package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The description that is rendered from what is served. */
@Tag("database")
class OpenApiTest {
    @Test
    void theDescriptionIsReadByAnybodyAndIsAsItWasLookedAt() {
        try (Rig rig = new Rig()) {
            Answer description = rig.as(null, "", "GET", "/openapi.json", "");
            assertThat(description.status()).isEqualTo(200);
            Golden.assertSame("openapi.json", description.pretty());
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsReferredTo() {
        Object description = Tree.parse(Golden.read("openapi.json"));
        String text = Golden.read("openapi.json");
        Tree.object(description, "components", "schemas").keySet().forEach(name -> assertThat(text)
                .contains("\"#/components/schemas/" + name + "\""));
        var references =
                java.util.regex.Pattern.compile("#/components/schemas/(\\w+)").matcher(text);
        while (references.find()) {
            assertThat(Tree.object(description, "components", "schemas")).containsKey(references.group(1));
        }
    }
}
