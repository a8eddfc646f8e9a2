import { AthanorError, type SealMatrixRequest } from "athanor-client/wire";
import { checkIndices } from "./index-check.js";
import { after, nameOf, stateError } from "./matrix-state.js";
import type { StoredMatrix } from "./matrix-table.js";
import { afterPublished, writeFinished } from "./publish.js";
import { sealRefused } from "./refusal.js";
import { checkSealedAs, digestOf, planSeal, type SealPlan } from "./seal.js";
import type { Shelf } from "./shelf.js";
import { storedBytes } from "./sizes.js";
import type { AttemptRecord } from "./types.js";

/** What happens to an open matrix: attempts come, repeat, end and are late, until a seal picks the winners. */
export class Uploads {
  readonly #sealing = new Map<string, Promise<StoredMatrix>>();

  constructor(private readonly shelf: Shelf) {}

  reserve(matrixId: string, part: number, attempt: string, totalBytes: number): void {
    const matrix = this.#open(matrixId);
    checkPart(matrix, part);
    const what = `attempt ${JSON.stringify(attempt)} of part ${part} of ${nameOf(matrix)}`;
    this.shelf.admission.resize(matrixId, runningPiece(part, attempt), totalBytes, what);
    this.shelf.leases.touch(matrixId);
  }

  endAttempt(matrixId: string, part: number, attempt: string): void {
    this.shelf.admission.free(matrixId, runningPiece(part, attempt));
  }

  /** Refused attempts lose their files. */
  recordAttempt(attempt: AttemptRecord): void {
    const known = this.shelf.byId(attempt.matrixId);
    try {
      const matrix = this.#open(attempt.matrixId);
      this.#check(matrix, attempt);
      this.#record(matrix, attempt);
    } catch (error) {
      if (known && !this.#isRecorded(attempt)) this.shelf.files.removeAttempt(known.tier, attempt);
      throw error;
    } finally {
      this.endAttempt(attempt.matrixId, attempt.part, attempt.attempt);
    }
  }

  /** One seal of a matrix at a time; a second one waits, and then finds what the first made. */
  async seal(user: string, request: SealMatrixRequest): Promise<StoredMatrix> {
    for (;;) {
      const matrix = this.shelf.lookUp(user, request.matrix, ["open", "sealed"]);
      const other = this.#sealing.get(matrix.id);
      if (other === undefined) return this.#sealNow(matrix, request);
      await other.catch(() => {});
    }
  }

  #sealNow(matrix: StoredMatrix, request: SealMatrixRequest): Promise<StoredMatrix> | StoredMatrix {
    if (matrix.state === "sealed") return this.#sealAgain(matrix, request);
    if (matrix.state !== "open") throw stateError(matrix, "it cannot be sealed");
    const sealing = this.#seal(matrix, request).finally(() => this.#sealing.delete(matrix.id));
    this.#sealing.set(matrix.id, sealing);
    return sealing;
  }

  #sealAgain(matrix: StoredMatrix, request: SealMatrixRequest): StoredMatrix {
    // An upload that was given up for this matrix was found equal then, or equality was not asked for.
    const isItself = request.matrix === matrix.id || request.matrix === matrix.name;
    if (isItself) checkSealedAs(matrix, this.shelf.table.parts(matrix.id), request);
    this.shelf.leases.touch(matrix.id);
    return matrix;
  }

  async #seal(matrix: StoredMatrix, request: SealMatrixRequest): Promise<StoredMatrix> {
    const plan = planSeal(matrix, this.shelf.table.attempts(matrix.id), request);
    this.#checkFiles(matrix, plan);
    const rows = matrix.rowIndex === "none" ? plan.storedRows : await this.#checkIndices(matrix, plan);
    // The check may have taken minutes; the matrix may have been aborted meanwhile.
    const current = this.shelf.byId(matrix.id) ?? matrix;
    const now = this.shelf.now;
    const { storedRows, bytes, parts } = plan;
    const sized = { ...after(current, { type: "sealed" }, now), rows, storedRows, bytes, lastUsedAtMs: now };
    const sealed = { ...sized, digest: digestOf(sized, parts) };
    for (const part of parts) this.shelf.files.protect(sealed.tier, part);
    const published = this.shelf.table.transaction(() => writeFinished(this.shelf, { matrix: sealed, parts }));
    if (published.kept) this.shelf.end(current, { type: "merged", into: published.result.id });
    else {
      this.shelf.files.keepOnly(sealed.tier, sealed.id, parts);
      this.shelf.stopped(sealed);
    }
    afterPublished(this.shelf, published);
    return published.result;
  }

  async #checkIndices(matrix: StoredMatrix, plan: SealPlan): Promise<number> {
    const files = plan.parts.map(({ part, indexPath, rows }) => {
      return { part, rows, path: this.shelf.files.absolute(matrix.tier, indexPath!) };
    });
    const { missingRows } = matrix;
    const kind = matrix.rowIndex as "positions" | "labels";
    const { rows, storedRows } = plan;
    return checkIndices({ matrix: nameOf(matrix), kind, missingRows, rows, storedRows, files });
  }

  /** A part whose file is not what was acknowledged is forgotten, so that it can be sent again. */
  #checkFiles(matrix: StoredMatrix, plan: SealPlan): void {
    for (const part of plan.parts) {
      const fault = this.shelf.files.fault(matrix, part);
      if (fault === null) continue;
      this.shelf.table.removeAttempt(part.path);
      this.shelf.admission.free(matrix.id, part.path);
      throw sealRefused(matrix, `the file of part ${part.part} is damaged (${fault}); send it again`);
    }
  }

  #open(matrixId: string): StoredMatrix {
    const matrix = this.shelf.existing(matrixId);
    if (matrix.state !== "open") throw stateError(matrix, "it takes no parts");
    return matrix;
  }

  #check(matrix: StoredMatrix, attempt: AttemptRecord): void {
    checkPart(matrix, attempt.part);
    if ((attempt.indexPath !== null) !== (matrix.rowIndex !== "none")) {
      const found = attempt.indexPath === null ? "brings no row index" : "brings a row index";
      const text = `part ${attempt.part} ${found}, and ${nameOf(matrix)} has rowIndex: "${matrix.rowIndex}"`;
      throw new AthanorError("ATHANOR_BAD_SCHEMA", text);
    }
    const fault = this.shelf.files.fault(matrix, attempt);
    if (fault === null) return;
    const text = `part ${attempt.part} of ${nameOf(matrix)} did not arrive whole: ${fault}; send it again`;
    throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", text);
  }

  #record(matrix: StoredMatrix, attempt: AttemptRecord): void {
    const { table, admission, files, leases } = this.shelf;
    leases.touch(matrix.id);
    const same = table.attemptsOfPart(matrix.id, attempt.part).find((earlier) => isRepeat(earlier, attempt));
    if (same) {
      if (same.path !== attempt.path) files.removeAttempt(matrix.tier, attempt);
      return;
    }
    // The running piece becomes the file's; both at once could be refused for want of room that is there.
    admission.free(matrix.id, runningPiece(attempt.part, attempt.attempt));
    const bytes = storedBytes(matrix, attempt.rows);
    admission.resize(matrix.id, attempt.path, bytes, `part ${attempt.part} of ${nameOf(matrix)}`);
    try {
      files.protect(matrix.tier, attempt);
      table.addAttempt({ ...attempt, bytes });
    } catch (error) {
      admission.free(matrix.id, attempt.path);
      throw error;
    }
  }

  #isRecorded(attempt: AttemptRecord): boolean {
    return [...this.shelf.table.attempts(attempt.matrixId), ...this.shelf.table.parts(attempt.matrixId)].some(
      ({ path }) => path === attempt.path,
    );
  }
}

function isRepeat(earlier: AttemptRecord, attempt: AttemptRecord): boolean {
  const { attempt: name, rows, crc32, declared } = attempt;
  return earlier.attempt === name && earlier.rows === rows && earlier.crc32 === crc32 && earlier.declared === declared;
}

function checkPart(matrix: StoredMatrix, part: number): void {
  const count = matrix.declaredParts;
  if (Number.isSafeInteger(part) && part >= 0 && (count === null || part < count)) return;
  const wanted = count === null ? "0 or more" : `0 to ${count - 1}`;
  const text = `part ${part} was sent to ${nameOf(matrix)}; wanted a part number of ${wanted}`;
  throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
}

/** Name in the ledger of a stream that is still coming; files have their path. */
function runningPiece(part: number, attempt: string): string {
  return `${part}/${attempt}`;
}
