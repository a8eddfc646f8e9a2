import type { SubmitRequest } from "athanor-client/wire";
import { describe, expect, test } from "vitest";
import type { MatrixRecord } from "../../../bridge/catalog/types.js";
import { planCommand } from "../../../bridge/jobs/command.js";
import { jobKey } from "../../../bridge/jobs/job-key.js";
import { outputBytes, rowRange } from "../../../bridge/jobs/plan.js";
import { library, matrix } from "./fixtures.js";

const svd: SubmitRequest = { routine: "lib.svd", inputs: { a: "a" }, params: { k: 2 } };
const plan = (
  change: Partial<SubmitRequest> = {},
  record: Partial<MatrixRecord> = {},
  storedRows = record.rows ?? 10,
) =>
  planCommand(
    { ...svd, ...change },
    { libraries: [library], ranks: 2, matrixTtlMs: 5, resolve: () => matrix(record), storedRows: () => storedRows },
  );

describe("refused, saying what was found and wanted", () => {
  test.each<[Partial<SubmitRequest>, Partial<MatrixRecord>, string]>([
    [{ routine: "lib.svf" }, {}, "ATHANOR_UNKNOWN_ROUTINE: no loaded library offers lib.svf; did you mean lib.svd?"],
    [
      { routine: "nothing" },
      {},
      "ATHANOR_UNKNOWN_ROUTINE: no loaded library offers nothing; there are lib.svd, lib.qr",
    ],
    [{ inputs: {} }, {}, "ATHANOR_INVALID_ARGUMENT: svd needs the input a: the matrix"],
    [{ inputs: { a: "a", b: "b" } }, {}, "ATHANOR_INVALID_ARGUMENT: svd has no input b; did you mean a?"],
    [{ params: {} }, {}, "ATHANOR_INVALID_ARGUMENT: svd needs the parameter k (int): rank"],
    [{ params: { k: 2, tool: 1 } }, {}, "ATHANOR_INVALID_ARGUMENT: svd has no parameter tool; did you mean tol?"],
    [{ params: { k: 2.5 } }, {}, "ATHANOR_INVALID_ARGUMENT: svd wants k as int, not 2.5"],
    [{ params: { k: "2" } }, {}, 'ATHANOR_INVALID_ARGUMENT: svd wants k as int, not "2"'],
    [
      { params: { k: 5 } },
      {},
      "ATHANOR_INVALID_ARGUMENT: svd wants k <= 4 (= min(a.rows, a.cols), where a.rows is 10, a.cols is 4), not 5",
    ],
    [{ params: { k: 0 } }, {}, "ATHANOR_INVALID_ARGUMENT: svd wants k >= 1, not 0"],
    [{ params: { k: 1, method: "x" } }, {}, 'ATHANOR_INVALID_ARGUMENT: svd knows method as auto, gram, not "x"'],
    [{ outputs: { w: "x" } }, {}, "ATHANOR_INVALID_ARGUMENT: svd has no output w; did you mean u or s?"],
    [
      { outputs: { u: "x", s: "x" } },
      {},
      "ATHANOR_INVALID_ARGUMENT: svd cannot give the name x to two outputs; choose another",
    ],
    [{}, { state: "open" }, "ATHANOR_MATRIX_NOT_SEALED: matrix a is open; seal it before it is computed on"],
    [
      {},
      { rows: 0 },
      "ATHANOR_INVALID_ARGUMENT: svd wants a with at least 1 rows and 2 columns; matrix a has 0 rows and 4 columns",
    ],
    [{}, { cols: 1001 }, "ATHANOR_INVALID_ARGUMENT: svd is limited: more than 1,000 columns take too long"],
  ])("%j on %j", (change, record, message) => {
    expect(() => plan(change, record)).toThrow(message);
  });
});

describe("a planned job", () => {
  test("has every parameter, with the default of its dtype", () => {
    expect(plan().params).toEqual({ k: 2, tol: 1e-5, method: "auto", strict: false });
    expect(plan({}, { dtype: "float64" }).params.tol).toBe(1e-9);
  });

  test("knows the shape of its outputs and its workspace", () => {
    const { outputs, workspaceBytes, ttlMs } = plan({ outputs: { u: "my.u" } });
    expect(outputs).toMatchObject([
      { role: "u", name: "my.u", rows: 10, cols: 2, dtype: "float32", alignedWith: "a", rowIndex: "labels" },
      { role: "s", name: null, rows: 2, cols: 1, dtype: "float64", alignedWith: null, rowIndex: "none" },
    ]);
    expect(outputs.map(outputBytes)).toEqual([10 * (2 * 4 + 8), 16]);
    expect(workspaceBytes).toBe(2 * 16 + 4 * 10 * 2);
    expect(ttlMs).toBe(5);
  });

  test("of a routine that redistributes has the missing rows too", () => {
    const { outputs } = plan(
      { routine: "lib.qr", params: {} },
      { rows: 10, rowIndex: "positions", missingRows: "zero", dtype: "float64" },
      6,
    );
    expect(outputs).toMatchObject([{ role: "r", rows: 10 }]);
  });

  test("sees the stored rows where missing ones mean zero, and its aligned outputs miss the same", () => {
    const { inputs, outputs } = plan({}, { rows: 10, rowIndex: "positions", missingRows: "zero" }, 6);
    expect(inputs[0]).toMatchObject({ rows: 10, storedRows: 6 });
    expect(outputs[0]).toMatchObject({ rows: 10, missingRows: "zero" });
    expect(() => plan({ params: { k: 2 } }, { missingRows: "zero" }, 1)).toThrow("wants k <= 1");
  });
});

describe("rows of ranks", () => {
  test.each([
    [10, 3],
    [2, 4],
    [0, 2],
    [1, 1],
    [2 ** 52, 7],
  ])("%d rows over %d ranks are cut without gap or overlap, as even as can be", (rows, ranks) => {
    const cuts = Array.from({ length: ranks }, (_, rank) => rowRange(rows, ranks, rank));
    expect(cuts[0]!.rowBegin).toBe(0);
    expect(cuts.at(-1)!.rowEnd).toBe(rows);
    for (const [rank, cut] of cuts.entries()) {
      if (rank > 0) expect(cut.rowBegin).toBe(cuts[rank - 1]!.rowEnd);
      expect(Math.abs(cut.rowEnd - cut.rowBegin - rows / ranks)).toBeLessThan(1);
    }
  });
});

describe("the key of a job", () => {
  const key = (user: string, change: Partial<SubmitRequest> = {}, id = "m_1") =>
    jobKey(user, change.key, plan(change, { id }));

  test("is equal for equal commands, whether defaults are said or not and in whatever order", () => {
    expect(key("ann", { params: { strict: false, k: 2 } })).toBe(key("ann"));
  });

  test("differs by user, input, parameter and output name", () => {
    const keys = [
      key("ann"),
      key("bob"),
      key("ann", {}, "m_2"),
      key("ann", { params: { k: 1 } }),
      key("ann", { outputs: { u: "x" } }),
      key("ann", { key: "mine" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("that was given counts alone, but for the user", () => {
    expect(key("ann", { key: "mine", params: { k: 1 } })).toBe(key("ann", { key: "mine" }));
    expect(key("bob", { key: "mine" })).not.toBe(key("ann", { key: "mine" }));
  });
});
