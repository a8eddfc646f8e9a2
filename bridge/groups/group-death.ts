import { constants } from "node:os";
import type { LifeEnd } from "./life.js";
import type { GroupOutcome } from "./types.js";

type Died = Extract<GroupOutcome, { kind: "died" }>;

/** Aliases such as SIGIOT come after the usual name, which is to stay. */
const signalNames = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/**
 * What ended a compute group that the bridge did not end, from what its mpirun said and did. mpirun names the first
 * rank to die; the ranks that it then kills itself are not causes.
 */
export function judgeDeath(end: LifeEnd, lastPhase: string | null): Died {
  const { exit, stderrTail } = end;
  const bySignal = /process rank (\d+) with PID \d+ on node \S+ exited on signal (\d+)/.exec(stderrTail);
  if (bySignal) {
    const signal = signalNames.get(Number(bySignal[2])) ?? `signal ${bySignal[2]}`;
    const fromOutside = signal === "SIGKILL" && !(end.endedBy?.killed ?? false);
    return { kind: "died", rank: Number(bySignal[1]), signal, exitCode: null, lastPhase, fromOutside };
  }
  const byCode = /Process name: \[\[\d+,\d+\],(\d+)\]\s+Exit code:\s+(\d+)/.exec(stderrTail);
  if (byCode) return died(Number(byCode[1]), Number(byCode[2]), lastPhase);
  const byAbort = /MPI_ABORT was invoked on rank (\d+)[\s\S]*?with errorcode (-?\d+)/.exec(stderrTail);
  if (byAbort) return died(Number(byAbort[1]), Number(byAbort[2]), lastPhase);
  if (exit.signal !== null) return launcherDied(end, exit.signal, lastPhase);
  return died(end.firstBroken, exit.code, lastPhase);
}

function died(rank: number | null, exitCode: number | null, lastPhase: string | null): Died {
  return { kind: "died", rank, signal: null, exitCode, lastPhase, fromOutside: false };
}

/** mpirun itself was killed: no rank did anything wrong, and only the system or an operator does that. */
function launcherDied(end: LifeEnd, signal: string, lastPhase: string | null): Died {
  const fromOutside = signal === "SIGKILL" && !(end.endedBy?.killed ?? false);
  return { kind: "died", rank: null, signal, exitCode: null, lastPhase, fromOutside };
}
