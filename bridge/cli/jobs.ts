import type { JobInfo, JobState } from "athanor-client";
import { type Command, Option } from "commander";
import { addBridgeOptions, type BridgeFlags, withAthanor } from "./support/bridge.js";
import { jobText } from "./support/job-text.js";
import { duration, print, printJson, table, when } from "./support/output.js";
import { positive } from "./support/parse.js";
import { ProgressBars } from "./support/progress.js";

const STATES: JobState[] = ["queued", "running", "succeeded", "failed", "cancelled"];

export function register(program: Command): void {
  const jobs = program
    .command("jobs")
    .summary("list, show, watch and cancel jobs; read their logs")
    .description("Your jobs on the bridge.");
  const list = jobs
    .command("list", { isDefault: true })
    .description("lists jobs, newest first (default)")
    .addOption(new Option("--state <STATE>", "only these").choices(STATES))
    .option("--limit <N>", "at most so many", positive, 20);
  addBridgeOptions(list).action(listJobs);
  addBridgeOptions(jobs.command("show <job>").description("all that is known of a job")).action(showJob);
  addBridgeOptions(jobs.command("logs <job>").description("what its ranks logged")).action(showLogs);
  addBridgeOptions(jobs.command("cancel <job>").description("asks it to stop")).action(cancelJob);
  addBridgeOptions(jobs.command("watch <job>").description("follows it until it has ended")).action(watchJob);
}

async function listJobs(flags: BridgeFlags & { state?: JobState; limit: number }): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor) => {
    const jobs = await athanor.jobs({ state: flags.state, limit: flags.limit });
    if (flags.json) return printJson({ jobs });
    if (jobs.length === 0) return print("no jobs");
    print(table([["ID", "ROUTINE", "STATE", "INPUTS", "SUBMITTED", "TOOK"], ...jobs.map(row)]));
  });
}

function row(job: JobInfo): string[] {
  const inputs = Object.values(job.inputs).map(({ rows, cols }) => `${rows} x ${cols}`);
  const took = job.timings ? duration(job.timings.totalMs) : "";
  return [job.id, job.routine, job.state, inputs.join(", "), when(job.submittedAt), took];
}

async function showJob(id: string, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor) => {
    const job = await athanor.job(id).info();
    if (flags.json) return printJson(job);
    print(jobText(job));
  });
}

async function showLogs(id: string, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor) => {
    const lines = await athanor.job(id).logs();
    if (flags.json) return printJson({ logs: lines });
    if (lines.length === 0) process.stderr.write("its ranks logged nothing\n");
    for (const { rank, level, message, at } of lines) print(`${at} rank ${rank} ${level}: ${message}`);
  });
}

async function cancelJob(id: string, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor) => {
    const job = await athanor.job(id).cancel();
    if (flags.json) return printJson(job);
    print(`${job.id} is ${job.state === "running" ? "asked to stop" : job.state}`);
  });
}

/** Interrupting it leaves the job alone. */
async function watchJob(id: string, flags: BridgeFlags): Promise<void> {
  await withAthanor(flags, { embed: false }, async (athanor, signal) => {
    const bars = new ProgressBars();
    let last: JobInfo | null = null;
    try {
      for await (const event of athanor.job(id).watch(signal)) {
        if (event.type === "progress") bars.show(event.progress);
        else last = event.job;
      }
    } finally {
      bars.stop();
    }
    if (last && flags.json) printJson(last);
    else if (last) print(jobText(last));
  });
}
