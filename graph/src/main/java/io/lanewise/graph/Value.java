package io.lanewise.graph;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;

/** What flows in a {@link Graph}: a tensor that is given, known, or computed by an operation. */
public sealed interface Value {
    Shape shape();

    DType dtype();

    /** The index-th argument of each run. */
    record Input(int index, Shape shape, DType dtype) implements Value {}

    /** A tensor that is read anew in each run, so that a change of its elements is seen: a weight. */
    record Parameter(Tensor tensor) implements Value {
        @Override
        public Shape shape() {
            return tensor.shape();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }
    }

    /** A tensor that never changes. */
    record Constant(Tensor tensor) implements Value {
        @Override
        public Shape shape() {
            return tensor.shape();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }
    }

    /** The result of an operation. Two nodes are two values, even if they say the same. */
    final class Node implements Value {
        private final Op op;
        private final List<Value> inputs;
        private final Shape shape;
        private final DType dtype;

        Node(Op op, List<Value> inputs, Shape shape, DType dtype) {
            this.op = op;
            this.inputs = List.copyOf(inputs);
            this.shape = shape;
            this.dtype = dtype;
        }

        public Op op() {
            return op;
        }

        public List<Value> inputs() {
            return inputs;
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public DType dtype() {
            return dtype;
        }

        @Override
        public String toString() {
            return op.name() + " " + dtype + " " + shape;
        }
    }
}
