import {
  CancelFlightInfoRequest,
  CancelFlightInfoResult,
  CancelStatus,
  cmdDescriptor,
  FlightEndpoint,
  RenewFlightEndpointRequest,
  tableFromFlightData,
} from "athanor-client/wire";
import { describe, expect, it } from "vitest";
import { libraryDirWith } from "../support/example-library.js";
import { testValues, withClient } from "../support/uploads.js";
import { type TestBridge, withBridge } from "../support/with-bridge.js";

const svd = (k: number) => ({ routine: "rowwise.truncatedSvd", inputs: { a: "a" }, params: { k } });

async function putA(bridge: TestBridge): Promise<void> {
  await withClient(
    bridge,
    async (client) => void (await client.put(testValues(300, 10), { shape: [300, 10], name: "a" })),
  );
}

async function only(results: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const result of results) return result;
  throw new Error("no result");
}

describe("PollFlightInfo", () => {
  it("refuses a bad command at once and fails with the job's own error", async () => {
    await withBridge(async (bridge) => {
      await putA(bridge);
      const poll = (command: object) => bridge.channel.pollFlightInfo(cmdDescriptor(command));
      await expect(poll({ routine: "rowwise.nosuch", inputs: { a: "a" } })).rejects.toThrow(/ATHANOR_UNKNOWN_ROUTINE/);
      await expect(poll(svd(11))).rejects.toThrow(/ATHANOR_INVALID_ARGUMENT.*k.*10/s);
      await expect(poll({ nonsense: 1 })).rejects.toThrow(/ATHANOR_INVALID_ARGUMENT/);
    });
  });

  it("leads from the command to the result, and the same command is the same job", async () => {
    await withBridge(async (bridge) => {
      await putA(bridge);
      let descriptor: ReturnType<typeof cmdDescriptor> | undefined = cmdDescriptor(svd(3));
      let polled = await bridge.channel.pollFlightInfo(descriptor);
      for (let tries = 0; polled.flightDescriptor && tries < 30; tries++) {
        descriptor = polled.flightDescriptor;
        polled = await bridge.channel.pollFlightInfo(descriptor);
      }
      expect(polled.flightDescriptor).toBeUndefined();
      const facts = JSON.parse(Buffer.from(polled.info!.appMetadata).toString());
      expect(facts.singularValues).toHaveLength(3);
      const messages = [];
      for await (const message of bridge.channel.doGet(polled.info!.endpoint[0]!.ticket!)) messages.push(message);
      expect(tableFromFlightData(messages).getChild("role")?.toJSON()).toEqual(["u", "s", "v"]);
      const again = await bridge.channel.getFlightInfo(cmdDescriptor(svd(3)));
      expect(JSON.parse(Buffer.from(again.appMetadata).toString()).job.id).toBe(facts.job.id);
    });
  });
});

describe("CancelFlightInfo and RenewFlightEndpoint", () => {
  it("cancel the job behind a FlightInfo, and extend a ticket", async () => {
    await withBridge(
      async (bridge) => {
        await putA(bridge);
        const command = { routine: "misbehave.misbehave", inputs: { a: "a" }, params: { how: "waitForCancel" } };
        const { info } = await bridge.channel.pollFlightInfo(cmdDescriptor(command));
        const body = CancelFlightInfoRequest.encode({ info }).finish();
        const result = CancelFlightInfoResult.decode(await only(bridge.channel.doAction("CancelFlightInfo", body)));
        expect([CancelStatus.CANCEL_STATUS_CANCELLED, CancelStatus.CANCEL_STATUS_CANCELLING]).toContain(result.status);
        const matrix = await bridge.channel.getFlightInfo(cmdDescriptor({ matrix: "a" }));
        const endpoint = matrix.endpoint[0]!;
        const renewal = RenewFlightEndpointRequest.encode({ endpoint }).finish();
        const renewed = FlightEndpoint.decode(await only(bridge.channel.doAction("RenewFlightEndpoint", renewal)));
        expect(renewed.expirationTime!.getTime()).toBeGreaterThanOrEqual(endpoint.expirationTime!.getTime());
        let rows = 0;
        for await (const _ of bridge.channel.doGet(renewed.ticket!)) rows++;
        expect(rows).toBeGreaterThan(1);
      },
      { config: { libraryDir: libraryDirWith("misbehave") } },
    );
  });
});
