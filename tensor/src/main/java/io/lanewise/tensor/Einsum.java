package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Einstein's summation: operands are contracted in their order, each contraction being one batched matrix product.
 * Labels are letters; the dimensions of an ellipsis are labelled -1, -2, … from the last.
 */
final class Einsum {
    private final String equation;
    private final List<List<Integer>> inputs = new ArrayList<>();
    private final List<Integer> output;

    /** A tensor whose dimensions have labels, each but once. */
    private record Labelled(Tensor tensor, List<Integer> labels) {
        int size(int label) {
            int at = labels.indexOf(label);
            return at < 0 ? 1 : tensor.size(at);
        }
    }

    private Einsum(String equation, List<Tensor> operands) {
        this.equation = equation;
        var sides = equation.replace(" ", "").split("->", -1);
        var terms = sides[0].split(",", -1);
        if (terms.length != operands.size() || sides.length > 2) {
            throw error("names " + terms.length + " operands, got " + operands.size());
        }
        int widest = 0;
        for (int i = 0; i < terms.length; i++) {
            int letters = terms[i].replace("...", "").length();
            int ellipsis = operands.get(i).dim() - letters;
            if (ellipsis < 0 || ellipsis > 0 && !terms[i].contains("...")) {
                throw error("has the term " + terms[i] + " for a tensor of shape "
                        + operands.get(i).shape());
            }
            inputs.add(labels(terms[i], ellipsis));
            widest = Math.max(widest, ellipsis);
        }
        output = sides.length == 2 ? labels(sides[1], widest) : implicit(widest);
    }

    static Tensor run(String equation, List<Tensor> operands) {
        var einsum = new Einsum(equation, operands);
        var result = einsum.operand(operands.getFirst(), 0);
        for (int i = 0; i < operands.size(); i++) {
            var needed = new HashSet<>(einsum.output);
            einsum.inputs.subList(i + 1, operands.size()).forEach(needed::addAll);
            result = i == 0
                    ? sumOthers(result, needed)
                    : einsum.contract(result, einsum.operand(operands.get(i), i), needed);
        }
        return einsum.ordered(result);
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException("einsum: \"" + equation + "\" " + what);
    }

    private List<Integer> labels(String term, int ellipsis) {
        var labels = new ArrayList<Integer>();
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (Character.isLetter(c)) {
                labels.add((int) c);
            } else if (term.startsWith("...", i)) {
                for (int d = ellipsis; d > 0; d--) {
                    labels.add(-d);
                }
                i += 2;
            } else {
                throw error("has a character that is neither a letter nor an ellipsis: " + c);
            }
        }
        return labels;
    }

    /** Without an arrow: the ellipsis, then the letters that occur once, in the alphabet's order. */
    private List<Integer> implicit(int ellipsis) {
        var counts = new TreeMap<Integer, Integer>();
        inputs.forEach(term -> term.forEach(label -> counts.merge(label, 1, Integer::sum)));
        var labels = new ArrayList<>(labels("...", ellipsis));
        counts.forEach((label, count) -> {
            if (label > 0 && count == 1) {
                labels.add(label);
            }
        });
        return labels;
    }

    /** An operand with the diagonal taken of dimensions that have the same label. */
    private Labelled operand(Tensor tensor, int index) {
        var labels = new ArrayList<>(inputs.get(index));
        var x = tensor;
        for (int i = 0; i < labels.size(); i++) {
            int second = labels.lastIndexOf(labels.get(i));
            if (second != i) {
                int label = labels.get(i);
                if (x.size(i) != x.size(second)) {
                    throw error("names dimensions of sizes " + x.size(i) + " and " + x.size(second) + " alike");
                }
                x = x.diagonal(0, i, second);
                labels.remove(second);
                labels.remove(i);
                labels.add(label);
                i = -1;
            }
        }
        return new Labelled(x, labels);
    }

    private static Labelled sumOthers(Labelled x, Set<Integer> needed) {
        var kept = x.labels().stream().filter(needed::contains).toList();
        var axes = java.util.stream.IntStream.range(0, x.labels().size())
                .filter(i -> !needed.contains(x.labels().get(i)))
                .toArray();
        return axes.length == 0 ? x : new Labelled(x.tensor().sum(axes), kept);
    }

    private Labelled contract(Labelled a, Labelled b, Set<Integer> needed) {
        var neededByA = new HashSet<>(needed);
        neededByA.addAll(b.labels());
        var neededByB = new HashSet<>(needed);
        neededByB.addAll(a.labels());
        var x = sumOthers(a, neededByA);
        var y = sumOthers(b, neededByB);
        var batch = new ArrayList<Integer>();
        var summed = new ArrayList<Integer>();
        for (int label : x.labels()) {
            if (y.labels().contains(label)) {
                int size = x.size(label);
                int other = y.size(label);
                if (size != other && size != 1 && other != 1) {
                    throw error("gives one label the sizes " + size + " and " + other);
                }
                (needed.contains(label) ? batch : summed).add(label);
            }
        }
        var left = x.labels().stream().filter(l -> !y.labels().contains(l)).toList();
        var right = y.labels().stream().filter(l -> !x.labels().contains(l)).toList();
        var product = matrices(x, y, batch, left, summed).matmul(matrices(y, x, batch, summed, right));
        var labels = new ArrayList<>(batch);
        labels.addAll(left);
        labels.addAll(right);
        var sizes = labels.stream()
                .mapToInt(l -> Math.max(
                        x.labels().contains(l) ? x.size(l) : 0, y.labels().contains(l) ? y.size(l) : 0))
                .toArray();
        for (int i = 0; i < batch.size(); i++) {
            sizes[i] = common(x, y, batch.get(i));
        }
        return new Labelled(product.reshape(sizes), labels);
    }

    private static int common(Labelled x, Labelled y, int label) {
        return x.size(label) == 1 ? y.size(label) : x.size(label);
    }

    /** Dimensions in the order batch, rows, columns, each of the three made one; shared ones of size 1 expanded. */
    private static Tensor matrices(
            Labelled x, Labelled other, List<Integer> batch, List<Integer> rows, List<Integer> columns) {
        var order = new ArrayList<>(batch);
        order.addAll(rows);
        order.addAll(columns);
        var axes = order.stream().mapToInt(x.labels()::indexOf).toArray();
        var sizes = order.stream()
                .mapToInt(l -> other.labels().contains(l) ? common(x, other, l) : x.size(l))
                .toArray();
        int[] joined = {1, 1, 1};
        for (int i = 0; i < sizes.length; i++) {
            int group = i < batch.size() ? 0 : i < batch.size() + rows.size() ? 1 : 2;
            joined[group] *= sizes[i];
        }
        return x.tensor().permute(axes).expand(sizes).reshape(joined);
    }

    private Tensor ordered(Labelled result) {
        for (int label : output) {
            if (!result.labels().contains(label) || output.indexOf(label) != output.lastIndexOf(label)) {
                throw error("has an output label that is not among the inputs, or twice");
            }
        }
        var axes = output.stream().mapToInt(result.labels()::indexOf).toArray();
        return result.tensor().permute(axes);
    }
}
