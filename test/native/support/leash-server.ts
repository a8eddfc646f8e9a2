import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { Server, ServerCredentials, type ServerDuplexStream, status } from "@grpc/grpc-js";
import { type FromChild, type LeashServer, LeashService, type ToChild } from "athanor-client/wire";
import type { BridgeMessage, ChildMessage } from "../../../bridge/common/child-leash.js";

type ValueOf<K extends ChildMessage["$case"]> = Extract<ChildMessage, { $case: K }>["value"];
type Stream = ServerDuplexStream<FromChild, ToChild>;

/** The bridge's end of the leash for tests of a child: a real server that keeps what it hears. */
export class TestLeash {
  readonly token = randomUUID();
  readonly folder = mkdtempSync(`${tmpdir()}/athanor-leash-`);
  readonly target = `unix:${this.folder}/leash.sock`;
  readonly heard: { index: number; message: ChildMessage; at: number }[] = [];
  readonly #streams = new Map<number, Stream>();
  readonly #server = new Server({ "grpc.max_receive_message_length": -1 });

  async listen(): Promise<void> {
    const handlers: LeashServer = { hold: (stream) => this.#hold(stream) };
    this.#server.addService(LeashService, handlers);
    await new Promise<void>((resolve, reject) => {
      this.#server.bindAsync(this.target, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  send(body: BridgeMessage): void {
    for (const stream of this.#streams.values()) stream.write({ body });
  }

  sendTo(index: number, body: BridgeMessage): void {
    this.#streams.get(index)!.write({ body });
  }

  /** As a bridge that died: every stream and connection is cut. */
  cut(): void {
    this.#server.forceShutdown();
  }

  close(): void {
    this.#server.forceShutdown();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The messages of one kind heard so far, ascending by child. */
  all<K extends ChildMessage["$case"]>(kind: K): ValueOf<K>[] {
    const found = this.heard.filter(({ message }) => message.$case === kind).sort((a, b) => a.index - b.index);
    return found.map(({ message }) => message.value as ValueOf<K>);
  }

  /** Waits until `count` messages of a kind were heard. */
  async hear<K extends ChildMessage["$case"]>(kind: K, count: number, timeoutMs = 15_000): Promise<ValueOf<K>[]> {
    const deadline = performance.now() + timeoutMs;
    while (this.all(kind).length < count) {
      if (performance.now() > deadline)
        throw new Error(`heard ${this.all(kind).length} of ${count} ${kind} in ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.all(kind);
  }

  #hold(stream: Stream): void {
    let index = -1;
    stream.on("data", ({ body }: FromChild) => {
      if (body === undefined) return;
      if (body.$case === "hello") {
        if (body.value.launchToken !== this.token) {
          stream.emit("error", { code: status.PERMISSION_DENIED, details: "wrong launch token" });
          return;
        }
        index = body.value.index;
        this.#streams.set(index, stream);
        stream.write({ body: { $case: "welcome", value: {} } });
      }
      this.heard.push({ index, message: body, at: performance.now() });
    });
    stream.on("end", () => stream.end());
    stream.on("error", () => {});
  }
}
