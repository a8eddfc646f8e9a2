import { AthanorError, type FlightData } from "athanor-client/wire";
import type { CallContext } from "../flight/index.js";
import type { AttemptUpload } from "./attempt-upload.js";
import type { RunningAttempt } from "./attempts.js";
import { PartUpload } from "./part-upload.js";
import { readPutRequest } from "./put-request.js";
import { SameHostUpload } from "./same-host-upload.js";
import type { StoreServices } from "./services.js";
import { untilAborted } from "./until-aborted.js";

/**
 * One DoPut: takes one attempt of one part. Either the bridge has recorded it and the last PutResult says so, or the
 * stream ends with an error and nothing of it is left.
 */
export async function* doPut(
  services: StoreServices,
  incoming: AsyncIterable<FlightData>,
  context: CallContext,
): AsyncGenerator<Uint8Array> {
  const messages = incoming[Symbol.asyncIterator]();
  const first = await messages.next();
  if (first.done) throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", "the stream ended before its first message");
  const request = readPutRequest(first.value, services.capabilityKey, context.principal);
  const running = services.attempts.start(request.key);
  const upload: AttemptUpload =
    request.sameHost === null
      ? new PartUpload(services, request, context.takePieces)
      : new SameHostUpload(services, request, request.sameHost);
  let reason = "the caller left";
  try {
    for await (const answer of take(upload, first.value, messages, running)) yield Buffer.from(JSON.stringify(answer));
  } catch (thrown) {
    // A matrix that stops takes its files with it; what then fails is only the echo.
    const error = AthanorError.from(running.stopped.aborted ? running.stopped.reason : thrown);
    reason = error.message;
    throw error;
  } finally {
    await settle(services, running, upload, reason);
  }
}

/** Hands the messages on and yields what they are answered; the receipt comes last. */
async function* take(
  upload: AttemptUpload,
  first: FlightData,
  messages: AsyncIterator<FlightData>,
  running: RunningAttempt,
): AsyncGenerator<object> {
  const answer = await upload.take(first);
  if (answer !== null) yield answer;
  for (;;) {
    const next = await untilAborted(messages.next(), running.stopped);
    if (next.done) break;
    const answer = await upload.take(next.value);
    if (answer !== null) yield answer;
  }
  yield await upload.complete();
}

async function settle(
  { log, requests }: StoreServices,
  running: RunningAttempt,
  upload: AttemptUpload,
  reason: string,
): Promise<void> {
  if (!upload.handedOver) {
    await upload
      .discard()
      .catch((error) => log.error({ ...running.key, error: String(error) }, "files were not deleted"));
    log.info({ ...running.key, reason }, "an attempt ended");
  }
  if (running.finish(upload.handedOver ? "recorded" : "discarded")) requests.ended(running.key, reason);
}
