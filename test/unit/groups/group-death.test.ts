import { expect, test } from "vitest";
import { judgeDeath } from "../../../bridge/groups/group-death.js";
import type { LifeEnd } from "../../../bridge/groups/life.js";

const end = (change: Partial<LifeEnd>): LifeEnd => ({
  exit: { code: 1, signal: null },
  stderrTail: "",
  wasReady: true,
  endedBy: null,
  firstBroken: null,
  ...change,
});
const bySignal = (number: number) =>
  `mpirun noticed that process rank 1 with PID 0 on node vm exited on signal ${number} (Killed).`;

test("a rank that mpirun saw killed was killed from outside", () => {
  expect(judgeDeath(end({ stderrTail: bySignal(9) }), "pass")).toEqual({
    ...{ kind: "died", rank: 1, signal: "SIGKILL", exitCode: null, lastPhase: "pass", fromOutside: true },
  });
});

test("a rank that the bridge killed was not", () => {
  const endedBy = { reason: "hung", killed: true };
  expect(judgeDeath(end({ stderrTail: bySignal(9), endedBy }), null)).toMatchObject({ fromOutside: false });
});

test("a crash is the rank's own, by the usual name of its signal", () => {
  expect(judgeDeath(end({ stderrTail: bySignal(6) }), null)).toMatchObject({ signal: "SIGABRT", fromOutside: false });
  expect(judgeDeath(end({ stderrTail: bySignal(11) }), null)).toMatchObject({ signal: "SIGSEGV", fromOutside: false });
});

test("a rank that exits is known by mpirun's report of its code", () => {
  const stderrTail = "The first process to do so was:\n\n  Process name: [[17464,1],2]\n  Exit code:    3\n";
  expect(judgeDeath(end({ stderrTail }), null)).toMatchObject({ rank: 2, exitCode: 3, signal: null });
});

test("a rank that calls MPI_Abort is known by it", () => {
  const stderrTail = "MPI_ABORT was invoked on rank 0 in communicator MPI_COMM_WORLD\nwith errorcode 7.";
  expect(judgeDeath(end({ stderrTail }), null)).toMatchObject({ rank: 0, exitCode: 7 });
});

test("a killed mpirun is nobody's rank, and came from outside", () => {
  const exit = { code: null, signal: "SIGKILL" };
  expect(judgeDeath(end({ exit }), null)).toMatchObject({ rank: null, signal: "SIGKILL", fromOutside: true });
});

test("where mpirun says nothing, the first leash to break names the rank", () => {
  expect(judgeDeath(end({ firstBroken: 3 }), null)).toMatchObject({ rank: 3, exitCode: 1, fromOutside: false });
});
