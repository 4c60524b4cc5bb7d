package dev.countersign.acceptance.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;

/**
 * A stretch of network on the loopback that can be cut and blocked. What is blocked arrives late: neither end notices
 * anything but that the other is silent.
 */
public final class Relay implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket door;
    private final IntSupplier target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Object gate = new Object();
    private boolean blocked;

    /** @param target the port on the loopback to which it leads at the moment */
    public Relay(IntSupplier target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::welcome);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Closes every connection there is; new ones can be made. */
    public void cut() {
        open.forEach(Relay::close);
    }

    /** Lets nothing pass in either direction until it is unblocked. */
    public void block() {
        synchronized (gate) {
            blocked = true;
        }
    }

    public void unblock() {
        synchronized (gate) {
            blocked = false;
            gate.notifyAll();
        }
    }

    private void awaitPassage() throws IOException {
        synchronized (gate) {
            while (blocked) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }
    }

    private void welcome() {
        try {
            while (true) {
                Socket caller = door.accept();
                open.add(caller);
                threads.execute(() -> lead(caller));
            }
        } catch (IOException | RejectedExecutionException e) {
            cut();
        }
    }

    private void lead(Socket caller) {
        Socket called = new Socket();
        open.add(called);
        try {
            awaitPassage();
            called.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()), CONNECT_MILLIS);
            called.setTcpNoDelay(true);
            caller.setTcpNoDelay(true);
            threads.execute(() -> pass(called, caller));
            pass(caller, called);
        } catch (IOException | RejectedExecutionException e) {
            hangUp(caller, called);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitPassage();
                out.write(bytes, 0, read);
            }
        } catch (IOException e) {
            // One end is gone; the other is told so below, as a network would.
        } finally {
            hangUp(from, to);
        }
    }

    private void hangUp(Socket one, Socket other) {
        open.remove(one);
        open.remove(other);
        close(one);
        close(other);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
            unblock();
            cut();
            threads.close();
        }
    }
}
