package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Sid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** What servers tell each other, in words: who speaks, and then what was written, in a message or in several. */
final class PeerWords {
    static final String EVERYTHING = "*";

    // spec PostgreSQL NOTIFY: a payload is shorter than 8000 bytes
    private static final int LONGEST = 7900;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    static final Peers.Listener NOBODY = new Peers.Listener() {
        @Override
        public void changed(AccountSid account, Sid.Id person) {}

        @Override
        public void removed(Sid.Id service) {}

        @Override
        public void missed() {}
    };

    private PeerWords() {}

    static String changed(AccountSid account, Sid.Id person) {
        byte[] both = ByteBuffer.allocate(32)
                .put(account.id().bytes())
                .put(person.bytes())
                .array();
        return "p" + ENCODER.encodeToString(both);
    }

    static String removed(Sid.Id service) {
        return "s" + ENCODER.encodeToString(service.bytes());
    }

    /** One message at least: that we are here is told by any. */
    static List<String> messages(String self, Collection<String> words) {
        List<String> all = new ArrayList<>();
        StringBuilder message = new StringBuilder(self);
        for (String word : words) {
            if (message.length() + 1 + word.length() > LONGEST) {
                all.add(message.toString());
                message = new StringBuilder(self);
            }
            message.append(' ').append(word);
        }
        all.add(message.toString());
        return all;
    }

    /** Lets the listener hear one word. What is none of ours is passed over: a newer server may say more. */
    static void hear(String word, Peers.Listener listener) {
        try {
            read(word, listener);
        } catch (IllegalArgumentException e) {
            // Anybody at the database can say something here, and none of it may make us deaf.
            listener.missed();
        }
    }

    private static void read(String word, Peers.Listener listener) {
        if (word.equals(EVERYTHING)) {
            listener.missed();
        } else if (word.length() == 44 && word.startsWith("p")) {
            ByteBuffer both = ByteBuffer.wrap(Base64.getUrlDecoder().decode(word.substring(1)));
            Sid.Id account = new Sid.Id(both.getLong(), both.getLong());
            listener.changed(new AccountSid(account), new Sid.Id(both.getLong(), both.getLong()));
        } else if (word.length() == 23 && word.startsWith("s")) {
            listener.removed(Sid.Id.of(Base64.getUrlDecoder().decode(word.substring(1))));
        }
    }
}
