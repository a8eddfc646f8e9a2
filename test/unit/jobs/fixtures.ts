import type { LibraryManifest } from "athanor-client/wire";
import type { MatrixRecord } from "../../../bridge/catalog/types.js";

/** A manifest that uses everything a manifest can say. */
export const library: LibraryManifest = {
  abi: 1,
  name: "lib",
  version: "1.2.3",
  doc: "",
  routines: [
    {
      name: "svd",
      doc: "",
      device: "cpu",
      inputs: [
        { name: "a", layout: "rows", dtypes: ["float64", "float32"], minRows: 1, minCols: 2, doc: "the matrix" },
      ],
      params: [
        { name: "k", type: "int", required: true, min: "1", max: "min(a.rows, a.cols)", doc: "rank" },
        { name: "tol", type: "float", default: { float64: 1e-9, float32: 1e-5 }, min: "0", doc: "" },
        { name: "method", type: "string", default: "auto", enum: ["auto", "gram"], doc: "" },
        { name: "strict", type: "bool", default: false, doc: "" },
      ],
      outputs: [
        { name: "u", rows: "a.rows", cols: "k", dtype: "a", alignedWith: "a", doc: "" },
        { name: "s", rows: "k", cols: "1", dtype: "float64", doc: "" },
      ],
      workspaceBytes: { perRank: "8 * k", distributed: "itemsize * a.rows * k" },
      limits: [{ expression: "a.cols <= 1000", message: "more than 1,000 columns take too long" }],
    },
    {
      name: "qr",
      doc: "",
      device: "cpu",
      inputs: [{ name: "a", layout: "blockCyclic", dtypes: ["float64"], minRows: 0, minCols: 1, doc: "" }],
      params: [],
      outputs: [{ name: "r", rows: "a.rows", cols: "a.cols", dtype: "a", doc: "" }],
      workspaceBytes: { perRank: "0", distributed: "0" },
    },
  ],
};

export function matrix(change: Partial<MatrixRecord> = {}): MatrixRecord {
  return {
    ...{ id: "m_1", user: "ann", name: "a", state: "sealed", rows: 10, cols: 4, dtype: "float32", rowIndex: "labels" },
    ...{ missingRows: "refuse", declaredParts: null, tier: "memory", digest: "d", bytes: 160, ttlMs: null },
    ...{ createdAtMs: 0, lastUsedAtMs: 0, producedBy: null },
    ...change,
  } as MatrixRecord;
}
