import { describe, expect, test } from "vitest";
import { libraryFindings } from "../../../bridge/cli/doctor/libraries.js";
import { installCommand, PACKAGES } from "../../../bridge/cli/doctor/packages.js";
import { needs } from "../../../scripts/bootstrap/needs.mjs";

const loaded = (...names: string[]) => names.map((name) => ({ name, version: "0.1.0", routines: 2 }));

describe("of the libraries of routines, doctor", () => {
  test("calls none at all missing", () => {
    const verdicts = libraryFindings({ libraries: [], refused: [] }).map(({ check, verdict }) => [check, verdict]);
    expect(verdicts).toEqual([
      ["libraries", "missing"],
      ["library scalapack", "warning"],
      ["library slepc", "warning"],
    ]);
  });

  test("warns of those that are not built, with the package that mends it", () => {
    const findings = libraryFindings({ libraries: loaded("rowwise", "scalapack"), refused: [] });
    expect(findings.map(({ verdict }) => verdict)).toEqual(["ok", "ok", "warning"]);
    expect(findings[2]).toMatchObject({ check: "library slepc", found: "is not built; it needs SLEPc" });
    expect(findings[2]!.mend).toMatch(/slepc.*, then npm run build$/i);
  });

  test("says of one that cannot be loaded why, and not that it is not built", () => {
    const refused = [{ path: "/b/slepc.so", reason: "libslepc_real.so.3.18: cannot open shared object file" }];
    const findings = libraryFindings({ libraries: loaded("rowwise", "scalapack"), refused });
    expect(findings.map(({ check }) => check)).toEqual(["library rowwise", "library scalapack", "library"]);
    expect(findings[2]!.found).toMatch(/slepc\.so is not offered: libslepc_real/);
    expect(findings[2]!.mend).toMatch(/slepc.*, then npm run build$/i);
  });

  test("has nothing to say where all are loaded", () => {
    const findings = libraryFindings({ libraries: loaded("rowwise", "scalapack", "slepc"), refused: [] });
    expect(findings.every(({ verdict, mend }) => verdict === "ok" && mend === null)).toBe(true);
  });
});

test("the packages of Debian are those of the bootstrap", () => {
  const ofBootstrap = needs.filter(({ library }) => library !== undefined && library in PACKAGES["apt-get"]);
  for (const { library, packages } of ofBootstrap)
    expect(PACKAGES["apt-get"][library as keyof (typeof PACKAGES)["apt-get"]]?.split(" ")).toEqual(
      expect.arrayContaining(packages.slice(0, 1)),
    );
  expect(ofBootstrap.map(({ library }) => library)).toEqual(expect.arrayContaining(["scalapack", "slepc"]));
});

test("where a system has no package of it, the mend is to build it", () => {
  expect(installCommand("slepc", "brew")).toBe("build slepc from source and set SLEPC_DIR");
  expect(installCommand("scalapack", "apt-get")).toMatch(/apt-get install -y libscalapack-openmpi-dev$/);
});
