package dev.countersign.demo;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Hearing;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Place;
import dev.countersign.phone.Refused;
import dev.countersign.phone.Transport;
import dev.countersign.phone.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * What a phone adds to the story: it is enrolled, hears that it is asked, approves, denies, and what is not its answer gets
 * nowhere.
 */
final class PhoneStory {
    private static final String IDENTITY = "user-0002";

    private final Application application;
    private final WebhookReceiver webhook;
    private final World world;
    private final PrintWriter out;

    PhoneStory(Application application, WebhookReceiver webhook, World world, PrintWriter out) {
        this.application = application;
        this.webhook = webhook;
        this.world = new World(new Overheard(world.transport(), out), world.clock(), world.random());
        this.out = out;
    }

    /** What the phone says and hears is printed, but for its credentials. */
    private record Overheard(Transport transport, PrintWriter out) implements Transport {
        @Override
        public Answer send(Request request) throws IOException, InterruptedException {
            asks(request);
            Answer answer = transport.send(request);
            out.println("  " + answer.status() + "  " + answer.body());
            return answer;
        }

        @Override
        public Ongoing begin(Request request) throws IOException, InterruptedException {
            asks(request);
            Ongoing ongoing = transport.begin(request);
            out.println("  " + ongoing.head().status() + "  " + ongoing.head().body());
            return new Ongoing(ongoing.head(), ongoing.lines().peek(this::hears));
        }

        private void asks(Request request) {
            out.println("  phone: " + request.method() + " " + request.url().getRawPath());
        }

        private void hears(String line) {
            boolean heartbeat = line.isEmpty() || line.startsWith(":");
            if (!heartbeat) {
                out.println("  phone hears  " + line);
            }
        }
    }

    void tell(String service) throws IOException, InterruptedException, ExecutionException {
        Story.say(out, "Another user would rather be asked on a phone. The application gives its app an access token.");
        String token = application
                .post(service + "/AccessTokens", 201, Map.of("Identity", IDENTITY, "FactorType", "push"))
                .text("token");

        Story.say(
                out, "The phone draws a key that never leaves it, becomes a factor, and signs to show it has the key.");
        String sid = service.substring(service.lastIndexOf('/') + 1);
        Place place = new Place(application.server(), sid, IDENTITY);
        Phone phone = Phone.enrol(world, Handset.of(Habits.ANDROID).named("Ana's phone"), place, token);
        webhook.expect("factor.created", out);
        webhook.expect("factor.verified", out);

        String challenges = service + "/Entities/" + IDENTITY + "/Challenges";
        Story.say(out, "It listens. This one needs no push service: it keeps a line of its own to the server.");
        try (Hearing hearing = phone.listen()) {
            Challenge approved = approval(challenges, phone, hearing);
            refusals(challenges, phone, approved);
            farewell(phone, hearing);
        }
    }

    private Challenge approval(String challenges, Phone phone, Hearing hearing)
            throws IOException, InterruptedException, ExecutionException {
        Story.say(out, "The application asks, and the phone hears of it at once.");
        long begun = application.begin();
        String asked = ask(challenges, phone, "Sign in from a new device?");
        String heard = hearing.next();
        out.println("  heard " + application.millisSince(begun) + " ms after the application began to ask");
        if (heard == null || !asked.equals(heard)) {
            throw new IllegalStateException("the phone heard of " + heard);
        }

        Story.say(out, "The application does not poll. It asks once, and is answered when there is an answer.");
        Application.Awaited answer = application.await(challenges + "/" + asked + "?WaitSeconds=25");

        Story.say(out, "The phone shows the question, and the user approves.");
        Challenge approved = phone.approve(heard);

        Story.say(out, "That moment, the application is told: its question is answered, and its webhook rings.");
        if (!answer.take().text("status").equals("approved")) {
            throw new IllegalStateException("the application was told before the phone approved");
        }
        webhook.expect("challenge.approved", out);
        return approved;
    }

    private void refusals(String challenges, Phone phone, Challenge answered) throws IOException, InterruptedException {
        Story.say(out, "The application asks for something the user did not do: denied.");
        phone.deny(ask(challenges, phone, "Transfer 10,000 to somebody you do not know?"));
        webhook.expect("challenge.denied", out);

        Story.say(out, "Somebody kept the approval and sends it for another question. It is for that one only.");
        String other = ask(challenges, phone, "Change your password?");
        String kept = phone.sign(answered, Status.APPROVED);
        application.post(challenges + "/" + other, 403, Map.of("AuthPayload", kept));

        Story.say(out, "That question still waits for the user's own answer.");
        application.get(challenges + "?Status=pending");
    }

    private void farewell(Phone phone, Hearing hearing) throws IOException, InterruptedException {
        Story.say(
                out, "The user removes the phone. What it had not heard yet it hears, and then that it is no factor.");
        phone.remove();
        webhook.expect("factor.deleted", out);
        try {
            String heard = hearing.next();
            while (heard != null) {
                heard = hearing.next();
            }
        } catch (Refused gone) {
            return;
        }
        throw new IllegalStateException("the phone was not told that it is gone");
    }

    private String ask(String challenges, Phone phone, String message) throws IOException, InterruptedException {
        Map<String, String> form = Map.of("FactorSid", phone.factor().sid(), "Details.Message", message);
        return application.post(challenges, 201, form).text("sid");
    }
}
