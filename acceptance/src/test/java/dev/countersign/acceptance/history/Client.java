package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Wire.Came;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client, who does at random whatever can be done, to people whom others ask at the same time. What it chooses depends on
 * its seed and on what it is told; it waits for nobody, and where it is not told what came of a request it often asks again.
 */
final class Client implements Runnable {
    private static final int BAD_REQUEST = 400;
    private static final int THINKS_MILLIS = 10;
    private static final Duration NEAR = Duration.ofMillis(150);

    private static final List<Status> STATUSES = List.of(Status.values());

    private final int number;
    private final RandomGenerator random;
    private final Site site;
    private final List<Wire> wires;
    private final Crowd crowd;
    private final Answers answers;
    private final Enrolment enrolment;
    /** Challenges whose end is awaited, the next first. */
    private final Queue<Question> ambushes = new PriorityQueue<>(Comparator.comparing(Question::ends));

    /** @param number from 1 on */
    Client(int number, RandomGenerator random, Site site, List<Wire> wires, Crowd crowd) {
        this.number = number;
        this.random = random;
        this.site = site;
        this.wires = wires;
        this.crowd = crowd;
        this.answers = new Answers(random);
        this.enrolment = new Enrolment(site.account(), random);
    }

    @Override
    public void run() {
        act(crowd::over);
    }

    private void act(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            Question next = ambushes.peek();
            if (next != null && Instant.now().isAfter(next.ends().minus(NEAR))) {
                ambushes.remove();
                atItsEnd(next);
            } else {
                something();
            }
            pause(random.nextInt(THINKS_MILLIS));
        }
    }

    private Desk desk() {
        return new Desk(site, wires.get(random.nextInt(wires.size())), number);
    }

    private void something() {
        Someone someone = crowd.anybody(random);
        if ((someone.app() == null || someone.device() == null) && someone.mayChange()) {
            try {
                enrolment.complete(someone, this::desk);
            } finally {
                someone.changed();
            }
            return;
        }
        int chance = random.nextInt(1000);
        if (chance < 240) {
            ask(someone, someone.device(), null);
        } else if (chance < 330) {
            ask(someone, someone.app(), null);
        } else if (chance < 360) {
            ask(someone, random.nextBoolean() ? someone.app() : someone.device(), soon());
        } else if (chance < 400) {
            askWithCode(someone);
        } else if (chance < 790) {
            about(someone, chance);
        } else if (chance < 900) {
            look(someone);
        } else if (chance < 950) {
            oneCodeOnMany(someone);
        } else if (chance < 985) {
            about(someone, 0);
        } else {
            remove(someone, chance < 994);
        }
    }

    private Instant soon() {
        return Instant.now().plusMillis(1_000 + random.nextInt(3_000));
    }

    private void ask(Someone someone, @Nullable Holder holder, @Nullable Instant ends) {
        if (holder != null) {
            Came came = settled(() -> desk().create(holder, new Proof.None(), null, ends));
            note(someone, holder, came, ends);
        }
    }

    private void note(Someone someone, Holder holder, Came came, @Nullable Instant ends) {
        if (came.done()) {
            Instant expires = Instant.parse(String.valueOf(came.body().get("expiration_date")));
            Question question = new Question(String.valueOf(came.body().get("sid")), holder, expires);
            someone.asked(question);
            if (ends != null) {
                ambushes.add(question);
            }
        } else if (came.operation().refused() && came.operation().reply().status() != BAD_REQUEST) {
            // Asked too often, disabled or gone: whoever comes next gives them another.
            someone.loses(holder);
        }
    }

    private void askWithCode(Someone someone) {
        Holder.App app = someone.app();
        if (app != null) {
            Answers.Prepared code = answers.code(app);
            note(someone, app, settled(() -> desk().create(app, code.proof(), code.payload(), null)), null);
        }
    }

    /** Answers a challenge, or several times at once, perhaps one that is answered already; or looks at it. */
    private void about(Someone someone, int chance) {
        Question question = someone.question(random);
        if (question == null) {
            return;
        }
        if (chance >= 600) {
            desk().fetch(question.identity(), question.sid());
            return;
        }
        Desk first = desk();
        if (!answers.ready(question, first)) {
            return;
        }
        int together = chance < 500 ? 2 + random.nextInt(3) : 1;
        List<Runnable> deeds = new ArrayList<>();
        for (int i = 0; i < together; i++) {
            Answers.Prepared answer = answers.prepare(question);
            Desk desk = desk();
            boolean again = random.nextBoolean();
            deeds.add(() -> {
                if (answer.sentBy(desk, question).unknown() && again && !crowd.over()) {
                    answer.sentBy(desk, question);
                }
            });
        }
        if (random.nextInt(3) == 0) {
            Desk desk = desk();
            deeds.add(() -> desk.fetch(question.identity(), question.sid()));
        }
        atOnce(deeds);
    }

    /** Waits for the very moment at which a challenge ends, and answers and looks at it then. */
    private void atItsEnd(Question question) {
        if (!answers.ready(question, desk())) {
            return;
        }
        long early = random.nextLong(-20, 40);
        List<Runnable> deeds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Desk desk = desk();
            Answers.Prepared answer = answers.prepare(question);
            deeds.add(
                    i == 2
                            ? () -> desk.fetch(question.identity(), question.sid())
                            : () -> answer.sentBy(desk, question));
        }
        pause(Duration.between(Instant.now(), question.ends()).toMillis() - early);
        atOnce(deeds);
        desk().fetch(question.identity(), question.sid());
    }

    /** One code for several challenges of an app, at once. */
    private void oneCodeOnMany(Someone someone) {
        Holder.App app = someone.app();
        if (app == null) {
            return;
        }
        Answers.Prepared code = answers.right(app);
        List<Runnable> deeds = new ArrayList<>();
        for (Question question : someone.questions(app, 2 + random.nextInt(2))) {
            Desk desk = desk();
            deeds.add(() -> code.sentBy(desk, question));
        }
        Desk desk = desk();
        deeds.add(() -> note(someone, app, desk.create(app, code.proof(), code.payload(), null), null));
        atOnce(deeds);
    }

    private void look(Someone someone) {
        Holder holder = random.nextBoolean() ? someone.app() : someone.device();
        String factor = holder == null || random.nextBoolean() ? null : holder.factor();
        Status status = random.nextBoolean() ? null : STATUSES.get(random.nextInt(STATUSES.size()));
        Deed.Walk walk =
                new Deed.Walk(site.history().draw(), someone.identity(), random.nextInt(3) > 0, factor, status);
        int pages = 1 + random.nextInt(5);
        int[] sizes = {2, 7, 20, 50, 100};
        Came came = desk().list(walk, sizes[random.nextInt(sizes.length)]);
        for (int page = 1; page < pages && came.done(); page++) {
            String next = Wire.next(came.body());
            if (next == null) {
                return;
            }
            came = desk().list(walk, page, next);
        }
    }

    private void remove(Someone someone, boolean factor) {
        if (!someone.mayChange()) {
            return;
        }
        try {
            Holder.App app = someone.app();
            Holder.Device device = someone.device();
            if (app == null || device == null) {
                return;
            }
            if (factor) {
                Holder holder = random.nextBoolean() ? app : device;
                desk().deleteFactor(holder);
                someone.loses(holder);
            } else {
                removeAll(someone, app, device);
            }
            enrolment.complete(someone, this::desk);
        } finally {
            someone.changed();
        }
    }

    private void removeAll(Someone someone, Holder.App app, Holder.Device device) {
        Came came = desk().deleteEntity(app.identity());
        someone.loses(app);
        someone.loses(device);
        // A deletion that may be done yet could be done to whatever comes after it.
        if (came.unknown() && random.nextInt(4) > 0) {
            someone.becomesAnother(random);
        }
    }

    /** Sends it, and perhaps once more where nobody knows what came of it. */
    private Came settled(Supplier<Came> request) {
        Came came = request.get();
        if (came.unknown()) {
            return random.nextBoolean() || crowd.over() ? came : request.get();
        }
        return came;
    }

    private static void atOnce(List<Runnable> deeds) {
        CyclicBarrier start = new CyclicBarrier(Math.max(1, deeds.size()));
        Consumer<Runnable> together = deed -> {
            try {
                start.await();
                deed.run();
            } catch (InterruptedException | BrokenBarrierException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            deeds.forEach(deed -> threads.execute(() -> together.accept(deed)));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(Math.max(0, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
