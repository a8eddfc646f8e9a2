import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BootstrapFailure } from "../../../scripts/bootstrap/failure.mjs";
import { withLock } from "../../../scripts/bootstrap/lock.mjs";
import { needs } from "../../../scripts/bootstrap/needs.mjs";
import { nodeVersionProblem } from "../../../scripts/bootstrap/node-version.mjs";
import { missingOf, onPath } from "../../../scripts/bootstrap/probes.mjs";
import { run } from "../../../scripts/bootstrap/run.mjs";
import { howToInstall } from "../../../scripts/bootstrap/system.mjs";

let scratch = "";

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "athanor-bootstrap-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true, force: true });
});

describe("the bootstrap", () => {
  it("refuses a Node that is too old, naming both versions", () => {
    expect(nodeVersionProblem("20.14.9")).toContain("20.15");
    expect(nodeVersionProblem("18.20.0")).toContain("18.20.0");
    expect(nodeVersionProblem("20.15.0")).toBeNull();
    expect(nodeVersionProblem("22.1.0")).toBeNull();
  });

  it("names every missing program and library, and the one command that installs them", () => {
    vi.stubEnv("PATH", scratch);
    const missing = missingOf(needs.filter((need) => need.when.includes("always")));
    expect(missing.map((need) => need.name)).toEqual([
      "g++",
      "make",
      "cmake",
      "python3",
      "MPI",
      "BLAS",
      "LAPACK",
      "zlib",
      "ScaLAPACK",
      "SLEPc",
    ]);
    expect(howToInstall(missing)).toContain("package manager");
    writeFileSync(join(scratch, "apt-get"), "");
    chmodSync(join(scratch, "apt-get"), 0o755);
    expect(howToInstall(missing)).toMatch(/apt-get install .*cmake.*openmpi-bin.*libopenblas-serial-dev/);
  });

  it("takes no folder and no plain file on PATH for a program", () => {
    writeFileSync(join(scratch, "mpicc"), "");
    expect(onPath("mpicc", scratch)).toBeNull();
    chmodSync(join(scratch, "mpicc"), 0o755);
    expect(onPath("mpicc", `/nowhere:${scratch}`)).toBe(join(scratch, "mpicc"));
    expect(onPath("..", scratch)).toBeNull();
  });

  it("shows the end of a failing command's output and where the rest is", async () => {
    const failing = run("sh", ["-c", "echo first; seq 1 100; echo the reason; exit 3"]);
    await expect(failing).rejects.toThrow(/the reason[\s\S]*exit 3[\s\S]*bootstrap\.log/);
    await expect(failing).rejects.toBeInstanceOf(BootstrapFailure);
    await expect(failing).rejects.not.toThrow(/first\n/);
  });

  it("says so when a command cannot be started", async () => {
    await expect(run(join(scratch, "absent"), [])).rejects.toThrow(/absent could not be started/);
  });
});

describe("the lock of a checkout", () => {
  it("lets one bootstrap in at a time", async () => {
    const lock = join(scratch, "lock");
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} in`);
      await sleep(50);
      events.push(`${name} out`);
    };
    await Promise.all([withLock(work("a"), lock), withLock(work("b"), lock)]);
    expect(events).toEqual(["a in", "a out", "b in", "b out"]);
    expect(existsSync(lock)).toBe(false);
  });

  it("is let go when the work fails", async () => {
    const lock = join(scratch, "lock");
    await expect(withLock(() => Promise.reject(new Error("no")), lock)).rejects.toThrow("no");
    expect(existsSync(lock)).toBe(false);
  });

  it("is taken over from a holder that died, even when its process id lives again", async () => {
    const lock = join(scratch, "lock");
    for (const dead of ["999999999 1", `${process.pid} 1`]) {
      writeFileSync(lock, dead);
      const seen = await withLock(async () => readFileSync(lock, "utf8"), lock);
      expect(seen.startsWith(`${process.pid} `)).toBe(true);
      expect(seen).not.toBe(dead);
    }
  });
});
