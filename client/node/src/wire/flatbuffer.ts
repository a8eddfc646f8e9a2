/**
 * The few reads of a flatbuffer that a record batch header needs, without copying it. Offsets come from the
 * peer, so every read is checked: a wrong one throws RangeError (DataView's own check).
 */
export class FlatTable {
  constructor(
    private readonly view: DataView,
    private readonly at: number,
  ) {}

  /** The root table of a buffer. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  byte(field: number, fallback: number): number {
    const at = this.field(field);
    return at === 0 ? fallback : this.view.getUint8(at);
  }

  /** An int64 as a number; beyond 2^53 it is refused. */
  long(field: number): number {
    const at = this.field(field);
    return at === 0 ? 0 : safeLong(this.view, at);
  }

  table(field: number): FlatTable | null {
    const at = this.field(field);
    return at === 0 ? null : new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  /** A vector of structs of two int64 each, as the pairs. */
  longPairs(field: number): [number, number][] {
    const at = this.field(field);
    if (at === 0) return [];
    const start = at + this.view.getUint32(at, true);
    const count = this.view.getUint32(start, true);
    if (count * 16 > this.view.byteLength) throw new RangeError(`a vector of ${count} entries in a shorter buffer`);
    const pairs: [number, number][] = [];
    for (let i = 0; i < count; i++) {
      const pair = start + 4 + i * 16;
      pairs.push([safeLong(this.view, pair), safeLong(this.view, pair + 8)]);
    }
    return pairs;
  }

  /** Where a field's value is; 0 when it is absent. */
  private field(index: number): number {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const slot = 4 + index * 2;
    if (slot >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + slot, true);
    return offset === 0 ? 0 : this.at + offset;
  }
}

function safeLong(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value)) throw new RangeError("an int64 beyond 2^53");
  return value;
}
