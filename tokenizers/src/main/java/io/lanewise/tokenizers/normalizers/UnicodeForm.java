package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import io.lanewise.tokenizers.text.Unicode;
import java.text.Normalizer.Form;
import java.util.ArrayDeque;
import java.util.HashMap;

/**
 * Unicode's normalization forms (UAX #15). The JDK says what the text becomes; which code point came from where is found by
 * decomposing each by itself, since reordering keeps those that are equal in their order.
 */
public enum UnicodeForm implements Normalizer {
    NFC(Form.NFC, Form.NFD),
    NFD(Form.NFD, Form.NFD),
    NFKC(Form.NFKC, Form.NFKD),
    NFKD(Form.NFKD, Form.NFKD);

    /** Code points below never join the one before, nor change places with it. */
    private static final int FIRST_COMBINING = 0x300;

    /** Code points below are what they are in all forms. */
    private static final int FIRST_CHANGING = 0xA0;

    private final Form form;
    private final Form decomposed;

    UnicodeForm(Form form, Form decomposed) {
        this.form = form;
        this.decomposed = decomposed;
    }

    @Override
    public Text normalize(Text text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < FIRST_CHANGING) {
            i++;
        }
        if (i == text.length() || java.text.Normalizer.isNormalized(text, form)) {
            return text;
        }
        var builder = new TextBuilder(text);
        for (int start = 0; start < text.length(); ) {
            int c = text.codePointAt(start);
            int end = start + Character.charCount(c);
            boolean opaque = Unicode.isOpaque(c);
            while (!opaque
                    && end < text.length()
                    && text.charAt(end) >= FIRST_COMBINING
                    && !Unicode.isOpaque(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (opaque || end == start + 1 && c < FIRST_CHANGING) {
                builder.keepTo(end);
            } else {
                normalize(text.substring(start, end), end, builder);
            }
            start = end;
        }
        return builder.build();
    }

    /** Normalizes a run of which only the first code point may be below {@link #FIRST_COMBINING}. */
    private void normalize(String run, int end, TextBuilder builder) {
        var result = java.text.Normalizer.normalize(run, form);
        if (result.equals(run)) {
            builder.keepTo(end);
            return;
        }
        var changes = changes(run);
        for (int i = 0; i < result.length(); ) {
            int c = result.codePointAt(i);
            i += Character.charCount(c);
            builder.change(c, change(c, changes));
        }
        builder.skipTo(end);
    }

    /** Of each code point of the decomposed run: 0 where it is the first of a decomposition, else 1. */
    private HashMap<Integer, ArrayDeque<Integer>> changes(String run) {
        var changes = new HashMap<Integer, ArrayDeque<Integer>>();
        run.codePoints().forEach(c -> {
            var parts = java.text.Normalizer.normalize(Character.toString(c), decomposed);
            for (int i = 0; i < parts.length(); i += Character.charCount(parts.codePointAt(i))) {
                changes.computeIfAbsent(parts.codePointAt(i), _ -> new ArrayDeque<>())
                        .add(i == 0 ? 0 : 1);
            }
        });
        return changes;
    }

    /** The change that a code point of the result is: those of its parts, less one for each that joined. */
    private static int change(int c, HashMap<Integer, ArrayDeque<Integer>> changes) {
        var own = changes.get(c);
        if (own != null && !own.isEmpty()) {
            return own.removeFirst();
        }
        int change = 1;
        var parts = java.text.Normalizer.normalize(Character.toString(c), Form.NFD);
        for (int i = 0; i < parts.length(); i += Character.charCount(parts.codePointAt(i))) {
            var queue = changes.get(parts.codePointAt(i));
            change += (queue == null || queue.isEmpty() ? 0 : queue.removeFirst()) - 1;
        }
        return change;
    }
}
