import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { AthanorError, stateDirectory } from "athanor-client/wire";
import * as v from "valibot";
import { diskBudget, memoryBudget, workspaceBudget } from "./budgets.js";
import type { BridgeConfig } from "./config.js";
import { usableCores } from "./cores.js";
import { isLoopback } from "./loopback.js";
import { fromRoot } from "./paths.js";
import { issueText } from "./schema-issue.js";
import { checkTlsFiles } from "./tls-files.js";

const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
const Bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const Ms = v.pipe(v.number(), v.integer(), v.minValue(1));
const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const Text = v.pipe(v.string(), v.minLength(1));

/** What a configuration file, the command line or an embedding caller may set; everything else is filled in. */
const Input = v.strictObject({
  stateDir: v.optional(Text),
  embedded: v.optional(v.boolean()),
  listen: v.optional(v.strictObject({ host: Text, port: Port })),
  advertisedHost: v.optional(Text),
  storePorts: v.optional(v.nullable(v.strictObject({ from: Port, to: Port }))),
  tls: v.optional(
    v.nullable(v.strictObject({ certPath: Text, keyPath: Text, clientCaPath: v.optional(v.nullable(Text)) })),
  ),
  users: v.optional(
    v.pipe(v.array(v.strictObject({ name: Text, token: v.pipe(v.string(), v.minLength(16)) })), v.minLength(1)),
  ),
  memoryBudgetBytes: v.optional(Bytes),
  spareShare: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  spareIdleMs: v.optional(Ms),
  diskBudgetBytes: v.optional(Bytes),
  workspaceBudgetBytes: v.optional(Bytes),
  stores: v.optional(Count),
  groups: v.optional(Count),
  ranksPerGroup: v.optional(Count),
  matrixTtlMs: v.optional(v.nullable(Ms)),
  jobStallTimeoutMs: v.optional(Ms),
  cancelGraceMs: v.optional(Ms),
  streamIdleTimeoutMs: v.optional(Ms),
  drainTimeoutMs: v.optional(Ms),
  maxMessageBytes: v.optional(Bytes),
  ticketTtlMs: v.optional(Ms),
  libraryDir: v.optional(Text),
  logLevel: v.optional(v.picklist(["debug", "info", "warn", "error", "silent"])),
});
export type ConfigInput = v.InferInput<typeof Input>;

/**
 * A complete configuration from what was given; later sources win.
 * @throws AthanorError ATHANOR_BAD_CONFIG for unknown names and bad values, ATHANOR_UNSAFE_ADDRESS for a routable
 *   address without TLS
 */
export function loadConfig(...sources: ConfigInput[]): BridgeConfig {
  const given = checked(Object.assign({}, ...sources));
  const embedded = given.embedded ?? false;
  const stateDir = embedded ? tmpdir() : (given.stateDir ?? stateDirectory());
  const listen = given.listen ?? { host: "127.0.0.1", port: 0 };
  const cores = usableCores();
  const config: BridgeConfig = {
    stateDir,
    embedded,
    listen,
    advertisedHost: given.advertisedHost ?? (isWildcard(listen.host) ? "127.0.0.1" : listen.host),
    storePorts: given.storePorts ?? null,
    tls: given.tls ? { ...given.tls, clientCaPath: given.tls.clientCaPath ?? null } : null,
    users: given.users ?? [{ name: userInfo().username, token: randomBytes(24).toString("base64url") }],
    memoryBudgetBytes: given.memoryBudgetBytes ?? memoryBudget(embedded ? null : stateDir),
    spareShare: given.spareShare ?? 0.25,
    spareIdleMs: given.spareIdleMs ?? 60_000,
    diskBudgetBytes: given.diskBudgetBytes ?? diskBudget(embedded ? null : stateDir),
    workspaceBudgetBytes: given.workspaceBudgetBytes ?? workspaceBudget(),
    stores: given.stores ?? cores,
    groups: given.groups ?? 1,
    ranksPerGroup: given.ranksPerGroup ?? Math.max(1, Math.floor(cores / (given.groups ?? 1))),
    matrixTtlMs: given.matrixTtlMs === undefined ? (embedded ? null : 24 * 3600_000) : given.matrixTtlMs,
    jobStallTimeoutMs: given.jobStallTimeoutMs ?? 600_000,
    cancelGraceMs: given.cancelGraceMs ?? 5_000,
    streamIdleTimeoutMs: given.streamIdleTimeoutMs ?? 120_000,
    drainTimeoutMs: given.drainTimeoutMs ?? 30_000,
    maxMessageBytes: given.maxMessageBytes ?? 64 * 2 ** 20,
    ticketTtlMs: given.ticketTtlMs ?? 3600_000,
    libraryDir: given.libraryDir ?? fromRoot("build/native/libraries"),
    logLevel: given.logLevel ?? (embedded ? "warn" : "info"),
  };
  refuseUnsafe(config);
  checkTlsFiles(config.tls);
  return config;
}

/** The settings of a JSON configuration file. */
export function readConfigFile(path: string): ConfigInput {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new AthanorError("ATHANOR_BAD_CONFIG", `${path}: ${(cause as Error).message}`, { cause });
  }
  return parseConfig(text, path);
}

/** @param source where the JSON is from, for messages */
export function parseConfig(json: string, source: string): ConfigInput {
  try {
    return checked(JSON.parse(json));
  } catch (cause) {
    if (cause instanceof AthanorError) throw cause;
    throw new AthanorError("ATHANOR_BAD_CONFIG", `${source}: ${(cause as Error).message}`, { cause });
  }
}

function checked(input: unknown): ConfigInput {
  const result = v.safeParse(Input, input);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new AthanorError(
    "ATHANOR_BAD_CONFIG",
    `${issueText(issue, "configuration")}; docs/configuration.md lists the settings`,
  );
}

function refuseUnsafe(config: BridgeConfig): void {
  const names = config.users.map((user) => user.name);
  if (new Set(names).size !== names.length) throw new AthanorError("ATHANOR_BAD_CONFIG", "users: a name occurs twice");
  if (isLoopback(config.listen.host) || config.tls) return;
  const text = `${config.listen.host} can be reached from other machines, and no TLS certificate was given; add --tls-cert and --tls-key, or listen on 127.0.0.1`;
  throw new AthanorError("ATHANOR_UNSAFE_ADDRESS", text);
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
