package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.onnx.format.ModelWriter;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.LinkedHashMap;
import java.util.List;
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
            var there = Reference.run(session, named);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(here.get(i).shape()).isEqualTo(expected.get(i).shape());
                assertClose(expected.get(i).toDoubleArray(), here.get(i).toDoubleArray(), "here");
                assertClose(expected.get(i).toDoubleArray(), there.get(i), "in ONNX Runtime");
            }
        }
    }

    private static void assertClose(double[] expected, double[] actual, String where) {
        assertThat(actual).as(where).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            assertThat(difference <= CLOSE * Math.max(1, Math.abs(expected[i])) || expected[i] == actual[i])
                    .as("%s, element %d: %s, expected %s", where, i, actual[i], expected[i])
                    .isTrue();
        }
    }
}
