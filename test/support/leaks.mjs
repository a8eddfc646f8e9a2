/**
 * Finds what a test or a run of tests left behind: processes, and store directories in shared memory.
 * Processes are recognised by a variable in their environment, which every descendant inherits; so another checkout's
 * tests, or a bridge that someone uses on this machine, are never taken for leaks. Linux only; elsewhere it finds none.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Its value marks a run; the test runner sets it. */
export const runVariable = "ATHANOR_TEST_RUN";

const sharedMemory = "/dev/shm";
/** Our store directories, and the segments of an Open MPI whose ranks were killed before they could remove them. */
const ours = /^(athanor-|vader_segment\.)/;

/**
 * Running processes whose environment has `variable=value`, this process and its ancestors apart.
 * @param {string} value
 * @param {string} [variable]
 * @returns {{ pid: number, command: string }[]}
 */
export function processesMarked(value, variable = runVariable) {
  const own = ancestors();
  return processIds()
    .filter((pid) => !own.has(pid) && readProc(pid, "environ").split("\0").includes(`${variable}=${value}`))
    .map((pid) => ({ pid, command: readProc(pid, "cmdline").replaceAll("\0", " ").trim() }))
    .filter(({ command }) => command !== ""); // a zombie has no command line; its parent reaps it
}

/** @returns {Set<string>} what Athanor and its ranks have in shared memory */
export function storeDirectories() {
  if (!existsSync(sharedMemory)) return new Set();
  const names = readdirSync(sharedMemory).filter((name) => ours.test(name));
  return new Set(names.map((name) => join(sharedMemory, name)));
}

/**
 * Directories that appeared since `before` and that no running process uses (one in use is somebody else's).
 * @param {Set<string>} before
 */
export function leakedDirectories(before) {
  const fresh = [...storeDirectories()].filter((path) => !before.has(path));
  if (fresh.length === 0) return [];
  const open = processIds().flatMap(openPaths);
  return fresh.filter((path) => !open.some((file) => file === path || file.startsWith(`${path}/`)));
}

/**
 * What is left after a grace period; empty is good. Ending takes a moment, so it looks more than once.
 * @param {string} runId
 * @param {Set<string>} directoriesBefore
 * @param {number} [graceMs]
 * @returns {Promise<string[]>} one line a leak
 */
export async function leaksAfter(runId, directoriesBefore, graceMs = 10_000) {
  const until = Date.now() + graceMs;
  for (;;) {
    const processes = processesMarked(runId).map(({ pid, command }) => `process ${pid}: ${command}`);
    const directories = leakedDirectories(directoriesBefore).map((path) => `shared memory ${path}`);
    const leaks = [...processes, ...directories];
    if (leaks.length === 0 || Date.now() > until) return leaks;
    await sleep(250);
  }
}

function processIds() {
  if (!existsSync("/proc/self")) return [];
  return readdirSync("/proc").map(Number).filter(Boolean);
}

/**
 * @param {number} pid
 * @param {string} file
 */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // ended meanwhile, or another user's
  }
}

/**
 * Files that a process has open or mapped.
 * @param {number} pid
 * @returns {string[]}
 */
function openPaths(pid) {
  const mapped = readProc(pid, "maps")
    .split("\n")
    .map((line) => line.slice(line.indexOf("/")));
  return [...descriptors(pid), ...mapped];
}

/** @param {number} pid */
function descriptors(pid) {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).map((fd) => linkTarget(join(folder, fd)));
  } catch {
    return [];
  }
}

/** @param {string} path */
function linkTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function ancestors() {
  const pids = new Set([process.pid]);
  for (let pid = process.ppid; pid > 1 && !pids.has(pid); ) {
    pids.add(pid);
    const stat = readProc(pid, "stat");
    pid = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) || 0;
  }
  return pids;
}
