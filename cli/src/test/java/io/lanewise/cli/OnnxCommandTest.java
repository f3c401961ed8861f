package io.lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Npy;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxCommandTest {
    /** y = x·w + b for x [n, 2], w [[1, 2, 3], [4, 5, 6]] and b [10, 20, 30]. */
    private static final String LINEAR =
            "CAgSB2J5IGhhbmQ6tAEKIwoBeAoBdxIHcHJvZHVjdBoKdGhlIE1hdE11bCIGTWF0TXVsCh0KB3Byb2R1Y3QKAWISAXkaB3RoZSBBZGQiA0FkZBIGbGluZWFyKiMIAggDEAFCAXdKGAAAgD8AAABAAABAQAAAgEAAAKBAAADAQCoVCAMQAUIBYkoMAAAgQQAAoEEAAPBBWhQKAXgSDwoNCAESCQoDEgFuCgIIAmIUCgF5Eg8KDQgBEgkKAxIBbgoCCANCBAoAEBE=";

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.write(folder.resolve("linear.onnx"), Base64.getDecoder().decode(LINEAR));
    }

    @Test
    void infoPrintsWhatAFileHolds() {
        var outcome = Outcome.of("onnx", "info", model);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .containsExactly(
                        "Producer    by hand, IR version 8",
                        "Opset       ai.onnx 17",
                        "Input       x  FLOAT [n, 2]",
                        "Output      y  FLOAT [n, 3]",
                        "Parameters  9",
                        "Nodes       2 of 2 operators: Add 1, MatMul 1",
                        "Supported   all");
    }

    @Test
    void runWritesOutputsAndAProfile() throws IOException {
        var x = folder.resolve("x.npy");
        Npy.write(x, Tensor.of(1f, 2f).reshape(1, 2));
        var out = folder.resolve("out");
        var outcome = Outcome.of("onnx", "run", model, "--input", "x=" + x, "--output", out, "--profile");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().getFirst()).isEqualTo("y  f32 [1, 3]");
        assertThat(outcome.out())
                .anyMatch(line -> line.contains("MatMul") && line.endsWith("f32[1x2] f32[2x3] -> f32[1x3]"));
        assertThat(outcome.out().getLast()).endsWith("as one program, in which nodes are joined");
        assertThat(Npy.read(out.resolve("y.npy")).toFloatArray()).containsExactly(19, 32, 45);
    }

    @Test
    void runSaysWhichInputIsMissing() {
        var outcome = Outcome.of("onnx", "run", model);
        assertThat(outcome.code()).isEqualTo(Main.FAILURE);
        assertThat(outcome.err()).containsExactly("lanewise: onnx: input 'x' is missing; expected x FLOAT [n, 2]");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        Files.writeString(model, "this is no model");
        var outcome = Outcome.of("onnx", "info", model);
        assertThat(outcome.code()).isEqualTo(Main.FAILURE);
        assertThat(outcome.err())
                .singleElement()
                .asString()
                .contains("linear.onnx: is not a valid ONNX model: at byte");
    }

    @Test
    void aTrainedNetworkIsExported() throws IOException {
        var network = ImageClassifier.create(16, new Generator(1));
        var trained = folder.resolve("model.safetensors");
        ImageClassifier.save(trained, network, new Settings("bars", 16, 16, 0.05, 1), 1);
        var exported = folder.resolve("exported.onnx");
        var outcome = Outcome.of("onnx", "export", "--model", trained, "--output", exported);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).containsExactly("Model: " + exported);

        var images = new Generator(2).rand(3, 28, 28);
        Npy.write(folder.resolve("x.npy"), images);
        var run = Outcome.of(
                "onnx",
                "run",
                exported,
                "--input",
                "images=" + folder.resolve("x.npy"),
                "--output",
                folder.resolve("y"));
        assertThat(run.out()).containsExactly("logits  f32 [3, 10]");
        assertThat(Npy.read(folder.resolve("y").resolve("logits.npy")).toFloatArray())
                .isEqualTo(network.forward(images).toFloatArray());
    }
}
