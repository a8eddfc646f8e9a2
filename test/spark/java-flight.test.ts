import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { javaFlightClassPath } from "../../scripts/bootstrap/java-flight.mjs";
import { libraryDirWith } from "../support/example-library.js";
import { withBridge } from "../support/with-bridge.js";
import { reportIn } from "./support/report.js";

const run = promisify(execFile);

/** test/spark/java-flight, run once; what it saw is judged here. */
it("Arrow's own Java client sends, reads, polls, cancels and renews", { timeout: 240_000 }, async () => {
  const config = { libraryDir: libraryDirWith("misbehave") };
  await withBridge(
    async (bridge) => {
      // Arrow's allocators reach into java.nio.
      const opened = "--add-opens=java.base/java.nio=ALL-UNNAMED";
      const args = [opened, "-cp", javaFlightClassPath, "io.athanor.flight.Scenarios", bridge.url, bridge.token];
      const seen = reportIn((await run("java", args, { timeout: 200_000 })).stdout);
      expect(seen).toMatchObject({
        withoutToken: { status: "UNAUTHENTICATED", message: expect.stringContaining("ATHANOR_UNAUTHENTICATED") },
        roundTrip: { received: 8000, state: "sealed", records: 8000, equal: true },
        renewal: { later: true, equal: true },
        badCommand: { status: "INVALID_ARGUMENT", message: expect.stringContaining("ATHANOR_INVALID_ARGUMENT") },
        cancelled: {
          before: "running",
          after: "cancelled",
          polledAgain: { message: expect.stringContaining("ATHANOR_JOB_CANCELLED") },
        },
      });
      const { polled, cancelled } = seen as { polled: Polled; cancelled: { status: string } };
      expect(["CANCELLED", "CANCELLING"]).toContain(cancelled.status);
      expect(polled.polls).toBeGreaterThan(1);
      expect(polled.progress.at(-1)).toBe(1);
      expect(polled.progress.some((fraction) => fraction > 0 && fraction < 1)).toBe(true);
      expect(polled.progress).toEqual([...polled.progress].sort((a, b) => a - b));
      expect(polled).toMatchObject({ roles: ["w", "h"], iterations: 400 });
    },
    { config },
  );
});

interface Polled {
  polls: number;
  progress: number[];
}
