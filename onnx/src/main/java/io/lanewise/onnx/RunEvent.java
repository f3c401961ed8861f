package io.lanewise.onnx;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A call of a model. */
@Name("io.lanewise.onnx.Run")
@Label("Model Run")
@Category({"Lanewise", "ONNX"})
@StackTrace(false)
final class RunEvent extends Event {
    @Label("Model")
    String model = "";

    @Label("Inputs")
    @Description("Types and shapes of the inputs")
    String inputs = "";
}
