package dev.countersign.crypto;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a good public key looks like once something about it is wrong, by name: none of it is a key. */
public final class SpoiltKeys {
    private static final HexFormat HEX = HexFormat.of();
    private static final String PRIME = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

    private SpoiltKeys() {}

    /** @param spki a public key on P-256 in DER */
    public static Map<String, byte[]> of(byte[] spki) {
        String good = HEX.formatHex(spki);
        String point = good.substring(54);
        String y = point.substring(64);
        Map<String, String> spellings = new LinkedHashMap<>();
        spellings.put("the curve secp256k1", good.replace("06082a8648ce3d030107", "06082a8648ce3d030106"));
        spellings.put("secp256k1 by its own name", "3056301006072a8648ce3d020106052b8104000a034200" + "04" + point);
        spellings.put("no curve", "304e300906072a8648ce3d0201034200" + "04" + point);
        spellings.put("the curve implied by null", "3050300b06072a8648ce3d02010500034200" + "04" + point);
        spellings.put("for agreement only", good.replace("06072a8648ce3d0201", "06052b8104010c0000"));
        spellings.put(
                "a compressed point",
                "3039301306072a8648ce3d020106082a8648ce3d030107032200" + "02" + point.substring(0, 64));
        spellings.put("a hybrid point", good.replace("03420004", "03420006"));
        spellings.put("infinity", "3019301306072a8648ce3d020106082a8648ce3d030107030200" + "00");
        spellings.put("zeros for a point", good.substring(0, 54) + "0".repeat(128));
        spellings.put("the point of another x", good.substring(0, 54) + "0".repeat(63) + "1" + y);
        spellings.put("x and y exchanged", good.substring(0, 54) + y + point.substring(0, 64));
        spellings.put("x as large as the prime", good.substring(0, 54) + PRIME + y);
        spellings.put("y as large as the prime", good.substring(0, 118) + PRIME);
        spellings.put("ones for a point", good.substring(0, 54) + "f".repeat(128));
        spellings.put("a byte behind", good + "00");
        spellings.put("a byte before", "00" + good);
        spellings.put("a byte behind the point", good.replace("3059", "305a").replace("034200", "034300") + "00");
        spellings.put("a length in two bytes", "308159" + good.substring(4));
        spellings.put("an inner length in two bytes", good.replace("30593013", "305a308113"));
        spellings.put("no length", "3080" + good.substring(4) + "0000");
        spellings.put("unused bits", good.replace("034200", "034201"));
        spellings.put("the bare point", "04" + point);
        Map<String, byte[]> keys = new LinkedHashMap<>();
        spellings.forEach((what, hex) -> keys.put(what, HEX.parseHex(hex)));
        return keys;
    }
}
