"""The first `rows` training pictures of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017; Debian's dataset-fashion-mnist).

`what` is "images" (a picture a row, 784 pixels in [0, 1]), "labels" (a column of the classes 0 to 9) or "onehot" (a
column for each of the 10 classes: 1 in the picture's own, else 0).
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
