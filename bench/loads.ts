import type { Load } from "./load.js";
import { controlLoad } from "./loads/control.js";
import { downloadLoad } from "./loads/download.js";
import { fusedPassLoad } from "./loads/fused-pass.js";
import { kmeansLoad } from "./loads/kmeans.js";
import { logisticLoad } from "./loads/logistic.js";
import { matmulLoad } from "./loads/matmul.js";
import { memoryLoad, memorySizes } from "./loads/memory.js";
import { pcaLoad } from "./loads/pca.js";
import { sameHostLoad } from "./loads/same-host.js";
import { scaleLoad } from "./loads/scale.js";
import { sparkFashionLoad } from "./loads/spark-fashion.js";
import { sparkKmeansLoad } from "./loads/spark-kmeans.js";
import { sparkPcaLoad } from "./loads/spark-pca.js";
import { sparkSvdLoad, sparkSvdSizes } from "./loads/spark-svd.js";
import { svdLoad, svdSizes } from "./loads/svd.js";
import { svdFashionLoad } from "./loads/svd-fashion.js";
import { spectraSizes, svdSpectraLoad } from "./loads/svd-spectra.js";
import { thinQrLoad } from "./loads/thin-qr.js";
import { uploadLoad } from "./loads/upload.js";

const PLAIN = { config: {}, routine: null, peers: [], sizes: null } satisfies Partial<Load>;

/** Every load, in the order in which `athanor bench` runs them. */
export const LOADS: Record<string, Load> = {
  svd: {
    ...PLAIN,
    doc: "rank-20 SVD of m x 10,000, m doubling",
    run: svdLoad,
    routine: "rowwise.truncatedSvd",
    peers: ["scikit-learn", "arpack", "dask", "slepc"],
    sizes: svdSizes,
  },
  "spark-svd": {
    ...PLAIN,
    doc: "rank-20 SVD of m x 10,000, m doubling, from Spark and back",
    run: sparkSvdLoad,
    routine: "rowwise.truncatedSvd",
    peers: ["mllib"],
    sizes: sparkSvdSizes,
  },
  "svd-fashion": {
    ...PLAIN,
    doc: "rank-20 SVD of Fashion-MNIST",
    run: svdFashionLoad,
    routine: "rowwise.truncatedSvd",
    peers: ["scikit-learn", "arpack", "dask", "slepc"],
  },
  "svd-spectra": {
    ...PLAIN,
    doc: "rank-20 SVD where the singular values fall as 1/i, and as 10^(-i/4)",
    run: svdSpectraLoad,
    routine: "rowwise.truncatedSvd",
    peers: ["scikit-learn", "arpack", "dask", "slepc"],
    sizes: spectraSizes,
  },
  upload: {
    ...PLAIN,
    doc: "CPU and wall seconds per GB of a DoPut into one store",
    run: uploadLoad,
    config: { stores: 1 },
    peers: ["pyarrow"],
  },
  download: {
    ...PLAIN,
    doc: "CPU and wall seconds per GB of a DoGet from one store",
    run: downloadLoad,
    config: { stores: 1 },
    peers: ["pyarrow"],
  },
  "fused-pass": {
    ...PLAIN,
    doc: "the kernel of a pass over A, A', against row blocks through OpenBLAS",
    run: fusedPassLoad,
  },
  "same-host": { ...PLAIN, doc: "uploads written into the store's files, and sent", run: sameHostLoad },
  memory: {
    ...PLAIN,
    doc: "peak memory of an SVD job of 20,000 x 10,000",
    run: memoryLoad,
    routine: "rowwise.truncatedSvd",
    sizes: memorySizes,
  },
  control: { ...PLAIN, doc: "round trips of a small action, idle and under upload", run: controlLoad },
  scale: {
    ...PLAIN,
    doc: "1 and 2 ranks, 1 to 4 clients, twice the rows",
    run: scaleLoad,
    routine: "rowwise.truncatedSvd",
  },
  pca: {
    ...PLAIN,
    doc: "20 principal components of Fashion-MNIST and the scores of its rows",
    run: pcaLoad,
    routine: "rowwise.pca",
    peers: ["scikit-learn"],
  },
  kmeans: {
    ...PLAIN,
    doc: "k-means of Fashion-MNIST, k = 10",
    run: kmeansLoad,
    routine: "rowwise.kmeans",
    peers: ["scikit-learn"],
  },
  "thin-qr": {
    ...PLAIN,
    doc: "thin QR of 1,000,000 x 50",
    run: thinQrLoad,
    routine: "rowwise.thinQr",
    peers: ["numpy"],
  },
  logistic: {
    ...PLAIN,
    doc: "multinomial logistic regression of Fashion-MNIST",
    run: logisticLoad,
    routine: "rowwise.logisticRegression",
    peers: ["scikit-learn"],
  },
  matmul: {
    ...PLAIN,
    doc: "product of two 4,000 x 4,000 matrices, and the way into the block-cyclic layout",
    run: matmulLoad,
    routine: "scalapack.matmul",
    peers: ["numpy"],
  },
  "spark-fashion": {
    ...PLAIN,
    doc: "rank-20 SVD of Fashion-MNIST, from Spark and back",
    run: sparkFashionLoad,
    routine: "rowwise.truncatedSvd",
    peers: ["mllib"],
  },
  "spark-pca": {
    ...PLAIN,
    doc: "20 principal components of Fashion-MNIST and the scores of its rows, from Spark and back",
    run: sparkPcaLoad,
    routine: "rowwise.pca",
    peers: ["mllib"],
  },
  "spark-kmeans": {
    ...PLAIN,
    doc: "k-means of Fashion-MNIST, k = 10, from Spark and back",
    run: sparkKmeansLoad,
    routine: "rowwise.kmeans",
    peers: ["mllib"],
  },
};
