package io.lanewise.pipelines;

/** How near two vectors are. */
public final class Similarity {
    private Similarity() {}

    /**
     * The cosine of the angle between two vectors, from -1 to 1; 0 where one of them is 0.
     *
     * @throws IllegalArgumentException when they have different lengths
     */
    public static double cosine(float[] a, float[] b) {
        double lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
        return lengths == 0 ? 0 : Math.clamp(dot(a, b) / lengths, -1, 1);
    }

    private static double dot(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "similarity: vectors of " + a.length + " and " + b.length + " numbers; expected equally many");
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
