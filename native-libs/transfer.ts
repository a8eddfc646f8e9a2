/** What the stores' addon offers, declared once, in the order of transfer.cc. */
export interface TransferAddon {
  /**
   * Writes the pieces one after another at `position` of the open file and takes their crc32 on from `digest`, in a
   * thread of libuv's pool. The bytes must not change, and the file not be closed, before the promise resolves.
   * `errno`: 0, or why not everything was written.
   */
  digestWrite(
    fd: number,
    pieces: readonly Uint8Array[],
    position: number,
    digest: number,
  ): Promise<{ errno: number; digest: number }>;
  /** Frees the memory of the buffers at once; whoever still has a view of one finds it empty. */
  freeNow(buffers: readonly ArrayBufferLike[]): void;
}
