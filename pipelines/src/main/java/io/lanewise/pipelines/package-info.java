/**
 * From texts, sound and pictures to answers. Read {@link io.lanewise.pipelines.SentenceEmbedder}, then how its settings
 * are read ({@code SentenceConfig}), how texts share a run of the model ({@code Batches}), and the run itself ({@code
 * TextModel}).
 *
 * <p>{@link io.lanewise.pipelines.VoiceActivity} hears in streams that keep a state ({@link
 * io.lanewise.pipelines.VoiceStream}) and make segments ({@code SpeechSegments}). {@link
 * io.lanewise.pipelines.TextRecognition} sees a line ({@code TextLine}) and spells it ({@code CtcAlphabet}).
 *
 * <p>Invariant: a text's result has the same bits whichever thread asks, and whichever texts are asked with it. Texts
 * share a run only with texts of one padded length, and that length depends on the text's own alone.
 */
@NullMarked
package io.lanewise.pipelines;

import org.jspecify.annotations.NullMarked;
