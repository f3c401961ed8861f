package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.hub.ModelFiles;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceConfigTest {
    @TempDir
    Path folder;

    private void file(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private SentenceConfig read() throws IOException {
        return SentenceConfig.read(ModelFiles.directory(folder));
    }

    @Test
    void withoutFilesItIsTheMeanOfUnitLength() throws IOException {
        var config = read();
        assertThat(config.stated()).isFalse();
        assertThat(config.pooling()).containsExactly(Pooling.MEAN);
        assertThat(config.normalize()).isTrue();
        assertThat(config.maxLength()).isZero();
        assertThat(config.prompts()).isEmpty();
    }

    @Test
    void modulesSayWhereTheTransformerLiesAndWhatFollows() throws IOException {
        file("modules.json", """
            [{"path": "0_Transformer", "type": "sentence_transformers.models.Transformer"},
             {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]\
            """);
        file("1_Pooling/config.json", "{\"pooling_mode_lasttoken\": true, \"pooling_mode_mean_tokens\": false}");
        file("0_Transformer/sentence_bert_config.json", "{\"max_seq_length\": 256, \"do_lower_case\": true}");
        file("config_sentence_transformers.json", "{\"prompts\": {\"q\": \"Q:\"}, \"default_prompt_name\": \"q\"}");
        var config = read();
        assertThat(config.folder()).isEqualTo("0_Transformer/");
        assertThat(config.pooling()).containsExactly(Pooling.LAST_TOKEN);
        assertThat(config.normalize()).isTrue();
        assertThat(config.maxLength()).isEqualTo(256);
        assertThat(config.lowerCase()).isTrue();
        assertThat(config.prompts()).containsEntry("q", "Q:");
        assertThat(config.defaultPrompt()).isEqualTo("q");
    }

    @Test
    void theShortestOfTheOtherLengthsHolds() throws IOException {
        file("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
        assertThat(read().maxLength()).isZero();
        file("config.json", "{\"max_position_embeddings\": 514}");
        assertThat(read().maxLength()).isEqualTo(514);
        file("tokenizer_config.json", "{\"model_max_length\": 384}");
        assertThat(read().maxLength()).isEqualTo(384);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "modules.json | {} | is not a list of modules",
                "modules.json | [{\"type\": \"x.Dense\"}] | has a module of type \"x.Dense\"; expected Transformer,",
                "modules.json | [{\"type\": \"Pooling\", \"path\": \"../x\"}] | is not the name of a model's file",
                "modules.json | [{\"type\": \"Pooling\", \"path\": \"p\"}] | is missing; modules.json names it",
                "modules.json | [ | is not JSON",
                "sentence_bert_config.json | {\"max_seq_length\": -1} | max_seq_length is -1; expected a number",
                "sentence_bert_config.json | {\"max_seq_length\": \"9\"} | expected a number of tokens",
                "sentence_bert_config.json | {\"do_lower_case\": 1} | do_lower_case is 1; expected true or false",
                "config_sentence_transformers.json | {\"prompts\": {\"q\": 1}} | has a prompt \"q\" that is no text",
            })
    void filesThatAreNotValidAreRefused(String name, String json, String expected) throws IOException {
        file(name, json);
        assertThatThrownBy(this::read).hasMessageContaining(expected);
    }

    @Test
    void bytesTakenForAnotherEncodingAreRefused() throws IOException {
        file("modules.json", "\0\0\0[" + "\177".repeat(4)); // UTF-32 by its beginning, but no character in it
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("is not JSON in UTF-8");
    }

    @Test
    void poolingThatCannotBeMeantIsRefused() throws IOException {
        file("modules.json", "[{\"type\": \"Pooling\", \"path\": \"p\"}]");
        file("p/config.json", "{}");
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("chooses no pooling; expected one of [pooling_mode_cls_token, ");
        file("p/config.json", "{\"pooling_mode_cls_token\": true, \"include_prompt\": false}");
        assertThatThrownBy(this::read).hasMessageContaining("include_prompt");
        file("p/config.json", " ".repeat((1 << 20) + 1));
        assertThatThrownBy(this::read).hasMessageContaining("expected settings of at most 1048576");
    }
}
