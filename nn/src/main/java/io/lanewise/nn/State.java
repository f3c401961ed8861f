package io.lanewise.nn;

import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies one set of named tensors into another after a check of all names and shapes. */
public final class State {
    private State() {}

    /**
     * Copies {@code source}'s values into {@code target}'s tensors of the same names, converting their element types.
     *
     * @param what names the owner in the message
     * @param strict whether missing and unexpected names are errors; a shape that differs always is
     * @throws StateException when they do not fit; then nothing was copied
     */
    public static void load(String what, Map<String, Tensor> target, Map<String, Tensor> source, boolean strict) {
        var problems = new ArrayList<String>();
        if (strict) {
            list(problems, "missing", minus(target, source));
            list(problems, "unexpected", minus(source, target));
        }
        target.forEach((name, tensor) -> {
            var given = source.get(name);
            if (given != null && !given.shape().equals(tensor.shape())) {
                problems.add("'" + name + "' has shape " + given.shape() + ", expected " + tensor.shape());
            }
        });
        if (!problems.isEmpty()) {
            throw new StateException(what + ": the state does not fit: " + String.join("; ", problems));
        }
        try (var _ = GradMode.noGrad()) {
            target.forEach((name, tensor) -> {
                var given = source.get(name);
                if (given != null) {
                    tensor.copy_(given);
                }
            });
        }
    }

    private static List<String> minus(Map<String, Tensor> names, Map<String, Tensor> without) {
        return names.keySet().stream()
                .filter(name -> !without.containsKey(name))
                .toList();
    }

    private static void list(List<String> problems, String kind, List<String> names) {
        if (!names.isEmpty()) {
            problems.add(kind + " '" + String.join("', '", names) + "'");
        }
    }
}
