import type { JsonObject } from "../wire/actions.js";

/**
 * A routine's warnings, said by the process too. Not having converged is one, even where the routine has no words
 * for it; with `strict` it is the job's failure and does not come here.
 */
export function warn(result: JsonObject): string[] {
  const converged = result.converged !== false;
  const warnings = Array.isArray(result.warnings) ? result.warnings.map(String) : [];
  if (!converged && warnings.length === 0) warnings.push("the result has not converged; see its certificate");
  const code = converged ? undefined : "ATHANOR_NOT_CONVERGED";
  for (const warning of warnings) process.emitWarning(warning, { type: "AthanorWarning", code });
  return warnings;
}
