import * as v from "valibot";

/**
 * What a schema found, with the path of the field: "users.0.token: Invalid length: ...", "stors is not known here",
 * "cols is missing". Valibot's own words for unknown and missing keys speak of keys that are never expected.
 * @param whole stands for the path where the value as a whole is wrong
 */
export function issueText(issue: v.BaseIssue<unknown>, whole: string, prefix = ""): string {
  const path = v.getDotPath(issue);
  const where = path ? `${prefix}${path}` : whole;
  if (issue.type === "strict_object" && path) {
    if (issue.expected === "never") return `${where} is not known here`;
    if (issue.received === "undefined") return `${where} is missing`;
  }
  return `${where}: ${issue.message}`;
}
