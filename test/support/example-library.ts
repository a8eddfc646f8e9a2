import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;

/**
 * A library folder for a bridge under test: everything that is installed, and the examples named. Built once, by
 * the command that native-libs/README.md gives to library writers.
 */
export function libraryDirWith(...examples: string[]): string {
  const directory = join(ROOT, "build", "test-libraries", examples.join("+"));
  mkdirSync(directory, { recursive: true });
  const installed = join(ROOT, "build/native/libraries");
  for (const file of readdirSync(installed)) copyFileSync(join(installed, file), join(directory, file));
  for (const name of examples) build(join(ROOT, `native-libs/examples/${name}.cc`), join(directory, `${name}.so`));
  return directory;
}

function build(source: string, target: string): void {
  if (existsSync(target) && statSync(target).mtimeMs > statSync(source).mtimeMs) return;
  const include = join(ROOT, "native-libs/include");
  execFileSync("mpicxx", [
    "-std=c++20",
    "-O2",
    "-shared",
    "-fPIC",
    "-DOMPI_SKIP_MPICXX",
    `-I${include}`,
    source,
    "-o",
    target,
  ]);
}
