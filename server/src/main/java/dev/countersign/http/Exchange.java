package dev.countersign.http;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request and its answer-to-be, as the engine holds them, under the name we gave it. */
record Exchange(String id, Request in, Response out, Callback callback, long began) {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    static Exchange begin(Request in, Response out, Callback callback, TimeAndChance given) {
        return new Exchange(
                name(given.random()), in, out, callback, given.nanos().getAsLong());
    }

    String path() {
        String path = in.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    private static String name(RandomGenerator random) {
        byte[] text = new byte[34];
        text[0] = 'R';
        text[1] = 'Q';
        hex(random.nextLong(), text, 2);
        hex(random.nextLong(), text, 18);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(long bits, byte[] into, int at) {
        for (int i = 0; i < 16; i++) {
            into[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }
}
