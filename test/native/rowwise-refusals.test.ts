import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { harmonic, SvdBench } from "./support/rowwise.js";

const holes = { rows: 50, cols: 20, sigma: null };
const bench = new SvdBench({
  sound: { rows: 60, cols: 40, sigma: null },
  slow: { rows: 400, cols: 300, sigma: null },
  nan: {
    ...holes,
    entries: [
      [30, 1, "inf"],
      [17, 3, "nan"],
      [17, 9, "nan"],
    ],
  },
  infinite: { rows: 20, cols: 50, sigma: null, entries: [[11, 42, "inf"]] },
  single: { ...holes, dtype: "float32", entries: [[49, 19, "nan"]] },
  broad: { rows: 4100, cols: 4100, sigma: harmonic(2) },
});
beforeAll(() => bench.make());
afterAll(() => bench.remove());

describe("an entry that is not finite", () => {
  test.each(["krylov", "gram", "qr"] as const)(
    "is refused by %s with the first such row and its column",
    async (method) => {
      const { status, failure } = await bench.svd("nan", { k: 3, method });
      expect(status).toBe("failed");
      expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { input: "a", row: 17, column: 3 } });
      expect(failure?.message).toMatch(/NaN at row 17, column 3/);
    },
  );

  test.each(["krylov", "gram", "qr"] as const)(
    "is found in a wide matrix by %s, on a rank that has it alone",
    async (method) => {
      const { failure } = await bench.svd("infinite", { k: 3, method }, { ranks: 3 });
      expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { row: 11, column: 42 } });
      expect(failure?.message).toMatch(/infinity/);
    },
  );

  test("is found in the last entry of a float32 matrix", async () => {
    const { failure } = await bench.svd("single", { k: 3 });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_FINITE", details: { row: 49, column: 19 } });
  });
});

describe("parameters that do not fit", () => {
  test.each([0, -1, 41])("k = %i of a 60 x 40 matrix is refused", async (k) => {
    const { failure } = await bench.svd("sound", { k });
    expect(failure).toMatchObject({ code: "ATHANOR_INVALID_ARGUMENT" });
    expect(failure?.message).toContain(`k is ${k}; a 60 x 40 matrix has k from 1 to 40`);
  });

  test("gram of a matrix too broad for it is refused with what to use instead", async () => {
    const { failure } = await bench.svd("broad", { k: 1, method: "gram" });
    expect(failure?.code).toBe("ATHANOR_INVALID_ARGUMENT");
    expect(failure?.message).toMatch(/at most 4096 .* 4100 x 4100.*krylov/);
  });
});

describe("too few passes", () => {
  const few = { k: 20, method: "krylov", maxPasses: 4 } as const;

  test("give a result that says so, with a certificate that is true all the same", async () => {
    const [{ result }] = await bench.expectFactored("slow", few);
    expect(result.converged).toBe(false);
    expect(result.certificate).toMatchObject({ converged: false, passes: 4 });
    expect(result.certificate.residual).toBeGreaterThan(1e-3);
    expect(result.warnings).toEqual([expect.stringMatching(/of 20 triplets did not reach tol 1.*e-09 in 4 passes/)]);
  });

  test("are an error with passes and residual where the caller is strict", async () => {
    const { failure } = await bench.svd("slow", { ...few, strict: true });
    expect(failure).toMatchObject({ code: "ATHANOR_NOT_CONVERGED", details: { passes: 4 } });
    expect(failure?.details.residual).toBeGreaterThan(1e-3);
  });
});

describe("cancelling", () => {
  test.each([0, 20, 50])("ends all ranks together, however far they are (after %i checks)", async (cancelAfter) => {
    const { status, failure, factors } = await bench.svd(
      "slow",
      { k: 20, method: "krylov" },
      { cancelAfter, ranks: 3 },
    );
    expect(status).toBe("cancelled");
    expect(failure).toBeNull();
    expect(factors.u.length).toBe(0);
  });
});
