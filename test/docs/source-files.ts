import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Files of the working tree that git tracks or would track: nothing that is built or installed. */
export function sourceFiles(...endings: string[]): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const answer = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (answer.status !== 0) throw new Error(`git ls-files: ${answer.stderr}`);
  return answer.stdout
    .split("\n")
    .filter((file) => endings.some((ending) => file.endsWith(ending)) && exists(file))
    .sort();
}

export function read(file: string): string {
  return readFileSync(`${root}${file}`, "utf8");
}

/** git lists a deleted file until the deletion is committed. */
function exists(file: string): boolean {
  try {
    read(file);
    return true;
  } catch {
    return false;
  }
}
