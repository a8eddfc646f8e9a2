"""The first `rows` training pictures of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017; Debian's dataset-fashion-mnist).

`what` is "images" (a picture a row, 784 pixels in [0, 1]), "labels" (a column of the classes 0 to 9) or "onehot" (a column
for each of the 10 classes: 1 in the picture's own, else 0).
"""

import gzip

import numpy as np

FOLDER = "/usr/share/datasets/fashion-mnist"
CLASSES = 10
BRIGHTEST = 255


def idx(name, rows):
    """The leading `rows` items of an idx file: two zero bytes, type, number of dimensions, dimensions, then bytes."""
    with gzip.open(f"{FOLDER}/{name}-ubyte.gz") as file:
        dimensions = file.read(4)[3]
        shape = np.frombuffer(file.read(4 * dimensions), dtype=">i4")[1:]
        item = int(np.prod(shape, dtype=np.int64))
        return np.frombuffer(file.read(rows * item), dtype=np.uint8).reshape(rows, item)


def make(spec, _generator):
    if spec["what"] == "images":
        return idx("train-images-idx3", spec["rows"]) / BRIGHTEST
    labels = idx("train-labels-idx1", spec["rows"])
    return labels.astype(float) if spec["what"] == "labels" else np.eye(CLASSES)[labels[:, 0]]
"""The first rows of Fashion-MNIST's test images, 784 pixels each; where the data set is not installed, images of the same kind:
a few smooth patterns, mixed, with noise, in whole numbers from 0 to 255."""

import gzip
import os

import numpy as np

IMAGES = "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz"


def make(spec, generator):
    rows, cols = spec["rows"], spec["cols"]
    if os.path.exists(IMAGES):
        with gzip.open(IMAGES) as file:
            return np.frombuffer(file.read(), dtype=np.uint8, offset=16).reshape(-1, cols)[:rows].astype(np.float64)
    x, y = np.meshgrid(np.linspace(-1, 1, 28), np.linspace(-1, 1, 28))
    patterns = [np.exp(-(i + 1) * (x - i / 20) ** 2 - (40 - i) / 10 * (y + i / 30) ** 2).ravel() for i in range(40)]
    mixed = generator.random((rows, 40)) ** 3 @ np.array(patterns)
    return np.clip(np.rint(255 * mixed / mixed.max() + 5 * generator.standard_normal((rows, cols))), 0, 255)
