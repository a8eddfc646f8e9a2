import { credentials } from "@grpc/grpc-js";
import { type FromChild, type Hello, LeashClient, type ToChild } from "athanor-client/wire";

/** What a child says to the bridge, without the envelope. */
export type ChildMessage = NonNullable<FromChild["body"]>;
/** What the bridge says to a child, without the envelope; `welcome` never reaches `onMessage`. */
export type BridgeMessage = NonNullable<ToChild["body"]>;

export interface LeashOptions {
  /** gRPC target of the bridge's leash, such as `unix:/run/athanor/leash.sock`. */
  target: string;
  hello: Hello;
  onMessage(message: BridgeMessage): void;
  /** Called once if the leash ends for any reason but `close()`, after it was open. The child must then end itself. */
  onBroken(cause: Error): void;
  /** How long connecting and the bridge's welcome may take together. */
  openTimeoutMs?: number;
}

export interface ChildLeash {
  /** Queues one message, in order. Does nothing on a leash that is closed or broken. */
  send(message: ChildMessage): void;
  /** Ends the leash from this side, after what was sent before has been written; `onBroken` is not called. */
  close(): Promise<void>;
}

const heartbeatIntervalMs = 2_000;
const defaultOpenTimeoutMs = 10_000;
const closeTimeoutMs = 1_000;

/**
 * The child's end of the leash: connects, says hello, waits for the bridge's welcome, then beats every 2 s.
 * Rejects if there is no welcome in time, or the bridge refuses the launch token; `onBroken` is not called then.
 */
export function openLeash(options: LeashOptions): Promise<ChildLeash> {
  const timeoutMs = options.openTimeoutMs ?? defaultOpenTimeoutMs;
  const client = new LeashClient(options.target, credentials.createInsecure(), {
    // A run_job names every part of its matrices and has no bound of its own.
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    // A second connection would be a second leash: never connect again behind the child's back.
    "grpc.enable_retries": 0,
    // For a bridge on another host that vanished without closing its socket.
    "grpc.keepalive_time_ms": 20_000,
    "grpc.keepalive_timeout_ms": 20_000,
  });
  const stream = client.hold();
  let state: "opening" | "open" | "ended" = "opening";
  let heartbeat: NodeJS.Timeout | undefined;

  return new Promise((resolve, reject) => {
    const end = (cause: Error): void => {
      if (state === "ended") return;
      const wasOpen = state === "open";
      state = "ended";
      clearInterval(heartbeat);
      clearTimeout(openTimer);
      stream.cancel();
      client.close();
      if (wasOpen) options.onBroken(cause);
      else reject(new Error(`the leash to ${options.target} could not be opened: ${cause.message}`, { cause }));
    };
    const openTimer = setTimeout(() => end(new Error(`no welcome from the bridge within ${timeoutMs} ms`)), timeoutMs);

    const send = (message: ChildMessage): void => {
      if (state !== "ended") stream.write({ body: message });
    };
    const close = (): Promise<void> => {
      if (state === "ended") return Promise.resolve();
      state = "ended";
      clearInterval(heartbeat);
      return new Promise((closed) => {
        const done = (): void => {
          clearTimeout(closeTimer);
          client.close();
          closed();
        };
        // The bridge answers the half-close by ending its side; if it does not, the stream is cut.
        const closeTimer = setTimeout(() => {
          stream.cancel();
          done();
        }, closeTimeoutMs);
        stream.once("status", done);
        stream.end();
      });
    };

    stream.on("data", ({ body }: ToChild) => {
      if (body === undefined || state === "ended") return;
      if (body.$case !== "welcome") {
        options.onMessage(body);
        return;
      }
      if (state === "open") return;
      state = "open";
      clearTimeout(openTimer);
      heartbeat = setInterval(() => send({ $case: "heartbeat", value: {} }), heartbeatIntervalMs);
      resolve({ send, close });
    });
    // Not "end": it comes before the error that says why. Heard after close() too: an unheard "error" ends the process.
    stream.on("error", end);
    stream.on("status", () => end(new Error("the bridge ended the leash")));
    send({ $case: "hello", value: options.hello });
  });
}
