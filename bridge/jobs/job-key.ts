import { createHash } from "node:crypto";
import type { JobPlan } from "./plan.js";

/**
 * What makes two commands of a user the same job: the key they gave, else all that determines the result, with input
 * names resolved to ids. Order of JSON fields does not matter.
 */
export function jobKey(user: string, given: string | undefined, plan: JobPlan): string {
  const { library, routine, inputs, params, outputs, ifExists } = plan;
  const command =
    given !== undefined
      ? { given }
      : {
          routine: `${library.name}.${routine}`,
          inputs: Object.fromEntries(inputs.map(({ role, matrixId }) => [role, matrixId])),
          params,
          outputs: Object.fromEntries(outputs.map(({ role, name }) => [role, name])),
          ifExists,
        };
  return createHash("sha256").update(canonical({ user, command })).digest("hex");
}

/** JSON with sorted fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
