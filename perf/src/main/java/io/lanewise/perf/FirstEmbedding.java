package io.lanewise.perf;

import io.lanewise.pipelines.SentenceEmbedder;
import java.io.IOException;
import java.nio.file.Path;

/** A fresh JVM that embeds one sentence: what {@link ColdStart} starts. */
public final class FirstEmbedding {
    /** Of some 17 tokens. */
    public static final String SENTENCE = "How do I reset the password of my account when I no longer have my phone?";

    private FirstEmbedding() {}

    /** Loads the model of a folder, and prints what that and the first embedding took. */
    public static void main(String[] args) throws IOException {
        long begin = System.nanoTime();
        var embedder = SentenceEmbedder.load(Path.of(args[0]));
        long loaded = System.nanoTime();
        float[] embedding = embedder.embed(SENTENCE);
        print(begin, loaded, embedding);
    }

    /** A line of JSON with milliseconds and an element of the answer; formatting would take a part of what is measured. */
    public static void print(long begin, long loaded, float[] embedding) {
        long end = System.nanoTime();
        System.out.println("{\"load\":" + 1e-6 * (loaded - begin) + ",\"first\":" + 1e-6 * (end - loaded)
                + ",\"answer\":" + embedding[0] + "}");
    }
}
