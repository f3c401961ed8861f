package io.lanewise.pipelines;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The same model by Hugging Face's tokenizers and ONNX Runtime. */
final class Oracle implements AutoCloseable {
    static {
        System.setProperty("ai.djl.offline", "true");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;

    Oracle(Path folder, int maxLength) throws IOException, OrtException {
        tokenizer = HuggingFaceTokenizer.newInstance(
                folder.resolve("tokenizer.json"),
                Map.of("truncation", "true", "maxLength", Integer.toString(maxLength), "padding", "false"));
        session = OrtEnvironment.getEnvironment()
                .createSession(folder.resolve("model.onnx").toString());
    }

    long[] ids(String text) {
        return tokenizer.encode(text).getIds();
    }

    /** The vectors of a text's tokens. */
    float[][] tokens(String text) throws OrtException {
        var encoding = tokenizer.encode(text);
        var columns = Map.of(
                "input_ids", encoding.getIds(),
                "attention_mask", encoding.getAttentionMask(),
                "token_type_ids", encoding.getTypeIds());
        var inputs = new HashMap<String, OnnxTensor>();
        for (var name : session.getInputNames()) {
            var values = columns.get(name);
            inputs.put(
                    name,
                    OnnxTensor.createTensor(
                            OrtEnvironment.getEnvironment(), LongBuffer.wrap(values), new long[] {1, values.length}));
        }
        try (var result = session.run(inputs)) {
            return ((float[][][]) result.get(0).getValue())[0];
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        tokenizer.close();
        session.close();
    }
}
