/**
 * One rank of a test: loads the addon, runs the jobs of a plan file one after the other, and writes PLAN.json.rank-R.
 * (Not stdout: mpirun may mix what several ranks print.)
 * Usage under mpirun: node rank-runner.mjs ADDON PLAN.json
 * A plan is { libraryDir, jobs, cancelAfterMs?, idleMs? }; a job is a NativeJob whose `rowBegin` and `rowEnd` this
 * runner sets (rows split evenly over the ranks) and in whose output paths it puts the rank for "{rank}".
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [addonPath, planPath] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(addonPath);
const plan = JSON.parse(readFileSync(planPath, "utf8"));

function jobOfRank(job, { rank, size }) {
  return {
    ...job,
    inputs: job.inputs.map((input) => ({
      ...input,
      rowBegin: Math.floor((input.rows * rank) / size),
      rowEnd: Math.floor((input.rows * (rank + 1)) / size),
    })),
    outputs: job.outputs.map((output) => ({
      ...output,
      path: output.path.replace("{rank}", rank),
      indexPath: output.indexPath.replace("{rank}", rank),
    })),
  };
}

async function runJob(job) {
  const events = [];
  let longestStallMs = 0;
  let last = performance.now();
  const ticker = setInterval(() => {
    const now = performance.now();
    longestStallMs = Math.max(longestStallMs, now - last);
    last = now;
  }, 5);
  const canceller = plan.cancelAfterMs === undefined ? undefined : setTimeout(() => addon.cancel(), plan.cancelAfterMs);
  try {
    const outcome = await addon.run(job, (event) => events.push(event));
    return { outcome, events, longestStallMs };
  } finally {
    clearInterval(ticker);
    clearTimeout(canceller);
  }
}

async function idleCpuMs(idleMs) {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}

const info = await addon.start(plan.libraryDir);
const runs = [];
for (const job of plan.jobs) {
  const run = await runJob(jobOfRank(job, info));
  runs.push(run);
  if (run.outcome.groupLost) break;
}
const report = { rank: info.rank, info, runs, idleCpuMs: plan.idleMs ? await idleCpuMs(plan.idleMs) : null };
report.maps = readFileSync("/proc/self/maps", "utf8")
  .split("\n")
  .filter((line) => line.includes(".part"));
writeFileSync(`${planPath}.rank-${info.rank}`, JSON.stringify(report));
// After a lost group the addon is to end this process and the others: nothing here does.
if (runs.at(-1)?.outcome.groupLost) await new Promise((resolve) => setTimeout(resolve, 60_000));
await addon.stop();
