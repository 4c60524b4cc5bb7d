package dev.countersign.contract;

import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Lists a page at a time. A page's place is a key and a direction, handed out as an opaque token that only this server
 * can make and that fits only the list it was made for.
 */
public final class Paging {
    // spec Verify 2.7: PageSize 1 to 1000, what is above is cut; Page is the client's own counting
    public static final Param<Integer> PAGE_SIZE = Param.query("PageSize", Shape.numberCutAt(1, Slice.LARGEST));
    public static final Param<Integer> PAGE = Param.query("Page", Shape.numberCutAt(0, Integer.MAX_VALUE / 2));
    public static final Param<String> PAGE_TOKEN = Param.query("PageToken", Shape.text(1, 200));

    private static final int KEY = 17;
    private static final int MAC = 12;

    private final UnaryOperator<byte[]> mac;

    /** @param mac a keyed hash of at least 12 bytes */
    public Paging(UnaryOperator<byte[]> mac) {
        this.mac = mac;
    }

    /** The slice that a call asks for. */
    Slice slice(Call call, boolean newestFirst) {
        int size = call.find(PAGE_SIZE, Slice.DEFAULT_SIZE);
        String token = call.find(PAGE_TOKEN);
        if (token == null) {
            return new Slice(size, null, false, newestFirst);
        }
        ByteBuffer place = open(token, list(call), newestFirst);
        boolean backwards = place.get() != 0;
        return new Slice(size, new Sid.Id(place.getLong(), place.getLong()), backwards, newestFirst);
    }

    /** What a token is good for: this account's view of this list. */
    private static String list(Call call) {
        return call.caller().account().text() + call.request().path();
    }

    private String token(Sid.Id key, boolean backwards, String list, boolean newestFirst) {
        byte[] place = ByteBuffer.allocate(KEY)
                .put((byte) (backwards ? 1 : 0))
                .putLong(key.high())
                .putLong(key.low())
                .array();
        byte[] token = Arrays.copyOf(place, KEY + MAC);
        System.arraycopy(sign(place, list, newestFirst), 0, token, KEY, MAC);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private ByteBuffer open(String token, String list, boolean newestFirst) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length == KEY + MAC) {
                byte[] place = Arrays.copyOf(bytes, KEY);
                byte[] mac = Arrays.copyOfRange(bytes, KEY, KEY + MAC);
                if (MessageDigest.isEqual(mac, Arrays.copyOf(sign(place, list, newestFirst), MAC))) {
                    return ByteBuffer.wrap(place);
                }
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    private static RuntimeException refused() {
        return Refusal.INVALID_PARAMETER.refused("PageToken is none of this list's");
    }

    private byte[] sign(byte[] place, String list, boolean newestFirst) {
        byte[] name = list.getBytes(StandardCharsets.UTF_8);
        byte[] signed = Arrays.copyOf(place, KEY + 1 + name.length);
        signed[KEY] = (byte) (newestFirst ? 1 : 0);
        System.arraycopy(name, 0, signed, KEY + 1, name.length);
        return mac.apply(signed);
    }

    /** Writes a page and its seven {@code meta} members. */
    <T> void write(JsonGenerator out, Call call, Page<T> page, List<Param<?>> filters) {
        out.writeStartObject();
        out.writeName(page.key());
        out.writeStartArray();
        page.rows().rows().forEach(row -> page.view()
                .write(out, row, call.request().base()));
        out.writeEndArray();
        out.writeName("meta");
        meta(out, call, page, filters);
        out.writeEndObject();
    }

    /** A page on its way out: what the array is called, how a row looks, and by which key it is found again. */
    record Page<T>(String key, View<T> view, Function<T, Sid.Id> id, Slice slice, Rows<T> rows) {}

    // spec Verify 11 T13, T14: all seven members, the page size that was really used
    private <T> void meta(JsonGenerator out, Call call, Page<T> page, List<Param<?>> filters) {
        int size = page.slice().size();
        int number = call.find(PAGE, 0);
        String list = call.request().base() + call.request().path() + "?" + kept(call, filters) + "PageSize=" + size
                + "&Page=";
        out.writeStartObject();
        out.writeStringProperty("key", page.key());
        out.writeNumberProperty("page", number);
        out.writeNumberProperty("page_size", size);
        out.writeStringProperty("first_page_url", list + 0);
        text(out, "previous_page_url", link(list, Math.max(0, number - 1), before(call, page)));
        String token = call.find(PAGE_TOKEN);
        out.writeStringProperty("url", list + number + (token == null ? "" : "&PageToken=" + Fields.encode(token)));
        text(out, "next_page_url", link(list, number + 1, after(call, page)));
        out.writeEndObject();
    }

    private <T> @Nullable String before(Call call, Page<T> page) {
        List<T> rows = page.rows().rows();
        return page.rows().before() && !rows.isEmpty()
                ? token(
                        page.id().apply(rows.getFirst()),
                        true,
                        list(call),
                        page.slice().newestFirst())
                : null;
    }

    private <T> @Nullable String after(Call call, Page<T> page) {
        List<T> rows = page.rows().rows();
        return page.rows().after() && !rows.isEmpty()
                ? token(
                        page.id().apply(rows.getLast()),
                        false,
                        list(call),
                        page.slice().newestFirst())
                : null;
    }

    private static @Nullable String link(String list, int number, @Nullable String token) {
        return token == null ? null : list + number + "&PageToken=" + token;
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) {
        out.writeName(name);
        Json.tree(out, value);
    }

    /** The filters as they were sent, to be repeated in every link. */
    private static String kept(Call call, List<Param<?>> filters) {
        Fields sent = Endpoint.query(call.request());
        StringBuilder kept = new StringBuilder();
        for (Param<?> filter : filters) {
            List<String> values = sent.all(filter.name());
            if (!values.isEmpty() && !values.getLast().isEmpty()) {
                kept.append(filter.name())
                        .append('=')
                        .append(Fields.encode(values.getLast()))
                        .append('&');
            }
        }
        return kept.toString();
    }
}
