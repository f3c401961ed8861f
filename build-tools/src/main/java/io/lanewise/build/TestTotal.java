package io.lanewise.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Adds up Surefire's reports of all modules: {@code TestTotal ROOT} prints one line,
 * {@code Tests in all modules: 1234 passed, 0 failed, 5 skipped}, and exits with 1 when a test failed or none ran.
 */
public final class TestTotal {
    /** What one report, or the sum of several, says. */
    record Count(int tests, int failed, int skipped) {
        Count plus(Count other) {
            return new Count(tests + other.tests, failed + other.failed, skipped + other.skipped);
        }

        @Override
        public String toString() {
            return "%d passed, %d failed, %d skipped".formatted(tests - failed - skipped, failed, skipped);
        }
    }

    /** Where an example's {@code target} lies, {@code examples/name/target}. */
    private static final int DEEPEST_TARGET = 3;

    private TestTotal() {}

    public static void main(String[] args) throws IOException, XMLStreamException {
        Count total = new Count(0, 0, 0);
        for (Path report : reports(Path.of(args[0]))) {
            total = total.plus(read(report));
        }
        System.out.println("Tests in all modules: " + total);
        if (total.failed() > 0 || total.tests() == 0) {
            System.exit(1);
        }
    }

    /** Each run of the tests writes into a folder of its own, {@code target/surefire-reports…}. */
    private static List<Path> reports(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(root, DEEPEST_TARGET)) {
            for (Path target : folders.filter(folder -> folder.endsWith("target") && Files.isDirectory(folder))
                    .toList()) {
                try (Stream<Path> files = Files.walk(target, 2)) {
                    files.filter(TestTotal::isReport).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isReport(Path file) {
        Path folder = file.getParent();
        return folder != null
                && folder.getFileName().toString().startsWith("surefire-reports")
                && file.getFileName().toString().matches("TEST-.*\\.xml");
    }

    private static Count read(Path report) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (var in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            xml.nextTag();
            return new Count(
                    number(xml, "tests"), number(xml, "errors") + number(xml, "failures"), number(xml, "skipped"));
        }
    }

    private static int number(XMLStreamReader xml, String attribute) {
        return Integer.parseInt(xml.getAttributeValue(null, attribute));
    }
}
