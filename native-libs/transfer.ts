/** Large pages of a file, mapped; what is in here is the addon's. The file must not be made shorter while they are. */
export interface Pages {
  readonly kind: "pages";
}

/** What the stores' addon offers, declared once, in the order of transfer.cc. */
export interface TransferAddon {
  /**
   * Takes the crc32 of `bytes` bytes of the open file, or of as many as it has from there, on from `digest`, in a thread of
   * libuv's pool. The file must not be closed before the promise resolves.
   * @returns the digest; or, where it could not be read, minus the errno
   */
  digestFile(fd: number, from: number, bytes: number, digest: number): Promise<number>;
  /**
   * Writes the pieces one after another at `position` of the open file and takes their crc32 on from `digest`, in a
   * thread of libuv's pool. The bytes must not change, and the file not be closed, before the promise resolves.
   * @returns the digest; or, where not everything was written, minus the errno
   */
  digestWrite(fd: number, pieces: readonly Uint8Array[], position: number, digest: number): Promise<number>;
  /** The same for one piece, before it returns; into `pages`, if they are the place, which cannot fail. */
  digestWriteNow(fd: number, piece: Uint8Array, position: number, digest: number, pages: Pages | null): number;
  /** Frees the memory of the buffer at once; whoever still has a view of it finds it empty. */
  freeNow(buffer: ArrayBufferLike): void;
  /**
   * Makes a file on tmpfs `to` bytes long, if it is shorter, and gives it pages of 2 MiB from `from` on as far as they can be
   * had within a second; in a thread of libuv's pool. What is in it stays. The file must not be closed, nor written to
   * beyond `from`, before the promise resolves, which it always does.
   * @returns those from `from` on, which hold the file's memory until they are unmapped; null: there are none
   */
  hugePages(fd: number, from: number, to: number): Promise<Pages | null>;
  /** Twice is fine. */
  unmapPages(pages: Pages): void;
}
