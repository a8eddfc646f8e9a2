/**
 * One bootstrap of a checkout at a time. The lock is a file with the holder's process id; a holder that died without
 * letting go is recognised and replaced.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BootstrapFailure } from "./failure.mjs";
import { at } from "./paths.mjs";
import { isAnythingRunning } from "./run.mjs";

const checkoutLock = at("build", "bootstrap.lock");
const longestWaitMs = 30 * 60_000;

/**
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [lockFile]
 * @returns {Promise<T>}
 */
export async function withLock(work, lockFile = checkoutLock) {
  await acquire(lockFile);
  const release = () => rmSync(lockFile, { force: true });
  process.once("exit", release).on("SIGINT", interrupted).on("SIGTERM", interrupted);
  try {
    return await work();
  } finally {
    process.off("exit", release).off("SIGINT", interrupted).off("SIGTERM", interrupted);
    release();
  }
}

/** @param {NodeJS.Signals} signal */
function interrupted(signal) {
  if (!isAnythingRunning()) process.exit(signal === "SIGINT" ? 130 : 143);
}

/** @param {string} lockFile */
async function acquire(lockFile) {
  const giveUpAt = Date.now() + longestWaitMs;
  let told = false;
  while (!tryAcquire(lockFile)) {
    const other = holder(lockFile);
    if (other === null) continue;
    if (!isAlive(other)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    const pid = Number.parseInt(other, 10);
    if (!told) process.stderr.write(`another bootstrap (process ${pid}) is at work here; waiting for it\n`);
    told = true;
    if (Date.now() > giveUpAt) throw new BootstrapFailure(`process ${pid} still holds ${lockFile}`);
    await sleep(500);
  }
}

/**
 * The file appears with its content at once (link of a private file), so that nobody reads it half written.
 * @param {string} lockFile
 */
function tryAcquire(lockFile) {
  mkdirSync(dirname(lockFile), { recursive: true });
  const own = `${lockFile}.${process.pid}`;
  writeFileSync(own, identityOf(process.pid));
  try {
    linkSync(own, lockFile);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} lockFile
 * @returns {string | null} the identity in the lock, or null when it has just gone
 */
function holder(lockFile) {
  try {
    return readFileSync(lockFile, "utf8");
  } catch {
    return null;
  }
}

/**
 * Process id and, where /proc tells it, time of start: ids are used again after a reboot.
 * @param {number} pid
 */
function identityOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return `${pid}`;
  }
}

/** @param {string} identity */
function isAlive(identity) {
  const pid = Number.parseInt(identity, 10);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
  return identityOf(pid) === identity;
}
