package io.lanewise.nn;

/** x − log Σ exp(x) along an axis. */
public final class LogSoftmax extends Activation {
    public LogSoftmax(int axis) {
        super("LogSoftmax(axis=" + axis + ")", x -> x.logSoftmax(axis));
    }
}
