/** Bytes of an HTTP/2 frame header, which is all that may lie between pieces that came one after the other. */
const FRAME_HEADER_BYTES = 9;

/**
 * The buffers in which there is nothing but these pieces and the headers of their frames, so that nobody else has a view
 * of them: bytes of another message or stream have a header of their own. The last piece's is left out: the connection
 * may not be through with it.
 * @param pieces of one stream, in the order in which they came
 */
export function ownBuffers(pieces: readonly Uint8Array[]): ArrayBufferLike[] {
  const own: ArrayBufferLike[] = [];
  const last = pieces[pieces.length - 1]?.buffer;
  for (let at = 0; at < pieces.length && pieces[at]!.buffer !== last; ) {
    const { buffer } = pieces[at]!;
    let foreign = buffer.byteLength;
    for (; pieces[at]!.buffer === buffer; at++) foreign -= pieces[at]!.length + FRAME_HEADER_BYTES;
    if (foreign <= 0) own.push(buffer);
  }
  return own;
}
