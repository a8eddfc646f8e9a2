#include "thin_qr.h"

namespace athanor::rowwise {

/* Memory: TSQR's, which keeps the Householder vectors and makes q whole, both in double; rank 0 stacks the ranks' R. */
const char *const kThinQrManifest = R"json({
  "name": "thinQr",
  "method": "thinQR",
  "doc": "a = q r: q has orthonormal columns, r is upper triangular with a non-negative diagonal.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The matrix, at least as tall as it is wide; every entry finite." }
  ],
  "params": [
    { "name": "method", "type": "string", "enum": ["auto", "tsqr"], "default": "auto",
      "doc": "tsqr: Householder's method, whatever the condition. auto: CholeskyQR2, which is faster, where it is as orthogonal (condition up to about 1e7), otherwise tsqr." }
  ],
  "outputs": [
    { "name": "q", "rows": "a.rows", "cols": "a.cols", "dtype": "a", "alignedWith": "a", "doc": "Orthonormal columns that span those of a." },
    { "name": "r", "rows": "a.cols", "cols": "a.cols", "dtype": "a", "doc": "Upper triangular, diagonal not negative." }
  ],
  "workspaceBytes": {
    "distributed": "8 * a.cols * (3 * a.rows + 2 * a.cols)",
    "perRank": "67108864 + 8 * a.cols * a.cols * (6 + 4 * ranks)"
  },
  "limits": [
    { "expression": "a.rows >= a.cols", "message": "a thin QR needs at least as many rows as columns" }
  ],
  "accuracy": "q'q - i and (a - q r) / |a| a small multiple of eps of a's dtype, whatever a's condition.",
  "cost": { "flops": "4 * a.rows * a.cols * a.cols", "passes": "3; 4 where auto falls back to tsqr" }
})json";

} // namespace athanor::rowwise
