import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { bridgeFilePath, stateDirectory } from "athanor-client/wire";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, isOwned, openDatabase } from "../../../bridge/catalog/database.js";
import { sweepAbandoned } from "../../../bridge/common/abandoned-directories.js";
import { readBridgeFile, removeBridgeFile, writeBridgeFile } from "../../../bridge/common/bridge-file.js";
import {
  cgroupLimit,
  diskBudget,
  memoryBudget,
  shareOfTmpfs,
  workspaceBudget,
} from "../../../bridge/common/budgets.js";
import { loadConfig } from "../../../bridge/common/config-load.js";
import {
  clearLeftovers,
  makeEmbeddedDirectories,
  makeServeDirectories,
  namePrefix,
  removeEphemeral,
} from "../../../bridge/common/directories.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "athanor-directories-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("the directories of a bridge", () => {
  test("are refused when others could write to them", () => {
    const made = makeServeDirectories(join(home, "state"));
    try {
      chmodSync(made.run, 0o777);
      expect(() => makeServeDirectories(join(home, "state"))).toThrow(/ATHANOR_BAD_CONFIG: .*mode 777, wanted 700/);
    } finally {
      rmSync(made.run, { recursive: true });
    }
  });

  test("are refused when someone put a symbolic link in their place", () => {
    const made = makeServeDirectories(join(home, "state"));
    rmSync(made.run, { recursive: true });
    symlinkSync(home, made.run);
    try {
      expect(() => makeServeDirectories(join(home, "state"))).toThrow(/not a directory of yours alone/);
    } finally {
      rmSync(made.run);
    }
  });

  test("of an embedded bridge are private, new each time, and gone after removal", () => {
    const [one, two] = [makeEmbeddedDirectories(), makeEmbeddedDirectories()];
    expect(one.run).not.toBe(two.run);
    for (const path of [one.run, one.stores.memory, one.stores.disk, one.mpi]) expect(mode(path)).toBe("700");
    expect(one.state).toBe(one.run);
    expect(one.leashSocket.length).toBeLessThan(100);
    for (const made of [one, two]) removeEphemeral(made);
    for (const path of [...one.ephemeral, ...two.ephemeral]) expect(existsSync(path)).toBe(false);
    removeEphemeral(one);
  });

  test("of serve are the same at every start, also by another path, and stay", () => {
    const one = makeServeDirectories(join(home, "state"));
    try {
      writeFileSync(join(one.stores.memory, "kept"), "x");
      writeFileSync(one.leashSocket, "");
      symlinkSync(join(home, "state"), join(home, "link"));
      const two = makeServeDirectories(join(home, "link"));
      expect(two).toEqual(one);
      // Until the catalog is locked they may be those of a bridge that runs.
      expect(existsSync(one.leashSocket)).toBe(true);
      writeFileSync(join(one.mpi, "session"), "");
      clearLeftovers(two);
      for (const path of [one.leashSocket, join(one.mpi, "session")]) expect(existsSync(path)).toBe(false);
      expect(mode(join(home, "state"))).toBe("700");
      removeEphemeral(one);
      expect(existsSync(join(one.stores.memory, "kept"))).toBe(true);
    } finally {
      rmSync(one.run, { recursive: true });
    }
  });

  test("of serve are below XDG_STATE_HOME, else in ~/.local/state", () => {
    expect(stateDirectory({ XDG_STATE_HOME: "/x" })).toBe("/x/athanor");
    expect(stateDirectory({})).toBe(join(homedir(), ".local/state/athanor"));
  });
});

describe("the sweep of abandoned directories", () => {
  const id = "ABCDEFGHIJKL";

  function make(name: string, ageMs = 3600_000): string {
    const path = join(home, name);
    mkdirSync(path);
    writeFileSync(join(path, "file"), "x");
    age(path, ageMs);
    return path;
  }

  function age(path: string, ageMs: number): void {
    const then = (Date.now() - ageMs) / 1000;
    utimesSync(path, then, then);
  }

  const sweep = () => sweepAbandoned({ isOwned, bases: [home, join(home, "nothing")] });

  test("leaves young ones, those of serve, strangers' names and symbolic links", () => {
    const outside = mkdtempSync(join(tmpdir(), "athanor-outside-"));
    try {
      make(`${namePrefix("e")}${id}`, 1000);
      make(`${namePrefix("s")}${id}`);
      make(`athanor-99999-e-${id}`);
      make("something else");
      symlinkSync(outside, join(home, `${namePrefix("e")}LLLLLLLLLLLL`));
      expect(sweep()).toEqual([]);
      expect(existsSync(outside)).toBe(true);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  test("leaves one whose catalog is held, and its disk twin, and deletes both after", () => {
    const run = make(`${namePrefix("e")}${id}`);
    const twin = make(`${namePrefix("e")}${id}-disk`);
    const database = openDatabase({ path: join(run, "catalog.sqlite"), durable: false });
    age(run, 3600_000);
    expect(sweep()).toEqual([]);
    closeDatabase(database);
    age(run, 3600_000);
    expect(sweep().sort()).toEqual([run, twin]);
    expect(existsSync(run)).toBe(false);
    expect(existsSync(twin)).toBe(false);
  });

  test("deletes a twin whose run directory went with the machine's memory", () => {
    const twin = make(`${namePrefix("e")}${id}-disk`);
    expect(sweep()).toEqual([twin]);
  });

  test("deletes what is behind no link: a link inside goes, its target stays", () => {
    const target = mkdtempSync(join(tmpdir(), "athanor-target-"));
    try {
      const run = make(`${namePrefix("e")}${id}`);
      symlinkSync(target, join(run, "link"));
      age(run, 3600_000);
      expect(sweep()).toEqual([run]);
      expect(existsSync(target)).toBe(true);
    } finally {
      rmSync(target, { recursive: true });
    }
  });
});

describe("bridge.json", () => {
  const content = { url: "grpc://127.0.0.1:1", token: "t".repeat(32), pid: process.pid, user: "ann" };

  test("that is damaged is refused by name", () => {
    writeFileSync(bridgeFilePath(home), "{");
    expect(() => readBridgeFile(home)).toThrow(/ATHANOR_BAD_CONFIG: .*bridge\.json is damaged/);
    removeBridgeFile(home);
    expect(existsSync(bridgeFilePath(home))).toBe(true);
  });

  test("of a bridge that is dead counts as none", () => {
    expect(readBridgeFile(home)).toBeNull();
    writeBridgeFile(home, { ...content, pid: 2 ** 22 + 1 });
    expect(readBridgeFile(home)).toBeNull();
  });

  test("is for its user alone and says what was written; only its writer removes it", () => {
    writeFileSync(bridgeFilePath(home), "old", { mode: 0o644 });
    writeBridgeFile(home, content);
    expect(mode(bridgeFilePath(home))).toBe("600");
    expect(readBridgeFile(home)).toEqual(content);
    removeBridgeFile(home);
    expect(existsSync(bridgeFilePath(home))).toBe(false);
    writeBridgeFile(home, { ...content, pid: process.ppid });
    removeBridgeFile(home);
    expect(existsSync(bridgeFilePath(home))).toBe(true);
  });
});

describe("default budgets", () => {
  function group(path: string, file: string, content: string): void {
    mkdirSync(join(home, path), { recursive: true });
    writeFileSync(join(home, path, file), content);
  }

  test("keep to the smallest limit of the cgroup and those around it, v2", () => {
    group("a/b", "memory.max", "max\n");
    group("a", "memory.max", "1000\n");
    expect(cgroupLimit(home, "0::/a/b\n")).toBe(1000);
    group("a/b", "memory.max", "500\n");
    expect(cgroupLimit(home, "0::/a/b\n")).toBe(500);
  });

  test("keep to the limit of cgroup v1, and to a container's own where its path is the host's", () => {
    group("memory/a", "memory.limit_in_bytes", "700\n");
    expect(cgroupLimit(home, "4:cpuset:/\n3:memory:/a\n")).toBe(700);
    group("memory", "memory.limit_in_bytes", "600\n");
    expect(cgroupLimit(home, "3:cpu,memory:/host/only\n")).toBe(600);
  });

  test("without a cgroup have no limit of that kind", () => {
    expect(cgroupLimit(home, "")).toBe(Number.POSITIVE_INFINITY);
  });

  test("count what the store holds already, and are whole numbers", () => {
    const before = diskBudget(home);
    mkdirSync(join(home, "store", "m", "x"), { recursive: true });
    writeFileSync(join(home, "store", "m", "x", "0.rows"), Buffer.alloc(50_000_000));
    // 80 % of it were taken from the free space; other processes write to this disk too.
    expect(diskBudget(home) - before).toBeGreaterThan(-40_000_000);
    for (const budget of [
      before,
      memoryBudget(home),
      memoryBudget(null),
      diskBudget(null),
      workspaceBudget(),
      diskBudget(join(home, "a/b")),
    ]) {
      expect(Number.isSafeInteger(budget)).toBe(true);
      expect(budget).toBeGreaterThanOrEqual(0);
    }
  });

  test("leave room in a tmpfs for the catalog and MPI's segments", () => {
    const miB = 2 ** 20;
    expect(shareOfTmpfs(64 * miB)).toBe(32 * miB);
    expect(shareOfTmpfs(8_192 * miB)).toBe(8_128 * miB);
    expect(shareOfTmpfs(0)).toBe(0);
  });

  test("of an embedded bridge are those of the places where its stores are, whatever the state directory is", () => {
    mkdirSync(join(home, "store"));
    const file = join(home, "store", "stray");
    writeFileSync(file, "");
    // Sparse: much larger than what other processes write to this disk meanwhile.
    truncateSync(file, 2 ** 40);
    const { TMPDIR } = process.env;
    process.env.TMPDIR = home;
    try {
      const embedded = loadConfig({ embedded: true, stateDir: "/" });
      expect(embedded.diskBudgetBytes).toBeLessThan(2 ** 40);
      expect(embedded.stateDir).toBe(home);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
  });
});
