package io.lanewise.kernels.product;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import io.lanewise.kernels.Recycler;
import java.util.Arrays;
import java.util.Objects;

/**
 * Exact products of matrices of bytes: {@code c[i,j] = Σ (a[i,t] − za[i]) (w[t,j] − zw[j])} in i32, wrapping around.
 *
 * <p>The multiply-adds are those of f32, whose sums of the rows of an {@link IntegerWeight}'s chunk are exact, of bytes that
 * become floats in registers. HotSpot makes multiply-adds of pairs of 16-bit integers of stores of scalar loops alone,
 * not of sums, and runs up to 2 · 8 scalar steps around each loop; products of 16-bit vectors need their two halves
 * widened, which takes more operations than the f32 product.
 */
public final class IntegerProduct {
    /** Rows whose sums are held at once. */
    private static final int ROWS = 256;

    private static final MapKernel TIMES = dense(Catalog.MUL);
    private static final MapKernel PLUS = dense(Catalog.ADD);
    private static final double[] NONE = {};

    private IntegerProduct() {}

    private static MapKernel dense(Elementwise function) {
        return Objects.requireNonNull(MapKernels.find(function, ElementType.F32, MapLayout.DENSE));
    }

    /**
     * A matrix of bytes: element [i, j] is at {@code offset + i·row + j·column}.
     *
     * @param unsigned whether bytes are 0 to 255, instead of -128 to 127
     */
    public record Bytes(byte[] array, int offset, int row, int column, boolean unsigned) {
        void check(String name, int rows, int columns) {
            ProductCall.bounds(ElementType.I8, name, rows, columns, array, offset, row, column);
        }
    }

    /** Packs the right operand, {@code [k, n]}. */
    public static IntegerWeight pack(int n, int k, Bytes w) {
        w.check("b", k, n);
        return IntegerWeight.pack(n, k, w, WeightProduct.instance().tiles.width());
    }

    /**
     * Multiplies.
     *
     * @param a [m, k]
     * @param aZeros what is subtracted from a's elements: one number, or one for each row, as small as a byte of a's type
     * @param wZeros the same of w: one number, or one for each column
     * @param c its rows, n long, begin at {@code co} and every {@code cRow} from there
     */
    public static void run(int m, Bytes a, int[] aZeros, IntegerWeight w, int[] wZeros, int[] c, int co, int cRow) {
        int n = w.n();
        int k = w.k();
        check(m, a, aZeros, w, wZeros);
        ProductCall.bounds(ElementType.I32, "c", m, n, c, co, cRow, 1);
        if (m == 0 || n == 0) {
            return;
        }
        int height = Math.min(m, ROWS);
        float[] rows = Recycler.floats(Math.multiplyExact(height, k));
        float[] sums = Recycler.floats(Math.multiplyExact(height, n));
        for (int i = 0; i < m; i += height) {
            int high = Math.min(height, m - i);
            for (int r = 0; r < high; r++) {
                int total = center(k, a, i + r, aZeros[aZeros.length == 1 ? 0 : i + r], rows, r * k);
                start(n, total, wZeros, w.shift(), c, co + (i + r) * cRow);
            }
            multiply(high, rows, w, sums, c, co + i * cRow, cRow);
        }
        Recycler.give(sums);
        Recycler.give(rows);
    }

    /**
     * Multiplies f32 rows that are quantized as a whole to u8 ({@link Quantization.Range}) by bytes with scales: {@code c =
     * Σ (q[i,t] − zero) (w[t,j] − zw[j]) · (scale · scales[j])}, rounded when the sum becomes f32, after the product of the
     * scales and after that with it, then the epilogue.
     *
     * @param scales of w: one, or one for each column
     * @param epilogue a bias of columns and an activation
     */
    public static void dynamic(
            int m,
            float[] x,
            int xo,
            int xRow,
            int xCol,
            IntegerWeight w,
            int[] wZeros,
            float[] scales,
            float[] c,
            int co,
            int cRow,
            Epilogue epilogue) {
        int n = w.n();
        int k = w.k();
        checkDynamic(m, x, xo, xRow, xCol, w, wZeros, scales, c, co, cRow, epilogue);
        if (m == 0 || n == 0) {
            return;
        }
        Quantization.Range range = Quantization.range(m, k, x, xo, xRow, xCol);
        float[] factors = Recycler.floats(n);
        for (int j = 0; j < n; j++) {
            factors[j] = range.scale() * scales[scales.length == 1 ? 0 : j];
        }
        if (w.chunks() == 1 && isSymmetric(wZeros, w.shift())) {
            scaled(m, range, x, xo, xRow, xCol, w, factors, c, co, cRow, epilogue);
        } else {
            totalled(m, range, x, xo, xRow, xCol, w, wZeros, factors, c, co, cRow, epilogue);
        }
        Recycler.give(factors);
    }

    /** Where the sums are exact in f32 as they are. */
    private static void scaled(
            int m,
            Quantization.Range range,
            float[] x,
            int xo,
            int xRow,
            int xCol,
            IntegerWeight w,
            float[] factors,
            float[] c,
            int co,
            int cRow,
            Epilogue epilogue) {
        int n = w.n();
        int k = w.k();
        int height = Math.min(m, ROWS);
        float[] rows = Recycler.floats(Math.multiplyExact(height, k));
        for (int i = 0; i < m; i += height) {
            int high = Math.min(height, m - i);
            range.center(high, k, x, xo + i * xRow, xRow, xCol, rows);
            MatMul.run(high, rows, 0, k, 1, w.chunk(0), c, co + i * cRow, cRow, Epilogue.STORE);
            for (int r = i; r < i + high; r++) {
                scale(n, c, factors, epilogue, co + r * cRow);
                epilogue.activate(c, co + r * cRow, n);
            }
        }
        Recycler.give(rows);
    }

    /** Where whole numbers are added to the sums. */
    private static void totalled(
            int m,
            Quantization.Range range,
            float[] x,
            int xo,
            int xRow,
            int xCol,
            IntegerWeight w,
            int[] wZeros,
            float[] factors,
            float[] c,
            int co,
            int cRow,
            Epilogue epilogue) {
        int n = w.n();
        int k = w.k();
        int height = Math.min(m, ROWS);
        float[] rows = Recycler.floats(Math.multiplyExact(height, k));
        float[] sums = Recycler.floats(Math.multiplyExact(height, n));
        int[] totals = (int[]) Recycler.take(int.class, Math.multiplyExact(height, n));
        for (int i = 0; i < m; i += height) {
            int high = Math.min(height, m - i);
            range.center(high, k, x, xo + i * xRow, xRow, xCol, rows);
            for (int r = 0; r < high; r++) {
                int total = isSymmetric(wZeros, w.shift()) ? 0 : total(k, rows, r * k);
                start(n, total, wZeros, w.shift(), totals, r * n);
            }
            multiply(high, rows, w, sums, totals, 0, n);
            for (int r = 0; r < high; r++) {
                int to = co + (i + r) * cRow;
                scale(n, totals, r * n, factors, epilogue, c, to);
                epilogue.activate(c, to, n);
            }
        }
        Recycler.give(totals);
        Recycler.give(sums);
        Recycler.give(rows);
    }

    private static void checkDynamic(
            int m,
            float[] x,
            int xo,
            int xRow,
            int xCol,
            IntegerWeight w,
            int[] wZeros,
            float[] scales,
            float[] c,
            int co,
            int cRow,
            Epilogue epilogue) {
        ProductCall.bounds(ElementType.F32, "x", m, w.k(), x, xo, xRow, xCol);
        ProductCall.bounds(ElementType.F32, "c", m, w.n(), c, co, cRow, 1);
        zeros("b", wZeros, w.n(), w.isUnsigned());
        if (scales.length != 1 && scales.length != w.n()) {
            throw new IllegalArgumentException("matmul: b has " + scales.length + " scales; expected 1 or " + w.n());
        }
        if (epilogue.accumulate() || epilogue.ofRows()) {
            throw new IllegalArgumentException("matmul: a dynamic product has a bias of columns only");
        }
        if (epilogue.bias() != null) {
            ProductCall.bounds(ElementType.F32, "bias", 1, w.n(), epilogue.bias(), epilogue.biasOffset(), 0, 1);
        }
    }

    /** Adds the products of some rows to what c holds. */
    private static void multiply(int rows, float[] a, IntegerWeight w, float[] sums, int[] c, int co, int cRow) {
        int n = w.n();
        for (int q = 0; q < w.chunks(); q++) {
            MatMul.run(rows, a, w.start(q), w.k(), 1, w.chunk(q), sums, 0, n, Epilogue.STORE);
            for (int r = 0; r < rows; r++) {
                add(n, sums, r * n, c, co + r * cRow);
            }
        }
    }

    private static void check(int m, Bytes a, int[] aZeros, IntegerWeight w, int[] wZeros) {
        if (m < 0) {
            throw new IllegalArgumentException("matmul: size m = " + m + " is negative");
        }
        a.check("a", m, w.k());
        zeros("a", aZeros, m, a.unsigned());
        zeros("b", wZeros, w.n(), w.isUnsigned());
    }

    private static void zeros(String name, int[] zeros, int count, boolean unsigned) {
        if (zeros.length != 1 && zeros.length != count) {
            throw new IllegalArgumentException(
                    "matmul: " + name + " has " + zeros.length + " zero points; expected 1 or " + count);
        }
        int least = unsigned ? 0 : Byte.MIN_VALUE;
        for (int zero : zeros) {
            if (zero < least || zero > least + 255) {
                throw new IllegalArgumentException("matmul: a zero point of " + name + " is " + zero + "; expected "
                        + least + " to " + (least + 255));
            }
        }
    }

    /** Writes row i less its zero point, and returns the sum. */
    private static int center(int k, Bytes a, int i, int zero, float[] to, int at) {
        int total = 0;
        int from = a.offset() + i * a.row();
        int mask = a.unsigned() ? 0xff : -1;
        for (int t = 0; t < k; t++) {
            int centered = (a.array()[from + t * a.column()] & mask) - zero;
            to[at + t] = centered;
            total += centered;
        }
        return total;
    }

    /** What w's zero points take from the sums of a row whose elements add up to {@code total}. */
    private static void start(int n, int total, int[] zeros, int shift, int[] c, int to) {
        if (zeros.length == 1) {
            Arrays.fill(c, to, to + n, total * (shift - zeros[0]));
            return;
        }
        for (int j = 0; j < n; j++) {
            c[to + j] = total * (shift - zeros[j]);
        }
    }

    private static boolean isSymmetric(int[] zeros, int shift) {
        return zeros.length == 1 && zeros[0] == shift;
    }

    /** The sum of whole numbers. */
    private static int total(int k, float[] a, int at) {
        int total = 0;
        for (int t = 0; t < k; t++) {
            total += (int) a[at + t];
        }
        return total;
    }

    private static void scale(int n, int[] totals, int from, float[] factors, Epilogue epilogue, float[] c, int to) {
        if (epilogue.bias() instanceof float[] bias) {
            int offset = epilogue.biasOffset();
            for (int j = 0; j < n; j++) {
                c[to + j] = totals[from + j] * factors[j] + bias[offset + j];
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            c[to + j] = totals[from + j] * factors[j];
        }
    }

    /** By kernels, since HotSpot does not turn a loop into vectors whose arrays might overlap. */
    private static void scale(int n, float[] c, float[] factors, Epilogue epilogue, int at) {
        apply(TIMES, n, c, at, factors, 0);
        if (epilogue.bias() instanceof float[] bias) {
            apply(PLUS, n, c, at, bias, epilogue.biasOffset());
        }
    }

    private static void apply(MapKernel function, int n, float[] c, int at, float[] b, int bo) {
        function.run(c, at, 1, b, bo, 1, null, 0, 0, null, 0, 0, c, at, 1, n, NONE);
    }

    private static void add(int n, float[] sums, int from, int[] c, int to) {
        for (int j = 0; j < n; j++) {
            c[to + j] += (int) sums[from + j];
        }
    }
}
