package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under which URL a caller reached us, and who it was, with and without proxies between. */
class CallersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', nullValues = "-", textBlock = """
            - ! - ! verify.example.com ! - ! http://verify.example.com
            - ! - ! verify.example.com:8443 ! - ! http://verify.example.com:8443
            - ! - ! 192.0.2.1 ! - ! http://192.0.2.1
            - ! - ! [2001:db8::1]:8443 ! - ! http://[2001:db8::1]:8443
            https://verify.example.com/ ! - ! localhost ! - ! https://verify.example.com
            https://verify.example.com ! 127.0.0.1 ! localhost ! X-Forwarded-Host: evil.example ! https://verify.example.com
            - ! - ! real ! X-Forwarded-Host: evil|X-Forwarded-Proto: https ! http://real
            - ! 10.0.0.0/8 ! real ! X-Forwarded-Host: evil|Forwarded: host=evil ! http://real
            - ! 127.0.0.1 ! inner ! X-Forwarded-Proto: https ! https://inner
            - ! 127.0.0.0/8 ! inner ! X-Forwarded-Proto: HTTPS|X-Forwarded-Host: outer.example ! https://outer.example
            - ! 127.0.0.1 ! inner ! X-Forwarded-Host: evil, outer ! http://outer
            - ! 127.0.0.1 ! inner ! X-Forwarded-Host: evil|X-Forwarded-Host: outer ! http://outer
            - ! 127.0.0.1 ! inner ! X-Forwarded-Proto: gopher ! http://inner
            - ! 127.0.0.1 ! inner ! Forwarded: for=192.0.2.9;proto=https;host=outer ! https://outer
            - ! 127.0.0.1 ! inner ! Forwarded: for="[2001:db8::9]:80" ! http://inner
            - ! 127.0.0.1 ! inner ! Forwarded: host=evil, for=192.0.2.9;host="outer:8443" ! http://outer:8443
            - ! 127.0.0.1 ! inner ! X-Forwarded-For: 192.0.2.9|Forwarded: host=evil ! http://inner
            - ! 127.0.0.1 ! inner ! X-Forwarded-Host: a/b ! -
            """)
    void everyUrlWeHandOutBeginsWithTheNameWeWereCalledBy(
            @Nullable String publicUrl,
            @Nullable String proxies,
            String host,
            @Nullable String headers,
            @Nullable String base)
            throws Exception {
        HttpSettings settings =
                Rig.with(HttpSettings.Limits.USUAL, publicUrl, proxies == null ? List.of() : List.of(proxies));
        try (Rig rig = new Rig(settings, request -> Rig.ok("{\"base\":\"" + request.base() + "\"}"))) {
            String more = headers == null ? "" : headers.replace("|", "\r\n") + "\r\n";
            Wire.Answer answer = rig.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n");
            if (base == null) {
                assertThat(answer.status()).isEqualTo(400);
            } else {
                assertThat(answer.json()).containsExactly(Map.entry("base", base));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', nullValues = "-", textBlock = """
            - ! X-Forwarded-For: 192.0.2.9 ! 127.0.0.1
            127.0.0.1 ! - ! 127.0.0.1
            127.0.0.1 ! X-Forwarded-For: 192.0.2.9 ! 192.0.2.9
            127.0.0.1 ! X-Forwarded-For: 192.0.2.1, 192.0.2.9 ! 192.0.2.9
            127.0.0.1 10.0.0.0/8 ! X-Forwarded-For: 192.0.2.1, 192.0.2.9, 10.1.2.3 ! 192.0.2.9
            127.0.0.1 10.0.0.0/8 ! X-Forwarded-For: 192.0.2.9|X-Forwarded-For: 10.1.2.3 ! 192.0.2.9
            127.0.0.1 10.0.0.0/8 ! X-Forwarded-For: 10.9.9.9, 10.1.2.3 ! 10.9.9.9
            127.0.0.1 ! X-Forwarded-For: 192.0.2.9, unknown ! 127.0.0.1
            127.0.0.1 ! Forwarded: for=192.0.2.1, for="192.0.2.9:4711" ! 192.0.2.9
            127.0.0.1 2001:db8::/32 ! Forwarded: for=192.0.2.9, for="[2001:db8::9]:80" ! 192.0.2.9
            127.0.0.1 ! Forwarded: for=_hidden ! 127.0.0.1
            """)
    void theLogNamesTheRightmostAddressThatIsNoProxyOfOurs(
            @Nullable String proxies, @Nullable String headers, String client) throws Exception {
        Rig rig = new Rig(
                Rig.with(HttpSettings.Limits.USUAL, null, proxies == null ? List.of() : List.of(proxies.split(" "))),
                _ -> Rig.ok("{}"));
        String more = headers == null ? "" : headers.replace("|", "\r\n") + "\r\n";
        rig.ask("GET / HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n");
        assertThat(Json.object(rig.log().getFirst())).containsEntry("client", client);
    }

    @Test
    void aRangeHoldsWhatItsFirstBitsHold() {
        TrustedProxies trusted = new TrustedProxies(List.of("192.0.2.128/25", "2001:db8:8000::/33", "10.0.0.1"));
        assertThat(trusted.trusts(address("192.0.2.128"))).isTrue();
        assertThat(trusted.trusts(address("192.0.2.127"))).isFalse();
        assertThat(trusted.trusts(address("::ffff:192.0.2.200"))).isTrue();
        assertThat(trusted.trusts(address("2001:db8:8001::1"))).isTrue();
        assertThat(trusted.trusts(address("2001:db8:7fff::1"))).isFalse();
        assertThat(trusted.trusts(address("10.0.0.1"))).isTrue();
        assertThat(trusted.trusts(address("10.0.0.2"))).isFalse();
    }

    @Test
    void settingsThatCannotBeMeantAreRefusedInOneSentence() {
        for (String proxy : List.of("proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "")) {
            assertThatThrownBy(() -> new TrustedProxies(List.of(proxy))).hasMessageStartingWith("A trusted proxy");
        }
        for (String url : List.of("verify.example.com", "ftp://a", "https://a/b", "https://", "https://a b")) {
            assertThatThrownBy(() -> Rig.with(HttpSettings.Limits.USUAL, url, List.of()))
                    .hasMessageStartingWith("The public URL must look like");
        }
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }
}
