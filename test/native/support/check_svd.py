"""Judges the output of run_routine rowwise.so truncatedSvd with numpy, independently of the library.

  check_svd.py A.npy DIR K [--values] < result.json

A.npy is the matrix; DIR holds u.RANK, s.RANK and v.RANK; result.json is what run_routine printed.
Prints one JSON object of figures, each over its unit (eps of the dtype and sigma_1 of numpy):

  leftResiduals, rightResiduals   ||A v - s u||, ||A' u - s v|| per triplet, absolute
  certificateGap                  largest |certificate - recomputed residual| / (eps s1)
  orthogonality                   largest |U'U - I|, |V'V - I| / eps
  values                          largest |s - numpy's s| / (eps s1)
  ranksByFile, signsRight, descending
"""

import glob
import json
import sys

import numpy as np


def read(directory, name, cols, dtype):
    files = sorted(glob.glob(f"{directory}/{name}.*"), key=lambda path: int(path.rsplit(".", 1)[1]))
    return np.concatenate([np.fromfile(path, dtype=dtype).reshape(-1, cols) for path in files])


def main():
    matrix, directory, k = np.load(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    answer = json.load(sys.stdin)["result"]
    a = matrix.astype(np.longdouble) if matrix.size < 40_000 else matrix.astype(np.float64)
    scale = float(np.abs(matrix).max()) or 1.0
    scale = 2.0 ** np.round(np.log2(scale))
    a = a / scale
    u = read(directory, "u", k, matrix.dtype).astype(a.dtype)
    v = read(directory, "v", k, matrix.dtype).astype(a.dtype)
    s = read(directory, "s", 1, np.float64)[:, 0] / scale
    eps = float(np.finfo(matrix.dtype).eps)
    exact = np.linalg.svd(a.astype(np.float64), compute_uv=False)
    s1 = exact[0] or 1.0
    left = np.linalg.norm((a @ v - u * s).astype(np.float64), axis=0)
    right = np.linalg.norm((a.T @ u - v * s).astype(np.float64), axis=0)
    certificate = answer["certificate"]
    gap = max(
        np.abs(np.array(certificate["leftResiduals"]) / scale - left).max(),
        np.abs(np.array(certificate["rightResiduals"]) / scale - right).max(),
    )
    largest = np.abs(v).argmax(axis=0)
    print(
        json.dumps(
            {
                "shapeU": list(u.shape),
                "shapeV": list(v.shape),
                "leftResiduals": left.tolist(),
                "rightResiduals": right.tolist(),
                "sigma": s.tolist(),
                "exact": exact[:k].tolist(),
                "residualOverEps": float(max(left.max(), right.max()) / (eps * s1)),
                "certificateGap": float(gap / (eps * s1)),
                "orthogonality": float(
                    max(np.abs(u.T @ u - np.eye(k)).max(), np.abs(v.T @ v - np.eye(k)).max()) / eps
                ),
                "values": float(np.abs(s - exact[:k]).max() / (eps * s1)),
                "signsRight": bool(all(v[i, j] > 0 for j, i in enumerate(largest))),
                "descending": bool(np.all(np.diff(s) <= 0)),
                "sameValues": bool(np.allclose(np.array(answer["singularValues"]) / scale, s, rtol=0, atol=0)),
            }
        )
    )


main()
