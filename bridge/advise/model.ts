import type { Advice, AdviseRequest, WayAdvice, WayName } from "athanor-client/wire";
import { AthanorError } from "athanor-client/wire";
import type { KnownRates, Rates } from "./rates.js";

/** What bounds a way by memory. */
export interface Room {
  /** Of the bridge's store. */
  storeBytes: number;
  /** Of one process on this machine. */
  processBytes: number;
}

interface Problem {
  rows: number;
  cols: number;
  k: number;
  /** The shorter side. */
  short: number;
  bytes: number;
}
type Parts = WayAdvice["parts"];

const BYTES = 8;
/** Columns of the Krylov basis for each triplet, where singular values fall as 1/i and 1e-9 is wanted: 12 passes of 8 for 20. */
const KRYLOV_COLUMNS = 5;
/** Up to there `auto` forms the Gram matrix of the short side; from a quarter of all triplets on it takes QR, to any size. */
const GRAM_SIDE = 1024;
const MOST_GRAM_SIDE = 4096;
const QR_SHARE = 1 / 4;
/** randomized_svd with its usual 4 power iterations: 4 x 2 + 2 products with k + 10 columns. */
const SKLEARN_PRODUCTS = 10;
const SKLEARN_MORE_COLUMNS = 10;
/** Products with AᵀA that MLlib's ARPACK takes for each triplet, a Spark job each; few columns, or many triplets: the Gramian. */
const SPARK_PRODUCTS = 4;
const SPARK_GRAM_SIDE = 100;
const SPARK_MOST_GRAM_SIDE = 15_000;

/** The formulas, one for each way: seconds of each part. */
const WAYS: Record<WayName, (problem: Problem, rates: Rates) => Parts> = {
  athanor: (p, r) => ({
    send: p.bytes / r.sendBytesPerSecond,
    compute: athanorSeconds(p, r),
    receive: (BYTES * p.k * (p.rows + p.cols)) / r.receiveBytesPerSecond,
    overhead: r.jobSeconds,
  }),
  spark: (p, r) => {
    const gram = p.cols < SPARK_GRAM_SIDE || (p.k > p.cols / 2 && p.cols <= SPARK_MOST_GRAM_SIDE);
    const products = gram ? 1 : SPARK_PRODUCTS * p.k;
    const flops = gram ? p.rows * p.cols ** 2 + 10 * p.cols ** 3 : 4 * p.rows * p.cols * products;
    return { send: 0, compute: flops / r.sparkFlopsPerSecond, receive: 0, overhead: products * r.sparkJobSeconds };
  },
  collect: (p, r) => ({
    send: p.bytes / r.collectBytesPerSecond,
    compute: sklearnSeconds(p, r),
    receive: (BYTES * p.k * (p.rows + p.cols)) / r.collectBytesPerSecond,
    overhead: r.sparkJobSeconds,
  }),
  local: (p, r) => ({ send: 0, compute: sklearnSeconds(p, r), receive: 0, overhead: 0 }),
};

/** Ways that there are, by where the rows are. */
const FROM: Record<Advice["from"], WayName[]> = {
  memory: ["athanor", "local"],
  spark: ["athanor", "spark", "collect"],
};

/** The methods of rowwise.truncatedSvd and the last pass that certifies the result. */
function athanorSeconds({ rows, cols, k, short }: Problem, rates: Rates): number {
  const pass = 4 * rows * cols;
  const krylov = (pass * Math.min(KRYLOV_COLUMNS * k, short)) / rates.krylovFlopsPerSecond;
  const gram = (rows * cols * short + 10 * short ** 3) / rates.gramFlopsPerSecond;
  const qr = (pass * short) / rates.gramFlopsPerSecond;
  const certificate = (pass * k) / rates.krylovFlopsPerSecond;
  if (k >= short * QR_SHARE) return qr + certificate;
  if (short <= GRAM_SIDE) return gram + certificate;
  return (short <= MOST_GRAM_SIDE ? Math.min(gram, krylov) : krylov) + certificate;
}

function sklearnSeconds({ rows, cols, k, short }: Problem, rates: Rates): number {
  const columns = Math.min(k + SKLEARN_MORE_COLUMNS, short);
  return (2 * rows * cols * columns * SKLEARN_PRODUCTS) / rates.sklearnFlopsPerSecond;
}

/**
 * Estimates of a truncated SVD by every way there is from where the rows are, quickest first; a way that has no room for the
 * matrix comes last, without an estimate.
 * @throws AthanorError ATHANOR_INVALID_ARGUMENT for k beyond the shorter side
 */
export function advise(request: AdviseRequest, known: KnownRates, room: Room): Advice {
  const { rows, cols, k, from = "memory" } = request;
  const short = Math.min(rows, cols);
  if (k > short) {
    const text = `k is ${k}, and a ${rows} x ${cols} matrix has ${short} singular values; ask for at most that many`;
    throw new AthanorError("ATHANOR_INVALID_ARGUMENT", text);
  }
  const problem: Problem = { rows, cols, k, short, bytes: BYTES * rows * cols };
  const ways = FROM[from]
    .map((way) => estimate(way, problem, known.rates, room))
    .sort((a, b) => (a.seconds ?? Number.POSITIVE_INFINITY) - (b.seconds ?? Number.POSITIVE_INFINITY));
  const best = ways[0]!.seconds === null ? null : ways[0]!.way;
  return { rows, cols, k, from, best, ways, measuredAt: known.measuredAt, defaults: known.defaults };
}

function estimate(way: WayName, problem: Problem, rates: Rates, room: Room): WayAdvice {
  const parts = WAYS[way](problem, rates);
  const reason = noRoom(way, problem, room);
  const seconds = reason === null ? parts.send + parts.compute + parts.receive + parts.overhead : null;
  return { way, seconds, parts, reason };
}

function noRoom(way: WayName, { bytes }: Problem, room: Room): string | null {
  const gigabytes = (value: number) => `${(value / 1e9).toPrecision(3)} GB`;
  if (way === "athanor" && bytes > room.storeBytes)
    return `the matrix has ${gigabytes(bytes)}, and the bridge's store takes ${gigabytes(room.storeBytes)}`;
  // The array, and what is computed with beside it.
  if ((way === "collect" || way === "local") && 2 * bytes > room.processBytes)
    return `a process needs about ${gigabytes(2 * bytes)}, and this machine has ${gigabytes(room.processBytes)}`;
  return null;
}
