package io.lanewise.onnx;

import static io.lanewise.onnx.ModelBytes.FLOAT;
import static io.lanewise.onnx.ModelBytes.INT64;
import static io.lanewise.onnx.ModelBytes.floats;
import static io.lanewise.onnx.ModelBytes.model;
import static io.lanewise.onnx.ModelBytes.nameless;
import static io.lanewise.onnx.ModelBytes.value;
import static io.lanewise.onnx.ModelBytes.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Boxes that overlap better ones, beside ONNX Runtime. */
class SuppressionTest {
    private static final int IMAGES = 2;
    private static final int CLASSES = 3;

    private static byte[] suppression(int boxes, int most, float limit, float least, int centers) {
        return model(
                11,
                new ProtoWriter()
                        .message(
                                1,
                                nameless(
                                        "NonMaxSuppression",
                                        List.of("boxes", "scores", "most", "limit", "least"),
                                        List.of("chosen"),
                                        whole("center_point_box", centers)))
                        .text(2, "suppression")
                        .message(5, ModelBytes.tensor("most", INT64, 1).number(7, most))
                        .message(5, floats("limit", new int[] {1}, limit))
                        .message(5, floats("least", new int[] {1}, least))
                        .message(11, value("boxes", FLOAT, IMAGES, boxes, 4))
                        .message(11, value("scores", FLOAT, IMAGES, CLASSES, boxes))
                        .message(12, value("chosen", INT64, -1, 3)));
    }

    /** Whole numbers, so that every overlap is the same fraction in any type; some boxes are empty, some far away. */
    private static Tensor boxes(Random random, int count) {
        float[] boxes = new float[IMAGES * count * 4];
        for (int i = 0; i < boxes.length; i += 4) {
            int place = random.nextInt(10) == 0 ? 1000 : 0;
            for (int j = 0; j < 4; j++) {
                boxes[i + j] = place + random.nextInt(40);
            }
        }
        return Tensor.wrap(boxes, DType.F32, Shape.of(IMAGES, count, 4));
    }

    /** Many are equal. */
    private static Tensor scores(Random random, int count) {
        float[] scores = new float[IMAGES * CLASSES * count];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (random.nextInt(32) - 8) / 16f;
        }
        return Tensor.wrap(scores, DType.F32, Shape.of(IMAGES, CLASSES, count));
    }

    @Test
    void thoseAreChosenThatOnnxRuntimeChooses() throws Exception {
        var random = new Random(1);
        for (int count : new int[] {1, 2, 30, 400}) {
            for (float limit : new float[] {0, 0.25f, 0.5f, 1}) {
                int centers = random.nextInt(2);
                var bytes = suppression(count, random.nextInt(2) == 0 ? 5 : count, limit, -0.25f, centers);
                var inputs = Map.of("boxes", boxes(random, count), "scores", scores(random, count));
                try (var session = Reference.session(bytes, 1)) {
                    var chosen = OnnxModel.load("boxes.onnx", bytes).run(inputs).get("chosen");
                    assertThat(chosen.toDoubleArray())
                            .isEqualTo(Reference.run(session, inputs).getFirst());
                }
            }
        }
    }

    @Test
    void boxesThatAreNoNumbersOrWithoutEndAreKept() throws IOException {
        float nan = Float.NaN;
        float infinity = Float.POSITIVE_INFINITY;
        float[] boxes = {0, 0, 2, 2, nan, 0, 1, 1, 0, 0, infinity, 1, -infinity, 0, infinity, infinity, 0, 0, 2, 2};
        var inputs = Map.of(
                "boxes",
                Tensor.wrap(boxes, DType.F32, Shape.of(1, 5, 4)).repeat(IMAGES, 1, 1),
                "scores",
                Tensor.ones(Shape.of(IMAGES, CLASSES, 5), DType.F32));
        var chosen = OnnxModel.load("boxes.onnx", suppression(5, 5, 0.5f, 0, 0))
                .run(inputs)
                .get("chosen");
        assertThat(chosen.narrow(0, 0, 4).select(1, 2).toLongArray()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void anOverlapIsAFraction() throws IOException {
        var model = OnnxModel.load("boxes.onnx", suppression(1, 1, 1.5f, 0, 0));
        var inputs = Map.of("boxes", boxes(new Random(1), 1), "scores", scores(new Random(1), 1));
        assertThatThrownBy(() -> model.run(inputs))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("NonMaxSuppression 'chosen'")
                .hasMessageContaining("iou_threshold is 1.5, expected 0 to 1");
    }
}
