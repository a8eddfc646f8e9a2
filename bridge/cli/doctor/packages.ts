import { existsSync, readFileSync } from "node:fs";

type Need = "mpi" | "blas";

const PACKAGES: Record<string, Record<Need, string>> = {
  "apt-get": { mpi: "openmpi-bin libopenmpi-dev", blas: "libopenblas-serial-dev" },
  dnf: { mpi: "openmpi openmpi-devel", blas: "openblas-devel" },
  brew: { mpi: "open-mpi", blas: "openblas" },
};

/** The command that installs it on this system. */
export function installCommand(need: Need): string {
  const manager = packageManager();
  const root = process.getuid?.() === 0 || manager === "brew" ? "" : "sudo ";
  const yes = manager === "brew" ? "" : " -y";
  return `${root}${manager} install${yes} ${PACKAGES[manager]![need]}`;
}

function packageManager(): string {
  if (process.platform === "darwin") return "brew";
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*(fedora|rhel|centos)/m.test(release) ? "dnf" : "apt-get";
}
