package io.lanewise.pipelines;

import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The characters of a network that was trained with connectionist temporal classification (Graves and others, 2006):
 * class 0 is no character, then come the dictionary's, then a space where the network has one class more.
 */
final class CtcAlphabet {
    private static final int LONGEST = 4 << 20;
    private static final String SPACE = " ";

    private final List<String> characters;

    private CtcAlphabet(List<String> characters) {
        this.characters = characters;
    }

    /** Reads a dictionary: a character a line. */
    static List<String> dictionary(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new InvalidFileException(
                    file, "has " + Files.size(file) + " bytes; expected a dictionary of at most " + LONGEST);
        }
        try {
            return dictionary(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new InvalidFileException(file, "is not UTF-8; expected a dictionary, a character a line", e);
        }
    }

    static List<String> dictionary(String text) {
        return text.lines().toList();
    }

    /** The alphabet of a network with so many classes. */
    static CtcAlphabet of(List<String> dictionary, int classes, Path model) throws InvalidFileException {
        int spaces = classes - dictionary.size() - 1;
        if (spaces != 0 && spaces != 1) {
            throw new InvalidFileException(
                    model,
                    "has " + classes + " classes, and its dictionary " + dictionary.size()
                            + " characters; expected one class more, or two with a space at the end");
        }
        var characters = new ArrayList<>(dictionary);
        if (spaces == 1) {
            characters.add(SPACE);
        }
        return new CtcAlphabet(characters);
    }

    /**
     * The likeliest class of each step, where a class that stands in steps side by side counts once.
     *
     * @param probabilities [steps, classes]
     */
    RecognizedText decode(float[] probabilities) {
        int classes = characters.size() + 1;
        var text = new StringBuilder();
        double sum = 0;
        int kept = 0;
        int before = 0;
        for (int row = 0; row < probabilities.length; row += classes) {
            int best = 0;
            for (int i = 1; i < classes; i++) {
                best = probabilities[row + i] > probabilities[row + best] ? i : best;
            }
            if (best != 0 && best != before) {
                text.append(characters.get(best - 1));
                sum += probabilities[row + best];
                kept++;
            }
            before = best;
        }
        return new RecognizedText(text.toString(), kept == 0 ? 0 : (float) (sum / kept));
    }
}
