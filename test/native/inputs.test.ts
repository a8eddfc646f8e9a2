import { chmodSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMatrix } from "./support/matrix-files.js";
import { libraryFolder, misbehaveJob, runRanks, withFolder } from "./support/run-ranks.js";

let libraries: ReturnType<typeof libraryFolder>;
beforeAll(() => {
  libraries = libraryFolder("misbehave");
});
afterAll(() => libraries.remove());

describe("refused before any rank enters the routine, with one answer on all of them", () => {
  test("an unknown library, and an unknown routine", () =>
    withFolder(async (folder) => {
      const job = misbehaveJob(folder, writeMatrix(folder, "a", { parts: [4], cols: 2 }), "copy");
      const jobs = [
        { ...job, library: "nosuch" },
        { ...job, routine: "nosuch" },
      ];
      const { ranks } = await runRanks(2, { libraryDir: libraries.libraryDir, jobs }, folder);
      for (const { runs } of ranks) {
        for (const { outcome } of runs) expect(outcome.failure).toMatchObject({ code: "ATHANOR_UNKNOWN_ROUTINE" });
        expect(runs.map((run) => run.outcome.failure?.message)).toEqual([
          "no library nosuch is loaded on this rank",
          "library misbehave has no routine nosuch",
        ]);
      }
      expect(ranks).toHaveLength(2);
    }));

  test("a part file that is missing, short, long, or without its indices", () =>
    withFolder(async (folder) => {
      const damages: Record<string, (path: string, indexPath: string) => void> = {
        missing: (path) => rmSync(path),
        short: (path) => truncateSync(path, statSync(path).size - 1),
        long: (path) => writeFileSync(path, "x", { flag: "a" }),
        noIndex: (_, indexPath) => rmSync(indexPath),
        shortIndex: (_, indexPath) => truncateSync(indexPath, 8),
      };
      const jobs = Object.entries(damages).map(([name, damage]) => {
        const input = writeMatrix(folder, name, { parts: [2, 3], cols: 2, indexed: true });
        const last = input.parts[1]!; // the last rank's alone
        damage(last.path, last.indexPath!);
        return misbehaveJob(folder, { ...input, name: "a" }, "copy");
      });
      const { ranks } = await runRanks(2, { libraryDir: libraries.libraryDir, jobs }, folder);
      expect(ranks).toHaveLength(2);
      for (const { runs, maps } of ranks) {
        expect(maps).toEqual([]);
        expect(runs.map(({ outcome }) => outcome.failure?.code)).toEqual(jobs.map(() => "ATHANOR_MATRIX_LOST"));
        expect(runs.map(({ outcome }) => outcome.groupLost)).toEqual(jobs.map(() => false));
        const messages = runs.map(({ outcome }) => outcome.failure!.message);
        expect(messages[0]).toMatch(/missing-1\.part cannot be opened: No such file or directory/);
        expect(messages[1]).toMatch(/short-1\.part has 47 bytes; its matrix needs 48/);
        expect(messages[2]).toMatch(/long-1\.part has 49 bytes; its matrix needs 48/);
        expect(messages[4]).toMatch(/shortIndex-1\.index\.part has 8 bytes; its matrix needs 24/);
      }
    }));

  test("parts that do not make up the matrix, and indices on some parts only", () =>
    withFolder(async (folder) => {
      const input = writeMatrix(folder, "a", { parts: [2, 3], cols: 2, indexed: true });
      const [first, second] = [input.parts[0]!, input.parts[1]!];
      const jobs = [
        misbehaveJob(folder, { ...input, parts: [first] }, "copy"),
        misbehaveJob(folder, { ...input, parts: [first, { ...second, indexPath: null }] }, "copy"),
      ];
      const { ranks } = await runRanks(1, { libraryDir: libraries.libraryDir, jobs }, folder);
      const messages = ranks[0]!.runs.map(({ outcome }) => outcome.failure?.message);
      expect(messages[0]).toMatch(/its parts have 2 rows, the matrix 5/);
      expect(messages[1]).toMatch(/only some of its parts have row indices/);
    }));

  test("a library folder that does not exist ends start() with its path", () =>
    withFolder(async (folder) => {
      const { exitCode, stderr } = await runRanks(1, { libraryDir: `${folder}/nosuch`, jobs: [] }, folder);
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(/ATHANOR_NATIVE_MISSING: library folder .*nosuch/);
    }));
});

test("shared objects that are no libraries are refused with the reason, and the others are offered", () =>
  withFolder(async (folder) => {
    const mixed = libraryFolder("column_means");
    try {
      writeFileSync(`${mixed.libraryDir}/broken.so`, "not an ELF file");
      writeFileSync(`${mixed.libraryDir}/notes.txt`, "not looked at");
      const { ranks } = await runRanks(1, { libraryDir: mixed.libraryDir, jobs: [] }, folder);
      const { libraries: offered, refused } = ranks[0]!.info;
      expect(offered.map(({ name }) => name)).toEqual(["columnmeans"]);
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatchObject({
        path: `${mixed.libraryDir}/broken.so`,
        reason: expect.stringMatching(/ELF|too short/),
      });
    } finally {
      mixed.remove();
    }
  }));

test("a library that writes to its input dies, and the file keeps its bytes", () =>
  withFolder(async (folder) => {
    const input = writeMatrix(folder, "a", { parts: [4], cols: 2 });
    chmodSync(input.parts[0]!.path, 0o600); // the mapping protects it, not the mode
    const job = misbehaveJob(folder, input, "writeInput");
    const before = readFileSync(input.parts[0]!.path);
    const { exitCode, ranks } = await runRanks(1, { libraryDir: libraries.libraryDir, jobs: [job] }, folder);
    expect(exitCode).not.toBe(0);
    expect(ranks).toEqual([]);
    expect(readFileSync(input.parts[0]!.path)).toEqual(before);
  }));
