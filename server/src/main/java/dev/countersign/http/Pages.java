package dev.countersign.http;

import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.Reply;
import dev.countersign.domain.Refusal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The web pages: files out of the jar, to anybody, however full the house is. Served is what the build's list names, and
 * nothing else; a path is looked up there and never followed.
 */
final class Pages {
    /** Where pages are; below these, whatever is not the API's answers like a page. */
    private static final List<String> PLACES = List.of("/authenticator", "/console");

    /** Behind the console's session; the application's own. */
    private static final String CONSOLE_API = "/console/api";

    private static final String LIST = "list.txt";

    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            // A worker's address is the one text that becomes a script; the page has a policy of this name for it.
            "require-trusted-types-for 'script'",
            "trusted-types worker");

    private static final List<Reply.Header> GUARDS = List.of(
            new Reply.Header("Content-Security-Policy", POLICY),
            new Reply.Header("X-Content-Type-Options", "nosniff"),
            new Reply.Header("Referrer-Policy", "no-referrer"),
            new Reply.Header("Cross-Origin-Opener-Policy", "same-origin"),
            new Reply.Header("Cross-Origin-Resource-Policy", "same-origin"),
            new Reply.Header(
                    "Permissions-Policy",
                    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"));

    /** For a year; of this host alone, since its neighbours are not ours to speak for. */
    private static final Reply.Header BY_TLS = new Reply.Header("Strict-Transport-Security", "max-age=31536000");

    private final List<Reply.Header> guards;
    private final Map<String, Sheet> sheets;
    private final List<Sheet> trees;
    private final String moreInfo;
    private final Class<?> beside;
    private final String folder;
    private final Map<String, Copy> copies = new ConcurrentHashMap<>();

    /**
     * @param beside where the folder is looked for
     * @param folder where the list is and what it lists; where there is none, there are no pages
     * @param settings whose public URL says whether browsers are to come by TLS alone
     */
    Pages(Class<?> beside, String folder, HttpSettings settings) {
        this.beside = beside;
        this.folder = folder;
        this.moreInfo = settings.moreInfoPrefix();
        this.guards = new ArrayList<>(GUARDS);
        String url = settings.publicUrl();
        // Browsers mean the host whatever its port, so it is said of one that the operator named, and of no other.
        if (url != null && url.startsWith("https:")) {
            guards.add(BY_TLS);
        }
        List<Sheet> all = list();
        this.trees = all.stream().filter(s -> s.keeping == Keeping.TREE).toList();
        Map<String, Sheet> byPath = new HashMap<>();
        all.forEach(s -> byPath.put(s.path, s));
        this.sheets = Map.copyOf(byPath);
    }

    /** The pages of this jar. */
    static Pages ours(HttpSettings settings) {
        return new Pages(Pages.class, "/dev/countersign/pages/", settings);
    }

    /** Whether a path is answered here and not by the application. */
    static boolean own(String path) {
        return PLACES.stream().anyMatch(place -> below(place, path)) && !below(CONSOLE_API, path);
    }

    /** Whether a path is a page's or asked for by one that holds a session, where no other site's page has any business. */
    static boolean ownOrigin(String path) {
        return PLACES.stream().anyMatch(place -> below(place, path));
    }

    /** How a file is kept by whoever asked for it. */
    private enum Keeping {
        /** A page, asked for again each time. */
        PAGE,
        /** A page that stands for all paths below its own. */
        TREE,
        /** Of a name that no other content will ever have. */
        FOREVER,
        /** Asked for again each time. */
        FRESH
    }

    private record Sheet(String path, Keeping keeping, String digest, String resource, String type) {
        String told() {
            return switch (keeping) {
                case PAGE, TREE -> "GET " + path;
                case FOREVER, FRESH -> "GET " + path.substring(0, path.indexOf('/', 1)) + "/*";
            };
        }
    }

    /** A file's bytes, and the same compressed, where that is shorter. */
    private record Copy(byte[] plain, byte @Nullable [] zipped) {}

    Reply answer(String method, String path, @Nullable String accepted, @Nullable String known) {
        Sheet sheet = sheet(path);
        if (sheet == null) {
            return no(Refusal.NOT_FOUND, List.of());
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return no(Refusal.METHOD_NOT_ALLOWED, List.of(new Reply.Header("Allow", "GET, HEAD")));
        }
        Reply.Told told = new Reply.Told(sheet.told(), "", 0, Map.of());
        List<Reply.Header> headers = new ArrayList<>(guards);
        headers.add(new Reply.Header("Vary", "Accept-Encoding"));
        headers.add(new Reply.Header(
                "Cache-Control",
                sheet.keeping == Keeping.FOREVER ? "public, max-age=31536000, immutable" : "no-cache"));
        // Weak: the same for a file and for the file compressed.
        headers.add(new Reply.Header("ETag", "W/\"" + sheet.digest + "\""));
        if (known != null && known.contains("\"" + sheet.digest + "\"")) {
            return new Reply(304, headers, new byte[0], told);
        }
        headers.add(new Reply.Header("Content-Type", sheet.type));
        if (path.endsWith("/worker.js")) {
            // A worker's scope ends at its own folder unless it is told that it may have the page beside it too.
            headers.add(new Reply.Header("Service-Worker-Allowed", path.substring(0, path.lastIndexOf('/'))));
        }
        Copy copy = copies.computeIfAbsent(sheet.resource, this::copy);
        byte[] zipped = copy.zipped;
        if (zipped != null && takesGzip(accepted)) {
            headers.add(new Reply.Header("Content-Encoding", "gzip"));
            return new Reply(200, headers, zipped, told);
        }
        return new Reply(200, headers, copy.plain, told);
    }

    private @Nullable Sheet sheet(String path) {
        Sheet named = sheets.get(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        if (named != null) {
            return !path.endsWith("/") || named.keeping == Keeping.PAGE || named.keeping == Keeping.TREE ? named : null;
        }
        return path.indexOf('.') >= 0
                ? null
                : trees.stream().filter(s -> below(s.path, path)).findFirst().orElse(null);
    }

    private static boolean below(String place, String path) {
        return path.startsWith(place) && (path.length() == place.length() || path.charAt(place.length()) == '/');
    }

    // spec RFC 9110 12.5.3: a coding may be listed with weight 0, which forbids it
    private static boolean takesGzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.split(",", -1)) {
            String[] parts = coding.split(";", 2);
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("(?i)q\\s*=\\s*0(\\.0*)?");
            }
        }
        return false;
    }

    private Reply no(Refusal refusal, List<Reply.Header> more) {
        Reply no = ErrorBody.reply(refusal, refusal.message(), moreInfo, Reply.Told.NOTHING);
        List<Reply.Header> headers = new ArrayList<>(guards);
        headers.addAll(more);
        return new Reply(no.status(), headers, no.body(), no.told());
    }

    private List<Sheet> list() {
        try (InputStream in = beside.getResourceAsStream(folder + LIST)) {
            if (in == null) {
                return List.of();
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .map(line -> line.split(" ", 5))
                    .map(part -> new Sheet(part[0], keeping(part[1]), part[2], part[3], part[4]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Keeping keeping(String word) {
        return switch (word) {
            case "page" -> Keeping.PAGE;
            case "tree" -> Keeping.TREE;
            case "forever" -> Keeping.FOREVER;
            case "fresh" -> Keeping.FRESH;
            default -> throw new IllegalStateException("the list of pages says " + word);
        };
    }

    private Copy copy(String resource) {
        try (InputStream in = beside.getResourceAsStream(folder + resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            byte[] plain = in.readAllBytes();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
                zip.write(plain);
            }
            return new Copy(plain, out.size() < plain.length ? out.toByteArray() : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
