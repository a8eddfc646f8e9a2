/** Bytes of an HTTP/2 frame header, which is all that may lie between pieces that came one after the other. */
const FRAME_HEADER_BYTES = 9;

/**
 * Finds the buffers in which there is nothing but pieces of one stream and the headers of their frames, so that nobody
 * else has a view of them: bytes of another message or stream have a header of their own. Give it the pieces in the order
 * in which they came, each when it is used up. A buffer is known by the first piece of the next one: not before then is
 * the connection through with it.
 */
export class OwnBuffers {
  private current: ArrayBufferLike | null = null;
  private foreignBytes = 0;

  constructor(private readonly found: (buffer: ArrayBufferLike) => void) {}

  add(piece: Uint8Array): void {
    if (piece.buffer !== this.current) {
      if (this.current !== null && this.foreignBytes <= 0) this.found(this.current);
      this.current = piece.buffer;
      this.foreignBytes = piece.buffer.byteLength;
    }
    this.foreignBytes -= piece.length + FRAME_HEADER_BYTES;
  }
}
