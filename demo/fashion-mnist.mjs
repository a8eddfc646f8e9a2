/**
 * The demo: Fashion-MNIST's 60,000 training pictures, 28 x 28 pixels each, as a matrix of 60,000 x 784 numbers in [0, 1];
 * its rank-20 SVD through a real bridge with its own stores and MPI ranks; the 20 right singular vectors as pictures.
 * Everything here is the public API, so it serves as an example too.
 */
import { connect, startEmbedded } from "athanor";
import { writeComponents } from "./components-picture.mjs";
import { orthogonalityDefect } from "./figures.mjs";
import { bars } from "./progress-bars.mjs";
import { certificate, phases, singularValues } from "./report.mjs";

const k = 20;
const side = 28;
const brightest = 255;

/**
 * @param {object} options
 * @param {string} options.data an idx.gz file of pictures
 * @param {string} options.picture where the PNG goes
 * @param {AbortSignal} options.signal aborting it ends everything that was started here
 */
export async function fashionMnist({ data, picture, signal }) {
  print("\nStarting an embedded bridge: stores, and MPI ranks");
  const started = performance.now();
  const bridge = await startEmbedded(); // `connect()` alone would rather join a bridge that this user has running
  try {
    signal.throwIfAborted();
    const athanor = await connect(bridge.url, { token: bridge.token });
    const startMs = performance.now() - started;
    try {
      await decompose(athanor, { data, picture, signal, startMs });
    } finally {
      await athanor.close();
    }
  } finally {
    await bridge.stop();
  }
}

/**
 * @param {import("athanor").Athanor} athanor
 * @param {{ data: string, picture: string, signal: AbortSignal, startMs: number }} options
 */
async function decompose(athanor, { data, picture, signal, startMs }) {
  const progress = bars();
  try {
    const pixels = await athanor.put(data, { scale: 1 / brightest, signal, onProgress: progress.upload });
    progress.done();
    const svd = await athanor.truncatedSVD(pixels, k, { tol: 1e-9, seed: 1, signal, onProgress: progress.compute });
    progress.done();
    const factors = await download(svd, signal);
    const facts = /** @type {import("./report.mjs").CertificateFacts} */ (svd.certificate);
    print(`\n${singularValues(svd.S)}`);
    print(`\n${certificate(facts, checked(factors))}`);
    print(`\n${phases(timeline({ startMs, upload: pixels.uploadTimings, svd, factors }))}`);
    await writeComponents(picture, factors.v, { side, count: k });
    print(`\nThe ${k} right singular vectors as pictures (blue below zero, red above): ${picture}`);
  } finally {
    progress.stop();
  }
}

/**
 * Factors stay on the bridge until they are asked for.
 * @param {import("athanor").SvdResult} svd
 * @param {AbortSignal} signal
 */
async function download(svd, signal) {
  const started = performance.now();
  const [u, v] = await Promise.all([svd.U.toArray({ signal }), svd.V.toArray({ signal })]);
  return { u, v, ms: performance.now() - started, bytes: u.byteLength + v.byteLength };
}

/** @param {{ u: ArrayLike<number>, v: ArrayLike<number> }} factors */
function checked({ u, v }) {
  return { defectU: orthogonalityDefect(u, k), defectV: orthogonalityDefect(v, k) };
}

/**
 * @param {object} measured
 * @param {number} measured.startMs
 * @param {import("athanor").UploadTimings | null} measured.upload
 * @param {import("athanor").SvdResult} measured.svd
 * @param {{ ms: number, bytes: number }} measured.factors
 * @returns {import("./report.mjs").Phase[]}
 */
function timeline({ startMs, upload, svd, factors }) {
  const { encodeMs = 0, uploadMs = 0, sealMs = 0, bytes = 0 } = upload ?? {};
  const { queueMs, prepareMs, computeMs, commitMs } = svd.timings;
  return [
    { name: "start of the bridge", ms: startMs, bytes: null },
    { name: "encode (beside the upload)", ms: encodeMs, bytes },
    { name: "upload", ms: uploadMs, bytes },
    { name: "seal", ms: sealMs, bytes: null },
    { name: "queue", ms: queueMs + prepareMs, bytes: null },
    { name: "compute", ms: computeMs, bytes: bytes * Number(svd.certificate.passes ?? 0) },
    { name: "commit", ms: commitMs, bytes: factors.bytes },
    { name: "download", ms: factors.ms, bytes: factors.bytes },
  ];
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}
