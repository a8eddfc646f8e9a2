/**
 * Flags for a Node process that serves streams of batches. V8 counts received bytes as garbage of a heap that is
 * small itself, and by default collects every 10 MB of them, which costs a third of the CPU time of a DoPut. A
 * larger first limit costs no memory but up to that much uncollected garbage; `--expose-gc` lets an idle process
 * give that back.
 */
export const DATA_PLANE_NODE_FLAGS = ["--initial-old-space-size=64", "--expose-gc"];

/** Flags for a Node process that only passes small messages: the nursery may stay small, which saves some 10 MB. */
export const CONTROL_PLANE_NODE_FLAGS = ["--max-semi-space-size=1"];
