import { Command } from "commander";
import { VERSION } from "../common/version.js";
import * as bench from "./bench.js";
import * as doctor from "./doctor.js";
import * as drop from "./drop.js";
import * as get from "./get.js";
import * as jobs from "./jobs.js";
import * as libs from "./libs.js";
import * as matrices from "./matrices.js";
import * as put from "./put.js";
import * as run from "./run.js";
import * as serve from "./serve.js";
import { reportFailure, USAGE_EXIT_CODE } from "./support/failure.js";
import { showWarnings } from "./support/warnings.js";
import * as svd from "./svd.js";

const EXAMPLES = `
Examples:
  athanor svd pixels.npy --k 20 --out factors     rank-20 SVD; U.npy, S.npy and V.npy in factors/
  athanor serve                                   a bridge for all programs of this user
  athanor put pixels.npy --name pixels            keep a matrix on it
  athanor libs                                    what can be run on it
  athanor run LIB.ROUTINE --in a=pixels --param k=10 --out u=pixels.u
  athanor doctor                                  what is missing on this machine, and the command that mends it

Commands find the bridge by --bridge, else $ATHANOR_URL and $ATHANOR_TOKEN, else the running \`athanor serve\` of this
user. Without any, \`svd\`, \`libs\` and \`run\` without --out start one for themselves; the others say so.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;

const program = new Command("athanor")
  .description("Dense linear algebra on MPI ranks, over Arrow Flight")
  .version(VERSION)
  .showHelpAfterError("(--help lists the options)")
  .addHelpText("after", EXAMPLES);

for (const command of [serve, svd, run, put, get, matrices, drop, jobs, libs, bench, doctor]) command.register(program);
exitWithUsageCode(program);
showWarnings();
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader left, as in `athanor get pixels | head`.
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  reportFailure(error, process.argv.includes("--json"));
}

/** Commander's own refusals end with 2, help and version with 0. */
function exitWithUsageCode(command: Command): void {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE));
  for (const child of command.commands) exitWithUsageCode(child);
}
