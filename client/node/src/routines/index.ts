// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.
import type { Session } from "../session.js";
import { RowwiseLibrary } from "./rowwise.js";
import { ScalapackLibrary } from "./scalapack.js";
import { SlepcLibrary } from "./slepc.js";

/** Options and results by library, such as `rowwise.PcaOptions`. */
export type * as rowwise from "./rowwise.js";
export type * as scalapack from "./scalapack.js";
export type * as slepc from "./slepc.js";

/** The routines of the libraries, each with its types; and each without its library's name. */
export abstract class Routines {
  readonly rowwise: RowwiseLibrary;
  readonly scalapack: ScalapackLibrary;
  readonly slepc: SlepcLibrary;

  constructor(protected readonly session: Session) {
    this.rowwise = new RowwiseLibrary(session);
    this.scalapack = new ScalapackLibrary(session);
    this.slepc = new SlepcLibrary(session);
  }

  /**
   * The k largest singular values of a and their vectors: a v = s u. Certified by a last pass over a. Short for
   * `rowwise.truncatedSVD`.
   */
  truncatedSVD(...args: Parameters<RowwiseLibrary["truncatedSVD"]>): ReturnType<RowwiseLibrary["truncatedSVD"]> {
    return this.rowwise.truncatedSVD(...args);
  }

  /**
   * The k principal components of a: directions of largest variance of its rows, the rows' coordinates along them,
   * and the means. Centred without a centred copy; certified by a last pass over a. Short for `rowwise.pca`.
   */
  pca(...args: Parameters<RowwiseLibrary["pca"]>): ReturnType<RowwiseLibrary["pca"]> {
    return this.rowwise.pca(...args);
  }

  /**
   * Mean, variance, standard deviation, smallest and largest entry, Euclidean norm and number of zeros of every
   * column. Short for `rowwise.columnStats`.
   */
  columnStats(...args: Parameters<RowwiseLibrary["columnStats"]>): ReturnType<RowwiseLibrary["columnStats"]> {
    return this.rowwise.columnStats(...args);
  }

  /** a'a: the products of all pairs of columns. Short for `rowwise.gram`. */
  gram(...args: Parameters<RowwiseLibrary["gram"]>): ReturnType<RowwiseLibrary["gram"]> {
    return this.rowwise.gram(...args);
  }

  /**
   * Covariance of the columns: a pass for the means, then products of centred columns. Nothing as large as a is
   * made. Short for `rowwise.covariance`.
   */
  covariance(...args: Parameters<RowwiseLibrary["covariance"]>): ReturnType<RowwiseLibrary["covariance"]> {
    return this.rowwise.covariance(...args);
  }

  /**
   * a = q r: q has orthonormal columns, r is upper triangular with a non-negative diagonal. Short for
   * `rowwise.thinQR`.
   */
  thinQR(...args: Parameters<RowwiseLibrary["thinQR"]>): ReturnType<RowwiseLibrary["thinQR"]> {
    return this.rowwise.thinQR(...args);
  }

  /** a b, for a b that every rank can hold whole. Short for `rowwise.matmul`. */
  matmul(...args: Parameters<RowwiseLibrary["matmul"]>): ReturnType<RowwiseLibrary["matmul"]> {
    return this.rowwise.matmul(...args);
  }

  /** The transpose of a times b, for two matrices with the same rows. Short for `rowwise.multiplyTransposed`. */
  multiplyTransposed(
    ...args: Parameters<RowwiseLibrary["multiplyTransposed"]>
  ): ReturnType<RowwiseLibrary["multiplyTransposed"]> {
    return this.rowwise.multiplyTransposed(...args);
  }

  /**
   * (a - mean) components: the coordinates of rows along components that pca found, on the same or other rows. Short
   * for `rowwise.project`.
   */
  project(...args: Parameters<RowwiseLibrary["project"]>): ReturnType<RowwiseLibrary["project"]> {
    return this.rowwise.project(...args);
  }

  /**
   * Every column less its mean and divided by its standard deviation; constant columns become zero. Short for
   * `rowwise.standardize`.
   */
  standardize(...args: Parameters<RowwiseLibrary["standardize"]>): ReturnType<RowwiseLibrary["standardize"]> {
    return this.rowwise.standardize(...args);
  }

  /**
   * k-means clustering: k centers, each the mean of the rows that are nearest to it, by Lloyd's method from a
   * k-means|| start. Short for `rowwise.kmeans`.
   */
  kmeans(...args: Parameters<RowwiseLibrary["kmeans"]>): ReturnType<RowwiseLibrary["kmeans"]> {
    return this.rowwise.kmeans(...args);
  }

  /**
   * For each row the nearest of the centers that kmeans found, on the same or other rows, and its distance. Short
   * for `rowwise.kmeansAssign`.
   */
  kmeansAssign(...args: Parameters<RowwiseLibrary["kmeansAssign"]>): ReturnType<RowwiseLibrary["kmeansAssign"]> {
    return this.rowwise.kmeansAssign(...args);
  }

  /**
   * The x that minimises |a x - b|, for each column of b; the one of least norm where there are many, as
   * numpy.linalg.lstsq. Short for `rowwise.leastSquares`.
   */
  leastSquares(...args: Parameters<RowwiseLibrary["leastSquares"]>): ReturnType<RowwiseLibrary["leastSquares"]> {
    return this.rowwise.leastSquares(...args);
  }

  /**
   * Ridge regression: the x that minimises |a x + intercept - b|^2 + lambda |x|^2, for each column of b; with
   * features, kernel ridge regression by random Fourier features of a's rows. Short for `rowwise.ridge`.
   */
  ridge(...args: Parameters<RowwiseLibrary["ridge"]>): ReturnType<RowwiseLibrary["ridge"]> {
    return this.rowwise.ridge(...args);
  }

  /**
   * a x + intercept, or the probabilities it stands for: what a model of leastSquares, ridge or logisticRegression
   * says of rows. Short for `rowwise.linearPredict`.
   */
  linearPredict(...args: Parameters<RowwiseLibrary["linearPredict"]>): ReturnType<RowwiseLibrary["linearPredict"]> {
    return this.rowwise.linearPredict(...args);
  }

  /**
   * The class of each row of a by a linear model: the number of the largest of a x + intercept, counted from 0.
   * Short for `rowwise.linearClassify`.
   */
  linearClassify(...args: Parameters<RowwiseLibrary["linearClassify"]>): ReturnType<RowwiseLibrary["linearClassify"]> {
    return this.rowwise.linearClassify(...args);
  }

  /**
   * Logistic regression with an L2 penalty, for two classes or more (softmax): minimises mean of the rows' losses +
   * lambda / 2 |x|^2. Predict with the margins a x + intercept: for two classes a positive one means class 1, for
   * more the largest wins. Short for `rowwise.logisticRegression`.
   */
  logisticRegression(
    ...args: Parameters<RowwiseLibrary["logisticRegression"]>
  ): ReturnType<RowwiseLibrary["logisticRegression"]> {
    return this.rowwise.logisticRegression(...args);
  }

  /**
   * Non-negative matrix factorisation: a is about w h, with w and h free of negative entries and |a - w h|
   * (Frobenius) small. Short for `rowwise.NMF`.
   */
  NMF(...args: Parameters<RowwiseLibrary["NMF"]>): ReturnType<RowwiseLibrary["NMF"]> {
    return this.rowwise.NMF(...args);
  }

  /** a with rows and columns exchanged, exactly. Short for `scalapack.transpose`. */
  transpose(...args: Parameters<ScalapackLibrary["transpose"]>): ReturnType<ScalapackLibrary["transpose"]> {
    return this.scalapack.transpose(...args);
  }

  /**
   * a = q r: q has orthonormal columns, r is upper triangular with a non-negative diagonal. For tall matrices of few
   * columns rowwise.thinQr is faster. Short for `scalapack.qr`.
   */
  qr(...args: Parameters<ScalapackLibrary["qr"]>): ReturnType<ScalapackLibrary["qr"]> {
    return this.scalapack.qr(...args);
  }

  /**
   * The rows of a in another order = l u: Gaussian elimination with partial pivoting. A singular a is no error; info
   * tells. Short for `scalapack.lu`.
   */
  lu(...args: Parameters<ScalapackLibrary["lu"]>): ReturnType<ScalapackLibrary["lu"]> {
    return this.scalapack.lu(...args);
  }

  /**
   * x with a x = b, for a square a, by Gaussian elimination with partial pivoting. The backward error is measured on
   * a and b as they were. Short for `scalapack.solve`.
   */
  solve(...args: Parameters<ScalapackLibrary["solve"]>): ReturnType<ScalapackLibrary["solve"]> {
    return this.scalapack.solve(...args);
  }

  /**
   * a = l times the transpose of l, for a symmetric positive definite a; l is lower triangular. Short for
   * `scalapack.cholesky`.
   */
  cholesky(...args: Parameters<ScalapackLibrary["cholesky"]>): ReturnType<ScalapackLibrary["cholesky"]> {
    return this.scalapack.cholesky(...args);
  }

  /**
   * x with a x = b, for a symmetric positive definite a: half the work of solve. The backward error is measured on a
   * and b as they were. Short for `scalapack.choleskySolve`.
   */
  choleskySolve(...args: Parameters<ScalapackLibrary["choleskySolve"]>): ReturnType<ScalapackLibrary["choleskySolve"]> {
    return this.scalapack.choleskySolve(...args);
  }

  /**
   * a = u diag(s) v transposed: all singular values and vectors. For the largest few, truncatedSvd of rowwise is far
   * quicker. Short for `scalapack.svd`.
   */
  svd(...args: Parameters<ScalapackLibrary["svd"]>): ReturnType<ScalapackLibrary["svd"]> {
    return this.scalapack.svd(...args);
  }

  /** All eigenvalues and eigenvectors of a symmetric a: a vectors = vectors diag(values). Short for `scalapack.eigh`. */
  eigh(...args: Parameters<ScalapackLibrary["eigh"]>): ReturnType<ScalapackLibrary["eigh"]> {
    return this.scalapack.eigh(...args);
  }

  /**
   * How ill-conditioned a square a is: its condition number in the 1-norm, estimated from its LU factors. A
   * condition of 1e10 costs ten digits. Short for `scalapack.conditionEstimate`.
   */
  conditionEstimate(
    ...args: Parameters<ScalapackLibrary["conditionEstimate"]>
  ): ReturnType<ScalapackLibrary["conditionEstimate"]> {
    return this.scalapack.conditionEstimate(...args);
  }

  /**
   * k eigenvalues at one end of the spectrum of a symmetric a, and their vectors: a x = w x, by SLEPc. Certified by
   * a last pass over a. Short for `slepc.eigsh`.
   */
  eigsh(...args: Parameters<SlepcLibrary["eigsh"]>): ReturnType<SlepcLibrary["eigsh"]> {
    return this.slepc.eigsh(...args);
  }
}
