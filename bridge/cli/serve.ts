import { readFileSync } from "node:fs";
import { AthanorError } from "athanor-client";
import { type Command, InvalidArgumentError } from "commander";
import type { ConfigInput } from "../common/config-load.js";
import type { ServeOptions } from "../serve.js";

interface Flags {
  host?: string;
  port?: number;
  advertisedHost?: string;
  storePorts?: { from: number; to: number };
  stateDir?: string;
  tlsCert?: string;
  tlsKey?: string;
  tlsClientCa?: string;
  users?: string;
  memoryBudget?: number;
  diskBudget?: number;
  workspaceBudget?: number;
  stores?: number;
  groups?: number;
  ranks?: number;
  ttl?: number | null;
  config?: string;
  logLevel?: ConfigInput["logLevel"];
  embedded?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command("serve")
    .description("run a bridge until it is stopped (Ctrl-C or SIGTERM: running jobs may finish first)")
    .option("--host <HOST>", "address to listen on (default 127.0.0.1; others need TLS)")
    .option("--port <PORT>", "port to listen on (default: any free one)", integer)
    .option("--advertised-host <HOST>", "host name that clients are told")
    .option("--store-ports <FROM-TO>", "range of the stores' ports (default: any free ones)", portRange)
    .option("--state-dir <DIR>", "catalog, bridge.json and the disk tier (default: ~/.local/state/athanor)")
    .option("--tls-cert <FILE>", "certificate chain, PEM")
    .option("--tls-key <FILE>", "its private key, PEM")
    .option("--tls-client-ca <FILE>", "let in only clients with a certificate of this CA")
    .option(
      "--users <FILE>",
      'JSON: [{"name": ..., "token": at least 16 characters}, ...] (default: you, a random token)',
    )
    .option("--memory-budget <SIZE>", "most that matrices may take of memory, such as 8G", bytes)
    .option("--disk-budget <SIZE>", "most that matrices may take of the state directory's disk", bytes)
    .option("--workspace-budget <SIZE>", "most that running jobs may take beside the matrices", bytes)
    .option("--stores <N>", "store processes (default: one per core)", integer)
    .option("--groups <N>", "compute groups (default 1)", integer)
    .option("--ranks <N>", "MPI ranks per group (default: cores / groups)", integer)
    .option("--ttl <HOURS>", "how long a matrix is kept after its last use; 0: for ever (default 24)", hours)
    .option("--config <FILE>", "JSON file with these and all other settings, - for a line on standard input; flags win")
    .option("--log-level <LEVEL>", "debug, info, warn, error or silent")
    .option("--embedded", "end, and leave nothing behind, when standard input ends")
    .option("--json", "print one line {url, token} when ready, nothing else")
    .action(async (flags: Flags) => {
      const { serve } = await import("../serve.js");
      await serve(optionsOf(flags));
    });
}

function optionsOf(flags: Flags): ServeOptions {
  return {
    stateDir: flags.stateDir ?? null,
    embedded: flags.embedded ?? false,
    json: flags.json ?? flags.embedded ?? false,
    configFile: flags.config ?? null,
    settings: settingsOf(flags),
  };
}

/** Only what was given: a flag left out must not hide the configuration file's value. */
function settingsOf(flags: Flags): ConfigInput {
  const settings: ConfigInput = {
    listen:
      flags.host || flags.port !== undefined ? { host: flags.host ?? "127.0.0.1", port: flags.port ?? 0 } : undefined,
    advertisedHost: flags.advertisedHost,
    storePorts: flags.storePorts,
    tls: tlsFrom(flags),
    users: flags.users ? usersFrom(flags.users) : undefined,
    memoryBudgetBytes: flags.memoryBudget,
    diskBudgetBytes: flags.diskBudget,
    workspaceBudgetBytes: flags.workspaceBudget,
    stores: flags.stores,
    groups: flags.groups,
    ranksPerGroup: flags.ranks,
    matrixTtlMs: flags.ttl,
    logLevel: flags.logLevel,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function usersFrom(path: string): ConfigInput["users"] {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const text = `--users ${path}: ${(cause as Error).message}; wanted JSON such as [{"name":"ada","token":"at least 16 characters"}]`;
    throw new AthanorError("ATHANOR_BAD_CONFIG", text, { cause });
  }
}

function tlsFrom({ tlsCert, tlsKey, tlsClientCa }: Flags): ConfigInput["tls"] {
  if (!tlsCert && !tlsKey && !tlsClientCa) return undefined;
  if (tlsCert && tlsKey) return { certPath: tlsCert, keyPath: tlsKey, clientCaPath: tlsClientCa ?? null };
  const given = tlsCert ? "--tls-cert" : tlsKey ? "--tls-key" : "--tls-client-ca";
  throw new AthanorError("ATHANOR_BAD_CONFIG", `${given} alone; TLS takes --tls-cert and --tls-key together`);
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is wanted.");
  return Number(text);
}

function portRange(text: string): { from: number; to: number } {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (!from || !to || Number(from) > Number(to))
    throw new InvalidArgumentError("two ports such as 9000-9007 are wanted.");
  return { from: Number(from), to: Number(to) };
}

/** "8G", "500M", "1048576". */
function bytes(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?$/i.exec(text) ?? [];
  if (!number) throw new InvalidArgumentError("a size such as 500M or 8G is wanted.");
  return Math.floor(Number(number) * 1024 ** " KMGT".indexOf(unit.toUpperCase() || " "));
}

function hours(text: string): number | null {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError("a number of hours is wanted.");
  return value === 0 ? null : Math.ceil(value * 3600_000);
}
