import { once } from "node:events";
import { connect, createServer } from "node:http2";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { FlightChannel, flightData, pathDescriptor, ticketOf } from "athanor-client/wire";
import { expect, it } from "vitest";
import { FlightServer } from "../../bridge/flight/index.js";
import { ScriptedHandler, TOKEN } from "./support/scripted-handler.js";
import { until, withServer } from "./support/with-server.js";

const WINDOW_BYTES = 8 * 1024 * 1024;

it("survives garbage, silence and half a preface on its port", async () => {
  await withServer(async ({ server }) => {
    for (const bytes of ["GET / HTTP/1.1\r\n\r\n", "\0\xff".repeat(5000), "PRI * HTTP/2.0\r\n"]) {
      const socket = connectSocket(server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(bytes);
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    await until(() => server.connections === 0, "the connections are gone");
    const channel = new FlightChannel(server.uri, { token: TOKEN });
    expect((await channel.getFlightInfo(pathDescriptor("a"))).totalRecords).toBe(12);
    await channel.close();
  });
});

it("answers malformed requests with a coded status", async () => {
  await withServer(async ({ server }) => {
    expect(await rawCall(server, "/some.other.Service/Method", Buffer.alloc(5))).toContain("ATHANOR_UNIMPLEMENTED");
    const service = "/arrow.flight.protocol.FlightService";
    expect(await rawCall(server, `${service}/NoMethod`, Buffer.alloc(5))).toContain("ATHANOR_UNIMPLEMENTED");
    expect(await rawCall(server, `${service}/GetFlightInfo`, Buffer.alloc(0))).toContain("ATHANOR_INVALID_ARGUMENT");
    expect(await rawCall(server, `${service}/DoPut`, Buffer.from([0, 0, 0, 0, 9, 1]))).toContain(
      "ATHANOR_INCOMPLETE_STREAM",
    );
    expect(await rawCall(server, `${service}/DoPut`, Buffer.from([1, 0, 0, 0, 1, 1]))).toContain("compressed");
    expect(await rawCall(server, `${service}/DoPut`, Buffer.from([0, 0, 0, 0, 2, 0x0a, 9]))).toContain(
      "ATHANOR_BAD_BATCH",
    );
  });
});

it("refuses an address that is taken, and a URL that is none", async () => {
  await withServer(async ({ server }) => {
    const again = FlightServer.listen(new ScriptedHandler(), { port: server.port });
    await expect(again).rejects.toMatchObject({ code: "ATHANOR_BAD_CONFIG" });
    expect(() => new FlightChannel("http://localhost")).toThrow("ATHANOR_INVALID_ARGUMENT");
  });
});

it("tells a client whose server is not there, was lost, or hangs", async () => {
  const nowhere = new FlightChannel("grpc://127.0.0.1:1", { token: TOKEN });
  await expect(nowhere.getFlightInfo(pathDescriptor("a"))).rejects.toMatchObject({
    code: "ATHANOR_BRIDGE_UNREACHABLE",
  });
  const server = await FlightServer.listen(new ScriptedHandler());
  const channel = new FlightChannel(server.uri, { token: TOKEN });
  const stream = channel.doGet(ticketOf("endless"));
  await stream.next();
  await server.close(0);
  await expect(drain(stream)).rejects.toMatchObject({ code: expect.stringMatching(/DRAINING|UNREACHABLE/) });
  await channel.close();
  await expect(channel.getFlightInfo(pathDescriptor("a"))).rejects.toMatchObject({ code: "ATHANOR_CLOSED" });
});

it("connects again after its server came back", async () => {
  const first = await FlightServer.listen(new ScriptedHandler());
  const channel = new FlightChannel(first.uri, { token: TOKEN });
  await channel.getFlightInfo(pathDescriptor("a"));
  await first.close(0);
  const second = await FlightServer.listen(new ScriptedHandler(), { port: first.port });
  expect((await channel.getFlightInfo(pathDescriptor("a"))).totalRecords).toBe(12);
  await channel.close();
  await second.close(0);
});

it("lets running calls end when it closes, and takes no new ones", async () => {
  const server = await FlightServer.listen(new ScriptedHandler());
  const channel = new FlightChannel(server.uri, { token: TOKEN });
  const count = channel.doAction("count", Buffer.from("n"));
  await count.next();
  const closed = server.close(5000);
  expect(await drain(count)).toBe(4);
  await closed;
  expect(server.connections).toBe(0);
  await channel.close();
});

it("cancels a call by its AbortSignal, and runs the source's finally when the call fails", async () => {
  await withServer(async ({ server, handler }) => {
    const channel = new FlightChannel(server.uri, { token: TOKEN });
    const controller = new AbortController();
    const stream = channel.doGet(ticketOf("endless"), { signal: controller.signal });
    await stream.next();
    controller.abort(new Error("enough"));
    await expect(drain(stream)).rejects.toThrow("enough");
    await until(() => handler.seen.finished.length === 1, "the handler's finally ran");
    let left = false;
    async function* source() {
      try {
        for (;;) yield flightData({ descriptor: pathDescriptor("refused"), body: Buffer.alloc(1000) });
      } finally {
        left = true;
      }
    }
    await expect(drain(channel.doPut(source()))).rejects.toMatchObject({ code: "ATHANOR_STORE_FULL" });
    await until(() => left, "the source's finally ran");
    await channel.close();
  });
});

it("holds a fast server back while the client does not read", async () => {
  await withServer(async ({ server }) => {
    const channel = new FlightChannel(server.uri, { token: TOKEN, windowBytes: 65_536, maxBytesWaiting: 65_536 });
    const before = process.memoryUsage().arrayBuffers;
    const stream = channel.doGet(ticketOf("endless"));
    await stream.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    await stream.return(undefined);
    await channel.close();
  });
});

it("opens its windows as wide as it says, on both ends of the wire", async () => {
  await withServer(async ({ server }) => {
    const session = connect(`http://127.0.0.1:${server.port}`);
    await once(session, "remoteSettings");
    await until(() => session.state.remoteWindowSize === WINDOW_BYTES, "the connection's window is open");
    expect(session.remoteSettings.initialWindowSize).toBe(WINDOW_BYTES);
    session.close();
  });
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const channel = new FlightChannel(`grpc://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const call = channel.getFlightInfo(pathDescriptor("a")).catch(() => {});
  const [session] = await once(http, "session");
  await until(() => session.state.remoteWindowSize === WINDOW_BYTES, "the connection's window is open");
  expect(session.remoteSettings.initialWindowSize).toBe(WINDOW_BYTES);
  await channel.close({ force: true });
  await call;
  http.close();
});

/** Sends bytes as a request body and gives the grpc-message that comes back. */
async function rawCall(server: FlightServer, path: string, body: Buffer): Promise<string> {
  const session = connect(`http://127.0.0.1:${server.port}`);
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    authorization: `Bearer ${TOKEN}`,
  });
  stream.end(body);
  stream.resume();
  const told: Record<string, unknown> = {};
  stream.on("response", (headers) => Object.assign(told, headers));
  stream.on("trailers", (headers) => Object.assign(told, headers));
  await once(stream, "close");
  session.close();
  return decodeURIComponent(String(told["grpc-message"]));
}

async function drain(stream: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _item of stream) count++;
  return count;
}
