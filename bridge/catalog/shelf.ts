import { AthanorError, type MatrixState } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import type { Admission } from "./admission.js";
import type { Leases } from "./lease.js";
import { after, type MatrixEvent, stateError } from "./matrix-state.js";
import type { MatrixTable, StoredMatrix } from "./matrix-table.js";
import { isMatrixId } from "./names.js";
import type { PartFiles } from "./part-files.js";

type StopListener = (matrixId: string, error: string) => void;

/**
 * What every operation of the catalog stands on: table, files, ledger and leases, how a matrix is found, and what
 * has to happen on all four when one ends.
 */
export class Shelf {
  readonly #stopListeners: StopListener[] = [];

  constructor(
    readonly table: MatrixTable,
    readonly files: PartFiles,
    readonly admission: Admission,
    readonly leases: Leases,
  ) {}

  get now(): number {
    return this.leases.now();
  }

  byId(id: string): StoredMatrix | null {
    return this.#withLease(this.table.byId(id));
  }

  /** @throws AthanorError ATHANOR_MATRIX_NOT_FOUND */
  existing(id: string): StoredMatrix {
    const matrix = this.byId(id);
    if (matrix) return matrix;
    throw new AthanorError("ATHANOR_MATRIX_NOT_FOUND", `there is no matrix ${id}; create it again`);
  }

  visible(user: string): StoredMatrix[] {
    return this.table.visible(user).map((matrix) => this.#withLease(matrix)!);
  }

  newest(user: string, name: string, state: MatrixState): StoredMatrix | null {
    return this.#withLease(this.table.newest(user, name, state));
  }

  /**
   * This user's matrix: by id in any state, by name the first of these states that one is in, else the one that
   * ended last. An upload that was given up for an equal sealed matrix is that one.
   * @throws AthanorError ATHANOR_MATRIX_NOT_FOUND, also for what is someone else's
   */
  lookUp(user: string, nameOrId: string, states: MatrixState[]): StoredMatrix {
    const found = isMatrixId(nameOrId) ? this.#byIdFollowed(nameOrId) : this.#byName(user, nameOrId, states);
    if (found && found.user === user) return found;
    const text = `${user} has no matrix ${JSON.stringify(nameOrId)}; wanted a name or an id of yours`;
    throw new AthanorError("ATHANOR_MATRIX_NOT_FOUND", text);
  }

  /** Ends the life of a matrix: catalog first, so that a crash leaves files to sweep and never a matrix without them. */
  end(matrix: StoredMatrix, event: MatrixEvent): StoredMatrix {
    const ended = this.table.transaction(() => this.writeEnd(matrix, event));
    this.afterEnd(ended);
    return ended;
  }

  /** The catalog's part of an end, for a transaction that does more. */
  writeEnd(matrix: StoredMatrix, event: MatrixEvent): StoredMatrix {
    const ended = after(matrix, event, this.now);
    this.table.save(ended);
    this.table.removeAttempts(ended.id);
    this.table.removeParts(ended.id);
    this.table.forgetOldEnds();
    return ended;
  }

  /** What follows a committed end: stores are told, and the files go, unless someone still reads them. */
  afterEnd(ended: StoredMatrix): void {
    this.leases.end(ended.id);
    this.stopped(ended);
    if (!this.leases.pinned(ended.id)) this.discard(ended.tier, ended.id);
  }

  /** Frees the bytes of a matrix. */
  discard(tier: Tier, matrixId: string): void {
    this.admission.close(matrixId);
    this.files.removeMatrix(tier, matrixId);
  }

  onStopped(listener: StopListener): void {
    this.#stopListeners.push(listener);
  }

  /** Tells the stores that a matrix takes no more attempts, and why. */
  stopped(matrix: StoredMatrix): void {
    const { message } = stateError(matrix);
    for (const listener of this.#stopListeners) listener(matrix.id, message);
  }

  #byIdFollowed(id: string): StoredMatrix | null {
    const matrix = this.byId(id);
    if (matrix?.end?.event !== "merged") return matrix;
    const into = this.byId(matrix.end.fact);
    return into?.state === "sealed" ? into : matrix;
  }

  #byName(user: string, name: string, states: MatrixState[]): StoredMatrix | null {
    for (const state of states) {
      const matrix = this.newest(user, name, state);
      if (matrix) return matrix;
    }
    return this.table.lastEnded(user, name);
  }

  #withLease(matrix: StoredMatrix | null): StoredMatrix | null {
    const lastUsedAtMs = matrix && this.leases.lastUsedAtMs(matrix.id);
    return lastUsedAtMs === null ? matrix : { ...matrix!, lastUsedAtMs };
  }
}
