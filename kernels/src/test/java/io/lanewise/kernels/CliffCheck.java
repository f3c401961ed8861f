package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel that a compiler gives up on runs some 60 times slower in the JVMs where that happens. Here both compilers
 * compile the generated kernels in JVMs of their own, and none may be skipped: the profiling one all of them, which does
 * not depend on the machine, and the optimizing one those for vectors and registers that this machine has.
 */
class CliffCheck {
    private static final Pattern COMPILED =
            Pattern.compile(" *\\d+ +\\d+ [ %sb!n]{6} *(?:[1-4] +)?([\\w.$]+::[\\w$]+) .*\\(\\d+ bytes\\).*");
    private static final Pattern GIVEN_UP =
            Pattern.compile("COMPILE SKIPPED|out of virtual registers|not compilable", Pattern.CASE_INSENSITIVE);

    /** With {@code -Xcomp} a JVM waits for each compilation, so one of them keeps one processor busy. */
    private static final int JVMS = Math.min(4, Runtime.getRuntime().availableProcessors());

    @TempDir
    private Path folder;

    @Test
    void theProfilingCompilerCompilesEveryKernel() throws IOException, InterruptedException {
        check("-XX:TieredStopAtLevel=3", true);
    }

    @Test
    void theOptimizingCompilerCompilesEveryKernelOfThisMachine() throws IOException, InterruptedException {
        check("-XX:-TieredCompilation", false);
    }

    private void check(String compiler, boolean all) throws IOException, InterruptedException {
        List<String> output = run(compiler, all);
        Set<String> called = new TreeSet<>();
        Set<String> compiled = new TreeSet<>();
        List<String> skipped = new ArrayList<>();
        for (String line : output) {
            Matcher match = COMPILED.matcher(line);
            if (GIVEN_UP.matcher(line).find()) {
                skipped.add(line.strip());
            } else if (match.matches()) {
                compiled.add(match.group(1));
            } else if (line.startsWith("CALLED ")) {
                called.add(line.substring("CALLED ".length()));
            }
        }
        assertThat(skipped).as("kernels that the compiler gave up").isEmpty();
        assertThat(called).as("kernels called").isNotEmpty();
        assertThat(compiled).as("kernels compiled").containsAll(called);
    }

    private List<String> run(String compiler, boolean all) throws IOException, InterruptedException {
        List<String> commands = new ArrayList<>(List.of("quiet"));
        GeneratedKernels.classes().forEach(name -> commands.add("compileonly " + name.replace('/', '.') + "::*"));
        Path commandFile = Files.write(folder.resolve("commands"), commands);
        List<Process> processes = new ArrayList<>();
        for (int part = 0; part < JVMS; part++) {
            processes.add(start(compiler, all, commandFile, part));
        }
        List<String> lines = new ArrayList<>();
        for (int part = 0; part < JVMS; part++) {
            int status = processes.get(part).waitFor();
            List<String> output = Files.readAllLines(output(part));
            assertThat(status).as("exit status; the output was %s", output).isZero();
            lines.addAll(output);
        }
        return lines;
    }

    private Process start(String compiler, boolean all, Path commandFile, int part) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xcomp",
                        compiler,
                        "-XX:+PrintCompilation",
                        "-XX:CompileCommandFile=" + commandFile,
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-Dlanewise.simd=" + (Cpu.simd() ? Integer.toString(Cpu.vectorBits()) : "off"),
                        CompileEverything.class.getName(),
                        Integer.toString(part),
                        Integer.toString(JVMS),
                        Boolean.toString(all))
                .redirectErrorStream(true)
                .redirectOutput(output(part).toFile())
                .start();
    }

    private Path output(int part) {
        return folder.resolve("output" + part);
    }
}
