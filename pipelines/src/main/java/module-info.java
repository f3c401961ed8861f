/** From texts to answers: tokenizer, model, and what follows in one object. */
module io.lanewise.pipelines {
    requires static org.jspecify;
    requires transitive io.lanewise.hub;
    requires io.lanewise.onnx;
    requires io.lanewise.tokenizers;
    requires com.fasterxml.jackson.databind;

    exports io.lanewise.pipelines;
}
