package dev.countersign.acceptance.history;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Something that goes wrong, and is put right again before it is over.
 *
 * @param kind what is counted together
 * @param whom to whom it happens
 * @param strike does it, and returns when it is over
 */
public record Fault(String kind, String whom, Consumer<RandomGenerator> strike) {
    private static final int MOST_ASTRAY_MILLIS = 800;

    /** What can happen to a server, and between it and its clients. */
    public static List<Fault> of(Server server) {
        Fault kill = new Fault("kill", server.name(), random -> {
            server.kill();
            last(random, 0, 1_500);
            server.start();
        });
        Fault pause = new Fault("pause", server.name(), random -> {
            server.pause();
            try {
                last(random, 500, 4_000);
            } finally {
                server.resume();
            }
        });
        String road = "the clients of " + server.name();
        return Stream.concat(Stream.of(kill, kill, kill, pause, pause), onTheRoad(road, server.road()))
                .toList();
    }

    /** That a server's clock is set, by less than what servers may differ by; it is left so. */
    public static Fault ofClock(Server server, Consumer<Duration> ahead) {
        return new Fault(
                "clock step",
                server.name(),
                random -> ahead.accept(Duration.ofMillis(random.nextInt(-MOST_ASTRAY_MILLIS, MOST_ASTRAY_MILLIS))));
    }

    /** What can happen to a database, and between it and each server. */
    public static List<Fault> of(DatabaseFaults database) {
        Fault kill = new Fault("database kill", "the database", random -> {
            database.kill();
            last(random, 0, 1_500);
            database.start();
        });
        Fault pause = new Fault("database pause", "the database", random -> {
            database.pause();
            try {
                last(random, 500, 4_000);
            } finally {
                database.resume();
            }
        });
        Stream<Fault> roads = database.roads().stream().flatMap(road -> onTheRoad("a server's database", road));
        return Stream.concat(Stream.of(kill, kill, pause), roads).toList();
    }

    private static Stream<Fault> onTheRoad(String whose, Relay road) {
        Fault cut = new Fault("cut", whose, _ -> road.cut());
        Fault block = new Fault("block", whose, random -> {
            road.block();
            try {
                last(random, 200, 3_000);
            } finally {
                road.unblock();
            }
        });
        Fault lose = new Fault("block and cut", whose, random -> {
            road.block();
            try {
                last(random, 50, 1_500);
                road.cut();
            } finally {
                road.unblock();
            }
        });
        return Stream.of(cut, block, lose);
    }

    private static void last(RandomGenerator random, int least, int most) {
        Nemesis.pause(random.nextInt(least, most));
    }
}
