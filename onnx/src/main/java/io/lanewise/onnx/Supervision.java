package io.lanewise.onnx;

import io.lanewise.graph.Value;
import io.lanewise.onnx.operators.OnnxValue;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sees each step of one run before it begins: stops the run in time, and tells Java's flight recorder of the steps. */
final class Supervision implements Watch, Consumer<Value.Node> {
    private final boolean limited;
    private final boolean recording;
    private final long end;
    private final long start = System.nanoTime();
    private @Nullable NodeEvent event;

    Supervision(RunOptions options) {
        var timeout = options.timeout();
        this.limited = timeout != null;
        this.end = timeout == null ? 0 : start + timeout.toNanos();
        this.recording = Recorder.seesNodes();
    }

    private void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException("onnx: the run was interrupted");
        }
        if (limited && System.nanoTime() - end >= 0) {
            throw new StoppedException("onnx: the run was stopped after %.3f s, its timeout being %.3f s"
                    .formatted((System.nanoTime() - start) / 1e9, (end - start) / 1e9));
        }
    }

    /** An operation of a captured graph is about to begin, and the one before has ended. */
    @Override
    public void accept(Value.Node node) {
        check();
        if (recording) {
            finish();
            event = begun(node.toString());
        }
    }

    /** The last operation of a captured graph has ended. */
    void finish() {
        if (event != null) {
            event.commit();
            event = null;
        }
    }

    private static NodeEvent begun(String operation) {
        var event = new NodeEvent();
        event.operation = operation;
        event.begin();
        return event;
    }

    @Override
    public List<OnnxValue> around(Prepared.Step step, Supplier<List<OnnxValue>> run) {
        check();
        if (!recording) {
            return run.get();
        }
        var node = begun(step.node().title());
        var results = run.get();
        node.commit();
        return results;
    }
}
