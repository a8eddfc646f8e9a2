import { AthanorError } from "athanor-client/wire";
import * as v from "valibot";

const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const Count = v.pipe(v.number(), v.integer(), v.minValue(1));

const StoreConfigSchema = v.strictObject({
  /** gRPC target of the bridge's leash, such as `unix:/run/athanor/leash.sock`. */
  leash: v.string(),
  /** Secret of this launch, said in the hello. */
  launchToken: v.string(),
  /** Number of this store on its host. */
  index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The two store directories; they exist. memory: null where there is no tmpfs tier. */
  directories: v.strictObject({ memory: v.nullable(v.string()), disk: v.string() }),
  /** Address to listen on, and the host said in the hello. */
  host: v.string(),
  /** 0: any free port. */
  port: Port,
  /** Unix socket on which the bridge relays streams, without TLS; null: none. */
  relaySocket: v.nullable(v.string()),
  tls: v.nullable(v.strictObject({ certPath: v.string(), keyPath: v.string(), clientCaPath: v.nullable(v.string()) })),
  users: v.array(v.strictObject({ name: v.string(), tokenSha256: v.string() })),
  /** Base64 of the key that signs capabilities. */
  capabilityKey: v.pipe(v.string(), v.base64(), v.minLength(24)),
  streamIdleTimeoutMs: Count,
  maxMessageBytes: Count,
  logLevel: v.picklist(["debug", "info", "warn", "error", "silent"]),
  /** Removed when the bridge dies: everything that an embedded bridge has on disk and tmpfs; of `serve`, nothing. */
  ephemeral: v.array(v.string()),
});

/** What the bridge's launcher tells a store, as JSON in one environment variable. */
export type StoreConfig = v.InferOutput<typeof StoreConfigSchema>;

export const STORE_CONFIG_VARIABLE = "ATHANOR_STORE_CONFIG";

/**
 * Reads the configuration and takes it out of the environment, where it could be read by others.
 * @throws AthanorError ATHANOR_BAD_CONFIG naming the field
 */
export function takeStoreConfig(environment: NodeJS.ProcessEnv): StoreConfig {
  const text = environment[STORE_CONFIG_VARIABLE];
  delete environment[STORE_CONFIG_VARIABLE];
  if (text === undefined) throw badConfig(`${STORE_CONFIG_VARIABLE} is not set; a store is started by the bridge`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw badConfig(`${STORE_CONFIG_VARIABLE} is not JSON: ${(cause as Error).message}`);
  }
  const result = v.safeParse(StoreConfigSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw badConfig(`${STORE_CONFIG_VARIABLE}: ${v.getDotPath(issue) ?? "value"}: ${issue.message}`);
}

function badConfig(text: string): AthanorError {
  return new AthanorError("ATHANOR_BAD_CONFIG", text);
}
