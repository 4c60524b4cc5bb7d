package dev.countersign.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranges of addresses as operators write them. */
class AddressRangeTest {

    @Test
    void aRangeHoldsWhatBeginsWithItsBits() {
        assertThat(holds("192.0.2.128/25", "192.0.2.128")).isTrue();
        assertThat(holds("192.0.2.128/25", "192.0.2.127")).isFalse();
        assertThat(holds("192.0.2.128/25", "::ffff:192.0.2.200")).isTrue();
        assertThat(holds("2001:db8:8000::/33", "2001:db8:8001::1")).isTrue();
        assertThat(holds("2001:db8:8000::/33", "2001:db8:7fff::1")).isFalse();
        assertThat(holds("10.0.0.1", "10.0.0.1")).isTrue();
        assertThat(holds("10.0.0.1", "10.0.0.2")).isFalse();
        assertThat(holds("0.0.0.0/0", "203.0.113.9")).isTrue();
        assertThat(holds("0.0.0.0/0", "2001:db8::1")).isFalse();
        assertThat(holds("::/0", "2001:db8::1")).isTrue();
    }

    @Test
    void whatIsNoRangeIsRefusedInOneSentence() {
        for (String text :
                List.of("", "example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/x", "::/129")) {
            assertThatThrownBy(() -> AddressRange.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text);
        }
        assertThat(AddressRange.all("10.0.0.0/8", " ::1 ")).hasSize(2);
    }

    private static boolean holds(String range, String address) {
        return AddressRange.parse(range).holds(InetAddress.ofLiteral(address));
    }
}
