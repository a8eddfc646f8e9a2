import { type FlightData, flightData, pathDescriptor } from "athanor-client/wire";
import { expect, test } from "vitest";
import type { CallContext } from "../../../bridge/flight/index.js";
import type { Domain } from "../../../bridge/service/domain.js";
import { relayPut } from "../../../bridge/service/put-relay.js";

test("a stream that never says how wide its matrix is cannot fill the bridge's memory", async () => {
  let sent = 0;
  async function* endless(): AsyncGenerator<FlightData> {
    yield flightData({ descriptor: pathDescriptor("a") });
    for (; sent < 100_000; sent++) yield flightData({ appMetadata: Buffer.from("still nothing") });
  }
  // The domain is asked only once the width is known.
  const answers = relayPut({} as Domain, endless(), {} as CallContext);
  await expect(answers.next()).rejects.toMatchObject({
    code: "ATHANOR_BAD_SCHEMA",
    message: expect.stringMatching(/1000 messages did not say how many columns/),
  });
  expect(sent).toBeLessThan(2_000);
});
