package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fills up while sixteen callers are being served: they are told to come again, and when there is room it goes on. */
@Tag(Engine.EMBEDDED_ALONE)
class FullDiskTest {
    private static final int CALLERS = 16;
    private static final int ROOM = 1 << 20;

    @TempDir
    Path dir;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(dir.resolve("disk"));
        int code = exit("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
        Assumptions.assumeTrue(code == 0, "SKIPPED: no tmpfs can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        exit("umount", disk.toString());
    }

    private static int exit(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    /** Somebody, and the challenges that were acknowledged. */
    private record Told(Person person, Queue<String> created) {
        Told to(Api api) {
            return new Told(person.by(api), created);
        }

        void mustBeAllThereIs() {
            Answer list = person.api().get(person.challenges() + "?PageSize=1000");
            assertThat(list.mustBe(200).all("challenges", "sid"))
                    .containsExactlyInAnyOrderElementsOf(created); // and nothing of what was refused
        }
    }

    @Test
    void aFullDiskRefusesWhatItCannotKeepLosesNothingAndIsOverWhenThereIsRoom() throws Exception {
        Product product = Product.start(disk.resolve("data"));
        try {
            Api api = product.api();
            String service = api.service();
            List<Told> people = IntStream.range(0, CALLERS)
                    .mapToObj(_ -> new Told(Person.enrolled(api, service), new ConcurrentLinkedQueue<>()))
                    .toList();
            Path filler = Files.write(disk.resolve("filler"), new byte[free() - ROOM]);

            assertThat(AtOnce.ask(CALLERS, i -> untilRefused(people.get(i))))
                    .allSatisfy(no ->
                            assertThat(no.mustBe(503).header("Retry-After")).isEqualTo("1"));
            people.forEach(Told::mustBeAllThereIs); // who only reads is served
            assertThat(health(api).mustBe(503).body()).contains("the disk is full");

            Files.delete(filler);
            Eventually.holds("ready again", () -> health(api).status() == 200);
            people.forEach(told ->
                    told.created().add(told.person().challenged().mustBe(201).sid()));
            people.forEach(Told::mustBeAllThereIs);

            product.kill();
            product = product.startAgain();
            Api again = product.api();
            people.forEach(told -> told.to(again).mustBeAllThereIs());
            Launcher.Ran backup =
                    product.administer("backup", "--to", dir.resolve("whole.db").toString());
            assertThat(backup.exit()).as(backup.toString()).isZero(); // it was read through
        } finally {
            product.close();
        }
    }

    private int free() throws IOException {
        return Math.toIntExact(Files.getFileStore(disk).getUsableSpace());
    }

    private static Answer untilRefused(Told told) {
        Answer answer = told.person().challenged();
        while (answer.status() == 201) {
            told.created().add(answer.sid());
            answer = told.person().challenged();
        }
        return answer;
    }

    private static Answer health(Api api) {
        return Api.send(
                HttpRequest.newBuilder(api.base().resolve("/health/ready")).build());
    }
}
