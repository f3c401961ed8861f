package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Functions by domain and name, each for a range of the domain's versions. */
final class Table {
    /** The newest version of ONNX's own domain whose changes the functions know. */
    static final int NEWEST = 23;

    private record Entry(int first, int last, Operator operator) {}

    private final Map<String, List<Entry>> entries = new HashMap<>();

    private static String key(String domain, String name) {
        return domain + "." + name;
    }

    /** An operator of ONNX's own domain with one output. */
    void one(String name, Function<Call, Tensor> function) {
        one("", name, function);
    }

    /** An operator with one output. */
    void one(String domain, String name, Function<Call, Tensor> function) {
        values(domain, name, call -> List.of(new OnnxValue.Dense(function.apply(call))));
    }

    /** An operator of ONNX's own domain with several outputs. */
    void many(String name, Function<Call, List<Tensor>> function) {
        many("", name, function);
    }

    /** An operator with several outputs. */
    void many(String domain, String name, Function<Call, List<Tensor>> function) {
        values(domain, name, call -> dense(function.apply(call)));
    }

    static List<OnnxValue> dense(List<Tensor> tensors) {
        return tensors.stream().<OnnxValue>map(OnnxValue.Dense::new).toList();
    }

    /** An operator of ONNX's own domain on values that need not be tensors. */
    void values(String name, Operator operator) {
        values("", name, operator);
    }

    /** An operator on values that need not be tensors. */
    void values(String domain, String name, Operator operator) {
        values(domain, name, 1, Integer.MAX_VALUE, operator);
    }

    /** An operator that is there, or means this, from a version to another. */
    void values(String domain, String name, int first, int last, Operator operator) {
        entries.computeIfAbsent(key(domain, name), _ -> new ArrayList<>()).add(new Entry(first, last, operator));
    }

    @Nullable
    Operator find(String domain, String name, int version) {
        for (var entry : entries.getOrDefault(key(domain, name), List.of())) {
            if (version >= entry.first() && version <= entry.last()) {
                return entry.operator();
            }
        }
        return null;
    }
}
