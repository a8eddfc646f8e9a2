/** npm packages, and proof that the one native package among them (SQLite's) was really built. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BootstrapFailure } from "./failure.mjs";
import { at } from "./paths.mjs";
import { ask, run } from "./run.mjs";
import { fingerprintOfText, isFresh, markFresh } from "./stamps.mjs";
import { step } from "./step.mjs";

const manifests = ["package-lock.json", "package.json", "client/node/package.json"];

/** By content, not by time: an edit that changes no manifest must not cost an installation, nor a checkout. */
function fingerprint() {
  return fingerprintOfText(...manifests.map((file) => readFileSync(at(file), "utf8")), process.versions.modules);
}

export function npmIsFresh() {
  return existsSync(at("node_modules/.package-lock.json")) && sqliteIsBuilt() && isFresh("npm", fingerprint());
}

export async function ensureNpm() {
  if (npmIsFresh()) return;
  await step("npm packages (the first time takes a minute or two)", install);
}

async function install() {
  // Not `npm ci`: on a mirror that lacks other platforms' optional packages it refuses the lock file that npm itself
  // wrote there (npm/cli#9846). `npm install --no-save` keeps to the lock file too, and writes neither file.
  await run("npm", ["install", "--no-save", "--no-audit", "--no-fund"], { env: headers() });
  if (!sqliteLoads()) await buildSqlite();
  markFresh("npm", fingerprint());
}

/** `npm run` in the package's folder finds npm's own node-gyp, and works under every install-script policy of npm. */
async function buildSqlite() {
  await run("npm", ["run", "build-release"], { cwd: at("node_modules/better-sqlite3"), env: headers() });
  if (!sqliteLoads())
    throw new BootstrapFailure("better-sqlite3 was built but cannot be loaded; see `npm ls better-sqlite3`");
}

/** Node's own headers where they came with it, so that building an addon downloads nothing. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, "include/node/node.h")) ? { npm_config_nodedir: prefix } : {};
}

function sqliteIsBuilt() {
  return existsSync(at("node_modules/better-sqlite3/build/Release/better_sqlite3.node"));
}

function sqliteLoads() {
  const program = 'new (require("better-sqlite3"))(":memory:").close()';
  return sqliteIsBuilt() && ask(process.execPath, ["-e", program], { cwd: at() }).ok;
}
