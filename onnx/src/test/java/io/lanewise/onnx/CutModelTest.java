package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.onnx.format.ElementKind;
import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.ModelWriter;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.format.OnnxGraph;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.onnx.format.ValueInfo;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models of bytes beside ONNX Runtime, piece by piece.
 *
 * <p>Where floats become bytes, a difference in the last bit moves a number that lies in the middle from one byte to the
 * next, some 10,000 times as much, and by that what follows. So results of a whole model tell little: ONNX Runtime's own,
 * with and without optimization, differ from each other by what ours differ from them (in bge-small-en-v1.5 by 0.04 in the
 * mean, of numbers of about 0.4). Cut before each {@code DynamicQuantizeLinear}, so that a piece begins with equal floats
 * in both libraries, models agree to rounding. Products of bytes are exact in ours; ONNX Runtime's, on processors of AVX2
 * without VNNI, are cut at 16 bits where two weights next to each other and their operands are large, as in none of these.
 */
class CutModelTest {
    private static final String CUT = "DynamicQuantizeLinear";

    /**
     * Of a tensor's largest number: between what rounding does, mostly to the scores of attention, whose exponentials make
     * a relative error of an absolute one, and what one byte does; the test looks at both.
     */
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({"all-minilm-l6-v2-q.onnx, 2, 17", "bge-small-en-v1.5-q.onnx, 1, 17", "bge-small-en-v1.5-q.onnx, 1, 64"})
    void thePiecesBetweenQuantizationsAgreeToLessThanAByteChanges(String name, int batch, int length) throws Exception {
        var file = ModelReader.read(Path.of(name), Sentences.model(name));
        var cuts = List.copyOf(cuts(file.graph()));
        assertThat(cuts).isNotEmpty();
        var inputs = new LinkedHashMap<>(Sentences.inputs(batch, length, length));
        Map<String, Tensor> expected;
        try (var session = Reference.asWritten(showing(file, cuts, false))) {
            expected = Reference.outputs(session, inputs);
        }
        var model = OnnxModel.load(name, showing(file, cuts, true));
        cuts.forEach(cut -> inputs.put(given(cut), expected.get(cut).to(DType.F32)));
        var errors = errors(model.run(inputs), expected);
        assertThat(errors).allSatisfy((_, error) -> assertThat(error).isLessThan(TOLERANCE));
        cuts.forEach(
                cut -> inputs.put(given(cut), aByteFurther(expected.get(cut).to(DType.F32))));
        var changes = errors(model.run(inputs), expected);
        changes.remove(cuts.getFirst()); // comes before all bytes
        assertThat(changes).allSatisfy((_, change) -> assertThat(change).isGreaterThan(TOLERANCE));
    }

    private static Map<String, Double> errors(Map<String, Tensor> given, Map<String, Tensor> expected) {
        var errors = new LinkedHashMap<String, Double>();
        given.forEach((name, tensor) -> errors.put(name, error(tensor, expected.get(name))));
        return errors;
    }

    /** Floats of which one is moved by as much as two neighbouring bytes differ. */
    private static Tensor aByteFurther(Tensor x) {
        double step = (x.amax().item() - x.amin().item()) / 255;
        var moved = x.toFloatArray();
        moved[0] += (float) step;
        return Tensor.wrap(moved, DType.F32, x.shape());
    }

    private static double error(Tensor given, Tensor expected) {
        return given.sub(expected).abs().amax().item() / expected.abs().amax().item();
    }

    /** The names of what is quantized. */
    private static Set<String> cuts(OnnxGraph graph) {
        var names = new LinkedHashSet<String>();
        for (var node : graph.nodes()) {
            if (node.operator().equals(CUT)) {
                names.add(node.inputs().getFirst());
            }
        }
        return names;
    }

    private static String given(String cut) {
        return cut + " as given";
    }

    /** The model with some values of it as outputs too, and perhaps as inputs in their own place where they are quantized. */
    private static byte[] showing(OnnxFile file, List<String> cuts, boolean fed) {
        var graph = file.graph();
        var inputs = new ArrayList<>(graph.inputs());
        var outputs = new ArrayList<>(graph.outputs());
        for (var cut : cuts) {
            outputs.add(floats(cut));
            if (fed) {
                inputs.add(floats(given(cut)));
            }
        }
        var nodes = graph.nodes().stream()
                .map(node -> fed && node.operator().equals(CUT) ? fed(node) : node)
                .toList();
        var shown = new OnnxGraph(graph.name(), nodes, graph.initializers(), inputs, outputs);
        return ModelWriter.message(new OnnxFile(
                        file.irVersion(), file.producer(), file.opsets(), shown, file.functions(), file.metadata()))
                .toBytes();
    }

    private static OnnxNode fed(OnnxNode node) {
        return new OnnxNode(
                node.name(),
                node.operator(),
                node.domain(),
                List.of(given(node.inputs().getFirst())),
                node.outputs(),
                node.attributes());
    }

    private static ValueInfo floats(String name) {
        return new ValueInfo(name, ValueInfo.Container.TENSOR, ElementKind.FLOAT, null);
    }
}
