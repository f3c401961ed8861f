package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules of the house that no compiler knows. */
class HouseRulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LONGEST_FILE = 600;
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

    /** Cold code gives other bits than hot code for these, in the same JVM. */
    private static final Pattern UNSTABLE = Pattern.compile(
            "reduceLanes\\(\\s*(VectorOperators\\.)?(ADD|MUL)\\b"
                + "|VectorOperators\\.(SIN|COS|TAN|ASIN|ACOS|ATAN|ATAN2|SINH|COSH|TANH|EXP|EXPM1|LOG|LOG10|LOG1P|POW|CBRT|HYPOT)\\b");

    @Test
    void noHandWrittenFileIsLongerThan600Lines() {
        assertThat(handWritten().filter(file -> lines(file).size() > LONGEST_FILE))
                .isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(handWritten()
                        .filter(file -> !file.endsWith("HouseRulesTest.java"))
                        .filter(file -> UNFINISHED.matcher(text(file)).find()))
                .isEmpty();
    }

    @Test
    void generatedCodeKeepsFromOperationsWhoseBitsChangeWhenCompiled() {
        List<Path> generated = below(ROOT.resolve("kernels/target/generated-sources/kernels"));
        assertThat(generated).isNotEmpty();
        assertThat(generated.stream()
                        .filter(file -> UNSTABLE.matcher(text(file)).find()))
                .isEmpty();
    }

    @Test
    void handWrittenKernelsKeepFromThemToo() {
        assertThat(below(ROOT.resolve("kernels/src/main")).stream()
                        .filter(file -> UNSTABLE.matcher(text(file)).find()))
                .isEmpty();
    }

    private static Stream<Path> handWritten() {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .forEach(src -> sources.addAll(below(src)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources.stream();
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
