import { parentPort, workerData } from "node:worker_threads";
import { AthanorError } from "athanor-client/wire";
import { scanIndices } from "./index-scan.js";

/** What the worker answers: rows of the matrix, or the refusal, which keeps its code and details across threads. */
export type IndexAnswer =
  | { rows: number }
  | { code: AthanorError["code"]; text: string; details: AthanorError["details"] };

function answer(): IndexAnswer {
  try {
    return { rows: scanIndices(workerData) };
  } catch (thrown) {
    const { code, text, details } = AthanorError.from(thrown);
    return { code, text, details };
  }
}

parentPort?.postMessage(answer());
