import { describe, expect, it } from "vitest";
import { orphans, routineFiles } from "../../scripts/routines/files.mjs";
import { builtManifests } from "../../scripts/routines/manifests.mjs";
import { read } from "./source-files.js";

describe("the client's typed methods and docs/routines.md", () => {
  it("are what `npm run generate:routines` makes of the built libraries' manifests", () => {
    const files = routineFiles(builtManifests());
    for (const [path, text] of Object.entries(files)) expect(read(path).split("\n"), path).toEqual(text.split("\n"));
    expect(orphans(files)).toEqual([]);
  });
});
