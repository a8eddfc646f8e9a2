#include "truncated_svd.h"

namespace athanor::slepc {

/*
 * Memory, with d = basis columns, min(rows, cols, max(2 k, k + 32)). Distributed: both bases (trlanczos) and the vectors
 * handed out, with a copy while they are measured. On every rank: v whole, the partial A'U and what MPI takes to
 * sum it, vectors of the column side, the projected problem, PETSc itself.
 */
const char *const kTruncatedSvdManifest = R"json({
  "name": "truncatedSvd",
  "method": "truncatedSVD",
  "doc": "The k largest singular values of a and their vectors, a v = s u, by SLEPc. Certified by a last pass over a. A second opinion on rowwise.truncatedSvd, which is faster: the two share no arithmetic.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64"], "minRows": 1, "minCols": 1,
      "doc": "The matrix, read in place; every entry finite. float64 only: PETSc computes in one precision that is fixed when it is built, and Debian builds it for float64. For float32 use rowwise.truncatedSvd, or upload as float64." }
  ],
  "params": [
    { "name": "k", "type": "int", "required": true, "min": "1", "max": "min(a.rows, a.cols)",
      "doc": "How many singular triplets." },
    { "name": "tol", "type": "float", "default": 1e-9, "min": "0",
      "doc": "A triplet has converged when both residuals, |a v - s u| and |a' u - s v|, are at most max(tol * s, 100 * eps * s1), with s1 the largest singular value." },
    { "name": "method", "type": "string", "enum": ["trlanczos", "cross"], "default": "trlanczos",
      "doc": "trlanczos: Lanczos bidiagonalisation with thick restart. cross: eigenvectors of a'a by Krylov-Schur, half the passes, but singular values below about 1e-6 of the largest do not converge." },
    { "name": "maxIterations", "type": "int", "default": 100, "min": "1", "max": "1000000",
      "doc": "Restarts before the result is returned as it is." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "u", "rows": "a.rows", "cols": "k", "dtype": "a", "alignedWith": "a", "doc": "Left singular vectors, orthonormal columns." },
    { "name": "s", "rows": "k", "cols": "1", "dtype": "float64", "doc": "Singular values, descending." },
    { "name": "v", "rows": "a.cols", "cols": "k", "dtype": "a", "doc": "Right singular vectors, orthonormal columns; the largest component of each is positive." }
  ],
  "workspaceBytes": {
    "distributed": "8 * (a.rows + a.cols) * (min(min(a.rows, a.cols), max(2 * k, k + 32)) + 2 * k + 8)",
    "perRank": "67108864 + 8 * (a.cols * (3 * k + 4) + 8 * min(min(a.rows, a.cols), max(2 * k, k + 32)) * min(min(a.rows, a.cols), max(2 * k, k + 32)))"
  },
  "limits": [
    { "expression": "max(a.rows, a.cols) < 2147483648", "message": "Debian's PETSc counts rows and columns in 32 bits; rowwise.truncatedSvd does not" },
    { "expression": "(max(a.rows, a.cols) / ranks + 1) * (max(2 * k, k + 32) + 1) < 2147483648", "message": "a rank's part of the basis must have fewer than 2^31 entries; take more ranks or a smaller k" }
  ],
  "accuracy": "Singular values to 100 * eps * s1, u and v orthonormal to a small multiple of eps, residuals as the certificate says.",
  "cost": { "flops": "2 * a.rows * a.cols * passes", "passes": "about 4 * (k + 32) for trlanczos, half of that for cross; more where singular values are close" }
})json";

} // namespace athanor::slepc
