package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.nn.Linear;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.onnx.format.ModelReader;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
    private final Generator random = new Generator(1);
    private final Sequential network = new Sequential(new Linear(4, 8, random), new ReLU(), new Linear(8, 3, random));

    @Test
    void anExportedNetworkRunsInOnnxRuntimeAndHere(@TempDir Path folder) throws Exception {
        var file = folder.resolve("model.onnx");
        OnnxExport.of(network::forward)
                .parameters(network.stateDict())
                .inputs("x")
                .outputs("logits")
                .dynamicAxis("x", 0, "batch")
                .write(file, Tensor.zeros(1, 4));

        Exported.of(Files.readAllBytes(file)).agreesWith(network::forward, Exported.uniform(random, 5, 4));
        var graph = ModelReader.read(file).graph();
        assertThat(graph.initializers().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
        assertThat(graph.inputs().getFirst().describe()).isEqualTo("FLOAT [batch, 4]");
        assertThat(graph.outputs().getFirst().describe()).isEqualTo("FLOAT [batch, 3]");
        assertThat(graph.nodes().stream().map(node -> node.operator())).containsExactly("Gemm", "Relu", "Gemm");
    }
}
