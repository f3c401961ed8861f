package io.lanewise.pipelines;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Silero's own way to hear and to find segments, over ONNX Runtime, for a recording that is all there. */
final class SpeechOracle {
    private SpeechOracle() {}

    static float[] probabilities(Path model, float[] samples, int rate) throws OrtException {
        int frame = rate == 16000 ? 512 : 256;
        int context = rate == 16000 ? 64 : 32;
        int frames = (samples.length + frame - 1) / frame;
        var padded = new float[context + frames * frame];
        System.arraycopy(samples, 0, padded, context, samples.length);
        var probabilities = new float[frames];
        var state = new float[2][1][128];
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model.toString());
                var sr = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {rate}), new long[0])) {
            for (int i = 0; i < frames; i++) {
                var sound = Arrays.copyOfRange(padded, i * frame, i * frame + context + frame);
                try (var input = OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(sound), new long[] {1, sound.length});
                        var before = OnnxTensor.createTensor(environment, state);
                        var result = session.run(Map.of("input", input, "state", before, "sr", sr))) {
                    probabilities[i] = ((float[][]) result.get(0).getValue())[0][0];
                    state = (float[][][]) result.get(1).getValue();
                }
            }
        }
        return probabilities;
    }

    /** All times in samples. */
    static List<SpeechSegment> segments(
            float[] probabilities,
            int frame,
            long length,
            float threshold,
            float exit,
            long minSpeech,
            long minSilence,
            long padding) {
        var found = new ArrayList<long[]>();
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] < threshold) {
                continue;
            }
            int start = i;
            long end = -1;
            int quiet = -1;
            for (i++; i < probabilities.length && end < 0; i++) {
                if (probabilities[i] >= threshold) {
                    quiet = -1;
                } else if (probabilities[i] < exit) {
                    quiet = quiet < 0 ? i : quiet;
                    end = (long) (i - quiet) * frame >= minSilence ? (long) quiet * frame : -1;
                }
            }
            i--; // the frame that ended it begins nothing
            long from = (long) start * frame;
            long to = end < 0 ? length : end;
            if (to - from > minSpeech) {
                found.add(new long[] {from, to});
            }
        }
        var padded = new ArrayList<SpeechSegment>();
        for (int i = 0; i < found.size(); i++) {
            long gapBefore = i == 0 ? Long.MAX_VALUE : found.get(i)[0] - found.get(i - 1)[1];
            long gapAfter = i == found.size() - 1 ? Long.MAX_VALUE : found.get(i + 1)[0] - found.get(i)[1];
            long before = gapBefore < 2 * padding ? gapBefore / 2 : padding;
            long after = gapAfter < 2 * padding ? gapAfter / 2 : padding;
            padded.add(new SpeechSegment(
                    Math.max(0, found.get(i)[0] - before), Math.min(length, found.get(i)[1] + after)));
        }
        return padded;
    }
}
