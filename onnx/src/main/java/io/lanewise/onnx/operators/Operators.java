package io.lanewise.onnx.operators;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All operators, by topic. A topic says what a name means in a switch, whose branches cost nothing before they are taken:
 * a model starts with the operators that it has.
 */
public final class Operators {
    /** The newest version of ONNX's own domain whose changes are known. */
    public static final int NEWEST = 23;

    private static final String MICROSOFT = "com.microsoft";

    private static final List<Function<String, @Nullable Operator>> STANDARD = List.of(
            Elementwise::find,
            Arithmetic::find,
            Casting::find,
            Reductions::find,
            Movement::find,
            Patches::find,
            Indexing::find,
            Generation::find,
            Matrices::find,
            Convolutions::find,
            Pooling::find,
            Normalizations::find,
            Losses::find,
            Resizing::find,
            Grids::find,
            Signals::find,
            Randomness::find,
            Detection::find,
            Sequences::find,
            Quantized::find,
            Recurrent::find,
            StandardAttention::find,
            Microsoft::findStandard);

    private static final List<Function<String, @Nullable Operator>> OF_MICROSOFT =
            List.of(Microsoft::find, Attention::find, Quantized::findMicrosoft, Recurrent::findMicrosoft);

    private Operators() {}

    /**
     * What an operator of a domain (empty for ONNX's own) means in a version of the domain, or null where it is not
     * supported.
     */
    public static @Nullable Operator find(String domain, String name, int version) {
        return switch (domain) {
            case "" -> {
                var operator = ControlFlow.find(name, version);
                yield operator != null ? operator : find(STANDARD, name);
            }
            case MICROSOFT -> find(OF_MICROSOFT, name);
            default -> null;
        };
    }

    private static @Nullable Operator find(List<Function<String, @Nullable Operator>> topics, String name) {
        for (var topic : topics) {
            var operator = topic.apply(name);
            if (operator != null) {
                return operator;
            }
        }
        return null;
    }
}
