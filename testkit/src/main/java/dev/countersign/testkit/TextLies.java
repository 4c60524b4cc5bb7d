package dev.countersign.testkit;

import dev.countersign.phone.Jws;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Texts that are not three parts of Base64url over two JSON objects, though a good signature may stand beneath them. */
final class TextLies {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final Forgery truth;

    TextLies(Forgery truth) {
        this.truth = truth;
    }

    Map<String, String> all() {
        Map<String, String> lies = new LinkedHashMap<>();
        shapes(lies);
        base64(lies);
        json(lies);
        return lies;
    }

    private void shapes(Map<String, String> lies) {
        String text = truth.text();
        String input = text.substring(0, text.lastIndexOf('.'));
        lies.put("nothing", "");
        lies.put("two dots", "..");
        lies.put("two parts", input);
        lies.put("four parts", text + ".AAAA");
        lies.put("an empty fourth part", text + ".");
        lies.put("five parts", text + ".AAAA.AAAA");
        lies.put("an empty first part", "." + text);
        lies.put("no header", text.substring(text.indexOf('.')));
        lies.put("no payload", text.replaceFirst("\\..*\\.", ".."));
        lies.put("a word before it", "Bearer " + text);
        lies.put(
                "the JSON form",
                "{\"protected\":\""
                        + text.replaceFirst("\\.", "\",\"payload\":\"").replaceFirst("\\.", "\",\"signature\":\"")
                        + "\"}");
    }

    private void base64(Map<String, String> lies) {
        String text = truth.text();
        lies.put("a space before it", " " + text);
        lies.put("a space behind it", text + " ");
        lies.put("a line end behind it", text + "\n");
        lies.put("trailing letters", text + "AAAA");
        lies.put("trailing padding", text + "==");
        lies.put(
                "padding throughout",
                truth.spelt(bytes -> Base64.getUrlEncoder().encodeToString(bytes) + "=")
                        .text());
        lies.put("the other alphabet", otherAlphabet());
        lies.put(
                "a line break within", text.substring(0, text.length() - 9) + "\n" + text.substring(text.length() - 9));
        lies.put(
                "a letter of no alphabet",
                text.substring(0, text.length() - 9) + "*" + text.substring(text.length() - 9));
        lies.put("escaped for a URL", text.replace(".", "%2E"));
        lies.put("unused bits set", text.substring(0, text.length() - 1) + neighbour(text.charAt(text.length() - 1)));
    }

    /** A letter whose upper two bits, the ones that count at the end of 64 bytes, are the same. */
    private static char neighbour(char last) {
        return ALPHABET.charAt(ALPHABET.indexOf(last) | 1);
    }

    /** With a signature in which the two alphabets differ. */
    private String otherAlphabet() {
        Forgery other =
                truth.spelt(bytes -> Base64.getEncoder().withoutPadding().encodeToString(bytes));
        String text = other.text();
        while (text.indexOf('+') < 0 && text.indexOf('/') < 0) {
            text = other.text();
        }
        return text;
    }

    private void json(Map<String, String> lies) {
        String header = truth.headerText();
        String payload = truth.payloadText();
        String first = payload.substring(1, payload.indexOf(','));
        lies.put(
                "a name twice in the payload",
                truth.payload("{" + first + "," + payload.substring(1)).text());
        lies.put(
                "a name twice in the header",
                truth.header("{\"alg\":\"none\"," + header.substring(1)).text());
        lies.put(
                "a name twice, escaped once",
                truth.header("{\"\\u0061lg\":\"none\"," + header.substring(1)).text());
        lies.put("something behind the payload", truth.payload(payload + "{}").text());
        lies.put("something behind the header", truth.header(header + "x").text());
        lies.put(
                "half a payload",
                truth.payload(payload.substring(0, payload.length() - 1)).text());
        lies.put("a payload in a list", truth.payload("[" + payload + "]").text());
        lies.put("a header in a list", truth.header("[" + header + "]").text());
        lies.put("a payload that is null", truth.payload("null").text());
        lies.put("an empty payload", truth.payload("{}").text());
        lies.put("a payload of no JSON", truth.payload("approved").text());
        lies.put(
                "a comment in the payload",
                truth.payload(payload.replaceFirst("\\{", "{/**/")).text());
        lies.put(
                "a comma too many",
                truth.payload(payload.replaceFirst("}$", ",}")).text());
        lies.put("single quotes", truth.payload(payload.replace('"', '\'')).text());
        lies.put("a JWS within", truth.payload("\"" + Jws.part(payload) + "\"").text());
    }
}
