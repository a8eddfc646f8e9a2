import { defineConfig } from "vitest/config";
import { folders } from "./scripts/test/projects.mjs";

/** Long fault schedules are a named command of their own: `npm run test:faults`. */
const long = process.env.ATHANOR_LONG_TESTS === "1";

/** Unit tests are pure and run side by side; every other folder starts real processes, so one file runs at a time. */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: folders.map((folder, index) => ({
      extends: true as const,
      test: {
        name: folder,
        include: [`test/${folder}/**/*.test.ts`],
        exclude: long ? [] : ["**/*.long.test.ts"],
        fileParallelism: folder === "unit",
        sequence: { groupOrder: index },
        testTimeout: 60_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
