import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { lastLine, runProgram } from "../../bridge/cli/doctor/run-program.js";
import { fromRoot } from "../../bridge/common/paths.js";
import { Group } from "./group.js";
import { untilLetGo } from "./open-things.js";
import { PeerUnavailable } from "./peer-unavailable.js";

const REQUIREMENTS = fromRoot("bench/peers/requirements.txt");
/** Of a checkout: scripts/bootstrap fills it for the tests. */
const CHECKOUT = fromRoot("build/venv");
const ASK_DEADLINE_MS = 60_000;
const INSTALL_DEADLINE_MS = 600_000;

const VERSIONS_SCRIPT = `
import json, sys, importlib.metadata as metadata
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
found["python"] = sys.version.split()[0]
print(json.dumps(found))`;

/** The pinned version of every package of the peers. */
export function pinned(text = readFileSync(REQUIREMENTS, "utf8")): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^([\w-]+)==(\S+)$/gm)].map(([, name, version]) => [name!, version!]));
}

const found = new Map<string, Promise<string>>();
/** Versions of Python and of the packages that peers were started with. */
export const pythonVersions: Record<string, string> = {};

/**
 * A Python that has these packages at their pinned versions: the checkout's, else a folder of our own in the user's cache,
 * which is made at the first need.
 * @returns the path of its program
 * @throws PeerUnavailable why there is none
 */
export function pythonWith(packages: string[]): Promise<string> {
  const key = packages.join();
  const python = found.get(key) ?? find(packages);
  found.set(key, python);
  return python;
}

async function find(packages: string[]): Promise<string> {
  const folder = privateFolder();
  for (const candidate of [CHECKOUT, folder]) if (await has(candidate, packages)) return program(candidate);
  await install(folder);
  if (await has(folder, packages)) return program(folder);
  throw new PeerUnavailable(`${folder} lacks ${packages.join(", ")}; remove the folder and try again`);
}

const program = (folder: string) => join(folder, "bin/python");

async function has(folder: string, packages: string[]): Promise<boolean> {
  if (!existsSync(program(folder))) return false;
  const { code, output } = await runProgram(program(folder), ["-c", VERSIONS_SCRIPT, ...packages], ASK_DEADLINE_MS);
  if (code !== 0) return false;
  const versions = JSON.parse(lastLine(output)) as Record<string, string>;
  const wanted = pinned();
  if (packages.some((name) => versions[name] !== wanted[name])) return false;
  Object.assign(pythonVersions, versions);
  return true;
}

/** One per set of requirements, so that an older Athanor's is not disturbed. */
function privateFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const digest = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 8);
  return join(cache, "athanor", `bench-python-${digest}`);
}

/** Fills the folder; a fill that did not come to its end leaves nothing. */
async function install(folder: string): Promise<void> {
  process.stderr.write(`installing the peers' Python packages into ${folder}\n`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { recursive: true });
  const letGo = untilLetGo(remove);
  try {
    await step("python3", ["-m", "venv", folder]);
    await step(program(folder), ["-m", "pip", "install", "--only-binary=:all:", "-r", REQUIREMENTS]);
  } catch (error) {
    remove();
    throw error;
  } finally {
    letGo();
  }
}

async function step(command: string, args: string[]): Promise<void> {
  const group = new Group(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [group.process.stdout!, group.process.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-8192);
    });
  }
  const timer = setTimeout(() => group.kill(), INSTALL_DEADLINE_MS);
  const code = await group.ended();
  clearTimeout(timer);
  if (code === 0) return;
  const why = code === null ? "not on PATH, or no end within 10 min" : lastLine(output);
  throw new PeerUnavailable(`its Python packages cannot be installed: ${command}: ${why}`);
}
