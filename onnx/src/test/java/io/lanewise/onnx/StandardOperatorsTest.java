package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Operators of ONNX's own domain that are newer than its tests which are installed, or that have none there: beside ONNX
 * Runtime, or beside their formulas where it has none.
 */
class StandardOperatorsTest {
    private static final Generator RANDOM = new Generator(5);

    private static Tensor normal(int... sizes) {
        return RANDOM.randn(sizes);
    }

    private static SmallModel standard(String operator, int opset) {
        return new SmallModel("", operator, DType.F32).opset(opset);
    }

    private static void agrees(SmallModel model) throws Exception {
        var expected = model.expected();
        var given = model.run();
        assertThat(given).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            var numbers = given.get(i).to(DType.F64).toDoubleArray();
            assertThat(numbers).as("output " + i).containsExactly(expected.get(i), within(2e-5));
        }
    }

    @Test
    void affineGrids() throws Exception {
        for (int corners = 0; corners < 2; corners++) {
            agrees(standard("AffineGrid", 20)
                    .with(normal(2, 2, 3), Tensor.of(2L, 3L, 4L, 5L))
                    .set("align_corners", corners));
            agrees(standard("AffineGrid", 20)
                    .with(normal(2, 3, 4), Tensor.of(2L, 3L, 4L, 5L, 2L))
                    .set("align_corners", corners));
        }
    }

    @Test
    void imagesFromColumns() throws Exception {
        agrees(standard("Col2Im", 18).with(normal(2, 3 * 6, 12), Tensor.of(4L, 6L), Tensor.of(2L, 3L)));
        agrees(standard("Col2Im", 18)
                .with(normal(1, 2 * 4, 9), Tensor.of(5L, 5L), Tensor.of(2L, 2L))
                .set("strides", 2, 2)
                .set("pads", 1, 0, 0, 1));
        agrees(standard("Col2Im", 18)
                .with(normal(1, 9, 9), Tensor.of(7L, 7L), Tensor.of(3L, 3L))
                .set("dilations", 2, 2));
        agrees(standard("Col2Im", 18).with(normal(1, 8, 12), Tensor.of(3L, 4L, 3L), Tensor.of(2L, 2L, 2L)));
        assertThatThrownBy(() -> standard("Col2Im", 18)
                        .with(normal(1, 8, 5), Tensor.of(3L, 3L), Tensor.of(2L, 2L))
                        .run())
                .hasMessageContaining(
                        "x [1, 8, 5] does not match images [3, 3] in blocks [2, 2], of which there are [2, 2]");
    }

    @Test
    void middlesOfTensors() throws Exception {
        agrees(standard("CenterCropPad", 18).with(normal(5, 4, 3), Tensor.of(2L, 7L, 3L)));
        agrees(standard("CenterCropPad", 18).with(normal(6, 5), Tensor.of(9L, 2L)));
        agrees(standard("CenterCropPad", 18)
                .with(normal(2, 5, 8), Tensor.of(4L, 3L))
                .set("axes", 2, 1));
        assertThatThrownBy(() -> standard("CenterCropPad", 18)
                        .with(normal(2, 5), Tensor.of(4L))
                        .run())
                .hasMessageContaining("sizes [4] for 2 axes of [2, 5]; expected one for each, none below 0");
    }

    @Test
    void greatestElementsOfRegions() throws Exception {
        var regions = Tensor.of(0f, 1f, 2f, 9f, 7f, 1f, 0f, 0f, 3f, 3f, 0f, 5f, 5f, 5f, 5f, 1f, 8f, 8f, 20f, 20f)
                .reshape(4, 5);
        agrees(standard("MaxRoiPool", 17).with(normal(2, 3, 10, 11), regions).set("pooled_shape", 2, 3));
        agrees(standard("MaxRoiPool", 17)
                .with(normal(2, 3, 10, 11), regions)
                .set("pooled_shape", 4, 4)
                .set("spatial_scale", 0.5f));
        var wrong = Tensor.of(7f, 0f, 0f, 1f, 1f).reshape(1, 5);
        assertThatThrownBy(() -> standard("MaxRoiPool", 17)
                        .with(normal(1, 1, 3, 3), wrong)
                        .set("pooled_shape", 1, 1)
                        .run())
                .hasMessageContaining("region 0 is of image 7 of 1");
    }

    // Deformable convolution

    private static SmallModel deformable(Tensor x, Tensor w, Tensor offsets, Tensor bias, Tensor mask) {
        return standard("DeformConv", 19)
                .with(x, w, offsets, bias, mask)
                .set("group", 2)
                .set("offset_group", 2)
                .set("pads", 1, 0, 1, 2)
                .set("strides", 2, 1)
                .set("dilations", 1, 2);
    }

    @Test
    void withoutOffsetsADeformableConvolutionIsAConvolution() throws Exception {
        var x = normal(2, 4, 7, 6);
        var w = normal(6, 2, 3, 2);
        var bias = normal(6);
        var plain = standard("Conv", 19)
                .with(x, w, bias)
                .set("group", 2)
                .set("pads", 1, 0, 1, 2)
                .set("strides", 2, 1)
                .set("dilations", 1, 2)
                .expected()
                .getFirst();
        var y = deformable(x, w, Tensor.zeros(2, 24, 4, 6), bias, Tensor.ones(2, 12, 4, 6))
                .run()
                .getFirst();
        assertThat(y.to(DType.F64).toDoubleArray()).containsExactly(plain, within(2e-5));
    }

    /** The formula of the paper, element by element. */
    private static double deformed(
            float[] x, float[] w, float[] offsets, float[] mask, int n, int filter, int row, int column) {
        double sum = 0;
        for (int c = 0; c < 2; c++) {
            int channel = filter / 3 * 2 + c;
            int group = channel / 2;
            for (int tap = 0; tap < 6; tap++) {
                int at = row * 6 + column;
                double y = 2 * row - 1 + tap / 2 + offsets[((n * 2 + group) * 12 + 2 * tap) * 24 + at];
                double z = column + tap % 2 * 2 + offsets[((n * 2 + group) * 12 + 2 * tap + 1) * 24 + at];
                double seen = 0;
                for (int i = 0; i < 7; i++) {
                    for (int j = 0; j < 6; j++) {
                        seen += Math.max(0, 1 - Math.abs(y - i))
                                * Math.max(0, 1 - Math.abs(z - j))
                                * x[((n * 4 + channel) * 7 + i) * 6 + j];
                    }
                }
                sum += seen * w[(filter * 2 + c) * 6 + tap] * mask[((n * 2 + group) * 6 + tap) * 24 + at];
            }
        }
        return sum;
    }

    @Test
    void aDeformableConvolutionLooksBesideItsPlaces() throws Exception {
        var x = normal(2, 4, 7, 6);
        var w = normal(6, 2, 3, 2);
        var offsets = normal(2, 24, 4, 6);
        var mask = normal(2, 12, 4, 6);
        var y = deformable(x, w, offsets, Tensor.zeros(6), mask).run().getFirst();
        assertThat(y.shape()).isEqualTo(Shape.of(2, 6, 4, 6));
        var given = y.toFloatArray();
        for (int i = 0; i < given.length; i++) {
            double expected = deformed(
                    x.toFloatArray(),
                    w.toFloatArray(),
                    offsets.toFloatArray(),
                    mask.toFloatArray(),
                    i / 144,
                    i / 24 % 6,
                    i / 6 % 4,
                    i % 6);
            assertThat((double) given[i]).isCloseTo(expected, within(2e-5));
        }
        assertThatThrownBy(() -> deformable(x, w, normal(2, 12, 4, 6), Tensor.zeros(6), mask)
                        .run())
                .hasMessageContaining("with 2 groups and 2 groups of offsets do not match");
    }

    // Attention

    private static SmallModel attention(Tensor... inputs) {
        return standard("Attention", 23).with(inputs);
    }

    /** Softmax(q·kᵀ/√width + mask)·v of one head. */
    private static double[] attended(Tensor q, Tensor k, Tensor v, double[][] mask, double cap) {
        int n = q.size(0);
        int m = k.size(0);
        int width = q.size(1);
        int out = v.size(1);
        var y = new double[n * out];
        for (int i = 0; i < n; i++) {
            var weights = new double[m];
            double sum = 0;
            for (int j = 0; j < m; j++) {
                double score = 0;
                for (int d = 0; d < width; d++) {
                    score += q.toFloatArray()[i * width + d] * k.toFloatArray()[j * width + d];
                }
                score /= Math.sqrt(width);
                score = cap > 0 ? cap * Math.tanh(score / cap) : score;
                weights[j] = Math.exp(score + mask[i][j]);
                sum += weights[j];
            }
            for (int d = 0; d < out; d++) {
                for (int j = 0; j < m; j++) {
                    y[i * out + d] += weights[j] / sum * v.toFloatArray()[j * out + d];
                }
            }
        }
        return y;
    }

    private static double[][] open(int n, int m) {
        return new double[n][m];
    }

    /** Query i sees the keys up to i after the past ones. */
    private static double[][] causal(int n, int m, int past) {
        var mask = open(n, m);
        for (int i = 0; i < n; i++) {
            Arrays.fill(mask[i], Math.min(m, i + past + 1), m, Double.NEGATIVE_INFINITY);
        }
        return mask;
    }

    private static void assertHeads(Tensor y, Tensor q, Tensor k, Tensor v, double[][] mask, double cap) {
        int each = q.size(1) / k.size(1);
        for (int b = 0; b < q.size(0); b++) {
            for (int h = 0; h < q.size(1); h++) {
                var expected = attended(
                        q.select(0, b).select(0, h).contiguous(),
                        k.select(0, b).select(0, h / each).contiguous(),
                        v.select(0, b).select(0, h / each).contiguous(),
                        mask,
                        cap);
                assertThat(y.select(0, b).select(0, h).to(DType.F64).toDoubleArray())
                        .containsExactly(expected, within(2e-5));
            }
        }
    }

    @Test
    void attentionOfHeadsThatShareKeys() throws Exception {
        var q = normal(2, 4, 3, 8);
        var k = normal(2, 2, 5, 8);
        var v = normal(2, 2, 5, 6);
        assertHeads(attention(q, k, v).run().getFirst(), q, k, v, open(3, 5), 0);
        assertHeads(attention(q, k, v).set("is_causal", 1).run().getFirst(), q, k, v, causal(3, 5, 0), 0);
        assertHeads(attention(q, k, v).set("softcap", 0.5f).run().getFirst(), q, k, v, open(3, 5), 0.5);
        var flat = attention(flat(q), flat(k), flat(v))
                .set("q_num_heads", 4)
                .set("kv_num_heads", 2)
                .run()
                .getFirst();
        assertThat(flat.shape()).isEqualTo(Shape.of(2, 3, 24));
        assertHeads(flat.reshape(2, 3, 4, 6).transpose(1, 2), q, k, v, open(3, 5), 0);
    }

    private static Tensor flat(Tensor heads) {
        return heads.transpose(1, 2).reshape(heads.size(0), heads.size(2), heads.size(1) * heads.size(3));
    }

    @Test
    void attentionAfterAPastAndBehindAMask() throws Exception {
        var q = normal(1, 2, 3, 4);
        var k = normal(1, 2, 3, 4);
        var v = normal(1, 2, 3, 4);
        var pastKeys = normal(1, 2, 2, 4);
        var pastValues = normal(1, 2, 2, 4);
        var keys = Tensor.cat(List.of(pastKeys, k), 2);
        var values = Tensor.cat(List.of(pastValues, v), 2);
        var model = new SmallModel("", "Attention", DType.F32, DType.F32, DType.F32)
                .opset(23)
                .with(q, k, v, null, pastKeys, pastValues)
                .set("is_causal", 1);
        var outputs = model.run();
        assertHeads(outputs.getFirst(), q, keys, values, causal(3, 5, 2), 0);
        assertThat(outputs.get(1).toFloatArray()).isEqualTo(keys.toFloatArray());
        assertThat(outputs.get(2).toFloatArray()).isEqualTo(values.toFloatArray());
        var mask = normal(3, 5);
        var added = causal(3, 5, 2);
        for (int i = 0; i < 15; i++) {
            added[i / 5][i % 5] += mask.toFloatArray()[i];
        }
        assertHeads(
                attention(q, k, v, mask, pastKeys, pastValues)
                        .set("is_causal", 1)
                        .run()
                        .getFirst(),
                q,
                keys,
                values,
                added,
                0);
        var shorter = open(3, 3);
        for (int i = 0; i < 9; i++) {
            shorter[i / 3][i % 3] = i % 3 == 2 ? Double.NEGATIVE_INFINITY : mask.toFloatArray()[i / 3 * 2 + i % 3];
        }
        var narrow = Tensor.wrap(Arrays.copyOf(mask.toFloatArray(), 6), DType.F32, Shape.of(3, 2));
        assertHeads(attention(q, k, v, narrow).run().getFirst(), q, k, v, shorter, 0);
    }

    /** ONNX Runtime's own operator, older than ONNX's, with the same attributes and other places of the inputs. */
    private static void assertTurned(SmallModel given, SmallModel runtime) throws Exception {
        assertThat(given.run().getFirst().to(DType.F64).toDoubleArray())
                .containsExactly(runtime.expected().getFirst(), within(2e-5));
    }

    private static SmallModel runtime(Tensor... inputs) {
        return new SmallModel("com.microsoft", "RotaryEmbedding", DType.F32).with(inputs);
    }

    private static SmallModel rotary(Tensor... inputs) {
        return standard("RotaryEmbedding", 23).with(inputs);
    }

    @Test
    void rotaryEmbeddings() throws Exception {
        var x = normal(2, 3, 5, 8);
        var places = Tensor.of(0L, 1L, 2L, 3L, 4L, 3L, 4L, 5L, 6L, 7L).reshape(2, 5);
        var cosines = normal(9, 4);
        var sines = normal(9, 4);
        for (int pairs = 0; pairs < 2; pairs++) {
            assertTurned(
                    rotary(x, cosines, sines, places).set("interleaved", pairs),
                    runtime(x, places, cosines, sines).set("interleaved", pairs));
            assertTurned(
                    rotary(flat(x), cosines, sines, places).set("num_heads", 3).set("interleaved", pairs),
                    runtime(flat(x), places, cosines, sines).set("interleaved", pairs));
            // Tables of each text's own, for half of each head.
            var own = Tensor.arange(10).reshape(2, 5);
            var few = normal(10, 2);
            var less = normal(10, 2);
            assertTurned(
                    rotary(x, few.reshape(2, 5, 2), less.reshape(2, 5, 2))
                            .set("rotary_embedding_dim", 4)
                            .set("interleaved", pairs),
                    runtime(x, own, few, less)
                            .set("rotary_embedding_dim", 4)
                            .set("num_heads", 3)
                            .set("interleaved", pairs));
        }
        assertThatThrownBy(() -> rotary(x, normal(9, 3), normal(9, 3), places).run())
                .hasMessageContaining("tables of 3 angles for 8 numbers; expected one for two");
    }
}
