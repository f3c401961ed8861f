"""The network of `./lanewise train` in PyTorch, on the full Fashion-MNIST: loss and seconds of each epoch.

Needs Debian's packages python3-torch and dataset-fashion-mnist.
Usage: /usr/bin/python3 perf/peers/train_pytorch.py [THREADS] [EPOCHS]
"""

import gzip
import sys
import time

import numpy
import torch
from torch import nn

FOLDER = "/usr/share/datasets/fashion-mnist/"


def images(name):
    with gzip.open(FOLDER + name) as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return torch.from_numpy(pixels.reshape(-1, 784).astype(numpy.float32) / 255)


def labels(name):
    with gzip.open(FOLDER + name) as file:
        return torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8, offset=8).astype(numpy.int64))


threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 10
torch.set_num_threads(threads)
torch.manual_seed(1)
x, y = images("train-images-idx3-ubyte.gz"), labels("train-labels-idx1-ubyte.gz")
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for epoch in range(1, epochs + 1):
    order = torch.randperm(len(x))
    start, total, batches = time.time(), 0.0, 0
    for at in range(0, len(x), 64):
        batch = order[at : at + 64]
        optimizer.zero_grad()
        loss = criterion(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        total, batches = total + loss.item(), batches + 1
    print(f"Epoch: {epoch} Loss: {total / batches:.3f} Time: {time.time() - start:.2f} s")
test_x, test_y = images("t10k-images-idx3-ubyte.gz"), labels("t10k-labels-idx1-ubyte.gz")
print(f"Accuracy: {(model(test_x).argmax(1) == test_y).float().mean().item():.4f}")
