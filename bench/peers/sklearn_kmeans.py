"""scikit-learn's k-means of Fashion-MNIST from one k-means++ start. Each request is one timed run.

usage: sklearn_kmeans.py K ITERATIONS
request: {"seed": int}
"""

import sys
import time

from fashion_mnist import pictures
from line_server import serve
from sklearn.cluster import KMeans

K, ITERATIONS = (int(argument) for argument in sys.argv[1:3])
A = pictures()


def handle(request: dict) -> dict:
    kmeans = KMeans(n_clusters=K, n_init=1, max_iter=ITERATIONS, tol=0, algorithm="lloyd", random_state=request["seed"])
    start = time.perf_counter()
    kmeans.fit(A)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "inertia": float(kmeans.inertia_), "iterations": int(kmeans.n_iter_)}


serve(handle)
