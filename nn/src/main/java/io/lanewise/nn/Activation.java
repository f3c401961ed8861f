package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function without parameters as a module. Any method of {@link Tensor} will do: {@code new Activation("Mish",
 * Tensor::mish)}; those used most have classes of their own.
 */
public class Activation extends Module {
    private final String name;
    private final UnaryOperator<Tensor> function;

    /** @param name what {@link #toString} prints: {@code LeakyReLU(slope=0.01)}; parentheses are added where missing */
    public Activation(String name, UnaryOperator<Tensor> function) {
        this.name = name.endsWith(")") ? name : name + "()";
        this.function = function;
    }

    @Override
    public final Tensor forward(Tensor input) {
        return function.apply(input);
    }

    @Override
    public final String toString() {
        return name;
    }
}
