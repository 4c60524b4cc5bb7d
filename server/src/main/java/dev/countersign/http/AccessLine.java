package dev.countersign.http;

import dev.countersign.contract.Reply;

/**
 * What is written down of one request. Never its query, its headers or its body: those carry codes, keys and tokens.
 *
 * @param took nanoseconds
 */
record AccessLine(
        long millis, String id, String method, String path, int status, Reply.Told told, long took, String client)
        implements LogSink.Line {
    private static final int LONGEST_PATH = 300;
    private static final int LONGEST_METHOD = 32;

    @Override
    public void writeTo(JsonLine line) {
        line.time(millis)
                .text("level", "info")
                .text("event", "request")
                .text("request_id", id)
                .text("method", method, LONGEST_METHOD)
                .text("endpoint", told.endpoint())
                .text("path", path, LONGEST_PATH)
                .number("status", status);
        if (told.code() != 0) {
            line.number("code", told.code());
        }
        line.text("account", told.account()).millis("ms", took).text("client", client);
        told.more().forEach(line::text);
    }
}
