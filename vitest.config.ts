import { defineConfig } from "vitest/config";
import { LongFirst } from "./scripts/test/long-first.mjs";
import { folders } from "./scripts/test/projects.mjs";

/** Long fault schedules are a named command of their own: `npm run test:faults`. */
const long = process.env.ATHANOR_LONG_TESTS === "1";

/**
 * Unit tests are pure, and a Spark waits more than it computes: their files run side by side. Every other folder starts
 * processes that use all cores, so one file runs at a time.
 */
const sideBySide = ["unit", "spark"];

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: folders.map((folder, index) => ({
      extends: true as const,
      test: {
        name: folder,
        include: [`test/${folder}/**/*.test.ts`],
        exclude: long ? [] : ["**/*.long.test.ts"],
        fileParallelism: sideBySide.includes(folder),
        sequence: { groupOrder: index },
        testTimeout: 60_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
