import { expect, test } from "vitest";
import { parseManifest } from "../../../bridge/jobs/manifest.js";
import { library } from "./fixtures.js";

/** The sound manifest with its first routine changed. */
const changed = (change: object): unknown => ({ ...library, routines: [{ ...library.routines[0], ...change }] });

test("a sound manifest comes out as it went in", () => {
  expect(parseManifest(library)).toEqual(library);
});

test.each<[string, unknown, RegExp]>([
  ["no object", 7, /manifest: .*Object/],
  ["another ABI", { ...library, abi: 2 }, /^abi:/],
  [
    "a routine twice",
    { ...library, routines: [...library.routines, ...library.routines] },
    /the routine svd is there twice/,
  ],
  ["an unknown layout", changed({ inputs: [{ ...library.routines[0]!.inputs[0], layout: "x" }] }), /layout/],
  ["a broken expression", changed({ workspaceBytes: { perRank: "8 *", distributed: "0" } }), /routine svd: .* wanted/],
  [
    "an unknown name",
    changed({ workspaceBytes: { perRank: "b.rows", distributed: "0" } }),
    /perRank uses b.rows; known are/,
  ],
  ["a string in an expression", changed({ workspaceBytes: { perRank: "method", distributed: "0" } }), /uses method/],
  [
    "an output of no dtype",
    changed({ outputs: [{ name: "u", rows: "1", cols: "1", dtype: "b", doc: "" }] }),
    /unknown dtype b/,
  ],
])("%s is refused with its place", (_, manifest, message) => {
  expect(() => parseManifest(manifest)).toThrow(message);
});
