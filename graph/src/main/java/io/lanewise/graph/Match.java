package io.lanewise.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** The values in the holes of a {@link Pattern} that fits. */
final class Match {
    private final Map<String, Value> held = new HashMap<>();

    /** Holds a value under a name while the rest is tried, and from then on if it fits. */
    boolean bind(String name, Value value, BooleanSupplier rest) {
        var before = held.get(name);
        if (before != null) {
            return before.equals(value) && rest.getAsBoolean();
        }
        held.put(name, value);
        if (rest.getAsBoolean()) {
            return true;
        }
        held.remove(name);
        return false;
    }

    Value value(String name) {
        return Objects.requireNonNull(held.get(name), name);
    }

    boolean has(String name) {
        return held.containsKey(name);
    }

    double number(String name) {
        return Pattern.numberOf(value(name)).orElseThrow();
    }
}
