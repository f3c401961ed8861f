package io.lanewise.kernels.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegerProductTest {
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {1, 65, 257},
        {2, 31, 64},
        {5, 63, 513},
        {7, 129, 1025},
        {12, 33, 511},
        {13, 96, 512},
        {300, 17, 40},
        {3, 20, 0},
        {0, 4, 4},
        {4, 0, 4}
    };

    private static byte[] random(int n, long seed) {
        byte[] bytes = new byte[n];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static float[] floats(int n, double least, double bound, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(least, bound);
        }
        return values;
    }

    private static int[] zeros(int n, boolean unsigned, long seed) {
        return new SplittableRandom(seed)
                .ints(n, unsigned ? 0 : -128, unsigned ? 256 : 128)
                .toArray();
    }

    private static int at(IntegerProduct.Bytes b, int i, int j) {
        byte value = b.array()[b.offset() + i * b.row() + j * b.column()];
        return b.unsigned() ? value & 0xff : value;
    }

    private static int[] expected(
            int m, int n, int k, IntegerProduct.Bytes a, int[] aZeros, IntegerProduct.Bytes b, int[] bZeros) {
        int[] c = new int[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int t = 0; t < k; t++) {
                    c[i * n + j] +=
                            (at(a, i, t) - aZeros[i % aZeros.length]) * (at(b, t, j) - bZeros[j % bZeros.length]);
                }
            }
        }
        return c;
    }

    private static int[] product(
            int m, int n, int k, IntegerProduct.Bytes a, int[] aZeros, IntegerProduct.Bytes b, int[] bZeros) {
        int[] c = new int[2 + m * (n + 1)];
        Arrays.fill(c, 7);
        IntegerProduct.run(m, a, aZeros, IntegerProduct.pack(n, k, b), bZeros, c, 2, n + 1);
        int[] dense = new int[m * n];
        for (int i = 0; i < m; i++) {
            System.arraycopy(c, 2 + i * (n + 1), dense, i * n, n);
            assertThat(c[2 + i * (n + 1) + n]).as("what lies between the rows").isEqualTo(7);
        }
        return dense;
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void everySumIsExactForAnyTypesAndZeroPoints(boolean aUnsigned, boolean bUnsigned) {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            var a = new IntegerProduct.Bytes(random(3 + m * (k + 2), 1), 3, k + 2, 1, aUnsigned);
            var b = new IntegerProduct.Bytes(random(1 + k * n, 2), 1, n, 1, bUnsigned);
            for (boolean each : new boolean[] {false, true}) {
                int[] aZeros = zeros(each ? m : 1, aUnsigned, 3);
                int[] bZeros = zeros(each ? n : 1, bUnsigned, 4);
                if (Math.min(aZeros.length, bZeros.length) > 0) {
                    assertThat(product(m, n, k, a, aZeros, b, bZeros))
                            .as("%d x %d x %d", m, n, k)
                            .isEqualTo(expected(m, n, k, a, aZeros, b, bZeros));
                }
            }
        }
    }

    @Test
    void operandsMayLieInAnyWay() {
        var a = new IntegerProduct.Bytes(random(60 * 14, 1), 5, 2, 17, true);
        var b = new IntegerProduct.Bytes(random(60 * 40, 2), 7, 3, 55, false);
        assertThat(product(6, 30, 45, a, new int[] {9}, b, new int[] {-3}))
                .isEqualTo(expected(6, 30, 45, a, new int[] {9}, b, new int[] {-3}));
    }

    @Test
    void theLargestBytesOfLongRowsAreExact() {
        int k = 3000;
        byte[] low = new byte[20 * k];
        Arrays.fill(low, (byte) -128);
        var signed = new IntegerProduct.Bytes(low, 0, k, 1, false);
        var down = new IntegerProduct.Bytes(low, 0, 1, k, false);
        int[] c = product(20, 20, k, signed, new int[] {127}, down, new int[] {127});
        assertThat(c).containsOnly(255 * 255 * k);
        int[] ones = product(20, 20, k, signed, new int[] {127}, down, new int[] {0});
        assertThat(ones).containsOnly(255 * 128 * k);
    }

    @Test
    void sumsOfAsMuchAsFloatsHoldAreExact() {
        int k = 520;
        byte[] high = new byte[3 * k];
        Arrays.fill(high, (byte) 255);
        byte[] columns = new byte[3 * k];
        // Sizes that add up to 2^24 / 255, to one less and to one more.
        for (int j = 0; j < 3; j++) {
            Arrays.fill(columns, j * k, j * k + 514, (byte) -128);
            Arrays.fill(columns, j * k + 514, j * k + 514 + j, (byte) -1);
        }
        var a = new IntegerProduct.Bytes(high, 0, k, 1, true);
        for (int n = 1; n <= 3; n++) {
            var b = new IntegerProduct.Bytes(columns, 0, 1, k, false);
            int[] zero = {0};
            assertThat(product(3, n, k, a, zero, b, zero)).isEqualTo(expected(3, n, k, a, zero, b, zero));
        }
    }

    @Test
    void sumsWrapAroundAsThoseOfIntegersDo() {
        int k = 70_000;
        byte[] full = new byte[k];
        Arrays.fill(full, (byte) 255);
        var a = new IntegerProduct.Bytes(full, 0, k, 1, true);
        var b = new IntegerProduct.Bytes(full, 0, 1, 1, true);
        assertThat(product(1, 1, k, a, new int[] {0}, b, new int[] {0})).containsExactly((int) (255L * 255 * k));
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        var a = new IntegerProduct.Bytes(random(300 * 600, 1), 0, 600, 1, true);
        var w = IntegerProduct.pack(100, 600, new IntegerProduct.Bytes(random(600 * 100, 2), 0, 100, 1, false));
        int[] together = new int[30_000];
        int[] alone = new int[30_000];
        int[] zero = {0};
        IntegerProduct.run(300, a, zero, w, zero, together, 0, 100);
        Pool.limit(1, () -> IntegerProduct.run(300, a, zero, w, zero, alone, 0, 100));
        assertThat(alone).isEqualTo(together);
    }

    @Test
    void aHotProductAllocatesNoLargeArray() {
        var a = new IntegerProduct.Bytes(random(64 * 800, 1), 0, 800, 1, true);
        var w = IntegerProduct.pack(512, 800, new IntegerProduct.Bytes(random(800 * 512, 2), 0, 512, 1, false));
        int[] c = new int[64 * 512];
        int[] zero = {0};
        Runnable product = () -> IntegerProduct.run(64, a, zero, w, zero, c, 0, 512);
        Pool.limit(
                1,
                () -> { // on a busy machine a second thread may take part only later, and need an array then
                    product.run();
                    long before = Recycler.freshBytes();
                    for (int i = 0; i < 50; i++) {
                        product.run();
                    }
                    assertThat(Recycler.freshBytes()).isEqualTo(before);
                });
    }

    /** ONNX's reference formula of DynamicQuantizeLinear, in f32. */
    private static int[] quantized(float[] x, float scale, int zero) {
        int[] q = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            q[i] = (int) Math.clamp(Math.rint(x[i] / scale) + zero, 0, 255);
        }
        return q;
    }

    private static void checkDynamic(
            int m, int n, int k, float[] x, IntegerProduct.Bytes b, int[] zeros, float[] scales, float[] bias) {
        float[] c = new float[m * n];
        IntegerProduct.dynamic(
                m, x, 0, k, 1, IntegerProduct.pack(n, k, b), zeros, scales, c, 0, n, Epilogue.bias(bias, 1));
        var range = Quantization.range(m, k, x, 0, k, 1);
        int[] q = quantized(x, range.scale(), range.zero());
        byte[] bytes = new byte[q.length];
        for (int i = 0; i < q.length; i++) {
            bytes[i] = (byte) q[i];
        }
        var a = new IntegerProduct.Bytes(bytes, 0, k, 1, true);
        int[] sums = expected(m, n, k, a, new int[] {range.zero()}, b, zeros);
        for (int i = 0; i < c.length; i++) {
            float factor = range.scale() * scales[scales.length == 1 ? 0 : i % n];
            assertThat(c[i]).isEqualTo(sums[i] * factor + bias[1 + i % n]);
        }
    }

    @Test
    void aDynamicProductIsThatOfTheQuantizedRows() {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            if (m * n == 0) {
                continue;
            }
            float[] x = floats(m * k, -3, 5, k);
            for (boolean unsigned : new boolean[] {false, true}) {
                var b = new IntegerProduct.Bytes(random(k * n, 2), 0, 1, k, unsigned);
                float[] scales = floats(unsigned ? 1 : n, 0.001, 0.1, 5);
                float[] bias = floats(n + 1, -1, 1, 6);
                checkDynamic(m, n, k, x, b, zeros(unsigned ? n : 1, unsigned, 4), scales, bias);
                checkDynamic(m, n, k, x, b, new int[] {unsigned ? 128 : 0}, scales, bias);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1,2,0.011764706,85",
        "0.5,2,0.007843138,0",
        "-3,-1,0.011764706,255",
        "0,0,1,0",
        "-0.5,1,0.005882353,85"
    })
    void rangesHoldZero(float least, float most, float scale, int zero) {
        assertThat(Quantization.Range.of(least, most)).isEqualTo(new Quantization.Range(scale, zero));
    }

    @Test
    void aNanSpoilsAllThatIsQuantizedWithIt() {
        var w = IntegerProduct.pack(3, 4, new IntegerProduct.Bytes(random(12, 2), 0, 3, 1, false));
        float[] c = new float[6];
        int[] zero = {0};
        float[] x = {1, 2, 3, 4, 5, 6, Float.NaN, 8};
        IntegerProduct.dynamic(2, x, 0, 4, 1, w, zero, new float[] {1}, c, 0, 3, Epilogue.STORE);
        assertThat(c).containsOnly(Float.NaN);
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheReason() {
        var a = new IntegerProduct.Bytes(new byte[6], 0, 3, 1, true);
        var w = IntegerProduct.pack(2, 3, new IntegerProduct.Bytes(new byte[6], 0, 2, 1, false));
        int[] zero = {0};
        int[] c = new int[4];
        assertThatThrownBy(() -> IntegerProduct.run(3, a, zero, w, zero, new int[6], 0, 2))
                .hasMessage("matmul: a of 3 x 3 elements spans 0 to 8 of an array of 6");
        assertThatThrownBy(() -> IntegerProduct.run(2, a, zero, w, zero, c, 1, 2))
                .hasMessage("matmul: c of 2 x 2 elements spans 1 to 4 of an array of 4");
        assertThatThrownBy(() -> IntegerProduct.run(2, a, new int[3], w, zero, c, 0, 2))
                .hasMessage("matmul: a has 3 zero points; expected 1 or 2");
        assertThatThrownBy(() -> IntegerProduct.run(2, a, new int[] {-1}, w, zero, c, 0, 2))
                .hasMessage("matmul: a zero point of a is -1; expected 0 to 255");
        assertThatThrownBy(() -> IntegerProduct.run(2, a, zero, w, new int[] {128}, c, 0, 2))
                .hasMessage("matmul: a zero point of b is 128; expected -128 to 127");
        float[] x = new float[6];
        assertThatThrownBy(() -> IntegerProduct.dynamic(
                        2, x, 0, 3, 1, w, zero, new float[3], new float[4], 0, 2, Epilogue.STORE))
                .hasMessage("matmul: b has 3 scales; expected 1 or 2");
        assertThatThrownBy(() -> IntegerProduct.dynamic(
                        2, x, 0, 3, 1, w, zero, new float[1], new float[4], 0, 2, Epilogue.ACCUMULATE))
                .hasMessage("matmul: a dynamic product has a bias of columns only");
    }
}
