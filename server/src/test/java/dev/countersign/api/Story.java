package dev.countersign.api;

import dev.countersign.contract.Tree;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Push;
import dev.countersign.phone.Transport;
import dev.countersign.phone.World;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a backend and a phone ask of a rig and are answered, written down as it happens. */
final class Story {
    private static final String FIELDS = "Twilio-Verify-Signature-Fields";

    private final Rig rig;
    private final StringBuilder text = new StringBuilder();

    Story(Rig rig) {
        this.rig = rig;
    }

    /** A backend asks. */
    Answer tell(String method, String target, String form) {
        Answer answer = rig.as(Rig.ANA, method, target, form);
        asked("> " + method + " " + target, form);
        answered(answer.status(), answer.header(FIELDS), answer.json());
        return answer;
    }

    /** A phone enrols, whose every request from then on is part of the story. */
    Phone phone(String entity, String accessToken) {
        Random chance = new Random(8);
        DeviceKey key = DeviceKey.load(
                "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCD00zA1GI/wsoe5B+1E1hC7TqTHc6MruXh+FlodvvLlnA==",
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElrm1ZDzi9LHaVfuEMJBkN/NQetv0BhV4v2fCljIsI1H8NT6qPd8ytJqRd6H2L6JPQPWq"
                        + "DYYOXoXsElsRBd2M8A==",
                chance);
        Handset handset = new Handset(
                Habits.ANDROID, "Ana's phone", "com.example.app", Push.fcm("f:c/m=="), Map.of("os", "Android"));
        World world = new World(this::sent, rig::now, chance);
        return Hand.does(() -> {
            Phone phone = Phone.create(world, handset, Hand.place(entity), accessToken, key);
            phone.verify();
            return phone;
        });
    }

    private Transport.Answer sent(Transport.Request request) {
        Transport.Answer answer = Hand.send(rig, request);
        String body = request.body() == null ? "" : request.body();
        // every signature is another
        String plain = body.replaceAll("(AuthPayload=)[^&]*", "$1...");
        asked("> phone: " + request.method() + " " + request.url().toString().substring(Rig.BASE.length()), plain);
        answered(answer.status(), answer.header(FIELDS), answer.body());
        return answer;
    }

    private void asked(String line, String form) {
        text.append(line).append('\n');
        if (!form.isEmpty()) {
            text.append("> ").append(form).append('\n');
        }
    }

    private void answered(int status, @Nullable String fields, String json) {
        text.append("< ").append(status).append('\n');
        if (fields != null) {
            text.append("< ").append(FIELDS).append(": ").append(fields).append('\n');
        }
        text.append(json.isEmpty() ? "" : Tree.pretty(Tree.parse(json))).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
