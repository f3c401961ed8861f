package io.lanewise.onnx.format;

import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Files of one value each, as ONNX's operator tests have them. */
public final class ValueFiles {
    private static final ExternalData NOWHERE = new ExternalData(null, Arena.global());

    private ValueFiles() {}

    /** The value in a file, which is of the kind that the model says. */
    public static OnnxValue read(Path file, ValueInfo info) throws IOException {
        var in = ProtoReader.of(ByteBuffer.wrap(Files.readAllBytes(file)));
        return switch (info.container()) {
            case TENSOR, OTHER -> info.kind() == ElementKind.BFLOAT16 ? halves(tensor(in)) : tensor(in);
            case SEQUENCE -> sequence(in);
            case OPTIONAL -> optional(in);
        };
    }

    /** NumPy has no bf16: the files hold its bits as numbers. */
    private static OnnxValue halves(OnnxValue.Dense bits) {
        var numbers = bits.tensor().toIntArray();
        var halves = new short[numbers.length];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (short) numbers[i];
        }
        return new OnnxValue.Dense(Tensor.wrap(halves, DType.BF16, bits.tensor().shape()));
    }

    private static OnnxValue.Dense tensor(ProtoReader in) {
        return new OnnxValue.Dense(TensorReader.read(in, NOWHERE).require("a value"));
    }

    private static OnnxValue sequence(ProtoReader in) {
        var tensors = new ArrayList<Tensor>();
        while (in.next()) {
            if (in.field() == 3) {
                tensors.add(tensor(in.message()).tensor());
            } else {
                in.skip();
            }
        }
        return new OnnxValue.Sequence(tensors);
    }

    private static OnnxValue optional(ProtoReader in) {
        OnnxValue value = null;
        while (in.next()) {
            switch (in.field()) {
                case 3 -> value = tensor(in.message());
                case 5 -> value = sequence(in.message());
                default -> in.skip();
            }
        }
        return new OnnxValue.Maybe(value);
    }
}
