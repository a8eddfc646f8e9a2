import { type IndexFile, readIndices } from "./index-scan.js";

/** On memory of its own, so that it can be sorted as int64. */
type Words = Int32Array<ArrayBuffer>;

/** Indices sorted at a time: 64 MiB of them. */
const defaultBucketRows = 8 * 1024 * 1024;

/**
 * Finds an int64 that occurs twice in index files too large to sort at once: each pass over the files takes the
 * values of one hash bucket, sorts them and looks at neighbours. Memory is bounded, whatever the number of rows.
 */
export class BucketedSearch {
  readonly #buckets: number;

  constructor(
    private readonly files: IndexFile[],
    private readonly rows: number,
    bucketRows = defaultBucketRows,
  ) {
    this.#buckets = Math.max(1, Math.ceil(rows / bucketRows));
  }

  find(): bigint | null {
    for (let bucket = 0; bucket < this.#buckets; bucket++) {
      const values = this.#gather(bucket).sort();
      for (let i = 1; i < values.length; i++) if (values[i] === values[i - 1]) return values[i]!;
    }
    return null;
  }

  #gather(bucket: number): BigInt64Array {
    // Room for an uneven hash; grown if that is not enough.
    let words = new Int32Array(2 * Math.ceil((1.25 * this.rows) / this.#buckets) + 64);
    let taken = 0;
    readIndices(this.files, (source, count) => {
      if (taken + 2 * count > words.length) words = grown(words, taken + 2 * count);
      for (let i = 0; i < count; i++) {
        const low = source[2 * i]!;
        const high = source[2 * i + 1]!;
        if (bucketOf(low, high, this.#buckets) !== bucket) continue;
        words[taken++] = low;
        words[taken++] = high;
      }
    });
    return new BigInt64Array(words.buffer, 0, taken / 2);
  }
}

function grown(words: Words, needed: number): Words {
  const larger = new Int32Array(Math.max(needed, Math.ceil(words.length * 0.75) * 2));
  larger.set(words);
  return larger;
}

/** A multiplicative hash (Knuth's constant), so that runs and strides spread evenly. */
function bucketOf(low: number, high: number, buckets: number): number {
  return (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 0) % buckets;
}
