import { createHash, randomBytes } from "node:crypto";
import { accessSync, constants, lstatSync, mkdirSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AthanorError } from "athanor-client/wire";
import type { Tier } from "./capability-types.js";

/**
 * Where a bridge keeps things. The run directory is on tmpfs where there is one:
 *
 *     /dev/shm/athanor-<uid>-<e|s>-<id>/    0700; e: embedded, s: serve
 *       store/                              memory tier
 *       leash.sock
 *       mpi/                                TMPDIR of mpirun
 *       catalog.sqlite, disk tier...        embedded: see below
 *
 * `serve` keeps catalog, bridge.json and the disk tier in its state directory. An embedded bridge has its catalog in
 * the run directory and its disk tier in a twin, <tmp>/athanor-<uid>-e-<id>-disk.
 */
export interface BridgeDirectories {
  /** Holds catalog.sqlite; its lock is the ownership of everything here. */
  state: string;
  run: string;
  stores: Record<Tier, string>;
  /** Whether the memory tier is in memory; if not, give it no budget. */
  memoryIsTmpfs: boolean;
  leashSocket: string;
  mpi: string;
  /** All that an embedded bridge deletes at its end; empty for serve. */
  ephemeral: string[];
}

/** sun_path has 108 bytes, 104 on BSD; some room for what is appended. */
const maxSocketPath = 100;
const tmpfsMagic = 0x01021994;

/** Directories of a new embedded bridge: unguessable, private, to be deleted with removeEphemeral. */
export function makeEmbeddedDirectories(): BridgeDirectories {
  const name = `${namePrefix("e")}${randomBytes(9).toString("base64url")}`;
  const run = join(runBase(), name);
  makePrivate(run);
  const twin = join(tmpdir(), `${name}-disk`);
  makePrivate(twin);
  return layOut(run, run, join(twin, "store"), [run, twin]);
}

/** Directories of `serve` on this state directory: the same ones at every start. */
export function makeServeDirectories(stateDir: string): BridgeDirectories {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const state = realpathSync(stateDir);
  const run = serveRunDirectory(state);
  makePrivate(run);
  return layOut(run, state, join(state, "store"), []);
}

/**
 * Deletes what a killed bridge left in the run directory: its socket, which cannot be bound again, and the sessions
 * of its mpirun. Only for the owner of the catalog: before that they may be those of a bridge that runs.
 */
export function clearLeftovers(directories: BridgeDirectories): void {
  rmSync(directories.leashSocket, { force: true });
  rmSync(directories.mpi, { recursive: true, force: true });
  makePrivate(directories.mpi);
}

/** Deletes what dies with an embedded bridge; nothing of `serve`. */
export function removeEphemeral(directories: BridgeDirectories): void {
  for (const path of directories.ephemeral) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** Where run directories are made: /dev/shm where it is a tmpfs that this user can write to, else a temporary directory. */
export function runBase(): string {
  if (isTmpfs("/dev/shm") && isWritable("/dev/shm")) return "/dev/shm";
  // macOS's own is longer than a socket path may be.
  return tmpdir().length <= maxSocketPath - 60 ? tmpdir() : "/tmp";
}

/** Names of this user's embedded or serving bridges start so. */
export function namePrefix(kind: "e" | "s"): string {
  return `athanor-${process.getuid?.() ?? 0}-${kind}-`;
}

/** The run directory of `serve`: a function of its state directory, so that its memory tier is found again. */
export function serveRunDirectory(state: string): string {
  const id = createHash("sha256").update(state).digest("base64url").slice(0, 12);
  return join(runBase(), `${namePrefix("s")}${id}`);
}

export function isTmpfs(path: string): boolean {
  try {
    return statfsSync(path).type === tmpfsMagic;
  } catch {
    return false;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether this is a directory itself (no symbolic link to one), of this user. */
export function isOwnDirectory(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

function layOut(run: string, state: string, disk: string, ephemeral: string[]): BridgeDirectories {
  const stores = { memory: join(run, "store"), disk };
  const mpi = join(run, "mpi");
  for (const path of [stores.memory, stores.disk, mpi]) makePrivate(path);
  const leashSocket = join(run, "leash.sock");
  if (Buffer.byteLength(leashSocket) > maxSocketPath) {
    const text = `${leashSocket} is too long for a unix socket (at most ${maxSocketPath} bytes); set TMPDIR to a shorter path`;
    throw new AthanorError("ATHANOR_BAD_CONFIG", text);
  }
  return { state, run, stores, memoryIsTmpfs: isTmpfs(run), leashSocket, mpi, ephemeral };
}

/** Makes a directory for this user alone; one that is there must be that already, since others can write to /tmp. */
function makePrivate(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const mode = lstatSync(path).mode & 0o777;
  if (isOwnDirectory(path) && (mode & 0o077) === 0) return;
  const text = `${path} is not a directory of yours alone (mode ${mode.toString(8)}, wanted 700); remove it`;
  throw new AthanorError("ATHANOR_BAD_CONFIG", text);
}
