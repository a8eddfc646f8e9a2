import { AthanorError } from "athanor-client/wire";
import { describe, expect, test } from "vitest";
import { Attempts } from "../../../bridge/store/attempts.js";

const key = (matrixId: string, part = 0, attempt = "a") => ({ matrixId, part, attempt });
const sealed = new AthanorError("ATHANOR_MATRIX_SEALED", "it is sealed");

describe("running attempts", () => {
  test("of a stopped matrix are aborted with its error, and new ones refused; other matrices go on", () => {
    const attempts = new Attempts();
    const one = attempts.start(key("m1"));
    const other = attempts.start(key("m2"));
    attempts.stopMatrix("m1", sealed);
    expect(one.stopped.reason).toBe(sealed);
    expect(other.stopped.aborted).toBe(false);
    expect(() => attempts.start(key("m1", 1))).toThrow("it is sealed");
    attempts.start(key("m2", 1));
  });

  test("are all aborted when the store leaves", async () => {
    const attempts = new Attempts();
    const one = attempts.start(key("m1"));
    attempts.stopAll(sealed);
    expect(one.stopped.aborted).toBe(true);
    expect(() => attempts.start(key("m9"))).toThrow("it is sealed");
    expect(await attempts.idle(10)).toBe(false);
    setTimeout(() => one.finish("discarded"), 5);
    expect(await attempts.idle(1000)).toBe(true);
  });

  test("are reported as ended, unless a repeat of the attempt still runs or was recorded", () => {
    const attempts = new Attempts();
    const first = attempts.start(key("m"));
    const repeat = attempts.start(key("m"));
    expect(first.finish("discarded")).toBe(false);
    expect(repeat.finish("discarded")).toBe(true);
    const late = attempts.start(key("m"));
    expect(attempts.start(key("m")).finish("recorded")).toBe(false);
    expect(late.finish("discarded")).toBe(false);
    expect(attempts.start(key("m", 0, "b")).finish("discarded")).toBe(true);
  });

  test("remember a bounded number of stopped matrices", () => {
    const attempts = new Attempts();
    for (let matrix = 0; matrix <= 10_000; matrix++) attempts.stopMatrix(`m${matrix}`, sealed);
    attempts.start(key("m0"));
    expect(() => attempts.start(key("m1"))).toThrow();
    expect(() => attempts.start(key("m10000"))).toThrow();
  });
});
