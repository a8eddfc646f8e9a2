import { Worker } from "node:worker_threads";
import { AthanorError } from "athanor-client/wire";
import { type IndexJob, scanIndices } from "./index-scan.js";
import type { IndexAnswer } from "./index-worker.js";

/** Up to here a scan takes about a millisecond, less than starting a thread. */
const inlineRows = 100_000;
/** 10^8 labels take about a minute from disk; a scan that takes longer than this hangs on a dead file system. */
const deadlineMs = 30 * 60_000;

/**
 * Checks the row indices of a matrix (see scanIndices) without holding up the event loop.
 * @returns rows of the matrix
 * @throws AthanorError ATHANOR_BAD_INDEX, ATHANOR_DEADLINE
 */
export async function checkIndices(job: IndexJob): Promise<number> {
  if (job.storedRows <= inlineRows) return scanIndices(job);
  const answer = await askWorker(job);
  if ("rows" in answer) return answer.rows;
  throw new AthanorError(answer.code, answer.text, { details: answer.details });
}

function askWorker(job: IndexJob): Promise<IndexAnswer> {
  const worker = new Worker(workerFile(), { workerData: job });
  return new Promise<IndexAnswer>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new AthanorError("ATHANOR_DEADLINE", `the indices of ${job.matrix} were not read within ${deadlineMs} ms`),
      );
      void worker.terminate();
    }, deadlineMs);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      clearTimeout(timer);
      // Does nothing after an answer.
      reject(new AthanorError("ATHANOR_INTERNAL", `the index check of ${job.matrix} ended with code ${code}`));
    });
  });
}

/** A thread needs compiled code, also when this module itself is run from its source. */
function workerFile(): URL {
  const here = import.meta.url;
  const folder = here.endsWith(".ts") ? "../../dist/bridge/catalog/" : "./";
  return new URL(`${folder}index-worker.js`, here);
}
