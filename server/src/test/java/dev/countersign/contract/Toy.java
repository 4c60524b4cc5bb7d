package dev.countersign.contract;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A harbour: an API of boats in ports, to try the kit on without any of the product's nouns. */
final class Toy {
    static final String BASE = "https://harbour.example.com";
    static final String PORT = "VA00000000000000000000000000000001";
    static final String NO_PORT = "VA00000000000000000000000000000009";
    static final String BOATS = "/v2/Ports/" + PORT + "/Boats";
    static final String OTHER_BOATS = "/v2/Ports/VA00000000000000000000000000000002/Boats";
    static final String ANA = basic("ana", "pass:word");

    static final Param<ServiceSid> PORT_SID =
            Param.path("PortSid", Shape.parsed("a port", Sid.pattern("VA"), ServiceSid::parse));
    static final Param<String> BERTH = Param.path("Berth", Shape.text(1, 4)).spelt();
    static final Param<Integer> NUMBER = Param.path("Number", Shape.number(0, 999));
    static final Param<String> NAME = Param.form("Name", Shape.text(2, 5)).required();
    static final Param<Integer> LENGTH = Param.form("Length", Shape.number(3, 400));
    static final Param<Boolean> SAIL = Param.form("Sail", Shape.flag());
    static final Param<Instant> BUILT = Param.form("Built", Shape.instant());
    static final Param<String> NOTE = Param.form("Note", Shape.text(0, 9)).clearable();
    static final Param<String> CREW = Param.form("Crew", Shape.text(1, 9)).repeated();
    static final Param<String> PAPERS = Param.form("Papers", Shape.strings(40));
    static final Param<String> COLOUR = Param.query("Colour", Shape.text(1, 99));
    static final Param<String> ORDER = Param.query("Order", Shape.oneOf(List.of("asc", "desc"), Function.identity()));

    /** What was read of a boat, by parameter, as text; what was not sent is not in it. */
    record Boat(
            Sid.Id id,
            Map<String, String> read,
            @Nullable String papers,
            @Nullable Instant built) {}

    static final View<Boat> VIEW = View.of(
            "Boat",
            View.text("id", b -> b.id().toString()),
            View.url("url", _ -> BOATS),
            View.instant("built", Boat::built),
            View.frozen("papers", Boat::papers),
            View.object(
                    "read",
                    Function.identity(),
                    View.<Boat>of(
                            "Read",
                            View.text("Name", b -> b.read().get("Name")),
                            View.text("Length", b -> b.read().get("Length")),
                            View.text("Sail", b -> b.read().get("Sail")),
                            View.text("Note", b -> b.read().get("Note")),
                            View.text("Crew", b -> b.read().get("Crew")))));

    final List<Boat> fleet = new ArrayList<>();

    List<Endpoint<?>> endpoints() {
        String boats = "/v2/Ports/{PortSid}/Boats";
        return List.of(
                Endpoint.post(boats)
                        .takes(PORT_SID, NAME, LENGTH, SAIL, BUILT, NOTE, CREW, PAPERS)
                        .within(Toy::mustStand)
                        .refuses(Refusal.ENTITY_EXISTS)
                        .gives(201, VIEW, Toy::boat),
                Endpoint.get(boats)
                        .takes(PORT_SID, COLOUR, ORDER)
                        .within(Toy::mustStand)
                        .lists(
                                "boats",
                                VIEW,
                                Boat::id,
                                c -> c.find(ORDER, "asc").equals("desc"),
                                this::list),
                Endpoint.get(boats + "/{Number}")
                        .takes(PORT_SID, NUMBER)
                        .gives(200, VIEW, c -> numbered(c.get(NUMBER))),
                Endpoint.delete(boats + "/{Number}").takes(PORT_SID, NUMBER).removes(c -> mustStand(c)),
                Endpoint.get("/v2/Ports/{PortSid}/Berths/{Berth}")
                        .takes(PORT_SID, BERTH)
                        .within(Toy::mustStand)
                        .refusesInvalidWith(Refusal.INVALID_SERVICE_PARAMETER)
                        .gives(200, View.<String>of("Berth", View.text("berth", b -> b)), c -> c.get(BERTH)),
                Endpoint.get("/v2/Ports/{PortSid}/Late")
                        .takes(PORT_SID)
                        .within(Toy::mustStand)
                        .removes(c -> {
                            throw Refusal.INVALID_PARAMETER.refused("Tide");
                        }));
    }

    private Boat numbered(int number) {
        if (number >= fleet.size()) {
            throw Refusal.NOT_FOUND.refused();
        }
        return fleet.get(number);
    }

    static Sid.Id id(long number) {
        return new Sid.Id(number << 16, number);
    }

    Toy afloat(int boats) {
        for (int i = 0; i < boats; i++) {
            fleet.add(new Boat(id(i), Map.of("Name", "b" + i), null, null));
        }
        return this;
    }

    Router router() {
        Reply page = new Reply(200, List.of(), "hello".getBytes(StandardCharsets.UTF_8), Reply.Told.NOTHING);
        return new Router(
                endpoints(), Map.of("/hello", page), Toy::admit, new Paging(Toy::mac), ErrorBody.USUAL_MORE_INFO);
    }

    private static void mustStand(Call call) {
        if (call.get(PORT_SID).text().equals(NO_PORT)) {
            throw Refusal.NOT_FOUND.refused();
        }
    }

    private static Boat boat(Call call) {
        mustStand(call);
        Map<String, String> read = new TreeMap<>();
        read.put("Name", call.get(NAME));
        for (Param<?> p : List.of(LENGTH, SAIL, NOTE)) {
            Object value = call.find(p);
            if (value != null) {
                read.put(p.name(), value.toString());
            }
        }
        read.put("Crew", String.join("|", call.all(CREW)));
        return new Boat(id(0), read, call.find(PAPERS), call.find(BUILT));
    }

    private Rows<Boat> list(Call call, Slice slice) {
        Sid.Id from = slice.from();
        Comparator<Boat> up = Comparator.comparingLong(b -> b.id().low());
        List<Boat> walked = fleet.stream()
                .sorted(slice.ascending() ? up : up.reversed())
                .filter(b ->
                        from == null || (slice.ascending() ? b.id().low() > from.low() : b.id().low() < from.low()))
                .toList();
        List<Boat> rows = walked.subList(0, Math.min(slice.size(), walked.size()));
        boolean beyond = walked.size() > rows.size();
        return slice.backwards()
                ? new Rows<>(rows.reversed(), beyond, from != null)
                : new Rows<>(rows, from != null, beyond);
    }

    static Caller admit(String user, String password, Guard.Way way) {
        if (!user.equals("ana") || !password.equals("pass:word")) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        return new Caller.ByToken(Objects.requireNonNull(AccountSid.parse("AC" + "0".repeat(31) + "7")));
    }

    private static byte[] mac(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    static Request request(String method, String target, @Nullable String authorization, String body) {
        int mark = target.indexOf('?');
        return new Request(
                "RQ" + "0".repeat(32),
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                authorization,
                "application/x-www-form-urlencoded",
                body.getBytes(StandardCharsets.ISO_8859_1),
                BASE);
    }

    /** What comes of a request that nobody waits for. */
    Reply ask(Request request) {
        return (Reply) router().answer(request);
    }

    Reply post(String body) {
        return ask(request("POST", BOATS, ANA, body));
    }

    Reply get(String target) {
        return ask(request("GET", target, ANA, ""));
    }
}
