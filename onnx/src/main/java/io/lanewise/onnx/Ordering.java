package io.lanewise.onnx;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.OnnxNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * An order of nodes in which each comes after those whose results it takes. A file should have them so, but converters
 * write what they insert, such as casts to halves, at the end. Kahn, "Topological sorting of large networks", 1962.
 */
final class Ordering {
    private Ordering() {}

    /** The nodes in their own order as far as that is possible; those of a cycle, and those after it, come last. */
    static List<OnnxNode> of(List<OnnxNode> nodes) {
        var makers = new HashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            for (var output : nodes.get(i).outputs()) {
                makers.putIfAbsent(output, i);
            }
        }
        makers.remove(""); // stands for what is not there
        var users = new ArrayList<List<Integer>>();
        nodes.forEach(_ -> users.add(new ArrayList<>()));
        int[] awaited = new int[nodes.size()];
        boolean ordered = true;
        for (int i = 0; i < awaited.length; i++) {
            for (int maker : makers(nodes.get(i), makers)) {
                users.get(maker).add(i);
                awaited[i]++;
                ordered &= maker < i;
            }
        }
        return ordered ? nodes : reordered(nodes, users, awaited);
    }

    private static Set<Integer> makers(OnnxNode node, Map<String, Integer> makers) {
        var found = new HashSet<Integer>();
        for (var name : taken(node)) {
            var maker = makers.get(name);
            if (maker != null) {
                found.add(maker);
            }
        }
        return found;
    }

    /** What a node reads, also from within its graphs. */
    private static List<String> taken(OnnxNode node) {
        var names = new ArrayList<>(node.inputs());
        for (var attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.Subgraph(var graph)) {
                graph.nodes().forEach(inner -> names.addAll(taken(inner)));
                graph.outputs().forEach(output -> names.add(output.name()));
            }
        }
        return names;
    }

    private static List<OnnxNode> reordered(List<OnnxNode> nodes, List<List<Integer>> users, int[] awaited) {
        var ready = new PriorityQueue<Integer>();
        for (int i = 0; i < awaited.length; i++) {
            if (awaited[i] == 0) {
                ready.add(i);
            }
        }
        var result = new ArrayList<OnnxNode>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            result.add(nodes.get(next));
            for (int user : users.get(next)) {
                if (--awaited[user] == 0) {
                    ready.add(user);
                }
            }
        }
        for (int i = 0; i < awaited.length; i++) {
            if (awaited[i] > 0) {
                result.add(nodes.get(i));
            }
        }
        return result;
    }
}
