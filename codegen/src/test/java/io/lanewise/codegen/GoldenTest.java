package io.lanewise.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some generated sources as they are, one for each shape of loop: they show what a change of an emitter does. After a
 * change that is meant, {@code mvn test -pl codegen -am -Dgolden.update} writes them anew.
 */
class GoldenTest {
    private static final Map<String, String> SOURCES = Generator.library().files();
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AddI8Scalar",
                "ReluF32Scalar",
                "SiluF32Vector",
                "ReduceSumF32Scalar",
                "ReduceSumF32Vector",
                "RowSoftmaxF32Vector",
                "StepSgdMomentumF32Vector"
            })
    void aGeneratedSourceIsWhatItWas(String name) throws IOException {
        var source = SOURCES.get(Names.GENERATED.replace('.', '/') + "/" + name + ".java");
        var golden = FOLDER.resolve(name + ".java");
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(golden, source);
        }
        assertThat(source).isEqualTo(Files.readString(golden));
    }
}
