import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import type { LibraryManifest } from "athanor-client/wire";
import { expect, test } from "vitest";
import { planCommand } from "../../bridge/jobs/command.js";
import { matrix } from "../unit/jobs/fixtures.js";
import type { PlannedInput } from "./support/matrix-files.js";
import { build } from "./support/rowwise.js";
import { type PlannedJob, type RankReport, runRanks, withFolder } from "./support/run-ranks.js";

const params = { k: 2, tol: 1e-9, method: "trlanczos", maxIterations: 100, strict: false };

/** A folder of libraries with slepc alone. */
function slepcFolder(folder: string): string {
  mkdirSync(`${folder}/libraries`);
  copyFileSync(`${build}/libraries/slepc.so`, `${folder}/libraries/slepc.so`);
  return `${folder}/libraries`;
}

/** 80 x 60, of full rank. */
function writeWaves(folder: string): PlannedInput {
  const path = `${folder}/waves.part`;
  writeFileSync(
    path,
    Float64Array.from({ length: 80 * 60 }, (_, at) => Math.sin(at * at)),
  );
  const parts = [{ path, rows: 80, indexPath: null }];
  return { name: "a", dtype: "float64", rows: 80, cols: 60, parts, rowIndex: "none", matrixRows: 80 };
}

function job(folder: string, index: number, change: Record<string, number | string | boolean>): PlannedJob {
  const outputs = ["u", "s", "v"].map((name) => ({
    ...{ name, path: `${folder}/${name}-${index}-{rank}`, indexPath: `${folder}/${name}-${index}-{rank}.index` },
    alignedWith: name === "u" ? "a" : null,
  }));
  const inputs = [writeWaves(folder)];
  return { library: "slepc", routine: "truncatedSvd", inputs, outputs, params: { ...params, ...change } };
}

/** The communicators that PETSc worked on, in the order of the jobs. */
const communicators = ({ runs }: RankReport): string[] =>
  runs.map(({ events }) => {
    const lines = events.flatMap((event) => (event.kind === "log" ? [event.message] : []));
    return lines.find((line) => line.startsWith("PETSc works on")) ?? "none";
  });

test("a float32 matrix is refused before any rank sees it", () =>
  withFolder(async (folder) => {
    const { ranks } = await runRanks(1, { libraryDir: slepcFolder(folder), jobs: [] }, folder);
    expect(ranks[0]!.info.refused).toEqual([]);
    const slepc = JSON.parse(ranks[0]!.info.libraries[0]!.manifest) as LibraryManifest;
    const single = matrix({ name: "x", dtype: "float32" });
    for (const routine of slepc.routines) {
      const request = { routine: `slepc.${routine.name}`, inputs: { a: "x" }, params: { k: 1 } };
      const context = { libraries: [slepc], ranks: 2, matrixTtlMs: null, resolve: () => single, storedRows: () => 10 };
      expect(() => planCommand(request, context)).toThrow(`${routine.name} takes a as float64; matrix x is float32`);
      expect(routine.inputs[0]!.doc).toMatch(/float64 only: .*Debian/);
    }
  }));

test("twenty jobs in a row, some of which fail, leave no communicator behind, and the processes end well", () =>
  withFolder(async (folder) => {
    const failing = { tol: 0, maxIterations: 1, strict: true };
    const methods = ["trlanczos", "cross"] as const;
    const jobs = Array.from({ length: 20 }, (_, i) =>
      job(folder, i, { method: methods[i % 2]!, ...(i % 5 === 3 ? failing : {}) }),
    );
    const { exitCode, stderr, ranks } = await runRanks(2, { libraryDir: slepcFolder(folder), jobs }, folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const report of ranks) {
      expect(report.runs.map(({ outcome }) => outcome.failure?.code ?? outcome.status)).toEqual(
        jobs.map(({ params }) => (params.strict ? "ATHANOR_NOT_CONVERGED" : "ok")),
      );
      expect(communicators(report)).toEqual(jobs.map(() => expect.stringMatching(/communicator \d+/)));
      expect(new Set(communicators(report)).size).toBe(1);
      expect(report.maps).toEqual([]);
    }
    expect(ranks).toHaveLength(2);
  }));
