package io.lanewise.expr;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A kernel's name, which is its specification:
 *
 * <pre>
 * name     = type "_" function "_" layout
 * type     = "f32" | "f64" | "i32" | "i64" | "i8" | "u8" | "bool"        {@link ElementType}
 * function = letter { letter | digit | "_" }                             of the catalog, or a derivative
 * layout   = "dense" | "left" | "right" | "strided"                      {@link MapLayout}
 *          | "rows" | "columns"                                          {@link ReduceLayout}
 *          | "row" | "step"                                              row kernels, optimizer steps
 * </pre>
 *
 * The type is that of the operands: {@code f32_gelu_dense}, {@code f32_add_right}, {@code i64_less_strided}.
 */
public record KernelName(ElementType type, String function, String layout) {
    private static final Pattern GRAMMAR = Pattern.compile(
            "(f32|f64|i32|i64|i8|u8|bool)_([a-z][a-z0-9_]*)_(dense|left|right|strided|rows|columns|row|step)");

    public KernelName {
        if (!GRAMMAR.matcher(join(type, function, layout)).matches()) {
            throw new IllegalArgumentException("not a kernel's name: " + join(type, function, layout));
        }
    }

    public KernelName(ElementType type, String function, MapLayout layout) {
        this(type, function, layout.name().toLowerCase(Locale.ROOT));
    }

    public KernelName(ElementType type, String function, ReduceLayout layout) {
        this(type, function, layout.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The parts of a name.
     *
     * @throws IllegalArgumentException when the text is not a kernel's name
     */
    public static KernelName parse(String text) {
        var match = GRAMMAR.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("not a kernel's name: " + text);
        }
        return new KernelName(
                ElementType.valueOf(match.group(1).toUpperCase(Locale.ROOT)), match.group(2), match.group(3));
    }

    /** The text of a name that is about to be looked up: unlike the constructor, this checks nothing and is fast. */
    public static String text(ElementType type, String function, String layout) {
        return join(type, function, layout);
    }

    private static String join(ElementType type, String function, String layout) {
        return type.lower() + "_" + function + "_" + layout;
    }

    @Override
    public String toString() {
        return join(type, function, layout);
    }
}
