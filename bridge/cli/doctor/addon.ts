import { fileURLToPath } from "node:url";
import { fromRoot } from "../../common/paths.js";
import { type Finding, missing, ok, warning } from "./finding.js";
import { type LibraryReport, libraryFindings } from "./libraries.js";
import { installCommand } from "./packages.js";
import { lastLine, runProgram } from "./run-program.js";

const DEADLINE_MS = 30_000;
/** Said by MPI_Init, among others where the rest of an Open MPI installation is missing. */
const MPI_CANNOT_START = /before MPI_INIT/;

interface Report extends LibraryReport {
  mpi: string;
  blas: string;
  cpu: string;
}

/** The addon loads, MPI starts in it, and its libraries say what they offer; in a process of its own, which may crash. */
export async function checkAddon(): Promise<Finding[]> {
  const probe = fileURLToPath(new URL("./addon-probe.js", import.meta.url));
  const env = { ...process.env, OMPI_MCA_btl: "self", OMPI_MCA_ess_base_forward_signals: "" };
  const ran = await runProgram(process.execPath, [probe, fromRoot("build/native/libraries")], DEADLINE_MS, env);
  const report = parseReport(ran.output);
  if (!report) {
    const why = MPI_CANNOT_START.test(ran.output)
      ? "loads, but MPI does not start in it"
      : ran.timedOutMs
        ? `did not start within ${ran.timedOutMs / 1000} s`
        : lastLine(ran.output);
    return [missing("addon", why || `ended with code ${ran.code}`, mendOf(ran.output))];
  }
  return [ok("addon", `loads; ${report.mpi}`), blas(report), ...libraryFindings(report)];
}

function parseReport(output: string): Report | null {
  const line = output.split("\n").find((candidate) => candidate.startsWith('{"mpi"'));
  return line ? (JSON.parse(line) as Report) : null;
}

function mendOf(output: string): string {
  if (MPI_CANNOT_START.test(output)) return installCommand("mpi");
  if (/lib(open)?(blas|lapack)/i.test(output)) return installCommand("blas");
  if (/libmpi|libopen-/i.test(output)) return installCommand("mpi");
  return "npm run build";
}

function blas({ blas: name, cpu }: Report): Finding {
  if (/reference|netlib/i.test(name))
    return warning("BLAS", `${name}: correct, but 10 to 50 times slower than a tuned one`, installCommand("blas"));
  return ok("BLAS", `${name}${cpu ? `; ${cpu}` : ""}`);
}
