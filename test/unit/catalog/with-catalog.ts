import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import type { CreateMatrixRequest } from "athanor-client/wire";
import { expect } from "vitest";
import { type Catalog, type CatalogOptions, openCatalog } from "../../../bridge/catalog/catalog.js";
import type { AttemptRecord, MatrixRecord } from "../../../bridge/catalog/types.js";

/** A catalog on temporary directories, its clock, and a stand-in for the stores: it writes part files as they do. */
export class CatalogWorld {
  readonly home = mkdtempSync(join(tmpdir(), "athanor-catalog-"));
  readonly stores = { memory: join(this.home, "memory"), disk: join(this.home, "disk") };
  /** Milliseconds; stands still unless a test moves it. */
  clock = 1_000_000;
  #files = 0;

  open(options: Partial<CatalogOptions> = {}): Catalog {
    return openCatalog({
      directory: this.home,
      stores: this.stores,
      budgets: { memory: 1_000_000, disk: 2_000_000 },
      defaultTtlMs: 60_000,
      durable: false,
      now: () => this.clock,
      ...options,
    });
  }

  /** Writes the files of an attempt with these entries and describes it, without telling the catalog. */
  write(matrix: MatrixRecord, part: number, attempt: string, entries: number[], more: Extra = {}): AttemptRecord {
    const path = `m/${matrix.id}/${part}.${this.#files++}.rows`;
    const rows = Buffer.from(
      matrix.dtype === "float64" ? new Float64Array(entries).buffer : new Float32Array(entries).buffer,
    );
    let digest = this.#put(matrix, path, rows);
    let indexPath: string | null = null;
    if (more.index) {
      indexPath = path.replace(".rows", ".idx");
      const bytes = Buffer.from(new BigInt64Array(more.index.map((value) => BigInt(value))).buffer);
      this.#put(matrix, indexPath, bytes);
      digest = crc32(bytes, digest);
    }
    const bytes = rows.length + (more.index?.length ?? 0) * 8;
    const count = entries.length / matrix.cols;
    const declared = more.declared ?? true;
    return { matrixId: matrix.id, part, attempt, rows: count, bytes, crc32: digest, path, indexPath, declared };
  }

  path(matrix: MatrixRecord, file: string): string {
    return join(this.stores[matrix.tier], file);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  #put(matrix: MatrixRecord, path: string, bytes: Buffer): number {
    const absolute = this.path(matrix, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, bytes);
    return crc32(bytes);
  }
}

/** For expect.poll on what happens in the background: deletions wait their turn on a busy machine. */
export const patience = { timeout: 10_000 };

interface Extra {
  index?: (number | bigint)[];
  declared?: boolean;
}

/** Runs a test on a fresh catalog; closes and deletes it. */
export async function withCatalog(
  test: (catalog: Catalog, world: CatalogWorld) => Promise<void> | void,
  options: Partial<CatalogOptions> = {},
): Promise<void> {
  const world = new CatalogWorld();
  const catalog = world.open(options);
  try {
    await test(catalog, world);
  } finally {
    await catalog.close();
    world.remove();
  }
}

/** Two columns of float64, as most tests need. */
export function twoColumns(more: Partial<CreateMatrixRequest> = {}): CreateMatrixRequest {
  return { cols: 2, dtype: "float64", ...more };
}

/** Uploads one part and seals. */
export async function upload(
  { matrices }: Catalog,
  world: CatalogWorld,
  user: string,
  entries: number[],
  more: Partial<CreateMatrixRequest> = {},
): Promise<MatrixRecord> {
  const matrix = matrices.create(user, twoColumns(more));
  matrices.recordAttempt(world.write(matrix, 0, "a", entries));
  return matrices.seal(user, { matrix: matrix.id });
}

/** Expects an AthanorError with this code and these words, from a call or a promise. */
export async function expectRefusal(work: () => unknown, code: string, ...words: (string | RegExp)[]): Promise<void> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, `expected ${code}`).toMatchObject({ name: "AthanorError", code });
  for (const word of words) expect((thrown as Error).message).toMatch(word);
}
