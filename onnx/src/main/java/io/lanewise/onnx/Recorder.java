package io.lanewise.onnx;

import io.lanewise.onnx.operators.OnnxValue;
import java.util.Collection;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Tells Java's flight recorder of runs and their steps. Before the first recording no event's class is loaded, which
 * would cost a program's first run a tenth of a second.
 */
final class Recorder {
    private Recorder() {}

    /** The event of a run that begins now, or null where nothing is recorded. */
    static @Nullable RunEvent run() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        var event = new RunEvent();
        event.begin();
        return event;
    }

    /** The run of this event has ended. */
    static void finish(@Nullable RunEvent event, String model, Collection<OnnxValue> inputs) {
        if (event != null && event.shouldCommit()) {
            event.model = model;
            event.inputs = Prepared.describe(inputs);
            event.commit();
        }
    }

    /** Whether steps are recorded. */
    static boolean seesNodes() {
        return FlightRecorder.isInitialized() && new NodeEvent().isEnabled();
    }
}
