import { describe, expect, it } from "vitest";
import { LOADS } from "../../bench/loads.js";
import { pinned } from "../../bench/support/python.js";
import { read } from "./source-files.js";

/** Figures that other loads make beside their own. */
const MADE_BY_OTHERS = ["redistribution"];

describe("bench/README.md and what peers are installed", () => {
  it("has every load of the registry in its table, and no other", () => {
    const table = read("bench/README.md").split("| load |")[1]!.split("\n\n")[0]!;
    const documented = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]!);
    expect(documented.sort()).toEqual([...Object.keys(LOADS), ...MADE_BY_OTHERS].sort());
  });

  it("pins the peers' packages to the tests' versions, where both have them", () => {
    const tests = pinned(read("test/requirements.txt"));
    const peers = pinned(read("bench/peers/requirements.txt"));
    expect(Object.keys(peers)).toContain("numpy");
    for (const [name, version] of Object.entries(peers)) expect(tests[name] ?? version, name).toBe(version);
  });
});
