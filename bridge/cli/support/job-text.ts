import type { JobInfo } from "athanor-client";
import { duration, table, when } from "./output.js";

/** A job as lines of "field  value". */
export function jobText(job: JobInfo): string {
  const { library, params, timings, failure } = job;
  const rows: string[][] = [
    ["job", job.id],
    ["state", job.state],
    ["routine", `${job.routine} (${library.name} ${library.version})`],
    ["ranks", `${job.ranks}`],
    ["started", `${job.runs} ${job.runs === 1 ? "time" : "times"}`],
    ["submitted", when(job.submittedAt)],
    [
      "params",
      Object.entries(params)
        .map(([name, value]) => `${name}=${value}`)
        .join(" "),
    ],
    ...Object.entries(job.inputs).map(([role, { id, rows: count, cols }]) => [
      `input ${role}`,
      `${id}, ${count} x ${cols}`,
    ]),
    ...job.outputs.map(({ role, id, name, rows: count, cols }) => [
      `output ${role}`,
      `${name ?? id}, ${count} x ${cols}`,
    ]),
  ];
  if (timings) {
    const { queueMs, prepareMs, computeMs, commitMs } = timings;
    const phases = { queue: queueMs, prepare: prepareMs, compute: computeMs, commit: commitMs };
    rows.push([
      "time",
      Object.entries(phases)
        .map(([name, ms]) => `${name} ${duration(ms)}`)
        .join(", "),
    ]);
  }
  if (failure)
    rows.push([
      "failure",
      failure.message.startsWith(failure.code) ? failure.message : `${failure.code}: ${failure.message}`,
    ]);
  return table(rows.map(([name, value]) => [name!, value!]));
}
