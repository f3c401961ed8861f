package io.lanewise.onnx;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A step of a model's run: an operation of its captured graph, or a node. Off unless a recording asks for it. */
@Name("io.lanewise.onnx.Node")
@Label("Model Node")
@Category({"Lanewise", "ONNX"})
@StackTrace(false)
@Enabled(false)
final class NodeEvent extends Event {
    @Label("Operation")
    String operation = "";
}
