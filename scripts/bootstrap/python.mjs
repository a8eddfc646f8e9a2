/** build/venv: what the tests compare with (numpy, scikit-learn) and a Flight client with no Athanor code (pyarrow). */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BootstrapFailure } from "./failure.mjs";
import { at, venvDir } from "./paths.mjs";
import { ask, run } from "./run.mjs";
import { fingerprintOfText, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

const requirements = at("test/requirements.txt");
const python = join(venvDir, "bin/python");
const oldest = "3.11";

function fingerprint() {
  return fingerprintOfText(readFileSync(requirements, "utf8"), venvDir);
}

export function pythonIsFresh() {
  return existsSync(python) && isFresh("python", fingerprint());
}

export async function ensurePython() {
  if (pythonIsFresh()) return;
  await step("Python packages for the tests", install);
}

async function install() {
  const [major, minor] = oldest.split(".");
  const check = `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`;
  if (!ask("python3", ["-c", check]).ok) {
    const found = ask("python3", ["--version"]).output;
    throw new BootstrapFailure(`the tests need Python ${oldest} or newer as python3 on PATH; found ${found || "none"}`);
  }
  await run("python3", ["-m", "venv", "--clear", venvDir]);
  await run(python, ["-m", "pip", "install", "--only-binary=:all:", "-r", requirements]);
  await run(python, ["-c", "import numpy, pandas, polars, pyarrow.flight, pytest, scipy.linalg, sklearn"]);
  markFresh("python", fingerprint());
}
