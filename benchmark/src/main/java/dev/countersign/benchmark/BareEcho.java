package dev.countersign.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The floor under the HTTP side: the product's engine with the product's settings, on virtual threads, that reads a request
 * whole, takes its Basic credentials apart, and answers with the very bytes the product answered with when it was asked
 * once. Nothing else happens here.
 */
final class BareEcho extends Handler.Abstract {
    private static final int THREADS_OF_ITS_OWN = 16;
    private static final int HEADERS = 16 * 1024;
    private static final int IDLE_MILLIS = 30_000;

    private final Answer created;
    private final Answer fetched;
    private final Answer listed;

    private BareEcho(Path answers) throws IOException {
        this.created = Answer.read(answers.resolve("create"));
        this.fetched = Answer.read(answers.resolve("fetch"));
        this.listed = Answer.read(answers.resolve("list"));
    }

    /** An answer as curl wrote it down: status line, headers, an empty line, body. */
    private record Answer(int status, List<HttpField> headers, byte[] body) {
        static Answer read(Path file) throws IOException {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            List<String> head = text.substring(0, end).lines().toList();
            List<HttpField> headers = head.stream()
                    .skip(1)
                    .map(line -> line.split(": ", 2))
                    .filter(field -> !field[0].equalsIgnoreCase(HttpHeader.CONTENT_LENGTH.asString()))
                    .map(field -> (HttpField) new PreEncodedHttpField(field[0], field[1]))
                    .toList();
            int status = Integer.parseInt(head.getFirst().substring(9, 12));
            return new Answer(status, headers, text.substring(end + 4).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Serves until the process is ended. */
    static void serve(int port, Path answers) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_OF_ITS_OWN, 4);
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        Server server = new Server(threads);
        int selectors = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ServerConnector connector =
                new ServerConnector(server, 0, selectors, new HttpConnectionFactory(configuration()));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.setHandler(new BareEcho(answers));
        server.start();
        new CountDownLatch(1).await();
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setUriCompliance(UriCompliance.RFC3986);
        configuration.setRequestHeaderSize(HEADERS);
        configuration.setSendServerVersion(false);
        configuration.setHeaderCacheSize(0);
        configuration.setSendXPoweredBy(false);
        configuration.setSendDateHeader(false);
        return configuration;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        read(request);
        String pair = credentials(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        Answer answer = pair.isEmpty() ? fetched : chosen(request);
        response.setStatus(pair.indexOf(':') < 0 ? 401 : answer.status);
        answer.headers.forEach(response.getHeaders()::add);
        response.write(true, ByteBuffer.wrap(answer.body), callback);
        return true;
    }

    private Answer chosen(Request request) {
        if (request.getMethod().equals("POST")) {
            return created;
        }
        return Request.getPathInContext(request).endsWith("/Challenges") ? listed : fetched;
    }

    /** All of the body is here already, as it is under this load; a caller who sends in pieces gets no answer. */
    private static void read(Request request) {
        Content.Chunk chunk;
        do {
            chunk = request.read();
            if (chunk == null) {
                throw new IllegalStateException("a body in pieces");
            }
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes, 0, bytes.length);
            chunk.release();
        } while (!chunk.isLast());
    }

    private static String credentials(String header) {
        return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
    }
}
