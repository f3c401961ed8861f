package io.lanewise.perf.peers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lanewise.perf.FirstEmbedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What {@link FirstEmbedding} does, with ONNX Runtime and Hugging Face's tokenizers: their mean, of length 1. */
public final class OnnxRuntimeEmbedding {
    private OnnxRuntimeEmbedding() {}

    public static void main(String[] args) throws IOException, OrtException {
        long begin = System.nanoTime();
        var environment = OrtEnvironment.getEnvironment();
        try (var tokenizer = HuggingFaceTokenizer.newInstance(Path.of(args[0], "all-minilm-l6-v2-tokenizer.json"));
                var session = environment.createSession(
                        Path.of(args[0], "all-minilm-l6-v2.onnx").toString(), new OrtSession.SessionOptions())) {
            long loaded = System.nanoTime();
            FirstEmbedding.print(begin, loaded, embed(environment, tokenizer, session));
        }
    }

    private static float[] embed(OrtEnvironment environment, HuggingFaceTokenizer tokenizer, OrtSession session)
            throws OrtException {
        var encoding = tokenizer.encode(FirstEmbedding.SENTENCE);
        try (var ids = OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()});
                var mask = OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()});
                var types = OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()});
                var results = session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return mean(((float[][][]) results.get(0).getValue())[0]);
        }
    }

    private static float[] mean(float[][] tokens) {
        float[] mean = new float[tokens[0].length];
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            for (float[] token : tokens) {
                mean[i] += token[i] / tokens.length;
            }
            squares += mean[i] * mean[i];
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= (float) Math.sqrt(squares);
        }
        return mean;
    }
}
