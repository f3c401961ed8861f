package io.lanewise.onnx;

import static io.lanewise.onnx.ModelBytes.FLOAT;
import static io.lanewise.onnx.ModelBytes.model;
import static io.lanewise.onnx.ModelBytes.node;
import static io.lanewise.onnx.ModelBytes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOptionsTest {
    private static final Map<String, Tensor> X = Map.of("x", Tensor.of(1f, 2f).reshape(1, 2));

    private static OnnxModel linear() throws IOException {
        return OnnxModel.load("linear.onnx", ModelBytes.linear());
    }

    /** A model that is run node by node. */
    private static OnnxModel nonZero() throws IOException {
        var graph = new ProtoWriter()
                .message(1, node("NonZero", List.of("x"), List.of("y")))
                .message(11, value("x", FLOAT, -1, 2))
                .message(12, value("y", ModelBytes.INT64, 2, -1));
        return OnnxModel.load("nonzero.onnx", model(17, graph));
    }

    @Test
    void aDeadlineStopsARunBetweenNodes() throws IOException {
        for (var model : List.of(linear(), nonZero())) {
            model.run(X);
            var late = RunOptions.DEFAULT.withTimeout(Duration.ZERO);
            assertThatThrownBy(() -> model.run(X, late))
                    .isInstanceOf(StoppedException.class)
                    .hasMessageStartingWith("onnx: the run was stopped after 0.0")
                    .hasMessageEndingWith("its timeout being 0.000 s");
            assertThat(model.run(X, late.withTimeout(Duration.ofHours(1)))).isNotEmpty();
        }
    }

    @Test
    void anInterruptionStopsARunAndStays() throws IOException {
        var model = linear();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> model.run(X))
                .isInstanceOf(StoppedException.class)
                .hasMessage("onnx: the run was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(model.run(X).get("y").toFloatArray()).containsExactly(19, 32, 45);
    }

    @Test
    void resultsDoNotDependOnThreads() throws IOException {
        var model = linear();
        var y = model.run(X, RunOptions.DEFAULT.withThreads(1)).get("y");
        assertThat(y.toFloatArray()).isEqualTo(model.run(X).get("y").toFloatArray());
        assertThatThrownBy(() -> RunOptions.DEFAULT.withThreads(-1)).hasMessage("onnx: -1 threads; expected 0 or more");
    }

    @Test
    void warmingUpRunsTheModel() throws IOException {
        var model = linear();
        model.warmUp(X, Duration.ofMillis(1));
        assertThat(model.run(X).get("y").toFloatArray()).containsExactly(19, 32, 45);
    }

    @Test
    void theFlightRecorderSeesRunsAndOnDemandNodes(@TempDir Path folder) throws IOException {
        var model = linear();
        try (var recording = new Recording()) {
            recording.enable("io.lanewise.onnx.Run");
            recording.enable("io.lanewise.onnx.Node").withoutThreshold();
            recording.start();
            model.run(X);
            nonZero().run(X);
            recording.stop();
            recording.dump(folder.resolve("runs.jfr"));
        }
        var events = RecordingFile.readAllEvents(folder.resolve("runs.jfr"));
        assertThat(events.stream()
                        .filter(event -> event.getEventType().getName().equals("io.lanewise.onnx.Run"))
                        .map(event -> event.getString("model") + " " + event.getString("inputs")))
                .contains("linear.onnx f32 [1, 2]", "nonzero.onnx f32 [1, 2]");
        assertThat(events.stream()
                        .filter(event -> event.getEventType().getName().equals("io.lanewise.onnx.Node"))
                        .map(event -> event.getString("operation")))
                .contains("NonZero 'the NonZero'");
    }
}
