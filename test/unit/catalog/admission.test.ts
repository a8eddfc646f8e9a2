import { expect, test } from "vitest";
import { Admission } from "../../../bridge/catalog/admission.js";
import { expectRefusal } from "./with-catalog.js";

test("what fits neither store is refused with wanted, used and total bytes", async () => {
  const admission = new Admission({ memory: 100, disk: 200 });
  admission.open("a", 150, "a");
  await expectRefusal(
    () => admission.open("b", 101, "matrix b"),
    "ATHANOR_STORE_FULL",
    /matrix b needs 101 more/,
    /200 bytes 150 are used/,
  );
  try {
    admission.open("b", 101, "matrix b");
  } catch (error) {
    expect(error).toMatchObject({ details: { tier: "disk", wantedBytes: 101, usedBytes: 150, totalBytes: 200 } });
  }
  expect(admission.used("memory")).toBe(0);
});

test("an undeclared matrix that grows over its store is refused and keeps what it had", async () => {
  const admission = new Admission({ memory: 100, disk: 200 });
  expect(admission.open("a", null, "a")).toBe("memory");
  admission.resize("a", "0/x", 60, "a");
  await expectRefusal(
    () => admission.resize("a", "0/x", 101, "a"),
    "ATHANOR_STORE_FULL",
    /declared at creation goes to disk/,
  );
  expect(admission.used("memory")).toBe(60);
});

test("an account that was never opened is a fault of our own", async () => {
  await expectRefusal(() => new Admission({ memory: 1, disk: 1 }).resize("x", "0", 1, "x"), "ATHANOR_INTERNAL");
});

test("declared sizes go to memory while it has room, then to disk", () => {
  const admission = new Admission({ memory: 100, disk: 200 });
  expect(admission.open("a", 80, "a")).toBe("memory");
  expect(admission.open("b", 80, "b")).toBe("disk");
  expect(admission.open("c", 20, "c")).toBe("memory");
});

test("an undeclared matrix goes to disk once less than a quarter of memory is free", () => {
  const admission = new Admission({ memory: 100, disk: 200 });
  admission.open("a", 76, "a");
  expect(admission.open("b", null, "b")).toBe("disk");
});

test("without a memory store everything goes to disk, even nothing", () => {
  const admission = new Admission({ memory: 0, disk: 10 });
  expect(admission.open("a", 0, "a")).toBe("disk");
  expect(admission.open("b", null, "b")).toBe("disk");
});

test("the pieces of a declared matrix use up its reservation before they count on their own", () => {
  const admission = new Admission({ memory: 100, disk: 0 });
  admission.open("a", 50, "a");
  admission.resize("a", "0/x", 30, "a");
  admission.resize("a", "0/y", 30, "a");
  expect(admission.used("memory")).toBe(60);
  admission.free("a", "0/x");
  expect(admission.used("memory")).toBe(50);
  admission.settle("a", 40);
  expect(admission.used("memory")).toBe(40);
  admission.close("a");
  admission.close("a");
  expect(admission.used("memory")).toBe(0);
});

test("random growth, freeing and closing never loses a byte", () => {
  const admission = new Admission({ memory: 10_000, disk: 10_000 });
  const random = randomNumbers(7);
  const ids = ["a", "b", "c", "d"];
  for (const id of ids) admission.open(id, random() < 0.5 ? null : Math.floor(random() * 500), id);
  for (let i = 0; i < 5000; i++) {
    const id = ids[Math.floor(random() * ids.length)]!;
    const piece = String(Math.floor(random() * 5));
    const move = random();
    try {
      if (move < 0.6) admission.resize(id, piece, Math.floor(random() * 2000), id);
      else if (move < 0.9) admission.free(id, piece);
      else if (move < 0.95) admission.settle(id, Math.floor(random() * 300));
      else {
        admission.close(id);
        admission.open(id, null, id);
      }
    } catch (error) {
      expect(error).toMatchObject({ code: "ATHANOR_STORE_FULL" });
    }
    const held = ids.reduce((sum, one) => sum + admission.held(one), 0);
    expect(admission.used("memory") + admission.used("disk")).toBe(held);
    expect(admission.used("memory")).toBeLessThanOrEqual(10_000);
  }
});

/** A small linear congruential generator: the same numbers each run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
