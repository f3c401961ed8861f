package io.lanewise.graph;

import io.lanewise.expr.Dag;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.kernels.fused.FusedKernels;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins chains of elementwise operations into one, whose expression is theirs put together: every operation still rounds
 * once, so no bit changes. Comparisons, logic and choices between numbers of the chain's type belong to it. A value joins those that use it when all of them are in one group and have its shape.
 */
final class Fusion {
    private static final int KEPT = 1_024;
    private static final Map<String, Elementwise> FUNCTIONS = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Elementwise> eldest) {
            return size() > KEPT;
        }
    };

    private final Graph graph;
    private final Map<Value, List<Value.Node>> users = new HashMap<>();
    private final Set<Value> outputs;
    private final Set<Value.Node> absorbed = new HashSet<>();

    private final Map<Value.Node, DType> types = new HashMap<>();

    /** The last node of each group, with the joined operation. */
    private final Map<Value.Node, Joined> joined = new HashMap<>();

    private record Joined(Op.Map op, List<Value> operands) {}

    private Fusion(Graph graph) {
        this.graph = graph;
        this.outputs = new HashSet<>(graph.outputs());
        for (var node : graph.nodes()) {
            for (var input : new HashSet<>(node.inputs())) {
                users.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
            }
        }
    }

    static Graph of(Graph graph) {
        var fusion = new Fusion(graph);
        for (var node : graph.nodes().reversed()) {
            if (!fusion.absorbed.contains(node) && fusion.isLast(node)) {
                fusion.grow(node);
            }
        }
        return fusion.rewritten();
    }

    private boolean isLast(Value.Node node) {
        var type = type(node);
        return (type == DType.F32 || type == DType.F64)
                && Joining.computesIn(type, node)
                && fits(join(node, Set.of(node)), type);
    }

    /** The type of the numbers that a node computes with, or that its conditions compare. */
    private DType type(Value.Node node) {
        var known = types.get(node);
        if (known == null) {
            known = node.dtype() == DType.BOOL ? Joining.operandType(node) : node.dtype();
            for (var input : node.inputs()) {
                if (known == DType.BOOL && input instanceof Value.Node made && node.op() instanceof Op.Map) {
                    known = type(made);
                }
            }
            types.put(node, known);
        }
        return known;
    }

    private static boolean fits(Joined group, DType type) {
        return FusedKernels.fits(group.op().function().expr(), type.element());
    }

    /** Takes one producer after the other into the group of a node, as long as the kernel stays small enough. */
    private void grow(Value.Node last) {
        var group = new LinkedHashSet<Value.Node>();
        group.add(last);
        var refused = new HashSet<Value>();
        var best = join(last, group);
        for (var next = candidate(last, group, refused); next != null; next = candidate(last, group, refused)) {
            group.add(next);
            var larger = join(last, group);
            if (fits(larger, type(last))) {
                best = larger;
            } else {
                group.remove(next);
                refused.add(next);
            }
        }
        // The operands say which type a kernel computes in.
        var type = type(last);
        if (group.size() > 1 && best.operands().stream().anyMatch(operand -> operand.dtype() == type)) {
            absorbed.addAll(group);
            absorbed.remove(last);
            joined.put(last, best);
        }
    }

    private Value.@Nullable Node candidate(Value.Node last, Set<Value.Node> group, Set<Value> refused) {
        for (var member : group) {
            for (var input : member.inputs()) {
                if (input instanceof Value.Node node
                        && !group.contains(node)
                        && !refused.contains(node)
                        && joins(node, last)
                        && group.containsAll(users.getOrDefault(node, List.of()))) {
                    return node;
                }
            }
        }
        return null;
    }

    private boolean joins(Value.Node node, Value.Node last) {
        return !outputs.contains(node) && node.shape().equals(last.shape()) && Joining.computesIn(type(last), node);
    }

    private Graph rewritten() {
        var rewriter = new Rewriter(graph);
        return rewriter.rewrite((node, inputs) -> {
            var group = joined.get(node);
            return group == null
                    ? Rewriter.with(node, inputs)
                    : new Value.Node(
                            group.op(),
                            group.operands().stream().map(rewriter::now).toList(),
                            node.shape(),
                            node.dtype());
        });
    }

    private Joined join(Value.Node last, Set<Value.Node> group) {
        var joining = new Joining(group, type(last));
        var expr = joining.expr(last);
        var name = new StringBuilder("fused");
        for (var member : new ArrayList<>(group).reversed()) {
            name.append('_').append(member.op().name());
        }
        var function = function(name.toString(), joining.operands().size(), expr);
        return new Joined(new Op.Map(function, joining.params()), joining.operands());
    }

    /** One object for equal functions, so that what is known of a function by its object is found again. */
    private static Elementwise function(String name, int arity, Expr expr) {
        var dag = Dag.of(expr);
        synchronized (FUNCTIONS) {
            return FUNCTIONS.computeIfAbsent(
                    name + " of " + arity + ": " + dag.text(), _ -> Elementwise.of(name, arity, dag.expr()));
        }
    }
}
