"""scikit-learn's PCA of Fashion-MNIST, with the scores of its rows. Each request is one timed run.

usage: sklearn_pca.py K
request: {"solver": "covariance_eigh" or "randomized", "seed": int}
"""

import sys
import time

from fashion_mnist import pictures
from line_server import serve
from sklearn.decomposition import PCA

K = int(sys.argv[1])
A = pictures()


def handle(request: dict) -> dict:
    pca = PCA(n_components=K, svd_solver=request["solver"], random_state=request["seed"])
    start = time.perf_counter()
    pca.fit_transform(A)
    return {"seconds": time.perf_counter() - start, "explainedVariance": pca.explained_variance_.tolist()}


serve(handle)
