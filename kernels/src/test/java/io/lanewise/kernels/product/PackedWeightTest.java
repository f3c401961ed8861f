package io.lanewise.kernels.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedWeightTest {
    /** Rows, outputs and inputs; inputs are rounded up to blocks where the format has them. */
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {1, 64, 32},
        {1, 65, 257},
        {2, 31, 64},
        {3, 33, 800},
        {4, 128, 33},
        {5, 63, 320},
        {7, 129, 519},
        {16, 40, 96},
        {300, 17, 64},
        {9, 20, 0}
    };

    private static final WeightProduct PRODUCT = WeightProduct.instance();
    private static final double UNIT = 0x1p-24;

    private static int inputs(WeightFormat format, int k) {
        return format.hasBlocks() ? (k + 31) / 32 * 32 : k;
    }

    private static PackedWeight random(WeightFormat format, int n, int k, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        if (format.hasBlocks()) {
            byte[] blocks = new byte[3 + n * k / 32 * format.blockBytes()];
            random.nextBytes(blocks);
            for (int at = 3; at < blocks.length; at += format.blockBytes()) {
                // The scale's high byte: of any sign, below 4, now and then of a subnormal number.
                blocks[at + 1] = (byte) (random.nextInt(0x44) | random.nextInt(2) << 7);
            }
            return PackedWeights.blocks(format, n, k, blocks, 3, width);
        }
        if (format == WeightFormat.I8) {
            byte[] bytes = new byte[2 + n * k];
            random.nextBytes(bytes);
            return PackedWeights.bytes(n, k, bytes, 2, rows(1, n, seed), 1, width);
        }
        short[] halves = new short[4 + 2 * n * (k + 1)];
        for (int i = 0; i < halves.length; i++) {
            float value = (float) random.nextDouble(-1, 1);
            int tiny = random.nextInt(20) == 0 ? 1 : 0;
            halves[i] = format == WeightFormat.F16
                    ? (short) (Float.floatToFloat16(value) & (tiny == 1 ? 0x83ff : 0xffff))
                    : (short) (Float.floatToIntBits(value) >> 16);
        }
        return PackedWeights.halves(format, n, k, halves, 4, 2 * (k + 1), 2, width);
    }

    private static float[] rows(int m, int k, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rows = new float[3 + m * (k + 2)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextDouble(-1, 1);
        }
        return rows;
    }

    /** Every implementation that this machine can run, scalar first. */
    private static List<WeightProduct> products() {
        int widest = Samples.widestVectors();
        return Stream.of(
                        new int[] {0, 0},
                        new int[] {128, 16},
                        new int[] {128, 32},
                        new int[] {256, 16},
                        new int[] {256, 32},
                        new int[] {512, 32})
                .filter(tiles -> tiles[0] <= widest)
                .map(tiles -> WeightProduct.of(tiles[0], tiles[1]))
                .toList();
    }

    private static float[] multiply(WeightProduct product, int m, float[] a, PackedWeight w, Epilogue epilogue) {
        float[] c = new float[2 + m * (w.n() + 1)];
        Arrays.fill(c, 0.5f);
        product.run(m, a, 3, w.k() + 2, 1, w, c, 2, w.n() + 1, epilogue);
        return c;
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void everyElementIsWithinTheBoundOfItsFormat(WeightFormat format) {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            int k = inputs(format, shape[2]);
            float[] a = rows(m, k, 1);
            PackedWeight w = random(format, n, k, PRODUCT.tiles.width(), 2);
            float[] values = w.toFloats();
            byte[] blocks = format == WeightFormat.Q4_0 ? w.toBlocks() : new byte[0];
            float[] c = multiply(PRODUCT, m, a, w, Epilogue.STORE);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    double size = 0;
                    double spread = 0;
                    for (int t = 0; t < k; t++) {
                        double factor = a[3 + i * (k + 2) + t];
                        sum += factor * values[j * k + t];
                        size += Math.abs(factor * values[j * k + t]);
                        if (format == WeightFormat.Q4_0) {
                            spread += Math.abs(factor * scale(blocks, (j * k + t) / 32 * 18)) * 16 * 16.5;
                        }
                    }
                    // Bytes with a scale in f32 are rounded by toFloats, too.
                    double bound = (k + 4) * UNIT * size + 35 * UNIT * spread;
                    assertThat((double) c[2 + i * (n + 1) + j])
                            .as("[%d, %d]", i, j)
                            .isCloseTo(sum, within(bound));
                }
                assertThat(c[2 + i * (n + 1) + n])
                        .as("what lies between the rows of the output")
                        .isEqualTo(0.5f);
            }
        }
    }

    private static float scale(byte[] blocks, int at) {
        return Float.float16ToFloat((short) (blocks[at] & 0xff | blocks[at + 1] << 8));
    }

    /** While the scalar tiles stand in, when the vector ones take over, and after. */
    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void productsKeepTheirBitsWhileTilesWarmUp(WeightFormat format) throws InterruptedException {
        assumeTrue(Cpu.simd());
        var warming = new WeightProduct(new WarmingWeights(PRODUCT.tiles, PRODUCT.floats.width()), PRODUCT.floats);
        for (int round = 0; round < 5; round++) {
            for (int[] shape : SHAPES) {
                int k = inputs(format, shape[2]);
                float[] a = rows(shape[0], k, 1);
                PackedWeight w = random(format, shape[1], k, PRODUCT.tiles.width(), 2);
                assertThat(multiply(warming, shape[0], a, w, Epilogue.STORE))
                        .as("%s, round %d", Arrays.toString(shape), round)
                        .isEqualTo(multiply(PRODUCT, shape[0], a, w, Epilogue.STORE));
            }
            Thread.sleep(200);
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void theBitsAreTheSameAtEveryWidth(WeightFormat format) {
        for (int[] shape : SHAPES) {
            int k = inputs(format, shape[2]);
            float[] a = rows(shape[0], k, 1);
            float[] bias = rows(1, shape[1], 3);
            for (Epilogue epilogue :
                    List.of(Epilogue.STORE, Epilogue.ACCUMULATE, Epilogue.bias(bias, 1), Epilogue.biasOfRows(a, 0))) {
                List<float[]> results = new ArrayList<>();
                for (WeightProduct product : products()) {
                    PackedWeight w = random(format, shape[1], k, product.tiles.width(), 2);
                    results.add(multiply(product, shape[0], a, w, epilogue));
                }
                for (float[] result : results) {
                    assertThat(result).isEqualTo(results.getFirst());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void aRowsBitsDoNotDependOnTheBatchThatItIsIn(WeightFormat format) {
        int n = 75;
        int k = 704;
        float[] a = rows(14, k, 1);
        PackedWeight w = random(format, n, k, PRODUCT.tiles.width(), 2);
        float[] batch = multiply(PRODUCT, 14, a, w, Epilogue.STORE);
        for (int i : new int[] {0, 7, 12, 13}) {
            float[] row = Arrays.copyOfRange(a, i * (k + 2), 3 + (i + 1) * (k + 2));
            float[] alone = multiply(PRODUCT, 1, row, w, Epilogue.STORE);
            assertThat(Arrays.copyOfRange(alone, 2, 2 + n))
                    .isEqualTo(Arrays.copyOfRange(batch, 2 + i * (n + 1), 2 + i * (n + 1) + n));
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void theBitsDoNotDependOnTheNumberOfThreads(WeightFormat format) {
        for (int[] shape : new int[][] {{1, 2000, 608}, {600, 70, 96}}) {
            float[] a = rows(shape[0], shape[2], 1);
            PackedWeight w = random(format, shape[1], shape[2], PRODUCT.tiles.width(), 2);
            float[] together = multiply(PRODUCT, shape[0], a, w, Epilogue.STORE);
            Pool.limit(1, () -> assertThat(multiply(PRODUCT, shape[0], a, w, Epilogue.STORE))
                    .isEqualTo(together));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void halvesGiveTheBitsOfTheProductOfTheSameWeightsInF32(WeightFormat format) {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            float[] a = rows(m, k, 1);
            PackedWeight w = random(format, n, k, PRODUCT.tiles.width(), 2);
            float[] expected = new float[m * n];
            MatMul.run(ElementType.F32, m, n, k, a, 3, k + 2, 1, w.toFloats(), 0, 1, k, expected, 0, n, Epilogue.STORE);
            float[] c = new float[m * n];
            MatMul.run(m, a, 3, k + 2, 1, w, c, 0, n, Epilogue.STORE);
            assertThat(c).isEqualTo(expected);
        }
    }

    @Test
    void theRowsMayLieInAnyWay() {
        for (WeightFormat format : WeightFormat.values()) {
            float[] a = rows(5, 64, 1);
            float[] turned = new float[64 * 5];
            for (int i = 0; i < 5; i++) {
                for (int t = 0; t < 64; t++) {
                    turned[t * 5 + i] = a[3 + i * 66 + t];
                }
            }
            PackedWeight w = random(format, 20, 64, PRODUCT.tiles.width(), 2);
            float[] c = new float[100];
            float[] expected = new float[100];
            MatMul.run(5, a, 3, 66, 1, w, expected, 0, 20, Epilogue.STORE);
            MatMul.run(5, turned, 0, 1, 5, w, c, 0, 20, Epilogue.STORE);
            assertThat(c).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void aNanReachesItsRowAndNothingElse(WeightFormat format) {
        float[] a = rows(6, 64, 1);
        a[3 + 4 * 66 + 63] = Float.NaN;
        PackedWeight w = random(format, 21, 64, PRODUCT.tiles.width(), 2);
        float[] c = multiply(PRODUCT, 6, a, w, Epilogue.STORE);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 21; j++) {
                assertThat(Float.isNaN(c[2 + i * 22 + j])).isEqualTo(i == 4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0"})
    void blocksComeBackAsTheyWere(WeightFormat format) {
        for (WeightProduct product : products()) {
            byte[] blocks = random(format, 37, 352, product.tiles.width(), 2).toBlocks();
            assertThat(blocks).hasSize(37 * 11 * format.blockBytes());
            assertThat(PackedWeights.blocks(format, 37, 352, blocks, 0, product.tiles.width())
                            .toBlocks())
                    .isEqualTo(blocks);
        }
    }

    @Test
    void aBlockOfFourBitsHasItsFirstHalfInTheLowBits() {
        byte[] block = new byte[18];
        block[1] = 0x3c; // 1 in f16
        for (int i = 0; i < 16; i++) {
            block[2 + i] = (byte) (i | (15 - i) << 4);
        }
        float[] w = PackedWeight.blocks(WeightFormat.Q4_0, 1, 32, block, 0).toFloats();
        for (int i = 0; i < 16; i++) {
            assertThat(w[i]).isEqualTo(i - 8);
            assertThat(w[16 + i]).isEqualTo(7 - i);
        }
    }

    @Test
    void aHotProductAllocatesNoLargeArray() {
        PackedWeight w = random(WeightFormat.Q4_0, 256, 512, PRODUCT.tiles.width(), 2);
        float[] a = rows(3, 512, 1);
        float[] c = new float[3 * 256];
        MatMul.run(3, a, 3, 514, 1, w, c, 0, 256, Epilogue.STORE);
        long before = Recycler.freshBytes();
        for (int i = 0; i < 100; i++) {
            MatMul.run(3, a, 3, 514, 1, w, c, 0, 256, Epilogue.STORE);
        }
        assertThat(Recycler.freshBytes()).isEqualTo(before);
    }

    @Test
    void whatCannotBePackedIsRefusedWithTheReason() {
        assertThatThrownBy(() -> PackedWeight.blocks(WeightFormat.Q8_0, 2, 40, new byte[100], 0))
                .hasMessage("weights: k = 40 of 2 x 40 weights in q8_0 is no multiple of 32");
        assertThatThrownBy(() -> PackedWeight.blocks(WeightFormat.Q4_0, 2, 64, new byte[71], 0))
                .hasMessage("weights: blocks of 2 x 36 elements spans 0 to 71 of an array of 71");
        assertThatThrownBy(() -> PackedWeight.blocks(WeightFormat.I8, 1, 32, new byte[32], 0))
                .hasMessage("weights: format i8; expected q8_0 or q4_0");
        assertThatThrownBy(() -> PackedWeight.halves(WeightFormat.F16, 1, 2, new short[] {0, 0x7c00}, 0, 2, 1))
                .hasMessage("weights: w[0, 1] in f16 is Infinity; expected finite numbers");
        byte[] block = new byte[34];
        block[1] = 0x7e;
        assertThatThrownBy(() -> PackedWeight.blocks(WeightFormat.Q8_0, 1, 32, block, 0))
                .hasMessage("weights: the scale of block 0 of row 0 is NaN; expected a finite number");
        PackedWeight w = PackedWeight.bytes(2, 3, new byte[6], 0, new float[2], 0);
        assertThatThrownBy(() -> MatMul.run(2, new float[5], 0, 3, 1, w, new float[4], 0, 2, Epilogue.STORE))
                .hasMessage("matmul: a of 2 x 3 elements spans 0 to 5 of an array of 5");
        assertThatThrownBy(w::toBlocks).hasMessage("i8 weights of 2 x 3 have no blocks; expected q8_0 or q4_0");
    }
}
