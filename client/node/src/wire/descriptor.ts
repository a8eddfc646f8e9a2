import { type FlightDescriptor, FlightDescriptor_DescriptorType, type Ticket } from "./generated/arrow/flight.js";

/** The descriptor of a named flight, such as pathDescriptor("pixels") or pathDescriptor("pixels", "0", "retry-1"). */
export function pathDescriptor(...path: string[]): FlightDescriptor {
  return { type: FlightDescriptor_DescriptorType.PATH, cmd: Buffer.alloc(0), path };
}

/** A descriptor that carries a command; objects go as UTF-8 JSON. */
export function cmdDescriptor(cmd: string | Uint8Array | object): FlightDescriptor {
  return { type: FlightDescriptor_DescriptorType.CMD, cmd: toBytes(cmd), path: [] };
}

/** A ticket; objects go as UTF-8 JSON. */
export function ticketOf(content: string | Uint8Array | object): Ticket {
  return { ticket: toBytes(content) };
}

/** A short text for logs and messages, never more than 120 characters. */
export function describeDescriptor(descriptor: FlightDescriptor | null): string {
  if (!descriptor) return "no descriptor";
  if (descriptor.path.length > 0) return `path ${descriptor.path.join("/").slice(0, 110)}`;
  return `cmd of ${descriptor.cmd.length} bytes`;
}

function toBytes(content: string | Uint8Array | object): Buffer {
  if (content instanceof Uint8Array) return Buffer.from(content.buffer, content.byteOffset, content.length);
  return Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
}
