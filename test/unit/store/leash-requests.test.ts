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
  test("grows by as much again, or by what is needed where that is refused, and tells the files", async () => {
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
    const told: number[][] = [];
    const files = { prepare: async (from: number, to: number) => void told.push([from / mib, to / mib]) };
    for (const total of [1, 3, 5, 60, 70]) await reservation.grow(total * mib, total === 1 ? null : files);
    await expect(reservation.grow(101 * mib, files)).rejects.toThrow(/ATHANOR_STORE_FULL/);
    expect(totals.map((total) => total / mib)).toEqual([4, 8, 60, 120, 70, 136, 101]);
    expect(told).toEqual([
      [4, 8],
      [8, 60],
      [60, 70],
    ]);
  });

  test("beyond exact numbers is refused before the bridge is asked", async () => {
    const requests = new LeashRequests(() => {
      throw new Error("must not be asked");
    });
    await expect(new Reservation(requests, key).declare(2 ** 60)).rejects.toThrow(/ATHANOR_INVALID_ARGUMENT/);
  });
});
