package io.lanewise.onnx;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call of a model runs.
 *
 * @param threads how many threads the kernels of this call may use at most; 0 for as many as there are. Results do not
 *     depend on it
 * @param timeout how long the call may take, or null; it is stopped between two nodes, with a {@link StoppedException}
 */
public record RunOptions(int threads, @Nullable Duration timeout) {
    /** As many threads as there are, for as long as it takes. */
    public static final RunOptions DEFAULT = new RunOptions(0, null);

    public RunOptions {
        if (threads < 0) {
            throw new OnnxException("onnx: " + threads + " threads; expected 0 or more");
        }
        if (timeout != null && timeout.isNegative()) {
            throw new OnnxException("onnx: a timeout of " + timeout + "; expected none below 0");
        }
    }

    public RunOptions withThreads(int most) {
        return new RunOptions(most, timeout);
    }

    public RunOptions withTimeout(@Nullable Duration longest) {
        return new RunOptions(threads, longest);
    }
}
