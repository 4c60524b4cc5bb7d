package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Reply.Body;
import dev.countersign.acceptance.history.Reply.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A history written by hand: of one identity, whose things hang on YE1 and YF1 until it is said otherwise. */
final class Tale {
    static final String IDENTITY = "somebody";
    static final Proof RIGHT = new Proof.Code(7);
    static final Proof WRONG = new Proof.WrongCode();
    static final Proof YES = new Proof.Signed(Status.APPROVED);
    static final Proof NO = new Proof.Signed(Status.DENIED);

    private static final int LATE = 1_000;

    private final List<Operation> operations = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final Map<String, Integer> requests = new HashMap<>();
    private int client = 1;
    private String entity = "YE1";
    private String factor = "YF1";
    private @Nullable String responded;

    /** From here on things hang on this Entity and Factor. */
    Tale under(String entity, String factor) {
        this.entity = entity;
        this.factor = factor;
        return this;
    }

    /** From here on answers are shown to have come then. */
    Tale responded(@Nullable String when) {
        responded = when;
        return this;
    }

    Tale enrolled(int from, int to) {
        int number = operations.size() + 1;
        requests.put(factor, number);
        return add(
                from,
                to,
                new Deed.Enrol(IDENTITY, "totp"),
                new Reply(201, 0, new Body.OfFactor(factor, entity, false)));
    }

    Tale verified(int from, int to) {
        return add(
                from,
                to,
                new Deed.Verify(IDENTITY, factor),
                new Reply(200, 0, new Body.OfFactor(factor, entity, true)));
    }

    Tale created(int from, int to, String sid) {
        return created(from, to, sid, new Proof.None(), Status.PENDING);
    }

    Tale created(int from, int to, String sid, Proof proof, Status status) {
        requests.put(sid, operations.size() + 1);
        return add(from, to, new Deed.Create(IDENTITY, factor, proof), shows(201, sid, status));
    }

    /** A creation of which nobody knows what came of it; if anything, that challenge. */
    Tale createdPerhaps(int from, String sid, Proof proof) {
        requests.put(sid, operations.size() + 1);
        return add(from, from + 1, new Deed.Create(IDENTITY, factor, proof), Reply.NONE);
    }

    /** From here on {@code sid} is shown as what made {@code other} as well. */
    Tale same(String sid, String other) {
        requests.put(sid, requests.getOrDefault(other, 0));
        return this;
    }

    Tale notCreated(int from, int to, String sid, int code) {
        requests.put(sid, operations.size() + 1);
        return add(from, to, new Deed.Create(IDENTITY, factor, new Proof.None()), no(429, code));
    }

    Tale answered(int from, int to, String sid, Proof proof, Status status) {
        return add(from, to, new Deed.Answer(IDENTITY, sid, proof), shows(200, sid, status));
    }

    Tale answeredPerhaps(int from, String sid, Proof proof) {
        return add(from, from + 1, new Deed.Answer(IDENTITY, sid, proof), Reply.NONE);
    }

    Tale refused(int from, int to, String sid, Proof proof, int code) {
        return add(from, to, new Deed.Answer(IDENTITY, sid, proof), no(403, code));
    }

    Tale fetched(int from, int to, String sid, Status status) {
        return add(from, to, new Deed.Fetch(IDENTITY, sid), shows(200, sid, status));
    }

    Tale failed(int from, int to, String sid) {
        return add(from, to, new Deed.Fetch(IDENTITY, sid), no(500, 20500));
    }

    Tale missed(int from, int to, String sid) {
        return add(from, to, new Deed.Fetch(IDENTITY, sid), no(404, 20404));
    }

    /** One page, with those that are on it as they stand: {@code YC1 pending}. */
    Tale listed(int from, int to, Deed.Walk walk, boolean more, String... rows) {
        List<Seen> seen = Stream.of(rows)
                .map(row -> row.split(" ", -1))
                .map(row -> seen(row[0], Status.of(row[1])))
                .toList();
        return add(from, to, new Deed.Page(walk, operations.size()), new Reply(200, 0, new Body.OfPage(seen, more)));
    }

    static Deed.Walk walk(int number, boolean descending, @Nullable Status status) {
        return new Deed.Walk(number, IDENTITY, descending, null, status);
    }

    Tale deletedEntity(int from, int to) {
        return add(from, to, new Deed.DeleteEntity(IDENTITY), new Reply(204, 0, new Body.Nothing()));
    }

    Tale deletedEntityPerhaps(int from) {
        return add(from, from + 1, new Deed.DeleteEntity(IDENTITY), Reply.NONE);
    }

    Tale deletedFactor(int from, int to) {
        return add(from, to, new Deed.DeleteFactor(IDENTITY, factor), new Reply(204, 0, new Body.Nothing()));
    }

    /** What the auditor sees, late. */
    Tale audited(String sid, Status status) {
        client = Operation.AUDITOR;
        return fetched(LATE, LATE + 1, sid, status);
    }

    /** What the auditor does not find. */
    Tale auditMissed(String sid) {
        client = Operation.AUDITOR;
        return missed(LATE, LATE + 1, sid);
    }

    /** An event, under an id of its own. */
    Tale told(String type, String sid) {
        return told(type, sid, "uuid of " + type + sid);
    }

    Tale told(String type, String sid, String uuid) {
        String challenge = sid.startsWith("YC") ? sid : "";
        String name = Numbered.name(requests.getOrDefault(factor, 0));
        told.add(new Told(uuid, type, IDENTITY, factor, challenge, name));
        return this;
    }

    /** The words of each violation there is in it. */
    List<String> broken() {
        return broken(1);
    }

    List<String> broken(int mostCounts) {
        return new Checker(mostCounts)
                .check(operations, told).stream().map(Violation::words).toList();
    }

    private Tale add(int from, int to, Deed deed, Reply reply) {
        operations.add(new Operation(operations.size() + 1, client, "s1", from, to, deed, reply));
        return this;
    }

    private Reply shows(int status, String sid, Status as) {
        return new Reply(status, 0, new Body.OfChallenge(seen(sid, as)));
    }

    private Seen seen(String sid, Status as) {
        return new Seen(
                sid, entity, factor, as, requests.getOrDefault(sid, 0), as == Status.APPROVED ? responded : null);
    }

    private static Reply no(int status, int code) {
        return new Reply(status, code, new Body.Nothing());
    }
}
