/** The command line: train, evaluate, predict, and what the engine found on this machine. */
module io.lanewise.cli {
    requires static org.jspecify;
    requires info.picocli;

    opens io.lanewise.cli to
            info.picocli;
}
