"""A truncated SVD in Python of a .npy held in memory. Each request is one timed run, with the residual of its answer.

usage: python_svd.py METHOD FILE K
request: {"seed": int, "tol": number or null}; a tol asks for the cheapest run that reaches this residual (scikit-learn and
dask: as many power iterations as it takes, searched for once and untimed).
"""

import math
import sys
import time
from typing import Callable

import numpy as np
from line_server import serve

METHOD, FILE, K = sys.argv[1], sys.argv[2], int(sys.argv[3])
A = np.load(FILE)
USUAL_ITERATIONS, MOST_ITERATIONS = 4, 256
Factors = tuple[np.ndarray, np.ndarray, np.ndarray]


def sklearn(iterations: int, seed: int) -> Factors:
    from sklearn.utils.extmath import randomized_svd

    return randomized_svd(A, n_components=K, n_iter=iterations, random_state=seed)


def dask(iterations: int, seed: int) -> Factors:
    import dask
    import dask.array as da

    # One chunk of columns, as svd_compressed wants it, and rows in chunks of 64 MB for the threads. QR between the power
    # iterations: by plain powers small triplets are lost.
    rows = max(K, min(A.shape[0], 64_000_000 // (8 * A.shape[1])))
    array = da.from_array(A, chunks=(rows, A.shape[1]), name=False)
    u, s, vt = da.linalg.svd_compressed(array, K, n_power_iter=iterations, iterator="QR", seed=seed)
    with dask.config.set(scheduler="threads"):
        return dask.compute(u, s, vt)


def arpack(tol: float, seed: int) -> Factors:
    from scipy.sparse.linalg import svds

    u, s, vt = svds(A, k=K, tol=tol, rng=np.random.default_rng(seed))
    order = np.argsort(s)[::-1]
    return u[:, order], s[order], vt[order]


def residual(u: np.ndarray, s: np.ndarray, vt: np.ndarray) -> float:
    """The largest of ||Av - su|| / s and ||A'u - sv|| / s over the triplets."""
    left = np.linalg.norm(A @ vt.T - u * s, axis=0) / s
    right = np.linalg.norm(A.T @ u - vt.T * s, axis=0) / s
    return float(max(left.max(), right.max()))


reached: dict[float, int] = {}


def iterations_for(method: Callable[[int, int], Factors], tol: float | None, seed: int) -> int:
    if tol is None:
        return USUAL_ITERATIONS
    if tol not in reached:
        reached[tol] = search(lambda iterations: residual(*method(iterations, seed)), tol)
    return reached[tol]


def search(residual_after: Callable[[int], float], tol: float) -> int:
    """Each iteration divides the residual by about the same, once the first ones are past: the last two tries say by how much."""
    iterations, reached_there = USUAL_ITERATIONS // 2, residual_after(USUAL_ITERATIONS // 2)
    ahead = USUAL_ITERATIONS
    while ahead < MOST_ITERATIONS:
        before, iterations = iterations, ahead
        reached_before, reached_there = reached_there, residual_after(iterations)
        if reached_there <= tol:
            return iterations
        per_iteration = math.log(reached_before / reached_there) / (iterations - before)
        missing = math.log(reached_there / tol) / per_iteration if per_iteration > 0 else math.inf
        ahead = iterations + math.ceil(min(missing, iterations))
    return MOST_ITERATIONS


def handle(request: dict) -> dict:
    seed, tol = request["seed"], request["tol"]
    if METHOD == "arpack":
        # svds works on A'A or AA': its tol is one of the eigenvalues, relative. 0 would be machine precision.
        steps, run = None, lambda: arpack(tol or 0, seed)
    else:
        method = {"sklearn": sklearn, "dask": dask}[METHOD]
        steps = iterations_for(method, tol, seed)
        run = lambda: method(steps, seed)  # noqa: E731
    start = time.perf_counter()
    factors = run()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "residual": residual(*factors), "iterations": steps, "singularValues": factors[1].tolist()}


serve(handle)
