package dev.countersign.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A row as it lies in its table, and the bytes by which it is compared, which are the same on every database. */
final class StoredRow {
    private final @Nullable Object[] values;
    private final byte[] bytes;
    private final int keys;

    private StoredRow(@Nullable Object[] values, byte[] bytes, int keys) {
        this.values = values;
        this.bytes = bytes;
        this.keys = keys;
    }

    static StoredRow of(Row row, TableShape shape) {
        int count = shape.columns().size();
        @Nullable Object[] values = new @Nullable Object[count];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int i = 0; i < count; i++) {
                values[i] = value(row, i + 1, shape.columns().get(i).kind());
                write(out, values[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StoredRow(values, bytes.toByteArray(), shape.keys());
    }

    static @Nullable Object value(Row row, int column, TableShape.Kind kind) {
        return switch (kind) {
            case BYTES -> row.bytesOrNull(column);
            case NUMBER -> row.numberOrNull(column);
            case TEXT -> row.textOrNull(column);
            case OTHER -> throw new IllegalStateException("a column that no table of a record has");
        };
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte('-');
            case Long number -> {
                out.writeByte('n');
                out.writeLong(number);
            }
            case byte[] bytes -> {
                out.writeByte('b');
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeByte('t');
                out.writeInt(utf8.length);
                out.write(utf8);
            }
            case Object other -> throw new IllegalStateException("no column holds a " + other.getClass());
        }
    }

    /** In the order of their keys. Along the columns a table is walked by, it is every database's. */
    static int compareKeys(StoredRow one, StoredRow other) {
        for (int i = 0; i < one.keys; i++) {
            int order = ORDER.compare(one.values[i], other.values[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Of two values in the same column of a key. */
    static final Comparator<@Nullable Object> ORDER = (one, other) -> {
        if (one instanceof byte[] a && other instanceof byte[] b) {
            return Arrays.compareUnsigned(a, b);
        } else if (one instanceof Long a && other instanceof Long b) {
            return a.compareTo(b);
        } else if (one instanceof String a && other instanceof String b) {
            return a.compareTo(b);
        }
        throw new IllegalStateException("a key is empty");
    };

    boolean sameAs(StoredRow other) {
        return Arrays.equals(bytes, other.bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    @Nullable
    Object[] values() {
        return values;
    }

    @Nullable
    Object[] key() {
        return Arrays.copyOf(values, keys);
    }
}
