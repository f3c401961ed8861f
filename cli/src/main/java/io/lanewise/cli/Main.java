package io.lanewise.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command, and what becomes of failures: one clear line on the error stream and the exit code. */
@Command(
        name = "lanewise",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "Lanewise 0.1.0",
        description = "Deep learning in plain Java, on kernels generated for the Vector API.",
        footer = "./lanewise bench measures the kernels beside the limits of this machine.",
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            TokenizeCommand.class,
            OnnxCommand.class,
            EmbedCommand.class,
            InfoCommand.class
        })
public final class Main implements Runnable {
    static final int FAILURE = 1;
    static final int WRONG_USAGE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print where a failure happened, with its stack trace.")
    private boolean verbose = Boolean.getBoolean("lanewise.trace");

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        // Pictures are read and written, never shown.
        System.setProperty("java.awt.headless", "true");
        System.exit(execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** Runs a command line and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        var main = new Main();
        var line = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> {
                    String command = e.getCommandLine().getCommandSpec().qualifiedName();
                    err.println(command + ": " + Failures.oneLine(e.getMessage()) + " (see " + command + " --help)");
                    return WRONG_USAGE;
                })
                .setExecutionExceptionHandler((e, _, _) -> main.fail(err, e));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            return main.fail(err, e);
        }
    }

    private int fail(PrintWriter err, Throwable failure) {
        err.println("lanewise: " + Failures.describe(failure));
        if (verbose) {
            failure.printStackTrace(err);
        }
        return FAILURE;
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "expected a command: train, evaluate, predict, tokenize, embed, onnx or info");
    }
}
