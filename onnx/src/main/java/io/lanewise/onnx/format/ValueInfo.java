package io.lanewise.onnx.format;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The name and type of a graph's input or output.
 *
 * @param container what it is: a tensor, a sequence, an optional, or another type
 * @param kind the element type, {@link ElementKind#UNDEFINED} where it is not said
 * @param dims the sizes, a number or a name each; null where they are not said
 */
public record ValueInfo(
        String name,
        Container container,
        ElementKind kind,
        @Nullable List<String> dims) {
    /** Stands for a size that is not said. */
    public static final String ANY_SIZE = "?";

    public enum Container {
        TENSOR,
        SEQUENCE,
        OPTIONAL,
        OTHER
    }

    public ValueInfo {
        dims = dims == null ? null : List.copyOf(dims);
    }

    /** Type and shape, for people: {@code FLOAT [batch, 384]}. */
    public String describe() {
        var shape = dims == null ? "[...]" : dims.stream().collect(Collectors.joining(", ", "[", "]"));
        return (container == Container.TENSOR ? "" : container + " of ") + kind + " " + shape;
    }
}
