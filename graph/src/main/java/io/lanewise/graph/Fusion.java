package io.lanewise.graph;

import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.kernels.fused.FusedKernels;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
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
 * once, so no bit changes. A value joins those that use it when all of them are in one group and have its shape.
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
        return node.op() instanceof Op.Map map
                && !map.function().bool()
                && (node.dtype() == DType.F32 || node.dtype() == DType.F64)
                && FusedKernels.fits(map.function().expr(), node.dtype().element());
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
            if (FusedKernels.fits(larger.op().function().expr(), last.dtype().element())) {
                best = larger;
            } else {
                group.remove(next);
                refused.add(next);
            }
        }
        if (group.size() > 1) {
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
        return node.op() instanceof Op.Map map
                && !outputs.contains(node)
                && node.shape().equals(last.shape())
                && (map.function().bool() ? operandType(node) == last.dtype() : node.dtype() == last.dtype());
    }

    private static DType operandType(Value.Node node) {
        return node.inputs().stream()
                .map(Value::dtype)
                .filter(dtype -> dtype != DType.BOOL)
                .findFirst()
                .orElse(DType.BOOL);
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

    private static Joined join(Value.Node last, Set<Value.Node> group) {
        var joining = new Joining(group, last.dtype().element());
        var expr = joining.expr(last);
        var name = new StringBuilder("fused");
        for (var member : new ArrayList<>(group).reversed()) {
            name.append('_').append(member.op().name());
        }
        var function = function(name.toString(), joining.operands.size(), expr);
        return new Joined(new Op.Map(function, joining.params), joining.operands);
    }

    /** One object for equal functions, so that what is known of a function by its object is found again. */
    private static Elementwise function(String name, int arity, Expr expr) {
        var dag = Dag.of(expr);
        synchronized (FUNCTIONS) {
            return FUNCTIONS.computeIfAbsent(
                    name + " of " + arity + ": " + dag.text(), _ -> Elementwise.of(name, arity, dag.expr()));
        }
    }

    /** Puts the expressions of a group together. */
    private static final class Joining {
        private final Set<Value.Node> group;
        private final ElementType type;
        private final List<Value> operands = new ArrayList<>();
        private final List<Double> params = new ArrayList<>();
        private final Map<Value, Expr> done = new HashMap<>();

        Joining(Set<Value.Node> group, ElementType type) {
            this.group = group;
            this.type = type;
        }

        Expr expr(Value value) {
            var known = done.get(value);
            if (known == null) {
                known = value instanceof Value.Node node && group.contains(node) ? inside(node) : outside(value);
                done.put(value, known);
            }
            return known;
        }

        private Expr outside(Value value) {
            if (value instanceof Value.Constant(Tensor tensor)
                    && tensor.dim() == 0
                    && tensor.dtype().element() == type) {
                return Expr.of(tensor.item());
            }
            operands.add(value);
            int index = operands.size() - 1;
            return value.dtype() == DType.BOOL ? new Expr.Flag(index) : Expr.input(index);
        }

        private Expr inside(Value.Node node) {
            var map = (Op.Map) node.op();
            int shift = params.size();
            params.addAll(map.params());
            var parts = node.inputs().stream().map(this::expr).toList();
            var results = new ArrayList<Expr>();
            for (var part : Dag.of(map.function().expr()).nodes()) {
                results.add(
                        switch (part.expr()) {
                            case Expr.Input(int i) -> parts.get(i);
                            case Expr.Flag(int i) -> parts.get(i);
                            case Expr.Param(int i) -> Expr.param(shift + i);
                            default ->
                                Dag.withChildren(
                                        part.expr(),
                                        part.children().stream()
                                                .map(results::get)
                                                .toList());
                        });
            }
            return results.getLast();
        }
    }
}
