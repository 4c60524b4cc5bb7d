package dev.countersign.api;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One life of each resource, to the byte: what an SDK's decoder will meet. */
class GoldenTest {
    @TempDir
    private Path dir;

    @Test
    void everyAnswerIsAsItWasLookedAt() {
        StringBuilder story = new StringBuilder();
        try (Rig rig = new Rig(dir)) {
            String service = "/v2/Services/"
                    + tell(story, rig, "POST", "/v2/Services", "FriendlyName=Acme+login")
                            .text("sid");
            tell(story, rig, "GET", service, "");
            tell(story, rig, "GET", "/v2/Services", "");
            rig.seconds(1);
            tell(story, rig, "POST", service, "Push.IncludeDate=true&Totp.Issuer=Acme+%26+S%C3%B6hne&Totp.Skew=1");
            tell(story, rig, "POST", service + "/Entities", "Identity=ana-0001");
            tell(story, rig, "GET", service + "/Entities/ana-0001", "");
            tell(story, rig, "GET", service + "/Entities", "");
            String ana = service + "/Entities/ana-0001";
            rig.seconds(1);
            String form =
                    "FactorType=totp&FriendlyName=Ana%27s+phone&Metadata=%7B%22os%22%3A%22Android%22%7D&Binding.Secret=";
            String factor =
                    tell(story, rig, "POST", ana + "/Factors", form + Rig.SEED).text("sid");
            tell(story, rig, "POST", ana + "/Factors/" + factor, "AuthPayload=000000");
            tell(story, rig, "POST", ana + "/Factors/" + factor, "AuthPayload=745690");
            tell(story, rig, "GET", ana + "/Factors/" + factor, "");
            tell(story, rig, "GET", ana + "/Factors", "");
            rig.seconds(1);
            challenges(story, rig, ana, factor);
            tell(story, rig, "DELETE", ana + "/Factors/" + factor, "");
            tell(story, rig, "DELETE", ana, "");
            tell(story, rig, "DELETE", service, "");
            tell(story, rig, "GET", service, "");
        }
        Golden.assertSame("story.txt", story.toString());
    }

    private static void challenges(StringBuilder story, Rig rig, String ana, String factor) {
        String full = "FactorSid=" + factor + "&Details.Message=Log+in%3F"
                + "&Details.Fields=%7B%22value%22%3A%22Sign+in%22%2C%22label%22%3A%22Action%22%2C%22x%22%3A%22y%22%7D"
                + "&HiddenDetails=%7B%22ip%22%3A%22172.168.1.234%22%7D&ExpirationDate=2026-01-01T00:30:00%2B00:00";
        String first = tell(story, rig, "POST", ana + "/Challenges", full).text("sid");
        rig.seconds(1);
        tell(story, rig, "POST", ana + "/Challenges", "FactorSid=" + factor + "&AuthPayload=745690");
        rig.seconds(1);
        tell(story, rig, "POST", ana + "/Challenges/" + first, "AuthPayload=745690&Metadata=%7B%22a%22%3A%22b%22%7D");
        tell(story, rig, "POST", ana + "/Challenges/" + first, "AuthPayload=119644&Metadata=%7B%22a%22%3A%22b%22%7D");
        tell(story, rig, "GET", ana + "/Challenges/" + first, "");
        tell(story, rig, "POST", ana + "/Challenges", "FactorSid=" + factor);
        rig.seconds(300);
        tell(story, rig, "GET", ana + "/Challenges?Order=desc&PageSize=2", "");
    }

    private static Answer tell(StringBuilder story, Rig rig, String method, String target, String form) {
        Answer answer = rig.as(Rig.ANA, method, target, form);
        story.append("> ").append(method).append(' ').append(target).append('\n');
        if (!form.isEmpty()) {
            story.append("> ").append(form).append('\n');
        }
        story.append("< ").append(answer.status()).append('\n');
        story.append(answer.json().isEmpty() ? "" : answer.pretty()).append('\n');
        return answer;
    }
}
