import { copyFileSync, mkdirSync } from "node:fs";
import type { LibraryManifest } from "athanor-client/wire";
import { expect, test } from "vitest";
import { planCommand } from "../../bridge/jobs/command.js";
import { matrix } from "../unit/jobs/fixtures.js";
import { writeMatrix } from "./support/matrix-files.js";
import { build } from "./support/rowwise.js";
import { type PlannedJob, type RankReport, runRanks, withFolder } from "./support/run-ranks.js";

const params = { k: 2, tol: 1e-9, method: "trlanczos", maxIterations: 100, strict: false };

/** A folder of libraries with slepc alone. */
function slepcFolder(folder: string): string {
  mkdirSync(`${folder}/libraries`);
  copyFileSync(`${build}/libraries/slepc.so`, `${folder}/libraries/slepc.so`);
  return `${folder}/libraries`;
}

function job(folder: string, change: Partial<PlannedJob> = {}): PlannedJob {
  const outputs = ["u", "s", "v"].map((name) => ({
    ...{ name, path: `${folder}/${name}-{rank}`, indexPath: `${folder}/${name}-{rank}.index` },
    alignedWith: name === "u" ? "a" : null,
  }));
  const inputs = [writeMatrix(folder, "a", { parts: [30, 10, 25], cols: 8 })];
  return { library: "slepc", routine: "truncatedSvd", inputs, outputs, params, ...change };
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

test("twenty jobs in a row work in one process, leave no communicator behind, and the process ends well", () =>
  withFolder(async (folder) => {
    const failing = { ...params, tol: 0, maxIterations: 1, k: 1, strict: true };
    const jobs = Array.from({ length: 20 }, (_, i) =>
      job(folder, { params: i % 5 === 3 ? failing : { ...params, method: i % 2 === 0 ? "trlanczos" : "cross" } }),
    );
    const { exitCode, stderr, ranks } = await runRanks(2, { libraryDir: slepcFolder(folder), jobs }, folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const report of ranks) {
      expect(report.runs.map(({ outcome }) => outcome.failure?.code ?? outcome.status)).toEqual(jobs.map(() => "ok"));
      expect(communicators(report)).toEqual(jobs.map(() => expect.stringMatching(/communicator \d+/)));
      expect(new Set(communicators(report)).size).toBe(1);
      expect(report.maps).toEqual([]);
    }
    expect(ranks).toHaveLength(2);
  }));
