import { Athanor } from "athanor-client";
import type { LibraryManifest, RoutineManifest } from "athanor-client/wire";
import { describe, expect, it } from "vitest";
import { RESERVED_METHODS } from "../../../scripts/routines/names.mjs";
import { renderIndex, renderLibrary } from "../../../scripts/routines/render.mjs";

const solve: RoutineManifest = {
  name: "solve",
  doc: "x with a x = b",
  device: "cpu",
  inputs: [
    { name: "a", layout: "rows", dtypes: ["float64"], minRows: 2, minCols: 1, doc: "Square." },
    { name: "b", layout: "rows", dtypes: ["float64", "float32"], minRows: 1, minCols: 1, doc: "Right sides." },
  ],
  params: [
    { name: "tol", type: "float", default: { float64: 1e-9, float32: 0.5 }, min: "0", doc: "Where to stop." },
    { name: "k", type: "int", required: true, min: "1", max: "a.rows", doc: "How many." },
    { name: "how", type: "string", enum: ["lu", "qr"], default: "lu", doc: "The */ way." },
  ],
  outputs: [{ name: "x", rows: "a.cols", cols: "k", dtype: "a", alignedWith: "b", doc: "The solution." }],
  workspaceBytes: { perRank: "0", distributed: "0" },
  accuracy: "good",
  cost: { flops: "a.rows", passes: "2" },
};
const library = (name: string, ...routines: RoutineManifest[]): LibraryManifest => ({
  ...{ abi: 1, name, version: "1", doc: "Some." },
  routines,
});
const withName = (name: string) => library("lib", { ...solve, name });

describe("the writer of typed methods refuses", () => {
  it.each([
    ["an option's name for a parameter", { params: [{ ...solve.params[0]!, name: "signal" }] }, /signal/],
    ["a result's name for an output", { outputs: [{ ...solve.outputs[0]!, name: "job" }] }, /job/],
    ["a word of the language for an input", { inputs: [{ ...solve.inputs[0]!, name: "in" }] }, /lib\.solve: in /],
    ["one name for an input and a parameter", { params: [{ ...solve.params[1]!, name: "a" }] }, /an input and a param/],
    ["a method that is no name", { method: "not-a-name" }, /not-a-name/],
  ])("%s, by its name", (_, change, message) => {
    expect(() => renderLibrary(library("lib", { ...solve, ...change }))).toThrow(message);
  });
});

describe("a typed method", () => {
  const text = renderLibrary(library("lib", solve));

  it("takes inputs, required parameters and options, in the manifest's order", () => {
    expect(text).toContain(
      "solve(a: RoutineInput, b: RoutineInput, k: number, options: SolveOptions = {}): Promise<SolveResult>",
    );
    expect(text).toContain('runRoutine(this.session, "lib.solve", { a, b }, { k }, options)');
    expect(text).toContain('export type SolveOptions = SolveParams & RoutineOptions<"x">;');
    expect(text).toContain('how?: "lu" | "qr";');
  });

  it("is documented with shapes, types, defaults and ranges, and no doc ends its comment early", () => {
    expect(text).toContain("Where to stop. Default 1e-9 for float64, 0.5 for float32. At least 0.");
    expect(text).toContain("@param k How many. At least 1. At most a.rows.");
    expect(text).toContain("@param a Square. At least 2 x 1. float64.");
    expect(text).toContain("The solution. a.cols x k, dtype of a, with b's row indices.");
    expect(text).toContain('The * / way. Default "lu".');
  });

  it("has the spelling that the manifest gives", () => {
    expect(renderLibrary(library("lib", { ...solve, method: "solveIt" }))).toContain("  solveIt(a: RoutineInput");
  });
});

describe("a short form", () => {
  it("goes to the first library that has it", () => {
    const text = renderIndex([withName("one"), { ...withName("one"), name: "second" }]);
    expect(text.match(/return this\.\w+\.one\(/g)).toEqual(["return this.lib.one("]);
  });

  it("never hides what a client is or does already", () => {
    expect(renderIndex([withName("put")])).not.toContain("put(");
    expect(renderIndex([withName("lib")])).not.toContain("lib(...");
    expect(Object.getOwnPropertyNames(Athanor.prototype).filter((name) => !RESERVED_METHODS.has(name))).toEqual([]);
  });
});
