package dev.countersign.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A counterpart that is reached by HTTP/1.1 on the loopback, in the clear or through TLS. It takes what is well made,
 * objects to everything else as the real one would, and misbehaves on demand.
 */
public abstract class HttpCounterpart implements AutoCloseable {
    private final @Nullable SSLContext tls;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> callers = ConcurrentHashMap.newKeySet();
    private final Behaviour behaviour = new Behaviour();
    private final Arrivals<String> requests = new Arrivals<>("requests");
    private final Arrivals<String> objections = new Arrivals<>("objections");

    /** @param port where to listen, or 0 for wherever there is room */
    HttpCounterpart(int port, @Nullable SSLContext tls) {
        this.tls = tls;
        try {
            door = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the first caller in. */
    final void open() {
        threads.execute(this::welcome);
    }

    /** What it does with a request, and what it says to it. */
    abstract HttpAnswer answer(HttpAsked asked) throws Objection;

    /** Takes notice of a request on which it is told not to act. */
    void overhear(HttpAsked asked) throws Objection {}

    /** How it says no. */
    HttpAnswer refusal(HttpAsked asked, Objection objection) {
        return HttpAnswer.text(objection.status(), objection.why());
    }

    /** Which of its behaviours is for that request. */
    Behaviour behaviour(HttpAsked asked) {
        return behaviour;
    }

    /** How it treats what comes next: change it at any time. */
    public final Behaviour behaviour() {
        return behaviour;
    }

    public final int port() {
        return door.getLocalPort();
    }

    /** Scheme, address and port: what all its addresses begin with. */
    public final String origin() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    public final URI url(String path) {
        return URI.create(origin() + path);
    }

    /** Every request that came, as its method and its target, whatever was made of it. */
    public final Arrivals<String> requests() {
        return requests;
    }

    /** What it objected to of its own accord, as a status and a reason: empty where everything that came was well made. */
    public final Arrivals<String> objections() {
        return objections;
    }

    private void welcome() {
        try {
            while (true) {
                Socket caller = door.accept();
                callers.add(caller);
                threads.execute(() -> serve(caller));
            }
        } catch (IOException | RejectedExecutionException e) {
            hangUpOnAll();
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            caller.setTcpNoDelay(true);
            HttpTalk talk = new HttpTalk(tls == null ? caller : secured(caller, tls));
            while (exchange(talk, caller)) {
                // the connection is kept for the next request
            }
        } catch (IOException e) {
            // Who hangs up, or does not trust the certificate, is gone: there is nobody to tell.
        } finally {
            callers.remove(caller);
        }
    }

    private static Socket secured(Socket caller, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(caller, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    /** Whether another exchange may follow on the same connection. */
    private boolean exchange(HttpTalk talk, Socket caller) throws IOException {
        HttpAsked asked;
        try {
            asked = talk.read();
        } catch (Objection e) {
            objections.add(e.status() + " " + e.why());
            talk.write(HttpAnswer.text(e.status(), e.why()).with(Map.of("Connection", "close")));
            return false;
        }
        if (asked == null) {
            return false;
        }
        Misbehaviour how = behaviour(asked).take();
        HttpAnswer answer = made(asked, how);
        requests.add(asked.toString());
        return perform(asked, how, answer, talk, caller) && !asked.says("connection", "close");
    }

    private HttpAnswer made(HttpAsked asked, Misbehaviour how) {
        try {
            if (how.acts()) {
                return answer(asked);
            }
            overhear(asked);
            return HttpAnswer.empty(200);
        } catch (Objection e) {
            objections.add(e.status() + " " + e.why());
            return refusal(asked, e);
        }
    }

    private boolean perform(HttpAsked asked, Misbehaviour how, HttpAnswer answer, HttpTalk talk, Socket caller)
            throws IOException {
        switch (how) {
            case Misbehaviour.None _ -> talk.write(answer);
            case Misbehaviour.Status status -> talk.write(said(asked, status, answer));
            case Misbehaviour.Redirect redirect ->
                talk.write(HttpAnswer.empty(307)
                        .with(Map.of("Location", redirect.to().toString())));
            case Misbehaviour.Drip drip -> talk.drip(answer, drip.pause());
            case Misbehaviour.Huge huge -> talk.writeHuge(answer, huge.bytes());
            case Misbehaviour.CutShort _ -> {
                talk.writeHalf(answer);
                return false;
            }
            case Misbehaviour.Hang _ -> {
                talk.hang();
                return false;
            }
            case Misbehaviour.HangUp _ -> {
                return false;
            }
            case Misbehaviour.Reset _ -> {
                // Closing without lingering drops what is unsent and sends RST.
                caller.setSoLinger(true, 0);
                return false;
            }
        }
        return true;
    }

    private HttpAnswer said(HttpAsked asked, Misbehaviour.Status told, HttpAnswer answer) {
        if (told.acts()) {
            return answer.status() / 100 == 2 ? answer.as(told.status()).with(told.headers()) : answer;
        }
        return refusal(asked, new Objection(told.status(), "it was told to say so"))
                .with(told.headers());
    }

    private void hangUpOnAll() {
        for (Socket caller : callers) {
            try {
                caller.close();
            } catch (IOException e) {
                // It is gone already.
            }
        }
    }

    /** Stops listening and hangs up on whoever is still there. */
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            hangUpOnAll();
            threads.shutdownNow();
        }
    }
}
