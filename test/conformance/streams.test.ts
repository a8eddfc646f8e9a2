import { once } from "node:events";
import { expect, it } from "vitest";
import { pyarrow, startPyarrow } from "./support/pyarrow.js";
import { until, withServer } from "./support/with-server.js";

it("tells a put that its client was killed, and runs its finally", async () => {
  await withServer(async ({ server, handler }) => {
    const child = startPyarrow("endless_put", server.uri);
    await once(child.stdout!, "data");
    await until(() => server.activeCalls === 1, "the put has begun");
    child.kill("SIGKILL");
    await until(() => handler.seen.finished.includes("put killed"), "the handler's finally ran");
    expect(handler.seen.errors.join()).toContain("ATHANOR_INCOMPLETE_STREAM");
  });
});

it("aborts a get that the client cancels, and runs its finally", async () => {
  await withServer(async ({ server, handler }) => {
    expect(await pyarrow("cancel_get", server.uri)).toBe(1000);
    await until(() => handler.seen.finished.length === 1, "the handler's finally ran");
    expect(handler.seen.finished).toEqual(["get endless, aborted"]);
  });
});

it("sees a clean end when a pyarrow client raises in the middle: only row counts prove completeness", async () => {
  await withServer(async ({ server, handler }) => {
    expect(await pyarrow("exception_in_put", server.uri)).toBe("left");
    await until(() => handler.seen.finished.length === 1, "the put has ended");
    expect(handler.seen.errors).toEqual([]);
  });
});

it("carries batches, their app_metadata and each PutResult there and back", async () => {
  await withServer(async ({ server }) => {
    const seen = await pyarrow("round_trip", server.uri, "50", "3", "4");
    expect(seen).toMatchObject({ last: null, equal: true, batches: 4 });
    expect(seen.acks[3]).toEqual({ bytes: 50 * 3 * 8, metadata: "batch 3" });
    expect(seen.metadata).toEqual(["batch 0", "batch 1", "batch 2", "batch 3"]);
  });
});

it("carries batches of 32 MiB", async () => {
  await withServer(async ({ server }) => {
    const seen = await pyarrow("round_trip", server.uri, "4096", "1024", "3");
    expect(seen).toMatchObject({ equal: true, batches: 3 });
  });
});

it("echoes an exchange, message by message", async () => {
  await withServer(async ({ server }) => {
    const echoed = await pyarrow("exchange", server.uri);
    expect(echoed).toEqual([
      [true, "0"],
      [true, "1"],
      [true, "2"],
    ]);
  });
});
