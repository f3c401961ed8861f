package io.lanewise.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RecognitionTest {
    private static final Generator RANDOM = new Generator(11);

    private static Tensor normal(int... sizes) {
        return RANDOM.randn(sizes);
    }

    /** What is left of a function, whose results in f64 must stay what they were. */
    private static String recognized(UnaryOperator<Tensor> f, int... sizes) {
        var x = normal(sizes).to(DType.F64);
        var graph = Graph.capture(in -> List.of(f.apply(in.getFirst())), x);
        var program = Program.of(new Recognition().of(graph));
        for (int i = 0; i < 2; i++) {
            var given = normal(sizes).to(DType.F64);
            var actual = program.run(given).getFirst();
            var expected = f.apply(given);
            assertThat(actual.shape()).isEqualTo(expected.shape());
            assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(1e-12));
        }
        return program.graph().toString();
    }

    private static int operations(String graph) {
        return (int) graph.lines()
                .filter(line -> line.contains(" = ") && !line.contains("constant"))
                .filter(line -> !line.matches(".*(reshape|permute|expand|slice).*"))
                .count();
    }

    private static Tensor weight(int... sizes) {
        return normal(sizes).to(DType.F64);
    }

    @Test
    void layerNormsAreFoundHoweverTheyAreWritten() {
        var scale = weight(12);
        var shift = weight(12);
        List<UnaryOperator<Tensor>> forms = List.of(
                x -> {
                    var centered = x.sub(x.mean(true, -1));
                    var variance = centered.pow(2).mean(true, -1);
                    return centered.div(variance.add(1e-5).sqrt()).mul(scale).add(shift);
                },
                x -> {
                    var centered = x.sub(x.mean(true, -1));
                    var again = x.sub(x.mean(true, -1));
                    var variance = again.pow(Tensor.scalar(2, DType.F64)).mean(true, -1);
                    return shift.add(scale.mul(centered.mul(variance.add(1e-5).rsqrt())));
                },
                x -> {
                    var root = x.var(0, true, -1).add(1e-5).pow(Tensor.scalar(0.5, DType.F64));
                    return x.sub(x.mean(true, -1))
                            .mul(root.reciprocal())
                            .mul(scale.reshape(1, 12))
                            .add(shift);
                });
        for (var form : forms) {
            assertThat(operations(recognized(form, 3, 5, 12))).isEqualTo(1);
            assertThat(recognized(form, 3, 5, 12)).contains("normalize[eps=1.0E-5, centered=true](x0, c0, c1)");
        }
    }

    @Test
    void rootMeanSquaresAreFound() {
        var scale = weight(12);
        assertThat(recognized(
                        x -> x.mul(x.pow(2).mean(true, -1).add(1e-6).rsqrt()).mul(scale), 4, 12))
                .contains("normalize[eps=1.0E-6, centered=false](x0, c0)");
    }

    @Test
    void aNormalizationThatIsSeenItselfStays() {
        var scale = weight(12);
        var graph = recognized(
                x -> {
                    var y = x.mul(x.square().mean(true, -1).add(1e-6).rsqrt());
                    return y.mul(scale).matmul(y.t());
                },
                4,
                12);
        assertThat(graph).contains("normalize[eps=1.0E-6, centered=false](x0)").contains("mul(v0, c0)");
    }

    @Test
    void whatOnlyResemblesANormalizationStays() {
        assertThat(recognized(
                        x -> x.sub(x.mean(true, 0))
                                .div(x.var(0, true, 0).add(1e-5).sqrt()),
                        4,
                        12))
                .doesNotContain("normalize");
        assertThat(recognized(
                        x -> x.sub(x.mean(true, -1))
                                .div(x.var(1, true, -1).add(1e-5).sqrt()),
                        4,
                        12))
                .doesNotContain("normalize");
        assertThat(recognized(
                        x -> x.sub(x.mean(true, -1))
                                .div(x.square().mean(true, -1).add(1e-5).sqrt()),
                        4,
                        12))
                .doesNotContain("normalize");
    }

    @Test
    void softmaxIsFound() {
        assertThat(recognized(
                        x -> {
                            var powers = x.sub(x.amax(true, -1)).exp();
                            return powers.div(powers.sum(true, -1));
                        },
                        4,
                        12))
                .contains("softmax(x0)");
    }

    @Test
    void rowsOfASoftmaxMayHaveOtherDimensionsBeforeThem() {
        assertThat(recognized(
                        x -> x.exp().reshape(6, 4).softmax(-1).reshape(2, 3, 4).add(x), 2, 3, 4))
                .contains("softmax(v0): f64 [2, 3, 4]");
        assertThat(recognized(
                        x -> x.exp().reshape(4, 6).softmax(-1).reshape(2, 3, 4).add(x), 2, 3, 4))
                .contains("f64 [4, 6]");
    }

    @Test
    void activationsAreFoundHoweverTheyAreWritten() {
        double root = Math.sqrt(2);
        assertThat(recognized(x -> x.mul(0.5).mul(x.div(root).erf().add(1)), 4, 12))
                .contains("gelu(x0)");
        assertThat(recognized(x -> x.mul(x.mul(1 / root).erf().add(1)).mul(0.5), 4, 12))
                .contains("gelu(x0)");
        assertThat(recognized(x -> x.mul(x.div(root).erf().add(1).mul(0.5)), 4, 12))
                .contains("gelu(x0)");
        double factor = Math.sqrt(2 / Math.PI);
        assertThat(recognized(
                        x -> x.mul(0.5)
                                .mul(x.add(x.pow(3).mul(0.044715))
                                        .mul(factor)
                                        .tanh()
                                        .add(1)),
                        4,
                        12))
                .contains("gelu_tanh(x0)");
        assertThat(recognized(
                        x -> x.mul(x.mul(factor)
                                        .mul(x.mul(x).mul(0.044715).add(1))
                                        .tanh()
                                        .add(1))
                                .mul(0.5),
                        4,
                        12))
                .contains("gelu_tanh(x0)");
        assertThat(recognized(x -> x.mul(x.sigmoid()), 4, 12)).contains("silu(x0)");
        assertThat(recognized(x -> x.mul(0.5).mul(x.div(1.5).erf().add(1)), 4, 12))
                .doesNotContain("gelu");
        assertThat(recognized(x -> x.mul(x.t().sigmoid()), 4, 4)).doesNotContain("silu");
    }

    @Test
    void productsWithWeightsAreLinearMaps() {
        var w = weight(12, 7);
        var b = weight(7);
        assertThat(recognized(x -> x.matmul(w).add(b).relu(), 2, 5, 12))
                .contains("v0 = linear_relu(x0, c0, c1): f64 [2, 5, 7]");
        assertThat(recognized(x -> b.add(x.matmul(w)).mul(2).tanh(), 5, 12))
                .contains("linear_fused_mul_tanh(x0, c0, c1)");
        var seen = recognized(
                x -> {
                    var y = x.matmul(w);
                    return y.add(b).mul(y);
                },
                5,
                12);
        assertThat(seen).contains("linear(x0, c0): f64 [5, 7]");
        assertThat(recognized(x -> x.matmul(w).add(x.sum(true, -1)), 7, 12)).contains("linear(x0, c0): f64 [7, 7]");
    }

    /** As ONNX defines DynamicQuantizeLinear, MatMulInteger and what scales the sums back. */
    private static Tensor quantizedLinear(Tensor x, Tensor w, Tensor scales, Tensor bias) {
        var zero = Tensor.scalar(0, DType.F32);
        var low = x.amin().minimum(zero);
        var range = x.amax().maximum(zero).sub(low);
        var scale = range.eq(0L).where(Tensor.scalar(1, DType.F32), range.div(255.0));
        var place = low.neg().div(scale).clamp(0, 255).round().to(DType.U8);
        var q = x.div(scale).round().add(place.to(DType.F32)).clamp(0, 255).to(DType.U8);
        var sums = q.matmulInteger(w, place, null).to(DType.F32);
        return sums.mul(scale.mul(scales)).add(bias);
    }

    @Test
    void productsOfBytesThatAreQuantizedOnTheWayAreFound() {
        var w = normal(12, 7).mul(30).round().clamp(-128, 127).to(DType.I8);
        var scales = normal(7).abs();
        var bias = normal(7);
        var graph = Graph.capture(in -> List.of(quantizedLinear(in.getFirst(), w, scales, bias)), normal(2, 5, 12));
        var program = Program.of(new Recognition().of(graph));
        assertThat(program.graph().toString()).contains("v0 = dynamicLinear(x0, c0, c1, c2, c3): f32 [2, 5, 7]");
        for (var x : List.of(normal(2, 5, 12), normal(2, 5, 12).add(10), Tensor.zeros(2, 5, 12))) {
            var expected = quantizedLinear(x, w, scales, bias).toDoubleArray();
            assertThat(program.run(x).getFirst().toDoubleArray()).containsExactly(expected, within(1e-4));
        }
    }

    @Test
    void batchNormsBecomePartOfTheConvolutionBeforeThem() {
        var w = weight(4, 3, 3, 3);
        var b = weight(4);
        var mean = weight(1, 4, 1, 1);
        var variance = weight(4, 1, 1).square();
        var scale = weight(4, 1, 1);
        var ones = List.of(1, 1);
        var zeros = List.of(0, 0);
        var windows = new Sliding(ones, zeros, zeros, ones);
        for (var operands : List.of(List.of(w), List.of(w, b))) {
            var graph = recognized(
                    x -> {
                        var inputs = new ArrayList<>(List.of(x));
                        inputs.addAll(operands);
                        return Engine.run(new Op.Convolution(windows, 1), inputs)
                                .sub(mean)
                                .div(variance.add(1e-5).sqrt())
                                .mul(scale)
                                .add(0.5);
                    },
                    2,
                    3,
                    6,
                    5);
            assertThat(operations(graph)).isEqualTo(1);
            assertThat(graph).contains("(x0, c0, c1): f64 [2, 4, 4, 3]");
        }
    }

    @Test
    void linearMapsOfOneOperandBecomeOneWhereRowsAreSplit() {
        var w = List.of(weight(12, 8), weight(12, 6), weight(12, 6));
        var b = List.of(weight(8), weight(6), weight(6));
        UnaryOperator<Tensor> splitting = x -> {
            var y = x.matmul(w.get(0)).add(b.get(0)).reshape(2, 5, 2, 4);
            var z = x.matmul(w.get(1)).add(b.get(1)).reshape(10, 2, 3);
            return y.sum(0, 1).sum().add(z.mul(z).sum());
        };
        assertThat(recognized(splitting, 2, 5, 12)).contains("linear(x0, c0, c1): f64 [2, 5, 14]");
        UnaryOperator<Tensor> asTheyAre = x -> {
            var y = x.matmul(w.get(1)).add(b.get(1));
            return y.mul(x.matmul(w.get(2)).add(b.get(2)));
        };
        assertThat(recognized(asTheyAre, 2, 5, 12)).contains("linear(x0, c2, c3): f64 [2, 5, 6]");
        UnaryOperator<Tensor> acrossRows =
                x -> x.matmul(w.get(1)).reshape(2, 30).add(x.matmul(w.get(2)).reshape(2, 30));
        assertThat(recognized(acrossRows, 2, 5, 12)).contains("linear(x0, c0): f64 [2, 5, 6]");
    }

    @Test
    void linearMapsOfBytesOfOneOperandBecomeOne() {
        var w = List.of(normal(12, 8), normal(12, 4)).stream()
                .map(x -> x.mul(30).round().clamp(-128, 127).to(DType.I8))
                .toList();
        var scales = List.of(normal(8).abs(), Tensor.scalar(0.25, DType.F32));
        var bias = List.of(normal(8), normal(4));
        UnaryOperator<Tensor> function = x -> {
            var y = quantizedLinear(x, w.get(0), scales.get(0), bias.get(0)).reshape(2, 5, 2, 4);
            var z = quantizedLinear(x, w.get(1), scales.get(1), bias.get(1)).reshape(2, 5, 1, 4);
            return y.mul(z);
        };
        var graph = Graph.capture(in -> List.of(function.apply(in.getFirst())), normal(2, 5, 12));
        var program = Program.of(new Recognition().of(graph));
        assertThat(program.graph().toString()).contains("dynamicLinear(x0, c0, c1, c2, c3): f32 [2, 5, 12]");
        var x = normal(2, 5, 12);
        assertThat(program.run(x).getFirst().toDoubleArray())
                .containsExactly(function.apply(x).toDoubleArray(), within(1e-4));
    }

    private static Tensor heads(Tensor x) {
        return x.reshape(x.size(0), x.size(1), 3, 4).permute(0, 2, 1, 3);
    }

    private static Tensor joined(Tensor heads) {
        return heads.permute(0, 2, 1, 3).reshape(heads.size(0), heads.size(2), 12);
    }

    @Test
    void attentionIsFoundHoweverItIsScaledAndMasked() {
        var wq = weight(12, 12);
        var wk = weight(12, 12);
        var wv = weight(12, 12);
        var bias = weight(2, 1, 1, 5);
        var seen = bias.gt(0).logicalOr(Tensor.of(true, false, false, false, false));
        var low = Tensor.scalar(-3.4e38, DType.F64);
        List<UnaryOperator<Tensor>> forms = List.of(
                scores -> scores.div(2.0),
                scores -> scores.div(2.0).add(bias),
                scores -> bias.add(scores.mul(0.5)),
                scores -> seen.where(scores.mul(0.5), low),
                scores -> seen.logicalNot().where(Tensor.scalar(Double.NEGATIVE_INFINITY, DType.F64), scores.mul(0.5)));
        for (var form : forms) {
            var graph = recognized(
                    x -> {
                        var q = heads(x.matmul(wq));
                        var k = heads(x.matmul(wk)).transpose(2, 3);
                        var v = heads(x.matmul(wv));
                        return joined(form.apply(q.matmul(k)).softmax(-1).matmul(v));
                    },
                    2,
                    5,
                    12);
            assertThat(graph)
                    .contains("attention[scale=0.5, ")
                    .doesNotContain("softmax")
                    .doesNotContain("matMul");
            assertThat(graph).contains("linear(x0, c0): f64 [2, 5, 36]");
            assertThat(operations(graph)).isEqualTo(3);
        }
        var both = recognized(
                x -> heads(x).mul(0.7)
                        .matmul(heads(x).permute(0, 1, 3, 2).mul(0.3))
                        .softmax(-1)
                        .matmul(heads(x)),
                2,
                5,
                12);
        assertThat(both).contains("attention[scale=0.21, ");
    }

    @Test
    void singleNumbersAndExpandedOperandsBecomePlain() {
        var graph = recognized(
                x -> x.mul(Tensor.full(Shape.of(1, 1), 3, DType.F64))
                        .add(Engine.run(new Op.Expand(Shape.of(4, 12)), x.slice(0, 0, 1)))
                        .pow(Tensor.scalar(-1, DType.F64)),
                4,
                12);
        assertThat(operations(graph)).isEqualTo(1);
        assertThat(graph).contains("fused_mul_add_reciprocal(");
    }

    @Test
    void graphsOfOneModelShareWhatIsMadeOfItsWeights() {
        var w = weight(12, 7);
        var recognition = new Recognition();
        var first = constant(recognition, w, 3);
        assertThat(constant(recognition, w, 5)).isSameAs(first);
        w.add_(1);
        assertThat(constant(recognition, w, 5)).isNotSameAs(first);
    }

    /** The doubled weights that a graph holds. */
    private static Tensor constant(Recognition recognition, Tensor w, int rows) {
        var graph = Graph.capture(in -> List.of(in.getFirst().matmul(w.mul(2))), weight(rows, 12));
        return recognition.of(graph).nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .filter(input -> input instanceof Value.Constant)
                .map(input -> ((Value.Constant) input).tensor())
                .findFirst()
                .orElseThrow();
    }
}
