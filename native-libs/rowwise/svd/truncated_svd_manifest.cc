#include "truncated_svd.h"

namespace athanor::rowwise {

/*
 * Memory, with short = min(rows, cols), long = max(rows, cols), d = options.capacity. Distributed over the ranks: the
 * basis, its image, the image's copy in the TSQR, and a few vectors k wide. On every rank: blocks and panels, two
 * vectors of the short side as wide as the widest sweep (in low precision: 2 k + 16 and what makes that a multiple of
 * 32, for k up to 56, and as much again in pieces and sums), small factors of d x d (rank 0 stacks one per rank); for the
 * direct methods, which need a short side up to kMaxDirectSide = 4096, the Gram or R factor and its decomposition.
 */
const char *const kTruncatedSvdManifest = R"json({
  "name": "truncatedSvd",
  "method": "truncatedSVD",
  "doc": "The k largest singular values of a and their vectors: a v = s u. Certified by a last pass over a.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix; every entry finite. Tall, wide or square." }
  ],
  "params": [
    { "name": "k", "type": "int", "required": true, "min": "1", "max": "min(a.rows, a.cols)",
      "doc": "How many singular triplets." },
    { "name": "tol", "type": "float", "default": { "float64": 1e-9, "float32": 1e-5 }, "min": "0",
      "doc": "A triplet has converged when both residuals, |a v - s u| and |a' u - s v|, are at most max(tol * s, 100 * eps * s1), with eps of a's dtype and s1 the largest singular value." },
    { "name": "method", "type": "string", "enum": ["auto", "krylov", "gram", "qr"], "default": "auto",
      "doc": "krylov: block Krylov, any shape. gram: eigenvectors of a'a (or a a'), up to 4096 rows or columns on the short side. qr: singular vectors of a's R factor, same limit, for small singular values. auto chooses by shape." },
    { "name": "seed", "type": "int", "default": 1, "doc": "Of the random start. Same seed, ranks and machine type: same bits." },
    { "name": "maxPasses", "type": "int", "default": 200, "min": "2", "doc": "Passes over a before the result is returned as it is." },
    { "name": "blockSize", "type": "int", "default": 0, "min": "0", "max": "32", "doc": "Columns that a Krylov pass adds; 0 chooses by k, and may look for the subspace in low precision first." },
    { "name": "strict", "type": "bool", "default": false, "doc": "Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning." }
  ],
  "outputs": [
    { "name": "u", "rows": "a.rows", "cols": "k", "dtype": "a", "alignedWith": "a", "doc": "Left singular vectors, orthonormal columns." },
    { "name": "s", "rows": "k", "cols": "1", "dtype": "float64", "doc": "Singular values, descending." },
    { "name": "v", "rows": "a.cols", "cols": "k", "dtype": "a", "doc": "Right singular vectors, orthonormal columns; the largest component of each is positive." }
  ],
  "workspaceBytes": {
    "distributed": "8 * (max(a.rows, a.cols) * (2 * min(min(a.rows, a.cols), 3 * k + 128) + 6 * k + 64) + min(a.rows, a.cols) * (2 * min(min(a.rows, a.cols), 3 * k + 128) + 6 * k + 64))",
    "perRank": "67108864 + 8 * (min(a.rows, a.cols) * max(3 * k + 96, 6 * min(k, 56) + 144) + (12 + ranks) * min(min(a.rows, a.cols), 3 * k + 128) * min(min(a.rows, a.cols), 3 * k + 128) + 10 * max(0, min(1, 4097 - min(a.rows, a.cols))) * min(a.rows, a.cols) * min(a.rows, a.cols))"
  },
  "accuracy": "Singular values to 100 * eps * s1, u and v orthonormal to a small multiple of eps (of a's dtype), residuals as the certificate says.",
  "cost": { "flops": "4 * a.rows * a.cols * 8 * passes", "passes": "about 8 + k / 4 for krylov, 4 to 6 on processors with AMX where the spectrum falls off after the wanted values; 2 for gram, 3 for float32; 3 for qr" }
})json";

} // namespace athanor::rowwise
