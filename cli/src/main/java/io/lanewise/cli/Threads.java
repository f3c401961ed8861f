package io.lanewise.cli;

import io.lanewise.kernels.Pool;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option {@code --threads}. */
final class Threads {
    private static final int MOST = 9999;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that the kernels use (default: one for each processor). Results do not depend on it.")
    private @Nullable Integer threads;

    void check(CommandSpec spec) {
        if (threads != null && (threads < 1 || threads > MOST)) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; expected 1 to " + MOST);
        }
    }

    /** Runs an action with that many threads. */
    int run(Callable<Integer> action) throws Exception {
        if (threads == null) {
            return action.call();
        }
        // The pool reads the property once, when it starts; where it runs already, with more threads, the limit holds.
        System.setProperty(Pool.THREADS_PROPERTY, threads.toString());
        var result = new Result(action);
        Pool.limit(threads, result);
        return result.get();
    }

    /** Carries an action's result or exception out of a {@link Runnable}. */
    private static final class Result implements Runnable {
        private final Callable<Integer> action;
        private int code;
        private @Nullable Exception failure;

        Result(Callable<Integer> action) {
            this.action = action;
        }

        @Override
        public void run() {
            try {
                code = action.call();
            } catch (Exception e) {
                failure = e;
            }
        }

        int get() throws Exception {
            if (failure != null) {
                throw failure;
            }
            return code;
        }
    }
}
