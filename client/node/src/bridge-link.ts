import { setTimeout as sleep } from "node:timers/promises";
import type { TlsFiles } from "./tls.js";
import type { ActionName, Actions } from "./wire/actions.js";
import { FlightChannel } from "./wire/channel.js";
import type { CallOptions } from "./wire/client-call.js";
import { cmdDescriptor } from "./wire/descriptor.js";
import { AthanorError } from "./wire/errors.js";
import type { FlightInfo } from "./wire/generated/arrow/flight.js";

/** Where a bridge is and how to be let in; complete, with nothing left to fill in. */
export interface LinkOptions {
  url: string;
  token: string | null;
  tls: TlsFiles | null;
  /** Deadline of every call with one answer. */
  deadlineMs: number;
}

/** Actions that may be sent again after a lost connection: a repeat is the same request, not a second one. */
const REPEATABLE: ReadonlySet<ActionName> = new Set<ActionName>([
  "athanor.sealMatrix",
  "athanor.matrix",
  "athanor.listMatrices",
  "athanor.renewMatrix",
  "athanor.submit",
  "athanor.cancel",
  "athanor.job",
  "athanor.listJobs",
  "athanor.jobLogs",
  "athanor.libraries",
  "athanor.status",
]);
const RETRY_DELAYS_MS = [100, 400];
/** A watch is opened anew after this long, so that no call is without a deadline. */
const STREAM_DEADLINE_MS = 3_600_000;

/** The control surface of one bridge: typed actions over one channel, each with a deadline. */
export class BridgeLink {
  readonly channel: FlightChannel;
  private closed = false;

  constructor(readonly options: LinkOptions) {
    this.channel = this.open(options.url);
  }

  /** A channel to another address of the same bridge, such as one of its stores. */
  open(url: string, connectTimeoutMs = 10_000): FlightChannel {
    const { token, tls, deadlineMs } = this.options;
    return new FlightChannel(url, { token, tls: tls ?? undefined, deadlineMs, connectTimeoutMs });
  }

  /** The one answer of an action. @throws AthanorError what the bridge said, or ATHANOR_CLOSED after close */
  async call<A extends ActionName>(
    action: A,
    request: Actions[A]["request"],
    options?: CallOptions,
  ): Promise<Actions[A]["result"]> {
    for await (const result of this.stream(action, request, options)) return result;
    throw new AthanorError("ATHANOR_INTERNAL", `the bridge at ${this.options.url} answered ${action} with nothing`);
  }

  /** All answers of an action as a list. */
  async list<A extends ActionName>(
    action: A,
    request: Actions[A]["request"],
    options?: CallOptions,
  ): Promise<Actions[A]["result"][]> {
    const results: Actions[A]["result"][] = [];
    for await (const result of this.stream(action, request, options)) results.push(result);
    return results;
  }

  /** The answers of an action as they come. A lost connection is retried only before the first. */
  async *stream<A extends ActionName>(
    action: A,
    request: Actions[A]["request"],
    options: CallOptions = {},
  ): AsyncGenerator<Actions[A]["result"]> {
    this.refuseClosed();
    const body = Buffer.from(JSON.stringify(request));
    const deadlineMs = action === "athanor.watch" ? STREAM_DEADLINE_MS : this.options.deadlineMs;
    for (let attempt = 0; ; attempt++) {
      let answered = false;
      try {
        for await (const result of this.channel.doAction(action, body, { deadlineMs, ...options })) {
          answered = true;
          yield JSON.parse(Buffer.from(result).toString()) as Actions[A]["result"];
        }
        return;
      } catch (error) {
        const delayMs = RETRY_DELAYS_MS[attempt];
        const lost = error instanceof AthanorError && error.code === "ATHANOR_BRIDGE_UNREACHABLE";
        if (answered || !lost || delayMs === undefined || !REPEATABLE.has(action) || this.closed) throw error;
        await sleep(delayMs, undefined, { signal: options.signal });
      }
    }
  }

  /** Tickets for rows [from, to) of a matrix. */
  flightInfo(matrix: string, rows: [number, number], options?: CallOptions): Promise<FlightInfo> {
    this.refuseClosed();
    return this.channel.getFlightInfo(cmdDescriptor({ matrix, rows }), options);
  }

  refuseClosed(): void {
    if (this.closed)
      throw new AthanorError("ATHANOR_CLOSED", `the client of ${this.options.url} was closed; connect again`);
  }

  /** Cuts off what still runs. Closing twice is fine. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.channel.close({ force: true });
  }
}
