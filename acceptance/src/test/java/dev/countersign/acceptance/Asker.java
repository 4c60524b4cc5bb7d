package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Refused;
import dev.countersign.phone.Transport;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A backend that asks somebody without end, and the phone that answers. Both remember what they were told; where the
 * server says that it cannot just now, they come again.
 */
final class Asker {
    private static final int COME_AGAIN = 503;

    private final PhoneOwner owner;
    private final Thread thread = Thread.ofPlatform().name("asker").unstarted(this::work);
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final Map<String, String> answered = new ConcurrentHashMap<>();
    /** What the phone would have, whatever became of it. */
    private final Map<String, String> meant = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<Span> acknowledgements = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger putOff = new AtomicInteger();
    private volatile boolean stopping;
    private volatile @Nullable Throwable surprise;

    /** From when a request was sent until it was acknowledged. */
    private record Span(long begun, long done) {}

    Asker(PhoneOwner owner) {
        this.owner = owner;
    }

    void start() {
        thread.start();
    }

    /** Lets it finish what it is at. */
    void stop() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Set<String> created() {
        return Set.copyOf(created);
    }

    Map<String, String> answered() {
        return Map.copyOf(answered);
    }

    /** Of creations and answers together. */
    int acknowledged() {
        mustBeWell();
        return acknowledged.get();
    }

    /** How many requests were told to come again. */
    int putOff() {
        return putOff.get();
    }

    /** When the first of the requests that were sent later than that was acknowledged. */
    OptionalLong beganAfter(long nanos) {
        mustBeWell();
        return acknowledgements.stream()
                .filter(span -> span.begun() - nanos > 0)
                .mapToLong(Span::done)
                .findFirst();
    }

    private void work() {
        try {
            for (int i = 0; !stopping; i++) {
                String sid = create();
                if (sid != null) {
                    answer(sid, i % 2 == 0 ? Status.APPROVED : Status.DENIED);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            surprise = e;
        }
    }

    private @Nullable String create() {
        long begun = System.nanoTime();
        Answer answer = owner.challenged();
        if (answer.status() == COME_AGAIN) {
            again(answer.header("Retry-After"));
            return null;
        }
        String sid = answer.mustBe(201).sid();
        created.add(sid);
        done(begun);
        return sid;
    }

    private void answer(String sid, Status status) throws IOException, InterruptedException {
        Challenge shown = shown(sid);
        if (shown == null) {
            return;
        }
        String payload = owner.phone().sign(shown, status);
        meant.put(sid, status.word());
        boolean doubted = false;
        while (true) {
            long begun = System.nanoTime();
            Transport.Answer told = owner.phone().submit(sid, payload);
            if (told.fine()) {
                answered.put(sid, status.word());
                done(begun);
                return;
            }
            if (told.status() != COME_AGAIN) {
                // It may have been heard the first time; what it was then is looked at in the end.
                assertThat(doubted).as(told.body()).isTrue();
                return;
            }
            doubted = true;
            again(told.header("Retry-After"));
            if (stopping) {
                return;
            }
        }
    }

    private @Nullable Challenge shown(String sid) throws IOException, InterruptedException {
        while (!stopping) {
            try {
                return owner.phone().show(sid);
            } catch (Refused e) {
                assertThat(e.status()).isEqualTo(COME_AGAIN);
                again("1");
            }
        }
        return null;
    }

    private void done(long begun) {
        acknowledgements.add(new Span(begun, System.nanoTime()));
        acknowledged.incrementAndGet();
    }

    private void again(@Nullable String retryAfter) {
        putOff.incrementAndGet();
        assertThat(retryAfter).as("Retry-After").isEqualTo("1");
        // Sooner than it was told to: whoever is first when the server is back shows how soon that was.
        Api.pause(100);
    }

    /** Nothing came back that may not come back, and no answer is another than the phone gave. */
    void mustBeWell() {
        if (surprise != null) {
            throw new AssertionError("A caller met with something it may not meet with", surprise);
        }
    }

    /** Which challenges were acknowledged, or their answers, and are not so any more. */
    Set<String> lost() {
        Map<String, String> listed = listed();
        meant.forEach((sid, status) -> assertThat(listed.getOrDefault(sid, status))
                .isIn(status, Status.PENDING.word(), Status.EXPIRED.word()));
        Set<String> lost = new HashSet<>(created);
        lost.removeAll(listed.keySet());
        answered.forEach((sid, status) -> {
            if (!status.equals(listed.get(sid))) {
                lost.add(sid);
            }
        });
        return lost;
    }

    private Map<String, String> listed() {
        Map<String, String> all = new HashMap<>();
        Set<String> twice = new HashSet<>();
        String next = owner.challenges() + "?PageSize=1000";
        while (!next.equals("null")) {
            Answer page = owner.backend().get(next).mustBe(200);
            List<String> sids = page.all("challenges", "sid");
            List<String> statuses = page.all("challenges", "status");
            for (int i = 0; i < sids.size(); i++) {
                if (all.put(sids.get(i), statuses.get(i)) != null) {
                    twice.add(sids.get(i));
                }
            }
            next = page.text("meta.next_page_url");
        }
        assertThat(twice).isEmpty();
        return all;
    }
}
