"""numpy.linalg.qr (mode reduced) of a .npy held in memory.

usage: numpy_qr.py FILE
request: {} is one timed run; {"judge": {"q": FILE, "r": FILE}} measures raw float64 factors, {"judge": "own"} its own.
"""

import sys
import time

import numpy as np
from line_server import serve

A = np.load(sys.argv[1])
own: list[np.ndarray] = []


def quality(q: np.ndarray, r: np.ndarray) -> dict:
    orthogonality = np.abs(q.T @ q - np.eye(A.shape[1])).max()
    residual = np.abs(q @ r - A).max() / np.abs(A).max()
    return {"orthogonality": float(orthogonality), "residual": float(residual)}


def handle(request: dict) -> dict:
    judged = request.get("judge")
    if judged == "own":
        return quality(*own)
    if judged:
        return quality(*(np.fromfile(judged[name]).reshape(-1, A.shape[1]) for name in ("q", "r")))
    own.clear()
    start = time.perf_counter()
    q, r = np.linalg.qr(A, mode="reduced")
    seconds = time.perf_counter() - start
    own.extend((q, r))
    return {"seconds": seconds}


serve(handle)
