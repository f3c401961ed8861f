package io.lanewise.tensor.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header of a .npy file: a Python dictionary of three entries, and nothing more of Python is understood. */
record NpyHeader(String descr, boolean fortranOrder, List<Integer> shape) {
    private static final int MOST_DIMENSIONS = 64;

    static NpyHeader parse(Path file, String text) throws InvalidFileException {
        return new Reader(file, text).read();
    }

    /** The number of elements, which is below 2³¹. */
    long elements(Path file) throws InvalidFileException {
        long elements = 1;
        for (int size : shape) {
            elements = size == 0 || elements == 0 ? 0 : elements * size;
            if (elements > Integer.MAX_VALUE) {
                throw new InvalidFileException(
                        file,
                        "has an array of shape " + shape + " with 2^31 elements or more, which no tensor can hold");
            }
        }
        return elements;
    }

    private static final class Reader {
        private final Path file;
        private final String text;
        private int at;
        private @Nullable String descr;
        private @Nullable Boolean fortranOrder;
        private @Nullable List<Integer> shape;

        Reader(Path file, String text) {
            this.file = file;
            this.text = text;
        }

        NpyHeader read() throws InvalidFileException {
            expect('{');
            while (!accept('}')) {
                var key = quoted();
                expect(':');
                switch (key) {
                    case "descr" -> descr = once(key, descr, quoted());
                    case "fortran_order" -> fortranOrder = once(key, fortranOrder, bool());
                    case "shape" -> shape = once(key, shape, tuple());
                    default -> throw invalid("the unknown key '" + shortened(key) + "'");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipSpace();
            if (at < text.length()) {
                throw invalid("more text after the closing brace");
            }
            var type = descr;
            var order = fortranOrder;
            var sizes = shape;
            if (type == null || order == null || sizes == null) {
                throw invalid("not all of 'descr', 'fortran_order' and 'shape'");
            }
            return new NpyHeader(type, order, sizes);
        }

        private <T> T once(String key, @Nullable T earlier, T value) throws InvalidFileException {
            if (earlier != null) {
                throw invalid("the key '" + key + "' twice");
            }
            return value;
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
                at++;
            }
        }

        private boolean accept(char c) {
            skipSpace();
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private void expect(char c) throws InvalidFileException {
            if (!accept(c)) {
                throw invalid("no " + c + " at character " + at);
            }
        }

        private String quoted() throws InvalidFileException {
            char quote = accept('"') ? '"' : '\'';
            if (quote == '\'') {
                expect('\'');
            }
            int end = text.indexOf(quote, at);
            if (end < 0) {
                throw invalid("a text without an end at character " + at);
            }
            var content = text.substring(at, end);
            at = end + 1;
            return content;
        }

        private boolean bool() throws InvalidFileException {
            skipSpace();
            for (boolean value : new boolean[] {true, false}) {
                var word = value ? "True" : "False";
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return value;
                }
            }
            throw invalid("neither True nor False for 'fortran_order'");
        }

        private List<Integer> tuple() throws InvalidFileException {
            expect('(');
            var sizes = new ArrayList<Integer>();
            while (!accept(')')) {
                sizes.add(number());
                if (sizes.size() > MOST_DIMENSIONS) {
                    throw invalid("more than " + MOST_DIMENSIONS + " dimensions");
                }
                if (!accept(',')) {
                    expect(')');
                    break;
                }
            }
            return List.copyOf(sizes);
        }

        private int number() throws InvalidFileException {
            skipSpace();
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            // Ten digits can still be beyond an int, but not beyond a long.
            long value = at == start || at - start > 10 ? Long.MAX_VALUE : Long.parseLong(text, start, at, 10);
            if (value > Integer.MAX_VALUE) {
                throw invalid("no size from 0 to 2^31 - 1 at character " + start);
            }
            return (int) value;
        }

        private static String shortened(String key) {
            return key.length() > 100 ? key.substring(0, 100) + "..." : key;
        }

        private InvalidFileException invalid(String found) {
            return new InvalidFileException(
                    file,
                    "the header has " + found + "; expected {'descr': ..., 'fortran_order': ..., 'shape': (...)}");
        }
    }
}
