/**
 * Networks and their training: modules, losses, optimizers ({@link io.lanewise.nn.optim}), data loading ({@link
 * io.lanewise.nn.data}) and checkpoints. Names and meanings are PyTorch's, so that a training loop reads the same:
 *
 * <pre>{@code
 * var generator = new Generator(1);
 * var model = new Sequential(
 *         new Flatten(), new Linear(784, 128, generator), new ReLU(), new Linear(128, 10, generator));
 * var criterion = new CrossEntropyLoss();
 * var optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
 *
 * for (var batch : loader) {
 *     try (var scope = Scope.open()) {
 *         var loss = criterion.forward(model.forward(batch.inputs()), batch.targets());
 *         optimizer.zeroGrad();
 *         loss.backward();
 *         optimizer.step();
 *     }
 * }
 * }</pre>
 *
 * <p>Read {@link io.lanewise.nn.Module}, then {@link io.lanewise.nn.Linear}, then {@link
 * io.lanewise.nn.optim.Optimizer}. Invariants: a module computes with tensor operations only, so its derivative needs
 * no code here; randomness comes from a {@link io.lanewise.tensor.random.Generator} that the caller passes in; what has
 * a state is {@link io.lanewise.nn.Stateful}, and its state comes back to the last bit.
 */
@NullMarked
package io.lanewise.nn;

import org.jspecify.annotations.NullMarked;
