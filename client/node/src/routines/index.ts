// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.
import type { Session } from "../session.js";
import { RowwiseLibrary } from "./rowwise.js";
import { SlepcLibrary } from "./slepc.js";

/** Options and results by library, such as `rowwise.PcaOptions`. */
export type * as rowwise from "./rowwise.js";
export type * as slepc from "./slepc.js";

/** The routines of the libraries, each with its types; and each without its library's name. */
export abstract class Routines {
  readonly rowwise: RowwiseLibrary;
  readonly slepc: SlepcLibrary;

  constructor(protected readonly session: Session) {
    this.rowwise = new RowwiseLibrary(session);
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
   * k eigenvalues at one end of the spectrum of a symmetric a, and their vectors: a x = w x, by SLEPc. Certified by
   * a last pass over a. Short for `slepc.eigsh`.
   */
  eigsh(...args: Parameters<SlepcLibrary["eigsh"]>): ReturnType<SlepcLibrary["eigsh"]> {
    return this.slepc.eigsh(...args);
  }
}
