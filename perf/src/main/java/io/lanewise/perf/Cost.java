package io.lanewise.perf;

/**
 * What one run of a subject takes at least, and how its speed is told.
 *
 * @param flops operations, counted as the field does: a multiplication and an addition are two
 * @param read bytes that must be read, each once
 * @param written bytes that must be written, each once
 * @param unit the unit of its speed
 */
public record Cost(double flops, double read, double written, Unit unit) {
    /** Units of speed: more is faster. */
    public enum Unit {
        /** Thousand million operations a second. */
        GFLOPS("GFLOP/s"),
        /** Thousand million bytes a second, read and written. */
        GBYTES("GB/s"),
        /** Million runs a second. */
        MEGACALLS("Mcall/s"),
        /** Runs a second. */
        CALLS("call/s");

        private final String text;

        Unit(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The cost of something bound by arithmetic. */
    public static Cost arithmetic(double flops, double read, double written) {
        return new Cost(flops, read, written, Unit.GFLOPS);
    }

    /** The cost of something bound by memory. */
    public static Cost memory(double flops, double read, double written) {
        return new Cost(flops, read, written, Unit.GBYTES);
    }

    /** Something that no limit of the machine describes. */
    public static Cost runs(Unit unit) {
        return new Cost(0, 0, 0, unit);
    }

    /** The speed of a run that takes so many seconds. */
    double speed(double seconds) {
        return switch (unit) {
            case GFLOPS -> flops / seconds / 1e9;
            case GBYTES -> bytes() / seconds / 1e9;
            case MEGACALLS -> 1e-6 / seconds;
            case CALLS -> 1 / seconds;
        };
    }

    double bytes() {
        return read + written;
    }

    /** Whether the machine's reading is the limit and not its copying: little is written. */
    boolean reads() {
        return written < read / 8;
    }
}
