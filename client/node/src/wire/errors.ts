import { status } from "@grpc/grpc-js";

/**
 * The one registry of errors: code, gRPC status, what it means and what mends it.
 * docs/errors.md is this table; a test keeps the two equal. A message that crosses the wire is
 * `CODE: found, wanted, mend`, so that a client in any language can branch on its first word.
 */
export const ERRORS = {
  ATHANOR_INVALID_ARGUMENT: entry(
    "INVALID_ARGUMENT",
    "A request's field is missing or wrong.",
    "Mend the field the message names.",
  ),
  ATHANOR_BAD_SCHEMA: entry(
    "INVALID_ARGUMENT",
    "An Arrow schema is none of those a matrix can have.",
    "Send FixedSizeList<double|float>, equal-length lists, numeric columns or fixed_shape_tensor, with at most one int64 index column.",
  ),
  ATHANOR_BAD_BATCH: entry(
    "INVALID_ARGUMENT",
    "A record batch is malformed or does not fit its matrix.",
    "Mend the batch, part and row that the message names, and send the part again.",
  ),
  ATHANOR_NULL_VALUE: entry("INVALID_ARGUMENT", "A matrix entry is null.", "Fill or drop the nulls first."),
  ATHANOR_NOT_FINITE: entry(
    "INVALID_ARGUMENT",
    "A matrix entry is NaN or infinite.",
    "Clean the row that the message names.",
  ),
  ATHANOR_NOT_SYMMETRIC: entry(
    "INVALID_ARGUMENT",
    "A matrix that is to be symmetric is not.",
    "Symmetrise it, (a + a') / 2, or use a routine for general matrices.",
  ),
  ATHANOR_SPARSE_INPUT: entry(
    "INVALID_ARGUMENT",
    "The input is sparse; only dense matrices are stored.",
    "Convert it if its dense size is sensible, else stay where it is.",
  ),
  ATHANOR_UNSUPPORTED_COMPRESSION: entry(
    "INVALID_ARGUMENT",
    "A record batch body is compressed.",
    "Write IPC without compression.",
  ),
  ATHANOR_MESSAGE_TOO_LARGE: entry(
    "RESOURCE_EXHAUSTED",
    "A message is larger than the bridge accepts.",
    "Send batches of 1-16 MiB, or raise maxMessageBytes.",
  ),
  ATHANOR_BAD_INPUT_FILE: entry(
    "INVALID_ARGUMENT",
    "An input file cannot be read as a matrix.",
    "Give a .npy, Parquet, Arrow IPC, CSV or idx file of numbers.",
  ),
  ATHANOR_UNAUTHENTICATED: entry(
    "UNAUTHENTICATED",
    "The token is missing or wrong.",
    "Send `authorization: Bearer TOKEN` with the token that the bridge was started with.",
  ),
  ATHANOR_PERMISSION_DENIED: entry(
    "PERMISSION_DENIED",
    "A ticket, capability or id is not valid for this user.",
    "Ask the bridge for a fresh ticket with get_flight_info.",
  ),
  ATHANOR_TICKET_EXPIRED: entry(
    "PERMISSION_DENIED",
    "A ticket or capability has expired.",
    "Ask the bridge for a fresh one.",
  ),
  ATHANOR_MATRIX_NOT_FOUND: entry(
    "NOT_FOUND",
    "No matrix of this user has that name or id.",
    "List yours with `athanor matrices`.",
  ),
  ATHANOR_MATRIX_EXPIRED: entry(
    "NOT_FOUND",
    "The matrix outlived its time to live.",
    "Upload it again, with a longer ttlMs, or renew it in time.",
  ),
  ATHANOR_MATRIX_DROPPED: entry("NOT_FOUND", "The matrix was dropped.", "Upload it again."),
  ATHANOR_MATRIX_LOST: entry("DATA_LOSS", "A file of the matrix is missing or has the wrong size.", "Upload it again."),
  ATHANOR_MATRIX_EXISTS: entry(
    "ALREADY_EXISTS",
    "The name is taken by a matrix with other content.",
    'Choose another name, or ifExists: "replace" or "reuse".',
  ),
  ATHANOR_MATRIX_NOT_SEALED: entry("FAILED_PRECONDITION", "The matrix is still being uploaded.", "Seal it first."),
  ATHANOR_MATRIX_SEALED: entry(
    "FAILED_PRECONDITION",
    "The matrix is sealed and never changes.",
    'Upload under another name, or with ifExists: "replace".',
  ),
  ATHANOR_SEAL_REFUSED: entry(
    "FAILED_PRECONDITION",
    "The uploaded parts do not make up the declared matrix.",
    "Send the parts that the message names again, or mend the declared counts.",
  ),
  ATHANOR_ATTEMPTS_DIFFER: entry(
    "FAILED_PRECONDITION",
    "Two complete attempts of one part differ.",
    "Cache or checkpoint the source so that a retry sends equal rows, or name the winning attempts.",
  ),
  ATHANOR_BAD_INDEX: entry(
    "FAILED_PRECONDITION",
    "Row indices are duplicate, negative, out of range or have gaps.",
    'Mend the indices; for gaps that mean zero rows say missingRows: "zero".',
  ),
  ATHANOR_STORE_FULL: entry(
    "RESOURCE_EXHAUSTED",
    "The store budget or its file system is full.",
    "Drop matrices you no longer need, or raise storeBudgetBytes.",
  ),
  ATHANOR_STORE_LOST: entry(
    "UNAVAILABLE",
    "A store process ended while it was in use.",
    "Send the part again: the store is started anew.",
  ),
  ATHANOR_INCOMPLETE_STREAM: entry(
    "ABORTED",
    "A stream ended before the declared rows had arrived; nothing of it was kept.",
    "Send the part again.",
  ),
  ATHANOR_STREAM_IDLE: entry(
    "DEADLINE_EXCEEDED",
    "Nothing arrived on a stream for too long.",
    "Send the part again; streamIdleTimeoutMs sets the limit.",
  ),
  ATHANOR_JOB_NOT_FOUND: entry("NOT_FOUND", "No job of this user has that id.", "List yours with `athanor jobs list`."),
  ATHANOR_JOB_CANCELLED: entry("CANCELLED", "The job was cancelled.", "Submit it again if that was not meant."),
  ATHANOR_JOB_STALLED: entry(
    "ABORTED",
    "The job reported no progress for too long and was ended.",
    "Raise jobStallTimeoutMs if the routine is just slow.",
  ),
  ATHANOR_RANK_LOST: entry(
    "ABORTED",
    "A rank of the compute group died during the job.",
    "See `athanor jobs logs`; submit it again if the cause was outside.",
  ),
  ATHANOR_KERNEL_FAILED: entry(
    "INTERNAL",
    "A library broke its contract or threw.",
    "See `athanor jobs logs` and tell the library's authors.",
  ),
  ATHANOR_GROUP_UNAVAILABLE: entry("UNAVAILABLE", "No compute group could be started.", "Run `athanor doctor`."),
  ATHANOR_UNKNOWN_ROUTINE: entry(
    "NOT_FOUND",
    "No loaded library offers that routine.",
    "List them with `athanor libs`.",
  ),
  ATHANOR_OUT_OF_MEMORY: entry(
    "RESOURCE_EXHAUSTED",
    "The job's workspace exceeds the memory budget.",
    "Ask for less (smaller k), or raise workspaceBudgetBytes.",
  ),
  ATHANOR_NOT_CONVERGED: entry(
    "FAILED_PRECONDITION",
    "An iteration ended before its tolerance was met.",
    "Raise maxPasses or tol, or drop strict to accept the certified residual.",
  ),
  ATHANOR_SINGULAR: entry(
    "FAILED_PRECONDITION",
    "A matrix is singular to working precision.",
    "Use a least-squares or regularised routine.",
  ),
  ATHANOR_NOT_POSITIVE_DEFINITE: entry(
    "FAILED_PRECONDITION",
    "A matrix is not positive definite.",
    "Use a routine for general matrices.",
  ),
  ATHANOR_NO_BRIDGE: entry(
    "UNAVAILABLE",
    "No bridge is running, and this call does not embed one.",
    "Start one with `athanor serve`, or give its URL.",
  ),
  ATHANOR_BRIDGE_UNREACHABLE: entry(
    "UNAVAILABLE",
    "The bridge does not answer at that address.",
    "Check the URL, that `athanor serve` runs, and firewalls.",
  ),
  ATHANOR_VERSION_MISMATCH: entry(
    "FAILED_PRECONDITION",
    "Client and bridge are of versions that do not fit.",
    "Use the client that came with the bridge.",
  ),
  ATHANOR_ALREADY_RUNNING: entry(
    "FAILED_PRECONDITION",
    "Another bridge holds this state directory.",
    "Use the running one, or give --state-dir.",
  ),
  ATHANOR_UNSAFE_ADDRESS: entry(
    "FAILED_PRECONDITION",
    "A routable address was asked for without token and TLS.",
    "Give --tls-cert and --tls-key, or listen on 127.0.0.1.",
  ),
  ATHANOR_BAD_CONFIG: entry(
    "INVALID_ARGUMENT",
    "A configuration value is unknown or out of range.",
    "Mend the setting that the message names.",
  ),
  ATHANOR_NATIVE_MISSING: entry(
    "FAILED_PRECONDITION",
    "The native addon is not built or cannot be loaded.",
    "Run `npm run build`, then `athanor doctor`.",
  ),
  ATHANOR_MPI_MISSING: entry(
    "FAILED_PRECONDITION",
    "mpirun is not installed.",
    "Run `athanor doctor` for the command that installs it.",
  ),
  ATHANOR_DRAINING: entry(
    "UNAVAILABLE",
    "The bridge is shutting down and takes no new work.",
    "Try again when it is back.",
  ),
  ATHANOR_DEADLINE: entry(
    "DEADLINE_EXCEEDED",
    "A call took longer than its deadline.",
    "Try again, or give a longer deadline.",
  ),
  ATHANOR_CLOSED: entry("FAILED_PRECONDITION", "The client or handle was closed.", "Connect again."),
  ATHANOR_UNIMPLEMENTED: entry(
    "UNIMPLEMENTED",
    "The call exists in Flight but not here.",
    "See ListActions and docs/flight.md.",
  ),
  ATHANOR_INTERNAL: entry("INTERNAL", "A fault of Athanor's own.", "Please report it with the bridge's log."),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorEntry {
  /** Name of the gRPC status it travels under. */
  status: keyof typeof status;
  meaning: string;
  remedy: string;
}

function entry(statusName: keyof typeof status, meaning: string, remedy: string): ErrorEntry {
  return { status: statusName, meaning, remedy };
}

/**
 * The one error class. `message` is `CODE: what was found, what was wanted, the mend`.
 * @example throw new AthanorError("ATHANOR_BAD_BATCH", "part 3 has 9,998 columns; the matrix has 10,000")
 */
export class AthanorError extends Error {
  override readonly name = "AthanorError";
  readonly code: ErrorCode;
  /** Facts for programs, such as { row: 17 } or { passes: 100, residual: 1e-4 }. */
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, text: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(`${code}: ${text}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** The message without its code. */
  get text(): string {
    return this.message.slice(this.code.length + 2);
  }

  /** The gRPC status number it travels under. */
  get grpcStatus(): number {
    return status[ERRORS[this.code].status];
  }

  /** Any thrown value as an AthanorError; gRPC errors whose message starts with a code keep that code. */
  static from(thrown: unknown, fallback: ErrorCode = "ATHANOR_INTERNAL"): AthanorError {
    if (thrown instanceof AthanorError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const found = /(ATHANOR_[A-Z_]+): ([\s\S]*)$/.exec(message);
    if (found && isErrorCode(found[1]!)) return new AthanorError(found[1], found[2]!, { cause: thrown });
    return new AthanorError(codeOfStatus(thrown) ?? fallback, message, { cause: thrown });
  }
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/** For gRPC errors that our side did not word (transport failures, expired deadlines). */
function codeOfStatus(thrown: unknown): ErrorCode | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === status.UNAVAILABLE) return "ATHANOR_BRIDGE_UNREACHABLE";
  if (code === status.DEADLINE_EXCEEDED) return "ATHANOR_DEADLINE";
  if (code === status.CANCELLED) return "ATHANOR_JOB_CANCELLED";
  if (code === status.UNAUTHENTICATED) return "ATHANOR_UNAUTHENTICATED";
  if (code === status.UNIMPLEMENTED) return "ATHANOR_UNIMPLEMENTED";
  if (code === status.RESOURCE_EXHAUSTED) return "ATHANOR_MESSAGE_TOO_LARGE";
  return undefined;
}
