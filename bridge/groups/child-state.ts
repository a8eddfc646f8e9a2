/**
 * The life of one launch (a store, or a compute group with its ranks) as a pure machine: an event in, the new state
 * and instructions out. life.ts carries the instructions out.
 *
 *     starting -> ready <-> busy
 *         \         |        /
 *          +---> stopping <-+        every state -> dead when the process has ended
 */
export type ChildPhase = "starting" | "ready" | "busy" | "stopping" | "dead";

export type ChildEvent =
  /** All its processes have said hello. */
  | { type: "saidHello" }
  | { type: "helloDeadlinePassed" }
  | { type: "jobStarted" }
  | { type: "jobEnded" }
  /** Somebody wants an orderly end. */
  | { type: "stopAsked"; reason: string }
  /** Somebody wants it gone at once. */
  | { type: "killAsked"; reason: string }
  | { type: "wentSilent"; reason: string }
  | { type: "leashBroken" }
  | { type: "graceEnded" }
  | { type: "exited" };

export type ChildInstruction = "announceReady" | "sendShutdown" | "startGrace" | "killAll" | "sweepAndAnnounceEnd";

export interface ChildState {
  phase: ChildPhase;
  /** Why the bridge ended it; null while it did not. A child that died by itself keeps null. */
  endedBy: { reason: string; killed: boolean } | null;
}

export interface ChildStep {
  state: ChildState;
  instructions: ChildInstruction[];
}

export const newChild: ChildState = { phase: "starting", endedBy: null };

export function childStep(state: ChildState, event: ChildEvent): ChildStep {
  if (state.phase === "dead") return illegalUnlessLate(state, event);
  switch (event.type) {
    case "saidHello":
      return state.phase === "stopping" ? stay(state) : move(state, event, "starting", "ready", ["announceReady"]);
    case "jobStarted":
      return move(state, event, "ready", "busy", []);
    case "jobEnded":
      return state.phase === "stopping" ? stay(state) : move(state, event, "busy", "ready", []);
    case "helloDeadlinePassed":
      return state.phase === "starting" ? kill(state, "it did not say hello in time") : stay(state);
    case "killAsked":
    case "wentSilent":
      return kill(state, event.reason);
    case "stopAsked":
      return state.phase === "stopping" ? stay(state) : stop(state, event.reason);
    case "leashBroken":
      // The process ends of itself now, or was ended; its launcher reports how. Only one that does not is killed.
      return state.phase === "stopping" ? stay(state) : to(state, "stopping", ["startGrace"]);
    case "graceEnded":
      return to({ ...state, endedBy: state.endedBy && { ...state.endedBy, killed: true } }, "stopping", ["killAll"]);
    case "exited":
      return to(state, "dead", ["sweepAndAnnounceEnd"]);
  }
}

const to = (state: ChildState, phase: ChildPhase, instructions: ChildInstruction[]): ChildStep => ({
  state: { ...state, phase },
  instructions,
});

const stay = (state: ChildState): ChildStep => ({ state, instructions: [] });

function stop(state: ChildState, reason: string): ChildStep {
  return to({ ...state, endedBy: { reason, killed: false } }, "stopping", ["sendShutdown", "startGrace"]);
}

function kill(state: ChildState, reason: string): ChildStep {
  return to({ ...state, endedBy: { reason: state.endedBy?.reason ?? reason, killed: true } }, "stopping", ["killAll"]);
}

function move(
  state: ChildState,
  event: ChildEvent,
  from: ChildPhase,
  phase: ChildPhase,
  instructions: ChildInstruction[],
): ChildStep {
  if (state.phase !== from) throw illegal(state, event);
  return to(state, phase, instructions);
}

/** Timers, leashes and callers may be late; a dead child starts nothing. */
function illegalUnlessLate(state: ChildState, event: ChildEvent): ChildStep {
  if (event.type === "jobStarted" || event.type === "exited") throw illegal(state, event);
  return stay(state);
}

const illegal = (state: ChildState, event: ChildEvent): Error =>
  new Error(`a ${state.phase} child cannot take the event ${event.type}`);
