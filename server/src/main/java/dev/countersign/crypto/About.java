package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * What a sealed value is about: its column and the keys of its row, as bytes that are bound into the seal, so that a
 * value carried to another row or column cannot be opened there.
 */
public final class About {
    private About() {}

    /** Each part behind its length: parts that differ in any way, even in their borders alone, give other bytes. */
    public static byte[] of(String column, byte[]... parts) {
        byte[] name = column.getBytes(UTF_8);
        int size = Integer.BYTES + name.length;
        for (byte[] part : parts) {
            size = Math.addExact(size, Integer.BYTES + part.length);
        }
        ByteBuffer about = ByteBuffer.allocate(size).putInt(name.length).put(name);
        for (byte[] part : parts) {
            about.putInt(part.length).put(part);
        }
        return about.array();
    }
}
