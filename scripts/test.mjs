#!/usr/bin/env node
/**
 * `npm test [-- NAME...]`: bootstrap, linter, type checker, then the tests; NAME picks lint, types or folders of test/.
 * The last line is `N passed, N failed, N skipped`, where linter and type checker count as one test each.
 */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { leaksAfter, runVariable, storeDirectories } from "../test/support/leaks.mjs";
import { bootstrap } from "./bootstrap/bootstrap.mjs";
import { BootstrapFailure, reportFailure } from "./bootstrap/failure.mjs";
import { at } from "./bootstrap/paths.mjs";
import { run } from "./bootstrap/run.mjs";
import { countsFile, readCounts } from "./test/counts.mjs";
import { checks, folders, sparkFolder } from "./test/projects.mjs";

const tool = (/** @type {string} */ name) => at("node_modules/.bin", name);

/**
 * The bootstrap has compiled the product itself; here are the tests and the scripts.
 * @type {Record<string, string[][]>}
 */
const checkCommands = {
  lint: [[tool("biome"), "check", "."]],
  types: [
    [tool("tsc"), "-p", "test"],
    [tool("tsc"), "-p", "scripts"],
  ],
};

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { long: { type: "boolean" } } });
  const chosen = positionals.length > 0 ? positionals : [...checks, ...folders];
  const unknown = chosen.filter((name) => !checks.includes(name) && !folders.includes(name));
  if (unknown.length > 0) {
    throw new BootstrapFailure(
      `no test folder is called ${unknown.join(", ")}; there are ${[...checks, ...folders].join(", ")}`,
    );
  }
  await bootstrap({ tests: true, spark: chosen.includes(sparkFolder) });
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const check of checks.filter((name) => chosen.includes(name))) await runCheck(check, total);
  const projects = folders.filter((name) => chosen.includes(name));
  if (projects.length > 0) await runTests(projects, values.long === true, total);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/**
 * @param {string} name
 * @param {{ passed: number, failed: number }} total
 */
async function runCheck(name, total) {
  let ok = true;
  for (const [command = "", ...args] of checkCommands[name] ?? []) {
    const { status } = await run(command, args, { show: true, allowFailure: true });
    ok &&= status === 0;
  }
  process.stdout.write(`${ok ? "passed" : "FAILED"}: ${name}\n`);
  if (ok) total.passed += 1;
  else total.failed += 1;
}

/**
 * @param {string[]} projects
 * @param {boolean} long
 * @param {{ passed: number, failed: number, skipped: number }} total
 */
async function runTests(projects, long, total) {
  const runId = randomUUID();
  const directoriesBefore = storeDirectories();
  rmSync(countsFile, { force: true });
  const reporters = ["--reporter=default", `--reporter=${at("scripts/test/counts-reporter.mjs")}`];
  const args = ["run", ...reporters, ...projects.map((name) => `--project=${name}`)];
  const env = { [runVariable]: runId, ATHANOR_LONG_TESTS: long ? "1" : "0" };
  const { status } = await run(tool("vitest"), args, { show: true, allowFailure: true, env });
  addCounts(total, status);
  const leaks = await leaksAfter(runId, directoriesBefore);
  for (const leak of leaks) process.stdout.write(`left over by the tests: ${leak}\n`);
  total.failed += leaks.length > 0 ? 1 : 0;
}

/**
 * @param {{ passed: number, failed: number, skipped: number }} total
 * @param {number} status vitest's exit status: it can fail with no failed test, on an error outside of them
 */
function addCounts(total, status) {
  const counts = readCounts();
  total.passed += counts?.passed ?? 0;
  total.failed += Math.max(counts?.failed ?? 0, status === 0 && counts ? 0 : 1);
  total.skipped += counts?.skipped.length ?? 0;
  for (const { name, reason } of counts?.skipped ?? []) process.stdout.write(`skipped: ${name} (${reason})\n`);
}

main().catch(reportFailure);
