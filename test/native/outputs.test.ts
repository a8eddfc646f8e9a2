import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entry, indices, type MatrixShape, writeMatrix } from "./support/matrix-files.js";
import { libraryFolder, misbehaveJob, type PlannedJob, runRanks, withFolder } from "./support/run-ranks.js";

let libraries: ReturnType<typeof libraryFolder>;
beforeAll(() => {
  libraries = libraryFolder("column_means", "misbehave");
});
afterAll(() => libraries.remove());

function columnMeansJob(folder: string, input: PlannedJob["inputs"][number], tag = ""): PlannedJob {
  const output = {
    name: "means",
    path: `${folder}/means${tag}-{rank}`,
    indexPath: `${folder}/means${tag}-{rank}.index`,
  };
  return {
    library: "columnmeans",
    routine: "columnMeans",
    inputs: [input],
    outputs: [{ ...output, alignedWith: null }],
    params: {},
  };
}

const filesNamed = (folder: string, start: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith(start));

describe("refused, on all ranks alike, and without a file left behind", () => {
  const cases: [how: string, message: RegExp][] = [
    ["undeclaredOutput", /output nosuch of routine misbehave is not declared/],
    ["outputTwice", /output copy of routine misbehave was opened twice/],
    ["noOutput", /did not write its output copy/],
    ["misaligned", /is aligned with a, which has 2 rows here, but was opened with 3/],
    ["fewerRows", /opened for 2 rows, and only 0 were written/],
    ["moreRows", /opened for 2 rows, and 4 were written/],
    ["ragged", /output copy has 2 to 3 columns/],
  ];
  test("outputs that the routine opens, writes or shapes against its manifest, on one rank only", () =>
    withFolder(async (folder) => {
      const input = writeMatrix(folder, "a", { parts: [6], cols: 2, indexed: true });
      const jobs = cases.map(([how]) => misbehaveJob(folder, input, how, 1));
      const { ranks } = await runRanks(3, { libraryDir: libraries.libraryDir, jobs }, folder);
      expect(ranks).toHaveLength(3);
      for (const { runs } of ranks) {
        for (const [at, [, message]] of cases.entries()) {
          const { status, failure, outputs, groupLost } = runs[at]!.outcome;
          expect({ status, outputs, groupLost }).toEqual({ status: "failed", outputs: [], groupLost: false });
          expect(failure?.code).toBe("ATHANOR_KERNEL_FAILED");
          expect(failure?.message).toMatch(message);
        }
      }
      expect(filesNamed(folder, "copy")).toEqual([]);
    }));

  test("a full file system: ATHANOR_STORE_FULL, here by a limit of file size", () =>
    withFolder(async (folder) => {
      const input = writeMatrix(folder, "a", { parts: [4096], cols: 16 }); // 512 KiB, 256 KiB a rank
      const plan = { libraryDir: libraries.libraryDir, jobs: [misbehaveJob(folder, input, "copy")], fileSizeLimit: 64 };
      const { ranks } = await runRanks(2, plan, folder);
      expect(ranks.map(({ runs }) => runs[0]!.outcome.failure?.code)).toEqual([
        "ATHANOR_STORE_FULL",
        "ATHANOR_STORE_FULL",
      ]);
      expect(filesNamed(folder, "copy")).toEqual([]);
    }));

  test("an output file that exists already, which is left as it is", () =>
    withFolder(async (folder) => {
      const input = writeMatrix(folder, "a", { parts: [4], cols: 2 });
      writeFileSync(`${folder}/copy-1`, "someone else's");
      const { ranks } = await runRanks(
        2,
        { libraryDir: libraries.libraryDir, jobs: [misbehaveJob(folder, input, "copy")] },
        folder,
      );
      for (const { runs } of ranks)
        expect(runs[0]!.outcome.failure?.message).toMatch(/copy-1 cannot be created: File exists/);
      expect(readFileSync(`${folder}/copy-1`, "utf8")).toBe("someone else's");
      expect(filesNamed(folder, "copy")).toEqual(["copy-1"]);
    }));

  test("a result that is no JSON", () =>
    withFolder(async (folder) => {
      const input = writeMatrix(folder, "a", { parts: [4], cols: 2 });
      const { ranks } = await runRanks(
        1,
        { libraryDir: libraries.libraryDir, jobs: [misbehaveJob(folder, input, "badResult")] },
        folder,
      );
      expect(ranks[0]!.runs[0]!.outcome.failure).toMatchObject({
        code: "ATHANOR_KERNEL_FAILED",
        message: 'the routine\'s result is not a JSON object: {"mean": nan}',
      });
    }));
});

const shapes: Record<string, MatrixShape> = {
  "one part": { parts: [7], cols: 3, indexed: true },
  "parts that end where no rank's rows do": { parts: [1, 4, 2], cols: 3, indexed: true },
  "empty parts at both ends and between": { parts: [0, 3, 0, 0, 4, 0], cols: 5, indexed: true },
  "a part per row": { parts: [1, 1, 1, 1, 1, 1, 1], cols: 1 },
  "one row, so that ranks have none": { parts: [1], cols: 4, indexed: true },
  "no rows at all": { parts: [0], cols: 4 },
  "no parts at all": { parts: [], cols: 4 },
  "rows longer than a page": { parts: [2, 3], cols: 1500, indexed: true },
};

for (const size of [1, 2, 3]) {
  test(`a copy on ${size} ranks has the rows, the indices and the digests of its input, for parts of every shape`, () =>
    withFolder(async (folder) => {
      const inputs = Object.values(shapes).map((shape, at) => ({ ...writeMatrix(folder, `a${at}`, shape), name: "a" }));
      const jobs = inputs.map((input, at) => ({
        ...misbehaveJob(folder, input, "copy"),
        outputs: [
          {
            name: "copy",
            path: `${folder}/c${at}-{rank}`,
            indexPath: `${folder}/c${at}-{rank}.index`,
            alignedWith: "a",
          },
        ],
      }));
      const { ranks } = await runRanks(size, { libraryDir: libraries.libraryDir, jobs }, folder);
      expect(ranks).toHaveLength(size);
      expect(ranks.flatMap(({ maps }) => maps)).toEqual([]);
      for (const [at, { rows, cols }] of inputs.entries()) {
        const shape = Object.values(shapes)[at]!;
        const written = ranks.map(({ runs }) => runs[at]!.outcome.outputs[0]!);
        const data = ranks.map(({ rank }) => readFileSync(`${folder}/c${at}-${rank}`));
        const whole = Buffer.concat(data);
        expect(whole).toEqual(
          Buffer.from(Float64Array.from({ length: rows * cols }, (_, i) => entry(0, i, cols)).buffer),
        );
        const indexed = shape.indexed === true;
        const indexFiles = ranks.map(({ rank }) =>
          indexed ? readFileSync(`${folder}/c${at}-${rank}.index`) : Buffer.of(),
        );
        expect(Buffer.concat(indexFiles)).toEqual(indexed ? Buffer.from(indices(0, rows).buffer) : Buffer.of());
        expect(existsSync(`${folder}/c${at}-0.index`)).toBe(indexed);
        for (const [rank, output] of written.entries()) {
          const localRows = Math.floor((rows * (rank + 1)) / size) - Math.floor((rows * rank) / size);
          const digest = crc32(indexFiles[rank]!, crc32(data[rank]!));
          const facts = {
            name: "copy",
            rows: localRows,
            cols,
            dtype: "float64",
            bytes: data[rank]!.length,
            crc32: digest,
            indexed,
          };
          expect(output).toEqual(facts);
        }
      }
    }));

  test(`the example library computes column means on ${size} ranks, in float64 and float32`, () =>
    withFolder(async (folder) => {
      const inputs = (["float64", "float32"] as const).map((dtype) => ({
        ...writeMatrix(folder, dtype, { parts: [2, 0, 5], cols: 3, dtype, indexed: true }),
        name: "a",
      }));
      const jobs = inputs.map((input) => columnMeansJob(folder, input, input.dtype));
      const { ranks } = await runRanks(size, { libraryDir: libraries.libraryDir, jobs }, folder);
      for (const [at, { dtype }] of inputs.entries()) {
        const means = readFileSync(`${folder}/means${dtype}-0`);
        expect([...new Float64Array(means.buffer, means.byteOffset, 3)]).toEqual([9.5, 10.5, 11.5]);
        expect(ranks.map(({ runs }) => runs[at]!.outcome.result)).toEqual([{ rows: 7 }, null, null].slice(0, size));
        expect(ranks.map(({ runs }) => runs[at]!.outcome.outputs[0]!.rows)).toEqual([1, 0, 0].slice(0, size));
        expect(ranks[0]!.runs[at]!.events).toEqual([{ kind: "progress", phase: "sum", fraction: null, facts: {} }]);
      }
      expect(filesNamed(folder, "means").filter((name) => name.endsWith(".index"))).toEqual([]);
    }));
}
