package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators beside ONNX Runtime, whose own domain has no other specification. */
class RuntimeOperatorsTest {
    private static final String MICROSOFT = "com.microsoft";
    private static final Generator RANDOM = new Generator(3);

    private static Tensor normal(int... sizes) {
        return RANDOM.randn(sizes);
    }

    private static Tensor bytes(DType dtype, int low, int high, int... sizes) {
        return RANDOM.randint(low, high, Shape.of(sizes), DType.I64).to(dtype);
    }

    private static Tensor number(double value) {
        return Tensor.scalar(value, DType.F32);
    }

    private static SmallModel microsoft(String operator) {
        return new SmallModel(MICROSOFT, operator, DType.F32);
    }

    private static void agrees(SmallModel model) throws Exception {
        agrees(model, 2e-5);
    }

    private static void agrees(SmallModel model, double tolerance) throws Exception {
        var expected = model.expected();
        var given = model.run();
        assertThat(given).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            var numbers = given.get(i).to(DType.F64).toDoubleArray();
            assertThat(numbers).as("output " + i).containsExactly(expected.get(i), within(tolerance));
        }
    }

    @Test
    void activations() throws Exception {
        agrees(microsoft("Gelu").with(normal(3, 7)));
        agrees(microsoft("BiasGelu").with(normal(3, 7), normal(7)));
        agrees(microsoft("FastGelu").with(normal(3, 7), normal(7)));
        agrees(microsoft("FastGelu").with(normal(3, 7)));
        agrees(microsoft("QuickGelu").with(normal(3, 7)).set("alpha", 1.5f));
    }

    @Test
    void normalizations() throws Exception {
        var skip = new SmallModel(MICROSOFT, "SkipLayerNormalization", DType.F32);
        agrees(skip.with(normal(2, 3, 8), normal(2, 3, 8), normal(8), normal(8), normal(8))
                .set("epsilon", 1e-5f));
        agrees(microsoft("SkipSimplifiedLayerNormalization")
                .with(normal(2, 3, 8), normal(2, 3, 8), normal(8))
                .set("epsilon", 1e-5f));
        agrees(new SmallModel("", "SimplifiedLayerNormalization", DType.F32).with(normal(2, 3, 8), normal(8)));
        agrees(new SmallModel(MICROSOFT, "EmbedLayerNormalization", DType.F32, DType.I32)
                .with(
                        bytes(DType.I32, 0, 9, 2, 4),
                        bytes(DType.I32, 0, 2, 2, 4),
                        normal(9, 8),
                        normal(5, 8),
                        normal(2, 8),
                        normal(8),
                        normal(8),
                        Tensor.of(1, 1, 1, 0, 1, 1, 0, 0).reshape(2, 4).to(DType.I32))
                .set("epsilon", 1e-5f));
    }

    @Test
    void embeddingsOfBytes() throws Exception {
        var mask = Tensor.of(1, 1, 1, 0, 1, 1, 0, 0).reshape(2, 4).to(DType.I32);
        for (var dtype : List.of(DType.U8, DType.I8)) {
            int low = dtype == DType.U8 ? 0 : -128;
            var model = new SmallModel(MICROSOFT, "QEmbedLayerNormalization", DType.F32, DType.I32)
                    .with(bytes(DType.I32, 0, 9, 2, 4), bytes(DType.I32, 0, 2, 2, 4));
            for (int rows : new int[] {9, 5, 2}) {
                model.with(bytes(dtype, low, low + 256, rows, 8));
            }
            model.with(bytes(dtype, low, low + 256, 8), bytes(dtype, low, low + 256, 8), mask);
            model.with(number(0.02), number(0.03), number(0.01), number(0.02), number(0.04));
            for (int zero : new int[] {3, 100, 120, 60, 90}) {
                model.with(Tensor.scalar(zero, dtype));
            }
            agrees(model.set("epsilon", 1e-5f));
        }
    }

    @Test
    void productsWithActivations() throws Exception {
        agrees(microsoft("FusedGemm")
                .with(normal(5, 3), normal(4, 5), normal(4))
                .set("transA", 1)
                .set("transB", 1)
                .set("alpha", 0.5f)
                .set("beta", 2f)
                .set("activation", "LeakyRelu")
                .set("activation_alpha", 0.3f));
        agrees(microsoft("FusedGemm")
                .with(normal(3, 5), normal(5, 4))
                .set("activation", "HardSigmoid")
                .set("activation_alpha", 0.3f)
                .set("activation_beta", 0.4f));
        agrees(microsoft("FusedGemm")
                .with(normal(3, 5), normal(5, 4), normal(3, 1))
                .set("activation", "Tanh"));
    }

    @Test
    void products() throws Exception {
        agrees(microsoft("FusedMatMul")
                .with(normal(3, 5), normal(4, 5))
                .set("transB", 1)
                .set("alpha", 0.5f));
        agrees(microsoft("FusedConv")
                .with(normal(1, 2, 6, 6), normal(3, 2, 3, 3), normal(3))
                .set("activation", "Relu")
                .set("pads", 1, 1, 1, 1));
        agrees(
                microsoft("MatMulNBits")
                        .with(normal(2, 64), bytes(DType.U8, 0, 256, 5, 2, 16), normal(10))
                        .set("K", 64)
                        .set("N", 5)
                        .set("bits", 4)
                        .set("block_size", 32),
                1e-3);
    }

    private static Tensor mask() {
        return Tensor.of(1, 1, 1, 1, 0, 1, 1, 1, 0, 0).reshape(2, 5).to(DType.I32);
    }

    @Test
    void attention() throws Exception {
        var weights = normal(8, 24);
        var bias = normal(24);
        agrees(microsoft("Attention")
                .with(normal(2, 5, 8), weights, bias, mask())
                .set("num_heads", 2));
        var lengths = Tensor.of(4, 2).to(DType.I32);
        agrees(microsoft("Attention")
                .with(normal(2, 5, 8), weights, bias, lengths)
                .set("num_heads", 2));
        agrees(microsoft("Attention")
                .with(normal(2, 5, 8), weights, bias, null, null, normal(2, 2, 5, 5))
                .set("num_heads", 2));
        agrees(new SmallModel(MICROSOFT, "Attention", DType.F32, DType.F32)
                .with(normal(2, 3, 8), weights, bias, null, normal(2, 2, 2, 4, 4))
                .set("num_heads", 2)
                .set("unidirectional", 1));
        agrees(microsoft("MultiHeadAttention")
                .with(normal(2, 3, 8), normal(2, 5, 8), normal(2, 5, 8), normal(24), mask())
                .set("num_heads", 2));
    }

    @Test
    void attentionOfGroupsAndRotaryEmbeddings() throws Exception {
        var angles = normal(16, 8);
        agrees(microsoft("RotaryEmbedding")
                .with(normal(2, 3, 32), Tensor.of(2L), angles.cos(), angles.sin())
                .set("interleaved", 1));
        agrees(microsoft("RotaryEmbedding")
                .with(normal(2, 3, 32), Tensor.of(0L, 1, 2, 4, 5, 6).reshape(2, 3), angles.cos(), angles.sin()));
        agrees(new SmallModel(MICROSOFT, "GroupQueryAttention", DType.F32, DType.F32, DType.F32)
                .with(
                        normal(1, 3, 64),
                        normal(1, 3, 32),
                        normal(1, 3, 32),
                        null,
                        null,
                        Tensor.of(2).to(DType.I32),
                        Tensor.of(3).to(DType.I32),
                        angles.cos(),
                        angles.sin())
                .set("num_heads", 4)
                .set("kv_num_heads", 2)
                .set("do_rotary", 1));
    }

    /** Weights have 7 bits, since ONNX Runtime's pairs of products saturate at 16 bits on processors without VNNI. */
    @Test
    void productsOfBytes() throws Exception {
        var w = bytes(DType.I8, -64, 64, 300, 6);
        agrees(
                microsoft("DynamicQuantizeMatMul")
                        .with(normal(2, 4, 300), w, number(0.01), Tensor.scalar(0, DType.I8), normal(6)),
                1e-4);
        agrees(
                microsoft("MatMulIntegerToFloat")
                        .with(
                                bytes(DType.U8, 0, 256, 4, 300),
                                w,
                                number(0.02),
                                number(0.01),
                                Tensor.scalar(120, DType.U8),
                                Tensor.scalar(0, DType.I8),
                                normal(6)),
                1e-4);
        agrees(microsoft("QGemm")
                .with(
                        bytes(DType.U8, 0, 256, 4, 30),
                        number(0.02),
                        Tensor.scalar(120, DType.U8),
                        bytes(DType.I8, -64, 64, 6, 30),
                        Tensor.of(0.01f, 0.02f, 0.03f, 0.01f, 0.02f, 0.03f),
                        Tensor.zeros(Shape.of(6), DType.I8),
                        bytes(DType.I32, -500, 500, 6))
                .set("transB", 1)
                .set("alpha", 0.5f));
        agrees(new SmallModel(MICROSOFT, "QGemm", DType.U8)
                .with(
                        bytes(DType.U8, 0, 256, 30, 4),
                        number(0.02),
                        Tensor.scalar(120, DType.U8),
                        bytes(DType.I8, -64, 64, 30, 6),
                        number(0.01),
                        Tensor.scalar(3, DType.I8),
                        null,
                        number(0.9),
                        Tensor.scalar(128, DType.U8))
                .set("transA", 1));
        agrees(microsoft("QAttention")
                .with(
                        bytes(DType.U8, 0, 256, 2, 5, 8),
                        bytes(DType.I8, -64, 64, 8, 24),
                        normal(24),
                        number(0.01),
                        number(0.01),
                        mask(),
                        Tensor.scalar(128, DType.U8),
                        Tensor.scalar(0, DType.I8))
                .set("num_heads", 2));
        agrees(new SmallModel(MICROSOFT, "QLinearAdd", DType.U8)
                .with(
                        bytes(DType.U8, 0, 256, 3, 5),
                        number(0.02),
                        Tensor.scalar(100, DType.U8),
                        bytes(DType.U8, 0, 256, 3, 5),
                        number(0.03),
                        Tensor.scalar(120, DType.U8),
                        number(0.05),
                        Tensor.scalar(128, DType.U8)));
        agrees(new SmallModel("", "QLinearConv", DType.U8)
                .with(
                        bytes(DType.U8, 0, 256, 1, 3, 6, 6),
                        number(0.02),
                        Tensor.scalar(100, DType.U8),
                        bytes(DType.I8, -64, 64, 4, 3, 3, 3),
                        Tensor.of(0.01f, 0.02f, 0.03f, 0.04f),
                        Tensor.zeros(Shape.of(4), DType.I8),
                        number(0.9),
                        Tensor.scalar(128, DType.U8),
                        bytes(DType.I32, -500, 500, 4))
                .set("pads", 1, 1, 1, 1));
    }

    /** Of one part of the channels, of several parts, and of groups whose sums f32 does not hold. */
    @ParameterizedTest
    @CsvSource({"40, 20, 1", "300, 18, 1", "600, 40, 2", "5, 4, 1"})
    void sumsOfConvolvedBytesAreExact(int channels, int filters, int groups) throws Exception {
        for (boolean known : new boolean[] {true, false}) {
            var x = bytes(DType.U8, 0, 256, 2, channels, 13, 14);
            var w = bytes(DType.U8, 0, 256, filters, channels / groups, 3, 3);
            var xZero = Tensor.scalar(131, DType.U8);
            var wZero = Tensor.scalar(120, DType.U8);
            var model = new SmallModel("", "ConvInteger", DType.I32);
            model = known ? model.with(x).withWeights(w) : model.with(x, w);
            model = model.with(xZero);
            model = known ? model.withWeights(wZero) : model.with(wZero);
            agrees(model.set("pads", 1, 1, 1, 1).set("group", groups), 0);
        }
    }

    /** ONNX Runtime rounds the input and the hidden state to bytes as well. */
    @Test
    void anLstmOfBytes() throws Exception {
        agrees(
                new SmallModel(MICROSOFT, "DynamicQuantizeLSTM", DType.F32, DType.F32, DType.F32)
                        .with(RANDOM.rand(5, 3, 6))
                        .withWeights(bytes(DType.I8, -128, 128, 2, 6, 32), bytes(DType.I8, -128, 128, 2, 8, 32))
                        .with(normal(2, 64), null, null, null, null)
                        .with(Tensor.of(0.01f, 0.008f))
                        .withWeights(Tensor.zeros(Shape.of(2), DType.I8))
                        .with(Tensor.of(0.006f, 0.005f))
                        .withWeights(Tensor.zeros(Shape.of(2), DType.I8))
                        .set("hidden_size", 8)
                        .set("direction", "bidirectional"),
                0.01);
    }

    private static SmallModel recurrent(String name, int gates, String direction, @Nullable Tensor lengths) {
        int directions = direction.equals("bidirectional") ? 2 : 1;
        var model = name.equals("LSTM")
                ? new SmallModel("", name, DType.F32, DType.F32, DType.F32)
                : new SmallModel("", name, DType.F32, DType.F32);
        return model.with(
                        normal(4, 3, 5),
                        normal(directions, gates * 6, 5),
                        normal(directions, gates * 6, 6),
                        normal(directions, 2 * gates * 6),
                        lengths,
                        normal(directions, 3, 6))
                .set("hidden_size", 6)
                .set("direction", direction);
    }

    @Test
    void recurrentNetworks() throws Exception {
        var lengths = Tensor.of(4, 2, 1).to(DType.I32);
        agrees(recurrent("LSTM", 4, "bidirectional", lengths));
        agrees(recurrent("LSTM", 4, "reverse", null).with(normal(1, 3, 6), normal(1, 18)));
        agrees(recurrent("LSTM", 4, "forward", null).texts("activations", "HardSigmoid", "Softsign", "Relu"));
        agrees(recurrent("GRU", 3, "bidirectional", lengths).set("clip", 2f));
        agrees(recurrent("GRU", 3, "reverse", null).set("linear_before_reset", 1));
        agrees(recurrent("RNN", 1, "bidirectional", lengths).texts("activations", "Sigmoid", "Softsign"));
    }
}
