package io.lanewise.pipelines;

import io.lanewise.hub.ModelFiles;
import io.lanewise.onnx.OnnxModel;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tokenizers.Encoding;
import io.lanewise.tokenizers.Tokenizer;
import io.lanewise.tokenizers.Truncation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into vectors whose angles say how near the texts are in meaning.
 *
 * <pre>{@code
 * var embedder = SentenceEmbedder.load(Path.of("models/all-MiniLM-L6-v2"));
 * var vectors = embedder.embed(List.of("How do I reset my password?", "I forgot my login"));
 * System.out.println(Similarity.cosine(vectors.get(0), vectors.get(1)));
 * }</pre>
 *
 * <p>A model needs an ONNX file and a {@code tokenizer.json}. Where it has sentence-transformers' files, they say how the
 * tokens' vectors become one, whether it gets unit length, how long a text may be, and what may be put before it; else
 * the mean, unit length, and the length that the tokenizer or the model's other files say, 512 tokens at most.
 *
 * <p>One embedder serves any number of threads, platform or virtual. A text's vector has the same bits whichever thread
 * asks for it and whichever texts are asked for with it. There is nothing to close.
 */
public final class SentenceEmbedder {
    private static final System.Logger LOG = System.getLogger("io.lanewise.pipelines");
    private static final String POOLED = "sentence_embedding";
    private static final List<String> TOKENS = List.of("last_hidden_state", "token_embeddings");
    private static final int USUAL_LENGTH = 512;

    private static final int WARM_LENGTH = 128;
    private static final int WARM_WORDS = 16;

    /** So often code runs until HotSpot has compiled it, by and large. */
    private static final int WARM_RUNS = 20;

    /** Below this a vector counts as 0 and keeps its length, as in PyTorch's {@code normalize}. */
    private static final double SMALLEST_LENGTH = 1e-12;

    private final TextModel model;
    private final Tokenizer tokenizer;
    private final SentenceConfig config;
    private final String prompt;
    private final Counters counters;

    private SentenceEmbedder(
            TextModel model, Tokenizer tokenizer, SentenceConfig config, String prompt, Counters counters) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.config = config;
        this.prompt = prompt;
        this.counters = counters;
    }

    /**
     * Loads the model in a folder.
     *
     * @throws java.nio.file.NoSuchFileException when a file that it needs is missing
     * @throws io.lanewise.tensor.io.InvalidFileException when one of its files is not valid, or needs what is not
     *     supported
     * @throws io.lanewise.onnx.OnnxException when the model has operators that are not supported
     */
    public static SentenceEmbedder load(Path folder) throws IOException {
        return load(ModelFiles.directory(folder));
    }

    /** Loads a model from a folder, from the class path or from a hub; see {@link #load(Path)}. */
    public static SentenceEmbedder load(ModelFiles files) throws IOException {
        var config = SentenceConfig.read(files);
        var texts = TextModel.findTokenizer(files, config.folder());
        var file = TextModel.find(files, config.folder());
        var reading = new FutureTask<>(() -> OnnxModel.load(file)); // two processors start it in half of the time
        Thread.ofPlatform().daemon().name("lanewise-load").start(reading);
        var tokenizer = Tokenizer.load(texts);
        var padding = tokenizer.padding();
        int padId = padding != null ? padding.id() : padId(tokenizer);
        var outputs = config.stated() ? TOKENS : List.of(POOLED, TOKENS.getFirst(), TOKENS.getLast());
        var model = TextModel.of(file, read(reading), padId, outputs);
        var prompt = config.defaultPrompt();
        return new SentenceEmbedder(model, tokenizer, config, "", new Counters())
                .withMaxLength(length(config, tokenizer))
                .withPrompt(prompt != null && config.prompts().containsKey(prompt) ? prompt : null);
    }

    private static OnnxModel read(FutureTask<OnnxModel> reading) throws IOException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            switch (Objects.requireNonNull(e.getCause())) {
                case IOException problem -> throw problem;
                case RuntimeException problem -> throw problem;
                case Error problem -> throw problem;
                default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a model was loaded");
        }
    }

    private static int padId(Tokenizer tokenizer) {
        for (var token : new String[] {"[PAD]", "<pad>", "<|endoftext|>"}) {
            var id = tokenizer.tokenToId(token);
            if (id.isPresent()) {
                return id.getAsInt();
            }
        }
        return 0;
    }

    private static int length(SentenceConfig config, Tokenizer tokenizer) {
        if (config.maxLength() > 0) {
            return config.maxLength();
        }
        var truncation = tokenizer.truncation();
        return truncation == null ? USUAL_LENGTH : truncation.maxLength();
    }

    /**
     * The same embedder with texts cut to so many tokens, special ones included.
     *
     * @throws IllegalArgumentException when they are fewer than the special tokens
     */
    public SentenceEmbedder withMaxLength(int tokens) {
        var cutting = tokenizer.withPadding(null).withTruncation(Truncation.to(tokens));
        return new SentenceEmbedder(model, cutting, config, prompt, counters);
    }

    /**
     * The same embedder with what the model wants before a text of some kind, such as {@code "query"}; null for nothing.
     *
     * @throws IllegalArgumentException when the model has no prompt of this name
     */
    public SentenceEmbedder withPrompt(@Nullable String name) {
        var text = name == null ? "" : config.prompts().get(name);
        if (text == null) {
            throw new IllegalArgumentException("embedder: the model has no prompt \"" + name + "\"; it has "
                    + config.prompts().keySet().stream().sorted().toList());
        }
        return new SentenceEmbedder(model, tokenizer, config, text, counters);
    }

    /** The same embedder with vectors of another pooling, and of unit length or not. */
    public SentenceEmbedder withPooling(Pooling pooling, boolean normalize) {
        var changed = new SentenceConfig(
                config.folder(),
                List.of(pooling),
                config.stated(),
                normalize,
                config.maxLength(),
                config.lowerCase(),
                config.prompts(),
                config.defaultPrompt());
        return new SentenceEmbedder(model, tokenizer, changed, prompt, counters);
    }

    /** The names of the model's prompts. */
    public Set<String> prompts() {
        return config.prompts().keySet();
    }

    /** The most tokens of a text, special ones included; what is longer is cut, with a warning. */
    public int maxLength() {
        return Objects.requireNonNull(tokenizer.truncation()).maxLength();
    }

    /** A text's vector. */
    public float[] embed(String text) {
        return embed(List.of(text)).getFirst();
    }

    /**
     * The texts' vectors, in the order of the texts.
     *
     * @throws CancellationException when the thread was interrupted; it stays so
     */
    public List<float[]> embed(List<String> texts) {
        return embedWithTokens(texts).stream().map(SentenceEmbedding::vector).toList();
    }

    /** The texts' vectors with the tokens of which they were made; see {@link #embed(List)}. */
    public List<SentenceEmbedding> embedWithTokens(List<String> texts) {
        var encodings = new ArrayList<Encoding>(texts.size());
        for (var text : texts) {
            encodings.add(encode(text));
        }
        warnOfCut(encodings);
        var vectors = new float[texts.size()][];
        boolean alone = model.runsAlone();
        int most = maxLength();
        var lengths = encodings.stream()
                .mapToInt(text -> alone ? text.size() : Batches.padded(text.size(), most))
                .toArray();
        for (var batch : Batches.of(lengths, alone)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("embedder: interrupted");
            }
            var together = Arrays.stream(batch.texts()).mapToObj(encodings::get).toList();
            long start = System.nanoTime();
            var rows = run(together, batch.length());
            int tokens = together.stream().mapToInt(Encoding::size).sum();
            counters.run(rows.length, batch.length(), tokens, System.nanoTime() - start);
            for (int i = 0; i < rows.length; i++) {
                vectors[batch.texts()[i]] = rows[i];
            }
        }
        var embeddings = new ArrayList<SentenceEmbedding>(texts.size());
        for (int i = 0; i < vectors.length; i++) {
            var encoding = encodings.get(i);
            embeddings.add(new SentenceEmbedding(
                    texts.get(i),
                    encoding.ids(),
                    vectors[i],
                    !encoding.overflow().isEmpty()));
        }
        return List.copyOf(embeddings);
    }

    private Encoding encode(String text) {
        var whole = prompt + text;
        var encoding = tokenizer.encode(config.lowerCase() ? whole.toLowerCase(Locale.ROOT) : whole);
        if (encoding.size() == 0) {
            throw new IllegalArgumentException(
                    "embedder: a text has no tokens, and the tokenizer adds none; expected at least one");
        }
        return encoding;
    }

    private void warnOfCut(List<Encoding> encodings) {
        long cut = encodings.stream().filter(text -> !text.overflow().isEmpty()).count();
        if (cut > 0) {
            counters.cut(cut);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} of {1} texts are longer than {2} tokens and were cut; what was cut off does not count",
                    cut,
                    encodings.size(),
                    maxLength());
        }
    }

    private float[][] run(List<Encoding> texts, int length) {
        try (var _ = GradMode.noGrad()) {
            var output = model.run(texts, length).to(DType.F32);
            int n = texts.size();
            if (output.dim() == 2 && output.size(0) == n) { // the model pools by itself
                return rows(output.toFloatArray(), n);
            }
            if (output.dim() != 3 || output.size(0) != n || output.size(1) != length) {
                throw new IllegalStateException("embedder: the model's output " + model.output() + " has shape "
                        + output.shape() + "; expected [" + n + ", " + length + ", width] or [" + n + ", width]");
            }
            var parts = new ArrayList<Tensor>();
            for (var pooling : config.pooling()) {
                parts.add(pool(output, pooling, texts, length));
            }
            var pooled = parts.size() == 1 ? parts.getFirst() : Tensor.cat(parts, 1);
            return rows(pooled.toFloatArray(), n);
        }
    }

    /** Pools [texts, length, width] to [texts, width]. */
    private static Tensor pool(Tensor tokens, Pooling pooling, List<Encoding> texts, int length) {
        int n = texts.size();
        if (pooling == Pooling.MAX) {
            var rows = new ArrayList<Tensor>();
            for (int i = 0; i < n; i++) {
                rows.add(tokens.select(0, i).narrow(0, 0, texts.get(i).size()).amax(false, 0));
            }
            return Tensor.stack(rows, 0);
        }
        var weights = new float[n * length];
        for (int i = 0; i < n; i++) {
            pooling.weights(weights, i * length, texts.get(i).size());
        }
        return Tensor.wrap(weights, DType.F32, Shape.of(n, 1, length))
                .matmul(tokens)
                .squeeze(1);
    }

    private float[][] rows(float[] values, int n) {
        int width = values.length / n;
        var rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
            if (config.normalize()) {
                normalize(rows[i]);
            }
        }
        return rows;
    }

    private static void normalize(float[] row) {
        double squares = 0;
        for (float value : row) {
            squares += (double) value * value;
        }
        double length = Math.max(Math.sqrt(squares), SMALLEST_LENGTH);
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (row[i] / length);
        }
    }

    /** What this embedder, and those made from it by other settings, have done so far. */
    public EmbedderStatistics statistics() {
        return counters.statistics();
    }

    /**
     * Runs texts of the lengths up to 128 tokens, alone and together, so that the first callers do not wait for plans to
     * be made and code to be compiled.
     */
    public void warmUp() {
        int before = 0;
        int most = Math.min(maxLength(), WARM_LENGTH);
        int special = encode("a").size() - 1;
        for (int words = 1; words + special <= most; words++) {
            var text = "a ".repeat(words);
            int length = Batches.padded(encode(text).size(), most);
            if (length > before && length <= most) {
                embed(Collections.nCopies(model.runsAlone() ? 1 : Batches.TOGETHER + 1, text));
            }
            before = length;
        }
        for (int i = 0; i < WARM_RUNS; i++) {
            embed("a ".repeat(WARM_WORDS));
        }
    }
}
