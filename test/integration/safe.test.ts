import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "athanor-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testValues } from "../support/uploads.js";
import { removeServed, withBridge } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const SHAPE = { shape: [50, 6] as [number, number] };
let directory: string;
const file = (name: string) => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "athanor-tls-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  const forKey = (name: string) => ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
  openssl(
    "req",
    "-x509",
    ...forKey("server"),
    "-out",
    "server.crt",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    names,
  );
  openssl("req", "-x509", ...forKey("ca"), "-out", "ca.crt", "-days", "2", "-subj", "/CN=client CA");
  openssl("req", ...forKey("client"), "-out", "client.csr", "-subj", "/CN=client");
  openssl(
    "x509",
    "-req",
    "-in",
    "client.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-out",
    "client.crt",
    "-days",
    "2",
  );
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function serveRefused(...args: string[]): string {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "bin/athanor.mjs"), "serve", "--embedded", ...args],
    {
      encoding: "utf8",
      timeout: 20_000,
    },
  );
  expect(status).not.toBe(0);
  return stderr;
}

describe("a bridge refuses to start", () => {
  it("on an address that others reach, without TLS", () => {
    expect(serveRefused("--host", "0.0.0.0")).toMatch(/ATHANOR_UNSAFE_ADDRESS.*--tls-cert/s);
  });

  it("with an unknown setting, a bad value or a short token, naming it", () => {
    const config = (content: unknown) => {
      writeFileSync(file("config.json"), JSON.stringify(content));
      return serveRefused("--config", file("config.json"));
    };
    expect(config({ stroes: 2 })).toMatch(/ATHANOR_BAD_CONFIG.*stroes/s);
    expect(config({ stores: -2 })).toMatch(/ATHANOR_BAD_CONFIG.*stores/s);
    expect(config({ users: [{ name: "ann", token: "short" }] })).toMatch(/ATHANOR_BAD_CONFIG.*users\.0\.token/s);
  });

  it("twice on one state directory, saying who has it", async () => {
    const stateDir = file("state");
    await withBridge(
      async (bridge) => {
        const { status, stderr } = spawnSync(
          process.execPath,
          [join(ROOT, "bin/athanor.mjs"), "serve", "--state-dir", stateDir],
          {
            encoding: "utf8",
            timeout: 20_000,
          },
        );
        expect(status).not.toBe(0);
        expect(stderr).toMatch(new RegExp(`ATHANOR_ALREADY_RUNNING.*${bridge.pid}`, "s"));
        const { token, url } = JSON.parse(readFileSync(join(stateDir, "bridge.json"), "utf8"));
        expect([token, url]).toEqual([bridge.token, bridge.url]);
      },
      { stateDir },
    );
    expect(existsSync(join(stateDir, "bridge.json"))).toBe(false);
    removeServed(stateDir);
  });
});

describe("over TLS", () => {
  it("control, direct transfer and relayed transfer work, on every address", async () => {
    const tls = { certPath: file("server.crt"), keyPath: file("server.key") };
    const config = { tls, listen: { host: "0.0.0.0", port: 0 }, advertisedHost: "localhost" };
    await withBridge(
      async (bridge) => {
        expect(bridge.url).toMatch(/^grpc\+tls:\/\/localhost:/);
        for (const dataPath of ["direct", "bridge"] as const) {
          const ca = readFileSync(file("server.crt"));
          const client = await connect(bridge.url, { token: bridge.token, tls: { ca }, dataPath });
          const values = testValues(...SHAPE.shape);
          const a = await client.put(values, { ...SHAPE, name: dataPath });
          const { U } = await client.truncatedSVD(a, 2);
          expect(U.shape).toEqual([50, 2]);
          expect(await a.toArray()).toEqual(values);
          await client.close();
        }
        const stranger = connect(bridge.url, { token: bridge.token });
        await expect(stranger.then((client) => client.status())).rejects.toThrow(
          /ATHANOR_BRIDGE_UNREACHABLE.*certificate/s,
        );
      },
      { config, tls: { ca: readFileSync(file("server.crt")) } },
    );
  });

  it("with a client CA, only a client that shows a certificate of it is let in", async () => {
    const tls = { certPath: file("server.crt"), keyPath: file("server.key"), clientCaPath: file("ca.crt") };
    const ca = readFileSync(file("server.crt"));
    const own = { ca, cert: readFileSync(file("client.crt")), key: readFileSync(file("client.key")) };
    await withBridge(
      async (bridge) => {
        const client = await connect(bridge.url, { token: bridge.token, tls: own });
        const a = await client.put(testValues(...SHAPE.shape), { ...SHAPE, name: "a" });
        expect((await client.truncatedSVD(a, 2)).S.length).toBe(2);
        await client.close();
        const bare = connect(bridge.url, { token: bridge.token, tls: { ca } });
        await expect(bare.then((stranger) => stranger.status())).rejects.toThrow(/ATHANOR_BRIDGE_UNREACHABLE/);
      },
      { config: { tls, advertisedHost: "localhost" }, tls: own },
    );
  });
});

describe("garbage on a port", () => {
  it("ends that connection and nothing else", async () => {
    await withBridge(async (bridge) => {
      const { pids } = await bridge.status();
      const info = await bridge.action("athanor.createMatrix", { cols: 2, dtype: "float64" });
      for (const uri of [bridge.url, ...info.stores.map((store) => store.uri)]) {
        const { hostname, port } = new URL(uri.replace(/^grpc(\+tcp)?:/, "http:"));
        for (const bytes of [
          "GET / HTTP/1.1\r\n\r\n",
          "\0".repeat(5000),
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff",
        ]) {
          await new Promise<void>((resolve) => {
            const socket = connectSocket({ host: hostname, port: Number(port) }, () =>
              socket.write(Buffer.from(bytes, "latin1")),
            );
            socket.on("error", () => {}).on("close", () => resolve());
            setTimeout(() => socket.destroy(), 300);
          });
        }
      }
      const after = (await bridge.status()).pids;
      expect([after.bridge, after.stores]).toEqual([pids.bridge, pids.stores]);
    });
  });
});
