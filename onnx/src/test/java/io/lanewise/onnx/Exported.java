package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.ModelWriter;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An exported model beside the function that it was made of. */
final class Exported {
    private static final double CLOSE = 1e-5;

    private final byte[] model;

    private Exported(byte[] model) {
        this.model = model;
    }

    static Exported of(byte[] model) {
        return new Exported(model);
    }

    static Exported of(OnnxExport export, Tensor... examples) {
        return new Exported(ModelWriter.message(export.file(examples)).toBytes());
    }

    static Tensor uniform(Generator random, int... sizes) {
        return random.uniform(Shape.of(sizes), -1, 1, DType.F32);
    }

    Set<String> initializers() throws IOException {
        return ModelReader.read(Path.of("exported"), model)
                .graph()
                .initializers()
                .keySet();
    }

    void agreesWith(UnaryOperator<Tensor> function, Tensor input) throws Exception {
        agreesWith(inputs -> List.of(function.apply(inputs.getFirst())), List.of(input));
    }

    /** What ONNX Runtime and this library make of the model is what the function gives. */
    void agreesWith(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) throws Exception {
        var loaded = OnnxModel.load("exported", model);
        var named = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < inputs.size(); i++) {
            named.put(loaded.summary().inputs().get(i).name(), inputs.get(i));
        }
        List<Tensor> expected;
        try (var _ = GradMode.noGrad()) {
            expected = function.apply(inputs);
        }
        var here = List.copyOf(loaded.run(named).values());
        try (var session = Reference.session(model, 1)) {
            var there = List.copyOf(Reference.outputs(session, named).values());
            for (int i = 0; i < expected.size(); i++) {
                assertClose(expected.get(i), here.get(i), "here");
                assertClose(expected.get(i), there.get(i), "in ONNX Runtime");
            }
        }
    }

    private static void assertClose(Tensor wanted, Tensor given, String where) {
        assertThat(given.shape()).as(where).isEqualTo(wanted.shape());
        var expected = wanted.toDoubleArray();
        var actual = given.toDoubleArray();
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            boolean same = Double.compare(expected[i], actual[i]) == 0 || expected[i] == actual[i];
            assertThat(same || difference <= CLOSE * Math.max(1, Math.abs(expected[i])))
                    .as("%s, element %d: %s, expected %s", where, i, actual[i], expected[i])
                    .isTrue();
        }
    }
}
