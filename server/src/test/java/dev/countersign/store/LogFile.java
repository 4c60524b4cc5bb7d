package dev.countersign.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A write-ahead log as bytes, read as its format says (https://www.sqlite.org/fileformat.html#the_write_ahead_log). */
record LogFile(byte[] bytes) {
    static final int HEADER = 32;
    static final int FRAME_HEADER = 24;

    /** @param commits whether it is the last of a transaction */
    record Frame(int at, int end, boolean commits) {}

    /** The frames from the beginning that belong together, whole transactions only. */
    List<Frame> frames() {
        ByteBuffer log = ByteBuffer.wrap(bytes);
        int page = log.getInt(8);
        long salts = log.getLong(16);
        List<Frame> frames = new ArrayList<>();
        int whole = 0;
        for (int at = HEADER; at + FRAME_HEADER + page <= bytes.length; at += FRAME_HEADER + page) {
            if (log.getLong(at + 8) != salts) {
                break; // of an earlier use of the file
            }
            boolean commits = log.getInt(at + 4) != 0;
            frames.add(new Frame(at, at + FRAME_HEADER + page, commits));
            whole = commits ? frames.size() : whole;
        }
        return frames.subList(0, whole);
    }

    /** Where transactions end. */
    List<Integer> ends() {
        return frames().stream().filter(Frame::commits).map(Frame::end).toList();
    }
}
