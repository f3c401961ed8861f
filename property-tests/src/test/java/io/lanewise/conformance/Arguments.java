package io.lanewise.conformance;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A case's arguments by the names of PyTorch's signature, which is written as in Python: {@code "input, dim=None,
 * keepdim=False"}. A parameter {@code *name} takes all positional arguments that are left, as a list.
 */
final class Arguments {
    private final Map<String, @Nullable Object> values;

    private Arguments(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException when the case has an argument that the signature has not */
    static Arguments bind(String signature, Case call) {
        var positional = new ArrayList<@Nullable Object>();
        positional.add(call.input());
        positional.addAll(call.args());
        var values = new LinkedHashMap<String, @Nullable Object>();
        int at = 0;
        for (var parameter : signature.split(",\\s*")) {
            var parts = parameter.split("=", 2);
            var name = parts[0];
            if (name.startsWith("*")) {
                values.put(name.substring(1), List.copyOf(positional.subList(at, positional.size())));
                at = positional.size();
            } else if (call.kwargs().containsKey(name)) {
                values.put(name, call.kwargs().get(name));
            } else if (at < positional.size()) {
                values.put(name, positional.get(at++));
            } else if (parts.length == 2) {
                values.put(name, literal(parts[1]));
            }
        }
        if (at < positional.size() || !values.keySet().containsAll(named(call))) {
            throw new IllegalArgumentException("the arguments do not fit (" + signature + ")");
        }
        return new Arguments(values);
    }

    /** The arguments given by name, without those that say nothing on a machine without accelerators. */
    private static Set<String> named(Case call) {
        var names = new HashSet<>(call.kwargs().keySet());
        names.removeAll(Set.of("device", "requires_grad"));
        return names;
    }

    private static @Nullable Object literal(String text) {
        return switch (text) {
            case "None" -> null;
            case "True" -> true;
            case "False" -> false;
            case "[]" -> List.of();
            default -> text.startsWith("'") ? text.substring(1, text.length() - 1) : numeral(text);
        };
    }

    private static Object numeral(String text) {
        return text.contains(".") || text.contains("e") ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
    }

    @Nullable
    Object get(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("the case gives no " + name);
        }
        return values.get(name);
    }

    private Object require(String name) {
        return Objects.requireNonNull(get(name), name);
    }

    /** Whether the signature has such a parameter. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean isNone(String name) {
        return get(name) == null;
    }

    boolean isTensor(String name) {
        return get(name) instanceof Tensor;
    }

    boolean isList(String name) {
        return get(name) instanceof List;
    }

    boolean isString(String name) {
        return get(name) instanceof String;
    }

    boolean isBool(String name) {
        return get(name) instanceof Boolean;
    }

    Tensor tensor(String name) {
        return (Tensor) require(name);
    }

    @Nullable
    Tensor tensorOrNull(String name) {
        return (Tensor) get(name);
    }

    List<Tensor> tensors(String name) {
        return list(name).stream().map(Tensor.class::cast).toList();
    }

    List<?> list(String name) {
        return (List<?>) require(name);
    }

    boolean bool(String name) {
        return (Boolean) require(name);
    }

    String string(String name) {
        return (String) require(name);
    }

    /** An integer, or a tensor of one. */
    int integer(String name) {
        return integer(require(name));
    }

    long longValue(String name) {
        return ((Number) require(name)).longValue();
    }

    double number(String name) {
        return number(require(name));
    }

    double number(String name, double whenNone) {
        return isNone(name) ? whenNone : number(name);
    }

    /** Integers: a list, or one alone; none for None. */
    int[] ints(String name) {
        return ints(get(name));
    }

    static int[] ints(@Nullable Object value) {
        return switch (value) {
            case null -> new int[0];
            case List<?> list ->
                list.stream().mapToInt(v -> integer(Objects.requireNonNull(v))).toArray();
            case Tensor tensor when tensor.dim() > 0 -> tensor.toIntArray();
            default -> new int[] {integer(value)};
        };
    }

    /** Integers, one alone standing for each of n. */
    int[] ints(String name, int n) {
        var given = ints(name);
        if (given.length == n || given.length != 1) {
            return given;
        }
        var repeated = new int[n];
        Arrays.fill(repeated, given[0]);
        return repeated;
    }

    DType dtype(String name, DType whenNone) {
        return get(name) instanceof DType dtype ? dtype : whenNone;
    }

    private static int integer(Object value) {
        return value instanceof Tensor tensor ? (int) tensor.itemLong() : Math.toIntExact(((Number) value).longValue());
    }

    private static double number(Object value) {
        return switch (value) {
            case Boolean bool -> bool ? 1 : 0;
            case Tensor tensor -> tensor.item();
            default -> ((Number) value).doubleValue();
        };
    }
}
