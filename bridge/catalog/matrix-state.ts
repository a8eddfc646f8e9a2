import { AthanorError, type MatrixState } from "athanor-client/wire";

/** What happened to a matrix. */
export type MatrixEvent =
  | { type: "sealed" }
  | { type: "aborted" }
  /** The upload turned out equal to (or was given up for) a sealed matrix of the same name. */
  | { type: "merged"; into: string }
  | { type: "dropped" }
  | { type: "replaced"; by: string }
  | { type: "expired"; ttlMs: number }
  | { type: "lost"; what: string };

/** Why a matrix ended: the event, its one fact, and when. */
export interface MatrixEnd {
  event: Exclude<MatrixEvent["type"], "sealed">;
  /** Id of the other matrix, milliseconds, or what was lost; empty where the event has no fact. */
  fact: string;
  atMs: number;
}

/** As much of a matrix as its life needs. */
export interface MatrixLife {
  id: string;
  name: string | null;
  state: MatrixState;
  end: MatrixEnd | null;
}

const moves: Record<MatrixState, Partial<Record<MatrixEvent["type"], MatrixState>>> = {
  open: { sealed: "sealed", aborted: "aborted", merged: "aborted", expired: "aborted" },
  sealed: { dropped: "dropped", replaced: "dropped", expired: "dropped", lost: "lost" },
  aborted: {},
  dropped: {},
  lost: { dropped: "dropped" },
};

/**
 * The pure machine: state and end of a matrix after an event.
 * @throws AthanorError the error of the state that the matrix is in, when the event cannot happen there
 */
export function after<Life extends MatrixLife>(life: Life, event: MatrixEvent, atMs: number): Life {
  const state = moves[life.state][event.type];
  if (state === undefined) throw stateError(life, `it cannot be ${event.type}`);
  if (event.type === "sealed") return { ...life, state };
  return { ...life, state, end: { event: event.type, fact: factOf(event), atMs } };
}

/** `matrix "pixels" (m_…)`, for messages. */
export function nameOf(life: { id: string; name: string | null }): string {
  return life.name === null ? `matrix ${life.id}` : `matrix "${life.name}" (${life.id})`;
}

/** Why a matrix in this state cannot serve: what it is, since when, and the mend. */
export function stateError(life: MatrixLife, consequence?: string): AthanorError {
  const { code, story, mend } = tell(life);
  const so = consequence === undefined ? "" : `, so ${consequence}`;
  return new AthanorError(code, `${nameOf(life)} ${story}${so}; ${mend}`, { details: { matrix: life.id } });
}

function tell(life: MatrixLife): { code: AthanorError["code"]; story: string; mend: string } {
  if (life.state === "open") {
    return { code: "ATHANOR_MATRIX_NOT_SEALED", story: "is still being uploaded", mend: "seal or abort it first" };
  }
  if (life.state === "sealed") {
    const mend = 'upload under another name, or with ifExists: "replace"';
    return { code: "ATHANOR_MATRIX_SEALED", story: "is sealed and never changes", mend };
  }
  return tellEnd(life.end ?? { event: "dropped", fact: "", atMs: 0 });
}

function tellEnd(end: MatrixEnd): { code: AthanorError["code"]; story: string; mend: string } {
  const at = new Date(end.atMs).toISOString();
  const again = "upload it again";
  switch (end.event) {
    case "aborted":
      return { code: "ATHANOR_MATRIX_DROPPED", story: `was aborted at ${at} before it was sealed`, mend: again };
    case "merged": {
      const story = `was given up at ${at} for the sealed matrix ${end.fact} of the same name`;
      return { code: "ATHANOR_MATRIX_DROPPED", story, mend: "use the name" };
    }
    case "dropped":
      return { code: "ATHANOR_MATRIX_DROPPED", story: `was dropped at ${at}`, mend: again };
    case "replaced": {
      const story = `was replaced at ${at} by ${end.fact}`;
      return { code: "ATHANOR_MATRIX_DROPPED", story, mend: "use the name, or upload it again under another" };
    }
    case "expired": {
      const story = `expired at ${at}, not used for ${end.fact} ms`;
      const mend = "upload it again with a longer ttlMs (null: never expires), or renew it in time";
      return { code: "ATHANOR_MATRIX_EXPIRED", story, mend };
    }
    case "lost":
      return { code: "ATHANOR_MATRIX_LOST", story: `was found lost at ${at} (${end.fact})`, mend: again };
  }
}

function factOf(event: MatrixEvent): string {
  if (event.type === "merged") return event.into;
  if (event.type === "replaced") return event.by;
  if (event.type === "expired") return String(event.ttlMs);
  return event.type === "lost" ? event.what : "";
}
