import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";

/** Bytes that one matrix or job holds: what was declared at once, or the sum of its pieces where that is more. */
interface Account {
  tier: Tier;
  declared: number;
  pieces: Map<string, number>;
  piecesTotal: number;
}

/** An undeclared matrix starts in memory only while at least this share of the tier is free: nobody knows how it grows. */
const freeShareForUndeclared = 0.25;

/**
 * The ledger of both store directories: counts bytes before they are written, and refuses what would not fit.
 * Pure: no file is looked at.
 */
export class Admission {
  readonly #accounts = new Map<string, Account>();
  readonly #used: Record<Tier, number> = { memory: 0, disk: 0 };

  /** @param grown called when a tier holds more than before */
  constructor(
    readonly total: Readonly<Record<Tier, number>>,
    private readonly grown: (tier: Tier) => void = () => {},
  ) {}

  used(tier: Tier): number {
    return this.#used[tier];
  }

  /** Bytes that nothing holds. */
  room(tier: Tier): number {
    return this.total[tier] - this.#used[tier];
  }

  /**
   * Chooses the tier of something new and reserves its bytes; null: not known yet.
   * @throws AthanorError ATHANOR_STORE_FULL
   */
  open(id: string, bytes: number | null, what: string): Tier {
    const tier = bytes === null ? this.#tierForUndeclared() : this.#tierFor(bytes, what);
    this.restore(id, tier, bytes ?? 0);
    return tier;
  }

  /** Counts what is there already, whether it fits or not: bytes of before a restart, or of a commit. */
  restore(id: string, tier: Tier, bytes: number): void {
    this.close(id);
    this.#accounts.set(id, { tier, declared: bytes, pieces: new Map(), piecesTotal: 0 });
    this.#change(tier, bytes);
  }

  /**
   * Grows (or shrinks) one piece of an account to `bytes` in all.
   * @throws AthanorError ATHANOR_STORE_FULL; nothing has changed then
   */
  resize(id: string, piece: string, bytes: number, what: string): void {
    const account = this.#account(id);
    const piecesTotal = account.piecesTotal - (account.pieces.get(piece) ?? 0) + bytes;
    const wanted = Math.max(account.declared, piecesTotal) - held(account);
    const { tier } = account;
    if (wanted > 0 && this.#used[tier] + wanted > this.total[tier]) throw this.#full(what, wanted, tier);
    this.restorePiece(id, piece, bytes);
  }

  /** As resize, whether it fits or not. */
  restorePiece(id: string, piece: string, bytes: number): void {
    const account = this.#account(id);
    const before = held(account);
    account.piecesTotal += bytes - (account.pieces.get(piece) ?? 0);
    account.pieces.set(piece, bytes);
    this.#change(account.tier, held(account) - before);
  }

  /** Frees one piece; no harm when it is not there. */
  free(id: string, piece: string): void {
    const account = this.#accounts.get(id);
    if (!account?.pieces.has(piece)) return;
    const before = held(account);
    account.piecesTotal -= account.pieces.get(piece)!;
    account.pieces.delete(piece);
    this.#used[account.tier] += held(account) - before;
  }

  /** The account now holds exactly `bytes`: a sealed matrix, or a job whose outputs were committed. */
  settle(id: string, bytes: number): void {
    this.restore(id, this.#account(id).tier, bytes);
  }

  /** What an account holds; 0 when it is not there. */
  held(id: string): number {
    const account = this.#accounts.get(id);
    return account ? held(account) : 0;
  }

  close(id: string): void {
    const account = this.#accounts.get(id);
    if (!account) return;
    this.#used[account.tier] -= held(account);
    this.#accounts.delete(id);
  }

  #change(tier: Tier, bytes: number): void {
    this.#used[tier] += bytes;
    if (bytes > 0) this.grown(tier);
  }

  #account(id: string): Account {
    const account = this.#accounts.get(id);
    if (!account) throw new AthanorError("ATHANOR_INTERNAL", `no bytes are reserved for ${id}`);
    return account;
  }

  #tierForUndeclared(): Tier {
    const free = this.total.memory - this.#used.memory;
    return free > 0 && free >= freeShareForUndeclared * this.total.memory ? "memory" : "disk";
  }

  #tierFor(bytes: number, what: string): Tier {
    if (this.total.memory > 0 && this.#used.memory + bytes <= this.total.memory) return "memory";
    if (this.#used.disk + bytes <= this.total.disk) return "disk";
    throw this.#full(what, bytes, "disk");
  }

  #full(what: string, wantedBytes: number, tier: Tier): AthanorError {
    const usedBytes = this.#used[tier];
    const totalBytes = this.total[tier];
    const found = `${what} needs ${wantedBytes} more bytes; of the ${tier} store's ${totalBytes} bytes ${usedBytes} are used`;
    const other =
      tier === "disk"
        ? ` (the memory store: ${this.#used.memory} of ${this.total.memory})`
        : "; a matrix whose rows are declared at creation goes to disk where memory is short";
    const text = `${found}${other}; drop matrices you no longer need, or raise ${tier}BudgetBytes`;
    return new AthanorError("ATHANOR_STORE_FULL", text, { details: { tier, wantedBytes, usedBytes, totalBytes } });
  }
}

function held(account: Account): number {
  return Math.max(account.declared, account.piecesTotal);
}
