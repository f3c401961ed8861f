/** From texts, sound and pictures to answers: what comes before a model, the model, and what follows, in one object. */
module io.lanewise.pipelines {
    requires static org.jspecify;
    requires transitive io.lanewise.hub;
    requires io.lanewise.onnx;
    requires io.lanewise.tokenizers;
    requires com.fasterxml.jackson.core;
    requires transitive java.desktop;

    exports io.lanewise.pipelines;
}
