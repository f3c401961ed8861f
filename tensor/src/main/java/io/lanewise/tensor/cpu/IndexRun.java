package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * Reads and writes at positions that a tensor of indices names. Work is split where parts write to different elements,
 * and each part goes through the indices in order, so that sums and overwritten elements come out the same whatever
 * the number of threads. The output of an operation in place is its first input.
 */
final class IndexRun {
    /** Elements below which a part is not worth a thread. */
    private static final int GRAIN = 16_384;

    private IndexRun() {}

    static void select(int axis, Tensor x, Tensor index, Tensor out) {
        var at = positions("indexSelect", axis, x, index);
        var from = HeapStorage.arrayOf(x);
        var to = HeapStorage.arrayOf(out);
        var block = Block.of(axis, x, out);
        if (block.whole && block.inner > 1) {
            int n = index.elements();
            Pool.ranges((long) block.outer * n, GRAIN / block.inner, (first, end) -> {
                for (long i = first; i < end; i++) {
                    int source = block.start(0, (int) (i / n)) + at[(int) (i % n)] * block.step(0);
                    int target = block.start(1, (int) (i / n)) + (int) (i % n) * block.step(1);
                    System.arraycopy(from, source, to, target, block.inner);
                }
            });
        } else {
            var lines = Lines.along(out.shape(), axis, strides(x), strides(out));
            overLines(
                    lines,
                    walk -> Moves.gather(
                            from,
                            x.offset() + walk.start(0),
                            walk.step(0),
                            at,
                            0,
                            to,
                            out.offset() + walk.start(1),
                            walk.step(1),
                            walk.length()));
        }
        Recycler.give(at);
    }

    static void indexAdd(int axis, Tensor x, Tensor index, Tensor source, Tensor out) {
        var at = positions("indexAdd", axis, x, index);
        copyFirst(x, out);
        if (index.elements() == 0 || source.elements() == 0) {
            return;
        }
        var from = HeapStorage.arrayOf(source);
        var to = HeapStorage.arrayOf(out);
        var block = Block.of(axis, source, out);
        if (block.whole && block.inner > 1 && out.dtype() != DType.BOOL) {
            addBlocks(block, at, index.elements(), from, to);
        } else {
            addLines(axis, at, source, out);
        }
        Recycler.give(at);
    }

    /** Each part adds all slices, in order, to a range of columns of its own. */
    private static void addBlocks(Block block, int[] at, int n, Object from, Object to) {
        long columns = (long) block.outer * block.inner;
        Pool.ranges(columns, Math.max(GRAIN / n, 64), (first, end) -> {
            for (long column = first; column < end; ) {
                int o = (int) (column / block.inner);
                int lead = (int) (column % block.inner);
                int width = (int) Math.min(block.inner - lead, end - column);
                for (int i = 0; i < n; i++) {
                    int source = block.start(0, o) + i * block.step(0) + lead;
                    Moves.add(from, source, to, block.start(1, o) + at[i] * block.step(1) + lead, width);
                }
                column += width;
            }
        });
    }

    private static void addLines(int axis, int[] at, Tensor source, Tensor out) {
        var from = HeapStorage.arrayOf(source);
        var to = HeapStorage.arrayOf(out);
        var lines = Lines.along(lifted(source), axis, strides(source), strides(out));
        overLines(lines, walk -> {
            int start = source.offset() + walk.start(0);
            int target = out.offset() + walk.start(1);
            add(out.dtype(), from, start, walk.step(0), at, 0, to, target, walk.step(1), walk.length());
        });
    }

    private static void add(
            DType dtype, Object x, int xo, int xs, int[] at, int ao, Object out, int oo, int os, int n) {
        if (dtype != DType.BOOL) {
            Moves.scatterAdd(x, xo, xs, at, ao, out, oo, os, n);
            return;
        }
        var v = (byte[]) x;
        var o = (byte[]) out;
        for (int i = 0; i < n; i++) {
            o[oo + at[ao + i] * os] |= v[xo + i * xs];
        }
    }

    static void gather(int axis, Tensor x, Tensor index, Tensor out) {
        var at = positions("gather", axis, x, index);
        var from = HeapStorage.arrayOf(x);
        var to = HeapStorage.arrayOf(out);
        var shape = lifted(index);
        var lines = Lines.along(shape, axis, strides(x), strides(out), shape.denseStrides());
        overAt(
                lines,
                at,
                (walk, positions, start) -> Moves.gather(
                        from,
                        x.offset() + walk.start(0),
                        walk.step(0),
                        positions,
                        start,
                        to,
                        out.offset() + walk.start(1),
                        walk.step(1),
                        walk.length()));
        Recycler.give(at);
    }

    static void scatter(int axis, boolean add, Tensor x, Tensor index, Tensor source, Tensor out) {
        var at = positions(add ? "scatterAdd" : "scatter", axis, x, index);
        copyFirst(x, out);
        var from = HeapStorage.arrayOf(source);
        var to = HeapStorage.arrayOf(out);
        var shape = lifted(index);
        var lines = Lines.along(shape, axis, strides(source), strides(out), shape.denseStrides());
        overAt(lines, at, (walk, positions, start) -> {
            int read = source.offset() + walk.start(0);
            int write = out.offset() + walk.start(1);
            if (add) {
                add(out.dtype(), from, read, walk.step(0), positions, start, to, write, walk.step(1), walk.length());
            } else {
                Moves.scatter(from, read, walk.step(0), positions, start, to, write, walk.step(1), walk.length());
            }
        });
        Recycler.give(at);
    }

    private interface Line {
        void run(Lines walk);
    }

    private interface IndexedLine {
        void run(Lines walk, int[] positions, int start);
    }

    private static void overLines(Lines lines, Line action) {
        if (lines.length() == 0) {
            return;
        }
        Pool.ranges(lines.count(), GRAIN / lines.length(), (first, end) -> {
            var walk = lines.from(first);
            for (long line = first; line < end; line++, walk.next()) {
                action.run(walk);
            }
        });
    }

    /** With each line's positions side by side, which they are in {@code at} only where the axis is the last. */
    private static void overAt(Lines lines, int[] at, IndexedLine action) {
        int step = lines.step(2);
        if (lines.length() == 0 || lines.count() == 0) {
            return;
        }
        Pool.ranges(lines.count(), GRAIN / lines.length(), (first, end) -> {
            var walk = lines.from(first);
            var gathered = step == 1 ? at : new int[lines.length()];
            for (long line = first; line < end; line++, walk.next()) {
                int start = walk.start(2);
                if (step != 1) {
                    Moves.line(at, start, step, gathered, 0, 1, gathered.length);
                }
                action.run(walk, gathered, step == 1 ? start : 0);
            }
        });
    }

    private static void copyFirst(Tensor x, Tensor out) {
        boolean inPlace =
                x.storage() == out.storage() && x.offset() == out.offset() && Arrays.equals(x.strides(), out.strides());
        if (!inPlace) {
            CopyRun.run(x, out);
        }
    }

    /** The indices in row-major order, each checked, in an array for the recycler. */
    private static int[] positions(String operation, int axis, Tensor x, Tensor index) {
        int size = x.dim() == 0 ? 1 : x.size(axis);
        int n = index.elements();
        var at = (int[]) Recycler.take(int.class, n);
        var from = (long[]) HeapStorage.arrayOf(index);
        var lines = Lines.along(index.shape(), index.dim() - 1, index.strides());
        int to = 0;
        for (; to < n; lines.next()) {
            int start = index.offset() + lines.start(0);
            for (int i = 0; i < lines.length(); i++) {
                long position = from[start + i * lines.step(0)];
                if (position < 0 || position >= size) {
                    throw new IndexOutOfBoundsException(operation + ": index " + position
                            + " is out of range for dimension " + axis + " of size " + size);
                }
                at[to++] = (int) position;
            }
        }
        return at;
    }

    private static Shape lifted(Tensor t) {
        return t.dim() == 0 ? Shape.of(1) : t.shape();
    }

    private static int[] strides(Tensor t) {
        return t.dim() == 0 ? new int[] {1} : t.strides();
    }
}
