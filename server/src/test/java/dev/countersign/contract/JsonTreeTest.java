package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that a device signed. */
class JsonTreeTest {
    private static final String ANSWER = "{\"status\":\"approved\",\"identity\":\"é\"}";

    @Test
    void anObjectInUtf8IsRead() {
        assertThat(JsonTree.object(ANSWER.getBytes(StandardCharsets.UTF_8)))
                .containsEntry("status", "approved")
                .containsEntry("identity", "é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE", "ISO-8859-1"})
    void inAnotherEncodingItIsRefused(String encoding) {
        byte[] json = ANSWER.getBytes(Charset.forName(encoding));
        assertThatThrownBy(() -> JsonTree.object(json)).isInstanceOf(Unfit.class);
    }

    @Test
    void aByteOrderMarkIsRefused() {
        byte[] json = ("\ufeff" + ANSWER).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JsonTree.object(json)).isInstanceOf(Unfit.class);
    }

    @Test
    void whatIsTheSameIsSaidInAnyOrderAndSpelling() {
        byte[] one = "{\"a\":[1,null,\"\\/\"],\"b\":{\"c\":1.0,\"d\":true}}".getBytes(StandardCharsets.UTF_8);
        byte[] other = "{ \"b\":{\"d\":true,\"c\":1e0}, \"a\":[1.00,null,\"/\"]}".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonTree.same(JsonTree.object(one), JsonTree.object(other))).isTrue();
        for (String less :
                List.of("{}", "{\"a\":[1,null,\"/\"]}", "{\"a\":[1,\"/\",null],\"b\":{\"c\":1,\"d\":true}}")) {
            Object tree = JsonTree.object(less.getBytes(StandardCharsets.UTF_8));
            assertThat(JsonTree.same(JsonTree.object(one), tree)).as(less).isFalse();
        }
    }
}
