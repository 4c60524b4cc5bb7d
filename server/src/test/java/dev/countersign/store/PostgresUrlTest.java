package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @Test
    void itNamesUserHostsDatabaseAndHowTheyAreSpokenTo() {
        PostgresUrl url = PostgresUrl.parse(
                "postgresql://ana%40ops:p%2Fw+d@db1:6432,db2,[::1]:5433/counter?sslmode=verify-full&connect_timeout=7");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db1:6432,db2:5432,[::1]:5433/counter");
        assertThat(url.driver())
                .containsEntry("user", "ana@ops")
                .containsEntry("password", "p/w+d")
                .containsEntry("sslmode", "verify-full")
                .containsEntry("connectTimeout", "7")
                .containsEntry("targetServerType", "primary");
        assertThat(url)
                .hasToString("postgresql://ana@ops@db1:6432,db2:5432,[::1]:5433/counter"
                        + "?connectTimeout=7&sslmode=verify-full");
        assertThat(PostgresUrl.parse("postgresql://c@localhost/c?sslpassword=very&options=-c%20jit%3Doff"))
                .hasToString("postgresql://c@localhost:5432/c?options=-c%20jit%3Doff&sslpassword=…");
    }

    @Test
    void nothingCrossesANetworkInTheClearUnlessSomebodySaysSo() {
        assertThat(PostgresUrl.parse("postgresql://c@10.0.0.1/c").driver()).containsEntry("sslmode", "require");
        assertThat(PostgresUrl.parse("postgresql://c@127.0.0.1,db2/c").driver()).containsEntry("sslmode", "require");
        assertThat(PostgresUrl.parse("postgresql://c@127.0.0.1:9,localhost/c").driver())
                .doesNotContainKey("sslmode");
        assertThat(PostgresUrl.parse("postgresql://c@10.0.0.1/c?sslmode=disable")
                        .driver())
                .containsEntry("sslmode", "disable");
    }

    @Test
    void aPasswordFromAFileCountsWhereTheUrlHasNone() {
        assertThat(PostgresUrl.parse("postgres://c@h/d").password("secret").driver())
                .containsEntry("password", "secret");
        assertThat(PostgresUrl.parse("postgres://c:own@h/d").password("secret").driver())
                .containsEntry("password", "own");
    }

    @Test
    void aPercentSignThatStandsForItselfIsSaidHowToWrite() {
        for (String text :
                new String[] {"postgresql://c:50%more@h/d", "postgresql://c:all%@h/d", "postgresql://c@h/d%zz"}) {
            assertThatThrownBy(() -> PostgresUrl.parse(text))
                    .hasMessage("in it a % stands before two hex digits, and is itself written %25");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://c@h/d",
                "postgresql://h/d",
                "postgresql://c@h",
                "postgresql://c@h/",
                "postgresql://c@h/a/b",
                "postgresql://c@h:port/d",
                "postgresql://c@h:0/d",
                "postgresql://c@h:65536/d",
                "postgresql://c@/d",
                "postgresql://c@h h/d",
                "postgresql://c@h/d?nonsense=1",
                "postgresql://c@h/d?targetServerType=any",
                "postgresql://c@h/d?user=x",
                "postgresql://c@h/d?sslmode",
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> PostgresUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
