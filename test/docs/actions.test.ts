import { describe, expect, it } from "vitest";
import { schemas } from "../../bridge/service/action-schemas.js";
import { operations } from "../../bridge/service/actions.js";
import type { Domain } from "../../bridge/service/domain.js";
import { read } from "./source-files.js";

/** The table is only listed here, never called. */
const offered = Object.keys(operations({ catalog: {}, jobs: {} } as unknown as Domain));
const rows = new Map(
  [...read("docs/flight.md").matchAll(/^\| `(athanor\.\w+)` \| (.*?) \|/gm)].map(([, name, request]) => [
    name!,
    request!,
  ]),
);

describe("the table of actions in docs/flight.md", () => {
  it("has every action of the bridge, in its order, and no other", () => {
    expect([...rows.keys()]).toEqual(offered);
  });

  it.each([
    ["createMatrix", schemas.createMatrix],
    ["sealMatrix", schemas.sealMatrix],
    ["renewMatrix", schemas.renewMatrix],
    ["listMatrices", schemas.listMatrices],
    ["submit", schemas.submit],
    ["listJobs", schemas.listJobs],
    ["matrix", schemas.matrix],
    ["job", schemas.job],
    ["advise", schemas.advise],
  ] as const)("says what fields %s takes, and which may be left out", (name, schema) => {
    const fields = Object.entries(schema.entries).map(
      ([field, { type }]) => `\`${field}${type === "optional" ? "?" : ""}\``,
    );
    expect(rows.get(`athanor.${name}`)).toBe(fields.join(", "));
  });
});
