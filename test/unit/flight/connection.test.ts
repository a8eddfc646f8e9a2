import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Connection } from "../../../client/node/src/wire/connection.js";

const server = createServer();
const sessions: ServerHttp2Session[] = [];
server.on("session", (session) => sessions.push(session));
beforeEach(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  server.close();
});

const connect = (): Connection =>
  new Connection(`grpc://127.0.0.1:${(server.address() as AddressInfo).port}`, { keepaliveMs: 50 });

test("a connection that was told to go away is given up, also by a server that keeps its end open; its successor stays", async () => {
  const connection = connect();
  const first = await connection.session();
  // It stays open for as long as a call of it runs.
  const call = first.request({ ":path": "/", ":method": "POST" });
  call.on("error", () => {});
  sessions[0]!.goaway();
  await once(first, "goaway");
  const second = await connection.session();
  expect(second === first).toBe(false);
  const gone = once(first, "close");
  first.destroy();
  await gone;
  expect((await connection.session()) === second).toBe(true);
  await connection.close(true);
  expect(second.destroyed).toBe(true);
});
