import type { LibraryManifest } from "athanor-client";
import { describe, expect, it } from "vitest";
import { findRoutine, type NamedArguments, typedParams } from "../../../bridge/cli/support/routines.js";

const library: LibraryManifest = {
  ...{ abi: 1, name: "lib", version: "1", doc: "" },
  routines: [
    {
      ...{ name: "fit", method: "fitIt", doc: "", device: "cpu" },
      inputs: [{ name: "a", layout: "rows", dtypes: ["float64"], minRows: 1, minCols: 1, doc: "Rows." }],
      params: [
        { name: "k", type: "int", required: true, doc: "How many." },
        { name: "tol", type: "float", default: 0, doc: "" },
        { name: "strict", type: "bool", default: false, doc: "" },
        { name: "how", type: "string", default: "lu", doc: "" },
      ],
      outputs: [{ name: "x", rows: "1", cols: "1", dtype: "a", doc: "" }],
      workspaceBytes: { perRank: "0", distributed: "0" },
    },
  ],
};
const fit = findRoutine([library], "lib.fit");
const typed = (given: Partial<NamedArguments>) =>
  typedParams(fit, { inputs: { a: "m" }, outputs: {}, ...given, params: { k: "1", ...given.params } });

describe("arguments of `athanor run` are refused", () => {
  it.each<[Partial<NamedArguments>, RegExp]>([
    [{ inputs: { b: "m" } }, /lib\.fit has no input b; did you mean a/],
    [{ inputs: {} }, /needs the input a: give --in a=MATRIX\. Rows\./],
    [{ params: { j: "1" } }, /has no parameter j; did you mean k/],
    [{ params: { k: "1.5" } }, /wants k as int, a whole number, not "1\.5"/],
    [{ params: { k: " " } }, /wants k as int/],
    [{ params: { tol: "small" } }, /wants tol as float, a number, not "small"/],
    [{ params: { strict: "1" } }, /wants strict as bool, true or false, not "1"/],
    [{ outputs: { y: "m" } }, /has no output y; did you mean x/],
  ])("for %j", (given, message) => {
    expect(() => typed(given)).toThrow(message);
  });

  it("without a required parameter, with what it means", () => {
    expect(() => typedParams(fit, { inputs: { a: "m" }, params: {}, outputs: {} })).toThrow(
      /needs the parameter k: give --param k=int\. How many\./,
    );
  });

  it("for a routine nobody offers, with the nearest name", () => {
    expect(() => findRoutine([library], "lib.fitt")).toThrow(/lib\.fitt; did you mean lib\.fit\?/);
    expect(() => findRoutine([library], "fitt")).toThrow(/fitt; did you mean fit\?/);
  });
});

describe("arguments of `athanor run`", () => {
  it("get the types of the manifest", () => {
    const params = { k: "3", tol: "1/4", strict: "true", how: "7" };
    expect(typed({ params })).toEqual({ k: 3, tol: 0.25, strict: true, how: "7" });
  });

  it("name a routine by its method's spelling, too", () => {
    expect(findRoutine([library], "lib.fitIt").name).toBe("lib.fit");
  });

  it("name a routine without its library: the first one's that has it", () => {
    const libraries = [library, { ...library, name: "other" }];
    expect(findRoutine(libraries, "fit").name).toBe("lib.fit");
    expect(findRoutine(libraries, "fitIt").name).toBe("lib.fit");
    expect(findRoutine(libraries, "other.fit").name).toBe("other.fit");
  });
});
