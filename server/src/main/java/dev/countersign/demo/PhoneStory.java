package dev.countersign.demo;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Place;
import dev.countersign.phone.Transport;
import dev.countersign.phone.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** What a phone adds to the story: it is enrolled, asked, approves, denies, and what is not its answer gets nowhere. */
final class PhoneStory {
    private static final String IDENTITY = "user-0002";

    private final Application application;
    private final World world;
    private final PrintWriter out;

    PhoneStory(Application application, World world, PrintWriter out) {
        this.application = application;
        this.world = new World(overheard(world.transport(), out), world.clock(), world.random());
        this.out = out;
    }

    /** What the phone says is printed, but for its credentials. */
    private static Transport overheard(Transport transport, PrintWriter out) {
        return request -> {
            out.println("  phone: " + request.method() + " " + request.url().getRawPath());
            Transport.Answer answer = transport.send(request);
            out.println("  " + answer.status() + "  " + answer.body());
            return answer;
        };
    }

    void tell(String service) throws IOException, InterruptedException {
        Story.say(out, "Another user would rather be asked on a phone. The application gives its app an access token.");
        String token = application
                .post(service + "/AccessTokens", 201, Map.of("Identity", IDENTITY, "FactorType", "push"))
                .text("token");

        Story.say(
                out, "The phone draws a key that never leaves it, becomes a factor, and signs to show it has the key.");
        String sid = service.substring(service.lastIndexOf('/') + 1);
        Place place = new Place(application.server(), sid, IDENTITY);
        Phone phone = Phone.enrol(world, Handset.of(Habits.ANDROID).named("Ana's phone"), place, token);

        Story.say(out, "The application asks; the phone shows the question, and the user approves.");
        String challenges = service + "/Entities/" + IDENTITY + "/Challenges";
        String approved = ask(challenges, phone, "Sign in from a new device?");
        Challenge answered = phone.approve(approved);
        application.get(challenges + "/" + approved);

        Story.say(out, "The application asks for something the user did not do: denied.");
        phone.deny(ask(challenges, phone, "Transfer 10,000 to somebody you do not know?"));

        Story.say(out, "Somebody kept the approval and sends it for another question. It is for that one only.");
        String other = ask(challenges, phone, "Change your password?");
        String kept = phone.sign(answered, Status.APPROVED);
        application.post(challenges + "/" + other, 403, Map.of("AuthPayload", kept));

        Story.say(out, "That question still waits for the user's own answer.");
        application.get(challenges + "?Status=pending");
    }

    private String ask(String challenges, Phone phone, String message) throws IOException, InterruptedException {
        Map<String, String> form = Map.of("FactorSid", phone.factor().sid(), "Details.Message", message);
        return application.post(challenges, 201, form).text("sid");
    }
}
