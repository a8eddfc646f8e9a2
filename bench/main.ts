import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fromRoot } from "../bridge/common/paths.js";
import { controlLoad } from "./loads/control.js";
import { svdLoad } from "./loads/svd.js";
import { uploadLoad } from "./loads/upload.js";
import { BenchBridge } from "./support/bench-bridge.js";
import type { Figure } from "./support/figures.js";

/** Each load, with the settings of the bridge it runs on. */
const LOADS = {
  control: { run: controlLoad, config: {} },
  upload: { run: uploadLoad, config: { stores: 1 } },
  svd: { run: svdLoad, config: {} },
};
type LoadName = keyof typeof LOADS;

async function main(args: string[]): Promise<void> {
  const save = args.includes("--save");
  const names = args.filter((argument) => !argument.startsWith("--"));
  const unknown = names.filter((name) => !Object.hasOwn(LOADS, name));
  if (unknown.length > 0) throw new Error(`no load ${unknown.join(", ")}; there are ${Object.keys(LOADS).join(", ")}`);
  const figures: Figure[] = [];
  for (const name of (names.length > 0 ? names : Object.keys(LOADS)) as LoadName[]) {
    const { run, config } = LOADS[name];
    await using bridge = await BenchBridge.start(config);
    for (const figure of await run(bridge)) {
      figures.push(figure);
      print(figure);
    }
  }
  if (save) console.log(`written: ${write(figures)}`);
}

function print({ load, what, value, unit, limit, notes }: Figure): void {
  const verdict = limit === null ? "" : value <= limit ? `reached (≤ ${limit} ${unit})` : `MISSED (≤ ${limit} ${unit})`;
  console.log(`${load.padEnd(8)} ${what}: ${value.toPrecision(3)} ${unit}  ${verdict}`);
  for (const note of notes) console.log(`         ${note}`);
}

function write(figures: Figure[]): string {
  const directory = fromRoot("bench/results");
  const at = new Date().toISOString();
  const file = join(directory, `${at.slice(0, 16).replace(":", "")}.json`);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: fromRoot("."), encoding: "utf8" }).trim();
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ at, commit, command: "npm run bench -- --save", machine, figures }, null, 2)}\n`,
  );
  return file;
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
