package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** tiktoken's vocabularies, beside another implementation of them. */
class TiktokenTest {
    private static final EncodingRegistry THEIRS = Encodings.newLazyEncodingRegistry();
    private static final Map<TiktokenEncoding, Tokenizer> OURS = new EnumMap<>(TiktokenEncoding.class);

    private static Tokenizer ours(TiktokenEncoding encoding) {
        return OURS.computeIfAbsent(encoding, TiktokenTest::load);
    }

    private static Tokenizer load(TiktokenEncoding encoding) {
        var name = encoding.name().toLowerCase(Locale.ROOT) + ".tiktoken";
        try (var input = ClassLoader.getSystemResourceAsStream("com/knuddels/jtokkit/" + name)) {
            var file = Files.createTempFile("lanewise", name);
            Files.write(file, Objects.requireNonNull(input, name).readAllBytes());
            var tokenizer = Tokenizer.tiktoken(file, encoding);
            Files.delete(file);
            return tokenizer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.mixed();
    }

    @Property(tries = 500)
    void idsAreEqualAndGiveTheTextBack(@ForAll TiktokenEncoding encoding, @ForAll("texts") String text) {
        var theirs = THEIRS.getEncoding(EncodingType.valueOf(encoding.name()));
        int[] ids = ours(encoding).encode(text).ids();
        assertThat(ids).isEqualTo(theirs.encodeOrdinary(text).toArray());
        assertThat(ours(encoding).decode(ids)).isEqualTo(text);
    }

    @Example
    void specialTokensAreFound() {
        assertThat(ours(TiktokenEncoding.CL100K_BASE)
                        .encode("hello<|endoftext|>")
                        .ids())
                .containsExactly(15339, 100257);
    }

    @Example
    void aWrongLineIsNamed() throws IOException {
        Path file = Files.createTempFile("lanewise", ".tiktoken");
        Files.writeString(file, "YQ== 0\n??? 1\n");
        assertThatThrownBy(() -> Tokenizer.tiktoken(file, TiktokenEncoding.R50K_BASE))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(file + ": line 2: expected a token in base64 and its rank");
        Files.delete(file);
    }

    @Example
    void aRankBeyondAllVocabulariesIsRefusedBeforeATableForItIsMade() throws IOException {
        Path file = Files.createTempFile("lanewise", ".tiktoken");
        Files.writeString(file, "YQ== 2147483647\n");
        assertThatThrownBy(() -> Tokenizer.tiktoken(file, TiktokenEncoding.R50K_BASE))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(file + ": line 1: the rank 2147483647 is not within 0 and ");
        Files.delete(file);
    }
}
