import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { loadNativeFrom } from "../../native-libs/load.js";
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

test("native.ts declares the functions that addon.cc registers, in the same order", () => {
  const declared = /export interface NativeAddon \{([\s\S]*?)\n\}/.exec(read("native-libs/native.ts"))?.[1] ?? "";
  const registered = [
    ...read("native-libs/addon/addon.cc").matchAll(/exports\.Set\("(\w+)", Napi::Function::New\(env, (\w+)\)\)/g),
  ];
  expect(registered.length).toBeGreaterThan(0);
  expect([...declared.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1])).toEqual(
    registered.map((match) => match[1]),
  );
  for (const [, name, implementation] of registered) expect(implementation).toBe(name);
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
