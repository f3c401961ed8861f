package io.lanewise.perf;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something of Lanewise to measure.
 *
 * @param kernel what is computed, for example {@code matmul}
 * @param shape of its operands, for example {@code 64x128x784}
 * @param dtype the element type, for example {@code f32}
 * @param cost what one run takes at least
 * @param task the same as a peer understands it; null where there is none to compare with
 * @param tolerance the difference allowed between the sides' results, as a part of the largest magnitude
 * @param everyday whether it is measured where nobody asks for it by name
 * @param parallel whether it is measured on all processors too
 * @param ours makes Lanewise's work
 */
public record Subject(
        String kernel,
        String shape,
        String dtype,
        Cost cost,
        @Nullable Task task,
        double tolerance,
        boolean everyday,
        boolean parallel,
        Supplier<Work> ours) {

    /** A subject without a peer, not measured unless asked for. */
    public static Subject of(String kernel, String shape, String dtype, Cost cost, Supplier<Work> ours) {
        return new Subject(kernel, shape, dtype, cost, null, 0, false, false, ours);
    }

    /** The same beside the peers that have work for a task. */
    public Subject beside(Task peers, double difference) {
        return new Subject(kernel, shape, dtype, cost, peers, difference, everyday, parallel, ours);
    }

    /** The same as a part of what is always measured. */
    public Subject everyday(boolean always) {
        return new Subject(kernel, shape, dtype, cost, task, tolerance, always, parallel, ours);
    }

    /** The same, measured on all processors too. */
    public Subject parallel(boolean all) {
        return new Subject(kernel, shape, dtype, cost, task, tolerance, everyday, all, ours);
    }

    /** The name that patterns are matched with: {@code f32_matmul_64x64x64}. */
    public String name() {
        return shape.isEmpty() ? dtype + "_" + kernel : dtype + "_" + kernel + "_" + shape;
    }
}
