package dev.countersign.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long it takes from starting a command to the first 200 on {@code /health/ready}. */
final class ReadyTimes {
    private static final byte[] QUESTION = "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private ReadyTimes() {}

    /** Prints a line for each time, in milliseconds. */
    static void measure(int times, int port, Path log, List<String> command) throws IOException, InterruptedException {
        InetSocketAddress door = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        File told = log.toFile();
        for (int i = 0; i < times; i++) {
            // The first question of all loads our own classes; it is not to be counted to the server.
            ready(door);
            long began = System.nanoTime();
            Process server = new ProcessBuilder(command)
                    .redirectOutput(told)
                    .redirectError(told)
                    .start();
            while (!ready(door)) {
                if (!server.isAlive() || System.nanoTime() - began > PATIENCE) {
                    throw new IOException("the server did not get ready; see " + log);
                }
                Thread.sleep(1);
            }
            System.out.println(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            server.destroy();
            server.waitFor();
        }
    }

    private static boolean ready(InetSocketAddress door) {
        try (Socket socket = new Socket()) {
            socket.connect(door, 1_000);
            socket.getOutputStream().write(QUESTION);
            InputStream in = socket.getInputStream();
            byte[] status = in.readNBytes(12);
            return new String(status, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }
}
