import { expect, it } from "vitest";
import { pyarrow } from "./support/pyarrow.js";
import { withServer } from "./support/with-server.js";

it("refuses a call without token, with a wrong token, and a wrong password", async () => {
  await withServer(async ({ server }) => {
    const failures = await pyarrow("wrong_tokens", server.uri);
    for (const failure of failures) expect(failure.kind).toBe("FlightUnauthenticatedError");
    expect(failures[0].message).toContain("ATHANOR_UNAUTHENTICATED: no token was sent");
    expect(failures[2].message).toContain("wrong password for tester");
  });
});

it("gives authenticate_basic_token a bearer token that later calls use", async () => {
  await withServer(async ({ server, handler }) => {
    const seen = await pyarrow("basic_token", server.uri);
    expect(seen).toEqual({ header: "authorization", value: "Bearer right-token", records: 12 });
    expect(handler.seen.principals).toEqual(["tester"]);
  });
});

it("serves the older handshake with a BasicAuth payload", async () => {
  await withServer(async ({ server }) => {
    expect(await pyarrow("older_handshake", server.uri)).toBe(12);
  });
});
