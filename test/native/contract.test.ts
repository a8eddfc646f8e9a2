import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { loadNativeFrom, loadTransfer } from "../../native-libs/load.js";
import { repository } from "./support/examples.js";

const read = (path: string): string => readFileSync(`${repository}${path}`, "utf8");

test("an addon that does not exist is refused with what builds it", () => {
  expect(() => loadNativeFrom("/nowhere/athanor.node")).toThrow(/^ATHANOR_NATIVE_MISSING: .*npm run build/);
});

test("a file that is no addon is refused with the loader's reason", () => {
  const notAnAddon = `${repository}package.json`;
  expect(() => createRequire(import.meta.url)("node:process").dlopen({ exports: {} }, notAnAddon)).toThrow();
  expect(() => loadNativeFrom(`${repository}native-libs/addon/addon.cc`)).toThrow(
    /^ATHANOR_NATIVE_MISSING: .*addon\.cc/,
  );
});

/** Names that an addon's source registers, with the C++ function of each. */
function registered(source: string): { name: string; implementation: string }[] {
  const calls = read(source).matchAll(/exports\.Set\("(\w+)", Napi::Function::New\(env, (?:\w+::)?(\w+)\)\)/g);
  return [...calls].map(([, name, implementation]) => ({ name: name!, implementation: implementation! }));
}

test.each([
  ["native.ts", "addon/addon.cc"],
  ["transfer.ts", "transfer/transfer.cc"],
])("%s declares the functions that %s registers, in the same order", (types, source) => {
  const declared = /export interface \w+Addon \{([\s\S]*?)\n\}/.exec(read(`native-libs/${types}`))?.[1] ?? "";
  const functions = registered(`native-libs/${source}`);
  expect(functions.length).toBeGreaterThan(0);
  expect([...declared.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1])).toEqual(functions.map(({ name }) => name));
  for (const { name, implementation } of functions) {
    expect(implementation).toBe(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  }
});

test("the stores' addon has these functions and no others, and names what it cannot take", () => {
  const addon = loadTransfer();
  expect(Object.keys(addon)).toEqual([
    "digestFile",
    "digestWrite",
    "digestWriteNow",
    "freeNow",
    "hugePages",
    "unmapPages",
  ]);
  expect(() => addon.digestWriteNow(1, "text" as never, 0, 0, null)).toThrow("Expected piece to be a Uint8Array");
  expect(() => addon.digestWrite(1, [1] as never, 0, 0)).toThrow("Expected pieces to be Uint8Arrays");
  expect(() => addon.digestWrite("1" as never, [], 0, 0)).toThrow("Expected fd, position and digest to be numbers");
  expect(() => addon.hugePages(1, 0, "2" as never)).toThrow("Expected fd, from and to to be numbers");
  expect(() => addon.digestFile(1, 0, 2, "3" as never)).toThrow("Expected fd, from, bytes and digest to be numbers");
  addon.freeNow(null as never); // harmless
  addon.unmapPages(null as never);
});

test("the built addon has these functions and no others", () => {
  const addon = loadNativeFrom(`${repository}build/native/athanor.node`);
  expect(Object.keys(addon)).toEqual(["start", "run", "cancel", "stop"]);
});

test("a call before start() rejects, and a malformed job names its field", async () => {
  const addon = loadNativeFrom(`${repository}build/native/athanor.node`);
  const job = { library: "l", routine: "r", inputs: [], outputs: [], params: {} };
  await expect(addon.run(job, () => {})).rejects.toThrow(/before start\(\)/);
  await expect(addon.stop()).rejects.toThrow(/before start\(\)/);
  addon.cancel(); // harmless when none runs
  const part = { path: "p", rows: 1.5, indexPath: null };
  const input = { name: "a", dtype: "float64" as const, rows: 1, cols: 1, rowBegin: 0, rowEnd: 1, parts: [part] };
  const rows = { rowIndex: "none" as const, matrixRows: 1 };
  expect(() => addon.run({ ...job, inputs: [{ ...input, ...rows }] }, () => {})).toThrow(
    "Expected job.inputs[0].parts[0].rows to be an integer",
  );
});
