import { existsSync } from "node:fs";
import type { MatrixHandle } from "../../bridge/index.js";
import type { BenchBridge } from "./bench-bridge.js";

const FOLDER = "/usr/share/datasets/fashion-mnist";
const BRIGHTEST = 255;

/** The 60,000 training pictures as rows of 784 numbers in [0, 1], float64. The peers read the same file. */
export function putPictures(bridge: BenchBridge): Promise<MatrixHandle> {
  return bridge.client.put(file("train-images-idx3-ubyte.gz"), { scale: 1 / BRIGHTEST });
}

/** Their classes, 0 to 9, as a column. */
export function putLabels(bridge: BenchBridge): Promise<MatrixHandle> {
  return bridge.client.put(file("train-labels-idx1-ubyte.gz"));
}

function file(name: string): string {
  const path = `${FOLDER}/${name}`;
  if (existsSync(path)) return path;
  throw new Error(`there is no ${path}; install Debian's package dataset-fashion-mnist`);
}
