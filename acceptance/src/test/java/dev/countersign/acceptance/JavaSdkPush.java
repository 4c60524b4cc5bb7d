package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.twilio.exception.ApiException;
import com.twilio.rest.verify.v2.service.AccessToken;
import com.twilio.rest.verify.v2.service.entity.Challenge;
import com.twilio.rest.verify.v2.service.entity.Factor;
import com.twilio.rest.verify.v2.service.entity.NewFactor;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.ChallengeList;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Push;
import dev.countersign.phone.Refused;
import dev.countersign.phone.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Push: the Java SDK is the backend, and a phone with the habits of either mobile SDK the device. */
abstract class JavaSdkPush extends JavaSdkPaging {
    private static final String PUSH_TOKEN = "a push token";
    private static final List<Map<String, Object>> FIELDS = List.of(
            Map.of("label", "Action", "value", "Sign in"), Map.of("label", "Wo?", "value", "Zürich / 東京 🔐 \"&=+%"));

    abstract Transport network();

    private PhoneShop shop() {
        return new PhoneShop(api(), new Watched(network()), service());
    }

    private AccessToken accessToken(String service, String identity) {
        return AccessToken.creator(service, identity, AccessToken.FactorTypes.PUSH)
                .setFactorFriendlyName("Ana's phone")
                .setTtl(120)
                .create(client());
    }

    private Challenge asked(PhoneOwner owner) {
        return Challenge.creator(
                        owner.phone().place().serviceSid(),
                        owner.identity(),
                        owner.factor().sid())
                .setDetailsMessage("Login request")
                .setDetailsFields(new ArrayList<>(FIELDS))
                .setHiddenDetails(Map.of("ip", "172.168.1.234"))
                .create(client());
    }

    private Challenge fetched(PhoneOwner owner, String sid) {
        return Challenge.fetcher(owner.phone().place().serviceSid(), owner.identity(), sid)
                .fetch(client());
    }

    private static void mustBeRefused(int status, int code, ThrowingCallable call) {
        ApiException refused = catchThrowableOfType(ApiException.class, call);
        assertThat(refused.getCode()).isEqualTo(code);
        assertThat(refused.getStatusCode()).isEqualTo(status);
        assertThat(refused.getMoreInfo()).isEqualTo(Answer.MORE_INFO + code);
    }

    @Test
    void anAccessTokenIsCreatedAndFetchedWhileItLives() {
        String service = service();
        String identity = somebody();

        AccessToken created = accessToken(service, identity);

        assertThat(created.getSid()).matches("^YK[0-9a-f]{32}$");
        assertThat(created.getAccountSid()).isEqualTo(api().user());
        assertThat(created.getServiceSid()).isEqualTo(service);
        assertThat(created.getEntityIdentity()).isEqualTo(identity);
        assertThat(created.getFactorType()).isEqualTo(AccessToken.FactorTypes.PUSH);
        assertThat(created.getFactorFriendlyName()).isEqualTo("Ana's phone");
        assertThat(created.getTtl()).isEqualTo(120);
        // spec Verify 11 T38: less than a kilobyte
        assertThat(created.getToken()).matches("^[!-~]{1,1023}$");
        assertThat(created.getUrl())
                .hasToString(api().base() + "/v2/Services/" + service + "/AccessTokens/" + created.getSid());
        assertThat(AccessToken.fetcher(service, created.getSid()).fetch(client()))
                .isEqualTo(created);
    }

    @ParameterizedTest
    @EnumSource(
            value = Habits.class,
            names = {"ANDROID", "IOS"})
    void aPhoneEnrolsAndTheBackendSeesRenamesAndDeletesIt(Habits habits) throws Exception {
        PhoneShop shop = shop();
        String identity = somebody();
        String token = accessToken(shop.service(), identity).getToken();
        Handset handset = Handset.of(habits).toldBy(Push.fcm(PUSH_TOKEN));

        Phone phone = Phone.enrol(shop.world(), handset, shop.place(identity), token);

        String sid = phone.factor().sid();
        Factor factor = Factor.fetcher(shop.service(), identity, sid).fetch(client());
        assertThat(factor.getStatus()).isEqualTo(Factor.FactorStatuses.VERIFIED);
        assertThat(factor.getFactorType()).isEqualTo(Factor.FactorTypes.PUSH);
        assertThat(factor.getConfig())
                .isEqualTo(config(phone, Map.of("notification_platform", "fcm", "notification_token", PUSH_TOKEN)));
        assertThat(Factor.reader(shop.service(), identity).read(client())).containsExactly(factor);

        Factor renamed = Factor.updater(shop.service(), identity, sid)
                .setFriendlyName("Ana's second")
                .setConfigNotificationPlatform("apn")
                .setConfigNotificationToken("another push token")
                .update(client());
        assertThat(renamed.getFriendlyName()).isEqualTo("Ana's second");
        assertThat(renamed.getConfig())
                .isEqualTo(config(
                        phone, Map.of("notification_platform", "apn", "notification_token", "another push token")));
        phone.update(handset.named("Ana's third").toldBy(Push.NONE));
        assertThat(Factor.fetcher(shop.service(), identity, sid).fetch(client()).getFriendlyName())
                .isEqualTo("Ana's third");

        assertThat(Factor.deleter(shop.service(), identity, sid).delete(client()))
                .isTrue();
        Refused gone = catchThrowableOfType(Refused.class, () -> phone.list(ChallengeList.Asked.LATEST_PENDING));
        assertThat(gone.status()).isEqualTo(401);
        // spec Verify 3.3.3: a 401 twice is success to a device that removes itself
        phone.remove();
    }

    private static Map<String, @Nullable Object> config(Phone phone, Map<String, String> push) {
        Map<String, @Nullable Object> config = new HashMap<>(push);
        config.put("sdk_version", phone.handset().habits().sdkVersion());
        config.put("app_id", phone.handset().appId());
        config.put("credential_sid", phone.factor().credentialSid());
        config.put("notification_token_gone", null);
        config.put("notifications_unanswered", 0);
        return config;
    }

    @Test
    void theBackendMayEnrolAKeyAndRelayItsProof() {
        String service = service();
        String identity = somebody();
        DeviceKey key = DeviceKey.draw(PhoneShop.CHANCE);

        NewFactor created = NewFactor.creator(service, identity, "Ana's phone", NewFactor.FactorTypes.PUSH)
                .setBindingAlg("ES256")
                .setBindingPublicKey(key.spki())
                .setConfigAppId("com.example.app")
                .setConfigSdkVersion("1")
                .setConfigNotificationPlatform(NewFactor.NotificationPlatforms.NONE)
                .create(client());

        assertThat(created.getBinding()).isEqualTo(Map.of("alg", "ES256", "public_key", key.spki()));
        mustBeRefused(403, 60311, () -> proven(created, key.raw(created.getSid().getBytes(StandardCharsets.US_ASCII))));
        assertThat(proven(created, key.der(created.getSid().getBytes(StandardCharsets.US_ASCII)))
                        .getStatus())
                .isEqualTo(Factor.FactorStatuses.VERIFIED);
    }

    private Factor proven(NewFactor factor, byte[] signature) {
        return Factor.updater(factor.getServiceSid(), factor.getIdentity(), factor.getSid())
                .setAuthPayload(Base64.getEncoder().encodeToString(signature))
                .update(client());
    }

    @ParameterizedTest
    @EnumSource(
            value = Habits.class,
            names = {"ANDROID", "IOS"})
    void aChallengeIsListedShownAnsweredAndSeen(Habits habits) throws Exception {
        PhoneOwner owner = shop().enrolled(habits);
        for (Status answer : List.of(Status.APPROVED, Status.DENIED)) {
            Challenge asked = asked(owner);
            assertThat(asked.getStatus()).isEqualTo(Challenge.ChallengeStatuses.PENDING);
            assertThat(asked.getFactorType()).isEqualTo(Challenge.FactorTypes.PUSH);
            assertThat(asked.getDetails()).isEqualTo(Map.of("message", "Login request", "fields", FIELDS));

            assertThat(owner.phone().list(ChallengeList.Asked.LATEST_PENDING).challenges())
                    .extracting(dev.countersign.phone.Challenge::sid)
                    .containsExactly(asked.getSid());
            dev.countersign.phone.Challenge shown = owner.phone().show(asked.getSid());
            assertThat(shown.details().message()).isEqualTo("Login request");
            assertThat(shown.details().fields())
                    .extracting(f -> Map.<String, Object>of("label", f.label(), "value", f.value()))
                    .isEqualTo(FIELDS);
            assertThat(shown.details().date()).isNull();
            assertThat(shown.hidden()).isEqualTo(Map.of("ip", "172.168.1.234"));

            answered(owner.phone(), asked.getSid(), answer);

            Challenge seen = fetched(owner, asked.getSid());
            assertThat(seen.getStatus()).hasToString(answer.word());
            assertThat(seen.getDateResponded()).isNotNull().isEqualTo(seen.getDateUpdated());
        }
    }

    private static void answered(Phone phone, String sid, Status answer) throws IOException, InterruptedException {
        assertThat((answer == Status.APPROVED ? phone.approve(sid) : phone.deny(sid)).status())
                .isEqualTo(answer);
    }

    @Test
    void aSignedAnswerMayBeRelayedByTheBackendOnceAndAForgedOneNever() throws Exception {
        PhoneOwner owner = shop().enrolled(Habits.IOS);
        Challenge asked = asked(owner);
        dev.countersign.phone.Challenge shown = owner.phone().show(asked.getSid());

        mustBeRefused(
                403,
                60324,
                () -> relayed(
                        asked,
                        owner.forger()
                                .answer(shown, "approved")
                                .claim("sid", "YC" + "0".repeat(32))
                                .text()));
        mustBeRefused(400, 60306, () -> relayed(asked, "no signed answer"));
        Challenge approved = relayed(asked, owner.phone().sign(shown, Status.APPROVED));

        assertThat(approved.getStatus()).isEqualTo(Challenge.ChallengeStatuses.APPROVED);
        assertThat(fetched(owner, asked.getSid())).isEqualTo(approved);
        mustBeRefused(403, 60322, () -> relayed(asked, owner.phone().sign(shown, Status.DENIED)));
    }

    private Challenge relayed(Challenge asked, String payload) {
        return Challenge.updater(asked.getServiceSid(), asked.getIdentity(), asked.getSid())
                .setAuthPayload(payload)
                .update(client());
    }

    @Test
    void whatAPhoneOrATokenMayNotIsAnErrorOfTheSdk() throws Exception {
        PhoneShop shop = shop();
        PhoneOwner early = shop.unverified(Handset.of(Habits.ANDROID));
        mustBeRefused(403, 60318, () -> asked(early));

        mustBeRefused(400, 60305, () -> accessToken(shop.service(), "x"));
        mustBeRefused(400, 60305, () -> AccessToken.creator(shop.service(), somebody(), AccessToken.FactorTypes.PUSH)
                .setTtl(59)
                .create(client()));

        String identity = somebody();
        String token = accessToken(shop.service(), identity).getToken();
        mustBeRefused(403, 60313, () -> enrolledBy(token, shop.service(), somebody()));
        enrolledBy(token, shop.service(), identity);
        mustBeRefused(403, 60313, () -> enrolledBy(token, shop.service(), identity));
    }

    private void enrolledBy(String token, String service, String identity) {
        NewFactor.creator(service, identity, "Ana's phone", NewFactor.FactorTypes.PUSH)
                .setBindingPublicKey(DeviceKey.draw(PhoneShop.CHANCE).spki())
                .setConfigAppId("com.example.app")
                .setConfigSdkVersion("1")
                .setConfigNotificationPlatform(NewFactor.NotificationPlatforms.NONE)
                .create(clientOf(api().as("token", token)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600, -86_400 * 400})
    void aPhoneWhoseClockIsWrongIsToldTheTimeAndItsSecondRequestPasses(long seconds) throws Exception {
        PhoneShop shop = shop();
        String identity = somebody();
        InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(seconds));

        // spec Verify 11 T5: the Date of the 401, which was looked at on its way, sets the clock right
        Phone phone = Phone.enrol(
                shop.world(wrong),
                Handset.of(Habits.ANDROID),
                shop.place(identity),
                accessToken(shop.service(), identity).getToken());

        assertThat(shop.network().statuses(0))
                .as("create, verify, verify again")
                .containsExactly(201, 401, 200);
        assertThat(phone.line().correction())
                .isBetween(Duration.ofSeconds(-seconds - 5), Duration.ofSeconds(5 - seconds));
        phone.list(ChallengeList.Asked.LATEST_PENDING);
        assertThat(shop.network().statuses(3)).containsExactly(200);
    }

    @Test
    void pushChallengesArePagedByTheSdkAndByThePhones() throws Exception {
        PhoneShop shop = shop();
        String identity = somebody();
        PhoneOwner android = shop.enrolled(Habits.ANDROID, identity);
        PhoneOwner ios = shop.enrolled(Habits.IOS, identity);
        List<String> created = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(asked(android).getSid());
            String other = asked(ios).getSid();
            all.addAll(List.of(created.getLast(), other));
            if (i == 2) {
                ios.phone().deny(other);
            }
        }

        assertThat(sids(Challenge.reader(shop.service(), identity).pageSize(3).read(client())))
                .isEqualTo(all);
        List<String> newestFirst = new ArrayList<>(created);
        Collections.reverse(newestFirst);
        assertThat(sids(Challenge.reader(shop.service(), identity)
                        .setFactorSid(android.factor().sid())
                        .setStatus(Challenge.ChallengeStatuses.PENDING)
                        .setOrder(Challenge.ListOrders.DESC)
                        .pageSize(2)
                        .read(client())))
                .isEqualTo(newestFirst);
        assertThat(paged(android.phone())).isEqualTo(newestFirst);
        assertThat(paged(ios.phone())).as("by pageToken").hasSize(4).doesNotContainAnyElementsOf(created);
    }

    private static List<String> paged(Phone phone) throws IOException, InterruptedException {
        ChallengeList.Asked asked = new ChallengeList.Asked(Status.PENDING, ChallengeList.Order.DESC, 2, null);
        List<String> sids = new ArrayList<>();
        ChallengeList page = phone.list(asked);
        for (int pages = 1; ; pages++) {
            page.challenges().forEach(c -> sids.add(c.sid()));
            if (page.next() == null) {
                assertThat(sids).doesNotHaveDuplicates();
                return sids;
            }
            assertThat(pages).as("pages").isLessThan(10);
            page = phone.list(asked.page(page.next()));
        }
    }
}
