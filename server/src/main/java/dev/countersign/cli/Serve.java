package dev.countersign.cli;

import dev.countersign.Countersign;
import dev.countersign.DataFolder;
import dev.countersign.Settings;
import dev.countersign.core.Accounts;
import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.http.HttpServer;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code countersign serve}: runs until it is told to stop. */
final class Serve implements Command {

    @Override
    public int run(Line line) throws Exception {
        Settings settings = line.settings();
        DataFolder folder = new DataFolder(settings);
        folder.create();
        folder.lock();
        Countersign countersign = new Countersign(settings, line.given());
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Account account = firstAccount(countersign, settings, line);
            Countersign.Serving serving = countersign.serve();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(serving, countersign, line, stopped), "stop"));
            greet(settings, serving.http(), account, line);
        } catch (Exception e) {
            countersign.close();
            throw e;
        }
        stopped.await();
        return 0;
    }

    private static void stop(Countersign.Serving serving, Countersign countersign, Line line, CountDownLatch stopped) {
        serving.close();
        countersign.close();
        line.given().log().close();
        stopped.countDown();
    }

    private static void greet(Settings settings, HttpServer http, Account account, Line line) {
        String url = settings.find(Settings.PUBLIC_URL);
        String scheme = settings.find(Settings.TLS_CERT) == null ? "http" : "https";
        String host = settings.get(Settings.HOST);
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        String base = url == null ? scheme + "://" + bracketed + ":" + http.port() : url.replaceFirst("/$", "");
        line.tell("Countersign is ready.");
        line.tell("  Base URL       " + base);
        line.tell("  Account SID    " + account.sid());
        if (http.metricsPort() > 0) {
            line.tell("  Metrics        http://127.0.0.1:" + http.metricsPort() + "/metrics");
        }
        line.tell("  Console        " + visited(base) + "/console");
        line.tell("  Authenticator  " + visited(base) + "/authenticator");
        line.tell("  Next           point your Verify SDK at the base URL, or see " + base + "/openapi.json");
    }

    /** A base URL as a browser on this machine had better be given it: keys it hands out only to https and to this name. */
    private static String visited(String base) {
        return base.replaceFirst("^http://(0\\.0\\.0\\.0|\\[::])(?=[:/]|$)", "http://localhost");
    }

    /** The account of the settings; or the first there is; or, in a new folder, one that is made. */
    private static Account firstAccount(Countersign countersign, Settings settings, Line line) throws IOException {
        Accounts accounts = countersign.accounts();
        AccountSid sid = settings.find(Settings.ACCOUNT_SID);
        @Nullable String token = settings.find(Settings.AUTH_TOKEN);
        if (sid != null && token != null) {
            return accounts.settle(sid, token);
        }
        List<Accounts.Standing> standing = accounts.list();
        if (!standing.isEmpty()) {
            return standing.getFirst().account();
        }
        String drawn = accounts.drawToken();
        show(drawn, countersign.folder(), line);
        Accounts.First first = accounts.first("default", drawn);
        if (!first.made()) {
            line.tell("Another server made the first account just now: that token is good for nothing.");
            Files.deleteIfExists(countersign.folder().tokenFile());
        }
        return first.account();
    }

    /** Shown once, to a person; where none is looking, left in a file that only its owner may read. Shown before it counts. */
    @SuppressWarnings("SystemConsoleNull") // where nobody is there it is null after all, and that is what we ask
    private static void show(String token, DataFolder folder, Line line) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            console.printf("  Auth token     %s%n                 (shown this once; keep it)%n", token);
        } else {
            DataFolder.replace(folder.tokenFile(), token);
            line.tell("The auth token of the new account is in " + folder.tokenFile());
        }
    }
}
