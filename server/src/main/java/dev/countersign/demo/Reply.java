package dev.countersign.demo;

/** One answer over HTTP: Countersign's to the backend, or the backend's to the app. */
record Reply(int status, String json) {
    boolean good() {
        return status / 100 == 2;
    }

    /** The string of that name, of an answer that is good. */
    String text(String name) throws Declined {
        try {
            return new Answer(json).text(name);
        } catch (IllegalStateException e) {
            throw new Declined(502, "What answers there is no Countersign: " + e.getMessage() + ".");
        }
    }
}
