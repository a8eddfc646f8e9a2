import type { CreateMatrixRequest, MatrixInfo, SealMatrixRequest } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import { nameOf, stateError } from "./matrix-state.js";
import type { StoredMatrix } from "./matrix-table.js";
import { checkName, newMatrixId } from "./names.js";
import { Outputs } from "./outputs.js";
import type { Shelf } from "./shelf.js";
import { storedBytes } from "./sizes.js";
import type { AttemptRecord, MatrixCatalog, MatrixRecord, OutputCommit, PartRecord } from "./types.js";
import { Uploads } from "./uploads.js";

/** The catalog of matrices (contract: types.ts). Each method is one decision on a Shelf. */
export class Matrices implements MatrixCatalog {
  readonly #uploads: Uploads;
  readonly #outputs: Outputs;

  constructor(
    private readonly shelf: Shelf,
    private readonly defaultTtlMs: number | null,
  ) {
    this.#uploads = new Uploads(shelf);
    this.#outputs = new Outputs(shelf);
  }

  create(user: string, request: CreateMatrixRequest): MatrixRecord {
    checkName(request.name ?? null);
    const matrix = this.#newMatrix(user, request);
    const bytes = matrix.rows === null ? null : storedBytes(matrix, matrix.rows);
    matrix.tier = this.shelf.admission.open(matrix.id, bytes, nameOf(matrix));
    try {
      this.shelf.files.makeMatrixFolder(matrix.tier, matrix.id);
      this.shelf.table.save(matrix);
    } catch (error) {
      this.shelf.discard(matrix.tier, matrix.id);
      throw error;
    }
    this.shelf.leases.hold(matrix.id, matrix.ttlMs, matrix.lastUsedAtMs);
    return matrix;
  }

  resolve(user: string, nameOrId: string): MatrixRecord {
    this.#endExpired();
    const matrix = this.shelf.lookUp(user, nameOrId, ["sealed", "open"]);
    if (matrix.state !== "sealed" && matrix.state !== "open") throw stateError(matrix);
    this.shelf.leases.touch(matrix.id);
    return matrix;
  }

  resolveSealed(user: string, nameOrId: string): MatrixRecord {
    const matrix = this.resolve(user, nameOrId);
    if (matrix.state !== "sealed") throw stateError(matrix as StoredMatrix);
    return matrix;
  }

  findOpen(user: string, name: string): MatrixRecord | null {
    return this.shelf.newest(user, name, "open");
  }

  findSealed(user: string, name: string): MatrixRecord | null {
    return this.shelf.newest(user, name, "sealed");
  }

  find(matrixId: string): MatrixRecord | null {
    return this.shelf.byId(matrixId);
  }

  list(user: string, prefix: string): MatrixRecord[] {
    this.#endExpired();
    const fits = ({ name }: MatrixRecord): boolean => prefix === "" || name?.startsWith(prefix) === true;
    return this.shelf.visible(user).filter(fits);
  }

  info(record: MatrixRecord): MatrixInfo {
    const { id, name, state, cols, dtype, rowIndex, digest, producedBy } = record;
    const { rows, parts, bytes } = this.#extent(record);
    const expiresAt = record.ttlMs === null ? null : new Date(record.lastUsedAtMs + record.ttlMs).toISOString();
    const createdAt = new Date(record.createdAtMs).toISOString();
    return { id, name, state, rows, cols, dtype, bytes, parts, rowIndex, digest, createdAt, expiresAt, producedBy };
  }

  parts(matrixId: string): PartRecord[] {
    return this.shelf.table
      .parts(matrixId)
      .map(({ part, path, indexPath, rows, bytes }) => ({ part, path, indexPath, rows, bytes }));
  }

  reserve(matrixId: string, part: number, attempt: string, totalBytes: number): void {
    this.#uploads.reserve(matrixId, part, attempt, totalBytes);
  }

  recordAttempt(attempt: AttemptRecord): void {
    this.#uploads.recordAttempt(attempt);
  }

  endAttempt(matrixId: string, part: number, attempt: string): void {
    this.#uploads.endAttempt(matrixId, part, attempt);
  }

  seal(user: string, request: SealMatrixRequest): Promise<MatrixRecord> {
    return this.#uploads.seal(user, request);
  }

  abort(user: string, nameOrId: string): MatrixRecord {
    return this.shelf.end(this.shelf.lookUp(user, nameOrId, ["open", "sealed"]), { type: "aborted" });
  }

  drop(user: string, nameOrId: string): MatrixRecord {
    const matrix = this.shelf.lookUp(user, nameOrId, ["sealed", "open", "lost"]);
    return this.shelf.end(matrix, { type: matrix.state === "open" ? "aborted" : "dropped" });
  }

  renew(user: string, nameOrId: string, ttlMs: number | null | undefined): MatrixRecord {
    const { id } = this.resolve(user, nameOrId);
    const current = this.shelf.byId(id)!;
    const renewed = ttlMs === undefined ? current : { ...current, ttlMs };
    this.shelf.table.save(renewed);
    this.shelf.leases.hold(id, renewed.ttlMs, renewed.lastUsedAtMs);
    return renewed;
  }

  pin(matrixId: string): () => void {
    const matrix = this.shelf.existing(matrixId);
    if (matrix.state !== "sealed") throw stateError(matrix);
    return this.shelf.leases.pin(matrixId, () => {
      if (this.shelf.byId(matrixId)?.state !== "sealed") this.shelf.discard(matrix.tier, matrixId);
    });
  }

  touch(matrixId: string): void {
    this.shelf.leases.touch(matrixId);
  }

  reserveOutputs(jobId: string, bytes: number): { tier: Tier; directory: string; release: () => void } {
    return this.#outputs.reserve(jobId, bytes);
  }

  commitOutputs(
    user: string,
    jobId: string,
    tier: Tier,
    outputs: OutputCommit[],
    withinTransaction: (records: MatrixRecord[]) => void,
  ): MatrixRecord[] {
    return this.#outputs.commit(user, jobId, tier, outputs, withinTransaction);
  }

  usedBytes(): { memory: number; disk: number } {
    return { memory: this.shelf.admission.used("memory"), disk: this.shelf.admission.used("disk") };
  }

  absolute(tier: Tier, path: string): string {
    return this.shelf.files.absolute(tier, path);
  }

  onStopped(listener: (matrixId: string, error: string) => void): void {
    this.shelf.onStopped(listener);
  }

  /** Ends what has expired and writes down who used what; the catalog calls it now and then. */
  sweep(): void {
    this.#endExpired();
    this.writeUses();
  }

  writeUses(): void {
    const uses = this.shelf.leases.takeUnwritten();
    if (uses.length === 0) return;
    this.shelf.table.transaction(() => {
      for (const { id, lastUsedAtMs } of uses) this.shelf.table.setLastUsed(id, lastUsedAtMs);
    });
  }

  /** Between two sweeps too nobody sees what has expired. */
  #endExpired(): void {
    for (const id of this.shelf.leases.expired()) {
      const matrix = this.shelf.byId(id);
      if (matrix) this.shelf.end(matrix, { type: "expired", ttlMs: matrix.ttlMs! });
    }
  }

  #newMatrix(user: string, request: CreateMatrixRequest): StoredMatrix {
    const now = this.shelf.now;
    return {
      id: newMatrixId(),
      user,
      name: request.name ?? null,
      state: "open",
      rows: request.rows ?? null,
      storedRows: null,
      cols: request.cols,
      dtype: request.dtype,
      rowIndex: request.rowIndex ?? "none",
      missingRows: request.missingRows ?? "refuse",
      declaredParts: request.parts ?? null,
      ifExists: request.ifExists ?? "error",
      tier: "memory",
      digest: null,
      bytes: 0,
      ttlMs: request.ttlMs === undefined ? this.defaultTtlMs : request.ttlMs,
      createdAtMs: now,
      lastUsedAtMs: now,
      producedBy: null,
      end: null,
    };
  }

  /** Of an open matrix what was declared, else what has arrived so far. */
  #extent(record: MatrixRecord): { rows: number; parts: number; bytes: number } {
    if (record.state !== "open") {
      return { rows: record.rows ?? 0, parts: this.shelf.table.parts(record.id).length, bytes: record.bytes };
    }
    const arrived = new Map(this.shelf.table.attempts(record.id).map(({ part, rows }) => [part, rows]));
    const rows = record.rows ?? [...arrived.values()].reduce((sum, count) => sum + count, 0);
    return { rows, parts: record.declaredParts ?? arrived.size, bytes: this.shelf.admission.held(record.id) };
  }
}
