package dev.countersign.phone;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Transport.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A phone that is somebody's push factor: it reads what it is asked, and answers with its signature. */
public final class Phone {
    private static final String FIELDS = "Twilio-Verify-Signature-Fields";
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;

    private final Place place;
    private final DeviceKey key;
    private final Line line;
    private volatile Handset handset;
    private volatile Factor factor;

    private Phone(Place place, DeviceKey key, Line line, Handset handset, Factor factor) {
        this.place = place;
        this.key = key;
        this.line = line;
        this.handset = handset;
        this.factor = factor;
    }

    /** Becomes a factor, and shows that it has the key: all of what an app calls enrolment. */
    public static Phone enrol(World world, Handset handset, Place place, String accessToken)
            throws IOException, InterruptedException {
        Phone phone = create(world, handset, place, accessToken, DeviceKey.draw(world.random()));
        phone.verify();
        return phone;
    }

    /** Becomes a factor, not verified yet. */
    // spec Verify 5.2: one request with the access token, not repeated on 401
    public static Phone create(World world, Handset handset, Place place, String accessToken, DeviceKey key)
            throws IOException, InterruptedException {
        Habits habits = handset.habits();
        Line line = new Line(world, habits, place, Duration.ZERO);
        Answer answer = line.once("POST", place.factors(), handset.creation(key), accessToken);
        return new Phone(place, key, line, handset, Factor.read(body(answer, habits), habits));
    }

    /** A phone that was enrolled before, from what was kept of it. */
    static Phone kept(World world, Memory memory) {
        Line line = new Line(world, memory.handset().habits(), memory.place(), memory.correction());
        return new Phone(memory.place(), memory.key(), line, memory.handset(), memory.factor());
    }

    /** All that a phone keeps between two starts, with its private key, as text. */
    public String keep() {
        return new Memory(place, handset, factor, key, line.correction()).text();
    }

    /** @throws Unusable where the text is not what {@link #keep} gave */
    public static Phone kept(World world, String text) {
        return kept(world, Memory.read(text, world.random()));
    }

    /** Shows that it has the private key. */
    // spec Verify 5.3: a DER signature over the factor's SID
    public Factor verify() throws IOException, InterruptedException {
        Answer answer = ask("POST", own(), new Form().with("AuthPayload", key.proofOf(factor.sid())));
        factor = factor.verified(Factor.verified(body(answer, habits()), habits()));
        return factor;
    }

    /** Tells the server what the phone is called now, and where it is told of challenges. */
    public Factor update(Handset other) throws IOException, InterruptedException {
        factor = Factor.read(body(ask("POST", own(), other.update()), habits()), habits());
        handset = other;
        return factor;
    }

    /** Ceases to be a factor. */
    // spec Verify 3.3.3: 404 is success, and so is 401 twice: the factor is not there any more
    public void remove() throws IOException, InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        Answer answer = line.ask("DELETE", own(), new Form(), now -> {
            tries.incrementAndGet();
            return jwt(now);
        });
        boolean gone = answer.status() == NOT_FOUND || (answer.status() == UNAUTHORIZED && tries.get() == 2);
        if (!answer.fine() && !gone) {
            throw Refused.of(answer, habits());
        }
    }

    public ChallengeList list(ChallengeList.Asked asked) throws IOException, InterruptedException {
        Answer answer = ask("GET", place.challenges(), asked.query(factor, habits()));
        return ChallengeList.read(body(answer, habits()), factor, habits());
    }

    /** One challenge, with the names of what is to be signed. */
    public Challenge show(String sid) throws IOException, InterruptedException {
        Answer answer = ask("GET", challenge(sid), new Form());
        String names = habits().header(answer, FIELDS);
        // spec Verify 4.4: split at the commas, and nothing trimmed
        List<String> fields = names == null ? List.of() : List.of(names.split(",", -1));
        return Challenge.read(body(answer, habits()), fields, factor, habits());
    }

    /** Begins to hear of challenges the moment they are made: of those that are pending already first. */
    public Hearing listen() throws IOException, InterruptedException {
        Transport.Ongoing begun = line.listen(own() + "/Events", this::jwt);
        if (!begun.head().fine()) {
            throw Refused.of(begun.head(), habits());
        }
        return new Hearing(begun, habits());
    }

    public Challenge approve(String sid) throws IOException, InterruptedException {
        return answer(sid, Status.APPROVED);
    }

    public Challenge deny(String sid) throws IOException, InterruptedException {
        return answer(sid, Status.DENIED);
    }

    // spec Verify 5.5: read, sign, send, read again; and the second reading must show the answer
    private Challenge answer(String sid, Status status) throws IOException, InterruptedException {
        Challenge challenge = show(sid);
        if (challenge.status() != Status.PENDING) {
            throw new Unusable("The challenge is " + challenge.status().word() + " already");
        }
        Answer answer = submit(sid, sign(challenge, status));
        if (!answer.fine()) {
            throw Refused.of(answer, habits());
        }
        Challenge after = show(sid);
        if (after.status() != status) {
            throw new Unusable("Challenge was not updated");
        }
        return after;
    }

    /** The signed answer to a challenge, as it is sent. */
    public String sign(Challenge challenge, Status status) {
        return Jws.of(SignedAnswer.header(), SignedAnswer.payload(challenge, status.word()), key, habits());
    }

    /** Sends a payload for a challenge, whatever it is, and takes whatever is answered. */
    public Answer submit(String sid, String authPayload) throws IOException, InterruptedException {
        return ask("POST", challenge(sid), new Form().with("AuthPayload", authPayload));
    }

    /** Asks anything at all as this phone, and takes whatever is answered. */
    public Answer ask(String method, String path, Form form) throws IOException, InterruptedException {
        return line.ask(method, path, form, this::jwt);
    }

    private String jwt(Instant now) {
        return Jws.of(DeviceJwt.header(factor), DeviceJwt.claims(factor, now), key, habits());
    }

    private static Members body(Answer answer, Habits habits) {
        if (!answer.fine()) {
            throw Refused.of(answer, habits);
        }
        return Members.of(answer.body());
    }

    private Habits habits() {
        return handset.habits();
    }

    private String own() {
        return place.factors() + "/" + Place.segment(factor.sid());
    }

    private String challenge(String sid) {
        return place.challenges() + "/" + Place.segment(sid);
    }

    public Place place() {
        return place;
    }

    public Handset handset() {
        return handset;
    }

    public Factor factor() {
        return factor;
    }

    /** Its line, for whoever would ask with other credentials, or see its clock. */
    public Line line() {
        return line;
    }
}
