package io.lanewise.nn;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Gradients;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A function of a tensor with parameters that can be trained. Parameters, buffers (state that is saved but not trained)
 * and the modules that it consists of are final fields, registered by name as they are made:
 *
 * <pre>{@code
 * final class Perceptron extends Module {
 *   private final Linear hidden;
 *   private final Linear output;
 *
 *   Perceptron(Generator generator) {
 *     hidden = module("hidden", new Linear(784, 128, generator));
 *     output = module("output", new Linear(128, 10, generator));
 *   }
 *
 *   public Tensor forward(Tensor x) {
 *     return output.forward(hidden.forward(x).relu());
 *   }
 * }
 * }</pre>
 *
 * <p>Names are joined by dots, as in PyTorch: {@code hidden.weight}. Not safe for training on several threads at once.
 */
public abstract class Module implements Stateful {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    /** The module's function; implementations state the shapes. */
    public abstract Tensor forward(Tensor input);

    // Registering

    /** Registers a tensor that training changes, and makes it require a gradient. */
    protected final Tensor parameter(String name, Tensor value) {
        checkName(name);
        parameters.put(name, value.requiresGrad_(true));
        return value;
    }

    /** Registers a tensor that belongs to the state but has no gradient. */
    protected final Tensor buffer(String name, Tensor value) {
        checkName(name);
        buffers.put(name, value);
        return value;
    }

    /** Registers a module that this one consists of. */
    protected final <M extends Module> M module(String name, M child) {
        checkName(name);
        children.put(name, child);
        return child;
    }

    private void checkName(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": '" + name + "' is no name: it must not be empty nor have a dot");
        }
        if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": there is a '" + name + "' already");
        }
    }

    // What it consists of

    /** The modules that this one consists of, by name. */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /** All parameters by their full names; one that is shared is there once, under its first name. */
    public final Map<String, Tensor> namedParameters() {
        var found = new LinkedHashMap<String, Tensor>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        visit(
                "",
                (prefix, module) -> module.parameters.forEach((name, tensor) -> {
                    if (seen.add(tensor)) {
                        found.put(prefix + name, tensor);
                    }
                }));
        return found;
    }

    /** All parameters, for an optimizer. */
    public final List<Tensor> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** All buffers by their full names. */
    public final Map<String, Tensor> namedBuffers() {
        var found = new LinkedHashMap<String, Tensor>();
        visit("", (prefix, module) -> module.buffers.forEach((name, tensor) -> found.put(prefix + name, tensor)));
        return found;
    }

    /** The number of elements of all parameters. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Tensor::elements).sum();
    }

    private void visit(String prefix, BiConsumer<String, Module> visitor) {
        visitor.accept(prefix, this);
        children.forEach((name, child) -> child.visit(prefix + name + ".", visitor));
    }

    // State

    /** Parameters and buffers by their full names. The tensors share memory with the module's. */
    @Override
    public final Map<String, Tensor> stateDict() {
        var state = new LinkedHashMap<String, Tensor>();
        visit("", (prefix, module) -> {
            module.parameters.forEach((name, tensor) -> state.put(prefix + name, tensor.detach()));
            module.buffers.forEach((name, tensor) -> state.put(prefix + name, tensor.detach()));
        });
        return state;
    }

    @Override
    public final void loadStateDict(Map<String, Tensor> state) {
        loadStateDict(state, true);
    }

    /**
     * Copies a state into the parameters and buffers.
     *
     * @param strict whether missing and unexpected names are errors
     * @throws StateException when it does not fit; then nothing was changed
     */
    public final void loadStateDict(Map<String, Tensor> state, boolean strict) {
        State.load(getClass().getSimpleName(), stateDict(), state, strict);
    }

    // Modes

    /** Whether modules that differ between training and use, such as {@link Dropout}, are to behave as in training. */
    public final boolean isTraining() {
        return training;
    }

    /** Sets this module and all it consists of to training. */
    public final Module train() {
        return train(true);
    }

    /** Sets this module and all it consists of to use. */
    public final Module eval() {
        return train(false);
    }

    public final Module train(boolean mode) {
        visit("", (_, module) -> module.training = mode);
        return this;
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        parameters().forEach(Gradients::clear);
    }

    /**
     * Converts parameters and buffers of float types to another float type, in place, so that optimizers and modules
     * that share a parameter go on sharing it. Gradients are forgotten.
     */
    public final Module to(DType dtype) {
        if (!dtype.isFloat()) {
            throw new IllegalArgumentException("to: modules compute in float types, not in " + dtype);
        }
        var tensors = new ArrayList<>(parameters());
        tensors.addAll(namedBuffers().values());
        try (var _ = Scope.suspend();
                var _ = GradMode.noGrad()) {
            for (var tensor : tensors) {
                if (tensor.dtype().isFloat() && tensor.dtype() != dtype) {
                    tensor.setData(tensor.to(dtype));
                }
            }
        }
        return this;
    }

    // Printing

    /** What stands between the parentheses of {@link #toString}: {@code inFeatures=784, outFeatures=128}. */
    protected String describe() {
        return "";
    }

    /** The module and what it consists of, as PyTorch prints it. */
    @Override
    public String toString() {
        var name = getClass().getSimpleName();
        if (children.isEmpty()) {
            return name + "(" + describe() + ")";
        }
        var text = new StringBuilder(name).append("(\n");
        children.forEach((childName, child) -> text.append("  (")
                .append(childName)
                .append("): ")
                .append(child.toString().replace("\n", "\n  "))
                .append("\n"));
        return text.append(")").toString();
    }
}
