package io.lanewise.conformance;

import io.lanewise.nn.Loss.Reduction;
import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;
import java.util.Locale;

/** Losses. */
final class LossTable {
    private static final String PAIR = "input, target, size_average=None, reduce=None, reduction='mean'";

    private LossTable() {}

    static void fill(Table table) {
        distances(table);
        probabilities(table);
        margins(table);
        classes(table);
    }

    private static Reduction reduction(Arguments a) {
        return Reduction.valueOf(a.string("reduction").toUpperCase(Locale.ROOT));
    }

    private static void distances(Table table) {
        table.put("nn.functional.l1_loss", PAIR, a -> Losses.l1(a.tensor("input"), a.tensor("target"), reduction(a)));
        table.put("nn.functional.mse_loss", PAIR, a -> Losses.mse(a.tensor("input"), a.tensor("target"), reduction(a)));
        table.put(
                "nn.functional.smooth_l1_loss",
                PAIR + ", beta=1.0",
                a -> Losses.smoothL1(a.tensor("input"), a.tensor("target"), a.number("beta"), reduction(a)));
        table.put(
                "nn.functional.huber_loss",
                "input, target, reduction='mean', delta=1.0",
                a -> Losses.huber(a.tensor("input"), a.tensor("target"), a.number("delta"), reduction(a)));
    }

    private static void probabilities(Table table) {
        table.put("nn.functional.kl_div", PAIR + ", log_target=False", LossTable::klDivergence);
        table.put(
                "nn.functional.poisson_nll_loss",
                "input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction='mean'",
                a -> Losses.poissonNll(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.bool("log_input"),
                        a.bool("full"),
                        a.number("eps"),
                        reduction(a)));
        table.put(
                "nn.functional.gaussian_nll_loss",
                "input, target, var, full=False, eps=1e-6, reduction='mean'",
                a -> Losses.gaussianNll(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.tensor("var"),
                        a.bool("full"),
                        a.number("eps"),
                        reduction(a)));
        table.put(
                "nn.functional.binary_cross_entropy",
                "input, target, weight=None, size_average=None, reduce=None, reduction='mean'",
                a -> Losses.binaryCrossEntropy(
                        a.tensor("input"), a.tensor("target"), a.tensorOrNull("weight"), reduction(a)));
        table.put(
                "nn.functional.binary_cross_entropy_with_logits",
                "input, target, weight=None, size_average=None, reduce=None, reduction='mean', pos_weight=None",
                a -> Losses.binaryCrossEntropyWithLogits(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.tensorOrNull("weight"),
                        a.tensorOrNull("pos_weight"),
                        reduction(a)));
    }

    private static Tensor klDivergence(Arguments a) {
        var input = a.tensor("input");
        var target = a.tensor("target");
        return a.string("reduction").equals("batchmean")
                ? Losses.klDivergenceBatchMean(input, target, a.bool("log_target"))
                : Losses.klDivergence(input, target, a.bool("log_target"), reduction(a));
    }

    private static void margins(Table table) {
        table.put(
                "nn.functional.soft_margin_loss",
                PAIR,
                a -> Losses.softMargin(a.tensor("input"), a.tensor("target"), reduction(a)));
        table.put(
                "nn.functional.hinge_embedding_loss",
                "input, target, margin=1.0, size_average=None, reduce=None, reduction='mean'",
                a -> Losses.hingeEmbedding(a.tensor("input"), a.tensor("target"), a.number("margin"), reduction(a)));
        table.put(
                "nn.functional.margin_ranking_loss",
                "input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean'",
                a -> Losses.marginRanking(
                        a.tensor("input1"), a.tensor("input2"), a.tensor("target"), a.number("margin"), reduction(a)));
        table.put(
                "nn.functional.cosine_embedding_loss",
                "input1, input2, target, margin=0, size_average=None, reduce=None, reduction='mean'",
                a -> Losses.cosineEmbedding(
                        a.tensor("input1"), a.tensor("input2"), a.tensor("target"), a.number("margin"), reduction(a)));
        table.put(
                "nn.functional.triplet_margin_loss",
                "anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None, reduce=None, "
                        + "reduction='mean'",
                a -> Losses.tripletMargin(
                        a.tensor("anchor"),
                        a.tensor("positive"),
                        a.tensor("negative"),
                        a.number("margin"),
                        a.number("p"),
                        a.number("eps"),
                        a.bool("swap"),
                        reduction(a)));
    }

    private static void classes(Table table) {
        table.put(
                "nn.functional.nll_loss",
                "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
                a -> ClassLosses.nll(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.tensorOrNull("weight"),
                        a.longValue("ignore_index"),
                        reduction(a)));
        table.put(
                "nn.functional.cross_entropy",
                "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', "
                        + "label_smoothing=0.0",
                LossTable::crossEntropy);
        table.put(
                "nn.functional.multi_margin_loss",
                "input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction='mean'",
                a -> ClassLosses.multiMargin(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.number("p"),
                        a.number("margin"),
                        a.tensorOrNull("weight"),
                        reduction(a)));
        table.put(
                "nn.functional.multilabel_margin_loss",
                PAIR,
                a -> ClassLosses.multilabelMargin(a.tensor("input"), a.tensor("target"), reduction(a)));
        table.put(
                "nn.functional.multilabel_soft_margin_loss",
                "input, target, weight=None, size_average=None, reduce=None, reduction='mean'",
                a -> ClassLosses.multilabelSoftMargin(
                        a.tensor("input"), a.tensor("target"), a.tensorOrNull("weight"), reduction(a)));
    }

    private static Tensor crossEntropy(Arguments a) {
        return a.tensor("target").dtype().isFloat()
                ? ClassLosses.crossEntropyOfProbabilities(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.tensorOrNull("weight"),
                        a.number("label_smoothing"),
                        reduction(a))
                : ClassLosses.crossEntropy(
                        a.tensor("input"),
                        a.tensor("target"),
                        a.tensorOrNull("weight"),
                        a.longValue("ignore_index"),
                        a.number("label_smoothing"),
                        reduction(a));
    }
}
