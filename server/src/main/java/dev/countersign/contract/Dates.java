package dev.countersign.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** Dates as the wire has them. */
// spec Verify 2.6: whole seconds, UTC, a literal Z and never an offset
public final class Dates {
    private static final int SECONDS_A_DAY = 86_400;

    private Dates() {}

    /** {@code 2026-01-01T00:00:00Z}, for years of four digits. A list of fifty has two hundred of these. */
    public static String utc(Instant instant) {
        long seconds = instant.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_A_DAY));
        int time = Math.floorMod(seconds, SECONDS_A_DAY);
        byte[] text = "0000-00-00T00:00:00Z".getBytes(StandardCharsets.US_ASCII);
        two(text, 0, day.getYear() / 100);
        two(text, 2, day.getYear() % 100);
        two(text, 5, day.getMonthValue());
        two(text, 8, day.getDayOfMonth());
        two(text, 11, time / 3600);
        two(text, 14, time / 60 % 60);
        two(text, 17, time % 60);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void two(byte[] text, int at, int number) {
        text[at] += (byte) (number / 10);
        text[at + 1] += (byte) (number % 10);
    }
}
