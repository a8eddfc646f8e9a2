import { AthanorError, type MatrixState } from "athanor-client/wire";
import { expect, test } from "vitest";
import { after, type MatrixEvent, type MatrixLife, stateError } from "../../../bridge/catalog/matrix-state.js";

const events: MatrixEvent[] = [
  { type: "sealed" },
  { type: "aborted" },
  { type: "merged", into: "m_other" },
  { type: "dropped" },
  { type: "replaced", by: "m_other" },
  { type: "expired", ttlMs: 5000 },
  { type: "lost", what: "part 3: m/x/3.rows is missing" },
];
const legal: Record<MatrixState, Partial<Record<MatrixEvent["type"], MatrixState>>> = {
  open: { sealed: "sealed", aborted: "aborted", merged: "aborted", expired: "aborted" },
  sealed: { dropped: "dropped", replaced: "dropped", expired: "dropped", lost: "lost" },
  aborted: {},
  dropped: {},
  lost: { dropped: "dropped" },
};

function matrixIn(state: MatrixState): MatrixLife {
  const end = state === "open" || state === "sealed" ? null : ({ event: "dropped", fact: "", atMs: 0 } as const);
  return { id: "m_this", name: "pixels", state, end };
}

for (const state of Object.keys(legal) as MatrixState[]) {
  for (const event of events) {
    const to = legal[state][event.type];
    if (to === undefined) {
      test(`a matrix that is ${state} cannot be ${event.type}`, () => {
        expect(() => after(matrixIn(state), event, 1)).toThrow(AthanorError);
        expect(() => after(matrixIn(state), event, 1)).toThrow(/"pixels" \(m_this\).*cannot be/);
      });
    } else {
      test(`a matrix that is ${state} and is ${event.type} becomes ${to}`, () => {
        expect(after(matrixIn(state), event, 1).state).toBe(to);
      });
    }
  }
}

test("an end is remembered with its reason and its time, and the error tells them", () => {
  const tell = (state: MatrixState, event: MatrixEvent) => stateError(after(matrixIn(state), event, 0));
  expect(tell("sealed", events[3]!).message).toMatch(/^ATHANOR_MATRIX_DROPPED: .*dropped at 1970-01-01T00:00:00/);
  expect(tell("sealed", events[4]!).message).toMatch(/^ATHANOR_MATRIX_DROPPED: .*replaced .* by m_other/);
  expect(tell("sealed", events[5]!).message).toMatch(/^ATHANOR_MATRIX_EXPIRED: .*not used for 5000 ms; .*ttlMs/);
  expect(tell("open", events[5]!).code).toBe("ATHANOR_MATRIX_EXPIRED");
  expect(tell("sealed", events[6]!).message).toMatch(/^ATHANOR_MATRIX_LOST: .*part 3: m\/x\/3.rows is missing/);
  expect(tell("open", events[1]!).message).toMatch(/^ATHANOR_MATRIX_DROPPED: .*aborted/);
});

test("an open matrix is not sealed yet, and a sealed one never changes", () => {
  expect(stateError(matrixIn("open")).code).toBe("ATHANOR_MATRIX_NOT_SEALED");
  expect(stateError(matrixIn("sealed")).code).toBe("ATHANOR_MATRIX_SEALED");
});

test("a move leaves the old value alone", () => {
  const open = matrixIn("open");
  after(open, { type: "sealed" }, 1);
  expect(open.state).toBe("open");
});
