import { describe, expect, test } from "vitest";
import { evaluate, namesIn, parseExpression } from "../../../bridge/jobs/expression.js";

const values = new Map([
  ["a.rows", 100],
  ["a.cols", 7],
  ["k", 3],
]);
const value = (text: string): number => evaluate(parseExpression(text), values);

describe("refused", () => {
  test.each([
    ["", /its end/],
    ["1 +", /its end/],
    ["(1", /wanted \)/],
    ["1 2", /wanted the end/],
    ["a.b.c", /unknown|wanted/],
    ["k; k", /something unknown at 1/],
    ["process.exit(1)", /calls process.exit/],
    ["constructor", /constructor has no value/],
    ["constructor(1)", /calls constructor/],
    ["ceil(1, 2)", /takes 1 argument/],
    ["min()", /wanted a number/],
    ["m", /m has no value; known: a.rows/],
    ["1 / 0", /gives Infinity/],
    ["x".repeat(2_000), /at most 1000/],
  ])("%s", (text, message) => {
    expect(() => value(text)).toThrow(message);
  });
});

test.each([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["10 - 4 - 3", 3],
  ["24 / 4 / 2", 3],
  ["-k + 1", -2],
  ["2 * -k", -6],
  ["min(a.rows, a.cols)", 7],
  ["max(1, k, 2)", 3],
  ["ceil(a.rows / a.cols)", 15],
  ["floor(log2(a.rows))", 6],
  ["1.5e2", 150],
  ["k <= a.cols && k > 0", 1],
  ["k > a.cols || k == 4", 0],
])("%s is %d", (text, expected) => {
  expect(value(text)).toBe(expected);
});

test("names are known ahead of values", () => {
  expect(namesIn(parseExpression("8 * (a.rows + min(k, 2))"))).toEqual(["a.rows", "k"]);
});
