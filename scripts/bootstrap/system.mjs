/** System packages: finds what is missing and installs it, or names the one command that does. */
import { BootstrapFailure } from "./failure.mjs";
import { needs } from "./needs.mjs";
import { missingOf, onPath, systemFingerprint } from "./probes.mjs";
import { ask, run } from "./run.mjs";
import { forget, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

/** @typedef {import("./needs.mjs").Need} Need */
/** @typedef {import("./needs.mjs").Purpose} Purpose */

/** @param {Set<Purpose>} purposes */
export function systemStatus(purposes) {
  const stamp = `system-${[...purposes].sort().join("-")}`;
  const wanted = needs.filter((need) => need.when.some((purpose) => purposes.has(purpose)));
  const missing = isFresh(stamp, systemFingerprint()) ? [] : missingOf(wanted);
  return { stamp, wanted, missing };
}

/**
 * @param {Set<Purpose>} purposes
 * @param {boolean} mayInstall false: only say what is missing
 */
export async function ensureSystem(purposes, mayInstall) {
  const { stamp, wanted, missing } = systemStatus(purposes);
  if (missing.length > 0) {
    const needed = missing.filter((need) => !need.optional);
    const canInstall = mayInstall && onPath("apt-get") !== null && adminPrefix() !== null;
    if (!canInstall && needed.length > 0) throw new BootstrapFailure(howToInstall(missing));
    if (!canInstall) process.stdout.write(`  built without what is ${howToInstall(missing)}\n`);
    else {
      forget(stamp);
      await install(missing);
    }
    const still = missingOf(wanted).filter((need) => !need.optional);
    if (still.length > 0) throw new BootstrapFailure(`still missing after the installation:\n${listed(still)}`);
  }
  markFresh(stamp, systemFingerprint());
}

/** @param {Need[]} missing */
async function install(missing) {
  const packages = packagesOf(missing);
  const prefix = adminPrefix() ?? [];
  await step("Debian's package lists", () => apt(prefix, ["update"]));
  const flags = ["install", "--yes", "--no-install-recommends"];
  await step(`Debian packages ${packages.join(" ")}`, () => apt(prefix, [...flags, ...packages]));
}

/**
 * @param {string[]} prefix
 * @param {string[]} args
 */
function apt(prefix, args) {
  // The lock's time-out lets an unattended upgrade on a fresh machine finish first.
  const words = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
  const [command = "", ...rest] = [...words, "-q", ...args];
  return run(command, rest);
}

/** @returns {string[] | null} words before a command that needs root; null where this user cannot have it unasked */
function adminPrefix() {
  if (process.getuid?.() === 0) return [];
  if (onPath("sudo") && ask("sudo", ["-n", "true"]).ok) return ["sudo", "-n"];
  return null;
}

/** @param {Need[]} missing */
export function packagesOf(missing) {
  return [...new Set(missing.flatMap((need) => need.packages))];
}

/** @param {Need[]} missing */
export function howToInstall(missing) {
  const command = onPath("apt-get")
    ? `Type this, then run the same command again:\n\n    sudo apt-get install --no-install-recommends ${packagesOf(missing).join(" ")}`
    : "Install them with your system's package manager, `module load` or conda, so that they are on PATH, and run the same command again.";
  return `missing on this machine:\n${listed(missing)}\n\n${command}`;
}

/** @param {Need[]} missing */
function listed(missing) {
  return missing.map((need) => `    ${need.name.padEnd(14)} ${need.why}`).join("\n");
}
