package dev.countersign.api;

import dev.countersign.phone.ChallengeList;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Phone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One life of each resource, to the byte: what an SDK's decoder will meet. */
@Tag("database")
class GoldenTest {
    @Test
    void everyAnswerIsAsItWasLookedAt() {
        String text;
        try (Rig rig = new Rig()) {
            Story story = new Story(rig);
            String service = "/v2/Services/"
                    + story.tell("POST", "/v2/Services", "FriendlyName=Acme+login")
                            .text("sid");
            story.tell("GET", service, "");
            story.tell("GET", "/v2/Services", "");
            rig.seconds(1);
            story.tell("POST", service, "Push.IncludeDate=true&Totp.Issuer=Acme+%26+S%C3%B6hne&Totp.Skew=1");
            story.tell("POST", service + "/Entities", "Identity=ana-0001");
            story.tell("GET", service + "/Entities/ana-0001", "");
            story.tell("GET", service + "/Entities", "");
            String ana = service + "/Entities/ana-0001";
            rig.seconds(1);
            String form =
                    "FactorType=totp&FriendlyName=Ana%27s+phone&Metadata=%7B%22os%22%3A%22Android%22%7D&Binding.Secret=";
            String factor =
                    story.tell("POST", ana + "/Factors", form + Rig.SEED).text("sid");
            story.tell("POST", ana + "/Factors/" + factor, "AuthPayload=000000");
            story.tell("POST", ana + "/Factors/" + factor, "AuthPayload=745690");
            story.tell("GET", ana + "/Factors/" + factor, "");
            story.tell("GET", ana + "/Factors", "");
            rig.seconds(1);
            challenges(story, rig, ana, factor);
            rig.seconds(1);
            phone(story, rig, ana);
            story.tell("DELETE", ana + "/Factors/" + factor, "");
            story.tell("DELETE", ana, "");
            webhook(story, rig, service + "/Webhooks");
            credentials(story, service);
            story.tell("DELETE", service, "");
            story.tell("GET", service, "");
            text = story.toString();
        }
        Golden.assertSame("story.txt", text);
    }

    private static void credentials(Story story, String service) {
        String form = "Type=webpush&FriendlyName=browsers&PrivateKey=" + "A".repeat(42) + "E";
        story.tell("POST", "/v1/Credentials", form);
        String sid = story.tell("POST", "/v1/Credentials", form + "&Subject=mailto:ops@example.com")
                .text("sid");
        story.tell("GET", "/v1/Credentials", "");
        story.tell("POST", "/v1/Credentials/" + sid, "FriendlyName=Browsers");
        story.tell("POST", service, "Push.WebpushCredentialSid=" + sid + "&Push.IncludeMessage=false");
        story.tell("DELETE", "/v1/Credentials/" + sid, "");
        story.tell("GET", service, "");
    }

    private static void challenges(Story story, Rig rig, String ana, String factor) {
        String full = "FactorSid=" + factor + "&Details.Message=Log+in%3F"
                + "&Details.Fields=%7B%22value%22%3A%22Sign+in%22%2C%22label%22%3A%22Action%22%2C%22x%22%3A%22y%22%7D"
                + "&HiddenDetails=%7B%22ip%22%3A%22172.168.1.234%22%7D&ExpirationDate=2026-01-01T00:30:00%2B00:00";
        String first = story.tell("POST", ana + "/Challenges", full).text("sid");
        rig.seconds(1);
        story.tell("POST", ana + "/Challenges", "FactorSid=" + factor + "&AuthPayload=745690");
        rig.seconds(1);
        story.tell("POST", ana + "/Challenges/" + first, "AuthPayload=745690&Metadata=%7B%22a%22%3A%22b%22%7D");
        story.tell("POST", ana + "/Challenges/" + first, "AuthPayload=119644&Metadata=%7B%22a%22%3A%22b%22%7D");
        story.tell("GET", ana + "/Challenges/" + first, "");
        story.tell("POST", ana + "/Challenges", "FactorSid=" + factor);
        rig.seconds(300);
        story.tell("GET", ana + "/Challenges?Order=desc&PageSize=2", "");
    }

    private static void webhook(Story story, Rig rig, String hooks) {
        String form = "FriendlyName=prod&EventTypes=factor.verified&EventTypes=challenge.approved"
                + "&WebhookUrl=https%3A%2F%2Fbackend.example.com%2Fhooks%2Fverify";
        String sid = story.tell("POST", hooks, form).text("sid");
        rig.seconds(1);
        story.tell("POST", hooks + "/" + sid, "EventTypes=*&Status=disabled&Version=v1");
        story.tell("GET", hooks + "/" + sid, "");
        story.tell("GET", hooks, "");
        story.tell("POST", hooks, form + "&EventTypes=factor.lost");
        String deliveries = hooks + "/" + sid + "/Deliveries";
        String delivery = rig.owe(sid);
        rig.write("UPDATE outbox SET due = NULL, tries = 9, answer = '500'");
        story.tell("GET", deliveries + "/" + delivery, "");
        rig.seconds(1);
        story.tell("POST", deliveries + "/" + delivery, "");
        story.tell("GET", deliveries + "?Status=queued", "");
        story.tell("DELETE", hooks + "/" + sid, "");
    }

    private static void phone(Story story, Rig rig, String ana) {
        String tokens = ana.substring(0, ana.indexOf("/Entities")) + "/AccessTokens";
        Answer token = story.tell(
                "POST", tokens, "Identity=ana-0001&FactorType=push&FactorFriendlyName=Ana%27s+phone&Ttl=300");
        rig.seconds(299);
        story.tell("GET", tokens + "/" + token.text("sid"), "");
        Phone phone = story.phone(ana, token.text("token"));
        rig.seconds(1);
        story.tell("GET", tokens + "/" + token.text("sid"), "");
        String form = "FactorSid=" + phone.factor().sid() + "&Details.Message=Log+in%3F";
        String first = story.tell("POST", ana + "/Challenges", form + "&HiddenDetails=%7B%22ip%22%3A%22::1%22%7D")
                .text("sid");
        String second = story.tell("POST", ana + "/Challenges", form).text("sid");
        rig.seconds(1);
        Hand.does(() -> phone.list(ChallengeList.Asked.LATEST_PENDING));
        Hand.does(() -> phone.approve(first));
        Hand.does(() -> phone.deny(second));
        Hand.does(() -> phone.submit(second, "x.y.z"));
        Hand.does(() -> phone.update(Handset.of(Habits.IOS)));
        Hand.does(() -> {
            phone.remove();
            return phone.submit(second, "x.y.z");
        });
    }
}
