import type { LoadContext, PeerName } from "../load.js";
import type { BenchBridge } from "./bench-bridge.js";
import { Peer } from "./peer.js";
import { dropOutputs, timedRun } from "./timed-run.js";

/** The relative residual at which sides are compared. */
export const TOL = 1e-9;

/** Seconds of one answer, and how good it is: the largest ‖Av - σu‖ or ‖Aᵀu - σv‖ over σ. */
export interface SvdRun {
  send: number;
  compute: number;
  receive: number;
  residual: number;
  /** Power iterations, where the method has them. */
  iterations: number | null;
}
/** One round: an answer of each side, by the side's name. */
export type SvdTurn = Record<string, SvdRun>;

export const OURS = "athanor";

interface PythonRun {
  seconds: number;
  residual: number;
  iterations: number | null;
}
type Side = (seed: number) => Promise<SvdRun>;

/** Python methods, by peer; each has the tolerances it is asked for. null: the method's usual effort. */
const IN_PYTHON: { peer: PeerName; method: string; packages: string[]; tols: (number | null)[] }[] = [
  { peer: "scikit-learn", method: "sklearn", packages: ["numpy", "scipy", "scikit-learn"], tols: [null, TOL] },
  { peer: "arpack", method: "arpack", packages: ["numpy", "scipy"], tols: [TOL] },
  { peer: "dask", method: "dask", packages: ["numpy", "scipy", "dask"], tols: [null] },
];

/** Athanor and its peers on one matrix, each warm, in a process of its own. */
export class SvdSides implements AsyncDisposable {
  private readonly sides = new Map<string, Side>();
  private readonly peers: Peer[] = [];

  private constructor(
    private readonly bridge: BenchBridge,
    private readonly file: string,
    private readonly k: number,
  ) {
    this.sides.set(OURS, () => this.ours());
  }

  /** @param slepcMethod as in the routine; "cross" takes half the passes, but finds no small singular values */
  static async start(
    bridge: BenchBridge,
    context: LoadContext,
    file: string,
    k: number,
    slepcMethod = "cross",
  ): Promise<SvdSides> {
    const all = new SvdSides(bridge, file, k);
    try {
      for (const { peer: name, method, packages, tols } of IN_PYTHON) {
        const started = await context.peer(name, () => Peer.start("python_svd.py", [method, file, `${k}`], packages));
        if (started) all.inPython(name, started.peer, tols);
      }
      if (context.peers.has("slepc")) {
        if (await bridge.offers("slepc.truncatedSvd")) all.sides.set(atTol("slepc"), () => all.slepc(slepcMethod));
        else context.skipped("slepc", "the build has no library slepc; `athanor doctor` says what it needs");
      }
      return all;
    } catch (error) {
      await all[Symbol.asyncDispose]();
      throw error;
    }
  }

  async turn(round: number): Promise<SvdTurn> {
    const turn: SvdTurn = {};
    for (const [name, side] of this.sides) turn[name] = await side(round);
    return turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.peers) await peer[Symbol.asyncDispose]();
  }

  private inPython(name: PeerName, peer: Peer, tols: (number | null)[]): void {
    this.peers.push(peer);
    for (const tol of tols) {
      this.sides.set(tol === null ? name : atTol(name), async (seed) => {
        const { seconds, residual, iterations } = await peer.ask<PythonRun>({ seed, tol });
        return { send: 0, compute: seconds, receive: 0, residual, iterations };
      });
    }
  }

  private async ours(): Promise<SvdRun> {
    const started = performance.now();
    await using matrix = await this.bridge.client.put(this.file);
    const sent = performance.now();
    await using svd = await this.bridge.client.truncatedSVD(matrix, this.k, { tol: TOL });
    const computed = performance.now();
    await Promise.all([svd.U.toArray(), svd.V.toArray()]);
    const [send, compute, receive] = [sent - started, computed - sent, performance.now() - computed];
    const { residual } = svd.certificate;
    return { send: send / 1000, compute: compute / 1000, receive: receive / 1000, residual, iterations: null };
  }

  private async slepc(method: string): Promise<SvdRun> {
    await using a = await this.bridge.client.put(this.file);
    const params = { k: this.k, tol: TOL, method };
    const run = await timedRun(this.bridge, "slepc.truncatedSvd", { inputs: { a }, params });
    await dropOutputs(run);
    const { residual } = run.result.certificate as { residual: number };
    return { send: 0, compute: run.seconds, receive: 0, residual, iterations: null };
  }
}

export function atTol(peer: string): string {
  return `${peer} at ${TOL.toExponential()}`;
}
