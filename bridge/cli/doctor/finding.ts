/** `missing`: no bridge works without it. `warning`: it works, but worse or less. */
export type Verdict = "ok" | "warning" | "missing";

/** What one check found. */
export interface Finding {
  check: string;
  verdict: Verdict;
  /** One line. */
  found: string;
  /** The command, or what to do; null where nothing is to be mended. */
  mend: string | null;
}

export function ok(check: string, found: string): Finding {
  return { check, verdict: "ok", found, mend: null };
}

export function warning(check: string, found: string, mend: string): Finding {
  return { check, verdict: "warning", found, mend };
}

export function missing(check: string, found: string, mend: string): Finding {
  return { check, verdict: "missing", found, mend };
}
