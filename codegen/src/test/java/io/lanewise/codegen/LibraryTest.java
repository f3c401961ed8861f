package io.lanewise.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    private static final Library LIBRARY = Generator.library();

    /** These give other bits in the interpreter than compiled. */
    private static final Pattern INEXACT = Pattern.compile("reduceLanes\\((VectorOperators\\.)?(ADD|MUL)"
            + "|VectorOperators\\.(EXP|EXPM1|LOG|LOG10|LOG1P|SIN|COS|TAN|ASIN|ACOS|ATAN|ATAN2|SINH|COSH|TANH|POW"
            + "|HYPOT|CBRT)\\b");

    @Test
    void theSameSourcesAreWrittenEveryTime() {
        assertThat(Generator.library().files()).isEqualTo(LIBRARY.files());
    }

    @Test
    void noSourceUsesAnOperationWhoseBitsDependOnTheCompiler() {
        LIBRARY.files().forEach((file, text) -> assertThat(text).as(file).doesNotContainPattern(INEXACT));
    }

    /** The register tiles are left out: a file of them is all tiles of one vector width. */
    @Test
    void noSourceIsLongerThanAReaderLikes() {
        LIBRARY.files().forEach((file, text) -> {
            if (file.contains("/generated/") && file.endsWith(".java") && !file.endsWith("Maps.java")) {
                assertThat(text.lines().count()).as(file).isLessThanOrEqualTo(600);
            }
        });
    }

    @Test
    void whatDidNotChangeIsLeftAloneAndWhatIsStaleIsDeleted(@TempDir Path root) throws IOException {
        LIBRARY.write(root);
        var folder = root.resolve(Names.GENERATED.replace('.', '/'));
        var kept = folder.resolve("ReluF32Vector.java");
        var edited = folder.resolve("ReluF64Vector.java");
        var stale = folder.resolve("Stale.java");
        Files.setLastModifiedTime(kept, FileTime.fromMillis(0));
        Files.writeString(edited, "edited");
        Files.writeString(stale, "stale");
        LIBRARY.write(root);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(FileTime.fromMillis(0));
        assertThat(edited).content().contains("f64_relu_dense");
        assertThat(stale).doesNotExist();
    }
}
