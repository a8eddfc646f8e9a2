/** Milliseconds since the epoch. */
export type Clock = () => number;

interface Lease {
  lastUsedAtMs: number;
  ttlMs: number | null;
}

/**
 * Who is using which matrix, and since when nobody does. Uses are kept here and written to the catalog now and
 * then, since a write per use would cost a disk flush per read; a crash loses the last of them, which only makes
 * a matrix a little older.
 */
export class Leases {
  readonly #leases = new Map<string, Lease>();
  readonly #pins = new Map<string, number>();
  readonly #unwritten = new Set<string>();

  constructor(readonly now: Clock) {}

  hold(id: string, ttlMs: number | null, lastUsedAtMs: number): void {
    this.#leases.set(id, { ttlMs, lastUsedAtMs });
  }

  touch(id: string): void {
    const lease = this.#leases.get(id);
    if (!lease) return;
    lease.lastUsedAtMs = this.now();
    this.#unwritten.add(id);
  }

  end(id: string): void {
    this.#leases.delete(id);
    this.#unwritten.delete(id);
  }

  lastUsedAtMs(id: string): number | null {
    return this.#leases.get(id)?.lastUsedAtMs ?? null;
  }

  /** Ids that were not used for longer than they may, and that nobody holds. */
  expired(): string[] {
    const now = this.now();
    const isOver = ([id, lease]: [string, Lease]): boolean =>
      lease.ttlMs !== null && now - lease.lastUsedAtMs > lease.ttlMs && !this.pinned(id);
    return [...this.#leases].filter(isOver).map(([id]) => id);
  }

  /** Uses since the last call, for the catalog. */
  takeUnwritten(): { id: string; lastUsedAtMs: number }[] {
    const taken = [...this.#unwritten].map((id) => ({ id, lastUsedAtMs: this.#leases.get(id)!.lastUsedAtMs }));
    this.#unwritten.clear();
    return taken;
  }

  pinned(id: string): boolean {
    return this.#pins.has(id);
  }

  /** Keeps a matrix until the release; `onLast` runs at the release of the last pin. Releasing twice is harmless. */
  pin(id: string, onLast: () => void): () => void {
    this.#pins.set(id, (this.#pins.get(id) ?? 0) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.touch(id);
      const left = this.#pins.get(id)! - 1;
      if (left > 0) this.#pins.set(id, left);
      else {
        this.#pins.delete(id);
        onLast();
      }
    };
  }
}
