import { AthanorError } from "athanor-client/wire";
import { grouped } from "./wording.js";

/**
 * How many rows a stream said it would carry. Only this proves that a stream is whole: its end does not (a client that
 * throws, or is killed, ends its stream as cleanly as one that is done).
 */
export class DeclaredRows {
  private declared: number | null = null;
  private source = "";
  private endSaid = false;

  constructor(private readonly part: number) {}

  /** null: nothing was declared so far. */
  get rows(): number | null {
    return this.declared;
  }

  /** True after the last message: nothing may follow. */
  get ended(): boolean {
    return this.endSaid;
  }

  /** @param source where it was said, for messages @throws AthanorError ATHANOR_INVALID_ARGUMENT on a second, other count */
  declare(rows: number, source: string): void {
    if (!Number.isSafeInteger(rows) || rows < 0) {
      throw new AthanorError(
        "ATHANOR_INVALID_ARGUMENT",
        `part ${this.part}: ${source} says ${rows} rows; give a count`,
      );
    }
    if (this.declared !== null && this.declared !== rows) {
      const text = `part ${this.part}: ${this.source} says ${grouped(this.declared)} rows, ${source} says ${grouped(rows)}`;
      throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
    }
    this.declared = rows;
    this.source = source;
  }

  /** Takes `{"end":true,"rows":n}`; any other app_metadata is the client's own and is passed over. */
  readEnd(appMetadata: Uint8Array): void {
    if (appMetadata.length === 0) return;
    const json = parseObject(appMetadata);
    if (json?.end !== true) return;
    this.declare(Number(json.rows), "the last app_metadata");
    this.endSaid = true;
  }

  /** @throws AthanorError ATHANOR_BAD_BATCH as soon as there are more rows than declared */
  checkNotMore(received: number): void {
    if (this.declared === null || received <= this.declared) return;
    const text = `part ${this.part} has brought ${grouped(received)} rows already; ${this.source} says ${grouped(this.declared)}`;
    throw new AthanorError("ATHANOR_BAD_BATCH", text);
  }

  /** At the end of the stream. @throws AthanorError ATHANOR_INCOMPLETE_STREAM when rows are missing */
  checkComplete(received: number): void {
    if (this.declared === null || received === this.declared) return;
    const text = `part ${this.part} ended after ${grouped(received)} of ${grouped(this.declared)} rows; send it again`;
    throw new AthanorError("ATHANOR_INCOMPLETE_STREAM", text, {
      details: { part: this.part, rows: received, declaredRows: this.declared },
    });
  }
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof json === "object" ? (json as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
