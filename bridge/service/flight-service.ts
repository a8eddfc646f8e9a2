import {
  type Action,
  type ActionType,
  AthanorError,
  CancelFlightInfoRequest,
  CancelFlightInfoResult,
  CancelStatus,
  type Criteria,
  encodeEncapsulatedSchema,
  type FlightData,
  type FlightDescriptor,
  FlightEndpoint,
  type FlightInfo,
  type PollInfo,
  pathDescriptor,
  RenewFlightEndpointRequest,
  type SchemaResult,
  type SubmitRequest,
  type Ticket,
} from "athanor-client/wire";
import type { CallContext, FlightHandler } from "../flight/handler.js";
import { type OperationTable, operationNamed, operations } from "./actions.js";
import type { Domain } from "./domain.js";
import { parseCommand } from "./flight-commands.js";
import { relayGet } from "./get-relay.js";
import { jobFlight, jobPoll, throwUnlessAlive } from "./job-flight.js";
import { matrixFlight } from "./matrix-flight.js";
import { relayPut } from "./put-relay.js";
import { matrixSchema, SUMMARY_SCHEMA } from "./schemas.js";

/** How long one PollFlightInfo waits for news before it answers with the state as it is. */
const POLL_WAIT_MS = 1_000;
const STANDARD_ACTIONS: ActionType[] = [
  { type: "CancelFlightInfo", description: "Cancels the job behind a FlightInfo" },
  { type: "RenewFlightEndpoint", description: "Extends the expiry of an endpoint's ticket" },
];

/** The bridge as a Flight service: each call is decoded, answered by the domain, and encoded. */
export class FlightService implements FlightHandler {
  private readonly table: OperationTable;

  constructor(private readonly domain: Domain) {
    this.table = operations(domain);
  }

  authenticate(bearerToken: string | null): string {
    return this.domain.authenticate(bearerToken);
  }

  async handshake(user: string, password: string): Promise<string> {
    return this.domain.login(user, password);
  }

  async *listFlights(criteria: Criteria, { principal }: CallContext): AsyncGenerator<FlightInfo> {
    const prefix = Buffer.from(criteria.expression).toString("utf8");
    for (const record of this.domain.catalog.list(principal, prefix)) {
      if (record.state !== "sealed") continue;
      yield matrixFlight(this.domain, principal, record, null, pathDescriptor(record.name ?? record.id));
    }
  }

  async getFlightInfo(descriptor: FlightDescriptor, context: CallContext): Promise<FlightInfo> {
    const command = parseCommand(descriptor);
    const { principal, signal } = context;
    if (command.kind === "matrix") {
      const record = this.domain.catalog.resolve(principal, command.matrix);
      return matrixFlight(this.domain, principal, record, command.rows, descriptor);
    }
    const job = command.kind === "job" ? command.job : (await this.submit(command.request, context)).id;
    const ended = await this.domain.jobs.wait(principal, job, signal);
    throwUnlessAlive(ended);
    return jobFlight(this.domain, principal, ended, descriptor);
  }

  async pollFlightInfo(descriptor: FlightDescriptor, context: CallContext): Promise<PollInfo> {
    const command = parseCommand(descriptor);
    if (command.kind === "matrix") {
      const info = await this.getFlightInfo(descriptor, context);
      return { info, flightDescriptor: undefined, progress: 1, expirationTime: undefined };
    }
    const id = command.kind === "job" ? command.job : (await this.submit(command.request, context)).id;
    const patience = AbortSignal.any([context.signal, AbortSignal.timeout(POLL_WAIT_MS)]);
    await this.domain.jobs.wait(context.principal, id, patience).catch((error) => {
      if (!patience.aborted) throw error;
    });
    return jobPoll(this.domain, context.principal, this.domain.jobs.get(context.principal, id), descriptor);
  }

  async getSchema(descriptor: FlightDescriptor, { principal }: CallContext): Promise<SchemaResult> {
    const command = parseCommand(descriptor);
    if (command.kind !== "matrix") return { schema: encodeEncapsulatedSchema(SUMMARY_SCHEMA) };
    return { schema: encodeEncapsulatedSchema(matrixSchema(this.domain.catalog.resolve(principal, command.matrix))) };
  }

  doGet(ticket: Ticket, context: CallContext): AsyncIterable<FlightData> {
    return relayGet(this.domain, ticket, context);
  }

  doPut(incoming: AsyncIterable<FlightData>, context: CallContext): AsyncIterable<Uint8Array> {
    return relayPut(this.domain, incoming, context);
  }

  async *doAction(action: Action, context: CallContext): AsyncGenerator<Uint8Array> {
    if (action.type === "CancelFlightInfo") return yield await this.cancelFlight(action.body, context);
    if (action.type === "RenewFlightEndpoint") return yield this.renewEndpoint(action.body, context);
    for await (const result of await operationNamed(this.table, action.type).run(action.body, context)) {
      yield Buffer.from(JSON.stringify(result));
    }
  }

  async *listActions(): AsyncGenerator<ActionType> {
    for (const [type, { description }] of Object.entries(this.table)) yield { type, description };
    yield* STANDARD_ACTIONS;
  }

  private async submit(request: SubmitRequest, { principal }: CallContext) {
    this.domain.refuseWhenDraining();
    return this.domain.jobs.submit(principal, request);
  }

  private async cancelFlight(body: Uint8Array, { principal }: CallContext): Promise<Uint8Array> {
    const { info } = CancelFlightInfoRequest.decode(body);
    const jobId = jobOf(info);
    if (jobId === null)
      return CancelFlightInfoResult.encode({ status: CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE }).finish();
    const job = await this.domain.jobs.cancel(principal, jobId);
    const status =
      job.state === "cancelled"
        ? CancelStatus.CANCEL_STATUS_CANCELLED
        : job.state === "queued" || job.state === "running"
          ? CancelStatus.CANCEL_STATUS_CANCELLING
          : CancelStatus.CANCEL_STATUS_NOT_CANCELLABLE;
    return CancelFlightInfoResult.encode({ status }).finish();
  }

  private renewEndpoint(body: Uint8Array, { principal }: CallContext): Uint8Array {
    const { endpoint } = RenewFlightEndpointRequest.decode(body);
    const capability = this.domain.verify(Buffer.from(endpoint?.ticket?.ticket ?? []).toString("utf8"), principal);
    if (capability.kind === "write") {
      throw new AthanorError(
        "ATHANOR_PERMISSION_DENIED",
        "an upload capability is no endpoint; create the matrix anew",
      );
    }
    const expiresAtMs = Date.now() + this.domain.config.ticketTtlMs;
    if (capability.kind === "read") this.domain.catalog.touch(capability.matrixId);
    return FlightEndpoint.encode({
      ...endpoint!,
      ticket: { ticket: Buffer.from(this.domain.sign({ ...capability, expiresAtMs })) },
      expirationTime: new Date(expiresAtMs),
    }).finish();
  }
}

/** The job id that jobFlight put into a FlightInfo's app_metadata. */
function jobOf(info: FlightInfo | undefined): string | null {
  try {
    const { job } = JSON.parse(Buffer.from(info?.appMetadata ?? []).toString("utf8"));
    return typeof job?.id === "string" ? job.id : null;
  } catch {
    return null;
  }
}
