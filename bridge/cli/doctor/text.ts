import { table } from "../support/output.js";
import type { Finding, Verdict } from "./finding.js";

const SIGNS: Record<Verdict, string> = { ok: "ok", warning: "warning", missing: "MISSING" };

/** The findings as a table, and below it what to do. */
export function doctorText(findings: Finding[]): string {
  const rows = findings.map(({ check, verdict, found }) => [check, SIGNS[verdict], found]);
  const mends = findings.flatMap(({ check, mend }) => (mend === null ? [] : [`  ${check}: ${mend}`]));
  const last = mends.length === 0 ? "All that a bridge needs is there." : ["To mend", ...mends].join("\n");
  return `${table([["CHECK", "", "FOUND"], ...rows])}\n\n${last}`;
}
