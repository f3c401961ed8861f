package io.lanewise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/** What a command line printed, and its exit code. */
record Outcome(int code, List<String> out, List<String> err) {
    /** Runs a command line in this JVM. */
    static Outcome of(Object... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.execute(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Arrays.stream(words).map(Object::toString).toArray(String[]::new));
        return new Outcome(
                code, out.toString().lines().toList(), err.toString().lines().toList());
    }
}
