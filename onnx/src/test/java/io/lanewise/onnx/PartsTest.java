package io.lanewise.onnx;

import static io.lanewise.onnx.ModelBytes.FLOAT;
import static io.lanewise.onnx.ModelBytes.INT64;
import static io.lanewise.onnx.ModelBytes.data;
import static io.lanewise.onnx.ModelBytes.floats;
import static io.lanewise.onnx.ModelBytes.graph;
import static io.lanewise.onnx.ModelBytes.model;
import static io.lanewise.onnx.ModelBytes.nameless;
import static io.lanewise.onnx.ModelBytes.value;
import static io.lanewise.onnx.ModelBytes.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that decide by what they compute: parts of them are replayed. */
class PartsTest {
    private static final int BOOL = 9;

    /** {@code h = x w}, and by the sum of its elements {@code y = h v}, or {@code y = -h}; then {@code z = y v}. */
    private static byte[] branch() {
        var result = value("r", FLOAT, -1, 2);
        var then = new ProtoWriter()
                .message(1, nameless("MatMul", List.of("h", "v"), List.of("r")))
                .text(2, "then")
                .message(12, result);
        var otherwise = new ProtoWriter()
                .message(1, nameless("Neg", List.of("h"), List.of("r")))
                .text(2, "otherwise")
                .message(12, result);
        var branches = List.of(graph("then_branch", then), graph("else_branch", otherwise));
        return model(
                13,
                ending(
                                "z",
                                nameless("MatMul", List.of("x", "w"), List.of("h")),
                                nameless("ReduceSum", List.of("h"), List.of("sum"), whole("keepdims", 0)),
                                nameless("Greater", List.of("sum", "zero"), List.of("c")),
                                nameless("If", List.of("c"), List.of("y"), branches.toArray(ProtoWriter[]::new)),
                                nameless("MatMul", List.of("y", "v"), List.of("z")))
                        .message(12, value("z", FLOAT, -1, 2)));
    }

    /** {@code s} begins as x, and becomes {@code s v + h} as often as the sum of x says; its places that are not 0. */
    private static byte[] loop() {
        var body = new ProtoWriter()
                .message(1, nameless("Identity", List.of("more"), List.of("goes on")))
                .message(1, nameless("MatMul", List.of("s", "v"), List.of("product")))
                .message(1, nameless("Add", List.of("product", "h"), List.of("next")))
                .text(2, "body")
                .message(11, value("i", INT64))
                .message(11, value("more", BOOL))
                .message(11, value("s", FLOAT, -1, 2))
                .message(12, value("goes on", BOOL))
                .message(12, value("next", FLOAT, -1, 2));
        return model(
                13,
                ending(
                                "z",
                                nameless("MatMul", List.of("x", "w"), List.of("h")),
                                nameless("ReduceSum", List.of("x"), List.of("sum"), whole("keepdims", 0)),
                                nameless("Cast", List.of("sum"), List.of("n"), whole("to", INT64)),
                                nameless("Loop", List.of("n", "", "x"), List.of("s"), graph("body", body)),
                                nameless("NonZero", List.of("s"), List.of("places")),
                                nameless("Cast", List.of("places"), List.of("z"), whole("to", FLOAT)))
                        .message(12, value("z", FLOAT, -1, -1))
                        .message(12, value("s", FLOAT, -1, 2)));
    }

    private static ProtoWriter ending(String name, ProtoWriter... nodes) {
        var graph = new ProtoWriter();
        for (var node : nodes) {
            graph.message(1, node);
        }
        return graph.text(2, name)
                .message(5, floats("w", new int[] {2, 2}, 1, -2, 0.5f, 1))
                .message(5, floats("v", new int[] {2, 2}, 0.5f, 0, -0.25f, 0.5f))
                .message(5, floats("zero", new int[] {}, 0))
                .message(11, value("x", FLOAT, -1, 2));
    }

    /** Sizes and signs come again, so that programs are made and replayed. */
    private static List<Tensor> inputs() {
        var inputs = new ArrayList<Tensor>();
        for (int i = 0; i < 24; i++) {
            int rows = 1 + i % 3;
            float[] elements = new float[2 * rows];
            for (int j = 0; j < elements.length; j++) {
                elements[j] = (i + 3 * j) % 5 - (i % 4 == 0 ? 3 : 1);
            }
            inputs.add(Tensor.wrap(elements, DType.F32, Shape.of(rows, 2)));
        }
        return inputs;
    }

    @Test
    void branchesAndLoopsGiveWhatOnnxRuntimeGives() throws Exception {
        for (var bytes : List.of(branch(), loop())) {
            var model = OnnxModel.load("parts.onnx", bytes);
            try (var session = Reference.session(bytes, 1)) {
                for (var x : inputs()) {
                    var expected = Reference.run(session, Map.of("x", x));
                    var results = List.copyOf(model.run(Map.of("x", x)).values());
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(results.get(i).toDoubleArray()).containsExactly(expected.get(i), within(1e-6));
                    }
                }
            }
        }
    }

    /** The first rows of {@code x w}, as many as a small input says. */
    private static byte[] rows() {
        return model(
                13,
                ending(
                                "rows",
                                nameless("MatMul", List.of("x", "w"), List.of("h")),
                                nameless("Slice", List.of("h", "none", "n"), List.of("y")),
                                nameless("MatMul", List.of("y", "v"), List.of("z")))
                        .message(5, ModelBytes.tensor("none", INT64, 1).number(7, 0))
                        .message(11, value("n", INT64, 1))
                        .message(12, value("z", FLOAT, -1, 2)));
    }

    @Test
    void aSmallInputThatIsSeldomTheSameIsADecision(@TempDir Path folder) throws IOException {
        var model = OnnxModel.load("parts.onnx", rows());
        var x = Tensor.ones(Shape.of(100, 2), DType.F32);
        for (long n = 1; n < 100; n++) {
            var z = model.run(Map.of("x", x, "n", Tensor.of(n))).get("z");
            assertThat(z.shape()).isEqualTo(Shape.of((int) n, 2));
            assertThat(z.get(-1).toFloatArray()).containsExactly(1, -0.5f);
        }
        assertThat(nodes(model, Map.of("x", x, "n", Tensor.of(100L)), folder))
                .contains("Slice 'y'")
                .doesNotContain("MatMul 'h'");
    }

    /** A hundred decisions, one after the other. */
    private static byte[] many() {
        var nodes = new ArrayList<ProtoWriter>();
        for (int i = 0; i < 100; i++) {
            var x = i == 0 ? "x" : "x" + i;
            nodes.add(nameless("NonZero", List.of(x), List.of("places" + i)));
            nodes.add(nameless("Cast", List.of("places" + i), List.of("numbers" + i), whole("to", FLOAT)));
            nodes.add(nameless("ReduceSum", List.of("numbers" + i), List.of("sum" + i), whole("keepdims", 0)));
            nodes.add(nameless("Add", List.of(x, "sum" + i), List.of(i == 99 ? "z" : "x" + (i + 1))));
        }
        return model(13, ending("many", nodes.toArray(ProtoWriter[]::new)).message(12, value("z", FLOAT, -1, 2)));
    }

    @Test
    void decisionsOfOneKindAreLeftOutAtOnce(@TempDir Path folder) throws IOException {
        var model = OnnxModel.load("parts.onnx", many());
        for (var x : inputs()) {
            var given = Map.<String, OnnxValue>of("x", new OnnxValue.Dense(x));
            var expected = ((OnnxValue.Dense) model.runNodes(given).get("z")).tensor();
            var z = model.run(Map.of("x", x)).get("z");
            assertThat(z.shape()).isEqualTo(expected.shape());
            assertThat(z.toFloatArray()).isEqualTo(expected.toFloatArray());
        }
        assertThat(nodes(many(), folder))
                .contains("NonZero 'places0'", "NonZero 'places99'")
                .noneMatch(name -> name.startsWith("Cast '"));
    }

    /** The rows of x as a sequence, which is made before a decision and read after it. */
    private static byte[] sequence() {
        return model(
                13,
                ending(
                                "sequence",
                                nameless("SplitToSequence", List.of("x"), List.of("rows")),
                                nameless("NonZero", List.of("x"), List.of("places")),
                                nameless("Cast", List.of("places"), List.of("numbers"), whole("to", FLOAT)),
                                nameless("ReduceSum", List.of("numbers"), List.of("sum"), whole("keepdims", 0)),
                                nameless("SequenceAt", List.of("rows", "first"), List.of("row")),
                                nameless("Add", List.of("row", "sum"), List.of("z")))
                        .message(5, ModelBytes.tensor("first", INT64).number(7, 0))
                        .message(12, value("z", FLOAT, -1, 2)));
    }

    @Test
    void sequencesMayCrossADecision() throws IOException {
        var model = OnnxModel.load("parts.onnx", sequence());
        var x = Tensor.of(1f, 2f).reshape(1, 2);
        for (int i = 0; i < 5; i++) {
            assertThat(model.run(Map.of("x", x)).get("z").toFloatArray()).containsExactly(2, 3);
        }
    }

    @Test
    void onlyTheDecisionsAreRunAsNodes(@TempDir Path folder) throws IOException {
        assertThat(nodes(branch(), folder)).contains("If 'y'").noneMatch(name -> name.startsWith("MatMul '"));
        assertThat(nodes(loop(), folder))
                .contains("Loop 's'", "NonZero 'places'")
                .noneMatch(name -> name.startsWith("MatMul '"));
    }

    /** {@code x w} times ones of the shape of x, which is brought through the ways that exporters write. */
    private static byte[] shapes() {
        var one = ModelBytes.tensor("", INT64, 1).number(7, 1);
        return model(
                13,
                ending(
                                "shapes",
                                nameless("MatMul", List.of("x", "w"), List.of("h")),
                                nameless("Shape", List.of("h"), List.of("sizes")),
                                nameless("Shape", List.of("sizes"), List.of("rank")),
                                nameless("ConstantOfShape", List.of("rank"), List.of("ones"), data("value", one)),
                                nameless("Mul", List.of("sizes", "ones"), List.of("product")),
                                nameless("Expand", List.of("unit", "product"), List.of("units")),
                                nameless("Mul", List.of("h", "units"), List.of("z")))
                        .message(5, floats("unit", new int[] {}, 1))
                        .message(12, value("z", FLOAT, -1, 2)));
    }

    @Test
    void whatIsComputedOfShapesIsNoDecision(@TempDir Path folder) throws IOException {
        assertThat(nodes(shapes(), folder)).containsExactly("linear f32 [1, 2]", "mul f32 [1, 2]");
    }

    /** What runs when a model has seen its inputs a few times. */
    private static List<String> nodes(byte[] bytes, Path folder) throws IOException {
        var model = OnnxModel.load("parts.onnx", bytes);
        var x = Map.of("x", Tensor.of(1f, 2f).reshape(1, 2));
        for (int i = 0; i < 5; i++) {
            model.run(x);
        }
        return nodes(model, x, folder);
    }

    private static List<String> nodes(OnnxModel model, Map<String, Tensor> inputs, Path folder) throws IOException {
        try (var recording = new Recording()) {
            recording.enable("io.lanewise.onnx.Node").withoutThreshold();
            recording.start();
            model.run(inputs);
            recording.stop();
            recording.dump(folder.resolve("run.jfr"));
        }
        return RecordingFile.readAllEvents(folder.resolve("run.jfr")).stream()
                .filter(event -> event.getEventType().getName().equals("io.lanewise.onnx.Node"))
                .map(event -> event.getString("operation"))
                .toList();
    }
}
