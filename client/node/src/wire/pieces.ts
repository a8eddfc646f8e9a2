/** Bytes that lie in several buffers, in order. What arrives large stays so, because joining it is a copy. */
export type Pieces = Uint8Array[];

export function piecesLength(pieces: Pieces): number {
  let total = 0;
  for (const piece of pieces) total += piece.length;
  return total;
}

/** In one buffer; copies only when there are several. */
export function joinPieces(pieces: Pieces): Buffer {
  const only = pieces[0];
  if (pieces.length !== 1 || !only) return Buffer.concat(pieces);
  return Buffer.from(only.buffer, only.byteOffset, only.length);
}

/** Views of the bytes from..to. */
export function slicePieces(pieces: Pieces, from: number, to: number): Pieces {
  const slices: Pieces = [];
  let start = 0;
  for (const piece of pieces) {
    const end = start + piece.length;
    if (end > from && start < to) slices.push(piece.subarray(Math.max(0, from - start), to - start));
    if (end >= to) break;
    start = end;
  }
  return slices;
}
