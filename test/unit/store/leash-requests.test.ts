import { AthanorError } from "athanor-client/wire";
import { describe, expect, test } from "vitest";
import type { ChildMessage } from "../../../bridge/common/child-leash.js";
import { LeashRequests } from "../../../bridge/store/leash-requests.js";
import { Reservation } from "../../../bridge/store/reservation.js";

const key = { matrixId: "m", part: 1, attempt: "a" };

function asked(message: ChildMessage | undefined): { requestId: number; totalBytes: number } {
  if (message?.$case !== "reserveBytes") throw new Error("not a reservation");
  return message.value;
}

describe("requests over the leash", () => {
  test("that are not answered in time fail with a deadline, and their late answer is nobody's", async () => {
    const sent: ChildMessage[] = [];
    const requests = new LeashRequests((message) => sent.push(message), 20);
    await expect(requests.reserve(key, 10)).rejects.toThrow(/ATHANOR_DEADLINE/);
    requests.answer({ requestId: asked(sent[0]).requestId, error: "" });
  });

  test("get the answer with their id, in any order, and the bridge's own error", async () => {
    const sent: ChildMessage[] = [];
    const requests = new LeashRequests((message) => sent.push(message));
    const first = requests.reserve(key, 1);
    const second = requests.reserve(key, 2);
    requests.answer({ requestId: asked(sent[1]).requestId, error: "" });
    requests.answer({ requestId: asked(sent[0]).requestId, error: "ATHANOR_STORE_FULL: wanted 1 byte" });
    await second;
    await expect(first).rejects.toMatchObject({ code: "ATHANOR_STORE_FULL", text: "wanted 1 byte" });
  });

  test("fail at once when the leash is gone", async () => {
    const requests = new LeashRequests(() => {});
    const waiting = requests.reserve(key, 1);
    requests.failAll(new AthanorError("ATHANOR_STORE_LOST", "gone"));
    await expect(waiting).rejects.toThrow("gone");
  });
});

describe("a reservation", () => {
  test("grows by whole chunks, and by what is needed where a chunk is refused", async () => {
    const totals: number[] = [];
    const limit = 100 * 1024 * 1024;
    const requests: LeashRequests = new LeashRequests((message) => {
      const { requestId, totalBytes } = asked(message);
      totals.push(totalBytes);
      queueMicrotask(() =>
        requests.answer({ requestId, error: totalBytes > limit ? "ATHANOR_STORE_FULL: no room" : "" }),
      );
    });
    const reservation = new Reservation(requests, key);
    const mib = 1024 * 1024;
    await reservation.grow(1 * mib);
    await reservation.grow(60 * mib);
    await reservation.grow(70 * mib);
    await expect(reservation.grow(101 * mib)).rejects.toThrow(/ATHANOR_STORE_FULL/);
    expect(totals.map((total) => total / mib)).toEqual([64, 128, 70, 128, 101]);
  });

  test("beyond exact numbers is refused before the bridge is asked", async () => {
    const requests = new LeashRequests(() => {
      throw new Error("must not be asked");
    });
    await expect(new Reservation(requests, key).declare(2 ** 60)).rejects.toThrow(/ATHANOR_INVALID_ARGUMENT/);
  });
});
