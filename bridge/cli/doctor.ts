import type { Command } from "commander";
import { examine } from "./doctor/examine.js";
import { doctorText } from "./doctor/text.js";
import { print, printJson } from "./support/output.js";

export function register(program: Command): void {
  program
    .command("doctor")
    .summary("check this machine")
    .description("Checks what a bridge needs on this machine, and prints the command that mends what is missing.")
    .option("--json", "print one JSON object instead of text")
    .action(run);
}

async function run({ json }: { json?: boolean }): Promise<void> {
  const findings = await examine();
  const healthy = findings.every(({ verdict }) => verdict !== "missing");
  if (json) printJson({ healthy, findings });
  else print(doctorText(findings));
  if (!healthy) process.exitCode = 1;
}
