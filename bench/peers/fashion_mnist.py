"""Fashion-MNIST's training set (Xiao, Rasul, Vollgraf 2017; Debian's dataset-fashion-mnist), as the bridge gets it."""

import gzip

import numpy as np

FOLDER = "/usr/share/datasets/fashion-mnist"
BRIGHTEST = 255
PIXELS = 784


def entries(name: str, header_bytes: int) -> np.ndarray:
    with gzip.open(f"{FOLDER}/{name}-ubyte.gz") as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=header_bytes)


def pictures() -> np.ndarray:
    """60,000 x 784 float64 in [0, 1]."""
    return entries("train-images-idx3", 16).reshape(-1, PIXELS) * (1 / BRIGHTEST)


def labels() -> np.ndarray:
    """Classes 0 to 9."""
    return entries("train-labels-idx1", 8).astype(np.int64)
