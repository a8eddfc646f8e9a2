import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import type { StoredMatrix } from "./matrix-table.js";
import { checkName, newMatrixId } from "./names.js";
import { afterPublished, type Finished, type Published, writeFinished } from "./publish.js";
import { digestOf } from "./seal.js";
import type { Shelf } from "./shelf.js";
import type { MatrixRecord, OutputCommit } from "./types.js";

/** Matrices that jobs make: room ahead of the run, and all or nothing at its end. */
export class Outputs {
  constructor(private readonly shelf: Shelf) {}

  reserve(jobId: string, bytes: number): { tier: Tier; directory: string; release: () => void } {
    const account = accountOf(jobId);
    const { admission, files } = this.shelf;
    const tier = admission.open(account, bytes, `the output of job ${jobId}`);
    try {
      const directory = files.makeJobFolder(tier, jobId);
      return { tier, directory, release: () => this.#release(tier, jobId) };
    } catch (error) {
      admission.close(account);
      throw error;
    }
  }

  /** Files move first and the catalog follows in one transaction: after a crash between, they are swept. */
  commit(
    user: string,
    jobId: string,
    tier: Tier,
    outputs: OutputCommit[],
    withinTransaction: (records: MatrixRecord[]) => void,
  ): StoredMatrix[] {
    const { shelf } = this;
    const matrices = outputs.map((output) => this.#newMatrix(user, jobId, tier, output));
    const { finished, published } = this.#publish(matrices, outputs, withinTransaction);
    this.#shrink(jobId, finished);
    published.forEach((one, i) => {
      if (one.kept) shelf.files.removeMatrix(tier, matrices[i]!.id);
      afterPublished(shelf, one);
    });
    return published.map(({ result }) => result);
  }

  /** Up to the transaction's end: what fails until then leaves no files, what fails later finds them committed. */
  #publish(
    matrices: StoredMatrix[],
    outputs: OutputCommit[],
    withinTransaction: (records: MatrixRecord[]) => void,
  ): { finished: Finished[]; published: Published[] } {
    const { shelf } = this;
    try {
      const finished = outputs.map((output, i) => this.#adopt(matrices[i]!, output));
      const published = shelf.table.transaction(() => {
        const done = finished.map((matrix) => writeFinished(shelf, matrix));
        withinTransaction(done.map(({ result }) => result));
        return done;
      });
      return { finished, published };
    } catch (error) {
      for (const { tier, id } of matrices) shelf.files.removeMatrix(tier, id);
      throw error;
    }
  }

  #newMatrix(user: string, jobId: string, tier: Tier, output: OutputCommit): StoredMatrix {
    checkName(output.name);
    const now = this.shelf.now;
    return {
      id: newMatrixId(),
      user,
      name: output.name,
      state: "sealed",
      rows: output.rows,
      storedRows: output.rows,
      cols: output.cols,
      dtype: output.dtype,
      rowIndex: output.rowIndex,
      missingRows: output.missingRows ?? "refuse",
      declaredParts: null,
      ifExists: output.ifExists,
      tier,
      digest: null,
      bytes: 0,
      ttlMs: output.ttlMs,
      createdAtMs: now,
      lastUsedAtMs: now,
      producedBy: jobId,
      end: null,
    };
  }

  #adopt(matrix: StoredMatrix, output: OutputCommit): Finished {
    const adopted = this.shelf.files.adopt(matrix, output.files);
    const storedRows = adopted.reduce((rows, part) => rows + part.rows, 0);
    const fits = matrix.missingRows === "zero" ? storedRows <= output.rows : storedRows === output.rows;
    if (!fits) {
      const text = `output ${output.role} has ${storedRows} rows in its files; wanted ${output.rows}`;
      throw new AthanorError("ATHANOR_KERNEL_FAILED", text, { details: { role: output.role } });
    }
    const bytes = adopted.reduce((total, part) => total + part.bytes, 0);
    const parts = adopted.map((part) => ({ ...part, attempts: [] }));
    return { matrix: { ...matrix, storedRows, bytes, digest: digestOf(matrix, adopted) }, parts };
  }

  /** The bytes go from the job's account to the matrices'. */
  #shrink(jobId: string, finished: Finished[]): void {
    const account = accountOf(jobId);
    const held = this.shelf.admission.held(account);
    if (held === 0) return;
    const bytes = finished.reduce((total, { matrix }) => total + matrix.bytes, 0);
    this.shelf.admission.settle(account, Math.max(0, held - bytes));
  }

  #release(tier: Tier, jobId: string): void {
    this.shelf.admission.close(accountOf(jobId));
    this.shelf.files.removeJobFolder(tier, jobId);
  }
}

function accountOf(jobId: string): string {
  return `job ${jobId}`;
}
