package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Transposes;
import org.jspecify.annotations.Nullable;

/**
 * A copy whose runs are dense in the target only, while the source is dense along another dimension: for each position
 * in the dimensions that are left, a matrix is transposed. Element by element, each run would touch a line of the cache
 * for each element.
 */
final class Transposition {
    /** So few elements are not worth waking another thread for. */
    private static final int GRAIN = 1 << 14;

    /** Rows that one task takes; also the side of the squares that are copied where there is no kernel. */
    private static final int BLOCK = 64;

    /** Fewer rows or columns than this are runs that a plain loop copies as well. */
    private static final int SMALLEST = 4;

    private final StridedLoop loop;
    private final int dimension;
    private final int[] sizes;

    private Transposition(StridedLoop loop, int dimension) {
        this.loop = loop;
        this.dimension = dimension;
        this.sizes = loop.outerSizes();
    }

    /** The transposition that a copy of the loop's second tensor to its first amounts to, or null. */
    static @Nullable Transposition of(StridedLoop loop) {
        if (loop.innerStep(0) != 1 || loop.innerStep(1) == 1 || loop.innerSize() < SMALLEST) {
            return null;
        }
        var sizes = loop.outerSizes();
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (loop.outerStep(1, d) == 1 && sizes[d] >= SMALLEST) {
                return new Transposition(loop, d);
            }
        }
        return null;
    }

    void run(Object source, Object target) {
        int rows = sizes[dimension];
        int blocks = (rows + BLOCK - 1) / BLOCK;
        int planes = 1;
        for (int d = 0; d < sizes.length; d++) {
            planes *= d == dimension ? 1 : sizes[d];
        }
        int elements = Math.min(rows, BLOCK) * loop.innerSize();
        Pool.ranges((long) planes * blocks, Math.max(1, GRAIN / elements), (first, end) -> {
            for (long task = first; task < end; task++) {
                int top = (int) (task % blocks) * BLOCK;
                plane(source, target, (int) (task / blocks), top, Math.min(rows - top, BLOCK));
            }
        });
    }

    private void plane(Object source, Object target, int plane, int top, int rows) {
        int to = loop.start(0) + top * loop.outerStep(0, dimension);
        int from = loop.start(1) + top;
        int rest = plane;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (d != dimension) {
                to += rest % sizes[d] * loop.outerStep(0, d);
                from += rest % sizes[d] * loop.outerStep(1, d);
                rest /= sizes[d];
            }
        }
        int ld = loop.innerStep(1);
        int ldTo = loop.outerStep(0, dimension);
        if (Transposes.supports(source)) {
            Transposes.run(source, from, ld, target, to, ldTo, rows, loop.innerSize());
            return;
        }
        for (int left = 0; left < loop.innerSize(); left += BLOCK) {
            int columns = Math.min(loop.innerSize() - left, BLOCK);
            for (int r = 0; r < rows; r++) {
                Moves.line(source, from + left * ld + r, ld, target, to + r * ldTo + left, 1, columns);
            }
        }
    }
}
