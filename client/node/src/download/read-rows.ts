import { throwIfAborted } from "../abort.js";
import type { BridgeLink } from "../bridge-link.js";
import { type DataPath, isPassing } from "../data-path.js";
import { Retries } from "../retry.js";
import type { RowBatch } from "../upload/row-source.js";
import type { Dtype } from "../wire/actions.js";
import { AthanorError } from "../wire/errors.js";
import type { FlightEndpoint } from "../wire/generated/arrow/flight.js";
import { decodeRows } from "./decode-endpoint.js";
import { Prefetch } from "./prefetch.js";

export interface ReadRequest {
  matrix: string;
  cols: number;
  dtype: Dtype;
  from: number;
  to: number;
  signal?: AbortSignal;
}

/** Endpoints that are read at the same time. */
const STREAMS = 2;
/** Decoded bytes that a stream may be ahead of its turn. */
const BYTES_AHEAD = 16 * 1024 * 1024;

/**
 * Rows [from, to) in order. Several stores send at once, each held back when it is too far ahead; after a
 * broken stream the rest is asked for anew.
 */
export async function* readRows(
  link: BridgeLink,
  path: DataPath,
  request: ReadRequest,
): AsyncGenerator<RowBatch & { firstRow: number }> {
  let next = request.from;
  const retries = new Retries();
  while (next < request.to) {
    try {
      for await (const batch of readOnce(link, path, { ...request, from: next })) {
        yield { ...batch, firstRow: next };
        next += batch.rows;
        retries.progressed();
      }
      if (next < request.to) {
        throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", `rows ended at ${next} of ${request.to}`);
      }
    } catch (error) {
      throwIfAborted(request.signal, "the download");
      if (!isPassing(error) || !(await retries.pause(request.signal))) throw error;
    }
  }
}

async function* readOnce(link: BridgeLink, path: DataPath, request: ReadRequest): AsyncGenerator<RowBatch> {
  const { matrix, from, to } = request;
  const left = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, left.signal]) : left.signal;
  const info = await link.flightInfo(matrix, [from, to], { signal });
  const waiting = [...info.endpoint];
  const running: Prefetch<RowBatch>[] = [];
  const start = () => {
    const endpoint = waiting.shift();
    if (endpoint)
      running.push(new Prefetch(readEndpoint(path, endpoint, { ...request, signal }), BYTES_AHEAD, bytesOf));
  };
  for (let i = 0; i < STREAMS; i++) start();
  try {
    for (let stream = running[0]; stream; stream = running[0]) {
      yield* stream;
      running.shift();
      start();
    }
  } finally {
    left.abort();
    await Promise.all(running.map((stream) => stream.stop()));
  }
}

async function* readEndpoint(path: DataPath, endpoint: FlightEndpoint, request: ReadRequest): AsyncGenerator<RowBatch> {
  const route = path.route(endpoint.location.map((location) => location.uri));
  if (!endpoint.ticket) throw new AthanorError("ATHANOR_INTERNAL", "an endpoint without ticket");
  try {
    yield* decodeRows(route.channel.doGet(endpoint.ticket, { signal: request.signal }), request);
  } catch (error) {
    if (isPassing(error)) route.failed();
    throw error;
  }
}

function bytesOf(batch: RowBatch): number {
  return batch.values.byteLength;
}
