package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Safetensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;

/** A case of {@code reference.safetensors}, which {@code reference.py} beside it computed with PyTorch, in f64. */
final class Reference {
    private static final Offset<Double> CLOSE = Offset.offset(1e-11);
    private static final Map<String, Tensor> ALL = read();

    private final String name;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();

    Reference(String name) {
        this.name = name;
    }

    private static Map<String, Tensor> read() {
        try {
            var file = Objects.requireNonNull(Reference.class.getResource("reference.safetensors"));
            return Safetensors.read(Path.of(file.toURI())).tensors();
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError("reference.safetensors cannot be read", e);
        }
    }

    /** What is called {@code <case>/<kind>/...}, by the rest of its name. */
    private Map<String, Tensor> named(String kind) {
        var found = new LinkedHashMap<String, Tensor>();
        String prefix = name + "/" + kind + "/";
        ALL.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** The module with PyTorch's parameters, in f64. */
    <M extends Module> M load(M module) {
        module.to(DType.F64);
        module.loadStateDict(named("state"));
        return module;
    }

    /** An input, whose gradient is wanted if it has one. */
    Tensor input(String input) {
        return inputs.computeIfAbsent(input, key -> {
            var value =
                    Objects.requireNonNull(ALL.get(name + "/in/" + key), key).copy();
            return value.dtype().isFloat() ? value.requiresGrad_(true) : value;
        });
    }

    /** Holds outputs against PyTorch's, then their gradients by all parameters and inputs, and the buffers. */
    void check(Module module, Tensor... outputs) {
        assertThat(named("out")).hasSize(outputs.length);
        var loss = Tensor.scalar(0, DType.F64);
        for (int i = 0; i < outputs.length; i++) {
            same("output " + i, outputs[i], ALL.get(name + "/out/" + i));
            var seed = Tensor.arange(outputs[i].elements()).to(DType.F64).cos().reshape(outputs[i].shape());
            loss = loss.add(outputs[i].mul(seed).sum());
        }
        loss.backward();
        var gradients = named("grad");
        assertThat(module.namedParameters().keySet()).containsExactlyElementsOf(gradients.keySet());
        module.namedParameters().forEach((key, parameter) -> same(key, parameter.grad(), gradients.get(key)));
        var buffers = named("after");
        assertThat(module.namedBuffers().keySet()).containsExactlyElementsOf(buffers.keySet());
        module.namedBuffers().forEach((key, buffer) -> same(key, buffer, buffers.get(key)));
        var inputGradients = named("in_grad");
        assertThat(inputs.keySet()).containsAll(inputGradients.keySet());
        inputGradients.forEach((key, gradient) -> same(key, input(key).grad(), gradient));
    }

    private void same(String what, Tensor actual, Tensor expected) {
        assertThat(actual).as(name + ": " + what).isNotNull();
        assertThat(actual.shape()).as(name + ": " + what).isEqualTo(expected.shape());
        assertThat(actual.toDoubleArray()).as(name + ": " + what).containsExactly(expected.toDoubleArray(), CLOSE);
    }
}
