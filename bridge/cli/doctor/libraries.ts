import { basename } from "node:path";
import { type Finding, missing, ok, warning } from "./finding.js";
import { installCommand, type OptionalNeed } from "./packages.js";

export interface LibraryReport {
  libraries: { name: string; version: string; routines: number }[];
  refused: { path: string; reason: string }[];
}

/** Libraries of routines that the build leaves out where what they wrap is not installed. */
const WRAPPERS: Record<OptionalNeed, string> = { scalapack: "ScaLAPACK", slepc: "SLEPc" };

/** What is loaded, what is not and why. No library at all is the only thing a bridge does not work with. */
export function libraryFindings({ libraries, refused }: LibraryReport): Finding[] {
  const findings = libraries.map(({ name, version, routines }) =>
    ok(`library ${name}`, `${version}, ${routines} ${routines === 1 ? "routine" : "routines"}`),
  );
  if (libraries.length === 0) findings.push(missing("libraries", "none is loaded", "npm run build"));
  for (const { path, reason } of refused) {
    const mend = mendOf(basename(path, ".so")) ?? "npm run build, or remove the file";
    findings.push(warning("library", `${path} is not offered: ${reason}`, mend));
  }
  const built = [...libraries.map(({ name }) => name), ...refused.map(({ path }) => basename(path, ".so"))];
  for (const [name, wrapped] of Object.entries(WRAPPERS))
    if (!built.includes(name))
      findings.push(warning(`library ${name}`, `is not built; it needs ${wrapped}`, mendOf(name)!));
  return findings;
}

function mendOf(library: string): string | undefined {
  return library in WRAPPERS ? `${installCommand(library as OptionalNeed)}, then npm run build` : undefined;
}
