import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mpirunArguments, mpirunEnvironment } from "../../groups/launcher/mpirun-command.js";
import { type Finding, missing, ok } from "./finding.js";
import { installCommand } from "./packages.js";
import { lastLine, runProgram } from "./run-program.js";

const VERSION_DEADLINE_MS = 10_000;
const RUN_DEADLINE_MS = 30_000;

/** mpirun is there, and starts two processes the way a compute group is started. */
export async function checkMpi(): Promise<Finding[]> {
  const version = await runProgram("mpirun", ["--version"], VERSION_DEADLINE_MS);
  if (version.code === null) return [missing("mpirun", "not on PATH", installCommand("mpi"))];
  const name = version.output.split("\n")[0] ?? "";
  if (!/open ?mpi|open-mpi|openrte/i.test(version.output)) {
    return [
      missing("mpirun", `${name}, which is not Open MPI`, `${installCommand("mpi")}, and put its mpirun first on PATH`),
    ];
  }
  return [ok("mpirun", name), await twoProcesses()];
}

async function twoProcesses(): Promise<Finding> {
  const sessionDir = mkdtempSync(join(tmpdir(), "athanor-doctor-"));
  try {
    const args = mpirunArguments({ ranks: 2, sessionDir, program: ["true"] });
    const ran = await runProgram("mpirun", args, RUN_DEADLINE_MS, { ...process.env, ...mpirunEnvironment(sessionDir) });
    if (ran.code === 0) return ok("mpirun -n 2", "two processes start and end");
    const why = ran.timedOutMs
      ? `no end within ${ran.timedOutMs / 1000} s`
      : lastLine(ran.output) || `exit code ${ran.code}`;
    return missing("mpirun -n 2", why, "run `mpirun -n 2 --oversubscribe true` and mend what it says");
  } finally {
    rmSync(sessionDir, { recursive: true, force: true });
  }
}
