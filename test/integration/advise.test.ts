import { describe, expect, it } from "vitest";
import { sharedBridge } from "../support/shared-bridge.js";
import { withClient } from "../support/uploads.js";

const bridge = sharedBridge();

describe("athanor.advise", () => {
  it.each([
    [[0, 10], 1, /advise\.rows/],
    [[10, 0], 1, /advise\.cols/],
    [[10, 10], 0, /advise\.k/],
    [[10, 1.5], 1, /advise\.cols/],
    [[10, 2 ** 60], 1, /advise\.cols/],
    [[10, 5], 6, /a 10 x 5 matrix has 5 singular values/],
  ] as const)("refuses the shape %j with k = %d", async (shape, k, reason) => {
    await withClient(bridge(), async (athanor) => {
      await expect(athanor.advise(shape, k)).rejects.toThrow(reason);
      await expect(athanor.advise(shape, k)).rejects.toThrow(/ATHANOR_INVALID_ARGUMENT/);
    });
  });

  it("estimates every way from where the rows are, quickest first, and says where its rates are from", async () => {
    await withClient(bridge(), async (athanor) => {
      for (const [from, ways] of [
        ["memory", 2],
        ["spark", 3],
      ] as const) {
        const advice = await athanor.advise([20_000, 1_000], 20, { from });
        expect(advice).toMatchObject({ rows: 20_000, cols: 1_000, k: 20, from, best: advice.ways[0]!.way });
        expect(advice.ways).toHaveLength(ways);
        const seconds = advice.ways.map((way) => way.seconds!);
        expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
        expect(advice.measuredAt === null).toBe(advice.defaults.length === 9);
      }
    });
  });
});
