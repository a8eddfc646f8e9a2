import { connect } from "athanor-client";
import { FlightChannel, pathDescriptor, ticketOf } from "athanor-client/wire";
import { describe, expect, it } from "vitest";
import { testValues } from "../support/uploads.js";
import { type TestBridge, withBridge } from "../support/with-bridge.js";

const ANN = { name: "ann", token: "ann's token, long enough" };
const BOB = { name: "bob", token: "bob's token, long enough" };
const SHAPE = { shape: [60, 4] as [number, number] };

/** A bridge of two users, with a client of each; ann has a matrix `a`. */
async function withTwoUsers(body: (users: Awaited<ReturnType<typeof openUsers>>) => Promise<void>): Promise<void> {
  await withBridge(
    async (bridge) => {
      const users = await openUsers(bridge);
      try {
        await body(users);
      } finally {
        await users.ann.close();
        await users.bob.close();
        await users.bobChannel.close({ force: true });
      }
    },
    { config: { users: [ANN, BOB] } },
  );
}

async function openUsers(bridge: TestBridge) {
  const ann = await connect(bridge.url, { token: ANN.token });
  const bob = await connect(bridge.url, { token: BOB.token });
  const a = await ann.put(testValues(60, 4), { ...SHAPE, name: "a" });
  return { bridge, ann, bob, a, bobChannel: new FlightChannel(bridge.url, { token: BOB.token }) };
}

describe("of two users", () => {
  it("one cannot read, drop, renew, abort or compute on what is the other's, by name or by id", async () => {
    await withTwoUsers(async ({ bridge, a, bobChannel }) => {
      for (const matrix of ["a", a.id]) {
        for (const action of ["matrix", "dropMatrix", "renewMatrix", "abortMatrix", "sealMatrix"] as const) {
          await expect(bridge.action(`athanor.${action}`, { matrix }, bobChannel)).rejects.toThrow(
            /ATHANOR_MATRIX_NOT_FOUND/,
          );
        }
        await expect(bobChannel.getFlightInfo(pathDescriptor(matrix))).rejects.toThrow(/ATHANOR_MATRIX_NOT_FOUND/);
        await expect(bobChannel.getSchema(pathDescriptor(matrix))).rejects.toThrow(/ATHANOR_MATRIX_NOT_FOUND/);
        const command = { routine: "rowwise.truncatedSvd", inputs: { a: matrix }, params: { k: 1 } };
        await expect(bridge.action("athanor.submit", command, bobChannel)).rejects.toThrow(/ATHANOR_MATRIX_NOT_FOUND/);
      }
      expect(await bridge.actions("athanor.listMatrices", {}, bobChannel)).toEqual([]);
      expect(await a.toArray()).toEqual(testValues(60, 4));
    });
  });

  it("one cannot watch, read or cancel the other's job", async () => {
    await withTwoUsers(async ({ bridge, ann, a, bobChannel }) => {
      const { jobId: job } = await ann.truncatedSVD(a, 2);
      for (const action of ["job", "watch", "cancel", "jobLogs"] as const) {
        await expect(bridge.actions(`athanor.${action}`, { job }, bobChannel)).rejects.toThrow(/ATHANOR_JOB_NOT_FOUND/);
      }
      expect(await bridge.actions("athanor.listJobs", {}, bobChannel)).toEqual([]);
    });
  });

  it("one cannot use the other's ticket or capability, at the bridge or at a store, nor a guessed one", async () => {
    await withTwoUsers(async ({ bridge, bobChannel }) => {
      const annChannel = new FlightChannel(bridge.url, { token: ANN.token });
      const info = await annChannel.getFlightInfo(pathDescriptor("a"));
      const { ticket, location } = info.endpoint[0]!;
      const store = new FlightChannel(location[0]!.uri, { token: BOB.token });
      const forged = Buffer.from(ticket!.ticket);
      forged[10]! ^= 1;
      for (const channel of [bobChannel, store]) {
        await expect(drain(channel.doGet(ticket!))).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      }
      await expect(drain(annChannel.doGet(ticketOf(forged)))).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      await expect(drain(annChannel.doGet(ticketOf("guess")))).rejects.toThrow(/ATHANOR_PERMISSION_DENIED/);
      await store.close();
      await annChannel.close();
    });
  });

  it("the same name means two matrices", async () => {
    await withTwoUsers(async ({ ann, bob }) => {
      await bob.put(testValues(60, 4, 2), { ...SHAPE, name: "a" });
      expect(await (await ann.open("a")).toArray()).toEqual(testValues(60, 4, 1));
      expect(await (await bob.open("a")).toArray()).toEqual(testValues(60, 4, 2));
    });
  });

  it("a wrong or missing token opens nothing", async () => {
    await withTwoUsers(async ({ bridge }) => {
      for (const token of [null, "", "wrong", `${ANN.token} `]) {
        const channel = new FlightChannel(bridge.url, { token });
        await expect(bridge.action("athanor.status", {}, channel)).rejects.toThrow(/ATHANOR_UNAUTHENTICATED/);
        await channel.close();
      }
    });
  });
});

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
