import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RoutineBench } from "./support/routine-bench.js";

// Rows to the block-cyclic layout and back in order (transpose) or as they are stored (a product with the identity): both
// are exact, so that any entry in a wrong place shows.
const matrices = {
  rounds: { rows: 18_000, cols: 60, sigma: null },
  panels: { rows: 30, cols: 20_000, sigma: null },
  odd: { rows: 403, cols: 131, sigma: null, dtype: "float32" },
  small: { rows: 5, cols: 7, sigma: null },
  oneRow: { rows: 1, cols: 200, sigma: null },
  oneColumn: { rows: 900, cols: 1, sigma: null, dtype: "float32" },
} as const;
const identities = {
  identity60: { kind: "identity", rows: 60, cols: 60, sigma: null },
  identity131: { kind: "identity", rows: 131, cols: 131, sigma: null, dtype: "float32" },
  identity7: { kind: "identity", rows: 7, cols: 7, sigma: null },
} as const;
const inOrder = new RoutineBench("scalapack.transpose", {}, matrices);
const asStored = new RoutineBench("scalapack.matmul", {}, { ...matrices, ...identities });
beforeAll(() => Promise.all([inOrder.make(), asStored.make()]));
afterAll(() => {
  inOrder.remove();
  asStored.remove();
});

/** The numbers below `among`, shuffled, the first `count` of them; the same ones every time. */
function shuffled(count: number, among = count): number[] {
  const numbers = Array.from({ length: among }, (_, i) => i);
  let state = 1;
  for (let i = among - 1; i > 0; i--) {
    state = (state * 48_271) % 2_147_483_647;
    const j = state % (i + 1);
    [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
  }
  return numbers.slice(0, count);
}

describe("rows put in order", () => {
  test.each([
    ["rounds", 1, 1],
    ["rounds", 2, 500],
    ["rounds", 6, 3],
    ["panels", 2, 7],
    ["panels", 4, 1],
    ["odd", 3, 500],
    ["odd", 4, 9],
    ["small", 6, 500],
    ["oneRow", 3, 1],
    ["oneColumn", 6, 4],
  ] as const)("are all there and in place (%s, %i ranks, %i parts)", async (a, ranks, parts) => {
    expect((await inOrder.expectRight({ a }, {}, { ranks, parts })).figures.wrong).toBe(0);
  });

  test.each([
    ["rounds", 3, 18_000],
    ["odd", 1, 403],
    ["odd", 4, 700],
    ["panels", 2, 31],
    ["small", 6, 300],
  ] as const)("go where their positions say, zeros where none goes (%s, %i ranks, %i rows)", async (a, ranks, rows) => {
    const options = { ranks, parts: 9, indices: { a: shuffled(matrices[a].rows, rows) }, matrixRows: { a: rows } };
    const { figures } = await inOrder.expectRight({ a }, {}, options);
    expect(figures).toMatchObject({ wrong: 0, rows: matrices[a].cols });
  });

  test("keep their order whatever their labels", async () => {
    const a = shuffled(403).map((number) => number * 1_000_003 - 77);
    expect((await inOrder.expectRight({ a: "odd" }, {}, { ranks: 4, indices: { a } })).figures.wrong).toBe(0);
  });
});

describe("rows as they are stored", () => {
  test.each([
    ["rounds", "identity60", 1],
    ["rounds", "identity60", 4],
    ["odd", "identity131", 2],
    ["odd", "identity131", 6],
    ["small", "identity7", 6],
  ] as const)("come back in their order, on the ranks that have them (%s by %s, %i ranks)", async (a, b, ranks) => {
    const { figures } = await asStored.expectRight({ a, b }, {}, { ranks, parts: 4 });
    expect(figures).toMatchObject({ product: 0, rows: matrices[a].rows });
  });

  test.each([
    ["rounds", "identity60", 3, 18_000],
    ["odd", "identity131", 4, 700],
    ["small", "identity7", 6, 9],
  ] as const)(
    "come back from where their positions put them (%s by %s, %i ranks, %i rows)",
    async (a, b, ranks, rows) => {
      const options = { ranks, parts: 4, indices: { a: shuffled(matrices[a].rows, rows) }, matrixRows: { a: rows } };
      const { figures } = await asStored.expectRight({ a, b }, {}, options);
      expect(figures).toMatchObject({ product: 0, rows: matrices[a].rows });
    },
  );
});
