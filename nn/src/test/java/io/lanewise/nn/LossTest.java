package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected numbers were computed by PyTorch in f64. */
class LossTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    private static final Tensor LOGITS =
            Tensor.of(0.5, -1.0, 2.0, 1.5, 0.25, -0.75, -2.0, 0.0, 1.0).reshape(3, 3);
    private static final Tensor CLASSES = Tensor.of(2L, 0L, 1L);
    private static final Tensor SOME_IGNORED = Tensor.of(2L, -100L, 1L);
    private static final Tensor WEIGHT = Tensor.of(0.5, 2.0, 1.5);

    private static void assertLoss(Loss loss, Tensor input, Tensor target, double... expected) {
        assertThat(loss.forward(input, target).toDoubleArray()).containsExactly(expected, CLOSE);
    }

    @Test
    void crossEntropyIsPyTorchs() {
        var loss = new CrossEntropyLoss();
        assertLoss(loss, LOGITS, CLASSES, 0.6403320409441893);
        assertLoss(loss.withReduction(Loss.Reduction.SUM), LOGITS, CLASSES, 1.9209961228325678);
        assertLoss(
                loss.withReduction(Loss.Reduction.NONE),
                LOGITS,
                CLASSES,
                0.24131129665715703,
                0.3306726094072241,
                1.3490122167681866);
    }

    @Test
    void rowsOfTheIgnoredClassDoNotCount() {
        assertLoss(new CrossEntropyLoss(), LOGITS, SOME_IGNORED, 0.7951617567126719);
        assertLoss(new CrossEntropyLoss().withIgnoredClass(0), LOGITS, CLASSES, 0.7951617567126719);
    }

    @Test
    void classesCanWeighDifferently() {
        var loss = new CrossEntropyLoss().withWeight(WEIGHT);
        assertLoss(loss, LOGITS, CLASSES, 0.8063319208064302);
        assertLoss(loss, LOGITS, SOME_IGNORED, 0.8742832510063169);
    }

    @Test
    void labelsCanBeSmoothed() {
        var loss = new CrossEntropyLoss().withLabelSmoothing(0.1);
        assertLoss(loss, LOGITS, CLASSES, 0.7403320409441893);
        assertLoss(loss.withWeight(WEIGHT), LOGITS, SOME_IGNORED, 0.9069624883218887);
        assertLoss(
                loss.withWeight(WEIGHT).withReduction(Loss.Reduction.NONE),
                LOGITS,
                SOME_IGNORED,
                0.5829450900414497,
                0.0,
                2.5914236190851607);
    }

    @Test
    void negativeLogLikelihoodOfLogSoftmaxIsCrossEntropy() {
        assertLoss(new NLLLoss(), LOGITS.logSoftmax(1), CLASSES, 0.6403320409441893);
    }

    @Test
    void elementLossesArePyTorchs() {
        var a = Tensor.of(1.0, -2.0, 3.5);
        var b = Tensor.of(0.0, 1.0, 0.25);
        assertLoss(new MSELoss(), a, b, 6.854166666666667);
        assertLoss(new MSELoss(Loss.Reduction.NONE), a, b, 1, 9, 10.5625);
        assertLoss(new L1Loss(), a, b, 2.4166666666666665);
        assertLoss(new BCEWithLogitsLoss(), a, b, 2.0316467056112724);
    }

    @Test
    void binaryCrossEntropyDoesNotOverflow() {
        assertLoss(new BCEWithLogitsLoss(), Tensor.of(1000.0, -1000.0), Tensor.of(0.0, 1.0), 1000);
    }

    @Test
    void layerNormIsPyTorchs() {
        var y = Normalization.layerNorm(LOGITS, Shape.of(3), WEIGHT, Tensor.of(0.0, 1.0, 0.25), 1e-5);
        assertThat(y.toDoubleArray())
                .containsExactly(
                        new double[] {
                            0.0,
                            -1.4494815778581933,
                            2.087111183393645,
                            0.6337464821654926,
                            0.8189295765241449,
                            -1.5154366288895869,
                            -0.6681509571564359,
                            1.5345207657251487,
                            1.8535622971754462
                        },
                        CLOSE);
    }

    @Test
    void shapesThatDoNotMatchAreNamed() {
        assertThatThrownBy(() -> new MSELoss().forward(Tensor.zeros(2), Tensor.zeros(3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("MSELoss")
                .hasMessageContaining("[2]")
                .hasMessageContaining("[3]");
        assertThatThrownBy(() -> new CrossEntropyLoss().forward(LOGITS, Tensor.of(1L)))
                .hasMessageContaining("[3, 3]")
                .hasMessageContaining("[1]");
    }
}
