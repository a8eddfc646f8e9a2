import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../..", import.meta.url));
const readme = `${repository}native-libs/README.md`;

/** The command by which native-libs/README.md builds its example. */
export function readmeRecipe(): string {
  const recipe = /^mpicxx .*column_means\.cc.*$/m.exec(readFileSync(readme, "utf8"))?.[0];
  if (recipe === undefined) throw new Error("native-libs/README.md has no mpicxx command for column_means.cc");
  return recipe;
}

/** Builds examples/`source`.cc by the README's recipe into `folder`. */
export function buildExample(source: string, folder: string): void {
  const command = readmeRecipe()
    .replace("column_means.cc", `${source}.cc`)
    .replace(/-o \S+/, `-o '${folder}/${source}.so'`);
  execFileSync("sh", ["-c", command], { cwd: repository, timeout: 120_000 });
}
