package io.lanewise.pipelines;

import io.lanewise.hub.ModelFiles;
import io.lanewise.onnx.OnnxModel;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.InvalidFileException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a line of text in a picture: PP-OCR's networks for recognition, versions 3 and later.
 *
 * <pre>{@code
 * var reader = TextRecognition.load(Path.of("models/ppocr"));
 * var line = reader.recognize(ImageIO.read(new File("line.png")));
 * System.out.println(line.text() + " " + line.confidence());
 * }</pre>
 *
 * <p>A model needs an ONNX file and a dictionary, a character a line, unless the ONNX file brings its own along. The
 * picture shows one line, cut out closely; finding the lines of a page is not this object's task. One object serves any
 * number of threads, with the same bits on each. There is nothing to close.
 */
public final class TextRecognition {
    private static final List<String> FILES = List.of("model.onnx", "onnx/model.onnx", "inference.onnx");
    private static final List<String> DICTIONARIES = List.of("ppocr_keys_v1.txt", "dict.txt");
    private static final String MODEL_END = ".onnx";
    private static final String DICTIONARY_END = ".txt";
    private static final String RECOGNITION = "rec";

    /** Where exports keep the dictionary in the ONNX file. */
    private static final String METADATA = "character";

    private final OnnxModel model;
    private final String input;
    private final CtcAlphabet alphabet;

    private TextRecognition(OnnxModel model, String input, CtcAlphabet alphabet) {
        this.model = model;
        this.input = input;
        this.alphabet = alphabet;
    }

    /**
     * Loads the model in a folder: the only ONNX file, or the only one with {@code rec} in its name, and the only text.
     *
     * @throws java.nio.file.NoSuchFileException when one of them is missing
     * @throws InvalidFileException when a file is not valid, the model is another kind, or the dictionary another's
     */
    public static TextRecognition load(Path folder) throws IOException {
        return load(ModelFiles.directory(folder));
    }

    /** Loads a model from a folder, from the class path or from a hub; see {@link #load(Path)}. */
    public static TextRecognition load(ModelFiles files) throws IOException {
        var named = files.list().stream()
                .filter(name -> name.endsWith(MODEL_END) && name.contains(RECOGNITION))
                .toList();
        var file = named.size() == 1 ? files.path(named.getFirst()) : OnnxFiles.find(files, "", FILES);
        var model = OnnxModel.load(file);
        var own = model.summary().metadata().get(METADATA);
        return of(file, model, own != null ? CtcAlphabet.dictionary(own) : CtcAlphabet.dictionary(dictionary(files)));
    }

    private static Path dictionary(ModelFiles files) throws IOException {
        for (var name : DICTIONARIES) {
            if (files.has(name)) {
                return files.path(name);
            }
        }
        return OnnxFiles.only(files, DICTIONARY_END, DICTIONARIES);
    }

    /** Loads a model and a dictionary; see {@link #load(Path)}. */
    public static TextRecognition load(Path model, Path dictionary) throws IOException {
        var characters = CtcAlphabet.dictionary(dictionary);
        return of(model, OnnxModel.load(model), characters);
    }

    /** Runs the model once, which tells how many classes it has. */
    private static TextRecognition of(Path file, OnnxModel model, List<String> dictionary) throws InvalidFileException {
        var inputs = model.summary().inputs();
        if (inputs.size() != 1 || !inputs.getFirst().type().startsWith("FLOAT")) {
            throw new InvalidFileException(
                    file,
                    "has the inputs " + inputs + "; expected one, pictures [n, 3, " + TextLine.HEIGHT + ", width]");
        }
        var name = inputs.getFirst().name();
        var blank = TextLine.input(new byte[TextLine.CHANNELS], 1, 1);
        var output = model.run(Map.of(name, blank)).values().iterator().next();
        if (output.dim() != 3) {
            throw new InvalidFileException(
                    file, "gives " + output.shape() + " for a picture; expected [1, steps, classes]");
        }
        return new TextRecognition(model, name, CtcAlphabet.of(dictionary, output.size(2), file));
    }

    /** Reads a line; what is transparent in the picture counts as white. */
    public RecognizedText recognize(BufferedImage line) {
        return read(TextLine.bgr(line), line.getWidth(), line.getHeight());
    }

    /**
     * Reads a line.
     *
     * @param rgb [height, width, 3], red, green and blue of each pixel, from 0 to 255
     * @throws IllegalArgumentException when there are more or fewer bytes, or the line is too long for its height
     */
    public RecognizedText recognize(byte[] rgb, int width, int height) {
        if (width < 1 || height < 1 || rgb.length != (long) width * height * TextLine.CHANNELS) {
            throw new IllegalArgumentException("text recognition: " + rgb.length + " bytes for " + width + " x "
                    + height + " pixels; expected 3 for each of at least one");
        }
        return read(TextLine.swapped(rgb), width, height);
    }

    /** Reads lines one by one, each as if alone. */
    public List<RecognizedText> recognize(List<BufferedImage> lines) {
        var read = new ArrayList<RecognizedText>(lines.size());
        for (var line : lines) {
            read.add(recognize(line));
        }
        return List.copyOf(read);
    }

    private RecognizedText read(byte[] bgr, int width, int height) {
        Tensor output = Objects.requireNonNull(model.run(Map.of(input, TextLine.input(bgr, width, height)))
                .values()
                .iterator()
                .next());
        return alphabet.decode(output.toFloatArray());
    }
}
