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

    private static final Tensor A = Tensor.of(0.5, -1.0, 2.0, 1.5).reshape(2, 2);
    private static final Tensor B = Tensor.of(0.25, 0.75, 1.0, 0.0).reshape(2, 2);
    private static final Tensor SIGNS = Tensor.of(1.0, -1.0);

    @Test
    void lossesOfOneInputArePyTorchs() {
        var mean = Loss.Reduction.MEAN;
        var p = Tensor.of(0.2, 0.9, 0.5, 0.7).reshape(2, 2);
        assertLoss(new SmoothL1Loss(0.5, mean), A, B, 0.890625);
        assertLoss(new HuberLoss(0.7, mean), A, B, 0.5678125);
        assertLoss(new KLDivLoss(), p.log(), B, 0.15304797519825794);
        assertLoss(new KLDivLoss(false, true, mean), p.log(), B, 0.3060959503965159);
        assertLoss(new BCELoss(), p, B, 0.7803759466179863);
        assertLoss(new SoftMarginLoss(), A, B, 0.6473863082587468);
        assertLoss(new HingeEmbeddingLoss(0.5, mean), A.select(0, 0), SIGNS, 1.0);
        assertLoss(new MultiLabelMarginLoss(), A, Tensor.of(1L, -1L, 0L, 1L).reshape(2, 2), 0.625);
        assertLoss(new MultiLabelSoftMarginLoss(), A, B, 0.9351699901810135);
        assertLoss(new MultiMarginLoss(2, 0.5, mean), A, Tensor.of(0L, 1L), 0.25);
    }

    @Test
    void lossesOfSeveralInputsArePyTorchs() {
        var mean = Loss.Reduction.MEAN;
        assertThat(new CosineEmbeddingLoss(0.1, mean).forward(A, B, SIGNS).item())
                .isCloseTo(1.2035533905926172, CLOSE);
        assertThat(new MarginRankingLoss(1.6, mean)
                        .forward(A.select(0, 0), B.select(0, 0), SIGNS)
                        .item())
                .isCloseTo(0.675, CLOSE);
        var negative = A.add(1.0);
        assertThat(new TripletMarginLoss().forward(A, B, negative).item()).isCloseTo(1.3710594163010175, CLOSE);
        assertThat(new TripletMarginLoss(2, 1, 1e-6, true, mean)
                        .forward(A, B, negative)
                        .item())
                .isCloseTo(2.2500030000000004, CLOSE);
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
