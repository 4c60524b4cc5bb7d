package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Sender;
import dev.countersign.contract.Tree;
import dev.countersign.core.Accounts;
import dev.countersign.domain.AccountSid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who comes in to the console, how, and until when. */
@Tag("database")
class ConsoleDoorTest {
    private static final String SID = "0".repeat(32);
    private static final AccountSid ANA = Objects.requireNonNull(AccountSid.parse(Rig.ANA));
    private static final String TOKEN = "token of " + Rig.ANA;
    private static final String FORM = "FriendlyName=x&Identity=ana-0001&Type=gcm&ApiKey=x";

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Everything behind the session but signing in, as method and path: all of the API, and what is the console's own. */
    private List<String[]> operations() {
        List<String[]> all = new ArrayList<>();
        Tree.object(rig.get("/openapi.json").object(), "paths").forEach((path, item) -> {
            String here = path.replaceFirst("^/v\\d/", Window.API + "/")
                    .replace("{ServiceSid}", "VA" + SID)
                    .replace("{Identity}", "ana-0001")
                    .replaceAll("\\{\\w+}", "YF" + SID);
            Tree.object(item).keySet().forEach(method -> {
                if (!(method.equals("post") && path.endsWith("/session"))) {
                    all.add(new String[] {method.toUpperCase(Locale.ROOT), here});
                }
            });
        });
        assertThat(all).hasSizeGreaterThan(35);
        return all;
    }

    private static Sender saying(Window w, @Nullable String origin, @Nullable String site, @Nullable String proof) {
        return new Sender("192.0.2.7", w.cookie(), origin, site, proof);
    }

    @Test
    void everythingBehindTheSessionAsksForOneAndHearsNoPassword() {
        Window nobody = Window.at(rig);
        for (String[] operation : operations()) {
            String name = String.join(" ", operation);
            Answer no = nobody.ask(nobody.sender(), operation[0], operation[1], FORM);
            assertThat(no.brief()).as(name).isEqualTo("401 20003");
            assertThat(no.header("WWW-Authenticate"))
                    .as("nothing for which a browser asks by itself")
                    .isEqualTo("Session realm=\"Countersign\"");
            assertThat(rig.as(Rig.ANA, operation[0], operation[1], FORM).brief())
                    .as("Basic: " + name)
                    .isEqualTo("401 20003");
        }
    }

    @Test
    void theApiHearsNoCookie() {
        Window window = Window.of(rig);
        for (String[] operation : operations()) {
            String path = operation[1].replaceFirst("^" + Window.API, "/v2");
            assertThat(window.ask(window.sender(), operation[0], path, FORM).brief())
                    .as(String.join(" ", operation))
                    .isEqualTo("401 20003");
        }
        assertThat(window.ask(window.sender(), "GET", "/v2/Services", "").header("WWW-Authenticate"))
                .startsWith("Basic ");
    }

    @Test
    void whatChangesSomethingShowsWhatOnlyOurPageKnows() {
        Window window = Window.of(rig);
        Window other = Window.of(rig);
        for (String[] operation : operations()) {
            boolean reads = operation[0].equals("GET");
            for (@Nullable String proof : new @Nullable String[] {null, "", other.proof(), window.proof() + "x"}) {
                Sender sender = saying(window, Rig.BASE, "same-origin", proof);
                String brief =
                        window.ask(sender, operation[0], operation[1], FORM).brief();
                if (reads) {
                    assertThat(brief)
                            .as(String.join(" ", operation))
                            .doesNotStartWith("401")
                            .doesNotStartWith("403");
                } else {
                    assertThat(brief).as(String.join(" ", operation)).isEqualTo("403 20403");
                }
            }
        }
        assertThat(window.get("/Services").sids("services")).isEmpty();
        assertThat(window.post("/Services", "FriendlyName=x").status()).isEqualTo(201);
        assertThat(window.ask(
                                saying(window, null, null, window.proof()),
                                "POST",
                                Window.API + "/Services",
                                "FriendlyName=y")
                        .status())
                .as("a program that is no browser")
                .isEqualTo(201);
    }

    @Test
    void noOtherPageAsksAnything() {
        Window window = Window.of(rig);
        List<Sender> foreign = List.of(
                saying(window, "https://evil.example.com", null, window.proof()),
                saying(window, "null", null, window.proof()),
                saying(window, Rig.BASE + ".evil.example.com", "same-origin", window.proof()),
                saying(window, "http://verify.example.com", null, window.proof()),
                saying(window, null, "cross-site", window.proof()),
                saying(window, null, "same-site", window.proof()),
                saying(window, Rig.BASE, "cross-site", window.proof()));
        for (String[] operation : operations()) {
            for (Sender sender : foreign) {
                assertThat(window.ask(sender, operation[0], operation[1], FORM).brief())
                        .as(String.join(" ", operation) + " " + sender)
                        .isEqualTo("403 20403");
            }
        }
        String login = "User=" + Rig.ANA + "&Password=" + TOKEN;
        for (Sender sender : foreign) {
            assertThat(window.ask(sender, "POST", Window.API + "/session", login)
                            .brief())
                    .isEqualTo("403 20403");
        }
        Sender typed = saying(window, null, "none", window.proof());
        assertThat(window.ask(typed, "GET", Window.API + "/Services", "").status())
                .isEqualTo(200);
        assertThat(window.ask(typed, "POST", Window.API + "/Services", "FriendlyName=x")
                        .brief())
                .isEqualTo("403 20403");
        assertThat(window.ask(window.sender(), "OPTIONS", Window.API + "/Services", "")
                        .brief())
                .as("and none is told that it may")
                .isEqualTo("405 20004");
    }

    @Test
    void aSessionIsACookieThatScriptsDoNotSeeAndOtherSitesDoNotSend() {
        Window window = Window.at(rig);
        Answer in = window.signIn(Rig.ANA, TOKEN);
        assertThat(in.status()).isEqualTo(201);
        assertThat(in.header("Set-Cookie"))
                .matches(
                        "__Host-countersign_session=[\\w-]{43}; Max-Age=43200; Path=/; Secure; HttpOnly; SameSite=Strict");
        assertThat(in.text("account_sid")).isEqualTo(Rig.ANA);
        assertThat(in.isNull("key_sid")).isTrue();
        assertThat(in.text("date_expires")).isEqualTo("2026-01-01T00:30:00Z");
        String cookie = String.valueOf(window.cookie());
        assertThat(in.json()).doesNotContain(cookie.substring(cookie.indexOf('=') + 1));
        assertThat(window.get("/session").object()).isEqualTo(in.object());

        Window plain = Window.at(rig).through("http://localhost:8080");
        assertThat(plain.signIn(Rig.ANA, TOKEN).header("Set-Cookie"))
                .matches("countersign_session=[\\w-]{43}; Max-Age=43200; Path=/console/api; HttpOnly; SameSite=Strict");
        assertThat(plain.get("/session").status()).isEqualTo(200);
        assertThat(plain.through(Rig.BASE).get("/session").status())
                .as("over TLS only what was set over TLS")
                .isEqualTo(401);
    }

    @Test
    void anApiKeySignsInForItsAccountAndNobodyElseDoes() {
        Accounts.WithSecret key = rig.accounts().createKey(ANA, "desk");
        String sid = key.key().sid().text();
        Window window = Window.at(rig);
        assertThat(window.signIn(sid, key.secret()).text("key_sid")).isEqualTo(sid);
        assertThat(window.get("/session").text("account_sid")).isEqualTo(Rig.ANA);
        String service = rig.service();
        String token = Hand.token(rig, service + "/Entities/ana-0001");
        for (String[] wrong : new String[][] {
            {sid, TOKEN},
            {Rig.ANA, key.secret()},
            {Rig.BOB, TOKEN},
            {"token", token},
            {"AC", "x"},
            {Rig.ANA, TOKEN + "x"}
        }) {
            assertThat(Window.at(rig, wrong[0]).signIn(wrong[0], wrong[1]).brief())
                    .isEqualTo("401 20003");
        }
        for (String form : List.of("", "User=" + Rig.ANA, "Password=x", "User=&Password=", "User=%zz&Password=x")) {
            assertThat(window.ask(window.sender(), "POST", Window.API + "/session", form)
                            .brief())
                    .as(form)
                    .isEqualTo("400 60306");
        }
    }

    @Test
    void aSessionThatIsNotUsedEndsAfterHalfAnHourAndAnyAfterTwelve() {
        Window window = Window.of(rig);
        rig.seconds(29 * 60);
        assertThat(window.get("/session").text("date_expires")).isEqualTo("2026-01-01T00:59:00Z");
        rig.seconds(30 * 60 - 1);
        assertThat(window.get("/Services").status()).isEqualTo(200);
        rig.seconds(30 * 60);
        assertThat(window.get("/Services").brief()).isEqualTo("401 20003");

        Window busy = Window.of(rig);
        for (int i = 1; i < 36; i++) {
            rig.seconds(20 * 60);
            assertThat(busy.get("/Services").status())
                    .as("after %d minutes", 20 * i)
                    .isEqualTo(200);
        }
        rig.seconds(20 * 60 - 1);
        assertThat(busy.get("/session").status()).isEqualTo(200);
        rig.seconds(1);
        assertThat(busy.get("/session").brief()).isEqualTo("401 20003");
    }

    @Test
    void whatSignedInMustStandForTheSessionToStand() {
        Accounts.WithSecret key = rig.accounts().createKey(ANA, "desk");
        Window byKey = Window.of(rig, key.key().sid().text(), key.secret());
        Window byToken = Window.of(rig);
        rig.accounts().revokeKey(key.key().sid());
        rig.seconds(1);
        assertThat(byKey.get("/Services").brief()).isEqualTo("401 20003");
        assertThat(byToken.get("/Services").status()).isEqualTo(200);

        String second = rig.accounts().addToken(ANA);
        rig.seconds(1);
        Window bySecond = Window.of(rig, Rig.ANA, second);
        rig.accounts().promoteToken(ANA);
        rig.accounts().revokeToken(ANA);
        rig.seconds(1);
        assertThat(byToken.get("/Services").brief()).isEqualTo("401 20003");
        assertThat(bySecond.get("/Services").status()).isEqualTo(200);

        rig.accounts().activate(ANA, false);
        rig.seconds(1);
        assertThat(bySecond.get("/Services").brief()).isEqualTo("403 20005");
    }

    @Test
    void whoSignsOutIsOutAndEverywhereIsEverywhere() {
        Window window = Window.of(rig);
        Window other = Window.of(rig);
        Window bobs = Window.of(rig, Rig.BOB, "token of " + Rig.BOB);
        Sender stolen = window.sender();
        Answer out = window.delete("/session");
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).startsWith("__Host-countersign_session=; Max-Age=0; Path=/; Secure");
        assertThat(window.cookie()).isNull();
        assertThat(window.ask(stolen, "GET", Window.API + "/Services", "").brief())
                .as("a copy of the cookie is as good as none")
                .isEqualTo("401 20003");
        assertThat(other.get("/Services").status()).isEqualTo(200);

        Window third = Window.of(rig);
        assertThat(third.delete("/sessions").status()).isEqualTo(204);
        for (Window gone : List.of(other, third)) {
            assertThat(gone.get("/Services").brief()).isEqualTo("401 20003");
        }
        assertThat(bobs.get("/Services").status()).isEqualTo(200);
    }

    @Test
    void whoeverSignsInAnewHasOneSessionAndTheOneBeforeIsOver() {
        Window window = Window.of(rig);
        Window other = Window.of(rig);
        Sender before = window.sender();
        assertThat(window.signIn(Rig.BOB, "wrong").brief()).isEqualTo("401 20003");
        assertThat(window.get("/session").status())
                .as("whoever was not let in ends nothing")
                .isEqualTo(200);
        assertThat(window.signIn(Rig.BOB, "token of " + Rig.BOB).status()).isEqualTo(201);
        assertThat(window.get("/session").text("account_sid")).isEqualTo(Rig.BOB);
        assertThat(window.ask(before, "GET", Window.API + "/session", "").brief())
                .isEqualTo("401 20003");
        assertThat(other.get("/session").status()).isEqualTo(200);
    }

    @Test
    void anAccountHasTwentySessionsAtMostAndTheFirstGoesFirst() {
        Window first = Window.of(rig);
        rig.seconds(1);
        Window second = Window.of(rig);
        for (int i = 0; i < 19; i++) {
            assertThat(first.get("/session").status()).as("beside %d", i).isEqualTo(i < 19 ? 200 : 401);
            rig.seconds(1);
            Window.of(rig);
        }
        assertThat(first.get("/session").brief()).isEqualTo("401 20003");
        assertThat(second.get("/session").status()).isEqualTo(200);
    }
}
