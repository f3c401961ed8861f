package io.lanewise.pipelines;

import com.sun.speech.freetts.VoiceManager;
import com.sun.speech.freetts.audio.NullAudioPlayer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Spoken text: recorded pieces of a voice, joined by FreeTTS. */
final class Speech {
    static final int RATE = 16000;

    private Speech() {}

    /** A text at 16000 samples a second, without the silence around it. */
    static float[] of(String text) {
        System.setProperty("freetts.voices", "com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory");
        var bytes = new ByteArrayOutputStream();
        var voice = VoiceManager.getInstance().getVoice("kevin16");
        voice.setAudioPlayer(new NullAudioPlayer() {
            @Override
            public boolean write(byte[] audio) {
                return write(audio, 0, audio.length);
            }

            @Override
            public boolean write(byte[] audio, int offset, int size) {
                bytes.write(audio, offset, size);
                return true;
            }
        });
        voice.allocate();
        voice.speak(text);
        voice.deallocate();
        var pcm = ByteBuffer.wrap(bytes.toByteArray()).asShortBuffer();
        int first = 0;
        while (Math.abs(pcm.get(first)) < 100) {
            first++;
        }
        int end = pcm.limit();
        while (Math.abs(pcm.get(end - 1)) < 100) {
            end--;
        }
        var samples = new float[end - first];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm.get(first + i) / 32768f;
        }
        return samples;
    }

    /** The same at half of the rate: means of two. */
    static float[] narrow(float[] samples) {
        var narrow = new float[samples.length / 2];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (samples[2 * i] + samples[2 * i + 1]) / 2;
        }
        return narrow;
    }
}
