import { describe, expect, it } from "vitest";
import { choose, parseSize } from "../../../bench/choice.js";
import { LOADS } from "../../../bench/loads.js";

const ROOMY = 1e15;

describe("what `athanor bench` refuses before it starts anything", () => {
  it("an unknown load, with those that there are", () => {
    expect(() => choose({ loads: ["svdd"] }, ROOMY)).toThrow(/there is no load svdd; did you mean svd/);
  });

  it("an unknown peer", () => {
    expect(() => choose({ loads: [], peers: ["skikit-learn"] }, ROOMY)).toThrow(
      /there is no peer skikit-learn; did you mean scikit-learn\?/,
    );
  });

  it("sizes for loads that take none", () => {
    expect(() => choose({ loads: ["control"], sizes: [{ rows: 100, cols: 100 }] }, ROOMY)).toThrow(
      /--sizes: control measures fixed data; the loads that take sizes are svd/,
    );
  });

  it("a size with fewer rows or columns than triplets", () => {
    expect(() => choose({ loads: ["svd"], sizes: [{ rows: 100, cols: 19 }] }, ROOMY)).toThrow(
      /svd computes 20 triplets .* 100 x 19 has fewer/,
    );
  });

  it("a size that was asked for and does not fit, with what it takes and what is free", () => {
    expect(() => choose({ loads: ["svd"], sizes: [{ rows: 100_000, cols: 10_000 }] }, 20e9)).toThrow(
      /100,000 x 10,000 with its peers takes 41\.0 GB of memory, and 20\.0 GB are free; give smaller --sizes/,
    );
  });
});

describe("what `athanor bench` chooses", () => {
  it("is every load with every peer by default, in the order of the registry", () => {
    const { chosen, skipped } = choose({ loads: [] }, ROOMY);
    expect(chosen.map(({ name }) => name)).toEqual(Object.keys(LOADS));
    expect(skipped).toEqual([]);
  });

  it("is of the usual sizes those that fit; the others are left out with a reason", () => {
    const { chosen, skipped } = choose({ loads: ["svd"] }, 4e9);
    expect(chosen[0]!.sizes.map(({ rows }) => rows)).toEqual([2_500, 5_000]);
    expect(skipped.map(({ what }) => what)).toEqual(["svd 10,000 x 10,000", "svd 20,000 x 10,000"]);
    expect(skipped[0]!.reason).toMatch(/takes 5\.0 GB of memory, and 4\.0 GB are free/);
  });

  it("needs less memory with fewer peers that hold a copy", () => {
    const { chosen } = choose({ loads: ["svd"], peers: ["slepc"] }, 4e9);
    expect(chosen[0]!.sizes.at(-1)!.rows).toBe(10_000);
  });

  it("leaves out loads none of whose peers was chosen, and keeps those without peers", () => {
    const { chosen, skipped } = choose({ loads: ["kmeans", "control"], peers: ["numpy"] }, ROOMY);
    expect(chosen.map(({ name }) => name)).toEqual(["control"]);
    expect(skipped).toEqual([{ what: "kmeans", reason: "none of its peers was chosen (scikit-learn)" }]);
  });
});

describe("a size on the command line", () => {
  it.each([
    ["2500", { rows: 2500, cols: 10_000 }],
    ["500x300", { rows: 500, cols: 300 }],
    [" 500X300 ", { rows: 500, cols: 300 }],
  ])("%j is %j", (text, size) => {
    expect(parseSize(text)).toEqual(size);
  });

  it.each(["", "0", "100x0", "1e3", "-5", "5x", "x5", "1.5x2", "99999999999x99999999999"])("%j is none", (text) => {
    expect(parseSize(text)).toBeNull();
  });
});
