import { AthanorError, joinPieces, type MessageFns, type Pieces } from "athanor-client/wire";
import type { ServerCall } from "../call.js";
import type { CallContext, FlightHandler } from "../handler.js";

/** One method of the service: decodes what came, calls the handler, encodes what it gives. */
export interface Rpc {
  /** As in the proto, such as "DoGet". */
  name: string;
  run(call: ServerCall, handler: FlightHandler, context: CallContext): Promise<void>;
}

/** One request, one answer. `invoke` gives undefined when the handler has no such method. */
export function unary<Q, A>(
  name: string,
  request: MessageFns<Q>,
  answer: MessageFns<A>,
  invoke: (handler: FlightHandler, request: Q, context: CallContext) => Promise<A> | undefined,
): Rpc {
  return {
    name,
    async run(call, handler, context) {
      const result = invoke(handler, await onlyRequest(call, request, name), context);
      if (result === undefined) throw unimplemented(name);
      await call.send([answer.encode(await result).finish()]);
    },
  };
}

/** One request, a stream of answers. */
export function serverStream<Q, A>(
  name: string,
  request: MessageFns<Q>,
  encode: (item: A) => Uint8Array[],
  invoke: (handler: FlightHandler, request: Q, context: CallContext) => AsyncIterable<A> | undefined,
): Rpc {
  return {
    name,
    async run(call, handler, context) {
      await sendAll(call, invoke(handler, await onlyRequest(call, request, name), context), encode, name);
    },
  };
}

/** A stream each way. */
export function bidi<Q, A>(
  name: string,
  decode: (message: Pieces) => Q,
  encode: (item: A) => Uint8Array[],
  invoke: (handler: FlightHandler, incoming: AsyncIterable<Q>, context: CallContext) => AsyncIterable<A> | undefined,
): Rpc {
  return {
    name,
    async run(call, handler, context) {
      await sendAll(call, invoke(handler, decodeAll(call, decode), context), encode, name);
    },
  };
}

async function onlyRequest<Q>(call: ServerCall, type: MessageFns<Q>, name: string): Promise<Q> {
  const first = await call.messages.next();
  if (first.done) throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `${name} came without its request message`);
  try {
    return type.decode(joinPieces(first.value));
  } catch (cause) {
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", `the request of ${name} cannot be parsed`, { cause });
  }
}

async function* decodeAll<Q>(call: ServerCall, decode: (message: Pieces) => Q): AsyncGenerator<Q> {
  for await (const message of call.messages) yield decode(message);
}

/**
 * Sends what a handler yields. When the caller leaves, the iterable's `return` is called: at once, or, for a
 * generator that is waiting, as soon as it wakes (long waits should watch `context.signal`).
 */
async function sendAll<A>(
  call: ServerCall,
  output: AsyncIterable<A> | undefined,
  encode: (item: A) => Uint8Array[],
  name: string,
): Promise<void> {
  if (output === undefined) throw unimplemented(name);
  const iterator = output[Symbol.asyncIterator]();
  const leave = () => void iterator.return?.().then(undefined, () => {});
  call.signal.addEventListener("abort", leave, { once: true });
  try {
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
      await call.send(encode(step.value));
    }
  } catch (error) {
    leave();
    throw error;
  } finally {
    call.signal.removeEventListener("abort", leave);
  }
}

function unimplemented(name: string): AthanorError {
  return new AthanorError("ATHANOR_UNIMPLEMENTED", `this service does not offer ${name}`);
}
