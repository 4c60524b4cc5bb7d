package dev.countersign.house;

import static dev.countersign.house.Room.ANY;
import static dev.countersign.house.Room.room;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan's judgement, on houses that are built wrong on purpose. */
final class PlanTest {
    private static final Plan PLAN = Plan.of(
            room("domain"),
            room("store", "domain").with("java.sql."),
            room("api", "domain.Noun"),
            room("", ANY).with(ANY));

    private static final String NOUN = "package dev.countersign.domain; public record Noun(String name) {}";
    private static final String OTHER = "package dev.countersign.domain; public @interface Other {}";

    private static final Pattern PACKAGE_AND_NAME =
            Pattern.compile("package ([\\w.]+);.*?\\b(?:class|record|interface) (\\w+)");

    @TempDir
    private Path folder;

    @Test
    void aRoomMayLookWhereItHasADoor() {
        assertThat(
                        breaches(
                                NOUN,
                                OTHER,
                                "package dev.countersign.store; class Table { java.sql.Connection c; @dev.countersign.domain.Other int i; }",
                                "package dev.countersign.api; class Resource { dev.countersign.domain.Noun n; }",
                                "package dev.countersign; class Wiring { dev.countersign.domain.Other o; java.sql.Connection c; }"))
                .isEmpty();
    }

    @Test
    void aFieldAnAnnotationAndATypeArgumentAreEachALook() {
        assertThat(breaches(
                        NOUN,
                        OTHER,
                        "package dev.countersign.api; @dev.countersign.domain.Other class Annotated {}",
                        "package dev.countersign.api; class Field { dev.countersign.domain.Other o; }",
                        "package dev.countersign.api; interface Generic { java.util.List<dev.countersign.domain.Other> os(); }",
                        "package dev.countersign.domain; class Library { java.sql.Connection c; }"))
                .containsExactly(
                        "api.Annotated looks into dev.countersign.domain.Other",
                        "api.Field looks into dev.countersign.domain.Other",
                        "api.Generic looks into dev.countersign.domain.Other",
                        "domain.Library looks into java.sql.Connection");
    }

    @Test
    void aStringThatReadsLikeAClassIsNoLook() {
        assertThat(breaches(
                        "package dev.countersign.domain; class Text { String s = \"Ldev/countersign/store/Db;\"; }"))
                .isEmpty();
    }

    @Test
    void aPackageThatThePlanDoesNotNameMayNotExist() {
        assertThat(breaches(
                        "package dev.countersign.attic; class Box {}",
                        "package dev.countersign.domain.cellar; class Barrel {}",
                        "package somewhere.domain; class Else {}"))
                .containsExactly(
                        "attic.Box is in a room that the plan does not have",
                        "domain.cellar.Barrel is in a room that the plan does not have",
                        "somewhere.domain.Else is in a room that the plan does not have");
    }

    @Test
    void timeAndChanceAreSeenByWhicheverCall() {
        List<String> calls = List.of(
                "java.time.Instant.now()",
                "java.time.LocalDate.now()",
                "java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC)",
                "(java.util.function.Supplier<java.time.Instant>) java.time.Instant::now",
                "java.time.Clock.systemUTC()",
                "java.time.Clock.tickSeconds(java.time.ZoneOffset.UTC)",
                "java.time.InstantSource.system()",
                "System.currentTimeMillis()",
                "(java.util.function.LongSupplier) System::nanoTime",
                "new java.util.Date()",
                "new java.util.Timer()",
                "Math.random()",
                "new java.util.Random()",
                "(java.util.function.Supplier<Object>) java.util.Random::new",
                "new java.util.SplittableRandom()",
                "java.util.concurrent.ThreadLocalRandom.current()",
                "java.util.random.RandomGenerator.getDefault()",
                "java.util.random.RandomGeneratorFactory.all()",
                "new java.security.SecureRandom()",
                "new java.security.SecureRandom() {}",
                "(java.util.concurrent.Callable<Object>) java.security.SecureRandom::getInstanceStrong",
                "java.util.UUID.randomUUID()",
                "((Runnable) () -> java.util.Collections.shuffle(java.util.List.of()))");
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            sources.add("package dev.countersign.domain; class Sly%d { Object o() { return %s; } }"
                    .formatted(i, calls.get(i)));
        }
        sources.add("package dev.countersign; class Main { Object[] o() { return new Object[] {%s}; } }"
                .formatted(String.join(", ", calls)));

        Set<String> breaches = breaches(sources.toArray(String[]::new));
        assertThat(breaches).allMatch(breach -> breach.matches("domain\\.Sly.* takes time or chance by itself: .*"));
        assertThat(breaches.stream().map(breach -> breach.replaceFirst("\\D*(\\d+).*", "$1")))
                .hasSameElementsAs(IntStream.range(0, calls.size())
                        .mapToObj(String::valueOf)
                        .toList());
    }

    @Test
    void timeAndChanceThatAreHandedInAreNobodysBusiness() {
        assertThat(breaches("""
                        package dev.countersign.domain; class Fair {
                          Object o(java.time.Clock c, java.util.Random r, java.security.SecureRandom s) {
                            java.util.Collections.shuffle(new java.util.ArrayList<String>(), r);
                            s.nextBytes(new byte[16]);
                            return java.util.List.of(java.time.LocalDate.now(c), c.instant(), new java.util.Date(0), r.nextInt());
                          }
                        }
                        """)).isEmpty();
    }

    @Test
    void namesThatSayNothingAndNamesOfAnotherThingAreRefused() {
        assertThat(breaches(
                        "package dev.countersign.domain; class Service {}",
                        "package dev.countersign.domain; class NewEntity {}",
                        "package dev.countersign.domain; class PushService {}",
                        "package dev.countersign.domain; class SidUtils {}",
                        "package dev.countersign.domain; class Outer { class RowMapper {} }"))
                .containsExactly(
                        "domain.Outer$RowMapper has a name that says nothing",
                        "domain.PushService has a name that says nothing",
                        "domain.SidUtils has a name that says nothing");
    }

    /** Compiles each source where its package says, and asks the plan. */
    private Set<String> breaches(String... sources) {
        List<String> javac = new ArrayList<>(
                List.of("-proc:none", "-d", folder.resolve("classes").toString()));
        try {
            for (String source : sources) {
                MatchResult name =
                        PACKAGE_AND_NAME.matcher(source).results().findFirst().orElseThrow();
                Path file = folder.resolve(name.group(1)).resolve(name.group(2) + ".java");
                Files.createDirectories(file.getParent());
                javac.add(Files.writeString(file, source).toString());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(String[]::new));
        assertThat(failed).isZero();
        return PLAN.breaches(BuiltClass.under(folder.resolve("classes")));
    }
}
