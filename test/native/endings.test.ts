import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMatrix } from "./support/matrix-files.js";
import { type GroupReport, libraryFolder, misbehaveJob, type Plan, runRanks, withFolder } from "./support/run-ranks.js";

let libraries: ReturnType<typeof libraryFolder>;
beforeAll(() => {
  libraries = libraryFolder("misbehave");
});
afterAll(() => libraries.remove());

/** Runs the misdeeds one after the other in one group, on a matrix of 4 x 2. */
function misbehave(
  size: number,
  misdeeds: [how: string, rank?: number][],
  more: Partial<Plan> = {},
): Promise<GroupReport> {
  return withFolder(async (folder) => {
    const input = writeMatrix(folder, "a", { parts: [4], cols: 2 });
    const jobs = misdeeds.map(([how, rank]) => misbehaveJob(folder, input, how, rank));
    const report = await runRanks(size, { libraryDir: libraries.libraryDir, jobs, ...more }, folder);
    const succeeded = report.ranks.some(({ runs }) => runs.some(({ outcome }) => outcome.status === "ok"));
    if (!succeeded) expect(readdirSync(folder).filter((name) => name.startsWith("copy"))).toEqual([]);
    return report;
  });
}

const failures = ({ ranks }: GroupReport, job = 0) => ranks.map(({ runs }) => runs[job]!.outcome.failure);

describe("the group goes on after a routine that fails on all ranks", () => {
  test("with an error that one rank saw and all agreed on: its code, message and details are everyone's", async () => {
    const report = await misbehave(3, [["agreedError", 1], ["copy"]]);
    const failure = { code: "ATHANOR_SINGULAR", message: "singular on purpose", details: { row: 17 } };
    expect(failures(report)).toEqual([failure, failure, failure]);
    expect(report.ranks.map(({ runs }) => runs[1]!.outcome.status)).toEqual(["ok", "ok", "ok"]);
    expect(report.exitCode).toBe(0);
  });

  test("with exceptions that the convenience header caught, or without a reason", async () => {
    const misdeeds = ["throw", "outOfMemory", "failSilently", "undeclaredParam", "wrongTypeParam"];
    const report = await misbehave(2, [...misdeeds.map((how): [string] => [how]), ["copy"]]);
    const told = misdeeds.map((_, job) => failures(report, job));
    expect(told.map(([first]) => `${first!.code}: ${first!.message}`)).toEqual([
      "ATHANOR_KERNEL_FAILED: thrown on purpose",
      "ATHANOR_OUT_OF_MEMORY: this rank could not allocate the routine's workspace",
      "ATHANOR_KERNEL_FAILED: the routine failed and did not say why",
      "ATHANOR_KERNEL_FAILED: routine misbehave asked for the parameter nosuch, which its manifest does not declare",
      "ATHANOR_KERNEL_FAILED: routine misbehave read the parameter how as an integer, which it is not",
    ]);
    for (const [first, second] of told) expect(second).toEqual(first);
    expect(report.ranks.map(({ runs }) => runs.at(-1)!.outcome.status)).toEqual(["ok", "ok"]);
  });
});

/** What mpirun ends with after the addon's MPI_Abort. */
const groupLostStatus = 86;

describe("the group ends, and what a rank could still say is said", () => {
  test.each(["leakThrow", "leakAnything"])("%s: an exception through the C ABI is reported at once", async (how) => {
    const report = await misbehave(2, [[how, 1]]);
    expect(report.exitCode).toBe(groupLostStatus);
    expect(report.ranks.map(({ rank }) => rank)).toEqual([1]); // rank 0 waited in a barrier, and was ended there
    const { outcome } = report.ranks[0]!.runs[0]!;
    expect(outcome).toMatchObject({ status: "failed", groupLost: true, failure: { code: "ATHANOR_KERNEL_FAILED" } });
    expect(outcome.failure!.message).toMatch(/^routine misbehave threw/);
  });

  test.each([
    ["throw", "thrown on purpose"],
    ["leaveAlone", "the routine left as cancelled on this rank, and other ranks did not"],
  ])("%s: a rank that leaves alone waits for the others, reports, and ends them", async (how, message) => {
    const report = await misbehave(2, [[how, 0]]);
    expect(report.exitCode).toBe(groupLostStatus);
    expect(report.ranks.map(({ rank }) => rank)).toEqual([0]);
    expect(report.ranks[0]!.runs[0]!.outcome).toMatchObject({
      status: "failed",
      groupLost: true,
      failure: { message },
    });
  });

  test.each(["abort", "segfault", "kill", "exit"])(
    "%s: a rank that dies takes the others with it within seconds",
    async (how) => {
      const startedAt = performance.now();
      const report = await misbehave(2, [[how, 1]]);
      expect(report.exitCode).not.toBe(0);
      expect(report.ranks).toEqual([]);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
  );
});

describe("while a routine runs", () => {
  test("cancel() ends it on all ranks within a pass, and the next job runs", async () => {
    const report = await misbehave(3, [["waitForCancel"], ["copy"]], { cancelAfterMs: 400 });
    expect(report.ranks).toHaveLength(3);
    for (const { runs } of report.ranks) {
      expect(runs[0]!.outcome).toEqual({
        status: "cancelled",
        failure: null,
        result: null,
        outputs: [],
        groupLost: false,
      });
      expect(runs[1]!.outcome.status).toBe("ok");
    }
  });

  test("the JavaScript thread stays responsive, and progress is thinned to about 20 a second", async () => {
    const { ranks } = await misbehave(1, [["waitForCancel"]], { cancelAfterMs: 1_000 });
    const { events, longestStallMs } = ranks[0]!.runs[0]!;
    expect(longestStallMs).toBeLessThan(250);
    expect(events.length).toBeGreaterThan(5);
    expect(events.length).toBeLessThan(25);
    expect(events.at(-1)).toMatchObject({
      kind: "progress",
      phase: "waiting",
      fraction: null,
      facts: { pass: expect.any(Number) },
    });
  });

  test("a change of phase and a log line always come through, in order and before the outcome", async () => {
    const { ranks } = await misbehave(1, [["chatter"]]);
    const { events } = ranks[0]!.runs[0]!;
    const phases = events.map((event) => (event.kind === "progress" ? event.phase : event.kind));
    expect([...new Set(phases)]).toEqual(["first", "second", "log"]);
    expect(events.length).toBeLessThan(100);
    expect(events.at(-1)).toEqual({ kind: "log", level: "warn", message: "a line for the log" });
  });
});

test("ranks without a job take no CPU", async () => {
  const { ranks } = await misbehave(2, [["copy"]], { idleMs: 2_000 });
  for (const { idleCpuMs } of ranks) expect(idleCpuMs).toBeLessThan(40); // 2 % of the time
});
