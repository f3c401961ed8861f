package io.lanewise.onnx;

import static io.lanewise.onnx.ModelBytes.FLOAT;
import static io.lanewise.onnx.ModelBytes.INT64;
import static io.lanewise.onnx.ModelBytes.STRING;
import static io.lanewise.onnx.ModelBytes.linear;
import static io.lanewise.onnx.ModelBytes.model;
import static io.lanewise.onnx.ModelBytes.node;
import static io.lanewise.onnx.ModelBytes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
    private static OnnxModel load(byte[] bytes) throws IOException {
        return OnnxModel.load("test.onnx", bytes);
    }

    private static final Tensor X = Tensor.of(1f, 2f).reshape(1, 2);

    @Test
    void computesWhatTheNodesSay() throws IOException {
        var y = load(linear()).run(Map.of("x", X)).get("y");
        assertThat(y.toFloatArray()).containsExactly(19, 32, 45);
    }

    @Test
    void takesOneTensorForSeveralInputs() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("Sub", List.of("a", "b"), List.of("y")))
                .message(11, value("a", FLOAT, -1))
                .message(11, value("b", FLOAT, -1))
                .message(12, value("y", FLOAT, -1));
        var difference = load(model(17, graph));
        var same = Tensor.of(3f, 4f);
        assertThat(difference.run(Map.of("a", same, "b", same)).get("y").toFloatArray())
                .containsExactly(0, 0);
        assertThat(difference
                        .run(Map.of("a", same, "b", Tensor.of(1f, 1f)))
                        .get("y")
                        .toFloatArray())
                .containsExactly(2, 3);
    }

    @Test
    void decidesByElementsOfInputs() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("NonZero", List.of("x"), List.of("y")))
                .message(11, value("x", FLOAT, -1))
                .message(12, value("y", INT64, 1, -1));
        var nonZero = load(model(17, graph));
        assertThat(nonZero.run(Map.of("x", Tensor.of(0f, 5f, 0f, 6f))).get("y").toLongArray())
                .containsExactly(1, 3);
        assertThat(nonZero.run(Map.of("x", Tensor.of(7f, 0f, 0f, 0f))).get("y").toLongArray())
                .containsExactly(0);
    }

    @Test
    void takesSmallIntegersForWhatAGraphIsMadeFor() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("Expand", List.of("x", "shape"), List.of("y")))
                .message(11, value("x", FLOAT, 1))
                .message(11, value("shape", INT64, 1))
                .message(12, value("y", FLOAT, -1));
        var expand = load(model(17, graph));
        for (long size : new long[] {2, 3, 2}) {
            var y = expand.run(Map.of("x", Tensor.of(5f), "shape", Tensor.of(size)))
                    .get("y");
            assertThat(y.elements()).isEqualTo((int) size);
        }
    }

    @Test
    void namesAllOperatorsThatAreNotSupported() {
        var graph = new ProtoWriter()
                .message(1, node("Frobnicate", List.of("x"), List.of("a")))
                .message(1, node("Relu", List.of("a"), List.of("b")))
                .message(1, node("Mangle", List.of("b"), List.of("y")))
                .message(11, value("x", FLOAT, -1))
                .message(12, value("y", FLOAT, -1));
        assertThatThrownBy(() -> load(model(17, graph)))
                .isInstanceOf(OnnxException.class)
                .hasMessage("onnx: operators that are not supported: Frobnicate 'the Frobnicate' of opset 17,"
                        + " Mangle 'the Mangle' of opset 17");
    }

    @Test
    void refusesCyclesAndUnknownNames() {
        var graph = new ProtoWriter()
                .message(1, node("Add", List.of("x", "b"), List.of("a")))
                .message(1, node("Relu", List.of("a"), List.of("b")))
                .message(11, value("x", FLOAT, -1))
                .message(12, value("b", FLOAT, -1));
        assertThatThrownBy(() -> load(model(17, graph)))
                .isInstanceOf(OnnxException.class)
                .hasMessage("onnx: Add 'the Add' takes 'b', which no node before it computes");
    }

    @Test
    void nodesMayStandBeforeThoseWhoseResultsTheyTake() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("Neg", List.of("c"), List.of("y")))
                .message(1, node("Add", List.of("x", "b"), List.of("c")))
                .message(1, node("Relu", List.of("x"), List.of("b")))
                .message(11, value("x", FLOAT, -1))
                .message(12, value("y", FLOAT, -1));
        var y = load(model(17, graph)).run(Map.of("x", Tensor.of(-2f, 3f))).get("y");
        assertThat(y.toFloatArray()).containsExactly(2, -6);
    }

    @Test
    void refusesOpsetsThatAreTooNew() {
        var graph = new ProtoWriter().message(11, value("x", FLOAT, -1)).message(12, value("x", FLOAT, -1));
        assertThatThrownBy(() -> load(model(1000, graph)))
                .hasMessage("onnx: the model is of opset 1000, expected at most 23");
    }

    @Test
    void refusesElementTypesByName() {
        var text = ModelBytes.tensor("w", STRING, 1).text(6, "text");
        var graph = new ProtoWriter()
                .message(1, node("Identity", List.of("w"), List.of("y")))
                .message(5, text)
                .message(12, value("y", STRING, 1));
        assertThatThrownBy(() -> load(model(17, graph)))
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith(
                        "onnx: initializer 'w': elements of type STRING are not supported; expected FLOAT");
    }

    @Test
    void saysWhatIsWrongWithInputs() throws IOException {
        var model = load(linear());
        assertThatThrownBy(() -> model.run(Map.of())).hasMessage("onnx: input 'x' is missing; expected x FLOAT [n, 2]");
        assertThatThrownBy(() -> model.run(Map.of("x", X, "z", X)))
                .hasMessage("onnx: there is no input 'z'; expected x FLOAT [n, 2]");
        assertThatThrownBy(() -> model.run(Map.of("x", Tensor.of(1.0, 2.0).reshape(1, 2))))
                .hasMessage("onnx: input 'x' is f64, expected f32");
        assertThatThrownBy(() -> model.run(Map.of("x", Tensor.zeros(1, 3))))
                .hasMessage("onnx: input 'x' has shape [1, 3], expected FLOAT [n, 2]");
    }

    @Test
    void namesTheNodeThatFails() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("Add", List.of("a", "b"), List.of("y")))
                .message(11, value("a", FLOAT, -1))
                .message(11, value("b", FLOAT, -1))
                .message(12, value("y", FLOAT, -1));
        var sum = load(model(17, graph));
        assertThatThrownBy(() -> sum.run(Map.of("a", Tensor.of(1f, 2f), "b", Tensor.of(1f, 2f, 3f))))
                .isInstanceOf(OnnxException.class)
                .hasMessage("Add 'the Add' (opset 17): add: [2] and [3] cannot be broadcast together: sizes 2 and 3 at"
                        + " dimension -1; inputs: f32 [2], f32 [3]");
    }

    @Test
    void readsElementsFromFilesBesideTheModel(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[] {9, 9, 9, 9, 0, 0, (byte) 0x80, 0x3F});
        var file = Files.write(folder.resolve("m.onnx"), external("weights.bin", "4", "4"));
        var y = OnnxModel.load(file).run(Map.of("x", Tensor.of(2f))).get("y");
        assertThat(y.toFloatArray()).containsExactly(3);
    }

    @Test
    void readsNoFileOutsideOfTheModelsFolder(@TempDir Path folder) throws IOException {
        var inside = Files.createDirectory(folder.resolve("inside"));
        var secret = Files.write(folder.resolve("secret"), new byte[4]);
        Files.createSymbolicLink(inside.resolve("link"), secret);
        for (var location : List.of("../secret", secret.toString(), "link", "a/../../secret")) {
            var file = Files.write(inside.resolve("m.onnx"), external(location, "0", "4"));
            assertThatThrownBy(() -> OnnxModel.load(file))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessageContaining("outside of the model's folder");
        }
    }

    @Test
    void saysWhichFileBesideTheModelIsMissing(@TempDir Path folder) throws IOException {
        for (var location : List.of("none", "n".repeat(1_000), "m.onnx/none")) {
            var file = Files.write(folder.resolve("m.onnx"), external(location, "0", "4"));
            assertThatThrownBy(() -> OnnxModel.load(file))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessageContaining(location + "' beside the model, which cannot be found");
        }
    }

    @Test
    void checksWhereElementsLieInOtherFiles(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("w"), new byte[4]);
        for (var range : List.of(List.of("4", "4"), List.of("0", "8"), List.of("-1", "4"), List.of("x", "4"))) {
            var file = Files.write(folder.resolve("m.onnx"), external("w", range.get(0), range.get(1)));
            assertThatThrownBy(() -> OnnxModel.load(file)).isInstanceOf(InvalidFileException.class);
        }
    }

    /** y = x + w, where w lies in another file. */
    private static byte[] external(String location, String offset, String length) {
        var w = ModelBytes.tensor("w", FLOAT, 1).number(14, 1);
        for (var entry : List.of(List.of("location", location), List.of("offset", offset), List.of("length", length))) {
            w.message(13, new ProtoWriter().text(1, entry.get(0)).text(2, entry.get(1)));
        }
        return model(
                17,
                new ProtoWriter()
                        .message(1, node("Add", List.of("x", "w"), List.of("y")))
                        .message(5, w)
                        .message(11, value("x", FLOAT, 1))
                        .message(12, value("y", FLOAT, 1)));
    }

    @Test
    void countsWhatAFileHolds() throws IOException {
        var summary = load(linear()).summary();
        assertThat(summary.parameters()).isEqualTo(9);
        assertThat(summary.operators()).isEqualTo(Map.of("Add", 1, "MatMul", 1));
        assertThat(summary.inputs()).containsExactly(new ModelSummary.Port("x", "FLOAT [n, 2]"));
        assertThat(summary.opsets()).isEqualTo(Map.of("", 17));
    }

    @Test
    void countsWeightsThatAreNodes() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("Constant", List.of(), List.of("w"), constant(1, 2)))
                .message(1, ModelBytes.nameless("Constant", List.of(), List.of("one"), constant(1)))
                .message(1, node("Add", List.of("x", "w"), List.of("sum")))
                .message(1, node("Mul", List.of("sum", "one"), List.of("y")))
                .message(11, value("x", FLOAT, -1))
                .message(12, value("y", FLOAT, -1));
        assertThat(load(model(17, graph)).summary().parameters()).isEqualTo(2);
    }

    private static ProtoWriter constant(float... elements) {
        return ModelBytes.data("value", ModelBytes.floats("", new int[] {elements.length}, elements));
    }
}
