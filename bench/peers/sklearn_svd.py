"""scikit-learn's randomized_svd on a .npy held in memory. Each request is one timed run.

usage: sklearn_svd.py FILE K
"""

import sys
import time

import numpy as np
from line_server import serve
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_info

A = np.load(sys.argv[1])
K = int(sys.argv[2])


def residual(u: np.ndarray, s: np.ndarray, vt: np.ndarray) -> float:
    """The largest of ||Av - su|| / s and ||A'u - sv|| / s over the triplets."""
    left = np.linalg.norm(A @ vt.T - u * s, axis=0) / s
    right = np.linalg.norm(A.T @ u - vt.T * s, axis=0) / s
    return float(max(left.max(), right.max()))


def handle(request: dict) -> dict:
    start = time.perf_counter()
    u, s, vt = randomized_svd(A, n_components=K, n_iter=4, random_state=request.get("seed", 0))
    seconds = time.perf_counter() - start
    answer = {"seconds": seconds, "singularValues": s.tolist(), "blas": threadpool_info()}
    if request.get("residual"):
        answer["residual"] = residual(u, s, vt)
    return answer


serve(handle)
