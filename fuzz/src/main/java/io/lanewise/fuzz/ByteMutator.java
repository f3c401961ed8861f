package io.lanewise.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Changes a file without knowing its format: bits, bytes, ranges, and parts of another file. */
public final class ByteMutator implements Mutator {
    private static final int[] NUMBERS = {
        0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 1 << 24, Integer.MAX_VALUE, 1 << 31
    };
    private static final int LONGEST_RANGE = 64;

    @Override
    public byte[] mutate(byte[] file, byte[] other, Random random) {
        var changed = file.clone();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            changed = once(changed, other, random);
        }
        return changed;
    }

    private static byte[] once(byte[] file, byte[] other, Random random) {
        if (file.length == 0) {
            return other.clone();
        }
        int from = random.nextInt(file.length);
        int to = Math.min(file.length, from + 1 + random.nextInt(LONGEST_RANGE));
        switch (random.nextInt(8)) {
            case 0 -> file[from] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[from] = (byte) random.nextInt();
            case 2 -> {
                int number = NUMBERS[random.nextInt(NUMBERS.length)];
                for (int i = from; i < Math.min(to, from + Integer.BYTES); i++) {
                    file[i] = (byte) (number >>> 8 * (i - from));
                }
            }
            case 3 -> {
                return spliced(file, from, to, file, from, from); // left out
            }
            case 4 -> {
                return spliced(file, to, to, file, from, to); // there twice
            }
            case 5 -> {
                return spliced(file, from, file.length, file, from, from); // cut short
            }
            case 6 -> {
                return spliced(file, from, to, noise(to - from, random), 0, to - from);
            }
            default -> {
                int start = random.nextInt(other.length + 1);
                int end = Math.min(other.length, start + random.nextInt(LONGEST_RANGE));
                return spliced(file, from, to, other, start, end);
            }
        }
        return file;
    }

    private static byte[] noise(int length, Random random) {
        var noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    /** The file with what lies in one range replaced by what lies in another. */
    private static byte[] spliced(byte[] file, int from, int to, byte[] other, int start, int end) {
        var out = new ByteArrayOutputStream(file.length + end - start);
        out.write(file, 0, from);
        out.write(other, start, end - start);
        out.write(file, to, file.length - to);
        return out.toByteArray();
    }
}
