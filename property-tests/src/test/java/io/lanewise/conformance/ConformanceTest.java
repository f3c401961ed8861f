package io.lanewise.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs PyTorch's operator cases. {@code -Dlanewise.conformance=FILE} takes another set of the same form, {@code
 * -Dlanewise.conformance.update} writes down what passes as the new baseline.
 */
class ConformanceTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path BASELINE = RESOURCES.resolve("conformance-baseline.txt");
    private static final double REQUIRED = 0.98;

    private static final Report REPORT = new Report();

    @BeforeAll
    static void runAllCases() throws IOException {
        var runner = new Runner();
        Archive.forEach(cases(), call -> REPORT.add(runner.run(call)));
        REPORT.write(Path.of("target/conformance.json"));
        System.out.print(REPORT.summary());
        if (System.getProperty("lanewise.conformance.update") != null) {
            Files.write(BASELINE, REPORT.passedLines());
        }
    }

    /** A relative path may start at the module, where Maven runs tests, or at the repository's root. */
    private static Path cases() {
        var file = System.getProperty("lanewise.conformance");
        if (file == null) {
            return RESOURCES.resolve("pytorch-operators.zip");
        }
        return Files.exists(Path.of(file)) ? Path.of(file) : Path.of("..").resolve(file);
    }

    @Test
    void everyCaseOfTheBaselineStillPasses() throws IOException {
        var lost = REPORT.lost(Files.readAllLines(BASELINE));
        assertThat(lost.stream().map(r -> r.id() + ": " + r.reason()))
                .as("cases that passed before; target/conformance.json has them all")
                .isEmpty();
    }

    @Test
    void nearlyAllCasesOfTheOperatorsThatAreTherePass() {
        var failures = REPORT.failures().stream().map(r -> r.id() + ": " + r.reason());
        assertThat(REPORT.passRate())
                .as(() -> "failed:\n" + failures.limit(40).collect(Collectors.joining("\n")))
                .isGreaterThanOrEqualTo(REQUIRED);
    }
}
