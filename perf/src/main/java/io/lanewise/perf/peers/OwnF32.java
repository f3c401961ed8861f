package io.lanewise.perf.peers;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.perf.Peer;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.perf.subjects.StoredProducts;
import java.util.Map;

/** Lanewise's own f32 product, the one to beat for weights of fewer bits. */
public final class OwnF32 implements Peer {
    @Override
    public String name() {
        return "own f32";
    }

    @Override
    public boolean supports(Task task) {
        return task instanceof Task.StoredProduct;
    }

    @Override
    public Map<String, String> environment(int threads, int vectorBits) {
        return Map.of();
    }

    @Override
    public Work work(Task task, int threads) {
        if (!(task instanceof Task.StoredProduct(var format, int m, int n, int k))) {
            throw new IllegalArgumentException(name() + ": has no " + task);
        }
        float[] x = StoredProducts.rows(m, k);
        float[] w = StoredProducts.weight(format, n, k).dequantized().toFloatArray();
        PackedB[] copies = new PackedB[StoredProducts.copies(4L * n * k)];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = MatMul.pack(ElementType.F32, n, k, w, 0, 1, k);
        }
        float[] c = new float[m * n];
        return StoredProducts.inTurn(
                copies.length, c, i -> MatMul.run(m, x, 0, k, 1, copies[i], c, 0, n, Epilogue.STORE));
    }
}
