package io.lanewise.perf;

import io.lanewise.codegen.TileSources;
import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code lanewise tiles}: tries register tiles of the matrix product on this machine. Each candidate is generated,
 * compiled, put first on the class path of fresh JVMs, and measured there; so the table in {@code TileSpec} is chosen.
 */
@Command(
        name = "lanewise tiles",
        mixinStandardHelpOptions = true,
        description = {
            "Measures register tiles of rows x vectors sums, in percent of the rate of fused multiply-adds.",
            "tile: from a packed panel.  row: a tile of one row.  product: 384 x 384 x 384.",
            "worst: the tile in the slowest JVM.  bytes: of its bytecode; the build refuses 2000 or more.",
            "An asterisk marks the tile that Lanewise uses."
        })
public final class TileExplorer implements Callable<Integer> {
    private static final int TALLEST = 14;

    @Option(names = "--type", description = "F32 or F64; default: ${DEFAULT-VALUE}.")
    private ElementType type = ElementType.F32;

    @Option(names = "--bits", description = "Bits of a vector: 128, 256 or 512; default: the widest there are.")
    private int bits = Cpu.vectorBits();

    @Option(names = "--registers", description = "16 or 32 vector registers; 16 turns AVX-512 off. Default: all.")
    private int registers = Cpu.registers();

    @Option(
            names = "--tile",
            split = ",",
            paramLabel = "RxV",
            description = "Tiles such as 6x4; default: all that fit.")
    private @Nullable List<String> only;

    @Option(names = "--forks", description = "The number of JVMs for each tile; default: ${DEFAULT-VALUE}.")
    private int forks = 3;

    private TileExplorer() {}

    private record Tile(int rows, int vectors) {
        static Tile parse(String text) {
            if (!text.matches("[1-9]\\d?x[1-9]")) {
                throw new IllegalArgumentException("--tile " + text + ": expected rows x vectors, such as 6x4");
            }
            int x = text.indexOf('x');
            return new Tile(Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1)));
        }

        @Override
        public String toString() {
            return rows + "x" + vectors;
        }
    }

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new TileExplorer())
                .setExecutionExceptionHandler((e, _, _) -> {
                    System.err.println("lanewise: tiles: " + e.getMessage());
                    return 1;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Cpu.simd() || forks < 1) {
            throw new IllegalArgumentException(
                    forks < 1 ? "--forks " + forks + ": expected 1 or more" : "no vectors here: " + Cpu.explanation());
        }
        System.out.println(Cpu.model());
        System.out.printf("%s, vectors of %d bits, %d registers%n", type.lower(), bits, registers);
        System.out.printf("%-6s %6s %6s %6s %6s %8s%n", "tile", "bytes", "tile", "worst", "row", "product");
        List<Tile> tiles = only == null
                ? candidates(registers)
                : only.stream().map(Tile::parse).toList();
        for (Tile tile : tiles) {
            explore(tile);
        }
        return 0;
    }

    /** Tiles whose sums take at least half of the registers, and leave one for each vector of b and one for a. */
    private static List<Tile> candidates(int registers) {
        List<Tile> tiles = new ArrayList<>();
        for (int vectors = 1; vectors <= registers / 4; vectors++) {
            for (int rows = 1; rows <= TALLEST; rows++) {
                if (rows * vectors >= registers / 2
                        && rows * vectors + vectors + 1 <= registers
                        && rows > vectors / 2) {
                    tiles.add(new Tile(rows, vectors));
                }
            }
        }
        return tiles;
    }

    private void explore(Tile tile) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lanewise-tiles");
        try {
            int bytes = compile(tile, folder);
            List<double[]> runs = new ArrayList<>();
            for (int i = 0; i < forks; i++) {
                runs.add(fork(folder));
            }
            runs.sort(Comparator.comparing(run -> run[0]));
            double[] middle = runs.get(runs.size() / 2);
            boolean chosen = tile.rows == TileSources.rows(type, bits, registers)
                    && tile.vectors == TileSources.vectors(type, bits, registers);
            System.out.printf(
                    "%-6s %6d %5.0f%% %5.0f%% %5.0f%% %7.0f%%%n",
                    tile + (chosen ? "*" : ""),
                    bytes,
                    100 * middle[0],
                    100 * runs.getFirst()[0],
                    100 * middle[1],
                    100 * middle[2]);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** Compiles the tiles into a folder; the size of the largest method. */
    private int compile(Tile tile, Path folder) throws IOException {
        String name = TileSources.className(type, bits, registers);
        Path source = folder.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
        Files.writeString(source, TileSources.source(type, bits, registers, tile.rows, tile.vectors));
        JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "this needs a JDK: there is no compiler");
        int status = compiler.run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "--add-modules",
                "jdk.incubator.vector",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
        if (status != 0) {
            throw new IllegalStateException("the tile " + tile + " does not compile");
        }
        int largest = 0;
        Path compiled = folder.resolve(name.replace('.', '/') + ".class");
        for (MethodModel method : ClassFile.of().parse(compiled).methods()) {
            largest = Math.max(
                    largest,
                    method.code()
                            .map(code -> ((CodeAttribute) code).codeLength())
                            .orElse(0));
        }
        return largest;
    }

    /**
     * Measures in a new JVM, the tiles of a folder in front of those that were built; without scalar tiles that stand in
     * until vectors are compiled, since they have no such widths.
     */
    private double[] fork(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "--add-modules=jdk.incubator.vector",
                "-Dlanewise.threads=1",
                "-Dlanewise.warmup=off",
                "-Dlanewise.simd=" + bits));
        if (registers < Cpu.registers()) {
            command.add("-XX:UseAVX=2");
        }
        command.addAll(List.of(
                "-classpath",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                TileProbe.class.getName(),
                type.toString(),
                Integer.toString(bits),
                Integer.toString(registers)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        double[] shares;
        try (var lines = process.inputReader().lines()) {
            shares = lines.mapToDouble(Double::parseDouble).toArray();
        }
        if (process.waitFor() != 0 || shares.length != 3) {
            throw new IOException("a measuring JVM ended with status " + process.exitValue());
        }
        return shares;
    }
}
