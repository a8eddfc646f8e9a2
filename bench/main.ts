import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { ConfigInput } from "../bridge/common/config-load.js";
import { fromRoot } from "../bridge/common/paths.js";
import { controlLoad } from "./loads/control.js";
import { kmeansLoad } from "./loads/kmeans.js";
import { logisticLoad } from "./loads/logistic.js";
import { matmulLoad } from "./loads/matmul.js";
import { pcaLoad } from "./loads/pca.js";
import { sameHostLoad } from "./loads/same-host.js";
import { svdLoad } from "./loads/svd.js";
import { thinQrLoad } from "./loads/thin-qr.js";
import { uploadLoad } from "./loads/upload.js";
import { BenchBridge } from "./support/bench-bridge.js";
import { type Figure, verdict } from "./support/figures.js";

interface Load {
  run(bridge: BenchBridge): Promise<Figure[]>;
  /** Settings of the bridge it runs on. */
  config: ConfigInput;
  /** The routine it measures; null: none. A load whose routine the bridge does not offer is left out. */
  routine: string | null;
}

const LOADS: Record<string, Load> = {
  control: { run: controlLoad, config: {}, routine: null },
  "same-host": { run: sameHostLoad, config: {}, routine: null },
  upload: { run: uploadLoad, config: { stores: 1 }, routine: null },
  svd: { run: svdLoad, config: {}, routine: "rowwise.truncatedSvd" },
  pca: { run: pcaLoad, config: {}, routine: "rowwise.pca" },
  kmeans: { run: kmeansLoad, config: {}, routine: "rowwise.kmeans" },
  "thin-qr": { run: thinQrLoad, config: {}, routine: "rowwise.thinQr" },
  logistic: { run: logisticLoad, config: {}, routine: "rowwise.logisticRegression" },
  matmul: { run: matmulLoad, config: {}, routine: "scalapack.matmul" },
};

async function main(args: string[]): Promise<void> {
  const save = args.includes("--save");
  const names = args.filter((argument) => !argument.startsWith("--"));
  const unknown = names.filter((name) => !Object.hasOwn(LOADS, name));
  if (unknown.length > 0) throw new Error(`no load ${unknown.join(", ")}; there are ${Object.keys(LOADS).join(", ")}`);
  const figures: Figure[] = [];
  for (const name of names.length > 0 ? names : Object.keys(LOADS)) {
    const { run, config, routine } = LOADS[name]!;
    await using bridge = await BenchBridge.start(config);
    if (routine !== null && !(await bridge.offers(routine))) {
      console.log(`${name.padEnd(8)} left out: no library of this build offers ${routine}`);
      continue;
    }
    for (const figure of await run(bridge)) {
      figures.push(figure);
      print(figure);
    }
  }
  if (save) console.log(`written: ${write(figures)}`);
}

function print(figure: Figure): void {
  const { load, what, value, unit, notes } = figure;
  console.log(`${load.padEnd(8)} ${what}: ${value.toPrecision(3)} ${unit}  ${verdict(figure)}`);
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
