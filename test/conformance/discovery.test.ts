import { credentials, Metadata } from "@grpc/grpc-js";
import {
  CancelFlightInfoRequest,
  CancelFlightInfoResult,
  CancelStatus,
  cmdDescriptor,
  decodeEncapsulatedSchema,
  FlightChannel,
  type FlightInfo,
  FlightServiceClient,
  type PollInfo,
  pathDescriptor,
} from "athanor-client/wire";
import { expect, it } from "vitest";
import { pyarrow } from "./support/pyarrow.js";
import { TOKEN } from "./support/scripted-handler.js";
import { withServer } from "./support/with-server.js";

it("lists flights and actions, tells schemas, ordered endpoints, metadata and expiry", async () => {
  await withServer(async ({ server }) => {
    const seen = await pyarrow("discovery", server.uri);
    expect(seen.flights).toEqual(["flight-0", "flight-1", "flight-2"]);
    expect(seen.actions).toEqual({ count: "Counts to five.", header: "Tells a header." });
    expect(seen.counted).toEqual(["n0", "n1", "n2", "n3", "n4"]);
    expect(seen.schema).toContain("row: fixed_size_list<item: double not null>[3] not null");
    expect(seen.infoSchema).toBe(seen.schema);
    expect(seen).toMatchObject({ ordered: true, appMetadata: "summary", totals: [12, -1], endpointMetadata: "rows 1" });
    expect(seen.tickets).toEqual(["ticket-0", "ticket-1", "ticket-2", "ticket-3"]);
    expect(seen.locations).toEqual(["grpc+tcp://store:1", "arrow-flight-reuse-connection://?"]);
    expect(seen.expires).toContain("2030-01-01");
  });
});

it("passes a client middleware's headers to the handler, and the handler's back", async () => {
  await withServer(async ({ server }) => {
    expect(await pyarrow("middleware", server.uri)).toEqual({ body: "from-middleware", echo: ["from-middleware"] });
  });
});

it("serves PollFlightInfo and CancelFlightInfo to a generated gRPC client", async () => {
  await withServer(async ({ server }) => {
    const client = new FlightServiceClient(`127.0.0.1:${server.port}`, credentials.createInsecure());
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${TOKEN}`);
    const polled = await new Promise<PollInfo>((resolve, reject) =>
      client.pollFlightInfo(cmdDescriptor("1"), metadata, (error, info) => (error ? reject(error) : resolve(info))),
    );
    expect(polled.progress).toBe(0.5);
    expect(polled.flightDescriptor?.cmd.toString()).toBe("2");
    const body = Buffer.from(CancelFlightInfoRequest.encode({ info: known(polled.info!) }).finish());
    const results = client.doAction({ type: "CancelFlightInfo", body }, metadata);
    for await (const result of results) {
      expect(CancelFlightInfoResult.decode(result.body).status).toBe(CancelStatus.CANCEL_STATUS_CANCELLED);
    }
    client.close();
  });
});

it("serves all of it to our own client", async () => {
  await withServer(async ({ server }) => {
    const channel = new FlightChannel(server.uri, { token: TOKEN });
    const flights = [];
    for await (const flight of channel.listFlights()) flights.push(flight.flightDescriptor?.path[0]);
    expect(flights).toEqual(["flight-0", "flight-1", "flight-2"]);
    const { schema } = await channel.getSchema(pathDescriptor("a"));
    expect(decodeEncapsulatedSchema(schema).fields.map((field) => field.name)).toEqual(["row", "index"]);
    const finished = await channel.pollFlightInfo(cmdDescriptor("2"));
    expect(finished.flightDescriptor).toBeUndefined();
    expect(await channel.handshake("tester", "secret")).toBe(TOKEN);
    await channel.close();
  });
});

function known(info: FlightInfo): FlightInfo {
  return { ...info, flightDescriptor: pathDescriptor("known") };
}
