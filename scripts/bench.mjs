// `npm run bench -- [LOAD...]`: `athanor bench`, after building what is missing.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (/** @type {string[]} */ args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
process.exitCode =
  run(["scripts/bootstrap.mjs", "--with-tests"]) || run(["bin/athanor.mjs", "bench", ...process.argv.slice(2)]);
