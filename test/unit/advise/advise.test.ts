import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdviseRequest, WayName } from "athanor-client/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advise } from "../../../bridge/advise/model.js";
import { defaultRates, keepRates, knownRates } from "../../../bridge/advise/rates.js";

const known = { rates: defaultRates(2), measuredAt: null, defaults: [] };
const room = { storeBytes: 100e9, processBytes: 64e9 };
const ask = (request: AdviseRequest) => advise(request, known, room);
const seconds = (request: AdviseRequest, way: WayName) => ask(request).ways.find((one) => one.way === way)!.seconds!;

describe("advise", () => {
  it("refuses more triplets than a matrix has, with what it has", () => {
    expect(() => ask({ rows: 5, cols: 1000, k: 6 })).toThrow(
      /ATHANOR_INVALID_ARGUMENT: k is 6, and a 5 x 1000 matrix has 5 singular values/,
    );
  });

  it("keeps a small matrix where it is, and offloads one whose factorization takes far longer than its transfer", () => {
    expect(ask({ rows: 100, cols: 10, k: 3 }).best).toBe("local");
    expect(ask({ rows: 20_000, cols: 10_000, k: 20, from: "spark" }).best).toBe("athanor");
  });

  it("estimates the matrices of the benchmark within a factor of two of what was measured on two cores", () => {
    const spark = seconds({ rows: 20_000, cols: 10_000, k: 20, from: "spark" }, "spark");
    expect(spark).toBeGreaterThan(8 / 2);
    expect(spark).toBeLessThan(8 * 2);
    const sklearn = seconds({ rows: 20_000, cols: 10_000, k: 20 }, "local");
    expect(sklearn).toBeGreaterThan(4 / 2);
    expect(sklearn).toBeLessThan(4 * 2);
  });

  it.each(["athanor", "local"] as const)("gives %s no less time for more rows, columns or triplets", (way) => {
    const base = { rows: 4_000, cols: 500, k: 10 };
    const least = seconds(base, way);
    for (const more of [{ rows: 8_000 }, { cols: 2_000 }, { cols: 20_000 }, { k: 100 }, { k: 500 }])
      expect(seconds({ ...base, ...more }, way), JSON.stringify(more)).toBeGreaterThanOrEqual(least);
  });

  it.each([
    { rows: 1, cols: 1, k: 1 },
    { rows: 1, cols: 1_000_000, k: 1 },
    { rows: 90_000_000, cols: 90_000_000, k: 90_000_000 },
    { rows: Number.MAX_SAFE_INTEGER, cols: 1, k: 1 },
  ])("has finite parts for %j, by every way", (shape) => {
    for (const from of ["memory", "spark"] as const) {
      const { ways, best } = ask({ ...shape, from });
      for (const { parts } of ways) for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
      for (const { parts } of ways) expect(Object.values(parts).every(Number.isFinite)).toBe(true);
      expect(best).toBe(ways[0]!.seconds === null ? null : ways[0]!.way);
    }
  });

  it("puts ways without room last and says why; what stays in Spark always has room", () => {
    const huge = { rows: 100_000_000, cols: 10_000, k: 10 };
    expect(ask({ ...huge, from: "spark" }).ways.map(({ way, seconds }) => [way, seconds === null])).toEqual([
      ["spark", false],
      ["athanor", true],
      ["collect", true],
    ]);
    const { best, ways } = ask(huge);
    expect(best).toBeNull();
    expect(ways.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/the matrix has 8\.00e\+3 GB, and the bridge's store takes 100 GB/),
      expect.stringMatching(/a process needs about 1\.60e\+4 GB, and this machine has 64\.0 GB/),
    ]);
  });
});

describe("rates", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "athanor-rates-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("are defaults, and said to be, where nothing was measured or the file is broken", () => {
    const file = join(directory, "broken.json");
    writeFileSync(file, "{");
    for (const path of [file, join(directory, "nowhere.json")]) {
      const { measuredAt, defaults, rates } = knownRates(path);
      expect([measuredAt, rates]).toEqual([null, defaultRates()]);
      expect(defaults).toEqual(Object.keys(defaultRates()));
    }
  });

  it("are what was kept, filled up with defaults", () => {
    const file = join(directory, "state", "rates.json");
    keepRates(
      { sendBytesPerSecond: 7, sklearnFlopsPerSecond: defaultRates().sklearnFlopsPerSecond / 2 },
      "2026-01-01",
      file,
    );
    const { measuredAt, defaults, rates } = knownRates(file);
    expect(measuredAt).toBe("2026-01-01");
    expect(rates.sendBytesPerSecond).toBe(7);
    expect(defaults).not.toContain("sendBytesPerSecond");
    expect(defaults).toContain("sparkFlopsPerSecond");
    expect(rates.sparkFlopsPerSecond).toBe(defaultRates().sparkFlopsPerSecond / 2);
  });

  it("of another machine count as none, nor do those that are no rates", () => {
    const file = join(directory, "other.json");
    for (const content of [
      { measuredAt: "2026", machine: { cpu: "another", cores: 1 }, rates: { sendBytesPerSecond: 7 } },
      { measuredAt: "2026", machine: { cpu: "another", cores: 1 }, rates: { sendBytesPerSecond: -1 } },
    ]) {
      writeFileSync(file, JSON.stringify(content));
      expect(knownRates(file).measuredAt).toBeNull();
    }
  });
});
