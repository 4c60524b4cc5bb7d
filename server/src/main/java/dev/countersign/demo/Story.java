package dev.countersign.demo;

import dev.countersign.crypto.Base32;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.Totp;
import dev.countersign.phone.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** From nothing to an approved challenge, and what happens when it does not come to that. */
public final class Story {
    private static final Totp.Parameters USUAL = new Totp.Parameters(Totp.Algorithm.SHA1, 6, 30, 1);

    private final Application application;
    private final WebhookReceiver webhook;
    private final World world;
    private final InstantSource clock;
    private final PrintWriter out;

    /**
     * @param webhook where the application hears of what happens
     * @param world where the phone in it lives
     */
    public Story(Application application, WebhookReceiver webhook, World world, PrintWriter out) {
        this.application = application;
        this.webhook = webhook;
        this.world = world;
        this.clock = world.clock();
        this.out = out;
    }

    /** @param patient whether to wait until a challenge expires */
    public void tell(boolean patient) throws IOException, InterruptedException, ExecutionException {
        say("An application makes a Service, its own corner of Countersign.");
        String service = "/v2/Services/"
                + application
                        .post("/v2/Services", 201, Map.of("FriendlyName", "Acme login"))
                        .text("sid");
        hearing(service);
        codes(service, patient);
        new PhoneStory(application, webhook, world, out).tell(service);
    }

    private void hearing(String service) throws IOException, InterruptedException {
        say("It wants to be told what happens there: a Webhook, for every event.");
        Map<String, String> form =
                Map.of("FriendlyName", "Acme events", "EventTypes", "*", "WebhookUrl", webhook.url());
        application.post(service + "/Webhooks", 201, form);

        say("Anybody may send something there. It is believed only if the account's auth token signed it.");
        if (application.forge(webhook.url(), Map.of("uuid", "1", "type", "challenge.approved")) != 403) {
            throw new IllegalStateException("a forged event was taken");
        }
    }

    private void codes(String service, boolean patient) throws IOException, InterruptedException {
        say("A user wants codes from an authenticator app: the application enrols a TOTP factor.");
        String person = service + "/Entities/user-0001";
        Answer factor = application.post(
                person + "/Factors", 201, Map.of("FactorType", "totp", "FriendlyName", "ana@example.com"));
        say("The user scans this with the app:");
        out.println(QrCode.of(factor.text("uri")));
        webhook.expect("factor.created", out);
        Secret seed = Secret.of(seed(factor.text("secret")));

        say("The app shows a code; with it the user proves to have the seed, and the factor is verified.");
        String code = code(seed);
        application.post(person + "/Factors/" + factor.text("sid"), 200, Map.of("AuthPayload", code));
        webhook.expect("factor.verified", out);

        say("Later the user signs in. The application asks: is this really you?");
        String challenges = person + "/Challenges";
        Answer challenge = application.post(
                challenges,
                201,
                Map.of("FactorSid", factor.text("sid"), "Details.Message", "Sign in from a new device"));
        String one = challenges + "/" + challenge.text("sid");

        say("A wrong code is counted, and the challenge stays pending.");
        application.post(one, 200, Map.of("AuthPayload", wrong(code)));

        say("The right one approves it.");
        application.post(one, 200, Map.of("AuthPayload", code(seed)));
        webhook.expect("challenge.approved", out);

        say("An answer is given once: the same code again is refused.");
        application.post(one, 403, Map.of("AuthPayload", code(seed)));

        say("Another challenge, which nobody answers.");
        Instant soon = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
        Answer unanswered = application.post(
                challenges, 201, Map.of("FactorSid", factor.text("sid"), "ExpirationDate", soon.toString()));
        if (patient) {
            while (clock.instant().isBefore(soon)) {
                Thread.sleep(50);
            }
            say("Its time is over: it has expired, and nobody had to come by for it.");
            application.get(challenges + "/" + unanswered.text("sid"));
        }

        say("All of the user's challenges, the latest first.");
        application.get(challenges + "?Order=desc");
        application.get(challenges + "?Status=approved&PageSize=1");
    }

    private String code(Secret seed) {
        return Totp.code(seed, USUAL, clock.instant().getEpochSecond());
    }

    private static String wrong(String code) {
        return (code.charAt(0) == '9' ? '0' : (char) (code.charAt(0) + 1)) + code.substring(1);
    }

    private static byte[] seed(String base32) {
        byte @Nullable [] seed = Base32.decode(base32);
        if (seed == null) {
            throw new IllegalStateException("the server gave a secret that is no Base32");
        }
        return seed;
    }

    private void say(String words) {
        say(out, words);
    }

    static void say(PrintWriter out, String words) {
        out.println();
        out.println("# " + words);
    }
}
