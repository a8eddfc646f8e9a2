import { AthanorError } from "athanor-client/wire";
import type { NativeJob, NativeOutcome, NativeWrittenOutput } from "../../native-libs/native.js";
import type { OutputCommit } from "../catalog/types.js";
import type { JobPlan, PlannedOutput } from "./plan.js";

/**
 * What the catalog is to commit, from what every rank wrote, held against what the manifest promised.
 * @throws AthanorError ATHANOR_KERNEL_FAILED when they differ
 */
export function outputCommits(plan: JobPlan, jobs: NativeJob[], outcomes: NativeOutcome[]): OutputCommit[] {
  return plan.outputs.map((planned, position) => {
    const files = outcomes.map((outcome, rank) => {
      const written = outcome.outputs.find((output) => output.name === planned.role);
      if (written === undefined) throw broken(`rank ${rank} wrote no output ${planned.role}`);
      checkShape(planned, written, rank);
      const { path, indexPath } = jobs[rank]!.outputs[position]!;
      const { rows, bytes, crc32, indexed } = written;
      return { path, indexPath: indexed ? indexPath : null, rows, bytes, crc32 };
    });
    const { role, name, rows, cols, dtype, rowIndex, missingRows } = planned;
    const { ttlMs, ifExists } = plan;
    return {
      ...{ role, name, rows, cols, dtype, rowIndex, missingRows, ttlMs, ifExists },
      files: files.filter((file) => file.rows > 0),
    };
  });
}

function checkShape(planned: PlannedOutput, written: NativeWrittenOutput, rank: number): void {
  if (written.cols !== planned.cols || written.dtype !== planned.dtype) {
    const found = `${written.cols} columns of ${written.dtype}`;
    throw broken(
      `rank ${rank} wrote ${planned.role} with ${found}; its manifest says ${planned.cols} of ${planned.dtype}`,
    );
  }
  if (written.rows > 0 && written.indexed !== (planned.rowIndex !== "none")) {
    throw broken(
      `rank ${rank} wrote ${planned.role} ${written.indexed ? "with" : "without"} row indices, against its manifest`,
    );
  }
}

const broken = (text: string): AthanorError => new AthanorError("ATHANOR_KERNEL_FAILED", text);
