#include "eigsh.h"

namespace athanor::slepc {

/*
 * Memory, with d = basis columns, min(rows, max(2 k, k + 32)). Distributed: the basis and the vectors handed out. On every
 * rank: the vectors whole, twice while rows are put in order, vectors and places of the column side, the projected
 * problem, the blocks of the symmetry check, PETSc itself.
 */
const char *const kEigshManifest = R"json({
  "name": "eigsh",
  "doc": "k eigenvalues at one end of the spectrum of a symmetric a, and their vectors: a x = w x, by SLEPc. Certified by a last pass over a.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64"], "minRows": 1, "minCols": 1,
      "doc": "A symmetric matrix, read in place; every entry finite. Rows with positions may be stored in any order; row labels are only labels. float64 only: PETSc computes in one precision that is fixed when it is built, and Debian builds it for float64." }
  ],
  "params": [
    { "name": "k", "type": "int", "required": true, "min": "1", "max": "a.rows", "doc": "How many eigenvalues." },
    { "name": "which", "type": "string", "enum": ["largestMagnitude", "largest", "smallest"], "default": "largestMagnitude",
      "doc": "Those farthest from zero, the largest, or the smallest (the most negative)." },
    { "name": "tol", "type": "float", "default": 1e-9, "min": "0",
      "doc": "An eigenvalue w has converged when |a x - w x| is at most max(tol * |w|, 100 * eps * |a|), with |a| the largest magnitude of an eigenvalue that was seen." },
    { "name": "maxIterations", "type": "int", "default": 100, "min": "1", "max": "1000000",
      "doc": "Restarts before the result is returned as it is." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "values", "rows": "k", "cols": "1", "dtype": "float64", "doc": "Eigenvalues, the most wanted first." },
    { "name": "vectors", "rows": "a.rows", "cols": "k", "dtype": "a", "alignedWith": "a", "doc": "Eigenvectors, orthonormal columns; the largest component of each is positive." }
  ],
  "workspaceBytes": {
    "distributed": "8 * a.rows * (min(a.rows, max(2 * k, k + 32)) + 2 * k + 8)",
    "perRank": "67108864 + 8 * (a.rows * (2 * k + 8) + 8 * min(a.rows, max(2 * k, k + 32)) * min(a.rows, max(2 * k, k + 32)))"
  },
  "limits": [
    { "expression": "a.rows == a.cols", "message": "a symmetric matrix is square, with every row stored: rows that count as missing are to be sent as zeros" },
    { "expression": "a.rows < 2147483648", "message": "Debian's PETSc counts rows in 32 bits" },
    { "expression": "(a.rows / ranks + 1) * (max(2 * k, k + 32) + 1) < 2147483648", "message": "a rank's part of the basis must have fewer than 2^31 entries; take more ranks or a smaller k" }
  ],
  "accuracy": "Eigenvalues to max(tol * |w|, 100 * eps * |a|), vectors orthonormal to a small multiple of eps.",
  "cost": { "flops": "2 * a.rows * a.rows * passes", "passes": "about 2 * (k + 32); more where eigenvalues are close" }
})json";

} // namespace athanor::slepc
