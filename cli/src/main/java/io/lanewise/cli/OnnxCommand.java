package io.lanewise.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with ONNX files. */
@Command(
        name = "onnx",
        description = "Look into ONNX models, run them, and write them.",
        subcommands = {OnnxInfoCommand.class, OnnxRunCommand.class, OnnxExportCommand.class})
final class OnnxCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "expected a command: info, run or export");
    }
}
