package io.lanewise.graph;

import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was computed of constants, for as long as some graph holds it: graphs of one model for other shapes share their
 * transposed weights.
 */
final class Derived {
    private final Map<Key, WeakReference<Tensor>> kept = new HashMap<>();

    private record Source(Storage storage, int version, Capture.Place place) {}

    private record Key(Op op, List<Object> sources) {}

    /** Single numbers are made anew by each capture and known by what they are, weights by where they lie. */
    private static Object source(Tensor tensor) {
        return tensor.elements() == 1
                ? Sharing.number(tensor)
                : new Source(tensor.storage(), tensor.storage().version(), Capture.Place.of(tensor));
    }

    /** The result of an operation on constants. */
    synchronized Tensor of(Op op, List<Value> inputs) {
        var tensors =
                inputs.stream().map(input -> ((Value.Constant) input).tensor()).toList();
        var key = new Key(op, tensors.stream().map(Derived::source).toList());
        var known = kept.get(key);
        var result = known == null ? null : known.get();
        if (result == null) {
            kept.values().removeIf(reference -> reference.get() == null);
            result = compute(op, tensors);
            kept.put(key, new WeakReference<>(result));
        }
        return result;
    }

    private static Tensor compute(Op op, List<Tensor> inputs) {
        return Tracing.unobserved(() -> {
            try (var _ = Scope.suspend();
                    var _ = GradMode.noGrad()) {
                return Engine.run(op, inputs);
            }
        });
    }
}
