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
