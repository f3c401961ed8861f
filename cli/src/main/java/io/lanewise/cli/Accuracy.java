package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import java.io.PrintWriter;
import java.util.Arrays;

/** How many images of each class were seen, and how many of them were classified rightly. */
record Accuracy(int[] seen, int[] right) {
    double total() {
        return (double) Arrays.stream(right).sum() / Arrays.stream(seen).sum();
    }

    double of(int label) {
        return seen[label] == 0 ? Double.NaN : (double) right[label] / seen[label];
    }

    void printByClass(PrintWriter out) {
        out.println("Accuracy by class:");
        for (int label = 0; label < seen.length; label++) {
            out.println("  %-12s %s"
                    .formatted(
                            FashionMnist.CLASSES.get(label),
                            seen[label] == 0 ? "no images" : "%.3f".formatted(of(label))));
        }
    }

    /** {@code 0.8743 (8743 of 10000)} */
    @Override
    public String toString() {
        return "%.4f (%d of %d)"
                .formatted(
                        total(), Arrays.stream(right).sum(), Arrays.stream(seen).sum());
    }
}
