import { expect, test } from "vitest";
import { twoColumns, withCatalog } from "./with-catalog.js";

/** What Spark may do to one part: half-sent tries, a speculative copy, a retry after a lost answer. */
const histories = 60;
const parts = 5;

test("attempts that are repeated, speculative, half-sent or late, in any order, end in equal matrices", () =>
  withCatalog(async ({ matrices }, world) => {
    const random = randomNumbers(11);
    const digests = new Set<string | null>();
    for (let history = 0; history < histories; history++) {
      const declares = random() < 0.5;
      const matrix = matrices.create("ann", twoColumns(declares ? { rows: 15, parts } : {}));
      const steps = shuffled(Array.from({ length: parts }, (_, part) => stepsOf(part, random)).flat(), random);
      for (const { part, attempt, kind } of steps) {
        const entries = entriesOf(part);
        matrices.reserve(matrix.id, part, attempt, entries.length * 8);
        if (kind === "whole") matrices.recordAttempt(world.write(matrix, part, attempt, entries));
        else {
          world.write(matrix, part, attempt, entries.slice(0, 2));
          matrices.endAttempt(matrix.id, part, attempt);
        }
      }
      const sealed = await matrices.seal("ann", { matrix: matrix.id });
      expect(() => matrices.recordAttempt(world.write(matrix, 0, "late", entriesOf(0)))).toThrow(/MATRIX_SEALED/);
      expect(sealed).toMatchObject({ state: "sealed", rows: 15, bytes: 15 * 16 });
      expect(matrices.parts(matrix.id).map(({ rows }) => rows)).toEqual([1, 2, 3, 4, 5]);
      digests.add(sealed.digest);
      expect(matrices.usedBytes().memory + matrices.usedBytes().disk).toBe(15 * 16);
      matrices.drop("ann", matrix.id);
    }
    expect(digests.size).toBe(1);
    expect(matrices.usedBytes()).toEqual({ memory: 0, disk: 0 });
  }));

/** At least one whole attempt, and any number of others. */
function stepsOf(part: number, random: () => number) {
  const names = ["task-0", "task-1", "speculative"];
  const pick = () => names[Math.floor(random() * names.length)]!;
  const steps = [{ part, attempt: pick(), kind: "whole" }];
  while (random() < 0.6) steps.push({ part, attempt: pick(), kind: random() < 0.5 ? "half" : "whole" });
  return steps;
}

/** Part p has p + 1 rows. */
function entriesOf(part: number): number[] {
  return Array.from({ length: 2 * (part + 1) }, (_, i) => 100 * part + i);
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
