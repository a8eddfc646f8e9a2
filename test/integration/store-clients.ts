import { execFile } from "node:child_process";
import { join } from "node:path";
import {
  cmdDescriptor,
  encodeRows,
  encodeSchemaMessage,
  FlightChannel,
  type FlightData,
  flightData,
  matrixSchema,
  type PutDescriptor,
  type PutReceipt,
} from "athanor-client/wire";
import { type StoreUnderTest, tokens, venvPython } from "./store-harness.js";

export interface PyarrowAnswer {
  receipt?: (PutReceipt & { pending?: true }) | null;
  sha?: string;
  rows?: number;
  batches?: number[];
  columns?: string[];
  index?: number[];
  error?: string;
  type?: string;
}

/** Runs store-client.py; a killed client answers {}. */
export function pyarrow(store: StoreUnderTest, command: Record<string, unknown>): Promise<PyarrowAnswer> {
  const full = { uri: store.uri, token: tokens.ada, ...command };
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, "store-client.py");
    execFile(venvPython, [script, JSON.stringify(full)], { timeout: 50_000 }, (error, stdout, stderr) => {
      const last = stdout.trim().split("\n").at(-1) ?? "";
      if (last.startsWith("{")) resolve(JSON.parse(last));
      else if (error?.signal === "SIGKILL") resolve({});
      else reject(new Error(`${error?.message}\n${stderr}`));
    });
  });
}

export interface NodePut {
  capability?: string;
  token?: string;
  /** Default: the store's port. */
  uri?: string;
  part?: number;
  attempt?: string;
  /** Declared in the descriptor; null: not. */
  rows?: number | null;
  cols?: number;
  /** One batch of so many rows each. */
  batches?: number[];
  index?: boolean;
  /** Runs after each batch, before the next. */
  between?(batch: number): Promise<void>;
}

/** Puts small batches with our own client; the receipt, or throws what the store answered. */
export async function nodePut(store: StoreUnderTest, put: NodePut): Promise<PutReceipt & { pending?: true }> {
  const channel = new FlightChannel(put.uri ?? store.uri, { token: put.token ?? tokens.ada });
  try {
    for await (const answer of channel.doPut(messages(store, put), { deadlineMs: 20_000 })) {
      return JSON.parse(Buffer.from(answer).toString());
    }
    throw new Error("the store ended the stream without a PutResult");
  } finally {
    await channel.close({ force: true });
  }
}

async function* messages(store: StoreUnderTest, put: NodePut): AsyncGenerator<FlightData> {
  const { part = 0, attempt = "a", cols = 4, batches = [3], index = false } = put;
  const total = batches.reduce((sum, rows) => sum + rows, 0);
  const rows = put.rows === undefined ? total : put.rows;
  const descriptor: PutDescriptor = { capability: put.capability ?? store.grant(), part, attempt };
  if (rows !== null) descriptor.rows = rows;
  const header = encodeSchemaMessage(matrixSchema({ cols, dtype: "float64", index }));
  yield flightData({ descriptor: cmdDescriptor(descriptor), header });
  let first = 0;
  for (const [number, count] of batches.entries()) {
    const values = Float64Array.from({ length: count * cols }, (_value, at) => first * cols + at);
    const indices = index ? BigInt64Array.from({ length: count }, (_value, at) => BigInt(first + at)) : null;
    yield encodeRows({ rows: count, cols, dtype: "float64", values: new Uint8Array(values.buffer), indices });
    first += count;
    await put.between?.(number);
  }
}
