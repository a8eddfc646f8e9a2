const UNITS_MS: Record<string, number> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
/** The longest time a Node timer takes. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** The header `grpc-timeout` for a deadline. */
export function encodeTimeout(ms: number): string {
  const whole = Math.max(1, Math.ceil(ms));
  return whole < 1e8 ? `${whole}m` : `${Math.ceil(whole / 1000)}S`;
}

/** Milliseconds of a `grpc-timeout` header, as far as a timer goes; null when there is none. */
export function decodeTimeout(header: string | string[] | undefined): number | null {
  const match = typeof header === "string" ? /^(\d{1,8})([HMSmun])$/.exec(header) : null;
  return match ? Math.min(Number(match[1]) * UNITS_MS[match[2]!]!, MAX_TIMER_MS) : null;
}
