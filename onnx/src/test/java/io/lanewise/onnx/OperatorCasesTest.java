package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * ONNX's own operator tests, where they are installed (Debian's package libonnx-testdata), or in the folder that
 * {@code -Donnx.testdata} names. What passed once must pass again: {@code -Donnx.update} rewrites the list of these.
 */
class OperatorCasesTest {
    static final Path FOLDER = Path.of(System.getProperty("onnx.testdata", "/usr/share/libonnx-testdata/data"));
    private static final Path BASELINE = Path.of("src/test/resources/io/lanewise/onnx/passing-cases.txt");

    @Test
    void whatPassedOncePassesAgain() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "ONNX's operator tests are not installed: " + FOLDER);
        var results = new TreeMap<String, OperatorCases.Result>();
        OperatorCases.find(FOLDER).forEach((name, folder) -> results.put(name, run(folder)));
        print(results);
        var passed = results.entrySet().stream()
                .filter(entry -> entry.getValue().passed())
                .map(Map.Entry::getKey)
                .toList();
        if (Boolean.getBoolean("onnx.update")) {
            Files.write(BASELINE, passed);
        }
        var there = results.keySet();
        var expected =
                Files.readAllLines(BASELINE).stream().filter(there::contains).toList();
        assertThat(expected).isNotEmpty();
        assertThat(expected.stream()
                        .filter(name -> !results.get(name).passed())
                        .map(name -> name + ": " + results.get(name).reason()))
                .isEmpty();
    }

    private static OperatorCases.Result run(Path folder) {
        try {
            return OperatorCases.run(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(Map<String, OperatorCases.Result> results) {
        var lines = new ArrayList<String>();
        results.forEach((name, result) -> {
            if (!result.passed()) {
                lines.add(name + ": " + result.reason());
            }
        });
        List<String> counts = OperatorCases.report(results);
        System.out.println("ONNX operator tests: " + (results.size() - lines.size()) + " of " + results.size()
                + " pass; by operator: " + String.join(", ", counts));
        if (Boolean.getBoolean("onnx.failures")) {
            lines.forEach(System.out::println);
        }
    }
}
