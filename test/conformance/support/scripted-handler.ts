import {
  type Action,
  AthanorError,
  bodyLength,
  CancelFlightInfoRequest,
  CancelFlightInfoResult,
  CancelStatus,
  cmdDescriptor,
  decodeSchemaMessage,
  encodeEncapsulatedSchema,
  encodeRows,
  encodeSchemaMessage,
  type FlightData,
  type FlightDescriptor,
  type FlightInfo,
  flightData,
  matrixSchema,
  type PollInfo,
  pathDescriptor,
  RowDecoder,
  ticketOf,
} from "athanor-client/wire";
import type { CallContext, FlightHandler } from "../../../bridge/flight/index.js";

export const TOKEN = "right-token";
const SCHEMA = matrixSchema({ cols: 3, dtype: "float64", index: true });

/** What a test wants to know of the handler afterwards. */
export interface Seen {
  /** Scenario names whose `finally` ran. */
  finished: string[];
  /** Messages that the scenario's stream ended with. */
  errors: string[];
  principals: string[];
}

/** Arrow's usual scenarios, each under a path, ticket or action of its own; stores what is put, in memory. */
export class ScriptedHandler implements FlightHandler {
  readonly seen: Seen = { finished: [], errors: [], principals: [] };
  private readonly stored = new Map<string, FlightData[]>();

  authenticate(bearerToken: string | null): string {
    if (bearerToken === TOKEN) return "tester";
    throw new AthanorError(
      "ATHANOR_UNAUTHENTICATED",
      bearerToken === null ? "no token was sent" : "the token is wrong",
    );
  }

  async handshake(user: string, password: string): Promise<string> {
    if (user === "tester" && password === "secret") return TOKEN;
    throw new AthanorError("ATHANOR_UNAUTHENTICATED", `wrong password for ${user}`);
  }

  async *listFlights(): AsyncGenerator<FlightInfo> {
    for (let flight = 0; flight < 3; flight++) yield info(pathDescriptor(`flight-${flight}`), 2);
  }

  async getFlightInfo(descriptor: FlightDescriptor, context: CallContext): Promise<FlightInfo> {
    this.seen.principals.push(context.principal);
    if (descriptor.path[0] === "missing")
      throw new AthanorError("ATHANOR_MATRIX_NOT_FOUND", "no matrix “missing” 100%");
    if (descriptor.path[0] === "broken") throw new Error("a bug");
    return info(descriptor, 4);
  }

  async pollFlightInfo(descriptor: FlightDescriptor): Promise<PollInfo> {
    const step = Number(descriptor.cmd.toString());
    const next = step < 2 ? cmdDescriptor(String(step + 1)) : undefined;
    return { info: info(descriptor, step), flightDescriptor: next, progress: step / 2, expirationTime: undefined };
  }

  async getSchema() {
    return { schema: encodeEncapsulatedSchema(SCHEMA) };
  }

  async *doGet({ ticket }: { ticket: Buffer }, context: CallContext): AsyncGenerator<FlightData> {
    const name = ticket.toString();
    if (name === "endless") return yield* this.endless(context);
    if (name === "matrix") return yield* matrix();
    if (name === "failing") return yield* failing();
    const stored = this.stored.get(name);
    if (!stored) throw new AthanorError("ATHANOR_PERMISSION_DENIED", `the ticket ${name} is not valid`);
    yield* stored;
  }

  async *doPut(incoming: AsyncIterable<FlightData>): AsyncGenerator<Uint8Array> {
    const source = incoming[Symbol.asyncIterator]();
    const first = await source.next();
    if (first.done) return;
    const all = prepend(first.value, source);
    yield* first.value.descriptor?.path[0] === "rows" ? decodedRows(all) : this.store(all);
  }

  private async *store(incoming: AsyncIterable<FlightData>): AsyncGenerator<Uint8Array> {
    const messages: FlightData[] = [];
    let name = "";
    try {
      for await (const message of incoming) {
        name = message.descriptor?.path[0] ?? name;
        if (name === "refused")
          throw new AthanorError("ATHANOR_STORE_FULL", "no room", { details: { wantedBytes: 7 } });
        messages.push({ ...message, descriptor: null });
        const metadata = Buffer.from(message.appMetadata).toString();
        if (messages.length > 1) yield Buffer.from(JSON.stringify({ bytes: bodyLength(message.body), metadata }));
      }
      this.stored.set(name, messages);
    } catch (error) {
      this.seen.errors.push(String(error));
      throw error;
    } finally {
      this.seen.finished.push(`put ${name}`);
    }
  }

  async *doExchange(incoming: AsyncIterable<FlightData>): AsyncGenerator<FlightData> {
    for await (const message of incoming) {
      // pyarrow opens with a message of the descriptor alone; a reader takes its echo for the end.
      if (message.header.length > 0) yield { ...message, descriptor: null };
    }
  }

  async *doAction(action: Action, context: CallContext): AsyncGenerator<Uint8Array> {
    if (action.type === "CancelFlightInfo") {
      const { info: asked } = CancelFlightInfoRequest.decode(action.body);
      const known = asked?.flightDescriptor?.path[0] === "known";
      const status = known ? CancelStatus.CANCEL_STATUS_CANCELLED : CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE;
      yield CancelFlightInfoResult.encode({ status }).finish();
    } else if (action.type === "header") {
      context.setHeader("x-echo", String(context.headers["x-test"]));
      yield Buffer.from(String(context.headers["x-test"]));
    } else if (action.type === "count") {
      for (let i = 0; i < 5; i++) yield Buffer.concat([action.body, Buffer.from(String(i))]);
    } else {
      throw new AthanorError("ATHANOR_UNIMPLEMENTED", `no action ${action.type}`);
    }
  }

  async *listActions() {
    yield { type: "count", description: "Counts to five." };
    yield { type: "header", description: "Tells a header." };
  }

  private async *endless(context: CallContext): AsyncGenerator<FlightData> {
    try {
      yield flightData({ header: encodeSchemaMessage(SCHEMA) });
      for (;;) yield batch(1000);
    } finally {
      this.seen.finished.push(context.signal.aborted ? "get endless, aborted" : "get endless");
    }
  }
}

async function* prepend(first: FlightData, rest: AsyncIterator<FlightData>): AsyncGenerator<FlightData> {
  yield first;
  for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
}

/** Tells as JSON what RowDecoder makes of a put: float64 values, row-major. */
async function* decodedRows(incoming: AsyncIterable<FlightData>): AsyncGenerator<Uint8Array> {
  let decoder: RowDecoder | null = null;
  const values: number[] = [];
  const indices: string[] = [];
  for await (const message of incoming) {
    if (!decoder) {
      if (message.header.length > 0) decoder = new RowDecoder(decodeSchemaMessage(message.header));
      continue;
    }
    const decoded = decoder.decode(message);
    if (!decoded) continue;
    const copy = Uint8Array.from(decoded.values).buffer;
    values.push(...(decoder.dtype === "float64" ? new Float64Array(copy) : new Float32Array(copy)));
    indices.push(...Array.from(decoded.indices ?? new BigInt64Array(0), String));
  }
  const { rows, cols, dtype, layout } = decoder!;
  yield Buffer.from(JSON.stringify({ rows, cols, dtype, kind: layout.kind, declared: layout.rows, values, indices }));
}

async function* failing(): AsyncGenerator<FlightData> {
  yield flightData({ header: encodeSchemaMessage(SCHEMA) });
  yield batch(1);
  throw new AthanorError("ATHANOR_MATRIX_LOST", "a file went away");
}

/** 4 x 3 of 0, 1, 2, ...; values in two pieces, then an empty batch. */
async function* matrix(): AsyncGenerator<FlightData> {
  yield flightData({ header: encodeSchemaMessage(SCHEMA) });
  const bytes = new Uint8Array(Float64Array.from({ length: 12 }, (_, at) => at).buffer);
  const values = [bytes.subarray(0, 20), bytes.subarray(20)];
  yield encodeRows({ rows: 4, cols: 3, dtype: "float64", values, indices: BigInt64Array.of(9n, 8n, 7n, -6n) });
  yield batch(0);
}

function batch(rows: number): FlightData {
  const values = new Uint8Array(new Float64Array(rows * 3).buffer);
  const indices = BigInt64Array.from({ length: rows }, (_, row) => BigInt(row));
  return encodeRows({ rows, cols: 3, dtype: "float64", values, indices });
}

function info(descriptor: FlightDescriptor, endpoints: number): FlightInfo {
  return {
    schema: encodeEncapsulatedSchema(SCHEMA),
    flightDescriptor: descriptor,
    endpoint: Array.from({ length: endpoints }, (_, at) => ({
      ticket: ticketOf(`ticket-${at}`),
      location: [{ uri: "grpc+tcp://store:1" }, { uri: "arrow-flight-reuse-connection://?" }],
      expirationTime: new Date("2030-01-01T00:00:00Z"),
      appMetadata: Buffer.from(`rows ${at}`),
    })),
    totalRecords: 12,
    totalBytes: -1,
    ordered: true,
    appMetadata: Buffer.from("summary"),
  };
}
