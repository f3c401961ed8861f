package io.lanewise.onnx;

import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.format.ValueFiles;
import io.lanewise.onnx.format.ValueInfo;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** ONNX's own operator tests: folders with a model, inputs and the outputs expected of them. */
final class OperatorCases {
    private static final List<String> SUITES = List.of("node", "pytorch-converted", "pytorch-operator", "simple");

    /** The tolerances of ONNX's own runner. */
    private static final double RELATIVE = 1e-3;

    private static final double ABSOLUTE = 1e-7;

    /** What became of a case. */
    record Result(String operator, boolean passed, String reason) {}

    private OperatorCases() {}

    /** All cases by suite and name. */
    static Map<String, Path> find(Path folder) throws IOException {
        var cases = new TreeMap<String, Path>();
        for (var suite : SUITES) {
            if (!Files.isDirectory(folder.resolve(suite))) {
                continue;
            }
            try (var folders = Files.list(folder.resolve(suite))) {
                folders.filter(each -> Files.exists(each.resolve("model.onnx")))
                        .forEach(each -> cases.put(suite + "/" + each.getFileName(), each));
            }
        }
        return cases;
    }

    static Result run(Path folder) throws IOException {
        var operator = "?";
        try {
            var file = ModelReader.read(folder.resolve("model.onnx"));
            operator = operator(file);
            var model = OnnxModel.load(folder.resolve("model.onnx"));
            for (int set = 0; Files.isDirectory(folder.resolve("test_data_set_" + set)); set++) {
                var data = folder.resolve("test_data_set_" + set);
                var inputs = values(data, "input_", file.graph().inputs());
                var expected = values(data, "output_", file.graph().outputs());
                compare(expected, model.runValues(inputs, RunOptions.DEFAULT), "captured");
                compare(expected, model.runNodes(inputs), "node by node");
            }
            return new Result(operator, true, "");
        } catch (RuntimeException | AssertionError e) {
            if (Boolean.getBoolean("onnx.trace")) {
                e.printStackTrace();
            }
            return new Result(operator, false, String.valueOf(e.getMessage()));
        }
    }

    private static String operator(OnnxFile file) {
        return file.graph().nodes().size() == 1
                ? file.graph().nodes().getFirst().operator()
                : "several";
    }

    private static Map<String, OnnxValue> values(Path data, String prefix, List<ValueInfo> infos) throws IOException {
        var values = new LinkedHashMap<String, OnnxValue>();
        for (int i = 0; i < infos.size(); i++) {
            var path = data.resolve(prefix + i + ".pb");
            if (Files.exists(path)) {
                values.put(infos.get(i).name(), ValueFiles.read(path, infos.get(i)));
            }
        }
        return values;
    }

    private static void compare(Map<String, OnnxValue> expected, Map<String, OnnxValue> given, String how) {
        expected.forEach((name, value) -> compare(value, given.get(name), how + ", output " + name));
    }

    private static void compare(OnnxValue expected, OnnxValue given, String what) {
        switch (expected) {
            case OnnxValue.Dense(var tensor)
            when given instanceof OnnxValue.Dense(var other) -> compare(tensor, other, what);
            case OnnxValue.Sequence(var tensors)
            when given instanceof OnnxValue.Sequence(var others) -> {
                if (tensors.size() != others.size()) {
                    throw new AssertionError(what + ": " + others.size() + " tensors, expected " + tensors.size());
                }
                for (int i = 0; i < tensors.size(); i++) {
                    compare(tensors.get(i), others.get(i), what + "[" + i + "]");
                }
            }
            case OnnxValue.Maybe(var inner)
            when inner == null -> {
                if (!(given instanceof OnnxValue.Maybe(var other)) || other != null) {
                    throw new AssertionError(what + ": expected an empty optional");
                }
            }
            case OnnxValue.Maybe(var inner) ->
                compare(inner, given instanceof OnnxValue.Maybe(var other) && other != null ? other : given, what);
            default -> throw new AssertionError(what + ": " + given + ", expected " + expected);
        }
    }

    private static void compare(Tensor expected, Tensor given, String what) {
        if (!expected.shape().equals(given.shape()) || expected.dtype() != given.dtype()) {
            throw new AssertionError(what + ": " + given.dtype() + " " + given.shape() + ", expected "
                    + expected.dtype() + " " + expected.shape());
        }
        if (!expected.dtype().isFloat()) {
            var want = expected.toLongArray();
            var have = given.toLongArray();
            for (int i = 0; i < want.length; i++) {
                if (want[i] != have[i]) {
                    throw new AssertionError(what + ": element " + i + " is " + have[i] + ", expected " + want[i]);
                }
            }
            return;
        }
        var want = expected.toDoubleArray();
        var have = given.toDoubleArray();
        for (int i = 0; i < want.length; i++) {
            boolean equal = want[i] == have[i] || Double.isNaN(want[i]) && Double.isNaN(have[i]);
            if (!equal && !(Math.abs(want[i] - have[i]) <= ABSOLUTE + RELATIVE * Math.abs(want[i]))) {
                throw new AssertionError(what + ": element " + i + " is " + have[i] + ", expected " + want[i]);
            }
        }
    }

    /** How many cases of each operator passed, for people. */
    static List<String> report(Map<String, Result> results) {
        var passed = new TreeMap<String, int[]>();
        results.values().forEach(result -> {
            var counts = passed.computeIfAbsent(result.operator(), _ -> new int[2]);
            counts[0] += result.passed() ? 1 : 0;
            counts[1]++;
        });
        var lines = new ArrayList<String>();
        passed.forEach((operator, counts) -> lines.add(operator + " " + counts[0] + "/" + counts[1]));
        return lines;
    }
}
