package dev.countersign.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log instead of a push service, where a Service does not say who it is to one: enough to try things out. */
final class PushLog {
    private static final Logger LOG = LoggerFactory.getLogger(PushLog.class);

    Outcome carry(Parcel.Push push) {
        LOG.info(
                "no Credential to push with: challenge {} waits for factor {} on {}",
                push.challenge(),
                push.factor(),
                push.to().platform().word());
        return new Outcome.Accepted("logged");
    }
}
