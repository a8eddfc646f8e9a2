"""Writes Fashion-MNIST's training pictures as float64 .npy, 60,000 x 784 in [0, 1].

usage: make_pictures.py FILE
"""

import sys

import numpy as np
from fashion_mnist import pictures

np.save(sys.argv[1], pictures())
