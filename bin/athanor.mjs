#!/usr/bin/env node
/** The command `athanor`. The program itself is bridge/cli; this file only says what to do where it is not built. */
import { existsSync } from "node:fs";

const main = new URL("../dist/bridge/cli/main.js", import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("ATHANOR_NATIVE_MISSING: this copy of Athanor is not built yet. Run `npm run build` in it.\n");
  process.exitCode = 1;
}
