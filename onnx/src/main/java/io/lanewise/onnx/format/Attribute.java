package io.lanewise.onnx.format;

import java.util.List;

/** The value of a node's attribute. */
public sealed interface Attribute {
    record Number(double value) implements Attribute {}

    record Whole(long value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Data(TensorData value) implements Attribute {}

    record Subgraph(OnnxGraph value) implements Attribute {}

    record Numbers(double[] values) implements Attribute {}

    record Wholes(long[] values) implements Attribute {}

    record Texts(List<String> values) implements Attribute {}

    /** The attribute of this name of the node that calls the function. */
    record Reference(String name) implements Attribute {}

    /** A kind of value that no supported operator takes: sparse tensors, types, lists of tensors or graphs. */
    record Other(String kind) implements Attribute {}
}
