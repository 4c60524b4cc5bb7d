package dev.countersign.cli;

import dev.countersign.Countersign;
import dev.countersign.Given;
import dev.countersign.Settings;
import dev.countersign.core.Accounts;
import dev.countersign.demo.Application;
import dev.countersign.demo.Story;
import dev.countersign.demo.WebhookReceiver;
import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.World;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code countersign demo}: a server of its own in a folder of its own, and the story told against it. */
final class Demo implements Command {

    @Override
    public int run(Line line) throws Exception {
        Path folder = Files.createTempDirectory("countersign-demo");
        Map<String, String> flags =
                Map.of("data", folder.toString(), "port", "0", "metrics-port", "0", "webhook-allow", "127.0.0.0/8");
        Settings settings = Settings.read(flags, Map.of());
        Given given = line.given();
        try (Countersign countersign = new Countersign(settings, given);
                Countersign.Serving serving = countersign.serve()) {
            boolean quiet = line.has("quiet");
            PrintWriter out = quiet
                    ? new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
                    : line.out();
            tell(countersign.accounts().create("demo"), serving.http().port(), line, out);
            out.flush();
        } finally {
            remove(folder);
        }
        return 0;
    }

    private static void tell(Accounts.WithToken account, int port, Line line, PrintWriter out) throws Exception {
        Given given = line.given();
        String sid = account.account().sid().text();
        Application application = new Application(
                "http://127.0.0.1:" + port,
                sid,
                account.token(),
                given.outside().nanos(),
                out);
        World world = new World(HttpTransport.usual(), given.outside().clock(), given.secrets());
        try (WebhookReceiver webhook = new WebhookReceiver(account.token())) {
            new Story(application, webhook, world, out).tell(!line.has("no-wait"));
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
