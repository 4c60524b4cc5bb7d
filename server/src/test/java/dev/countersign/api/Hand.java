package dev.countersign.api;

import dev.countersign.contract.Reply;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Place;
import dev.countersign.phone.Transport;
import dev.countersign.phone.World;
import dev.countersign.testkit.Forger;
import dev.countersign.testkit.Forgery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A phone in somebody's hand, whose requests go straight into a rig. Its key lies open here, so that one can sign with it
 * what no phone would.
 */
record Hand(Rig rig, String entity, Phone phone, DeviceKey key) {
    /** What keys and signatures are drawn from: no two hands have the same key. */
    private static final RandomGenerator CHANCE = new Random(6);

    private static final DeviceKey STRANGER = DeviceKey.draw(CHANCE);
    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** A deed of a phone. */
    @FunctionalInterface
    interface Deed<T> {
        T done() throws IOException, InterruptedException;
    }

    static <T> T does(Deed<T> deed) {
        try {
            return deed.done();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A verified factor of that person's. */
    static Hand enrolled(Rig rig, String entity) {
        Hand hand = created(rig, entity);
        does(hand.phone::verify);
        return hand;
    }

    static Hand created(Rig rig, String entity) {
        return created(rig, entity, Handset.of(Habits.PLAIN), Duration.ZERO);
    }

    /**
     * A factor of that person's, not verified yet, made with an access token.
     *
     * @param ahead how much too late the phone's clock is
     */
    static Hand created(Rig rig, String entity, Handset handset, Duration ahead) {
        DeviceKey key = newKey();
        World world = new World(request -> send(rig, request), () -> rig.now().plus(ahead), CHANCE);
        Phone phone = does(() -> Phone.create(world, handset, place(entity), token(rig, entity), key));
        return new Hand(rig, entity, phone, key);
    }

    /** A key that nobody has yet. */
    static DeviceKey newKey() {
        return DeviceKey.draw(CHANCE);
    }

    /** Everything that a form has to say to become a push factor with that key. */
    static String form(DeviceKey key) {
        return "FactorType=push&FriendlyName=phone&Config.AppId=com.example&Config.SdkVersion=1"
                + "&Config.NotificationPlatform=none&Binding.PublicKey="
                + key.spki().replace("+", "%2B");
    }

    static String form() {
        return form(newKey());
    }

    /** The text of a new access token for that person. */
    static String token(Rig rig, String entity) {
        int at = entity.indexOf("/Entities/");
        String identity = entity.substring(at + "/Entities/".length());
        return rig.post(entity.substring(0, at) + "/AccessTokens", "FactorType=push&Identity=" + identity)
                .text("token");
    }

    static Place place(String entity) {
        String[] segments = entity.split("/", -1);
        return new Place(URI.create(Rig.BASE), segments[3], segments[5]);
    }

    /** As a network would, and as its HTTP layer does, with the date. */
    static Transport.Answer send(Rig rig, Transport.Request request) {
        Answer answer = rig.answer(
                request.headers().get("Authorization"),
                request.method(),
                request.url().toString().substring(Rig.BASE.length()),
                request.body() == null ? "" : request.body());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", FIXDATE.format(rig.now()));
        for (Reply.Header header : answer.headers()) {
            headers.putIfAbsent(header.name(), header.value());
        }
        return new Transport.Answer(answer.status(), headers, answer.json());
    }

    String sid() {
        return phone.factor().sid();
    }

    /** The path of its factor. */
    String path() {
        return entity + "/Factors/" + sid();
    }

    /** The device JWT it would send now, to be bent or not. */
    Forgery jwt() {
        return forger().jwt(phone.factor(), rig.now());
    }

    Forger forger() {
        return new Forger(key, STRANGER);
    }

    /** Asks as this phone does. */
    Answer ask(String method, String target, String form) {
        return rig.as("token", jwt().text(), method, target, form);
    }

    /** The SID of a new challenge for it. */
    String challenge() {
        return rig.post(entity + "/Challenges", "FactorSid=" + sid() + "&Details.Message=Log+in%3F")
                .text("sid");
    }
}
