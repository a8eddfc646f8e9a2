import {
  AthanorError,
  encodeEncapsulatedSchema,
  type FlightDescriptor,
  type FlightInfo,
  type JobInfo,
  type PollInfo,
} from "athanor-client/wire";
import type { Domain } from "./domain.js";
import { SUMMARY_SCHEMA } from "./schemas.js";

/**
 * A job as a flight: a small table of its outputs (role, name, id, rows, cols, dtype), with the job's record,
 * scalars and certificate in app_metadata. Each output is a matrix with a get_flight_info of its own.
 */
export function jobFlight(domain: Domain, user: string, job: JobInfo, descriptor: FlightDescriptor): FlightInfo {
  const expiresAtMs = Date.now() + domain.config.ticketTtlMs;
  const ticket = domain.sign({ kind: "summary", user, jobId: job.id, expiresAtMs });
  const ready = job.state === "succeeded";
  return {
    schema: encodeEncapsulatedSchema(SUMMARY_SCHEMA),
    flightDescriptor: descriptor,
    endpoint: ready
      ? [
          {
            ticket: { ticket: Buffer.from(ticket) },
            location: [],
            expirationTime: new Date(expiresAtMs),
            appMetadata: Buffer.alloc(0),
          },
        ]
      : [],
    totalRecords: ready ? job.outputs.length : -1,
    totalBytes: -1,
    ordered: true,
    appMetadata: Buffer.from(JSON.stringify({ ...job.result, job })),
  };
}

/** The job as a step of polling: the descriptor to ask again with, until it has succeeded. */
export function jobPoll(domain: Domain, user: string, job: JobInfo, asked: FlightDescriptor): PollInfo {
  throwUnlessAlive(job);
  const done = job.state === "succeeded";
  return {
    info: jobFlight(domain, user, job, asked),
    flightDescriptor: done ? undefined : { type: 2, cmd: Buffer.from(JSON.stringify({ job: job.id })), path: [] },
    progress: done ? 1 : (job.progress?.fraction ?? undefined),
    expirationTime: done ? undefined : new Date(Date.now() + domain.config.ticketTtlMs),
  };
}

/** A failed or cancelled job as the error that it is. */
export function throwUnlessAlive(job: JobInfo): void {
  if (job.state === "failed" && job.failure) throw failureOf(job.failure);
  if (job.state === "cancelled") throw new AthanorError("ATHANOR_JOB_CANCELLED", `job ${job.id} was cancelled`);
}

function failureOf(failure: NonNullable<JobInfo["failure"]>): AthanorError {
  const parsed = AthanorError.from(new Error(`${failure.code}: ${failure.message.replace(/^ATHANOR_[A-Z_]+: /, "")}`));
  return new AthanorError(parsed.code, parsed.text, { details: failure.details });
}
