package dev.countersign.delivery;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why somebody could not be reached, or did not answer, in a few words for the operator. */
final class Unreached {
    private static final int LONGEST = 160;

    private Unreached() {}

    /** The words for the first cause that has any. */
    static String words(@Nullable Throwable failure, Deadline deadline) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = known(cause, deadline);
            if (words != null) {
                return words;
            }
        }
        return "no answer: " + (failure == null ? "unknown" : failure.getClass().getSimpleName());
    }

    private static @Nullable String known(Throwable cause, Deadline deadline) {
        return switch (cause) {
            case NotAllowed refused -> refused.getMessage();
            case UnknownHostException _, UnresolvedAddressException _ -> "the name does not resolve";
            case NoRouteToHostException _ -> "no route to the address";
            case SocketTimeoutException _, TimeoutException _ -> deadline.missed();
            case ConnectException refused -> connecting(refused, deadline);
            case SSLException broken -> "TLS: " + line(innermost(broken));
            case CertificateException broken -> "TLS: " + line(broken);
            case EOFException _, ClosedChannelException _, SocketException _ ->
                "the connection was closed before an answer came";
            default -> null;
        };
    }

    private static String connecting(ConnectException refused, Deadline deadline) {
        String message = String.valueOf(refused.getMessage());
        return message.contains("timed out") ? deadline.missed() : "connection refused";
    }

    /** The deepest cause says which certificate is not to be trusted, and why. */
    private static Throwable innermost(Throwable broken) {
        Throwable deepest = broken;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    /** Certificates bear words of strangers. */
    private static String line(Throwable broken) {
        String words = String.valueOf(broken.getMessage()).replaceAll("[^ -~]+", " ");
        return words.length() > LONGEST ? words.substring(0, LONGEST) : words;
    }
}
