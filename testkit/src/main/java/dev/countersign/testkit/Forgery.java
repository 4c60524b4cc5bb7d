package dev.countersign.testkit;

import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import dev.countersign.phone.Jws;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A signed text that begins as the truth and can be bent at every joint. Each change gives another one. */
public final class Forgery {
    private final String header;
    private final String payload;
    private final UnaryOperator<byte[]> signer;
    private final Function<byte[], String> spelling;

    private Forgery(String header, String payload, UnaryOperator<byte[]> signer, Function<byte[], String> spelling) {
        this.header = header;
        this.payload = payload;
        this.signer = signer;
        this.spelling = spelling;
    }

    /** The truth, signed with that key. */
    public static Forgery of(
            Map<String, ? extends @Nullable Object> header,
            Map<String, ? extends @Nullable Object> payload,
            DeviceKey key) {
        return new Forgery(Json.text(header, Habits.PLAIN), Json.text(payload, Habits.PLAIN), key::raw, Jws::part);
    }

    /** With one member of the header set. */
    public Forgery header(String name, @Nullable Object value) {
        return header(set(header, name, value));
    }

    public Forgery withoutHeader(String name) {
        return header(without(header, name));
    }

    /** With a header of that text, JSON or not. */
    public Forgery header(String text) {
        return new Forgery(text, payload, signer, spelling);
    }

    /** With one member of the payload set. */
    public Forgery claim(String name, @Nullable Object value) {
        return payload(set(payload, name, value));
    }

    public Forgery withoutClaim(String name) {
        return payload(without(payload, name));
    }

    /** With a payload of that text, JSON or not. */
    public Forgery payload(String text) {
        return new Forgery(header, text, signer, spelling);
    }

    public Forgery signedBy(DeviceKey key) {
        return signed(key::raw);
    }

    /** With a signature made by that from the bytes that are to be signed. */
    public Forgery signed(UnaryOperator<byte[]> other) {
        return new Forgery(header, payload, other, spelling);
    }

    /** With the signature as it is, bent. */
    public Forgery bent(UnaryOperator<byte[]> bend) {
        return signed(input -> bend.apply(signer.apply(input)));
    }

    /** With that in the place of Base64url; the signature is over what was so written. */
    public Forgery spelt(Function<byte[], String> other) {
        return new Forgery(header, payload, signer, other);
    }

    public String headerText() {
        return header;
    }

    public String payloadText() {
        return payload;
    }

    /** As it is sent. */
    public String text() {
        String input = spelling.apply(header.getBytes(StandardCharsets.UTF_8)) + "."
                + spelling.apply(payload.getBytes(StandardCharsets.UTF_8));
        return input + "." + spelling.apply(signer.apply(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String set(String json, String name, @Nullable Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(Json.object(json));
        members.put(name, value);
        return Json.text(members, Habits.PLAIN);
    }

    private static String without(String json, String name) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(Json.object(json));
        if (!members.containsKey(name)) {
            throw new IllegalArgumentException("there is no " + name + " to leave out");
        }
        members.remove(name);
        return Json.text(members, Habits.PLAIN);
    }
}
