package io.lanewise.perf;

/** One line at the terminal that says what is being measured; nothing where no terminal is. */
final class Progress {
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();

    /** Replaces the line; an empty text removes it. */
    void show(String text) {
        if (terminal) {
            System.err.print("\r\u001b[K" + text);
            System.err.flush();
        }
    }
}
