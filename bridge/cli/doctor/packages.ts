import { existsSync, readFileSync } from "node:fs";

/** What the bridge cannot do without, and the foreign libraries that libraries of routines are built on. */
export type Need = "mpi" | "blas" | OptionalNeed;
export type OptionalNeed = "scalapack" | "slepc";

type Manager = "apt-get" | "dnf" | "brew";

/** As scripts/bootstrap/needs.mjs has them for Debian; null where the system's packages do not have it. */
export const PACKAGES: Record<Manager, Record<Need, string | null>> = {
  "apt-get": {
    mpi: "openmpi-bin libopenmpi-dev",
    blas: "libopenblas-serial-dev",
    scalapack: "libscalapack-openmpi-dev",
    slepc: "slepc-dev",
  },
  dnf: { mpi: "openmpi openmpi-devel", blas: "openblas-devel", scalapack: "scalapack-openmpi-devel", slepc: null },
  brew: { mpi: "open-mpi", blas: "openblas", scalapack: "scalapack", slepc: null },
};

/** The command that installs it on this system. */
export function installCommand(need: Need, manager = packageManager()): string {
  const packages = PACKAGES[manager][need];
  if (packages === null) return `build ${need} from source and set ${need.toUpperCase()}_DIR`;
  const root = process.getuid?.() === 0 || manager === "brew" ? "" : "sudo ";
  const yes = manager === "brew" ? "" : " -y";
  return `${root}${manager} install${yes} ${packages}`;
}

function packageManager(): Manager {
  if (process.platform === "darwin") return "brew";
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*(fedora|rhel|centos)/m.test(release) ? "dnf" : "apt-get";
}
