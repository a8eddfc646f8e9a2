import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { mpirunArguments, mpirunEnvironment } from "../../../bridge/groups/launcher/mpirun-command.js";
import { identify, isAlive, sessionMembers, signalProcess } from "../../../bridge/groups/process-table.js";
import { restartDelayMs } from "../../../bridge/groups/supervisor.js";

test("a child that had been ready is started again at once, one that never was ever later, to a bound", () => {
  expect([0, 1, 2, 3, 4, 20].map(restartDelayMs)).toEqual([0, 100, 200, 400, 800, 10_000]);
});

test("mpirun is told to keep to shared memory and to files of its own directory", () => {
  const text = mpirunArguments({ ranks: 3, sessionDir: "/run/x", program: ["node", "main.js"] }).join(" ");
  expect(text).toMatch(/^-n 3 .*--mca btl self,vader .*btl_vader_backing_directory \/run\/x .* node main\.js$/);
  expect(mpirunEnvironment("/run/x")).toMatchObject({ TMPDIR: "/run/x", OPENBLAS_NUM_THREADS: "1" });
});

test("a process is known by pid and start together, so that another one's pid is never signalled", async () => {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  const known = identify(child.pid!)!;
  expect(isAlive(known)).toBe(true);
  expect(sessionMembers(child.pid!)).toEqual([known]);
  expect(signalProcess({ ...known, startTime: "1" }, "SIGKILL")).toBe(false);
  expect(isAlive(known)).toBe(true);
  expect(signalProcess(known, "SIGKILL")).toBe(true);
  await once(child, "exit");
  expect(isAlive(known)).toBe(false);
  expect(sessionMembers(child.pid!)).toEqual([]);
});
