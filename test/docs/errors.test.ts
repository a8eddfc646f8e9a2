import { ERRORS } from "athanor-client/wire";
import { describe, expect, it } from "vitest";
import { errorDocs } from "../../scripts/docs/error-docs.mjs";
import { read, sourceFiles } from "./source-files.js";

/** Strings that look like codes and are environment variables or the codes of warnings. */
const others = new Set([
  "ATHANOR_BENCH_TEST_RUN",
  "ATHANOR_CA",
  "ATHANOR_DEMO_RUN",
  "ATHANOR_GROUP",
  "ATHANOR_KERNEL",
  "ATHANOR_LARGE_FETCH",
  "ATHANOR_LAUNCH_TOKEN",
  "ATHANOR_LEASH",
  "ATHANOR_LIBRARIES",
  "ATHANOR_LIBRARY_DIR",
  "ATHANOR_LOG_LEVEL",
  "ATHANOR_LONG_TESTS",
  "ATHANOR_STORE_CONFIG",
  "ATHANOR_TEST_RUN",
  "ATHANOR_TOKEN",
  "ATHANOR_URL",
]);

/** Codes of routines and services that are declared before their first user exists. Each leaves the list when it is used. */
const reserved = new Set(["ATHANOR_NOT_POSITIVE_DEFINITE", "ATHANOR_SINGULAR"]);

const registry = "client/node/src/wire/errors.ts";
const product = (file: string) => /^(bridge|client|native-libs)\//.test(file) && file !== registry;

describe("the registry of errors", () => {
  it("is what docs/errors.md says, line by line", () => {
    expect(read("docs/errors.md").split("\n")).toEqual(errorDocs(ERRORS).split("\n"));
  });

  it("has every code that the sources mention", () => {
    const unknown = sourceFiles(".ts", ".mjs", ".cc", ".h", ".hpp", ".scala")
      .filter((file) => !file.startsWith("test/docs/"))
      .flatMap((file) => quotedCodes(read(file)).map((code) => `${code} in ${file}`))
      .filter((mention) => !isKnown(mention.split(" ")[0]!));
    expect(unknown).toEqual([]);
  });

  it("has no code that nothing raises, but for the reserved ones", () => {
    const mentioned = new Set(
      sourceFiles(".ts", ".cc", ".h", ".hpp", ".scala")
        .filter(product)
        .flatMap((file) => read(file).match(/ATHANOR_[A-Z_]+/g) ?? []),
    );
    const unused = Object.keys(ERRORS).filter((code) => !mentioned.has(code) && !reserved.has(code));
    expect(unused).toEqual([]);
  });

  it("says for each code what it means and what mends it, in sentences", () => {
    for (const [code, { meaning, remedy }] of Object.entries(ERRORS)) {
      expect(meaning, code).toMatch(/^\S.*\.$/);
      expect(remedy, code).toMatch(/^\S.*\.$/);
    }
  });
});

/** Codes in strings; comments may write placeholders such as "ATHANOR_CODE: message". */
function quotedCodes(text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(/["'`](ATHANOR_[A-Z_]+)/g)].map((match) => match[1]!);
}

function isKnown(code: string): boolean {
  return Object.hasOwn(ERRORS, code) || others.has(code);
}
