package dev.countersign.contract;

/** Text that came from outside. */
public final class Text {
    private Text() {}

    /** How long it is to a person: in code points. */
    // spec Verify 4.1: characters are counted as Unicode code points
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * The same text, once it is known that it can be kept and shown everywhere.
     *
     * @throws Unfit where it holds U+0000 or half a surrogate pair
     */
    // spec Verify 4.1: U+0000 and lone surrogates are errors in any text
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new Unfit("must not hold the character U+0000");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new Unfit("must not hold half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }
}
