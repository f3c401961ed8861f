package io.lanewise.kernels;

/** Work on the elements, or rows, from {@code from} to below {@code to}. */
@FunctionalInterface
public interface RangeTask {
    void run(long from, long to);
}
