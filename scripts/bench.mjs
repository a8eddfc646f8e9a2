// `npm run bench -- [LOAD...]`: `athanor bench`, after building what is missing; Spark only for a load that is named.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (/** @type {string[]} */ args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const args = process.argv.slice(2);
const spark = args.some((argument) => argument.startsWith("spark-")) ? ["--with-spark"] : [];
process.exitCode =
  run(["scripts/bootstrap.mjs", "--with-tests", ...spark]) || run(["bin/athanor.mjs", "bench", ...args]);
