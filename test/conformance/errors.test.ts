import { FlightChannel, pathDescriptor } from "athanor-client/wire";
import { expect, it } from "vitest";
import { pyarrow } from "./support/pyarrow.js";
import { TOKEN } from "./support/scripted-handler.js";
import { withServer } from "./support/with-server.js";

it("gives every failure its status and a message that starts with its code", async () => {
  await withServer(async ({ server }) => {
    const seen = await pyarrow("errors", server.uri);
    expect(seen.missing.message).toContain("ATHANOR_MATRIX_NOT_FOUND: no matrix “missing” 100%");
    expect(seen.broken).toMatchObject({
      kind: "FlightInternalError",
      message: expect.stringContaining("ATHANOR_INTERNAL"),
    });
    expect(seen.ticket).toMatchObject({ kind: "FlightUnauthorizedError" });
    expect(seen.ticket.message).toContain("ATHANOR_PERMISSION_DENIED: the ticket guessed is not valid");
    expect(seen.midway.message).toContain("ATHANOR_MATRIX_LOST: a file went away");
    expect(seen.action.message).toContain("ATHANOR_UNIMPLEMENTED");
    expect(seen.put.message).toContain("ATHANOR_STORE_FULL: no room");
  });
});

it("refuses a message over the limit with both sizes", async () => {
  await withServer(
    async ({ server, handler }) => {
      const failure = await pyarrow("too_large", server.uri);
      expect(failure.message).toMatch(/ATHANOR_MESSAGE_TOO_LARGE: a message of 24\d{5} bytes; at most 1048576/);
      expect(handler.seen.finished).toEqual(["put large"]);
    },
    { maxMessageBytes: 1024 * 1024 },
  );
});

it("ends a stream on which nothing arrives", async () => {
  await withServer(
    async ({ server }) => {
      const failure = await pyarrow("silent_put", server.uri);
      expect(failure.message).toContain("ATHANOR_STREAM_IDLE: nothing arrived for 500 ms");
      expect(failure.seconds).toBeLessThan(5);
    },
    { streamIdleTimeoutMs: 500 },
  );
});

it("gives our own client the code, the text and the details", async () => {
  await withServer(async ({ server }) => {
    const channel = new FlightChannel(server.uri, { token: TOKEN });
    await expect(channel.getFlightInfo(pathDescriptor("missing"))).rejects.toMatchObject({
      code: "ATHANOR_MATRIX_NOT_FOUND",
      text: "no matrix “missing” 100%",
    });
    async function* source() {
      const { encodeSchemaMessage, flightData, matrixSchema } = await import("athanor-client/wire");
      const header = encodeSchemaMessage(matrixSchema({ cols: 2, dtype: "float32" }));
      yield flightData({ descriptor: pathDescriptor("refused"), header });
    }
    const put = channel.doPut(source());
    await expect(put.next()).rejects.toMatchObject({ code: "ATHANOR_STORE_FULL", details: { wantedBytes: 7 } });
    await channel.close();
  });
});
