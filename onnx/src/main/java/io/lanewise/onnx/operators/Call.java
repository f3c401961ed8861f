package io.lanewise.onnx.operators;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.ElementKind;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node with its inputs: what an operator's function is given. */
public final class Call {
    private final OnnxNode node;
    private final int opset;
    private final List<@Nullable OnnxValue> inputs;
    private final Map<String, Body> bodies;
    private final Predicate<String> isConstant;

    /**
     * @param inputs null for an optional one that is not given
     * @param bodies the graphs among the attributes
     * @param isConstant whether a name stands for the same value in every run
     */
    public Call(
            OnnxNode node,
            int opset,
            List<@Nullable OnnxValue> inputs,
            Map<String, Body> bodies,
            Predicate<String> isConstant) {
        this.node = node;
        this.opset = opset;
        this.inputs = inputs;
        this.bodies = bodies;
        this.isConstant = isConstant;
    }

    /** The version of the node's domain that the model means. */
    public int opset() {
        return opset;
    }

    /** How many outputs the node names. */
    public int outputs() {
        return node.outputs().size();
    }

    /** Whether somebody may want this output. */
    public boolean wants(int output) {
        return output < outputs() && !node.outputs().get(output).isEmpty();
    }

    // Inputs

    /** How many inputs the node names, given or not. */
    public int inputs() {
        return inputs.size();
    }

    public boolean has(int input) {
        return input < inputs.size() && inputs.get(input) != null;
    }

    /** The same node with another tensor for an input that is given. */
    Call with(int input, Tensor tensor) {
        var changed = new ArrayList<@Nullable OnnxValue>(inputs);
        changed.set(input, new OnnxValue.Dense(tensor));
        return new Call(node, opset, changed, bodies, isConstant);
    }

    /** Whether an input that is given is the same in every run, so that a graph may depend on its elements. */
    boolean isConstant(int input) {
        return isConstant.test(node.inputs().get(input));
    }

    /** An input of any kind. */
    public OnnxValue value(int input) {
        var value = input < inputs.size() ? inputs.get(input) : null;
        if (value == null) {
            throw new IllegalArgumentException("input " + input + " is missing");
        }
        return value;
    }

    /** The first input. */
    public Tensor x() {
        return tensor(0);
    }

    public Tensor tensor(int input) {
        return dense(value(input), "input " + input);
    }

    public @Nullable Tensor optional(int input) {
        return has(input) ? tensor(input) : null;
    }

    /** All inputs. */
    public List<Tensor> tensors() {
        return IntStream.range(0, inputs.size()).mapToObj(this::tensor).toList();
    }

    /** The tensors of a sequence. */
    public List<Tensor> sequence(int input) {
        var value = value(input);
        if (value instanceof OnnxValue.Maybe(OnnxValue inner) && inner != null) {
            value = inner;
        }
        if (value instanceof OnnxValue.Sequence(var tensors)) {
            return tensors;
        }
        throw new IllegalArgumentException("input " + input + " is no sequence");
    }

    /** A value's tensor. */
    public static Tensor dense(OnnxValue value, String what) {
        return switch (value) {
            case OnnxValue.Dense(var tensor) -> tensor;
            case OnnxValue.Maybe(OnnxValue inner) when inner != null -> dense(inner, what);
            case OnnxValue.Sequence _ -> throw new IllegalArgumentException(what + " is a sequence, expected a tensor");
            case OnnxValue.Maybe _ -> throw new IllegalArgumentException(what + " is an empty optional");
        };
    }

    /** An input's elements as integers, which a decision depends on. */
    public int[] wholes(int input) {
        return ints(tensor(input).toLongArray());
    }

    /** The elements as integers of an input that may be missing. */
    public int @Nullable [] optionalWholes(int input) {
        return has(input) ? wholes(input) : null;
    }

    /** The only element of an input as a number, which a decision depends on, or another number where it is missing. */
    public double number(int input, double otherwise) {
        return has(input) ? tensor(input).item() : otherwise;
    }

    /** Numbers beyond 32 bits stand for no limit, and become the nearest that has 32. */
    private static int[] ints(long[] values) {
        return Arrays.stream(values)
                .mapToInt(value -> (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .toArray();
    }

    // Attributes

    public boolean hasAttribute(String name) {
        return node.attributes().containsKey(name);
    }

    private IllegalArgumentException wrong(String name, String expected, @Nullable Attribute found) {
        return new IllegalArgumentException("attribute '" + name + "' is "
                + (found == null ? "missing" : "a " + found.getClass().getSimpleName()) + ", expected " + expected);
    }

    /** An integer; saturated to 32 bits. */
    public int whole(String name, int otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case Attribute.Whole(long value) -> (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case Attribute other -> throw wrong(name, "an integer", other);
        };
    }

    /** An integer that is 0 or 1. */
    public boolean flag(String name, boolean otherwise) {
        return whole(name, otherwise ? 1 : 0) != 0;
    }

    public double number(String name, double otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case Attribute.Number(double value) -> value;
            case Attribute.Whole(long value) -> value;
            case Attribute other -> throw wrong(name, "a number", other);
        };
    }

    public String text(String name, String otherwise) {
        return switch (node.attributes().get(name)) {
            case null -> otherwise;
            case Attribute.Text(String value) -> value;
            case Attribute other -> throw wrong(name, "text", other);
        };
    }

    public int @Nullable [] wholes(String name) {
        return switch (node.attributes().get(name)) {
            case null -> null;
            case Attribute.Wholes(long[] values) -> ints(values);
            case Attribute other -> throw wrong(name, "integers", other);
        };
    }

    /** One or several integers of 64 bits. */
    public long @Nullable [] longs(String name) {
        return switch (node.attributes().get(name)) {
            case null -> null;
            case Attribute.Whole(long value) -> new long[] {value};
            case Attribute.Wholes(long[] values) -> values;
            case Attribute other -> throw wrong(name, "integers", other);
        };
    }

    public int[] wholes(String name, int[] otherwise) {
        int[] values = wholes(name);
        return values == null ? otherwise : values;
    }

    public double @Nullable [] numbers(String name) {
        return switch (node.attributes().get(name)) {
            case null -> null;
            case Attribute.Numbers(double[] values) -> values;
            case Attribute.Wholes(long[] values) ->
                Arrays.stream(values).asDoubleStream().toArray();
            case Attribute other -> throw wrong(name, "numbers", other);
        };
    }

    public List<String> texts(String name) {
        return switch (node.attributes().get(name)) {
            case null -> List.of();
            case Attribute.Texts(var values) -> values;
            case Attribute other -> throw wrong(name, "texts", other);
        };
    }

    public @Nullable Tensor data(String name) {
        return switch (node.attributes().get(name)) {
            case null -> null;
            case Attribute.Data(var value) -> value.require("attribute '" + name + "'");
            case Attribute other -> throw wrong(name, "a tensor", other);
        };
    }

    /** A tensor that is made anew, which a capture takes for a constant; others it takes for weights, and reads anew. */
    public static Tensor made(Tensor tensor) {
        var array = Tracing.unobserved(tensor::toArray);
        return Tensor.wrap(array, tensor.dtype(), tensor.shape());
    }

    /** The element type of a number in an attribute, and what holds it. */
    public DType dtype(String name, ElementKind otherwise) {
        return kind(name, otherwise).require("attribute '" + name + "'");
    }

    public ElementKind kind(String name, ElementKind otherwise) {
        return hasAttribute(name) ? ElementKind.of(whole(name, 0)) : otherwise;
    }

    /** A graph. */
    public Body body(String name) {
        var body = bodies.get(name);
        if (body == null) {
            throw wrong(name, "a graph", node.attributes().get(name));
        }
        return body;
    }

    /** Axes by an attribute, or, since later opsets, by an input; null where neither is there. */
    public int @Nullable [] axes(int input) {
        int[] axes = wholes("axes");
        return axes == null ? optionalWholes(input) : axes;
    }
}
