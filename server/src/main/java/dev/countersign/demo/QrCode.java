package dev.countersign.demo;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/** A QR code for a terminal: two modules a character, light on dark turned round so that a camera finds it. */
final class QrCode {
    private static final int QUIET = 2;

    private QrCode() {}

    static String of(String text) {
        ByteMatrix modules = encode(text);
        StringBuilder drawn = new StringBuilder();
        for (int y = -QUIET; y < modules.getHeight() + QUIET; y += 2) {
            for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
                boolean upper = dark(modules, x, y);
                boolean lower = dark(modules, x, y + 1);
                drawn.append(upper ? (lower ? ' ' : '▄') : (lower ? '▀' : '█'));
            }
            drawn.append('\n');
        }
        return drawn.toString();
    }

    private static ByteMatrix encode(String text) {
        try {
            return Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
        } catch (WriterException e) {
            throw new IllegalStateException("no QR code of " + text.length() + " characters", e);
        }
    }

    private static boolean dark(ByteMatrix modules, int x, int y) {
        return x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight() && modules.get(x, y) == 1;
    }
}
