package io.lanewise.graph;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link Graph} value by value. Shapes and types of results are inferred.
 *
 * <pre>{@code
 * var builder = new GraphBuilder();
 * var x = builder.input(Shape.of(64, 784), DType.F32);
 * var h = builder.apply(new Op.Linear(), x, builder.parameter(weight));
 * var y = builder.apply(new Op.Map(Catalog.RELU), h);
 * var program = Program.of(builder.build(y));
 * }</pre>
 */
public final class GraphBuilder {
    private final List<Value.Input> inputs = new ArrayList<>();
    private final List<Value.Node> nodes = new ArrayList<>();

    /** What a value's tensor will be like, on storage without elements. */
    private final Map<Value, Tensor> likes = new HashMap<>();

    public GraphBuilder() {}

    /** The next argument: a dense tensor of this shape and type. */
    public Value input(Shape shape, DType dtype) {
        var input = new Value.Input(inputs.size(), shape, dtype);
        inputs.add(input);
        likes.put(input, Nowhere.tensor(shape, dtype));
        return input;
    }

    /** A tensor that each run reads anew. */
    public Value parameter(Tensor tensor) {
        return new Value.Parameter(tensor);
    }

    /** A tensor that never changes; it must not be changed from now on. */
    public Value constant(Tensor tensor) {
        return new Value.Constant(tensor);
    }

    /**
     * The result of an operation.
     *
     * @throws io.lanewise.tensor.ShapeException when the shapes do not fit the operation
     * @throws IllegalArgumentException when an input is not a value of this builder
     */
    public Value apply(Op op, Value... operands) {
        return apply(op, List.of(operands));
    }

    /** The result of an operation. */
    public Value apply(Op op, List<Value> operands) {
        var in = operands.stream().map(value -> like(op, value)).toList();
        Tensor like;
        if (op instanceof Op.View) {
            try (var _ = GradMode.noGrad()) {
                like = Engine.run(op, in);
            }
        } else {
            var result = Inference.of(op, in);
            like = Nowhere.tensor(result.shape(), result.dtype());
        }
        return add(op, operands, like);
    }

    /** The same values under another shape: a view where the value lies so in memory, else of a copy. */
    public Value reshape(Value value, Shape shape) {
        var like = like(new Op.Reshape(shape), value);
        var source = like.isContiguous() ? value : apply(new Op.Copy(), value);
        return apply(new Op.Reshape(shape), source);
    }

    private Tensor like(Op op, Value value) {
        return switch (value) {
            case Value.Parameter(var tensor) -> tensor;
            case Value.Constant(var tensor) -> tensor;
            default -> {
                var like = likes.get(value);
                if (like == null) {
                    throw new IllegalArgumentException(op.name() + ": a value " + value.dtype() + " " + value.shape()
                            + " is not one of this builder's");
                }
                yield like;
            }
        };
    }

    /** A node whose result is known to be like a tensor. */
    Value.Node add(Op op, List<Value> operands, Tensor like) {
        var node = new Value.Node(op, operands, like.shape(), like.dtype());
        nodes.add(node);
        likes.put(node, like);
        return node;
    }

    /** The graph of all that the outputs need. */
    public Graph build(Value... outputs) {
        return build(List.of(outputs));
    }

    /** The graph of all that the outputs need. */
    public Graph build(List<Value> outputs) {
        return new Graph(inputs, nodes, outputs);
    }
}
