/** The command line: train, evaluate, predict, tokenize, embed, and what the engine found on this machine. */
module io.lanewise.cli {
    requires static org.jspecify;
    requires io.lanewise.datasets;
    requires io.lanewise.kernels;
    requires io.lanewise.onnx;
    requires io.lanewise.pipelines;
    requires io.lanewise.tokenizers;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires java.desktop;
    requires me.tongfei.progressbar;
    requires org.knowm.xchart;

    uses io.lanewise.tensor.Backend;

    opens io.lanewise.cli to
            info.picocli;
}
