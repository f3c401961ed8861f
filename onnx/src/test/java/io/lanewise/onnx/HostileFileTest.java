package io.lanewise.onnx;

import static io.lanewise.onnx.ModelBytes.FLOAT;
import static io.lanewise.onnx.ModelBytes.model;
import static io.lanewise.onnx.ModelBytes.node;
import static io.lanewise.onnx.ModelBytes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a file holds, it is a model or a clear error. */
class HostileFileTest {
    private static void loadOrRefuse(byte[] bytes) {
        try {
            OnnxModel.load("test.onnx", bytes).run(Map.of("x", Tensor.zeros(1, 2)));
        } catch (IOException | OnnxException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Example
    void everyPrefixIsAModelOrRefused() {
        var whole = ModelBytes.linear();
        for (int length = 0; length < whole.length; length++) {
            loadOrRefuse(Arrays.copyOf(whole, length));
        }
    }

    @Property(tries = 3000)
    void changedBytesAreAModelOrRefused(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 10_000) Integer> places, @ForAll byte change) {
        var bytes = ModelBytes.linear();
        for (int place : places) {
            bytes[place % bytes.length] ^= (byte) (change | 1);
        }
        loadOrRefuse(bytes);
    }

    @Property(tries = 1000)
    void anyBytesAreRefused(@ForAll byte[] bytes) {
        loadOrRefuse(bytes);
    }

    @Example
    void manyElementsNeedAsMuchData() {
        for (var sizes : List.of(new int[] {1 << 20, 1 << 20}, new int[] {1 << 30}, new int[] {-1})) {
            var graph = new ProtoWriter()
                    .message(5, ModelBytes.tensor("w", FLOAT, sizes).bytes(9, new byte[4]))
                    .message(11, value("x", FLOAT, 1))
                    .message(12, value("x", FLOAT, 1));
            assertThatThrownBy(() -> OnnxModel.load("test.onnx", model(17, graph)))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessageContaining("tensor 'w'");
        }
    }

    @Example
    void deepMessagesAreRefused() {
        var graph = new ProtoWriter();
        for (int i = 0; i < 200; i++) {
            var attribute = new ProtoWriter().text(1, "body").message(6, graph).number(20, 5);
            graph = new ProtoWriter().message(1, node("Loop", List.of(), List.of("y" + i), attribute));
        }
        var bytes = model(17, graph);
        assertThatThrownBy(() -> OnnxModel.load("test.onnx", bytes))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("more than 100 deep");
    }

    @Example
    void whatACapturedGraphCannotComputeIsNamed() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("Conv", List.of("x", "w"), List.of("y")))
                .message(11, value("x", ModelBytes.INT64, 1, 1, 4, 4))
                .message(11, value("w", ModelBytes.INT64, 1, 1, 3, 3))
                .message(12, value("y", ModelBytes.INT64, 1, 1, 2, 2));
        var model = OnnxModel.load("test.onnx", model(17, graph));
        var inputs = Map.of(
                "x", Tensor.ones(Shape.of(1, 1, 4, 4), DType.I64), "w", Tensor.ones(Shape.of(1, 1, 3, 3), DType.I64));
        assertThatThrownBy(() -> model.run(inputs))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("expected floats")
                .hasMessageContaining("[1, 1, 4, 4]");
    }

    @Example
    void whatNoHeapCanHoldIsAnErrorAndNotTheEnd() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("ConstantOfShape", List.of("sizes"), List.of("y")))
                .message(5, ModelBytes.tensor("sizes", ModelBytes.INT64, 1).number(7, Integer.MAX_VALUE))
                .message(12, value("y", FLOAT, -1));
        var model = OnnxModel.load("test.onnx", model(17, graph));
        assertThatThrownBy(() -> model.run(Map.of()))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("needs more memory than the heap's");
    }

    @Example
    void windowsThatWouldLieInThePaddingAreRefused() {
        for (var operator : List.of("MaxPool", "AveragePool", "LpPool")) {
            for (int[] pads : new int[][] {{0, 1 << 20, 0, 0}, {0, 0, 2, 0}, {-1, 0, 0, 0}}) {
                var model = new SmallModel("", operator, DType.F32)
                        .with(Tensor.ones(1, 1, 4, 4))
                        .set("kernel_shape", 2, 2)
                        .set("pads", pads);
                assertThatThrownBy(model::run)
                        .isInstanceOf(OnnxException.class)
                        .hasMessageContaining("expected at least 0 and less than the 2 elements that a window spans");
            }
        }
    }
}
