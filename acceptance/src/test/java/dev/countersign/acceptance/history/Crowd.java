package dev.countersign.acceptance.history;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The few people whom all clients ask, until it is over. */
final class Crowd {
    private final List<Someone> people;
    private volatile boolean over;

    Crowd(int many, RandomGenerator random) {
        this.people = Stream.generate(() -> new Someone(random)).limit(many).toList();
    }

    Someone anybody(RandomGenerator random) {
        return people.get(random.nextInt(people.size()));
    }

    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }
}
