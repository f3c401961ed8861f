package io.lanewise.codegen;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Imports for the types that emitters name in the text of expressions, where JavaPoet does not see them. */
final class Imports {
    private static final Map<String, String> KNOWN = new TreeMap<>(Map.of(
            "FloatVector", "jdk.incubator.vector.FloatVector",
            "DoubleVector", "jdk.incubator.vector.DoubleVector",
            "VectorMask", "jdk.incubator.vector.VectorMask",
            "VectorOperators", "jdk.incubator.vector.VectorOperators",
            "VectorShuffle", "jdk.incubator.vector.VectorShuffle",
            "Bools", "io.lanewise.kernels.Bools",
            "Scalars", "io.lanewise.kernels.Scalars"));
    private static final Pattern NAME =
            Pattern.compile("(?<![.\\w])(" + String.join("|", KNOWN.keySet()) + ")(?=[.<\\s])");
    private static final Pattern IMPORT = Pattern.compile("^import .*;\n", Pattern.MULTILINE);

    private Imports() {}

    static String complete(String source) {
        var imports = new TreeSet<String>();
        NAME.matcher(source).results().forEach(m -> imports.add("import " + KNOWN.get(m.group()) + ";\n"));
        IMPORT.matcher(source).results().forEach(m -> imports.add(m.group()));
        var rest = IMPORT.matcher(source).replaceAll("");
        int header = rest.indexOf(";\n") + 2;
        return rest.substring(0, header) + "\n" + String.join("", imports) + (imports.isEmpty() ? "" : "\n")
                + rest.substring(header).stripLeading();
    }
}
