package dev.countersign.benchmark;

import dev.countersign.Settings;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.KeySid;
import dev.countersign.phone.DeviceJwt;
import dev.countersign.phone.Factor;
import dev.countersign.phone.Json;
import dev.countersign.phone.SignedAnswer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that can be done before phones approve, so that nothing of it is measured: asks the server for a challenge for each
 * phone, and has each phone sign its token (good for ten minutes) and its answer. What the phones will send lies in a file
 * then, a line each.
 */
final class Asking {
    static final String FILE = "approvals";
    private static final int AT_ONCE = 32;

    private final int port;
    private final Path lists;
    private final String service;
    private final String account;
    private final String authorization;

    Asking(int port, Path lists) throws IOException {
        this.port = port;
        this.lists = lists;
        this.service =
                "/v2/Services/" + Files.readString(lists.resolve("service")).strip();
        Settings settings = Settings.read(Map.of(), System.getenv());
        this.account = settings.get(Settings.ACCOUNT_SID).text();
        this.authorization = Wire.basic(account, settings.get(Settings.AUTH_TOKEN));
    }

    void run(int count) throws IOException, InterruptedException, ExecutionException {
        List<Phone> phones;
        try (Stream<String> lines = Files.lines(lists.resolve("phones"))) {
            phones = lines.limit(count).map(Phone::read).toList();
        }
        List<String> signed = signed(phones.getFirst());
        List<String> ready = new ArrayList<>(count);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int first = i;
                parts.add(threads.submit(() -> part(phones, first, count, signed)));
            }
            for (Future<List<String>> part : parts) {
                ready.addAll(part.get());
            }
        }
        Files.write(lists.resolve(FILE), ready);
    }

    /** A line of the file the seeding left. */
    private record Phone(String identity, FactorSid factor, PhoneKey key) {
        static Phone read(String line) {
            String[] words = line.split(" ", 3);
            return new Phone(words[0], Objects.requireNonNull(FactorSid.parse(words[1])), PhoneKey.load(words[2]));
        }
    }

    /** The names of what is to be signed, as a device is told them. */
    private List<String> signed(Phone phone) throws IOException {
        try (Wire wire = new Wire(port)) {
            Map<String, @Nullable Object> challenge = ask(wire, phone);
            Wire.Answer shown =
                    wire.get(challenges(phone) + "/" + challenge.get("sid"), Wire.basic("token", token(phone)));
            String names = shown.header("Twilio-Verify-Signature-Fields");
            if (names == null) {
                throw new IOException("a device was answered: " + shown);
            }
            return List.of(names.split(",", -1));
        }
    }

    private List<String> part(List<Phone> phones, int first, int count, List<String> signed) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Wire wire = new Wire(port)) {
            for (int i = first; i < count; i += AT_ONCE) {
                Phone phone = phones.get(i % phones.size());
                Map<String, @Nullable Object> challenge = ask(wire, phone);
                Map<String, @Nullable Object> payload = new LinkedHashMap<>();
                signed.forEach(name -> payload.put(name, challenge.get(name)));
                payload.put("status", "approved");
                String answer = phone.key().jws(SignedAnswer.header(), payload);
                lines.add(new Approving.Line(challenges(phone) + "/" + challenge.get("sid"), token(phone), answer)
                        .text());
            }
        }
        return lines;
    }

    private Map<String, @Nullable Object> ask(Wire wire, Phone phone) throws IOException {
        String form = "FactorSid=" + phone.factor().text()
                + "&Details.Message=" + encoded("Sign in to Acme from a new device")
                + "&Details.Fields=" + encoded("{\"label\":\"Browser\",\"value\":\"Firefox 145 on Linux\"}")
                + "&Details.Fields=" + encoded("{\"label\":\"Place\",\"value\":\"Lisbon, Portugal\"}")
                + "&HiddenDetails=" + encoded(Seeding.HIDDEN_DETAILS);
        Wire.Answer answer = wire.post(challenges(phone), authorization, form);
        if (answer.status() != 201) {
            throw new IOException("a challenge was answered: " + answer);
        }
        return Json.object(answer.body());
    }

    private String challenges(Phone phone) {
        return service + "/Entities/" + phone.identity() + "/Challenges";
    }

    private String token(Phone phone) {
        Factor factor = new Factor(
                phone.factor().text(),
                account,
                new KeySid(phone.factor().id()).text(),
                "Ana's phone",
                true,
                Instant.EPOCH);
        return phone.key().jws(DeviceJwt.header(factor), DeviceJwt.claims(factor, Instant.now()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
