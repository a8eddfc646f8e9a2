import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlightChannel, pathDescriptor } from "athanor-client/wire";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pyarrow } from "./support/pyarrow.js";
import { TOKEN } from "./support/scripted-handler.js";
import { withServer } from "./support/with-server.js";

let folder = "";
const file = (name: string) => join(folder, name);
const pem = (name: string) => readFileSync(file(name));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "athanor-tls-"));
  for (const name of ["server", "client"]) {
    const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
    const output = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
    const command = [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
    ];
    execFileSync("openssl", [...command, ...subject, ...output], { stdio: "ignore" });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("refuses a client without a certificate of the client CA", async () => {
  const tls = { cert: pem("server.pem"), key: pem("server.key"), clientCa: pem("client.pem") };
  await withServer(
    async ({ server }) => {
      const channel = new FlightChannel(server.uri, { token: TOKEN, tls: { ca: pem("server.pem") } });
      await expect(channel.getFlightInfo(pathDescriptor("a"))).rejects.toMatchObject({
        code: "ATHANOR_BRIDGE_UNREACHABLE",
      });
      await channel.close();
      const identity = [file("client.pem"), file("client.key")];
      const accepted = await pyarrow("tls", server.uri, file("server.pem"), ...identity);
      expect(accepted.kind).toBeNull();
    },
    { tls },
  );
});

it("refuses to trust a certificate that is not the server's", async () => {
  const tls = { cert: pem("server.pem"), key: pem("server.key"), clientCa: null };
  await withServer(
    async ({ server }) => {
      const channel = new FlightChannel(server.uri, { token: TOKEN, tls: { ca: pem("client.pem") } });
      await expect(channel.getFlightInfo(pathDescriptor("a"))).rejects.toMatchObject({
        code: "ATHANOR_BRIDGE_UNREACHABLE",
      });
      await channel.close();
    },
    { tls },
  );
});

it("serves pyarrow and our own client over TLS", async () => {
  const tls = { cert: pem("server.pem"), key: pem("server.key"), clientCa: null };
  await withServer(
    async ({ server }) => {
      expect(await pyarrow("tls", server.uri, file("server.pem"))).toEqual({ kind: null, message: "" });
      const channel = new FlightChannel(server.uri, { token: TOKEN, tls: { ca: pem("server.pem") } });
      expect((await channel.getFlightInfo(pathDescriptor("a"))).totalRecords).toBe(12);
      await channel.close();
    },
    { tls },
  );
});

it("closes in time though a connection never began its TLS handshake", async () => {
  const tls = { cert: pem("server.pem"), key: pem("server.key"), clientCa: null };
  await withServer(
    async ({ server }) => {
      const silent = connect(server.port, "127.0.0.1");
      silent.on("error", () => {});
      await once(silent, "connect");
      const startedAt = Date.now();
      await server.close(200);
      expect(Date.now() - startedAt).toBeLessThan(3_000);
      silent.destroy();
    },
    { tls },
  );
});
