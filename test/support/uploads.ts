import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Athanor, connect } from "athanor-client";
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
  type UploadTarget,
} from "athanor-client/wire";
import { onTestFinished } from "vitest";
import type { TestBridge } from "./with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;

/** A deterministic matrix in (0, 1), row-major. */
export function testValues(rows: number, cols: number, seed = 1): Float64Array {
  let state = seed >>> 0 || 1;
  return Float64Array.from({ length: rows * cols }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  });
}

/** A client of the bridge under test, closed after `body`. */
export async function withClient<T>(bridge: TestBridge, body: (client: Athanor) => Promise<T>): Promise<T> {
  const client = await connect(bridge.url, { token: bridge.token });
  try {
    return await body(client);
  } finally {
    await client.close();
  }
}

export interface PartUpload {
  part: number;
  attempt: string;
  values: Float64Array;
  rows: number;
}

/** Sends one attempt of a part straight to its store; gives the receipt. */
export async function putPart(bridge: TestBridge, target: UploadTarget, upload: PartUpload): Promise<PutReceipt> {
  const { part, attempt, values, rows } = upload;
  const cols = values.length / rows;
  const descriptor = cmdDescriptor({ capability: target.capability, part, attempt, rows } satisfies PutDescriptor);
  const schema = flightData({ descriptor, header: encodeSchemaMessage(matrixSchema({ cols, dtype: "float64" })) });
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const batch = encodeRows({ rows, cols, dtype: "float64", values: bytes, indices: null });
  const channel = new FlightChannel(target.stores[part % target.stores.length]!.uri, { token: bridge.token });
  try {
    for await (const receipt of channel.doPut(both(schema, batch))) return JSON.parse(Buffer.from(receipt).toString());
    throw new Error("no receipt");
  } finally {
    await channel.close({ force: true });
  }
}

async function* both(...messages: FlightData[]): AsyncGenerator<FlightData> {
  yield* messages;
}

export interface HalfUpload {
  uri: string;
  token: string;
  /** A PutDescriptor. */
  command: object;
  rows: number;
  cols: number;
  how: "exception" | "sigint" | "kill" | "wait" | "close";
}

/**
 * Starts a pyarrow client that sends half of a part and then ends (or waits); resolves when half is sent. One that
 * waits is killed at the end of the test.
 */
export async function startHalfUpload(upload: HalfUpload): Promise<{ process: ChildProcess; ended: Promise<unknown> }> {
  const { uri, token, command, rows, cols, how } = upload;
  const script = `${ROOT}/test/faults/support/half_upload.py`;
  const args = [script, uri, token, JSON.stringify(command), `${rows}`, `${cols}`, how];
  const child = spawn(`${ROOT}/build/venv/bin/python`, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const lines = createInterface({ input: child.stdout! });
  await Promise.race([once(lines, "line"), ended]);
  return { process: child, ended };
}
