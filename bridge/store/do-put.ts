import { AthanorError, type FlightData, type PutReceipt } from "athanor-client/wire";
import type { CallContext } from "../flight/index.js";
import type { RunningAttempt } from "./attempts.js";
import { PartUpload } from "./part-upload.js";
import { readPutRequest } from "./put-request.js";
import type { StoreServices } from "./services.js";
import { untilAborted } from "./until-aborted.js";

/** What answers a whole attempt; `pending`: the stream never said how many rows it would carry, seal must. */
type Receipt = PutReceipt & { pending?: true };

/**
 * One DoPut: takes one attempt of one part. Either the bridge has recorded it and the one PutResult says so, or the
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
  const upload = new PartUpload(services, request);
  let reason = "the caller left";
  try {
    const receipt = await take(upload, first.value, messages, running);
    yield Buffer.from(JSON.stringify(receipt));
  } catch (thrown) {
    // A matrix that stops takes its files with it; what then fails is only the echo.
    const error = AthanorError.from(running.stopped.aborted ? running.stopped.reason : thrown);
    reason = error.message;
    throw error;
  } finally {
    await settle(services, running, upload, reason);
  }
}

async function take(
  upload: PartUpload,
  first: FlightData,
  messages: AsyncIterator<FlightData>,
  running: RunningAttempt,
): Promise<Receipt> {
  await upload.take(first);
  for (;;) {
    const next = await untilAborted(messages.next(), running.stopped);
    if (next.done) break;
    await upload.take(next.value);
  }
  return upload.complete();
}

async function settle(
  { log, requests }: StoreServices,
  running: RunningAttempt,
  upload: PartUpload,
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
