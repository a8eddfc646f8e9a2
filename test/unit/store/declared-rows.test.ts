import { describe, expect, test } from "vitest";
import { DeclaredRows } from "../../../bridge/store/declared-rows.js";

const bytes = (json: unknown) => Buffer.from(typeof json === "string" ? json : JSON.stringify(json));

describe("declared rows", () => {
  test("refuse counts that are none, and two that differ", () => {
    for (const rows of [-1, 1.5, Number.NaN, 2 ** 60]) {
      expect(() => new DeclaredRows(7).declare(rows, "the descriptor")).toThrow(/ATHANOR_INVALID_ARGUMENT: part 7/);
    }
    const declared = new DeclaredRows(7);
    declared.declare(1000, "the descriptor");
    expect(() => declared.readEnd(bytes({ end: true, rows: 999 }))).toThrow(
      "part 7: the descriptor says 1,000 rows, the last app_metadata says 999",
    );
    expect(() => declared.readEnd(bytes({ end: true }))).toThrow(/ATHANOR_INVALID_ARGUMENT/);
  });

  test("refuse more rows at once and fewer at the end", () => {
    const declared = new DeclaredRows(3);
    declared.declare(10, "the descriptor");
    declared.checkNotMore(10);
    expect(() => declared.checkNotMore(11)).toThrow(/ATHANOR_BAD_BATCH: part 3 has brought 11 rows already/);
    expect(() => declared.checkComplete(9)).toThrow(/ATHANOR_INCOMPLETE_STREAM: part 3 ended after 9 of 10 rows/);
    declared.checkComplete(10);
  });

  test("take the same count from several places, and pass over metadata that is the client's own", () => {
    const declared = new DeclaredRows(0);
    for (const other of [bytes(""), bytes("not json"), bytes("null"), bytes("[1]"), bytes({ end: false, rows: 3 })]) {
      declared.readEnd(other);
    }
    expect(declared.rows).toBeNull();
    expect(declared.ended).toBe(false);
    declared.declare(4, "the schema");
    declared.readEnd(bytes({ end: true, rows: 4 }));
    expect(declared.rows).toBe(4);
    expect(declared.ended).toBe(true);
  });

  test("undeclared: any count goes", () => {
    new DeclaredRows(0).checkNotMore(1e9);
    new DeclaredRows(0).checkComplete(5);
  });
});
