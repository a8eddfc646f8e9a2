import type { FlightChannel } from "../wire/channel.js";
import { cmdDescriptor } from "../wire/descriptor.js";
import { AthanorError } from "../wire/errors.js";
import { type FlightData, flightData } from "../wire/flight-data.js";
import type { PutDescriptor, PutReceipt, SameHostFiles, SameHostMessage } from "../wire/upload.js";
import { CannotWrite, HostFiles, type Sight } from "./host-files.js";
import type { Part } from "./parts.js";
import { bytesOf, checkRows, type SendOptions } from "./send-part.js";

/** A stream on which nothing is said is ended in minutes. */
const SILENCE_MS = 5_000;

/**
 * One attempt of one part, whose files this process writes while a DoPut tells the store of it (docs/flight.md, "On the same
 * host"). Resolves with the store's receipt.
 * @throws CannotWrite when the rows have to travel
 */
export async function writePart(
  channel: FlightChannel,
  descriptor: PutDescriptor,
  seen: Sight,
  part: Part,
  options: SendOptions,
): Promise<PutReceipt> {
  const attempt = new Attempt(seen, part, options);
  let receipt: PutReceipt | null = null;
  let opened = false;
  try {
    const messages = attempt.messages({ ...descriptor, sameHost: seen.proof });
    for await (const answer of channel.doPut(messages, { signal: options.signal })) {
      const content = JSON.parse(Buffer.from(answer).toString());
      if (opened) receipt = content as PutReceipt;
      else attempt.opened(content as SameHostFiles);
      opened = true;
    }
  } catch (error) {
    attempt.failed(error);
    if (attempt.cannotWrite !== null) throw attempt.cannotWrite;
    // Another probe than the one that was read; if it is something else, a stream of rows is told.
    if (!opened && error instanceof AthanorError && error.code === "ATHANOR_PERMISSION_DENIED") {
      throw new CannotWrite(error);
    }
    throw error;
  }
  if (!receipt) throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", `part ${part.ordinal} was not acknowledged`);
  return receipt;
}

/** What is said of an attempt, in step with what is written. */
class Attempt {
  /** Why the files could not be written; the call only knows that it was given up. */
  cannotWrite: CannotWrite | null = null;
  opened!: (files: SameHostFiles) => void;
  failed!: (error: unknown) => void;
  private readonly files: Promise<SameHostFiles>;

  constructor(
    private readonly seen: Sight,
    private readonly part: Part,
    private readonly options: SendOptions,
  ) {
    this.files = new Promise((resolve, reject) => {
      this.opened = resolve;
      this.failed = reject;
    });
    // The call tells its failure itself.
    this.files.catch(() => undefined);
  }

  async *messages(descriptor: PutDescriptor): AsyncGenerator<FlightData> {
    yield flightData({ descriptor: cmdDescriptor(descriptor) });
    try {
      const files = await HostFiles.open(this.seen.directory, await this.files);
      try {
        yield* this.write(files);
      } finally {
        await files.close();
      }
    } catch (error) {
      if (error instanceof CannotWrite) this.cannotWrite = error;
      throw error;
    }
  }

  private async *write(files: HostFiles): AsyncGenerator<FlightData> {
    let rows = 0;
    let saidAt = performance.now();
    for await (const batch of this.part.batches()) {
      await files.append(bytesOf(batch), batch.indices);
      rows += batch.rows;
      this.options.onSent(batch.rows, batch.values.byteLength);
      if (performance.now() - saidAt < SILENCE_MS) continue;
      saidAt = performance.now();
      yield say({ written: rows });
    }
    checkRows(this.part, rows);
    await files.finish();
    yield say({ end: true, rows });
  }
}

function say(message: SameHostMessage): FlightData {
  return flightData({ appMetadata: Buffer.from(JSON.stringify(message)) });
}
