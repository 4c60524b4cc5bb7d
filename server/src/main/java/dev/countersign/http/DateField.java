package dev.countersign.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** The {@code Date} header, written once a second. Devices whose clocks are wrong set themselves by it. */
final class DateField {
    // spec RFC 9110 5.6.7: IMF-fixdate, the day of two digits
    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Written(long second, HttpField field) {}

    private volatile Written written = write(0);

    HttpField at(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1000L);
        Written last = written;
        if (last.second != second) {
            last = write(second);
            written = last;
        }
        return last.field;
    }

    private static Written write(long second) {
        return new Written(
                second, new PreEncodedHttpField(HttpHeader.DATE, FIXDATE.format(Instant.ofEpochSecond(second))));
    }
}
