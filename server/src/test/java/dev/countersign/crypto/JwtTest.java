package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What we say of ourselves, read by those who check what others say to us, and by the JDK. */
class JwtTest {

    @Test
    void aTokenOfOursIsOneThatWeWouldTake() {
        PhoneKey key = PhoneKey.draw();
        String token = Jwt.es256(key.pair().getPrivate(), Map.of("aud", "https://push.example", "exp", 1_800_000_000L));
        Jws jws = Objects.requireNonNull(Jws.parse(token));
        Es256 es256 = Es256.jdk();
        assertThat(es256.jws(Objects.requireNonNull(es256.key(key.spki())), jws))
                .isTrue();
        assertThat(jws.header("typ")).isEqualTo("JWT");
        Claims claims = Objects.requireNonNull(jws.claims());
        assertThat(claims.text("aud")).isEqualTo("https://push.example");
        assertThat(claims.number("exp")).isEqualTo(1_800_000_000L);
    }

    @Test
    void withAnRsaKeyItNamesTheKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Jws jws = Objects.requireNonNull(Jws.parse(Jwt.rs256(pair.getPrivate(), "k1", Map.of("iss", "a\"b"))));
        assertThat(jws.asksFor("RS256")).isTrue();
        assertThat(jws.header("kid")).isEqualTo("k1");
        assertThat(Objects.requireNonNull(jws.claims()).text("iss")).isEqualTo("a\"b");
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(pair.getPublic());
        verifier.update(jws.signed());
        assertThat(verifier.verify(jws.signature())).isTrue();
        byte[] other = jws.signed();
        other[other.length - 1] ^= 1;
        verifier.update(other);
        assertThat(verifier.verify(jws.signature())).isFalse();
        assertThat(Arrays.equals(other, jws.signed())).isFalse();
    }
}
