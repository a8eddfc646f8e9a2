#include "matmul.h"

namespace athanor::rowwise {

/* Memory: b twice while its rows are put in order, this rank's part of it; blocks of a and of the product. */
const char *const kMatmulManifest = R"json({
  "name": "matmul",
  "doc": "a b, for a b that every rank can hold whole.",
  "device": "cpu",
  "inputs": [
    { "name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The left factor, in place; every entry finite." },
    { "name": "b", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
      "doc": "The right factor: as many rows as a has columns; copied to every rank. Rows with positions are put in their places, missing ones are zero; labels mean nothing here." }
  ],
  "params": [],
  "outputs": [
    { "name": "product", "rows": "a.rows", "cols": "b.cols", "dtype": "a", "alignedWith": "a", "doc": "a b, summed in float64." }
  ],
  "workspaceBytes": {
    "distributed": "8 * b.rows * b.cols",
    "perRank": "67108864 + 8 * (2 * b.rows * b.cols + 960 * b.cols * 2 + 32 * a.cols + 2 * b.rows)"
  },
  "limits": [
    { "expression": "b.rows <= a.cols", "message": "b needs as many rows as a has columns" }
  ],
  "accuracy": "Each entry to a small multiple of a.cols * eps(float64) * |row of a| * |column of b|, then rounded to the dtype of a.",
  "cost": { "flops": "2 * a.rows * a.cols * b.cols", "passes": "1" }
})json";

} // namespace athanor::rowwise
