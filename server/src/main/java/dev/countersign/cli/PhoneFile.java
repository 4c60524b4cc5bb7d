package dev.countersign.cli;

import dev.countersign.DataFolder;
import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Unusable;
import dev.countersign.phone.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file in which a phone lies between two commands, its private key with it: for its owner's eyes only. */
final class PhoneFile {
    static final String USUAL = "phone.json";

    private final Path file;
    private final World world;

    private PhoneFile(Path file, World world) {
        this.file = file;
        this.world = world;
    }

    static PhoneFile of(Command.Line line) throws IOException {
        String name = line.option("phone");
        String ca = line.option("ca");
        World world = new World(
                ca == null ? HttpTransport.usual() : HttpTransport.trusting(Path.of(ca)),
                line.given().outside().clock(),
                line.given().secrets());
        return new PhoneFile(Path.of(name == null ? USUAL : name), world);
    }

    World world() {
        return world;
    }

    /** Asked before a phone is enrolled: its key would be lost if it could not be kept. */
    void mustBeFree() {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    "There is a phone in " + file + " already; remove it, or say --phone with another file.");
        }
        if (!Files.isWritable(file.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException("The file " + file + " cannot be written.");
        }
    }

    Phone open() throws IOException {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "There is no phone in " + file + " yet; see \"countersign phone enroll --help\".");
        }
        try {
            return Phone.kept(world, Files.readString(file));
        } catch (Unusable e) {
            throw new IllegalArgumentException("The file " + file + " holds no phone.", e);
        } catch (IOException e) {
            throw new IOException("The file " + file + " cannot be read.", e);
        }
    }

    void keep(Phone phone) {
        DataFolder.replace(file, phone.keep());
    }

    /** Keeps what the phone has learnt, if it has: what time it is at the server's, for one. */
    void keep(Phone phone, String before) {
        if (Files.exists(file) && !phone.keep().equals(before)) {
            keep(phone);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
