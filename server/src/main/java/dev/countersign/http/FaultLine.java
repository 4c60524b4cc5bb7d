package dev.countersign.http;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What is written down when the application fails a request: which kinds of throwable, and where. Not their messages,
 * which like to quote what was being read, and that may be somebody's secret.
 */
record FaultLine(long millis, String id, Throwable fault) implements LogSink.Line {
    @Override
    public void writeTo(JsonLine line) {
        line.time(millis)
                .text("level", "error")
                .text("event", "fault")
                .text("request_id", id)
                .text("exception", stack(fault));
    }

    private static String stack(Throwable fault) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable at = fault; at != null && seen.add(at); at = at.getCause()) {
            text.append(text.isEmpty() ? "" : "caused by ").append(at.getClass().getName());
            for (StackTraceElement frame : at.getStackTrace()) {
                text.append("\n at ").append(frame);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
