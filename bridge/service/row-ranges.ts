import type { PartRecord } from "../catalog/types.js";

/** Rows `skip .. skip + take` of one part file. */
export interface Piece {
  path: string;
  indexPath: string | null;
  skip: number;
  take: number;
}

/** A contiguous run of a matrix's rows, as the pieces of the part files that hold them. */
export interface RowRun {
  firstRow: number;
  rows: number;
  pieces: Piece[];
}

/**
 * Cuts rows [from, to) of a matrix into `runs` contiguous, nearly equal runs in row order; fewer when there
 * are fewer rows, one (empty) when there is none.
 */
export function cutRows(parts: PartRecord[], from: number, to: number, runs: number): RowRun[] {
  const rows = to - from;
  const count = Math.max(1, Math.min(runs, rows));
  const cut: RowRun[] = [];
  const cursor = new PartCursor(parts, from);
  for (let run = 0; run < count; run++) {
    const firstRow = from + Math.floor((run * rows) / count);
    const end = from + Math.floor(((run + 1) * rows) / count);
    cut.push({ firstRow, rows: end - firstRow, pieces: cursor.take(end - firstRow) });
  }
  return cut;
}

/** Walks the part files once, in row order. */
class PartCursor {
  private part = 0;
  private skip: number;

  constructor(
    private readonly parts: PartRecord[],
    from: number,
  ) {
    this.skip = from;
    this.passFinished();
  }

  take(rows: number): Piece[] {
    const pieces: Piece[] = [];
    let left = rows;
    while (left > 0) {
      const part = this.parts[this.part]!;
      const taken = Math.min(left, part.rows - this.skip);
      pieces.push({ path: part.path, indexPath: part.indexPath, skip: this.skip, take: taken });
      this.skip += taken;
      left -= taken;
      this.passFinished();
    }
    return pieces;
  }

  private passFinished(): void {
    while (this.part < this.parts.length && this.skip >= this.parts[this.part]!.rows) {
      this.skip -= this.parts[this.part]!.rows;
      this.part++;
    }
  }
}
